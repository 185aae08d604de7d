//! `GET /plugins/{plugin}/logo`

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use mspf_catalog::PluginRef;
use mspf_storage::Digest;

use super::locate;
use crate::{
    ApiState,
    error::ApiError,
    etag::{ETag, IfNoneMatch},
    extract::{Auth, Path, need},
};

/// A logo shown by the platform's own origin must not run: an SVG may hold scripts.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Logos are addressed by their digest, so they can be kept; private plugins' by their user only.
const CACHING: &str = "private, max-age=86400";

/// The logo of a plugin.
///
/// Anyone may who can see the plugin.
#[utoipa::path(get, path = "/plugins/{plugin}/logo", tag = "plugins", security((), ("bearer" = [])),
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`")),
    responses((status = 200, description = "The image", content_type = "image/*", body = Vec<u8>),
        (status = 304, description = "Unchanged")))]
pub(super) async fn logo(
    State(state): State<ApiState>,
    auth: Option<Auth<need::PluginsRead>>,
    Path(reference): Path<PluginRef>,
    if_none_match: IfNoneMatch,
) -> Result<Response, ApiError> {
    let (_, plugin) = locate(&state, auth.as_deref(), &reference).await?;
    let none = || ApiError::not_found("plugin.no_logo", "This plugin has no logo.");
    let logo = plugin.logo.ok_or_else(none)?;
    let tag = ETag::new(&logo.digest);
    let headers = [
        (header::CONTENT_TYPE, media_type(&logo.path)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, CACHING),
    ];
    if if_none_match.has(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, tag, headers).into_response());
    }
    let digest: Digest = logo.digest.parse().map_err(ApiError::internal)?;
    let bytes = state.storage.blobs().get(&digest).await?;
    Ok((tag, headers, bytes).into_response())
}

/// By the endings a manifest may name.
fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().map(str::to_ascii_lowercase).as_deref() {
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
