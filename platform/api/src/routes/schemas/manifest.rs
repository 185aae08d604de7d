//! `GET /schemas/manifest`

use axum::response::IntoResponse;
use http::header;
use mspf_package::Manifest;

use crate::extract::Json;

/// The JSON schema of `mspf.toml`.
///
/// Anyone may read it; editors do, by the manifest's first line.
#[utoipa::path(get, path = "/schemas/manifest", tag = "system", security(()),
    responses((status = 200, description = "The schema", content_type = "application/schema+json", body = serde_json::Value)))]
pub(super) async fn manifest() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/schema+json")], Json(Manifest::json_schema()))
}
