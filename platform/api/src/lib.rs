//! The control plane: `/api/v1`, its OpenAPI document, probes and public keys.
//!
//! [`router`] makes it of an [`ApiState`]. What a handler may rely on:
//! - every error leaves as `application/problem+json` ([`ApiError`]), with a stable code and the request's id;
//! - who asks is an argument ([`extract::Auth`]) whose type says what the credential must allow;
//! - text that reaches a handler through this crate's extractors holds no U+0000, which no database would store.
//!
//! What this crate must never know: WebAssembly, and how a plugin is run.
#![forbid(unsafe_code)]

mod access_token;
mod clock;
mod contents;
mod error;
pub mod etag;
pub mod extract;
mod layers;
mod limits;
mod openapi;
mod publishing;
mod routes;
mod schema;
pub mod sse;
mod state;
mod unnumbered;

use axum::{Router, extract::DefaultBodyLimit, middleware};
use tower::{ServiceBuilder, util::MapRequestLayer};
use tower_http::catch_panic::CatchPanicLayer;
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

pub use access_token::ACCESS_TOKEN_LIFE;
pub use clock::Clock;
pub use error::{ApiError, FieldError, ProblemBody};
pub use limits::{Rate, Rates};
pub use state::{ApiConfig, ApiState};

/// Largest body of a request, in bytes, unless its route takes files: a form full of text is far smaller.
pub const BODY_MAX_BYTES: usize = 1024 * 1024;

/// The control plane.
///
/// Give each request a `ConnectInfo<SocketAddr>` extension (`into_make_service_with_connect_info` does), or all
/// clients look like one.
pub fn router(state: ApiState) -> Router {
    let v1 = routes::v1()
        .fallback(nothing_here)
        .layer(DefaultBodyLimit::max(BODY_MAX_BYTES))
        .layer(middleware::from_fn_with_state(state.clone(), layers::admit));
    let (routes, document) = described(v1).split_for_parts();
    let document = openapi::with_problems(document);
    let routes = routes.merge(openapi::pages(document));
    let routes = protected(&state, routes).with_state(state);
    // Around the routes, not in them: it decides which of them matches.
    let join_owner_and_name = MapRequestLayer::new(routes::plugins::address::join_owner_and_name);
    Router::new().fallback_service(routes).layer(join_owner_and_name)
}

/// Gives routes what all of the control plane has: a request id, errors as problem+json (a panic is one, too), and
/// headers that make browsers careful. For routes that are served beside [`router`]'s.
pub fn protected<S: Clone + Send + Sync + 'static>(state: &ApiState, routes: Router<S>) -> Router<S> {
    routes.layer(
        ServiceBuilder::new()
            .layer(middleware::from_fn_with_state(state.clone(), layers::context))
            .layer(middleware::from_fn_with_state(state.clone(), layers::secure))
            .layer(CatchPanicLayer::custom(layers::caught)),
    )
}

/// The OpenAPI document of the control plane.
pub fn openapi() -> utoipa::openapi::OpenApi {
    openapi::with_problems(described(routes::v1()).into_openapi())
}

fn described(v1: OpenApiRouter<ApiState>) -> OpenApiRouter<ApiState> {
    OpenApiRouter::with_openapi(openapi::ApiDoc::openapi())
        .nest("/api/v1", v1)
        .merge(routes::system::router())
}

async fn nothing_here() -> ApiError {
    ApiError::not_found("not_found", "There is nothing at this address. /api/docs lists what there is.")
}
