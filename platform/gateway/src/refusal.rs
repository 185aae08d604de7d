//! When the platform answers instead of the plugin: why, with which status, in words for people and for programs.

use std::time::Duration;

use http::{HeaderValue, Response, StatusCode, header};
use mspf_runtime::CallError;
use serde_json::json;

use crate::body::Body;
use crate::headers::{REQUEST_ID, prefers_html};

/// Why a request was not answered by a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("No plugin answers at this address. Check the id and the version.")]
    NoSuchPlugin,
    #[error("This plugin has no page here. It has static files only, and none at this path.")]
    NoSuchFile,
    #[error("This plugin has static files only: read them with GET or HEAD.")]
    ReadOnly,
    #[error("This plugin was stopped by an administrator: {0}")]
    Banned(String),
    #[error("The request names no host, several, or one that is none. Send exactly one Host header.")]
    NoHost,
    #[error("A script below the platform's address can't be a service worker. Use the plugin's own origin.")]
    ServiceWorker,
    #[error("This plugin answers as many requests as it may. Try again in a moment.")]
    PluginBusy(Duration),
    #[error("This node answers as many requests as it can. Try again in a moment.")]
    NodeBusy(Duration),
    #[error("The plugin can't be loaded just now. Try again in a moment.")]
    NotLoaded,
    #[error("The catalogue can't be read just now. Try again in a moment.")]
    NoCatalogue,
    #[error("The plugin's file can't be read just now. Try again in a moment.")]
    NoStorage,
    #[error("{}", for_client(.0))]
    Failed(CallError),
}

/// What a client learns of a failed call. The rest is in the plugin's log, under the request's id.
fn for_client(error: &CallError) -> String {
    match error {
        CallError::Trap { .. } => "The plugin stopped working on this request. Its log says why.".into(),
        CallError::Load(_) => "The plugin could not be loaded. Its log says why.".into(),
        CallError::Guest(_) => "The plugin failed to answer this request. Its log says why.".into(),
        CallError::Host(_) => "The platform failed to run the plugin. Try again in a moment.".into(),
        error => sentence(&error.to_string()),
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}

impl Refusal {
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPlugin => "plugin.not_found",
            Self::NoSuchFile => "plugin.no_such_file",
            Self::ReadOnly => "plugin.read_only",
            Self::Banned(_) => "plugin.banned",
            Self::NoHost => "request.host",
            Self::ServiceWorker => "request.service_worker",
            Self::PluginBusy(_) => "plugin.busy",
            Self::NodeBusy(_) => "node.busy",
            Self::NotLoaded => "plugin.not_loaded",
            Self::NoCatalogue => "node.no_catalogue",
            Self::NoStorage => "node.no_storage",
            Self::Failed(error) => error.code(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPlugin | Self::NoSuchFile => StatusCode::NOT_FOUND,
            Self::ReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::Banned(_) | Self::ServiceWorker => StatusCode::FORBIDDEN,
            Self::NoHost => StatusCode::BAD_REQUEST,
            Self::PluginBusy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NodeBusy(_) | Self::NotLoaded | Self::NoCatalogue | Self::NoStorage => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Failed(error) => status_of(error),
        }
    }

    /// When to come back.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::PluginBusy(after) | Self::NodeBusy(after) => Some(after.as_secs().max(1)),
            Self::NotLoaded | Self::NoCatalogue | Self::NoStorage | Self::Failed(CallError::Overloaded) => {
                Some(1)
            }
            _ => None,
        }
    }

    /// The whole answer: a page for people, `application/problem+json` for programs.
    pub(crate) fn answer(&self, accept: Option<&HeaderValue>, request_id: &str) -> Response<Body> {
        let status = self.status();
        let page = accept.is_some_and(prefers_html);
        let mut response = Response::new(Body::whole(match page {
            true => self.page(status, request_id),
            false => self.problem(status, request_id),
        }));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        let kind = if page { "text/html; charset=utf-8" } else { "application/problem+json" };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(header::VARY, HeaderValue::from_static("accept"));
        if let Ok(id) = HeaderValue::from_str(request_id) {
            headers.insert(REQUEST_ID, id);
        }
        if let Some(seconds) = self.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if *self == Self::ReadOnly {
            headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        response
    }

    fn problem(&self, status: StatusCode, request_id: &str) -> String {
        json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or_default(),
            "status": status.as_u16(),
            "detail": self.to_string(),
            "code": self.code(),
            "request_id": request_id,
        })
        .to_string()
    }

    fn page(&self, status: StatusCode, request_id: &str) -> String {
        let title = status.canonical_reason().unwrap_or_default();
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{status}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;\
             max-width:36rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}}code{{opacity:.7}}</style>\
             <h1>{title}</h1><p>{detail}</p><p><code>{code} · {request_id}</code></p></html>",
            status = status.as_u16(),
            detail = escape(&self.to_string()),
            code = self.code(),
        )
    }
}

fn status_of(error: &CallError) -> StatusCode {
    match error {
        CallError::RequestTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        CallError::WallTimeout(_) | CallError::CpuDeadline(_) => StatusCode::GATEWAY_TIMEOUT,
        CallError::NoResponse | CallError::Guest(_) | CallError::ResponseTooLarge(_) => {
            StatusCode::BAD_GATEWAY
        }
        CallError::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_cannot_become_markup() {
        let page = Refusal::Banned("<script>alert(1)</script>".into()).page(StatusCode::FORBIDDEN, "id");
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
    }

    #[test]
    fn what_a_guest_says_of_itself_stays_in_its_log() {
        let trap = CallError::Trap { message: "secret".into(), backtrace: "secret".into() };
        assert!(!Refusal::Failed(trap).to_string().contains("secret"));
        let too_long = Refusal::Failed(CallError::WallTimeout(Duration::from_secs(2)));
        assert_eq!(too_long.to_string(), "The plugin did not answer within 2000 ms.");
        assert_eq!(too_long.status(), StatusCode::GATEWAY_TIMEOUT);
    }
}
