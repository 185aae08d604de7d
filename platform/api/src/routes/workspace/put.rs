//! `PUT /plugins/{plugin}/workspace/files/{path}`

use axum::{
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use mspf_catalog::{Expected, Facts, PluginRef, WORKSPACE_FILE_BYTES};

use super::SavedBody;
use crate::{
    ApiState,
    contents::{body_of, file_too_large, informed, receive_file},
    error::ApiError,
    etag::{ETag, IfMatch, IfNoneMatch},
    extract::{Auth, Json, Path, need},
    routes::plugins::workspace,
};

/// Write a file of a workspace.
///
/// Maintainers of the plugin may. With `If-Match`, the file must still be what was read, or 412 `workspace.conflict`
/// says that somebody else has changed it; `*` replaces whatever is there. With `If-None-Match: *`, or with neither,
/// the file must be new. The folders above it are made. The next request to the plugin sees the change.
#[utoipa::path(put, operation_id = "write_workspace_file", path = "/plugins/{plugin}/workspace/files/{*path}",
    tag = "workspace",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("path" = String, Path, description = "Path of the file", example = "views.py"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read"),
        ("If-None-Match" = Option<String>, Header, description = "`*` for a new file")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "Written", body = SavedBody),
        (status = 201, description = "Made", body = SavedBody)))]
pub(super) async fn put(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path((reference, path)): Path<(PluginRef, String)>,
    if_match: IfMatch,
    if_none_match: IfNoneMatch,
    request: Request,
) -> Result<Response, ApiError> {
    let (actor, plugin, _) = workspace(&state, &auth, &reference).await?;
    let expected = expected(&if_match).unwrap_or(Expected::Nothing);
    let is_careless = expected == Expected::Nothing && !if_none_match.only_new();
    let limit = WORKSPACE_FILE_BYTES;
    let received = receive_file(body_of(request.into_body()), limit, || file_too_large(limit)).await?;
    let file = received.store(&state, path).await?;
    let workspaces = state.catalog.workspaces();
    let saved = informed!(&state, Facts::default(), |facts| workspaces
        .write(&actor, &plugin.id, &file, &expected, &facts));
    let saved = saved.map_err(|error| match error.code() {
        "workspace.conflict" if is_careless => IfMatch::missing(),
        _ => error,
    })?;
    let made = matches!(expected, Expected::Nothing);
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, ETag::new(&file.digest), Json(SavedBody::from(saved))).into_response())
}

/// What the caller believes to be there, if it says so.
pub(super) fn expected(if_match: &IfMatch) -> Option<Expected> {
    let tags = if_match.tags()?;
    Some(if tags.iter().any(|tag| tag == "*") { Expected::File } else { Expected::Content(tags) })
}
