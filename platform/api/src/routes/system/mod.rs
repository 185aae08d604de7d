//! What is asked for by machines: probes, keys.

mod health;
mod jwks;
mod ready;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(crate) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(health::healthz))
        .routes(routes!(ready::readyz))
        .routes(routes!(jwks::jwks))
}
