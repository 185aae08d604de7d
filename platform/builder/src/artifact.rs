//! Artifacts: made once per component and engine, wherever they are asked for first.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt;
use futures::future::{BoxFuture, Shared, WeakShared};
use mspf_catalog::{Id, Job, JobState, Lease, NewJob};
use mspf_runtime::artifact::seal;
use mspf_storage::Digest;
use serde_json::json;

use crate::child::{ARTIFACT_FILE, COMPONENT_FILE, PYTHON_FILE};
use crate::{BuildError, Builder};

/// Start of the names of all artifacts in storage.
pub(crate) const PREFIX: &str = "artifacts";

/// What the payload of an artifact's job says of the Python runtime: another node may have a runtime of its own.
const PYTHON: &str = "python";

/// How long a caller waits for an artifact to be compiled, somewhere, before it is told to come again.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a waiting caller looks whether another node has finished; a worker of this process tells at once.
const POLL: Duration = Duration::from_millis(250);

/// How long a failure is believed before compiling is tried again: a component that cannot be compiled costs one
/// compilation in this time, however often it is called.
const FAILURE_LASTS: Duration = Duration::from_secs(600);

/// Whether the end of a job is so recent that doing it again is not worth it.
pub(crate) fn is_believed(job: &Job) -> bool {
    let age = job.finished_at.and_then(|finished| (chrono::Utc::now() - finished).to_std().ok());
    age.is_some_and(|age| age < FAILURE_LASTS)
}

/// Several callers share one wait.
pub(crate) type Waiting = WeakShared<BoxFuture<'static, Result<(), Arc<BuildError>>>>;

impl Builder {
    /// The name in storage of a component's artifact for this node's engine.
    #[must_use]
    pub fn artifact_key(&self, component: &Digest) -> String {
        format!("{PREFIX}/{}/{component}", self.inner.fingerprint)
    }

    /// Makes sure that the artifact of a component is in storage, compiling it if this engine has none yet, and
    /// returns its name there. Callers all over the cluster who ask for the same at the same time cause one
    /// compilation.
    ///
    /// # Errors
    /// Why there is none: see [`BuildError`]. A failure is remembered for ten minutes.
    pub async fn ensure_artifact(&self, component: &Digest) -> Result<String, Arc<BuildError>> {
        let key = self.artifact_key(component);
        let exists = self.inner.storage.objects().exists(&key).await;
        if !exists.map_err(|error| Arc::new(error.into()))? {
            self.wait_for(*component).await?;
        }
        Ok(key)
    }

    /// Makes a component's artifact anew: for a caller who found the one in storage unusable.
    ///
    /// # Errors
    /// As [`Builder::ensure_artifact`].
    pub async fn rebuild_artifact(&self, component: &Digest) -> Result<String, Arc<BuildError>> {
        let key = self.artifact_key(component);
        let deleted = self.inner.storage.objects().delete(&key).await;
        deleted.map_err(|error| Arc::new(error.into()))?;
        self.wait_for(*component).await?;
        Ok(key)
    }

    fn wait_for(&self, component: Digest) -> Shared<BoxFuture<'static, Result<(), Arc<BuildError>>>> {
        let mut waiting = self.inner.waiting();
        if let Some(shared) = waiting.get(&component).and_then(Waiting::upgrade) {
            return shared;
        }
        waiting.retain(|_, shared| shared.upgrade().is_some());
        let builder = self.clone();
        let work = async move { builder.order_artifact(&component).await.map_err(Arc::new) };
        let shared = work.boxed().shared();
        if let Some(weak) = shared.downgrade() {
            waiting.insert(component, weak);
        }
        shared
    }

    /// Queues the compilation and waits until some worker has done it.
    async fn order_artifact(&self, component: &Digest) -> Result<(), BuildError> {
        let inner = &self.inner;
        let jobs = inner.catalog.jobs();
        let key = component.to_string();
        if let Some(last) = jobs.newest(&inner.artifact_queue, &key).await?
            && last.state == JobState::Failed
            && is_believed(&last)
        {
            return Err(BuildError::JobFailed(last.error.unwrap_or_default()));
        }
        let new = NewJob {
            queue: inner.artifact_queue.clone(),
            key,
            plugin: None,
            payload: json!({ PYTHON: self.is_python(component) }),
            urgent: true,
        };
        let job = jobs.enqueue(new).await?;
        inner.queued.notify_one();
        tokio::time::timeout(PATIENCE, self.finished(job.id))
            .await
            .unwrap_or(Err(BuildError::NobodyBuilt(PATIENCE)))
    }

    fn is_python(&self, component: &Digest) -> bool {
        self.inner.python.as_ref().is_some_and(|python| python.component == *component)
    }

    /// Does the job of an artifact.
    pub(crate) async fn perform_artifact(&self, lease: &Lease) -> Result<(), BuildError> {
        let component: Digest = lease.job.key.parse().map_err(|error| {
            BuildError::refused("build.bad_job", format!("the job names no component: {error}"))
        })?;
        self.make_artifact(&component, lease.job.payload[PYTHON] == true).await
    }

    async fn finished(&self, job: Id) -> Result<(), BuildError> {
        loop {
            let told = self.inner.finished.notified();
            let job = self.inner.catalog.jobs().get(job).await?;
            match job.state {
                JobState::Succeeded => return Ok(()),
                JobState::Failed => return Err(BuildError::JobFailed(job.error.unwrap_or_default())),
                _ => {}
            }
            // Either way it is time to look again.
            let _ = tokio::time::timeout(POLL, told).await;
        }
    }

    /// Compiles, seals and stores, unless it has been done. Whether a component is the platform's Python runtime, which
    /// may import more than others, is for the platform to say and never for the component.
    pub(crate) async fn make_artifact(&self, component: &Digest, is_python: bool) -> Result<(), BuildError> {
        let inner = &self.inner;
        let objects = inner.storage.objects();
        let key = self.artifact_key(component);
        if objects.exists(&key).await? {
            return Ok(());
        }
        let directory = self.new_work_directory()?;
        let file = if is_python { PYTHON_FILE } else { COMPONENT_FILE };
        inner.storage.blobs().get_to_file(component, &directory.path().join(file)).await?;
        let profile = inner.compiler.compile(directory.path(), &inner.limits).await?;
        let file = directory.path().join(ARTIFACT_FILE);
        let code = tokio::fs::read(&file).await.map_err(BuildError::io("reading", &file))?;
        let (seal_key, component) = (inner.seal_key.clone(), component.to_string());
        let fingerprint = inner.fingerprint.clone();
        let sealing = move || seal(&seal_key, &component, &fingerprint, profile, code);
        let sealed = tokio::task::spawn_blocking(sealing)
            .await
            .map_err(|error| BuildError::CompilerDied(error.to_string()))??;
        // Another worker may have been faster: its artifact is as good.
        objects.put_if_absent(&key, sealed).await?;
        Ok(())
    }
}
