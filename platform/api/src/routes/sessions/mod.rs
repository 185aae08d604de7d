//! The caller's sign-ins.

mod delete;
mod list;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(list::list_sessions)).routes(routes!(delete::delete_session))
}
