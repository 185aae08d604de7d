//! The caller.

mod get;
mod password;
mod update;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(get::whoami, update::update_profile))
        .routes(routes!(password::change_password))
}
