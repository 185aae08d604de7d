//! `GET /plugins/{plugin}/workspace/archive`

use axum::{extract::State, response::IntoResponse};
use http::header;
use mspf_catalog::{CatalogError, Files, PluginRef, TreeFile};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    ApiState, contents,
    error::ApiError,
    extract::{Auth, Path, Query, need},
    routes::plugins::workspace,
};

/// What of it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// A file or a folder; everything without it. Paths in the zip start with its name.
    path: Option<String>,
}

/// Download a file, a folder or all of a workspace as a zip.
///
/// Maintainers of the plugin may. The same files always give the same bytes.
#[utoipa::path(get, operation_id = "workspace_archive", path = "/plugins/{plugin}/workspace/archive",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "The zip", content_type = "application/zip", body = Vec<u8>)))]
pub(super) async fn archive(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsRead>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, ApiError> {
    let (_, plugin, workspace) = workspace(&state, &auth, &reference).await?;
    let revision = workspace.revision;
    let mut files = state.catalog.files(&Files::Workspace { plugin: plugin.id, revision }).await?;
    if let Some(path) =
        wanted.path.as_deref().map(|path| path.trim_end_matches('/')).filter(|path| !path.is_empty())
    {
        // Tells a path that nothing can have from one that nothing has.
        state.catalog.workspaces().entry(&workspace, path).await?;
        files = below(files, path);
        if files.is_empty() {
            return Err(CatalogError::NotFound { what: "file" }.into());
        }
    }
    let (body, length) = contents::zip(&state, files).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}.zip\"", plugin.name)),
    ];
    Ok((headers, body))
}

/// What is at a path and below it, named from there on.
fn below(files: Vec<TreeFile>, path: &str) -> Vec<TreeFile> {
    let start = path.rfind('/').map_or(0, |slash| slash + 1);
    let inside = |file: &TreeFile| {
        file.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let named = |file: TreeFile| TreeFile { path: file.path[start..].to_owned(), ..file };
    files.into_iter().filter(inside).map(named).collect()
}
