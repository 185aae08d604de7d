//! `POST /plugins/{plugin}/workspace/restore`

use axum::extract::State;
use mspf_catalog::{Facts, PluginRef};
use serde::Deserialize;
use utoipa::ToSchema;

use super::SavedBody;
use crate::{
    ApiState,
    contents::informed,
    error::ApiError,
    extract::{Auth, Json, Path, need},
    routes::plugins::workspace,
};

/// What to bring back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WorkspaceRestore)]
pub(super) struct Restore {
    /// The number of a save: what was there right after it. 0 is the beginning.
    #[schema(example = 12)]
    save: i64,
    /// Only this file or folder; everything without it.
    #[schema(example = "views.py")]
    path: Option<String>,
}

/// Bring back an earlier state of a workspace.
///
/// Maintainers of the plugin may. This is a save of its own, and can be undone in the same way.
#[utoipa::path(post, operation_id = "restore_workspace", path = "/plugins/{plugin}/workspace/restore",
    tag = "workspace", request_body = Restore,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "Brought back", body = SavedBody)))]
pub(super) async fn restore(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    Json(body): Json<Restore>,
) -> Result<Json<SavedBody>, ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let path = body.path.as_deref();
    let workspaces = state.catalog.workspaces();
    let saved = informed!(&state, Facts::default(), |facts| workspaces
        .restore(&actor, &plugin.id, body.save, path, &facts));
    Ok(Json(saved?.into()))
}
