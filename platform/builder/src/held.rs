//! Blobs that no row refers to and that must stay nevertheless: the Python runtimes that nodes run.
//!
//! A node says so by a mark in storage, an object named after the blob, and renews it while it lives. Collectors on all
//! nodes, of whichever release, read the marks. A mark is renewed by putting the next one before the last is deleted,
//! so that there is no moment without one.

use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

use mspf_catalog::Id;
use mspf_storage::{Digest, ObjectInfo, StorageError};

use crate::collect::ago;
use crate::{BuildError, Builder};

/// Start of the names of all marks.
const PREFIX: &str = "held";

/// A mark that old was left by a process that is gone: a living one renews its own every few hours.
const STALE_AFTER: Duration = Duration::from_secs(30 * 24 * 3600);

/// A mark that young has kept the blob from every collector that could want to delete it now.
const SURE_FOR: Duration = Duration::from_secs(24 * 3600);

impl Builder {
    /// Puts a file into storage as a blob, unless it is there, and holds it: nobody collects it, nor its artifact, while
    /// this is called again every few hours. `digest` is the file's.
    ///
    /// # Errors
    /// When the file cannot be read or storage fails.
    pub async fn hold(&self, digest: &Digest, file: &Path) -> Result<(), BuildError> {
        let storage = &self.inner.storage;
        let marks = storage.objects().list(&format!("{PREFIX}/{digest}")).await?;
        let sure = marks.iter().any(|mark| mark.stored_at > ago(SURE_FOR));
        self.renew(digest).await?;
        // Without a mark it may just be being deleted, and only putting it again is safe from that.
        if !(sure && storage.blobs().exists(digest).await?) {
            let stored = storage.blobs().put_file(file).await?;
            if stored != *digest {
                return Err(StorageError::FileChanged(file.to_owned()).into());
            }
        }
        Ok(())
    }

    async fn renew(&self, digest: &Digest) -> Result<(), BuildError> {
        let objects = self.inner.storage.objects();
        let mark = format!("{PREFIX}/{digest}/{}", Id::generate());
        objects.put_if_absent(&mark, self.inner.worker.node.clone()).await?;
        let last = self.inner.marks().insert(*digest, mark);
        if let Some(last) = last {
            objects.delete(&last).await?;
        }
        Ok(())
    }

    /// The blobs that somebody holds; marks of nobody are removed.
    pub(crate) async fn held(&self) -> Result<HashSet<Digest>, BuildError> {
        let objects = self.inner.storage.objects();
        let stale = ago(STALE_AFTER);
        let mut held = HashSet::new();
        for mark in objects.list(PREFIX).await? {
            if mark.stored_at < stale {
                objects.delete(&mark.key).await?;
            } else {
                held.extend(blob(&mark));
            }
        }
        Ok(held)
    }
}

/// What a mark is about.
fn blob(mark: &ObjectInfo) -> Option<Digest> {
    mark.key.split('/').nth(1)?.parse().ok()
}
