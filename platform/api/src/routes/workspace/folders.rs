//! `POST /plugins/{plugin}/workspace/folders`

use axum::extract::State;
use http::StatusCode;
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

/// A new folder.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewFolder)]
pub(super) struct New {
    /// Its path; the folders above it are made.
    #[schema(example = "static/img")]
    path: String,
}

/// Make a folder in a workspace.
///
/// Maintainers of the plugin may.
#[utoipa::path(post, operation_id = "make_workspace_folder", path = "/plugins/{plugin}/workspace/folders",
    tag = "workspace", request_body = New,
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 201, description = "Made", body = SavedBody)))]
pub(super) async fn folders(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    Json(new): Json<New>,
) -> Result<(StatusCode, Json<SavedBody>), ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let workspaces = state.catalog.workspaces();
    let saved = informed!(&state, Facts::default(), |facts| workspaces
        .make_folder(&actor, &plugin.id, &new.path, &facts));
    Ok((StatusCode::CREATED, Json(saved?.into())))
}
