//! For administrators of the platform.

mod audit;
mod create_user;
mod list_jobs;
mod list_nodes;
mod list_users;
mod update_user;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::ApiState;

pub(super) fn router() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list_users::list_users, create_user::create_user))
        .routes(routes!(update_user::update_user))
        .routes(routes!(audit::list_audit))
        .routes(routes!(list_jobs::list_jobs))
        .routes(routes!(list_nodes::list_nodes))
}
