//! `GET /plugins/{plugin}/source`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use mspf_catalog::{DRAFT, Files, PluginRef};
use serde::Deserialize;
use utoipa::IntoParams;

use super::{locate, no_version, require_open_source};
use crate::{
    ApiState, contents,
    error::ApiError,
    etag::{ETag, IfNoneMatch},
    extract::{Auth, Path, Query, need},
};

/// Which version.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wanted {
    /// Without it, the workspace for the plugin's maintainers if there is one, and the released one for all others.
    version: Option<String>,
}

/// Download a version or the workspace as a zip.
///
/// Anyone may who can see the version; of a plugin that costs something, only its maintainers. The zip is packed anew:
/// the same files always give the same bytes, and it can be uploaded again.
#[utoipa::path(get, path = "/plugins/{plugin}/source", tag = "plugins", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"), Wanted),
    responses((status = 200, description = "The zip", content_type = "application/zip", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub(super) async fn source(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    Query(wanted): Query<Wanted>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let (actor, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let maintains = require_open_source(&state, &actor, &plugin).await?;
    let draft = match (&wanted.version, maintains) {
        (None, true) => Some(state.catalog.workspaces().get(&actor, &plugin).await?),
        _ => None,
    };
    let (tag, files, name) = match draft.filter(|draft| draft.entries > 0) {
        Some(draft) => {
            let revision = draft.revision;
            let files = Files::Workspace { plugin: draft.plugin, revision };
            (ETag::new(format_args!("workspace-{revision}")), files, DRAFT.to_owned())
        }
        None => {
            let version = wanted.version.as_ref().or(plugin.version.as_ref()).ok_or_else(no_version)?;
            let version = state.catalog.versions().get(&actor, &plugin, version).await?;
            (ETag::new(version.tree), Files::Tree(version.tree), version.version)
        }
    };
    if if_none_match.has(&tag) {
        return Ok((http::StatusCode::NOT_MODIFIED, tag, ()).into_response());
    }
    let files = state.catalog.files(&files).await?;
    let (body, length) = contents::zip(&state, files).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}-{name}.zip\"", plugin.name)),
    ];
    Ok((tag, headers, body).into_response())
}
