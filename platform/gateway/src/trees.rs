//! The sources of Python plugins as directories of real files, which is what a guest sees at `/plugin`.
//!
//! A directory is made when its plugin is first called, once for a stampede, and shared by everything that runs the
//! same files. Whoever runs them holds a [`Tree`]; the directory goes when the last one is dropped. Directories are
//! known by these values alone, never by what lies on the disk, so one that a killed process left half made is
//! nobody's: the next process removes it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use mspf_builder::{BuildError, Packages, REQUIREMENTS_BYTES, REQUIREMENTS_FILE, SITE_PACKAGES};
use mspf_catalog::{Catalog, CatalogError, Files, PluginId, TreeFile};
use mspf_storage::{Blobs, Cache, Digest, StorageError};
use tempfile::TempDir;

use crate::mount::Python;
use crate::packages::FindPackages;

/// What a file takes on the disk beside its content: a name in a directory, and whole blocks.
const FILE_OVERHEAD: u64 = 4096;
/// Start of the names of the directories of processes.
const RUN_PREFIX: &str = "run-";
/// Locked for as long as the process lives whose directory it lies in.
const LOCK_FILE: &str = "lock";

/// Why there is no directory.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TreeError {
    #[error("the list of its files could not be read: {0}")]
    Catalog(#[from] CatalogError),
    #[error("its files could not be laid out: {0}")]
    Storage(#[from] StorageError),
    #[error("a file of it names no blob: {0}")]
    Unsound(String),
    #[error("the packages that it needs are being installed")]
    Ordered,
    #[error("the packages that it needs can't be had: {0}")]
    Packages(#[from] BuildError),
}

/// A directory for the trees of this process alone.
#[derive(Debug)]
pub struct TreeDirectory {
    directory: TempDir,
    _lock: File,
}

impl TreeDirectory {
    /// Makes a directory of this process's own below `base`, and removes those of processes that are gone.
    ///
    /// # Errors
    /// The disk failed.
    pub fn open(base: impl AsRef<Path>) -> io::Result<Self> {
        let base = base.as_ref();
        std::fs::create_dir_all(base)?;
        // Held while looking around: another process may be between making its directory and locking it.
        let looking = File::create(base.join(LOCK_FILE))?;
        looking.lock()?;
        for entry in std::fs::read_dir(base)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().starts_with(RUN_PREFIX) && is_abandoned(&entry.path()) {
                std::fs::remove_dir_all(entry.path())?;
            }
        }
        let directory = tempfile::Builder::new().prefix(RUN_PREFIX).tempdir_in(base.canonicalize()?)?;
        let lock = File::create(directory.path().join(LOCK_FILE))?;
        lock.lock()?;
        Ok(Self { directory, _lock: lock })
    }
}

fn is_abandoned(directory: &Path) -> bool {
    match File::open(directory.join(LOCK_FILE)) {
        Ok(lock) => lock.try_lock().is_ok(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

/// A tree as a directory, which stays as it is for as long as anybody holds this.
pub(crate) struct Tree {
    path: PathBuf,
    bytes: u64,
}

impl Tree {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        let path = std::mem::take(&mut self.path);
        let remove = move || {
            if let Err(error) = std::fs::remove_dir_all(&path)
                && error.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!(path = %path.display(), %error, "a tree's directory could not be removed");
            }
        };
        // Removing a thousand files takes longer than a thread that serves requests may be kept.
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn_blocking(remove)),
            Err(_) => remove(),
        }
    }
}

/// The trees of a node.
pub(crate) struct Trees {
    catalog: Catalog,
    blobs: Blobs,
    copies: Cache,
    packages: Arc<dyn FindPackages>,
    /// Least recently used go first; those that still run something stay on the disk until that has ended.
    known: moka::future::Cache<Files, Arc<Tree>>,
    made: AtomicU64,
    /// After `known`: the trees go before the directory that they are in.
    home: TreeDirectory,
}

impl Trees {
    /// Trees that take at most `disk` bytes beside those in use.
    pub(crate) fn new(
        home: TreeDirectory,
        catalog: Catalog,
        blobs: Blobs,
        copies: Cache,
        packages: Arc<dyn FindPackages>,
        disk: u64,
    ) -> Self {
        // In KiB, for a weight has 32 bits.
        let weigh = |_: &Files, tree: &Arc<Tree>| u32::try_from(tree.bytes / 1024 + 1).unwrap_or(u32::MAX);
        let known = moka::future::Cache::builder()
            .max_capacity(disk / 1024)
            .weigher(weigh)
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .build();
        Self { catalog, blobs, copies, packages, known, made: AtomicU64::new(0), home }
    }

    /// The directory of a source.
    pub(crate) async fn get(&self, source: &Python) -> Result<Arc<Tree>, Arc<TreeError>> {
        self.known.try_get_with_by_ref(&source.files, self.lay_out(source)).await
    }

    /// How many there are, and how many bytes they take.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.known.entry_count(), self.known.weighted_size() * 1024)
    }

    /// Evicts what is beyond the budget.
    pub(crate) async fn tidy(&self) {
        self.known.run_pending_tasks().await;
    }

    async fn lay_out(&self, source: &Python) -> Result<Arc<Tree>, TreeError> {
        let mut listed = self.catalog.files(&source.files).await?;
        if let Files::Workspace { plugin, .. } = &source.files {
            self.add_packages(plugin, &source.dependencies, &mut listed).await?;
        }
        let bytes = listed.iter().map(|file| file.size + FILE_OVERHEAD).sum();
        let entries = listed.into_iter().map(|file| match file.digest.parse::<Digest>() {
            Ok(digest) => Ok((file.path, digest)),
            Err(_) => Err(TreeError::Unsound(file.path)),
        });
        let entries = entries.collect::<Result<Vec<_>, _>>()?;
        let name = self.made.fetch_add(1, Relaxed).to_string();
        // Removes what has been made of it, should anything fail.
        let tree = Tree { path: self.home.directory.path().join(name), bytes };
        self.copies.lay_out(entries, &self.blobs, &tree.path).await?;
        Ok(Arc::new(tree))
    }

    /// Puts the packages that a draft needs beside its files, in place of whatever lies there.
    async fn add_packages(
        &self,
        plugin: &PluginId,
        dependencies: &[String],
        listed: &mut Vec<TreeFile>,
    ) -> Result<(), TreeError> {
        let text = match listed.iter().find(|file| file.path == REQUIREMENTS_FILE) {
            Some(file) if file.size <= REQUIREMENTS_BYTES => self.text(file).await?,
            _ => String::new(),
        };
        match self.packages.packages(plugin, dependencies, &text).await? {
            Packages::Ordered => Err(TreeError::Ordered),
            Packages::Ready(files) => {
                if !files.is_empty() {
                    listed.retain(|file| !file.path.starts_with(SITE_PACKAGES));
                    listed.extend(files);
                }
                Ok(())
            }
        }
    }

    async fn text(&self, file: &TreeFile) -> Result<String, TreeError> {
        let digest = file.digest.parse().map_err(|_| TreeError::Unsound(file.path.clone()))?;
        let bytes = self.blobs.get(&digest).await?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed_and_a_living_ones_is_not() {
        let base = tempfile::tempdir().unwrap();
        let living = TreeDirectory::open(base.path()).unwrap();
        let left = base.path().join("run-left");
        std::fs::create_dir_all(left.join("0/app")).unwrap();
        std::fs::write(left.join("0/app/views.py"), "half").unwrap();
        std::fs::write(left.join(LOCK_FILE), "").unwrap();
        std::fs::create_dir_all(base.path().join("run-barely-begun")).unwrap();
        let next = TreeDirectory::open(base.path()).unwrap();
        let names = || {
            let entries = std::fs::read_dir(base.path()).unwrap();
            let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
            paths.sort();
            paths
        };
        let mut expected = vec![base.path().join(LOCK_FILE)];
        expected.extend([&living, &next].map(|run| run.directory.path().to_owned()));
        expected.sort();
        assert_eq!(names(), expected);
        drop((living, next));
        assert_eq!(names(), [base.path().join(LOCK_FILE)]);
    }
}
