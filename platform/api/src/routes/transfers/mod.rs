//! Giving a plugin to another account: an offer, and its acceptance.

mod accept;
mod end;
mod offer;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(offer::offer, end::end)).routes(routes!(accept::accept))
}
