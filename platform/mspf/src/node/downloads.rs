//! The platform itself to take along: its source, and the program that runs here.

use std::path::{Path, PathBuf};

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use mspf_api::{ApiError, ApiState};
use tower::ServiceExt;
use tower_http::services::ServeFile;

use crate::{config::ServerConfig, installed};

/// The file that this process runs, also after another has been put in its place: then that has a new name.
const RUNNING: &str = "/proc/self/exe";
/// They change with the installation only, yet who downloads again must notice that.
const CACHE: HeaderValue = HeaderValue::from_static("no-cache");

/// What there is to download.
#[derive(Clone, Debug)]
struct Download {
    file: Option<PathBuf>,
    /// What it is to be called where it is kept.
    name: String,
    media_type: &'static str,
    /// What to say where there is none.
    missing: &'static str,
}

/// `/download/…`.
pub(crate) fn router(config: &ServerConfig, api: &ApiState) -> Router {
    let release = concat!("mspf-", env!("CARGO_PKG_VERSION"));
    let source = Download {
        file: config.source_archive.clone().or_else(|| installed::find(installed::SOURCE)),
        name: format!("{release}-source.zip"),
        media_type: "application/zip",
        missing: "This installation does not carry its source. Whoever runs it can add it: see the setting source_archive.",
    };
    let program = Download {
        file: running(),
        name: format!("{release}-{}", env!("MSPF_TARGET")),
        media_type: "application/octet-stream",
        missing: "The program that runs here can't be read.",
    };
    let routes = Router::new()
        .route("/download/source.zip", get(download).with_state(source))
        .route("/download/mspf", get(download).with_state(program));
    mspf_api::protected(api, routes)
}

fn running() -> Option<PathBuf> {
    let running = Path::new(RUNNING);
    if running.exists() { Some(running.to_owned()) } else { std::env::current_exe().ok() }
}

/// Sends the file, or the part that is asked for: who has lost a connection goes on where it broke off.
async fn download(State(download): State<Download>, request: Request) -> Result<Response, ApiError> {
    let missing = || ApiError::not_found("download.none", download.missing);
    let file = download.file.as_ref().ok_or_else(missing)?;
    let media_type = download.media_type.parse().map_err(ApiError::internal)?;
    let serve = ServeFile::new_with_mime(file, &media_type);
    let mut response = match serve.oneshot(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => return Err(missing()),
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    };
    let name = format!("attachment; filename=\"{}\"", download.name);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, name.parse().map_err(ApiError::internal)?);
    headers.insert(header::CACHE_CONTROL, CACHE);
    Ok(response)
}
