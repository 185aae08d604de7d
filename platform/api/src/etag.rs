//! Entity tags: who changes what they have read does not overwrite what somebody else wrote in between.

use std::fmt;

use axum::{
    extract::FromRequestParts,
    response::{IntoResponseParts, ResponseParts},
};
use http::{HeaderValue, StatusCode, header, request::Parts};

use crate::error::ApiError;

/// A strong entity tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The tag of a state that `version` names: a digest, a counter, a time.
    pub fn new(version: impl fmt::Display) -> ETag {
        let opaque: String =
            version.to_string().chars().filter(|c| c.is_ascii_graphic() && *c != '"').collect();
        ETag(format!("\"{opaque}\""))
    }

    /// The tag as in headers, with its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IntoResponseParts for ETag {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut response: ResponseParts) -> Result<ResponseParts, Self::Error> {
        if let Ok(value) = HeaderValue::from_str(&self.0) {
            response.headers_mut().insert(header::ETAG, value);
        }
        Ok(response)
    }
}

/// The header `If-Match`, if it was sent.
#[derive(Clone, Debug)]
pub struct IfMatch(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(IfMatch(None)) };
        let malformed =
            |_| ApiError::bad_request("request.header_malformed", "If-Match is not an entity tag.");
        Ok(IfMatch(Some(value.to_str().map_err(malformed)?.to_owned())))
    }
}

impl IfMatch {
    /// Refuses with 412 when the caller has read a state other than `current`.
    pub fn check(&self, current: &ETag) -> Result<(), ApiError> {
        match &self.0 {
            Some(tags) if !names(tags, current) => Err(ApiError::new(
                StatusCode::PRECONDITION_FAILED,
                "etag.stale",
                "This has been changed by someone else since it was read. Read it again and repeat the change.",
            )),
            _ => Ok(()),
        }
    }

    /// The tags as they were sent, without their quotes; `*` is one of its own.
    pub fn tags(&self) -> Option<Vec<String>> {
        let plain = |tag: &str| tag.trim().trim_start_matches("W/").trim_matches('"').to_owned();
        self.0.as_ref().map(|tags| tags.split(',').map(plain).collect())
    }

    /// The refusal for the header's absence.
    pub fn missing() -> ApiError {
        ApiError::new(
            StatusCode::PRECONDITION_REQUIRED,
            "etag.required",
            "Send the header If-Match with the ETag of what you have read, or * to replace whatever is there.",
        )
    }

    /// Refuses with 428 when the header is missing.
    pub fn require(self) -> Result<IfMatch, ApiError> {
        if self.0.is_some() {
            return Ok(self);
        }
        Err(ApiError::new(
            StatusCode::PRECONDITION_REQUIRED,
            "etag.required",
            "Send the header If-Match with the ETag of what you have read.",
        ))
    }
}

/// The header `If-None-Match`, if it was sent.
#[derive(Clone, Debug)]
pub struct IfNoneMatch(Option<String>);

impl<S: Send + Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let value = parts.headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
        Ok(IfNoneMatch(value.map(str::to_owned)))
    }
}

impl IfNoneMatch {
    /// Whether the caller has `current` already, so that 304 says all.
    pub fn has(&self, current: &ETag) -> bool {
        self.0.as_ref().is_some_and(|tags| names(tags, current))
    }

    /// Whether the caller wants to write only what does not exist (`*`).
    pub fn only_new(&self) -> bool {
        self.0.as_deref().is_some_and(|tags| tags.trim() == "*")
    }
}

/// Whether a list of tags names `tag`. A weak tag is one that a proxy made of ours by compressing.
fn names(tags: &str, tag: &ETag) -> bool {
    tags.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag.0)
}
