//! `GET /plugins/{plugin}/workspace/tree`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use mspf_catalog::{PluginRef, WORKSPACE_BYTES, WORKSPACE_ENTRIES};
use serde::Serialize;
use utoipa::ToSchema;

use super::EntryBody;
use crate::{
    ApiState,
    error::ApiError,
    etag::{ETag, IfNoneMatch},
    extract::{Auth, Json, Path, need},
    routes::plugins::workspace,
};

/// A workspace with all its files and folders.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = WorkspaceTree)]
pub(super) struct TreeBody {
    /// Counts the changes.
    #[schema(example = 17)]
    revision: i64,
    /// Why the workspace cannot run as it is now; null if it can.
    problem: Option<String>,
    /// Bytes of all files.
    bytes: u64,
    /// The most bytes of all files.
    bytes_max: u64,
    /// The most files and folders.
    entries_max: u64,
    /// The number of the newest save; 0 if there is none.
    last_save: i64,
    /// Files and folders, by path.
    entries: Vec<EntryBody>,
}

/// List the files of a workspace.
///
/// Maintainers of the plugin may. The `ETag` names the revision.
#[utoipa::path(get, operation_id = "workspace_tree", path = "/plugins/{plugin}/workspace/tree", tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "The files", body = TreeBody),
        (status = 304, description = "Unchanged")))]
pub(super) async fn tree(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let (.., workspace) = workspace(&state, &auth, &reference).await?;
    let tag = ETag::new(workspace.revision);
    if if_none_match.has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, tag, ()).into_response());
    }
    let entries = state.catalog.workspaces().entries(&workspace).await?;
    let people = entries.iter().filter_map(|entry| entry.modified_by);
    let names = state.catalog.accounts().names(people).await?;
    let body = TreeBody {
        revision: workspace.revision,
        problem: workspace.problem,
        bytes: workspace.bytes,
        bytes_max: WORKSPACE_BYTES,
        entries_max: WORKSPACE_ENTRIES,
        last_save: workspace.last_save,
        entries: entries.into_iter().map(|entry| EntryBody::new(entry, &names)).collect(),
    };
    Ok((tag, Json(body)).into_response())
}
