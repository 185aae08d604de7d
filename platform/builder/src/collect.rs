//! Garbage collection: what nobody refers to, and what nobody will run or read any more.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mspf_storage::{Digest, ObjectInfo, SweepReport};

use crate::artifact::PREFIX;
use crate::{BuildError, Builder};

/// How many components are asked about at once: one query, see the page of a sweep.
const PAGE: usize = 500;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long things are kept that seem to be garbage.
#[derive(Debug, Clone, Copy)]
pub struct GarbagePolicy {
    /// A blob put less than this ago may belong to an upload that has not been committed. Far longer than any upload
    /// lasts, and than clocks differ.
    pub uploads: Duration,
    /// The files of deleted plugins, should the deletion have been a mistake.
    pub deleted_plugins: Duration,
    /// Artifacts for engines unlike this node's: while a new release is rolled out, other nodes still run them.
    pub other_engines: Duration,
    /// Finished jobs and their logs.
    pub jobs: Duration,
}

impl Default for GarbagePolicy {
    fn default() -> Self {
        Self { uploads: DAY, deleted_plugins: 30 * DAY, other_engines: 30 * DAY, jobs: 30 * DAY }
    }
}

/// What [`Builder::collect_garbage`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct GarbageReport {
    /// Versions of deleted plugins forgotten.
    pub versions: u64,
    /// Finished jobs forgotten.
    pub jobs: u64,
    /// Artifacts deleted.
    pub artifacts: u64,
    /// Blobs.
    pub blobs: SweepReport,
}

impl Builder {
    /// Forgets and deletes what is not wanted any more. To be called every few hours, on as many nodes as there are;
    /// safe beside uploads and builds.
    ///
    /// # Errors
    /// When storage or the catalogue fails: call it again later.
    pub async fn collect_garbage(&self, policy: &GarbagePolicy) -> Result<GarbageReport, BuildError> {
        let catalog = &self.inner.catalog;
        let versions = catalog.forget_deleted(ago(policy.deleted_plugins)).await?;
        let jobs = catalog.jobs().prune(ago(policy.jobs)).await?;
        let artifacts = self.collect_artifacts(policy).await?;
        // What is vendored meanwhile is young.
        let vendored = self.all_vendored().await?;
        let referenced = |page: Vec<Digest>| {
            let mut wanted: HashSet<_> =
                page.iter().copied().filter(|blob| vendored.contains(blob)).collect();
            async move {
                wanted.extend(self.wanted(page).await?);
                Ok::<_, BuildError>(wanted)
            }
        };
        let blobs = self.inner.storage.blobs().sweep(referenced, policy.uploads).await?;
        Ok(GarbageReport { versions, jobs, artifacts, blobs })
    }

    /// An artifact can always be made again, so nothing is lost when one is wanted right after it was deleted.
    async fn collect_artifacts(&self, policy: &GarbagePolicy) -> Result<u64, BuildError> {
        let objects = self.inner.storage.objects();
        let (unreferenced, outdated) = (ago(policy.uploads), ago(policy.other_engines));
        let listed = objects.list(PREFIX).await?;
        let old: Vec<_> = listed.iter().filter(|object| object.stored_at < unreferenced).collect();
        let mut deleted = 0;
        for page in old.chunks(PAGE) {
            let components = page.iter().filter_map(|object| component(object)).collect();
            let wanted = self.wanted(components).await?;
            for object in page {
                let ours = object.key.split('/').nth(1) == Some(self.inner.fingerprint.as_str());
                let kept = component(object).is_some_and(|component| wanted.contains(&component))
                    && (ours || object.stored_at >= outdated);
                if !kept {
                    objects.delete(&object.key).await?;
                    deleted += 1;
                }
            }
        }
        Ok(deleted)
    }

    /// Of some digests those that anything refers to or anybody holds. The marks are read anew each time: one that is
    /// put meanwhile counts.
    async fn wanted(&self, page: Vec<Digest>) -> Result<HashSet<Digest>, BuildError> {
        let digests: Vec<_> = page.iter().map(Digest::to_string).collect();
        let found = self.inner.catalog.referenced(&digests).await?;
        let held = self.held().await?;
        let pairs = page.into_iter().zip(digests);
        Ok(pairs
            .filter(|(digest, text)| found.contains(text) || held.contains(digest))
            .map(|(digest, _)| digest)
            .collect())
    }
}

/// The component that an artifact was made of.
fn component(artifact: &ObjectInfo) -> Option<Digest> {
    artifact.key.rsplit('/').next()?.parse().ok()
}

pub(crate) fn ago(duration: Duration) -> DateTime<Utc> {
    let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    Utc::now().checked_sub_signed(duration).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
