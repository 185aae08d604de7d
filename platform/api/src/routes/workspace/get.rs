//! `GET /plugins/{plugin}/workspace/files/{path}`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use mspf_catalog::{CatalogError, PluginRef};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    ApiState, contents,
    error::ApiError,
    etag::{ETag, IfNoneMatch},
    extract::{Auth, Path, Query, need},
    routes::plugins::workspace,
};

/// Which state of the file.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// The number of a save in the history: the file as it was right after it. The present file without it.
    save: Option<i64>,
}

/// Read a file of a workspace.
///
/// Maintainers of the plugin may. Whatever the file is, it comes as bytes to be saved: nothing in it runs here.
#[utoipa::path(get, operation_id = "read_workspace_file", path = "/plugins/{plugin}/workspace/files/{*path}",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("path" = String, Path, description = "Path of the file", example = "views.py"), Wanted),
    responses((status = 200, description = "The file", content_type = "application/octet-stream", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub(super) async fn get(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path((reference, path)): Path<(PluginRef, String)>,
    Query(wanted): Query<Wanted>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let (.., workspace) = workspace(&state, &auth, &reference).await?;
    let workspaces = state.catalog.workspaces();
    let (digest, size) = match wanted.save {
        Some(save) => workspaces.file_at(&workspace, &path, save).await?,
        None => {
            let entry = workspaces.entry(&workspace, &path).await?;
            (entry.digest.ok_or(CatalogError::NotFound { what: "file" })?, entry.size)
        }
    };
    let tag = ETag::new(&digest);
    if if_none_match.has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, tag, ()).into_response());
    }
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, size.to_string()),
        (header::CONTENT_DISPOSITION, "attachment".to_owned()),
    ];
    Ok((tag, headers, contents::body_with(&state, &digest, size).await?).into_response())
}
