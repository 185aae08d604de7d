//! `DELETE /plugins/{plugin}/workspace/files/{path}`

use axum::extract::State;
use mspf_catalog::{Expected, Facts, PluginRef};

use super::{SavedBody, put::expected};
use crate::{
    ApiState,
    contents::informed,
    error::ApiError,
    etag::IfMatch,
    extract::{Auth, Json, Path, need},
    routes::plugins::workspace,
};

/// Delete a file or a folder of a workspace.
///
/// Maintainers of the plugin may. A folder goes with everything in it. The history keeps what was deleted. With
/// `If-Match`, only a file that is still what was read.
#[utoipa::path(delete, operation_id = "delete_workspace_file", path = "/plugins/{plugin}/workspace/files/{*path}",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("path" = String, Path, description = "Path of the file or folder", example = "views.py"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read")),
    responses((status = 200, description = "Deleted", body = SavedBody)))]
pub(super) async fn delete(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path((reference, path)): Path<(PluginRef, String)>,
    if_match: IfMatch,
) -> Result<Json<SavedBody>, ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let expected = expected(&if_match).unwrap_or(Expected::Anything);
    let workspaces = state.catalog.workspaces();
    let saved = informed!(&state, Facts::default(), |facts| workspaces
        .delete(&actor, &plugin.id, &path, &expected, &facts));
    Ok(Json(saved?.into()))
}
