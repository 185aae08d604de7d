//! The local server of `mspf dev`: static files from the disk, everything else from the plugin.

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Body,
    http::{Method, Request, Response, StatusCode, header, request::Parts},
    response::IntoResponse,
};
use mspf_gateway::Library;
use mspf_runtime::{Call, CallError, Service};
use tower_http::services::ServeDir;

use crate::{
    installed,
    output::{self, BAD, DIM, PLAIN},
};

/// Serves whatever the workbench made last.
pub(crate) struct DevServer {
    running: RwLock<Option<Arc<Running>>>,
    library: Option<Arc<Library>>,
}

struct Running {
    /// None for a plugin that has static files only.
    service: Option<Arc<Service>>,
    files: Option<Files>,
    library: Option<Arc<Library>>,
}

struct Files {
    mount: String,
    folder: PathBuf,
}

impl DevServer {
    /// A server that has nothing to serve yet, but the front-end library if this machine has it.
    pub(crate) fn new() -> Self {
        let library = installed::find(installed::BASE_PLUGINS).and_then(|file| Library::open(&file).ok());
        Self { running: RwLock::default(), library: library.map(Arc::new) }
    }

    /// Lets a new build answer from the next request on.
    pub(crate) fn replace(&self, service: Option<Arc<Service>>, project: &crate::project::Project) {
        let section = project.manifest.static_files.as_ref();
        let files = section
            .zip(project.static_folder())
            .map(|(section, folder)| Files { mount: section.mount.clone(), folder });
        let running = Arc::new(Running { service, files, library: self.library.clone() });
        *self.running.write().unwrap_or_else(PoisonError::into_inner) = Some(running);
    }

    /// Whether the plugin's source can be loaded: asks it for its first page, and tells the author of a failure at once.
    pub(crate) async fn loads(&self) -> bool {
        let Some(service) = self.running().and_then(|running| running.service.clone()) else { return true };
        let request = Request::builder().uri("/").header(header::HOST, "localhost").body(Body::empty());
        let Ok(request) = request else { return true };
        match service.call(request, Call::default()).await {
            Err(error @ CallError::Load(_)) => {
                explain(&error);
                false
            }
            _ => true,
        }
    }

    fn running(&self) -> Option<Arc<Running>> {
        self.running.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The server as a router: everything goes to the plugin.
pub(crate) fn router(server: Arc<DevServer>) -> Router {
    Router::new().fallback(async move |request: Request<Body>| server.answer(request).await)
}

impl DevServer {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let started = Instant::now();
        let line = format!("{} {}", request.method(), request.uri());
        let response = match self.running() {
            Some(running) => running.answer(request).await,
            None => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "The plugin has not been built yet: see the terminal.\n",
            ),
        };
        report(&line, response.status(), started.elapsed());
        response
    }
}

fn report(line: &str, status: StatusCode, took: Duration) {
    let style = if status.is_server_error() { BAD } else { DIM };
    output::complain(format_args!("{style}{}{PLAIN} {line} {DIM}{took:.1?}{PLAIN}", status.as_u16()));
}

impl Running {
    async fn answer(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        if let Some(found) = self.file(&parts).await {
            return found;
        }
        if let Some(library) = &self.library
            && let Some(found) = library.serve(&parts).await
        {
            return found.map(Body::new);
        }
        let Some(service) = &self.service else {
            return plain(StatusCode::NOT_FOUND, "This plugin has static files only, and none here.\n");
        };
        match service.call(Request::from_parts(parts, body), Call::default()).await {
            Ok(response) => response.map(Body::new),
            Err(error) => explain(&error),
        }
    }

    /// The static file that a request is for, if there is one.
    async fn file(&self, request: &Parts) -> Option<Response<Body>> {
        let files = self.files.as_ref()?;
        let below = request.uri.path().strip_prefix(files.mount.trim_end_matches('/'))?;
        if !below.starts_with('/') || !matches!(request.method, Method::GET | Method::HEAD) {
            return None;
        }
        let mut wanted = Request::builder().method(&request.method).uri(below).body(Body::empty()).ok()?;
        *wanted.headers_mut() = request.headers.clone();
        let found = ServeDir::new(&files.folder).try_call(wanted).await.ok()?;
        (found.status() != StatusCode::NOT_FOUND).then(|| found.map(Body::new))
    }
}

fn explain(error: &CallError) -> Response<Body> {
    output::complain(format_args!("  {BAD}{}{PLAIN} {error}", error.code()));
    let trace = match error {
        CallError::Trap { backtrace, .. } => backtrace,
        CallError::Load(failure) => &failure.traceback,
        _ => "",
    };
    if !trace.is_empty() {
        trace.lines().for_each(|frame| output::complain(format_args!("    {DIM}{frame}{PLAIN}")));
    }
    let status = match error {
        CallError::WallTimeout(_) | CallError::CpuDeadline(_) => StatusCode::GATEWAY_TIMEOUT,
        CallError::RequestTooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::INTERNAL_SERVER_ERROR,
    };
    plain(status, format!("{error}\n"))
}

fn plain(status: StatusCode, text: impl Into<String>) -> Response<Body> {
    (status, text.into()).into_response()
}
