//! What is asked for by machines (probes, keys) and before anyone can sign in (the set-up page).

mod health;
mod jwks;
mod ready;
mod setup_page;

use axum::Router;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz))
        .routes(routes!(ready::readyz))
        .routes(routes!(jwks::jwks))
}

/// Pages for people, which the API's document does not describe.
pub(crate) fn pages() -> Router<ApiState> {
    setup_page::router()
}
