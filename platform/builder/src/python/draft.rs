//! What the drafts of plugins need: resolved as jobs, so that a request never waits for pip, nor a gateway runs it.

use mspf_catalog::{JobState, Lease, NewJob, PluginId, TreeFile};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::requirements::Requirements;
use crate::artifact::is_believed;
use crate::{BuildError, Builder};

/// The queue of these jobs. The key names the requirements, whoever's they are.
pub(crate) const QUEUE: &str = "requirements";

/// The packages of a draft, as far as they have got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Packages {
    /// These files are to lie beside the draft's own.
    Ready(Vec<TreeFile>),
    /// They are being resolved; the plugin's feed tells of the job's end.
    Ordered,
}

#[derive(Debug, Serialize, Deserialize)]
struct Payload {
    /// As pip reads them.
    requirements: String,
}

impl Builder {
    /// The packages of a draft with these dependencies in its manifest and this `requirements.txt`, ordered if nobody
    /// has resolved the same lately.
    ///
    /// # Errors
    /// Why there are none: see [`BuildError`]. A failure is remembered for ten minutes.
    pub async fn packages(
        &self,
        plugin: &PluginId,
        dependencies: &[String],
        requirements: &str,
    ) -> Result<Packages, BuildError> {
        let inner = &self.inner;
        let requirements = Requirements::read(dependencies, requirements)?;
        let Some(python) = inner.python.as_ref().filter(|_| !requirements.is_empty()) else {
            return Ok(Packages::Ready(Vec::new()));
        };
        let key = requirements.key(&python.component);
        if let Some(vendored) = self.vendored(&key).await? {
            return Ok(Packages::Ready(vendored.tree_files()));
        }
        let (jobs, key) = (inner.catalog.jobs(), key.to_string());
        if let Some(last) = jobs.newest(QUEUE, &key).await?
            && last.state == JobState::Failed
            && is_believed(&last)
        {
            return Err(BuildError::JobFailed(last.error.unwrap_or_default()));
        }
        let new = NewJob {
            queue: QUEUE.to_owned(),
            key,
            plugin: Some(plugin.clone()),
            payload: json!(Payload { requirements: requirements.text() }),
            urgent: true,
        };
        jobs.enqueue(new).await?;
        inner.queued.notify_one();
        Ok(Packages::Ordered)
    }

    /// Does such a job. Harmless to repeat.
    pub(crate) async fn resolve(&self, lease: &Lease) -> Result<(), BuildError> {
        let payload: Payload = serde_json::from_value(lease.job.payload.clone())
            .map_err(|error| BuildError::refused("build.bad_job", error.to_string()))?;
        let requirements = Requirements::read(&[], &payload.requirements)?;
        let Some(python) = &self.inner.python else { return Err(BuildError::no_python()) };
        let jobs = self.inner.catalog.jobs();
        jobs.progress(lease, 10, "installing requirements").await?;
        let vendored =
            self.vendor(&self.inner.packages, &requirements, &requirements.key(&python.component)).await?;
        Ok(jobs.log(lease, &vendored.describe()).await?)
    }
}
