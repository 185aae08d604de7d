//! A plugin under test: a component from the examples, compiled once and kept, bound to a test's own tenant.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
};

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Empty, Full};
use mspf_runtime::{
    Call, CallError, EngineProfile, Grants, Limits, LogSink, LogStream, OutboundPolicy, Program,
    ResponseBody, Reuse, Runtime, RuntimeConfig, Service, Source, Tenant, Usage,
    artifact::{self, SealKey},
    compile, fingerprint,
};
use sha2::{Digest, Sha256};

pub(crate) const KEY: [u8; 32] = [7; 32];

/// Every line a plugin logged, as `request stream line`.
#[derive(Default)]
pub(crate) struct Lines(Mutex<Vec<String>>);

impl LogSink for Lines {
    fn line(&self, request_id: &str, stream: LogStream, line: &str) {
        self.0.lock().unwrap().push(format!("{request_id} {stream:?} {line}"));
    }

    fn dropped(&self, request_id: &str, bytes: u64) {
        self.0.lock().unwrap().push(format!("{request_id} dropped {bytes}"));
    }
}

impl Lines {
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// How a test wants its plugin.
pub(crate) struct Setup {
    pub(crate) limits: Limits,
    pub(crate) grants: Grants,
    pub(crate) options: serde_json::Map<String, serde_json::Value>,
    pub(crate) reuse: Reuse,
    pub(crate) outbound: OutboundPolicy,
    pub(crate) instances: u32,
    pub(crate) idle_memory: u64,
}

impl Setup {
    fn runtime(&self) -> Arc<Runtime> {
        let mut config = RuntimeConfig::new(SealKey::new(KEY));
        config.instances = self.instances;
        config.outbound = self.outbound.clone();
        config.idle_memory = self.idle_memory;
        Runtime::new(config).unwrap()
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            grants: Grants::default(),
            options: serde_json::Map::default(),
            reuse: Reuse::NEVER,
            outbound: OutboundPolicy::default(),
            instances: 20,
            idle_memory: 1 << 30,
        }
    }
}

pub(crate) struct Plugin {
    pub(crate) service: Arc<Service>,
    pub(crate) log: Arc<Lines>,
    _runtime: Arc<Runtime>,
}

impl Plugin {
    pub(crate) fn new(component: &str, setup: Setup) -> Self {
        let runtime = setup.runtime();
        Self::on(runtime, component, "installation", setup)
    }

    /// Another installation on the same node.
    pub(crate) fn on(runtime: Arc<Runtime>, component: &str, installation: &str, setup: Setup) -> Self {
        let program = program(&runtime, component);
        Self::of(runtime, program, None, installation, setup)
    }

    fn of(
        runtime: Arc<Runtime>,
        program: Program,
        source: Option<Source>,
        installation: &str,
        setup: Setup,
    ) -> Self {
        let log = Arc::new(Lines::default());
        let tenant = Tenant {
            installation: installation.to_owned(),
            plugin: "SP_1".to_owned(),
            version: "1.2.3".to_owned(),
            owner: "ada".to_owned(),
            options: setup.options,
            grants: setup.grants,
            limits: setup.limits,
            source,
            log: log.clone(),
        };
        let service = Service::new(program, tenant, setup.reuse);
        Self { service, log, _runtime: runtime }
    }

    /// A Python plugin: the shared runtime with the source in `directory`.
    pub(crate) fn python(directory: impl Into<PathBuf>, app: &str, framework: &str, setup: Setup) -> Self {
        let runtime = setup.runtime();
        Self::python_on(runtime, "installation", directory, app, framework, setup)
    }

    /// Another installation of a Python plugin on the same node.
    pub(crate) fn python_on(
        runtime: Arc<Runtime>,
        installation: &str,
        directory: impl Into<PathBuf>,
        app: &str,
        framework: &str,
        setup: Setup,
    ) -> Self {
        let (digest, path) = artifact(&mspf_test_support::python_runtime(), EngineProfile::Python);
        let program = runtime.load(&digest, &path).unwrap();
        let source = Source {
            directory: directory.into(),
            app: app.to_owned(),
            framework: framework.to_owned(),
            keep: Arc::new(()),
        };
        Self::of(runtime, program, Some(source), installation, setup)
    }

    /// The answer to any request.
    pub(crate) async fn send(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<ResponseBody>, CallError> {
        self.service.call(request, Call { request_id: "r1".into(), ..Call::default() }).await
    }

    pub(crate) fn runtime(&self) -> Arc<Runtime> {
        Arc::clone(&self._runtime)
    }

    /// The head of the answer to `GET path`.
    pub(crate) async fn head(&self, path: &str) -> Result<Response<ResponseBody>, CallError> {
        let request = Request::get(path).header("host", "plugin.test").body(Empty::<Bytes>::new()).unwrap();
        self.service.call(request, Call { request_id: "r1".into(), ..Call::default() }).await
    }

    /// Status and text of the answer to `GET path`, once its guest has ended too: the next call finds its instance
    /// where it is reused.
    pub(crate) async fn get(&self, path: &str) -> Result<(u16, String), CallError> {
        self.measured(path).await.0
    }

    pub(crate) async fn post(&self, path: &str, body: Vec<u8>) -> Result<(u16, String), CallError> {
        let request =
            Request::post(path).header("host", "plugin.test").body(Full::new(Bytes::from(body))).unwrap();
        read(self.service.call(request, Call::default()).await?).await
    }

    /// The answer to `GET path`, and what it used.
    pub(crate) async fn measured(&self, path: &str) -> (Result<(u16, String), CallError>, Usage) {
        let (tell, told) = tokio::sync::oneshot::channel();
        let finished: Option<Box<dyn FnOnce(Usage) + Send + Sync>> =
            Some(Box::new(|usage| drop(tell.send(usage))));
        let request = Request::get(path).header("host", "plugin.test").body(Empty::<Bytes>::new()).unwrap();
        let call = Call { request_id: "r1".into(), finished, ..Call::default() };
        let answer = match self.service.call(request, call).await {
            Ok(response) => read(response).await,
            Err(error) => Err(error),
        };
        (answer, told.await.unwrap())
    }
}

pub(crate) async fn read(response: Response<ResponseBody>) -> Result<(u16, String), CallError> {
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await?.to_bytes();
    Ok((status, String::from_utf8_lossy(&bytes).into_owned()))
}

pub(crate) fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn profile(component: &str) -> EngineProfile {
    if component.ends_with("p3") { EngineProfile::P3 } else { EngineProfile::P2 }
}

/// Loads a component of the examples. Its artifact is kept between tests, which run in processes of their own.
pub(crate) fn program(runtime: &Runtime, component: &str) -> Program {
    let (digest, path) = artifact_file(component);
    runtime.load(&digest, &path).unwrap()
}

pub(crate) fn artifact_file(component: &str) -> (String, PathBuf) {
    artifact(&mspf_test_support::component(component), profile(component))
}

/// Compiles a component unless an earlier test has: one at a time, since the largest takes many seconds.
fn artifact(bytes: &[u8], profile: EngineProfile) -> (String, PathBuf) {
    let (digest, fingerprint) = (digest(bytes), fingerprint().unwrap());
    let kept = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{digest}-{fingerprint}.cwasm"));
    if !kept.exists() {
        let lock = std::fs::File::create(kept.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        if !kept.exists() {
            let code = compile(bytes, profile).unwrap();
            let sealed = artifact::seal(&SealKey::new(KEY), &digest, &fingerprint, profile, code).unwrap();
            let file = tempfile::NamedTempFile::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
            std::fs::write(file.path(), sealed).unwrap();
            file.persist(&kept).unwrap();
        }
    }
    (digest, kept)
}
