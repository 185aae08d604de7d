//! Gives each request its name and its client's address, and writes every error as problem+json.

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::{
    ApiState,
    error::ApiError,
    extract::{RequestId, client_address},
};

/// Tells the request's name in the response.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost layer. A [`RequestId`] that is there already is kept.
pub(crate) async fn context(State(state): State<ApiState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let client = client_address(&parts, &state.config.trusted_proxies);
    let id = parts.extensions.get::<RequestId>().cloned();
    let id = id.unwrap_or_else(|| RequestId(format!("{:016x}", rand::random::<u64>())));
    parts.extensions.insert(client);
    parts.extensions.insert(id.clone());
    let response = next.run(Request::from_parts(parts, body)).await;
    let mut response = written(response, &id.0);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The response itself, or the problem it carries or amounts to.
fn written(mut response: Response, request_id: &str) -> Response {
    let problem = response.extensions_mut().remove::<ApiError>().or_else(|| plain_error(&response));
    let Some(problem) = problem else { return response };
    let mut written = problem.write(request_id);
    // `Allow` of a 405, the security headers, and whatever else inner layers said.
    for (name, value) in response.headers() {
        let describes_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH].contains(name);
        if !describes_body && !written.headers().contains_key(name) {
            written.headers_mut().append(name, value.clone());
        }
    }
    written
}

/// What a bare error of the framework means.
fn plain_error(response: &Response) -> Option<ApiError> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    let (code, detail) = match status {
        StatusCode::NOT_FOUND => ("not_found", "There is nothing at this address."),
        StatusCode::METHOD_NOT_ALLOWED => ("request.method_not_allowed", "Use a method that Allow names."),
        StatusCode::PAYLOAD_TOO_LARGE => {
            ("request.too_large", "The body is larger than this address accepts.")
        }
        StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            ("request.media_type", "This address wants another Content-Type.")
        }
        status if status.is_server_error() => return Some(ApiError::internal(format!("a bare {status}"))),
        _ => ("request.malformed", "The request cannot be understood."),
    };
    Some(ApiError::new(status, code, detail))
}
