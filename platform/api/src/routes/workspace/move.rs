//! `POST /plugins/{plugin}/workspace/move`

use axum::extract::State;
use mspf_catalog::{Arrange, Facts, PluginRef};

use super::{SavedBody, arrange::ArrangeBody};
use crate::{
    ApiState,
    contents::informed,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::workspace,
};

/// Move or rename files and folders of a workspace.
///
/// Maintainers of the plugin may. All or nothing; 409 `workspace.exists` names a file that is in the way.
#[utoipa::path(post, operation_id = "move_workspace_files", path = "/plugins/{plugin}/workspace/move",
    tag = "workspace", request_body = ArrangeBody,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Moved", body = SavedBody)))]
pub(super) async fn move_files(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    Json(body): Json<ArrangeBody>,
) -> Result<Json<SavedBody>, ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let what = Arrange::from(body);
    let workspaces = state.catalog.workspaces();
    let saved =
        informed!(&state, Facts::default(), |facts| workspaces.move_(&actor, &plugin.id, &what, &facts));
    Ok(Json(saved?.into()))
}
