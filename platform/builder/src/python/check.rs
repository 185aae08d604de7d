//! Loading a version once, in an instance like those that will serve it, and asking for its first page.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::Empty;
use mspf_catalog::Version;
use mspf_package::Manifest;
use mspf_runtime::{
    Call, CallError, Grants, Limits, LoadFailure, LogSink, LogStream, Program, Reuse, Service, Source, Tenant,
};
use mspf_storage::Digest;
use tempfile::TempDir;

use super::PythonRuntime;
use crate::{BuildError, Builder};

/// Lines of the plugin that are kept, the last ones: what a person reads of a build.
const MAX_LINES: usize = 200;

/// What came of a check.
pub(super) struct Found {
    /// In a line.
    pub(super) summary: String,
    /// What the plugin said meanwhile.
    pub(super) log: String,
}

impl Builder {
    /// Loads a version and asks it for `/`. Nothing is granted to it, so its first page may fail here although it is
    /// right; only a source that can't be loaded is refused.
    pub(super) async fn check(
        &self,
        python: &PythonRuntime,
        program: Program,
        version: &Version,
        manifest: &Manifest,
    ) -> Result<Found, BuildError> {
        let (service, log) = self.try_out(python, program, version, manifest, limits(manifest)).await?;
        let started = Instant::now();
        let answered =
            service.call(first_page(), Call { request_id: "check".into(), ..Call::default() }).await;
        // A body that nobody reads ends its guest, which then says its last words.
        let answered = answered.map(|response| response.status());
        drop(service);
        Ok(Found { summary: judge(answered, started.elapsed())?, log: log.take() })
    }

    /// A service that nobody but the builder calls, and what the plugin says meanwhile.
    pub(super) async fn try_out(
        &self,
        python: &PythonRuntime,
        program: Program,
        version: &Version,
        manifest: &Manifest,
        limits: Limits,
    ) -> Result<(Arc<Service>, Arc<Lines>), BuildError> {
        let directory = Arc::new(self.new_work_directory()?);
        let source = directory.path().join("source");
        self.lay_out(python, version, &source).await?;
        let log = Arc::new(Lines::default());
        let tenant = Tenant {
            installation: format!("check of {}", version.id),
            plugin: version.plugin.to_string(),
            version: version.version.clone(),
            owner: String::new(),
            options: manifest.default_options(),
            grants: Grants::default(),
            limits,
            log: Arc::clone(&log) as _,
            source: Some(source_of(manifest, &source, &directory)),
        };
        Ok((Service::new(program, tenant, Reuse::NEVER), log))
    }

    async fn lay_out(
        &self,
        python: &PythonRuntime,
        version: &Version,
        directory: &Path,
    ) -> Result<(), BuildError> {
        let mut files = Vec::new();
        for file in self.inner.catalog.versions().files(version.tree).await? {
            let digest: Digest = file.digest.parse().map_err(|error| {
                BuildError::refused("build.bad_tree", format!("{} names no blob: {error}", file.path))
            })?;
            files.push((file.path, digest));
        }
        Ok(python.copies.lay_out(files, self.inner.storage.blobs(), directory).await?)
    }
}

fn source_of(manifest: &Manifest, directory: &Path, keep: &Arc<TempDir>) -> Source {
    Source {
        directory: directory.to_owned(),
        app: manifest.runtime.app.clone().unwrap_or_default(),
        framework: manifest.runtime.framework.unwrap_or_default().as_str().to_owned(),
        keep: Arc::clone(keep) as _,
    }
}

/// The manifest's limits, as they will hold when nobody sets others.
pub(super) fn limits(manifest: &Manifest) -> Limits {
    let (own, default) = (&manifest.limits, Limits::default());
    Limits {
        memory: own.memory_mb.map_or(default.memory, |mib| u64::from(mib) << 20),
        cpu: own.cpu_ms.map_or(default.cpu, |ms| Duration::from_millis(ms.into())),
        ..default
    }
    .clamped()
}

fn first_page() -> Request<Empty<Bytes>> {
    let mut request = Request::new(Empty::new());
    request.headers_mut().insert(header::HOST, header::HeaderValue::from_static("localhost"));
    request
}

/// What an answer means for the version.
fn judge(answered: Result<StatusCode, CallError>, taken: Duration) -> Result<String, BuildError> {
    let taken = taken.as_millis();
    match answered {
        Ok(status) if status.is_server_error() => {
            Ok(format!("loaded, but GET / answers {} here; the log says more", status.as_u16()))
        }
        Ok(status) => Ok(format!("loaded; GET / answers {} ({taken} ms)", status.as_u16())),
        Err(CallError::Load(failure)) => Err(BuildError::refused("plugin.load_failed", explain(&failure))),
        Err(error @ (CallError::Overloaded | CallError::Host(_))) => Err(BuildError::Unchecked(error)),
        Err(error) => Ok(format!("loaded, but GET / fails here: {error}")),
    }
}

pub(super) fn explain(failure: &LoadFailure) -> String {
    let place = match (&failure.file, failure.line) {
        (Some(file), Some(line)) => format!(" ({file}, line {line})"),
        (Some(file), None) => format!(" ({file})"),
        _ => String::new(),
    };
    format!("The plugin can't be loaded: {}{place}\n\n{}", failure.summary, failure.traceback.trim_end())
}

/// What the plugin says while it is checked.
#[derive(Default)]
pub(super) struct Lines(Mutex<VecDeque<String>>);

impl Lines {
    pub(super) fn take(&self) -> String {
        let lines = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        Vec::from(lines).join("\n")
    }

    fn push(&self, line: String) {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if lines.len() == MAX_LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

impl LogSink for Lines {
    fn line(&self, _request_id: &str, _stream: LogStream, line: &str) {
        self.push(line.to_owned());
    }

    fn dropped(&self, _request_id: &str, bytes: u64) {
        self.push(format!("{bytes} bytes of the log were dropped"));
    }
}
