//! The Python runtime: one component for all Python plugins, a file that comes with the platform.

use std::{
    fmt::{self, Display, Formatter},
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use mspf_builder::Builder;
use mspf_gateway::Gateway;
use mspf_storage::{Digest, Hasher};

use super::background::Background;
use crate::{
    config::ServerConfig,
    failure::{Failure, OrFail},
    installed,
};

/// How often a node says that it still runs this runtime, so that nobody deletes it from storage.
const HOLD_EVERY: Duration = Duration::from_secs(3600);
/// How much of the file is read at once.
const CHUNK: usize = 1 << 20;

/// The file and its digest.
#[derive(Clone, Debug)]
pub(crate) struct PythonRuntime {
    pub(crate) file: PathBuf,
    pub(crate) digest: Digest,
}

impl PythonRuntime {
    /// Finds the runtime; `None` if this installation has none. One that is named must be there.
    pub(crate) async fn find(config: &ServerConfig) -> Result<Option<Self>, Failure> {
        let Some(file) = config.python_runtime.clone().or_else(|| installed::find(installed::PYTHON_RUNTIME))
        else {
            tracing::warn!("there is no Python runtime: Python plugins are refused (setting python_runtime)");
            return Ok(None);
        };
        let path = file.clone();
        let digest = tokio::task::spawn_blocking(move || digest_of(&path))
            .await
            .or_fail("reading the Python runtime broke off")?
            .map_err(|error| {
                Failure::new(format!("the Python runtime {} cannot be read", file.display()))
                    .because(error)
                    .remedy("correct python_runtime, or build the runtime with `make python`")
            })?;
        Ok(Some(Self { file, digest }))
    }

    /// Puts the runtime into storage: to be done before anybody is answered, who would find that it can't be compiled.
    pub(crate) async fn store(&self, builder: &Builder) -> Result<(), Failure> {
        let stored = builder.hold(&self.digest, &self.file).await;
        stored.or_fail(format!("the Python runtime {} cannot be put into storage", self.file.display()))
    }

    /// Keeps the runtime in storage for as long as the node runs, and ready on a node that needs it. It is compiled
    /// once for all nodes with the same engine, by whoever comes first.
    pub(crate) fn keep(self, builder: &Builder, gateway: Option<&Arc<Gateway>>, work: &mut Background) {
        let (runtime, builder, gateway) = (Arc::new(self), builder.clone(), gateway.cloned());
        work.every("keeping the Python runtime ready", HOLD_EVERY, move || {
            let (runtime, builder, gateway) = (Arc::clone(&runtime), builder.clone(), gateway.clone());
            async move {
                builder.hold(&runtime.digest, &runtime.file).await.map_err(Unready::new)?;
                match gateway {
                    Some(gateway) => gateway.load_python().await.map_err(Unready::new),
                    None => builder.ensure_artifact(&runtime.digest).await.map(drop).map_err(Unready::new),
                }
            }
        });
    }
}

/// Why the runtime is not ready.
#[derive(Debug)]
struct Unready(String);

impl Unready {
    fn new(error: impl Display) -> Self {
        Self(error.to_string())
    }
}

impl Display for Unready {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Unready {}

fn digest_of(file: &Path) -> io::Result<Digest> {
    let mut file = File::open(file)?;
    let (mut hasher, mut chunk) = (Hasher::new(), vec![0; CHUNK]);
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hasher.finish()),
            read => hasher.update(&chunk[..read]),
        }
    }
}
