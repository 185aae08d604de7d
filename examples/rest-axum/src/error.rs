//! Every error as `application/problem+json` (RFC 9457).

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// What can go wrong, each with its status and a sentence for the caller.
pub(crate) enum Error {
    Input(String),
    Method,
    NoRoute,
    UnknownUnit(String),
    DifferentQuantities { from: &'static str, to: &'static str },
    OutOfRange,
}

#[derive(Serialize)]
struct Problem {
    title: &'static str,
    status: u16,
    code: &'static str,
    detail: String,
}

impl Error {
    fn problem(self) -> (StatusCode, &'static str, String) {
        match self {
            Self::Input(detail) => (StatusCode::BAD_REQUEST, "input", detail),
            Self::Method => {
                (StatusCode::METHOD_NOT_ALLOWED, "method", "this address takes another method".into())
            }
            Self::NoRoute => {
                (StatusCode::NOT_FOUND, "no_route", "nothing here; see the links at the root".into())
            }
            Self::UnknownUnit(symbol) => (
                StatusCode::NOT_FOUND,
                "unknown_unit",
                format!("no unit {symbol:?}; GET /units lists them all"),
            ),
            Self::DifferentQuantities { from, to } => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "different_quantities",
                format!("{from} cannot be converted to {to}"),
            ),
            Self::OutOfRange => {
                (StatusCode::UNPROCESSABLE_ENTITY, "out_of_range", "the result is no finite number".into())
            }
        }
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, code, detail) = self.problem();
        let title = status.canonical_reason().unwrap_or("Error");
        let problem = Problem { title, status: status.as_u16(), code, detail };
        (status, [(header::CONTENT_TYPE, "application/problem+json")], Json(problem)).into_response()
    }
}
