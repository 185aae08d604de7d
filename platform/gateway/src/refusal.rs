//! When the platform answers instead of the plugin: why, with which status, in words for people and for programs.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Response, StatusCode, header};
use mspf_runtime::{CallError, LoadFailure};
use serde_json::{Value, json};

use crate::body::Body;
use crate::headers::{Format, REQUEST_ID};

/// Why a request was not answered by a plugin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("No plugin answers at this address. Check the id and the version.")]
    NoSuchPlugin,
    #[error("This plugin has no page here. It has static files only, and none at this path.")]
    NoSuchFile,
    #[error("The front-end library has no such file. It is read with GET or HEAD.")]
    NoSuchLibraryFile,
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
    #[error("This node has no Python runtime. Whoever runs it can name one: see the setting python_runtime.")]
    NoPython,
    #[error("The packages that this draft needs are being installed. Try again in a moment.")]
    Preparing,
    #[error("The plugin could not be loaded. Its log says why.")]
    Unloadable(Arc<LoadFailure>),
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
            Self::NoSuchLibraryFile => "library.no_such_file",
            Self::ReadOnly => "plugin.read_only",
            Self::Banned(_) => "plugin.banned",
            Self::NoHost => "request.host",
            Self::ServiceWorker => "request.service_worker",
            Self::PluginBusy(_) => "plugin.busy",
            Self::NodeBusy(_) => "node.busy",
            Self::NotLoaded => "plugin.not_loaded",
            Self::NoCatalogue => "node.no_catalogue",
            Self::NoStorage => "node.no_storage",
            Self::NoPython => "node.no_python",
            Self::Preparing => "plugin.preparing",
            Self::Unloadable(_) => "plugin.load_failed",
            Self::Failed(error) => error.code(),
        }
    }

    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPlugin | Self::NoSuchFile | Self::NoSuchLibraryFile => StatusCode::NOT_FOUND,
            Self::ReadOnly => StatusCode::METHOD_NOT_ALLOWED,
            Self::Banned(_) | Self::ServiceWorker => StatusCode::FORBIDDEN,
            Self::NoHost => StatusCode::BAD_REQUEST,
            Self::PluginBusy(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NodeBusy(_)
            | Self::NotLoaded
            | Self::NoCatalogue
            | Self::NoStorage
            | Self::NoPython
            | Self::Preparing => StatusCode::SERVICE_UNAVAILABLE,
            Self::Unloadable(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Failed(error) => status_of(error),
        }
    }

    /// Whether there is more to it than strangers may see.
    pub(crate) fn has_inside(&self) -> bool {
        matches!(self, Self::Unloadable(_))
    }

    /// When to come back.
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::PluginBusy(after) | Self::NodeBusy(after) => Some(after.as_secs().max(1)),
            Self::NotLoaded
            | Self::NoCatalogue
            | Self::NoStorage
            | Self::Preparing
            | Self::Failed(CallError::Overloaded) => Some(1),
            _ => None,
        }
    }

    /// The whole answer: a page for people, plain text for terminals, `application/problem+json` for programs.
    /// `inside` shows what only the plugin's maintainers may see.
    pub(crate) fn answer(
        &self,
        accept: Option<&HeaderValue>,
        request_id: &str,
        inside: bool,
    ) -> Response<Body> {
        let format = Format::preferred(accept);
        let failure = match self {
            Self::Unloadable(failure) if inside => Some(&**failure),
            _ => None,
        };
        let mut response = Response::new(Body::whole(match format {
            Format::Page => self.page(request_id, failure),
            Format::Text => self.text(request_id, failure),
            Format::Problem => self.problem(request_id, failure),
        }));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, format.content_type());
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

    fn title(&self) -> &'static str {
        self.status().canonical_reason().unwrap_or_default()
    }

    fn problem(&self, request_id: &str, failure: Option<&LoadFailure>) -> String {
        let mut problem = json!({
            "type": "about:blank",
            "title": self.title(),
            "status": self.status().as_u16(),
            "detail": self.to_string(),
            "code": self.code(),
            "request_id": request_id,
        });
        if let (Some(failure), Value::Object(members)) = (failure, &mut problem) {
            members.insert("failure".into(), describe(failure));
        }
        problem.to_string()
    }

    fn text(&self, request_id: &str, failure: Option<&LoadFailure>) -> String {
        let told = failure.map(|failure| format!("\n{}\n", whole(failure))).unwrap_or_default();
        format!("{}\n{self}\n{told}\n{} · {request_id}\n", self.title(), self.code())
    }

    fn page(&self, request_id: &str, failure: Option<&LoadFailure>) -> String {
        let told = failure.map(|failure| {
            let place = place(failure).map(|place| format!("<p>{}</p>", escape(&place))).unwrap_or_default();
            let (summary, traceback) = (escape(&failure.summary), escape(&failure.traceback));
            format!("<h2>{summary}</h2>{place}<pre>{traceback}</pre>")
        });
        format!(
            "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width\"><title>{status}</title><style>body{{font:1rem/1.5 system-ui,sans-serif;\
             max-width:{width}rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}}code{{opacity:.7}}\
             pre{{overflow:auto}}</style>\
             <h1>{title}</h1><p>{detail}</p>{told}<p><code>{code} · {request_id}</code></p></html>",
            status = self.status().as_u16(),
            // A traceback has long lines.
            width = if told.is_some() { 72 } else { 36 },
            title = self.title(),
            detail = escape(&self.to_string()),
            told = told.unwrap_or_default(),
            code = self.code(),
        )
    }
}

/// What went wrong, as a program reads it.
pub(crate) fn describe(failure: &LoadFailure) -> Value {
    json!({
        "summary": failure.summary,
        "traceback": failure.traceback,
        "file": failure.file,
        "line": failure.line,
    })
}

/// Where it went wrong.
fn place(failure: &LoadFailure) -> Option<String> {
    let file = failure.file.as_ref()?;
    Some(failure.line.map_or_else(|| file.clone(), |line| format!("{file}, line {line}")))
}

/// What went wrong, for a log or a terminal: the traceback says all, where there is one.
pub(crate) fn whole(failure: &LoadFailure) -> String {
    match (failure.traceback.trim_end(), place(failure)) {
        ("", Some(place)) => format!("{} ({place})", failure.summary),
        ("", None) => failure.summary.clone(),
        (traceback, _) => traceback.to_owned(),
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
        let page = Refusal::Banned("<script>alert(1)</script>".into()).page("id", None);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
    }

    fn failure() -> Arc<LoadFailure> {
        Arc::new(LoadFailure {
            summary: "NameError: <b>secret</b>".into(),
            traceback: "Traceback …\n  File \"/plugin/views.py\", line 3\nNameError: <b>secret</b>".into(),
            file: Some("views.py".into()),
            line: Some(3),
        })
    }

    #[test]
    fn why_a_source_cannot_be_loaded_is_shown_to_those_inside_alone() {
        let refusal = Refusal::Unloadable(failure());
        for (inside, outside) in [
            (refusal.page("id", Some(&failure())), refusal.page("id", None)),
            (refusal.text("id", Some(&failure())), refusal.text("id", None)),
            (refusal.problem("id", Some(&failure())), refusal.problem("id", None)),
        ] {
            assert!(inside.contains("secret") && inside.contains("views.py"), "{inside}");
            assert!(!outside.contains("secret") && !outside.contains("views.py"), "{outside}");
            assert!(outside.contains("plugin.load_failed") && outside.contains("id"), "{outside}");
        }
        let page = refusal.page("id", Some(&failure()));
        assert!(page.contains("views.py, line 3") && !page.contains("<b>"), "{page}");
    }

    #[test]
    fn the_format_is_the_one_that_is_named_first() {
        let of = |accept: &'static str| Format::preferred(Some(&HeaderValue::from_static(accept)));
        assert_eq!(of("text/html,application/xhtml+xml,*/*;q=0.8"), Format::Page);
        assert_eq!(of("text/plain, */*"), Format::Text);
        assert_eq!(of("application/json, text/html"), Format::Problem);
        assert_eq!((of("*/*"), Format::preferred(None)), (Format::Problem, Format::Problem));
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
