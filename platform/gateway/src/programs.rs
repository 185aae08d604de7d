//! Programs: loaded at their first call, shared by every mount that runs them, let go when memory is short.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError, RwLock, Weak};

use mspf_builder::Builder;
use mspf_runtime::{LoadError, Program, Runtime, Service};
use mspf_storage::{Cache, CachedFile, Digest, Objects, StorageError};

use crate::config::GatewayConfig;
use crate::mount::{Code, Mount};
use crate::trees::{Tree, TreeError, Trees};

/// Why a program could not be loaded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProgramError {
    #[error("its artifact could not be read: {0}")]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Load(#[from] LoadError),
    #[error("it could not be compiled: {0}")]
    Compile(Box<dyn StdError + Send + Sync>),
    #[error(transparent)]
    Tree(#[from] Arc<TreeError>),
    #[error("loading was cut short: {0}")]
    Cancelled(#[from] tokio::task::JoinError),
}

/// What makes artifacts: the builder, or whatever stands for it.
pub trait Compile: Send + Sync + 'static {
    /// The name in storage of a component's artifact for this node's engine.
    fn artifact_key(&self, component: &Digest) -> String;

    /// Returns when that artifact is in storage; with `anew`, after the one found there was unusable.
    fn ensure_artifact<'a>(&'a self, component: &'a Digest, anew: bool) -> CompileFuture<'a>;
}

/// What [`Compile::ensure_artifact`] returns.
pub type CompileFuture<'a> =
    Pin<Box<dyn Future<Output = Result<(), Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl Compile for Builder {
    fn artifact_key(&self, component: &Digest) -> String {
        Builder::artifact_key(self, component)
    }

    fn ensure_artifact<'a>(&'a self, component: &'a Digest, anew: bool) -> CompileFuture<'a> {
        Box::pin(async move {
            let made = match anew {
                true => self.rebuild_artifact(component).await,
                false => Builder::ensure_artifact(self, component).await,
            };
            made.map(drop).map_err(Into::into)
        })
    }
}

/// The loaded programs of a node.
pub(crate) struct Programs {
    loaded: moka::future::Cache<Digest, Arc<Loaded>>,
    runtime: Arc<Runtime>,
    objects: Objects,
    copies: Cache,
    compile: Arc<dyn Compile>,
}

/// A program and the services made of it: they go together, so that nothing holds on to an evicted program but the
/// calls that still run.
pub(crate) struct Loaded {
    program: Program,
    services: RwLock<Services>,
    /// Keeps the mapped file from being evicted while it is in use.
    _file: CachedFile,
}

/// What answers for which mount, by the mount's number; forgotten once the mount is gone.
type Services = HashMap<u64, (Weak<Mount>, Arc<Service>)>;

impl Programs {
    pub(crate) fn new(
        runtime: Arc<Runtime>,
        objects: Objects,
        copies: Cache,
        compile: Arc<dyn Compile>,
        config: &GatewayConfig,
    ) -> Self {
        // In KiB, for a weight has 32 bits.
        let weigh = |_: &Digest, loaded: &Arc<Loaded>| {
            u32::try_from(loaded.program.artifact_bytes() / 1024 + 1).unwrap_or(u32::MAX)
        };
        let loaded = moka::future::Cache::builder()
            .max_capacity(config.program_memory / 1024)
            .weigher(weigh)
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .time_to_idle(config.program_idle)
            .build();
        Self { loaded, runtime, objects, copies, compile }
    }

    /// The service that answers for a mount, loading its program if need be. A stampede causes one load.
    pub(crate) async fn service(
        &self,
        mount: &Arc<Mount>,
        code: &Code,
        trees: &Trees,
    ) -> Result<Arc<Service>, Arc<ProgramError>> {
        let loaded = self.loaded(&code.component).await?;
        if let Some(service) = loaded.ready(mount) {
            return Ok(service);
        }
        let tree = match &code.python {
            Some(python) => Some(trees.get(python).await.map_err(ProgramError::Tree)?),
            None => None,
        };
        let (service, replaced) = loaded.service(mount, code, tree);
        if !replaced.is_empty() {
            // Ending instances takes a while, and nobody has to wait for it.
            tokio::task::spawn_blocking(move || drop(replaced));
        }
        Ok(service)
    }

    /// Loads a program that will be called soon.
    pub(crate) async fn load_early(&self, component: &Digest) -> Result<(), Arc<ProgramError>> {
        self.loaded(component).await.map(drop)
    }

    /// Counts as a use of a program, if it is loaded.
    pub(crate) async fn touch(&self, component: &Digest) {
        drop(self.loaded.get(component).await);
    }

    async fn loaded(&self, component: &Digest) -> Result<Arc<Loaded>, Arc<ProgramError>> {
        match self.loaded.get(component).await {
            Some(loaded) => Ok(loaded),
            None => self.loaded.try_get_with_by_ref(component, self.load(component)).await,
        }
    }

    /// Services that are ready for this mount, without loading any.
    pub(crate) async fn ready(&self, mount: &Mount) -> Option<Arc<Service>> {
        self.loaded.get(&mount.code()?.component).await?.ready(mount)
    }

    /// How many programs are loaded, and how many bytes of code they are.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.loaded.entry_count(), self.loaded.weighted_size() * 1024)
    }

    /// Evicts what is idle or beyond the budget, and forgets the services of mounts that are gone.
    pub(crate) async fn tidy(&self) {
        self.loaded.run_pending_tasks().await;
        for (_, loaded) in &self.loaded {
            loaded.forget_gone();
        }
    }

    async fn load(&self, component: &Digest) -> Result<Arc<Loaded>, ProgramError> {
        let started = std::time::Instant::now();
        let key = self.compile.artifact_key(component);
        let loaded = match self.try_load(component, &key).await {
            Ok(loaded) => loaded,
            Err(error) => {
                let Some(anew) = error.is_mended_by_compiling() else { return Err(error) };
                tracing::info!(%component, reason = %error, "compiling a component for this engine");
                self.copies.forget_object(&key);
                self.compile.ensure_artifact(component, anew).await.map_err(ProgramError::Compile)?;
                self.try_load(component, &key).await?
            }
        };
        tracing::debug!(%component, bytes = loaded.program.artifact_bytes(), taken = ?started.elapsed(), "loaded");
        Ok(Arc::new(loaded))
    }

    async fn try_load(&self, component: &Digest, key: &str) -> Result<Loaded, ProgramError> {
        let file = self.copies.object(key, &self.objects).await?;
        let (runtime, component) = (Arc::clone(&self.runtime), component.to_string());
        // Reads the whole file once to verify its seal: not for a thread that serves requests.
        let load = move || runtime.load(&component, file.path()).map(|program| (program, file));
        let (program, file) = tokio::task::spawn_blocking(load).await??;
        Ok(Loaded { program, services: RwLock::default(), _file: file })
    }
}

/// What a draft lacks.
pub(crate) enum Missing {
    /// Packages that are on their way.
    Ordered,
    /// Packages that can't be had, for this reason.
    Never(String),
}

impl ProgramError {
    /// What a draft lacks, if that is it.
    pub(crate) fn packages(&self) -> Option<Missing> {
        let Self::Tree(error) = self else { return None };
        match &**error {
            TreeError::Ordered => Some(Missing::Ordered),
            TreeError::Packages(error) if error.is_final() => Some(Missing::Never(error.to_string())),
            _ => None,
        }
    }

    /// Whether an artifact made now would help, and if so, whether there is one in its way.
    fn is_mended_by_compiling(&self) -> Option<bool> {
        match self {
            Self::Storage(StorageError::NotFound(_)) => Some(false),
            Self::Storage(StorageError::Damaged { .. } | StorageError::BadHeader(_)) => Some(true),
            Self::Load(LoadError::Stale { .. } | LoadError::Seal(_)) => Some(true),
            _ => None,
        }
    }
}

impl Loaded {
    fn ready(&self, mount: &Mount) -> Option<Arc<Service>> {
        let services = self.services.read().unwrap_or_else(PoisonError::into_inner);
        services.get(&mount.id).map(|(_, service)| Arc::clone(service))
    }

    /// The service of a mount, and those that it takes the place of: at the same address, or of mounts that are gone.
    fn service(
        &self,
        mount: &Arc<Mount>,
        code: &Code,
        tree: Option<Arc<Tree>>,
    ) -> (Arc<Service>, Vec<Arc<Service>>) {
        let mut services = self.services.write().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, service)) = services.get(&mount.id) {
            return (Arc::clone(service), Vec::new());
        }
        let outdated = |other: &Weak<Mount>| {
            other.upgrade().is_none_or(|other| other.id < mount.id && other.address == mount.address)
        };
        let replaced = services.extract_if(|_, (other, _)| outdated(other)).map(|(_, (_, service))| service);
        let replaced = replaced.collect();
        let service = Service::new(self.program.clone(), mount.tenant(code, tree), code.reuse());
        services.insert(mount.id, (Arc::downgrade(mount), Arc::clone(&service)));
        (service, replaced)
    }

    fn forget_gone(&self) {
        let mut services = self.services.write().unwrap_or_else(PoisonError::into_inner);
        services.retain(|_, (mount, _)| mount.strong_count() > 0);
    }
}
