//! What passes between a client and a guest, and what never does.
//!
//! One origin is shared by the platform and by every plugin called in path form, so the gateway, not the plugin,
//! decides about everything in HTTP that speaks for a whole origin.

mod cookies;
mod peer;
mod preview;
mod request;
mod response;

pub use peer::{Peer, TrustedProxies};
pub(crate) use request::{Root, is_use, to_guest};
pub(crate) use response::{Reader, is_preflight_of_sandboxed_page, preflight, to_client};

use http::{HeaderMap, HeaderName, HeaderValue, header};

/// The name of a request in logs, problems and the guest's own view.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// Below which path the guest's root lies (what WSGI calls `SCRIPT_NAME`).
pub(crate) const FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");
pub(crate) const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
pub(crate) const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
pub(crate) const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// Cookies whose names begin so are the platform's.
pub(crate) const OWN_COOKIES: &str = "mspf_";

/// Removes the headers that concern one connection only, the ones named by `Connection` among them. `Trailer` is none
/// of these: without it hyper sends no trailers over HTTP/1.1.
fn remove_hop_by_hop(headers: &mut HeaderMap) {
    if headers.contains_key(header::CONNECTION) {
        let named: Vec<HeaderName> = headers
            .get_all(header::CONNECTION)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|name| name.trim().parse().ok())
            .filter(|name| !is_end_to_end(name))
            .collect();
        for name in named {
            headers.remove(name);
        }
    }
    remove_where(headers, |name| {
        matches!(
            name,
            "connection"
                | "keep-alive"
                | "proxy-authenticate"
                | "proxy-authorization"
                | "proxy-connection"
                | "te"
                | "transfer-encoding"
                | "upgrade"
                | "http2-settings"
        )
    });
}

/// Headers that a client may not make disappear by naming them in `Connection`.
fn is_end_to_end(name: &HeaderName) -> bool {
    [header::HOST, header::CONTENT_LENGTH, header::CONTENT_TYPE, header::AUTHORIZATION, header::COOKIE]
        .contains(name)
}

/// Removes every header whose name (in lower case) is unwanted, in one pass when there is none.
fn remove_where(headers: &mut HeaderMap, unwanted: impl Fn(&str) -> bool) {
    if headers.keys().any(|name| unwanted(name.as_str())) {
        let names: Vec<HeaderName> = headers.keys().filter(|name| unwanted(name.as_str())).cloned().collect();
        for name in names {
            headers.remove(name);
        }
    }
}

/// How an answer of the platform is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A page, for people.
    Page,
    /// Plain text, for people at a terminal.
    Text,
    /// `application/problem+json`, for programs.
    Problem,
}

impl Format {
    /// What a client with this `Accept` would rather read.
    pub(crate) fn preferred(accept: Option<&HeaderValue>) -> Self {
        let accept = accept.and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        let named = [("text/html", Self::Page), ("text/plain", Self::Text), ("json", Self::Problem)];
        let first = named.into_iter().filter_map(|(name, format)| Some((accept.find(name)?, format)));
        first.min_by_key(|(at, _)| *at).map_or(Self::Problem, |(_, format)| format)
    }

    pub(crate) fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Page => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
            Self::Problem => "application/problem+json",
        })
    }
}

/// Whether a request says for whom it is, once and readably: servers that read different ones of several `Host`
/// headers can be played off against each other.
pub(crate) fn names_one_host(parts: &http::request::Parts) -> bool {
    let mut hosts = parts.headers.get_all(header::HOST).iter();
    match (hosts.next(), hosts.next(), parts.uri.authority()) {
        (Some(_), Some(_), _) | (None, _, None) => false,
        (Some(host), None, None) => http::uri::Authority::try_from(host.as_bytes()).is_ok(),
        (_, None, Some(_)) => true,
        (None, Some(_), _) => false,
    }
}
