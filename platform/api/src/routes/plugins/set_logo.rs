//! `PUT /plugins/{plugin}/logo`

use axum::{
    body::{Body, to_bytes},
    extract::State,
    response::IntoResponse,
};
use http::StatusCode;
use mspf_catalog::{Logo, LogoChange, PluginChange, PluginRef, Role};

use super::{PluginBody, locate};
use crate::{
    ApiState,
    contents::store,
    error::ApiError,
    etag::{ETag, IfMatch},
    extract::{Auth, Json, Path, need},
};

/// The most bytes of a logo: ample for an image that is shown at 96 pixels.
const MAX_BYTES: usize = 512 * 1024;
/// Within how many bytes an SVG names its root, behind declarations and comments.
const SVG_HEAD_BYTES: usize = 4_096;

/// Upload the logo of a plugin.
///
/// Developers of the owning account may. A PNG, JPEG, WebP, GIF or SVG of at most 512 KiB; it stays until another is
/// uploaded or named, or a version is released whose manifest names one.
#[utoipa::path(put, path = "/plugins/{plugin}/logo", tag = "plugins",
    params(("plugin" = String, Path, description = "`SP_…` or `owner/name`"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The image"),
    responses((status = 200, description = "The plugin", body = PluginBody)))]
pub(super) async fn set_logo(
    State(state): State<ApiState>,
    auth: Auth<need::PluginsWrite>,
    Path(reference): Path<PluginRef>,
    if_match: IfMatch,
    body: Body,
) -> Result<impl IntoResponse, ApiError> {
    let (actor, plugin) = locate(&state, Some(&auth), &reference).await?;
    if_match.check(&ETag::new(plugin.revision))?;
    // Before strangers fill the store.
    state.catalog.accounts().require_role(&actor, plugin.owner.id, Role::Developer).await?;
    let image = to_bytes(body, MAX_BYTES).await.map_err(|_| too_large())?;
    let path = format!("logo.{}", ending(&image).ok_or_else(no_image)?);
    let file = store(&state, path, image.into()).await?;
    let logo = LogoChange::File(Logo { digest: file.digest, path: file.path });
    let change = PluginChange { logo: Some(logo), ..PluginChange::default() };
    // Whoever says what they have read does not overwrite what was written while the image arrived.
    let read = if_match.tags().map(|_| plugin.revision);
    let changed = state.catalog.plugins().change(&actor, &plugin.id, read, change).await?;
    Ok((ETag::new(changed.revision), Json(PluginBody::new(changed, false))))
}

fn too_large() -> ApiError {
    let detail = format!("A logo has at most {} KiB. Make the image smaller.", MAX_BYTES / 1024);
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "plugin.logo_too_large", detail)
}

fn no_image() -> ApiError {
    let detail = "A logo is a PNG, JPEG, WebP, GIF or SVG image, and this is none.";
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "plugin.logo_no_image", detail)
}

/// The ending for the kind of image that these bytes begin as.
fn ending(image: &[u8]) -> Option<&'static str> {
    match image {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("png"),
        [0xff, 0xd8, 0xff, ..] => Some("jpg"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("webp"),
        _ => is_svg(image).then_some("svg"),
    }
}

fn is_svg(image: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(image) else { return false };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let head = text.as_bytes().get(..SVG_HEAD_BYTES).unwrap_or(text.as_bytes());
    text.starts_with('<') && head.windows(4).any(|piece| piece == b"<svg")
}
