//! The builder of one node.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use mspf_catalog::{Catalog, Worker};
use mspf_runtime::artifact::SealKey;
use mspf_storage::{Digest, Storage};
use tempfile::TempDir;
use tokio::sync::Notify;

use crate::artifact::Waiting;
use crate::python::{LoadedPython, PackageSource, PythonRuntime};
use crate::{BuildError, CompileLimits, Compiler};

/// Start of the names of the directories that components are compiled in.
const WORK_PREFIX: &str = "build-";

/// A directory that nobody has touched for this long was left by a killed process: no compilation takes an hour.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// What a [`Builder`] is made with.
#[derive(Debug, Clone)]
pub struct BuilderConfig {
    /// Name of this node. Must outlive its processes and be no other node's: a process that starts takes the jobs of
    /// its predecessor over at once.
    pub node: String,
    /// Who compiles.
    pub compiler: Compiler,
    /// What one compilation may use.
    pub limits: CompileLimits,
    /// Directory for files while they are compiled.
    pub work_directory: PathBuf,
    /// Jobs done at the same time. One by default: compiling uses every processor already.
    pub workers: usize,
    /// Whether this node builds published versions. Every node compiles what its own engine lacks.
    pub builds_versions: bool,
    /// What runs Python plugins; without it their versions can't be built.
    pub python: Option<PythonRuntime>,
    /// Where what they need comes from.
    pub packages: PackageSource,
    /// How long a job belongs to a worker that does not renew its lease. Renewed after a third of it.
    pub lease: Duration,
}

impl BuilderConfig {
    /// The defaults.
    #[must_use]
    pub fn new(node: impl Into<String>, compiler: Compiler, work_directory: impl Into<PathBuf>) -> Self {
        Self {
            node: node.into(),
            compiler,
            limits: CompileLimits::default(),
            work_directory: work_directory.into(),
            workers: 1,
            builds_versions: true,
            python: None,
            packages: PackageSource::default(),
            // Long enough that a busy database or a pause of the machine costs no lease, short enough that the job
            // of a lost node is soon done by another.
            lease: Duration::from_secs(60),
        }
    }
}

/// The builder of one node. Cheap to clone. See the crate's documentation.
#[derive(Clone, Debug)]
pub struct Builder {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) catalog: Catalog,
    pub(crate) storage: Storage,
    pub(crate) seal_key: SealKey,
    pub(crate) fingerprint: String,
    /// Queue of the artifacts for engines like this node's: others could not make them.
    pub(crate) artifact_queue: String,
    pub(crate) compiler: Compiler,
    pub(crate) limits: CompileLimits,
    pub(crate) work_directory: PathBuf,
    pub(crate) worker: Worker,
    pub(crate) workers: usize,
    pub(crate) builds_versions: bool,
    pub(crate) lease: Duration,
    pub(crate) python: Option<PythonRuntime>,
    pub(crate) packages: PackageSource,
    pub(crate) loaded_python: LoadedPython,
    waiting: Mutex<HashMap<Digest, Waiting>>,
    /// The marks of the blobs that this process holds.
    marks: Mutex<HashMap<Digest, String>>,
    /// Rung when this process has queued a job, or has heard that another one did.
    pub(crate) queued: Notify,
    /// Rung when this process has finished a job.
    pub(crate) finished: Notify,
}

impl Builder {
    /// A builder that does nothing yet: [`Builder::run`] makes it work.
    ///
    /// # Errors
    /// When the work directory cannot be made, or no engine can be made on this machine.
    pub fn new(
        catalog: Catalog,
        storage: Storage,
        seal_key: SealKey,
        config: BuilderConfig,
    ) -> Result<Self, BuildError> {
        let directory = &config.work_directory;
        std::fs::create_dir_all(directory).map_err(BuildError::io("creating", directory))?;
        remove_abandoned(directory)?;
        let fingerprint = mspf_runtime::fingerprint()?;
        let inner = Inner {
            catalog,
            storage,
            seal_key,
            artifact_queue: format!("artifact/{fingerprint}"),
            fingerprint,
            compiler: config.compiler,
            limits: config.limits,
            work_directory: config.work_directory,
            worker: Worker { node: config.node, process: process_name() },
            workers: config.workers.max(1),
            builds_versions: config.builds_versions,
            lease: config.lease,
            python: config.python,
            packages: config.packages,
            loaded_python: LoadedPython::new(),
            waiting: Mutex::default(),
            marks: Mutex::default(),
            queued: Notify::new(),
            finished: Notify::new(),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// A directory for the files of one job, removed with the value.
    pub(crate) fn new_work_directory(&self) -> Result<TempDir, BuildError> {
        let base = &self.inner.work_directory;
        let directory = tempfile::Builder::new().prefix(WORK_PREFIX).tempdir_in(base);
        directory.map_err(BuildError::io("creating a directory in", base))
    }

    /// The engine that this node's artifacts are for.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.inner.fingerprint
    }
}

impl Inner {
    pub(crate) fn waiting(&self) -> MutexGuard<'_, HashMap<Digest, Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn marks(&self) -> MutexGuard<'_, HashMap<Digest, String>> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("worker", &self.worker)
            .field("fingerprint", &self.fingerprint)
            .finish()
    }
}

/// A name that no other process has: an identifier holds the time and some chance.
fn process_name() -> String {
    format!("{}-{}", std::process::id(), mspf_catalog::Id::generate())
}

fn remove_abandoned(directory: &Path) -> Result<(), BuildError> {
    for entry in std::fs::read_dir(directory).map_err(BuildError::io("listing", directory))? {
        let entry = entry.map_err(BuildError::io("listing", directory))?;
        let ours = entry.file_name().to_string_lossy().starts_with(WORK_PREFIX);
        let modified = entry.metadata().and_then(|metadata| metadata.modified());
        let abandoned = modified.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > ABANDONED_AFTER));
        if ours && abandoned {
            std::fs::remove_dir_all(entry.path()).map_err(BuildError::io("removing", entry.path()))?;
        }
    }
    Ok(())
}
