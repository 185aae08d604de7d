//! What happens in the catalogue, as it happens.

mod all;
mod feed;
mod plugin;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(all::all)).routes(routes!(plugin::plugin))
}
