//! Headers that make browsers careful.

use axum::{extract::Request, extract::State, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue, header};

use crate::ApiState;

/// Answers of the API are data: nothing in them may run, be framed or be mistaken for another type.
const ALWAYS: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::CACHE_CONTROL, "no-store"),
];
/// Two years, as browsers' preload lists ask for. Only said over TLS, where it is true.
const TRANSPORT_SECURITY: &str = "max-age=63072000; includeSubDomains";

/// Adds the headers that a handler has not set itself.
pub(crate) async fn secure(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let transport =
        state.config.secure_cookies().then_some((header::STRICT_TRANSPORT_SECURITY, TRANSPORT_SECURITY));
    for (name, value) in ALWAYS.into_iter().chain(transport) {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}
