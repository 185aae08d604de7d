//! Garbage collection of blobs, safe beside uploads.
//!
//! Nobody locks anything for long. An uploader first puts its blobs and then commits references to them;
//! the grace period is the time it has for that. The rest is a race between "put again" and "delete" on
//! one old blob, and [`Blobs::put`] tells how it is decided.

use std::collections::HashSet;
use std::error::Error;
use std::future::ready;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt, PutMode, PutPayload};

use crate::open::Backend;
use crate::{Blobs, Digest, Objects, StorageError, upload};

/// Folder of the announcements: which blobs are being deleted right now.
const AREA: &str = "condemned";

/// How many digests are asked about at once: one database query with as many parameters, below the least
/// limit of any database (SQLite's historical 999).
const PAGE: usize = 500;

/// Deletions at the same time: keeps a long clean-up from taking the service's whole attention.
const CONCURRENT_DELETIONS: usize = 8;

/// How long an announcement counts. After that whoever made it is taken for dead.
const ANNOUNCEMENT_LIFETIME: Duration = Duration::from_secs(120);

/// How long a sweep lets the deletion of one blob take before it gives up on it: half of what its
/// announcement counts, so that it never deletes unannounced.
const DELETION_DEADLINE: Duration = Duration::from_secs(60);

/// What a sweep did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SweepReport {
    /// Blobs older than the grace period that were asked about.
    pub examined: u64,
    /// Blobs deleted.
    pub deleted: u64,
    /// Their length in bytes.
    pub deleted_bytes: u64,
    /// Unfinished uploads of killed processes removed.
    pub leftovers: u64,
}

impl Blobs {
    /// Deletes the blobs older than `grace` that nobody refers to, and what killed uploads left behind.
    ///
    /// `referenced` is given a page of digests and answers with those that are referred to. It is asked
    /// only about blobs last put more than `grace` ago, so a reference to a blob must be committed within
    /// `grace` of putting it: choose hours, not seconds; the clocks of this machine and of the storage
    /// service may differ. May run on many nodes at once.
    ///
    /// # Errors
    /// [`StorageError::References`] when `referenced` fails: nothing it was asked about has been deleted.
    /// [`StorageError::Backend`], [`StorageError::Io`]: sweep again later; no harm is done.
    pub async fn sweep<F, E>(
        &self,
        referenced: impl Fn(Vec<Digest>) -> F,
        grace: Duration,
    ) -> Result<SweepReport, StorageError>
    where
        F: Future<Output = Result<HashSet<Digest>, E>>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let before = ago(grace);
        let mut report = SweepReport::default();
        let areas = [self.area(), Objects::new(self.backend.clone()).area()];
        report.leftovers += upload::remove_leftovers(&self.backend, &areas, before).await?;
        remove_stale_announcements(&self.backend).await?;

        let area = self.area();
        let blobs = self.backend.store.list(Some(&area)).map_err(StorageError::Backend);
        let old = blobs.try_filter_map(move |meta| ready(Ok(digest_of_old(&meta, before))));
        let mut pages = std::pin::pin!(old.try_chunks(PAGE));
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| error.1)?;
            report.examined += page.len() as u64;
            let wanted =
                referenced(page.clone()).await.map_err(|error| StorageError::References(error.into()))?;
            let unwanted = page.into_iter().filter(|digest| !wanted.contains(digest));
            let mut deletions = futures::stream::iter(unwanted)
                .map(|digest| self.delete_if_old(digest, before))
                .buffer_unordered(CONCURRENT_DELETIONS);
            while let Some(bytes) = deletions.try_next().await? {
                report.deleted += u64::from(bytes.is_some());
                report.deleted_bytes += bytes.unwrap_or(0);
            }
        }
        Ok(report)
    }

    /// Deletes a blob unless it has been put again since `before`. Returns the length of what it deleted.
    async fn delete_if_old(
        &self,
        digest: Digest,
        before: DateTime<Utc>,
    ) -> Result<Option<u64>, StorageError> {
        let announcement = announcement(&self.backend, &digest);
        let announced =
            self.backend.store.put_opts(&announcement, PutPayload::new(), PutMode::Create.into()).await;
        match announced {
            Ok(_) => {}
            // Another sweep is at it.
            Err(object_store::Error::AlreadyExists { .. }) => return Ok(None),
            Err(error) => return Err(StorageError::Backend(error)),
        }
        let deletion = tokio::time::timeout(DELETION_DEADLINE, async {
            let path = self.path(&digest);
            let meta = self.backend.store.head(&path).await?;
            if meta.last_modified >= before {
                return Ok(None);
            }
            self.backend.store.delete(&path).await?;
            Ok(Some(meta.size))
        });
        let deleted = match deletion.await {
            Ok(Ok(deleted)) => deleted,
            Ok(Err(object_store::Error::NotFound { .. })) => None,
            Ok(Err(error)) => return Err(StorageError::Backend(error)),
            // The service may still carry it out: let the announcement stand until it expires.
            Err(_) => return Ok(None),
        };
        remove(&self.backend, &announcement).await?;
        Ok(deleted)
    }
}

/// Whether a sweep has announced that it may be deleting this blob.
pub(crate) async fn is_condemned(backend: &Backend, digest: &Digest) -> Result<bool, StorageError> {
    match backend.store.head(&announcement(backend, digest)).await {
        Ok(meta) => Ok(meta.last_modified >= ago(ANNOUNCEMENT_LIFETIME)),
        Err(object_store::Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(StorageError::Backend(error)),
    }
}

async fn remove_stale_announcements(backend: &Backend) -> Result<(), StorageError> {
    let stale = ago(ANNOUNCEMENT_LIFETIME);
    let area = backend.area(AREA);
    let mut announcements = backend.store.list(Some(&area));
    while let Some(meta) = announcements.try_next().await.map_err(StorageError::Backend)? {
        if meta.last_modified < stale {
            remove(backend, &meta.location).await?;
        }
    }
    Ok(())
}

async fn remove(backend: &Backend, path: &Path) -> Result<(), StorageError> {
    match backend.store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(StorageError::Backend(error)),
    }
}

fn announcement(backend: &Backend, digest: &Digest) -> Path {
    backend.path(AREA, &digest.to_string())
}

/// The digest of a blob last put before `before`; files that are no blobs are none of our business.
fn digest_of_old(meta: &ObjectMeta, before: DateTime<Utc>) -> Option<Digest> {
    if meta.last_modified >= before {
        return None;
    }
    meta.location.filename()?.parse().ok()
}

/// The time that long ago; the beginning of time for a duration beyond it.
fn ago(duration: Duration) -> DateTime<Utc> {
    let duration = TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    Utc::now().checked_sub_signed(duration).unwrap_or(DateTime::<Utc>::MIN_UTC)
}
