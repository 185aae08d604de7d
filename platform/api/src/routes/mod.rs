//! The routes: a module for each resource, a file for each verb. A resource's module lists its routes and holds what
//! its verbs share; a verb's file holds the request, the policy (in the handler's documentation) and the answer.

mod admin;
mod auth;
mod builds;
mod events;
mod logs;
mod members;
mod organisations;
mod platform;
pub(crate) mod plugins;
mod releases;
mod schemas;
mod sessions;
mod stats;
pub(crate) mod system;
mod tokens;
mod transfers;
mod versions;
mod whoami;
mod workspace;

use utoipa_axum::router::OpenApiRouter;

use crate::ApiState;

/// Everything under `/api/v1`.
pub(crate) fn v1() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .merge(platform::router())
        .merge(auth::router())
        .merge(whoami::router())
        .merge(sessions::router())
        .merge(tokens::router())
        .merge(organisations::router())
        .merge(members::router())
        .merge(admin::router())
        .merge(plugins::router())
        .merge(transfers::router())
        .merge(workspace::router())
        .merge(versions::router())
        .merge(releases::router())
        .merge(builds::router())
        .merge(events::router())
        .merge(logs::router())
        .merge(stats::router())
        .merge(schemas::router())
}
