//! `GET /healthz`

/// Whether the process lives.
///
/// Anyone may ask. Nothing is looked at: a database that is away is no reason to restart this process.
#[utoipa::path(get, path = "/healthz", tag = "system", security(()),
    responses((status = 200, description = "It lives", body = String, content_type = "text/plain", example = "ok")))]
pub(super) async fn healthz() -> &'static str {
    "ok"
}
