//! A whole tree of blobs as a directory of real files, for programs that want one.

use std::collections::{HashMap, HashSet};
use std::io::ErrorKind;
use std::path::Path as FilePath;

use futures::{StreamExt, TryStreamExt};

use super::{Cache, CachedFile, Source};
use crate::{Blobs, Digest, StorageError};

/// Blobs fetched at the same time: a distant store answers that many about as fast as one.
const FETCHES: usize = 16;

/// The verified copies of a tree's blobs.
type Copies = HashMap<Digest, CachedFile>;

impl Cache {
    /// Makes `directory`, which must not be there yet, and puts every file of a tree in it: hard links to the
    /// verified copies, or copies of them where the file system cannot link. Nobody may write to these files.
    ///
    /// The paths (names with `/` between them) may come from anywhere: one that does not stay inside the directory
    /// is an error. After any error the directory is incomplete, and the caller's to remove.
    ///
    /// # Errors
    /// [`StorageError::UnsoundPath`]; [`StorageError::Io`] when a file cannot be made, so also when two have one
    /// path; those of [`Cache::file`].
    pub async fn lay_out(
        &self,
        files: Vec<(String, Digest)>,
        blobs: &Blobs,
        directory: &FilePath,
    ) -> Result<(), StorageError> {
        if let Some((path, _)) = files.iter().find(|(path, _)| !is_sound(path)) {
            return Err(StorageError::UnsoundPath(path.clone()));
        }
        std::fs::create_dir(directory).map_err(StorageError::io("creating", directory))?;
        let digests = files.iter().map(|(_, digest)| *digest).collect();
        let copies = self.copies(digests, blobs).await?;
        let left = put(files, copies, directory, false).await?;
        if left.is_empty() {
            return Ok(());
        }
        // Somebody has removed or cut copies behind our back: asking for each finds that out and fetches them anew.
        let mut copies = Copies::new();
        for (_, digest) in &left {
            copies.insert(*digest, self.file(digest, blobs).await?);
        }
        put(left, copies, directory, true).await.map(drop)
    }

    /// The copies of many blobs: those that are here without a look at the disk, the others fetched.
    async fn copies(&self, wanted: HashSet<Digest>, blobs: &Blobs) -> Result<Copies, StorageError> {
        let (here, missing): (Vec<_>, Vec<_>) = wanted
            .into_iter()
            .map(|digest| (digest, self.known(digest, blobs)))
            .partition(|(_, copy)| copy.is_some());
        let mut copies: Copies =
            here.into_iter().filter_map(|(digest, copy)| Some((digest, copy?))).collect();
        let fetched =
            futures::stream::iter(missing)
                .map(|(digest, _)| async move {
                    Ok::<_, StorageError>((digest, self.file(&digest, blobs).await?))
                })
                .buffer_unordered(FETCHES)
                .try_collect::<Vec<_>>();
        copies.extend(fetched.await?);
        Ok(copies)
    }

    /// A copy that this process has verified before.
    fn known(&self, digest: Digest, blobs: &Blobs) -> Option<CachedFile> {
        let slot = Source::Blob(blobs, digest).slot();
        let mut index = self.0.index();
        index.uses += 1;
        let last_use = index.uses;
        let entry = index.entries.get_mut(&slot).filter(|entry| entry.verified)?;
        entry.last_use = last_use;
        Some(self.hand_out(self.0.path(&slot, &digest), entry.length, entry.in_use.clone()))
    }
}

/// Puts files into the directory; returns those whose copies are gone or were cut, or fails for them if `strict`.
async fn put(
    files: Vec<(String, Digest)>,
    copies: Copies,
    directory: &FilePath,
    strict: bool,
) -> Result<Vec<(String, Digest)>, StorageError> {
    let directory = directory.to_owned();
    let work = move || {
        let mut made = HashSet::new();
        let mut left = Vec::new();
        for (path, digest) in files {
            let target = directory.join(&path);
            if let Some((folder, _)) = path.rsplit_once('/')
                && made.insert(folder.to_owned())
            {
                let folder = directory.join(folder);
                std::fs::create_dir_all(&folder).map_err(StorageError::io("creating", folder))?;
            }
            let Some(copy) = copies.get(&digest) else { continue };
            match link(copy, &target) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::NotFound && !strict => left.push((path, digest)),
                Err(error) => return Err(StorageError::io("writing", target)(error)),
            }
        }
        Ok(left)
    };
    tokio::task::spawn_blocking(work).await?
}

/// Links or copies one file. What is not whole counts as not found.
fn link(copy: &CachedFile, target: &FilePath) -> std::io::Result<()> {
    match std::fs::hard_link(copy.path(), target) {
        Ok(()) => {}
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::AlreadyExists) => {
            return Err(error);
        }
        // No links on this file system, or too many to this file: every empty file is the same blob.
        Err(_) => std::fs::copy(copy.path(), target).map(drop)?,
    }
    if std::fs::metadata(target)?.len() == copy.len() {
        return Ok(());
    }
    std::fs::remove_file(target)?;
    Err(ErrorKind::NotFound.into())
}

/// Whether a path has plain names only, so that it leads below wherever it is joined to.
fn is_sound(path: &str) -> bool {
    path.split('/').all(|name| !matches!(name, "" | "." | "..") && !name.contains('\0'))
}
