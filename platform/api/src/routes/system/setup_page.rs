//! `GET /setup`: the page behind the link for the first administrator. It stands alone, so that a server without the
//! user interface can be set up, too.

use axum::{Router, response::IntoResponse, routing::get};
use http::header;

use crate::ApiState;

const PAGE: &str = include_str!("setup.html");
const SCRIPT: &str = include_str!("setup.js");
const STYLE: &str = include_str!("setup.css");
/// The page may load its own script and style, and talk to its own server.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
    form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

pub(super) fn router() -> Router<ApiState> {
    Router::new()
        .route("/setup", get(async || answer("text/html; charset=utf-8", PAGE)))
        .route("/setup/setup.js", get(async || answer("text/javascript; charset=utf-8", SCRIPT)))
        .route("/setup/setup.css", get(async || answer("text/css; charset=utf-8", STYLE)))
}

fn answer(content_type: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, content_type), (header::CONTENT_SECURITY_POLICY, POLICY)], body)
}
