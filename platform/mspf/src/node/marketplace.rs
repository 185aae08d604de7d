//! The marketplace's pages, which are built into this program (`marketplace-ui/`, by `make ui`).
//!
//! The UI finds its page by the address itself, so whatever a browser wants to navigate to is the same document, as
//! long as it is nobody else's: the gateway has taken the plugins' addresses before, the API has answered its own.

use std::borrow::Cow;

use axum::{
    Router,
    extract::{Request, State},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::get,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use rust_embed::{EmbeddedFile, RustEmbed};

/// What `make ui` built; nothing where it has not run: then the platform serves its API and plugins only.
#[derive(RustEmbed)]
#[folder = "../../marketplace-ui/dist"]
#[allow_missing = true]
struct Built;

const DOCUMENT: &str = "index.html";
/// Files that are named after what is in them never change.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The rest changes with the program, which a browser must notice.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
/// Bytes of a nonce: as many as the policy's standard asks for (CSP level 3, 7.1).
const NONCE_BYTES: usize = 16;
/// Encodings of the files beside the originals, the smallest first.
const ENCODINGS: [(&str, &str); 2] = [("br", ".br"), ("gzip", ".gz")];
/// Where a browser never navigates: what is not found there is told as the API tells it.
const NO_PAGES: [&str; 4] = ["/api/", "/assets/", "/static/", "/download/"];

/// Serves the pages around `platform`, whose plugins have their origins below `plugin_domain`.
pub(crate) fn around(platform: Router, plugin_domain: &str) -> Router {
    let policy: &'static str = policy(plugin_domain).leak();
    platform
        .merge(Router::new().route("/assets/{*path}", get(asset)).route("/icon.svg", get(asset)))
        .layer(middleware::from_fn_with_state(policy, document))
}

/// What the pages may do. Plugins are shown in frames, on origins of their own or, sandboxed, below a path of this one.
fn policy(plugin_domain: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{{nonce}}'; img-src 'self' data: blob: https:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; \
         frame-src 'self' http://*.{plugin_domain}:* https://*.{plugin_domain}:*; \
         base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )
}

/// Answers with the document where a browser navigates, and lets all other requests go on.
async fn document(State(policy): State<&'static str>, request: Request, next: Next) -> Response {
    if !navigates(&request) {
        return next.run(request).await;
    }
    let Some(file) = Built::get(DOCUMENT) else { return next.run(request).await };
    let nonce = BASE64_STANDARD.encode(rand::random::<[u8; NONCE_BYTES]>());
    let html = String::from_utf8_lossy(&file.data).replace("{{nonce}}", &nonce);
    let policy = HeaderValue::try_from(policy.replace("{nonce}", &nonce));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        // With the nonce in it, it is nobody else's.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::CONTENT_SECURITY_POLICY, policy.unwrap_or(HeaderValue::from_static("default-src 'none'"))),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    ];
    (headers, html).into_response()
}

fn navigates(request: &Request) -> bool {
    let path = request.uri().path();
    let accepts = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    matches!(*request.method(), Method::GET | Method::HEAD)
        && (path == "/" || accepts.is_some_and(|types| types.contains("text/html")))
        && path != "/api"
        && !NO_PAGES.iter().any(|taken| path.starts_with(taken))
}

/// A file of the pages.
async fn asset(uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let Some((file, encoding)) = find(path, &headers) else { return StatusCode::NOT_FOUND.into_response() };
    let etag = etag(&file);
    let mut response = match headers.get(header::IF_NONE_MATCH) == Some(&etag) {
        true => StatusCode::NOT_MODIFIED.into_response(),
        false => match file.data {
            Cow::Borrowed(bytes) => bytes.into_response(),
            Cow::Owned(bytes) => bytes.into_response(),
        },
    };
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    let cache = if path.starts_with("assets/") { FOR_EVER } else { ASK_AGAIN };
    let about = response.headers_mut();
    about.insert(header::ETAG, etag);
    about.insert(header::CACHE_CONTROL, cache);
    about.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    about.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(kind) = HeaderValue::try_from(kind.essence_str()) {
        about.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(encoding) = encoding {
        about.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The file at a path, in the smallest form that the client understands.
fn find(path: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts =
        |encoding| accepted.split(',').any(|one| one.split(';').next().map(str::trim) == Some(encoding));
    ENCODINGS
        .into_iter()
        .filter(|(encoding, _)| accepts(encoding))
        .find_map(|(encoding, ending)| Some((Built::get(&format!("{path}{ending}"))?, Some(encoding))))
        .or_else(|| Some((Built::get(path)?, None)))
}

fn etag(file: &EmbeddedFile) -> HeaderValue {
    let hash = BASE64_STANDARD.encode(file.metadata.sha256_hash());
    HeaderValue::try_from(format!("\"{hash}\"")).unwrap_or(HeaderValue::from_static("\"\""))
}
