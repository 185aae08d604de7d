//! The answer to a request for a static file.

use std::ops::Range;

use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};

use super::condition::{self, Part};
use super::files::{Content, FileBody, FileError, Files};
use super::index::Variant;
use crate::body::Body;

/// For a version's own address: what answers there never changes.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// For an address whose release may change at any moment: kept, but asked for each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// A file to be sent.
pub(crate) struct Asked<'r> {
    pub(crate) method: &'r Method,
    pub(crate) headers: &'r HeaderMap,
    /// Path below the mount: decides the type.
    pub(crate) path: &'r str,
    pub(crate) variant: Variant,
    /// Whether another client might get other bytes.
    pub(crate) has_variants: bool,
    /// Whether the address names a version.
    pub(crate) is_fixed: bool,
}

/// Answers a request for a plugin's file with all of it, a part of it, or the word that it is unchanged.
pub(crate) async fn answer(asked: Asked<'_>, files: &Files) -> Result<Response<Body>, FileError> {
    let open = async |variant: Variant| files.open(&variant.digest, variant.size).await;
    answer_with(asked, open).await
}

/// The same for a file whose contents come from elsewhere; `open` is called only if they are sent.
pub(crate) async fn answer_with(
    asked: Asked<'_>,
    open: impl AsyncFnOnce(Variant) -> Result<Content, FileError>,
) -> Result<Response<Body>, FileError> {
    let tag = format!("\"{}\"", asked.variant.digest);
    let mut response = Response::new(Body::default());
    describe(response.headers_mut(), &asked, &tag);
    if condition::is_unmodified(asked.headers, &tag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(header::CONTENT_TYPE);
        return Ok(response);
    }
    let size = asked.variant.size;
    let range = match condition::part(asked.headers, &tag, size) {
        Part::Whole => 0..size,
        Part::Bytes(range) => {
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            set(
                &mut response,
                header::CONTENT_RANGE,
                format!("bytes {}-{}/{size}", range.start, range.end - 1),
            );
            range
        }
        Part::Unsatisfiable => {
            *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
            set(&mut response, header::CONTENT_RANGE, format!("bytes */{size}"));
            return Ok(response);
        }
    };
    response.headers_mut().insert(header::CONTENT_LENGTH, (range.end - range.start).into());
    if asked.method != Method::HEAD {
        *response.body_mut() = body(open(asked.variant).await?, range)?;
    }
    Ok(response)
}

fn body(content: Content, range: Range<u64>) -> Result<Body, FileError> {
    match content {
        Content::Memory(bytes) => {
            let clamp = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(bytes.len());
            Ok(Body::whole(bytes.slice(clamp(range.start)..clamp(range.end))))
        }
        Content::Disk(file) => Ok(Body::file(FileBody::new(file, &range)?)),
    }
}

fn describe(headers: &mut HeaderMap, asked: &Asked<'_>, tag: &str) {
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(header::CONTENT_TYPE, content_type(asked.path));
    headers.insert(header::CACHE_CONTROL, if asked.is_fixed { FOREVER } else { ASK_AGAIN });
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(encoding) = asked.variant.encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    if asked.has_variants {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

fn set(response: &mut Response<Body>, name: header::HeaderName, value: String) {
    if let Ok(value) = HeaderValue::try_from(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The type of a file by its name; text is always UTF-8.
fn content_type(path: &str) -> HeaderValue {
    let kind = match mime_guess::from_path(path).first_raw() {
        // The one type that scripts have (RFC 9239).
        Some("application/javascript") => "text/javascript",
        guessed => guessed.unwrap_or("application/octet-stream"),
    };
    let is_text = kind.starts_with("text/")
        || matches!(
            kind,
            "application/json" | "application/manifest+json" | "application/xml" | "image/svg+xml"
        );
    if !is_text {
        return HeaderValue::from_static(kind);
    }
    HeaderValue::try_from(format!("{kind}; charset=utf-8")).unwrap_or(HeaderValue::from_static(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_follow_names_and_text_is_utf_8() {
        for (path, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("app.js", "text/javascript; charset=utf-8"),
            ("app.mjs", "text/javascript; charset=utf-8"),
            ("a.css", "text/css; charset=utf-8"),
            ("a.json", "application/json; charset=utf-8"),
            ("a.svg", "image/svg+xml; charset=utf-8"),
            ("a.wasm", "application/wasm"),
            ("a.woff2", "font/woff2"),
            ("a.png", "image/png"),
            ("LICENSE", "application/octet-stream"),
        ] {
            assert_eq!(content_type(path), kind, "{path}");
        }
    }
}
