//! Errors as RFC 9457 `application/problem+json`.

use std::{fmt, time::Duration};

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use mspf_catalog::CatalogError;
use mspf_package::{ComponentError, PackageError};
use mspf_storage::StorageError;
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was refused or failed. Handlers return it; the outermost layer writes it with the request's id.
#[derive(Clone)]
pub struct ApiError(Box<Problem>);

/// What is wrong with one field of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// The field, as a path: `scopes[1]`.
    #[schema(example = "email")]
    pub field: String,
    /// Stable, for programs.
    #[schema(example = "account.email_malformed")]
    pub code: &'static str,
    /// For people.
    #[schema(example = "Give an email address such as ada@example.org.")]
    pub detail: String,
}

/// An error before it is written.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: &'static str,
    pub(crate) detail: String,
    pub(crate) errors: Vec<FieldError>,
    pub(crate) headers: HeaderMap,
}

/// The body of every error.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// Always `about:blank`: `code` says what kind of problem it is.
    #[serde(rename = "type")]
    #[schema(example = "about:blank")]
    pub kind: &'static str,
    /// The status in words.
    #[schema(example = "Not Found")]
    pub title: &'a str,
    /// The status as a number.
    #[schema(example = 404)]
    pub status: u16,
    /// A sentence for people that says what to do.
    #[schema(example = "There is no such plugin.")]
    pub detail: &'a str,
    /// Stable, for programs.
    #[schema(example = "plugin.not_found")]
    pub code: &'a str,
    /// The fields at fault, when fields are.
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    #[schema(required = false)]
    pub errors: &'a [FieldError],
    /// Names this request in the server's logs.
    #[schema(example = "9f0c2b7d5e1a4c38")]
    pub request_id: &'a str,
}

impl ApiError {
    /// An error with this status, stable code, and a sentence that says what to do.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> ApiError {
        let detail = detail.into();
        ApiError(Box::new(Problem { status, code, detail, errors: Vec::new(), headers: HeaderMap::new() }))
    }

    /// 400: the request cannot be understood.
    pub fn bad_request(code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401, with the challenge that goes with it.
    pub fn unauthorized(code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::UNAUTHORIZED, code, detail)
            .with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"mspf\""))
    }

    /// 403: who asks is known, and may not.
    pub fn forbidden(code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 404: there is no such thing, or the caller may not know that there is.
    pub fn not_found(code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::NOT_FOUND, code, detail)
    }

    /// 409: the request contradicts the present state.
    pub fn conflict(code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422: one field is not acceptable.
    pub fn invalid(field: impl Into<String>, code: &'static str, detail: impl Into<String>) -> ApiError {
        ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            code,
            "A field of the request is not acceptable: see errors.",
        )
        .with_field(field, code, detail)
    }

    /// 429: too often. `wait` becomes `Retry-After`.
    pub fn too_many_requests(code: &'static str, detail: impl Into<String>, wait: Duration) -> ApiError {
        ApiError::new(StatusCode::TOO_MANY_REQUESTS, code, detail).retry_after(wait)
    }

    /// 500: the platform's own failure. The cause goes to the log, never to the caller.
    pub fn internal(cause: impl fmt::Display) -> ApiError {
        tracing::error!(error = %cause, "a request failed");
        ApiError::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The platform failed to do this. Try again; if it fails again, report the request_id.",
        )
    }

    /// Adds a field at fault.
    #[must_use]
    pub fn with_field(
        mut self,
        field: impl Into<String>,
        code: &'static str,
        detail: impl Into<String>,
    ) -> ApiError {
        self.0.errors.push(FieldError { field: field.into(), code, detail: detail.into() });
        self
    }

    /// Calls a field at fault by the name it has in this request.
    #[must_use]
    pub fn rename_field(mut self, from: &str, to: &str) -> ApiError {
        for error in self.0.errors.iter_mut().filter(|error| error.field == from) {
            to.clone_into(&mut error.field);
        }
        self
    }

    /// Adds a header to the response.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> ApiError {
        self.0.headers.append(name, value);
        self
    }

    /// Says when to try again, in whole seconds, at least one.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> ApiError {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.with_header(header::RETRY_AFTER, HeaderValue::from(seconds.max(1)))
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.0.code
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl IntoResponse for ApiError {
    /// The status, with the problem for the outermost layer to write.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl ApiError {
    /// The whole response.
    pub(crate) fn write(&self, request_id: &str) -> Response {
        let Problem { status, code, detail, errors, headers } = &*self.0;
        let body = ProblemBody {
            kind: "about:blank",
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            detail,
            code,
            errors,
            request_id,
        };
        // A struct of strings and numbers always serialises.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (*status, headers.clone(), body).into_response();
        let problem = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(header::CONTENT_TYPE, problem);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl From<CatalogError> for ApiError {
    fn from(error: CatalogError) -> ApiError {
        let code = error.code();
        match error {
            CatalogError::NotFound { .. } => ApiError::not_found(code, error.to_string()),
            CatalogError::Conflict { detail, .. } => ApiError::conflict(code, detail),
            CatalogError::Forbidden { detail, .. } => ApiError::forbidden(code, detail),
            CatalogError::Invalid { field, detail, .. } => ApiError::invalid(field, code, detail),
            CatalogError::StaleEtag => {
                ApiError::new(StatusCode::PRECONDITION_FAILED, code, error.to_string())
            }
            CatalogError::Stale { detail, .. } => {
                ApiError::new(StatusCode::PRECONDITION_FAILED, code, detail)
            }
            // Contents change faster than they can be looked at.
            CatalogError::Busy | CatalogError::Uninspected(_) => {
                ApiError::new(StatusCode::SERVICE_UNAVAILABLE, code, error.to_string())
                    .retry_after(Duration::from_secs(1))
            }
            error => ApiError::internal(error),
        }
    }
}

impl From<PackageError> for ApiError {
    fn from(error: PackageError) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), sentence(&error))
    }
}

impl From<ComponentError> for ApiError {
    fn from(error: ComponentError) -> ApiError {
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, error.code(), sentence(&error))
    }
}

/// What an error says, as a sentence of its own: other crates' errors are made to stand behind a colon.
fn sentence(error: &impl fmt::Display) -> String {
    let mut text = error.to_string();
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> ApiError {
        ApiError::internal(error)
    }
}
