//! Verified local copies, within a budget.

mod tree;

use std::collections::HashMap;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use tempfile::NamedTempFile;

use crate::fetch::{self, TEMPORARY_PREFIX};
use crate::single_flight::SingleFlight;
use crate::upload::digest_of_file;
use crate::{Blobs, Digest, Objects, StorageError};

/// Files being fetched that are older than this were left by a killed process: no fetch takes an hour.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// A directory of verified copies of blobs and objects, for whoever needs real files (to map them into
/// memory, to serve ranges of them). Cheap to clone.
///
/// When the copies outgrow the budget, those used longest ago go first; a file in use is never removed.
/// Many callers asking for the same thing at once cause one fetch. Copies outlive the process: each is
/// verified again when a new process first uses it, and fetched anew when it was damaged.
#[derive(Clone, Debug)]
pub struct Cache(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    directory: PathBuf,
    max_bytes: u64,
    index: Mutex<Index>,
    flights: SingleFlight,
}

#[derive(Debug, Default)]
struct Index {
    entries: HashMap<String, Entry>,
    bytes: u64,
    /// Counts uses; an entry remembers the count at its last one.
    uses: u64,
}

#[derive(Debug)]
struct Entry {
    content: Digest,
    length: u64,
    last_use: u64,
    /// Whether this process has seen that the file holds what it should.
    verified: bool,
    /// Cloned into every [`CachedFile`]: the entry is in use while there are clones.
    in_use: Arc<()>,
}

/// What to fetch. A slot is the place that a thing has in the cache, fetched or not.
enum Source<'a> {
    Blob(&'a Blobs, Digest),
    Object(&'a Objects, &'a str),
}

impl Source<'_> {
    fn slot(&self) -> String {
        match self {
            Self::Blob(_, digest) => format!("blob-{digest}"),
            Self::Object(_, key) => object_slot(key),
        }
    }

    async fn fetch(&self, directory: &FilePath) -> Result<(NamedTempFile, u64, Digest), StorageError> {
        match self {
            Self::Blob(blobs, digest) => {
                let (file, length) = fetch::blob(blobs, digest, directory).await?;
                Ok((file, length, *digest))
            }
            Self::Object(objects, key) => fetch::object(objects, key, directory).await,
        }
    }
}

fn object_slot(key: &str) -> String {
    format!("object-{}", Digest::of(key.as_bytes()))
}

impl Cache {
    /// Opens the cache in `directory`, made when it is missing, with what an earlier process left there.
    /// `max_bytes` bounds the files that are not in use.
    ///
    /// # Errors
    /// [`StorageError::Io`] when the directory cannot be made or read.
    pub fn open(directory: impl AsRef<FilePath>, max_bytes: u64) -> Result<Self, StorageError> {
        let directory = directory.as_ref();
        std::fs::create_dir_all(directory).map_err(StorageError::io("creating", directory))?;
        let directory = directory.canonicalize().map_err(StorageError::io("opening", directory))?;
        let index = scan(&directory)?;
        let inner =
            Inner { directory, max_bytes, index: Mutex::new(index), flights: SingleFlight::default() };
        inner.evict(&mut inner.index());
        Ok(Self(Arc::new(inner)))
    }

    /// The local file of a blob.
    ///
    /// # Errors
    /// Those of [`Blobs::get_to_file`].
    pub async fn file(&self, digest: &Digest, blobs: &Blobs) -> Result<CachedFile, StorageError> {
        self.get(Source::Blob(blobs, *digest)).await
    }

    /// The local file of an object's content.
    ///
    /// # Errors
    /// Those of [`Objects::get_to_file`].
    pub async fn object(&self, key: &str, objects: &Objects) -> Result<CachedFile, StorageError> {
        self.get(Source::Object(objects, key)).await
    }

    /// Forgets the local file of an object, which is fetched again when next asked for: for a caller who
    /// found it unusable, or who has replaced the object.
    pub fn forget_object(&self, key: &str) {
        self.0.remove(&mut self.0.index(), &object_slot(key));
    }

    /// The length in bytes of all files in the cache.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.index().bytes
    }

    async fn get(&self, source: Source<'_>) -> Result<CachedFile, StorageError> {
        let slot = source.slot();
        if let Some(file) = self.hit(&slot).await {
            return Ok(file);
        }
        let _flight = self.0.flights.lock(&slot).await;
        // Whoever had the lock before may have done the work.
        if let Some(file) = self.hit(&slot).await {
            return Ok(file);
        }
        if self.verify(&slot).await
            && let Some(file) = self.hit(&slot).await
        {
            return Ok(file);
        }
        let (temporary, length, content) = source.fetch(&self.0.directory).await?;
        self.0
            .admit(slot, temporary, length, content)
            .map(|(path, in_use)| self.hand_out(path, length, in_use))
    }

    /// The file of a verified entry, if it is still there in its full length.
    async fn hit(&self, slot: &str) -> Option<CachedFile> {
        let file = {
            let mut index = self.0.index();
            index.uses += 1;
            let last_use = index.uses;
            let entry = index.entries.get_mut(slot).filter(|entry| entry.verified)?;
            entry.last_use = last_use;
            let path = self.0.path(slot, &entry.content);
            self.hand_out(path, entry.length, Arc::clone(&entry.in_use))
        };
        let (path, length) = (file.path.clone(), file.length);
        let intact =
            tokio::task::spawn_blocking(move || touch(&path).is_ok_and(|found| found == length)).await;
        if intact.unwrap_or(false) {
            return Some(file);
        }
        tracing::warn!(path = %file.path.display(), "a cached file is gone or was cut; fetching it again");
        self.0.remove(&mut self.0.index(), slot);
        None
    }

    /// Verifies a file that an earlier process left; removes it when it is damaged.
    async fn verify(&self, slot: &str) -> bool {
        let Some(content) = self.0.index().entries.get(slot).map(|entry| entry.content) else { return false };
        let path = self.0.path(slot, &content);
        let intact = digest_of_file(&path).await.is_ok_and(|(found, _)| found == content);
        let mut index = self.0.index();
        if !intact {
            tracing::warn!(path = %path.display(), "a cached file is damaged; fetching it again");
            self.0.remove(&mut index, slot);
        } else if let Some(entry) = index.entries.get_mut(slot) {
            entry.verified = true;
        }
        intact
    }

    fn hand_out(&self, path: PathBuf, length: u64, in_use: Arc<()>) -> CachedFile {
        CachedFile { path, length, in_use: Some(in_use), cache: Arc::clone(&self.0) }
    }
}

impl Inner {
    fn index(&self) -> MutexGuard<'_, Index> {
        self.index.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn path(&self, slot: &str, content: &Digest) -> PathBuf {
        self.directory.join(format!("{slot}.{content}"))
    }

    /// Moves a fetched file into the cache, in use from the start.
    fn admit(
        &self,
        slot: String,
        temporary: NamedTempFile,
        length: u64,
        content: Digest,
    ) -> Result<(PathBuf, Arc<()>), StorageError> {
        let mut index = self.index();
        self.remove(&mut index, &slot);
        let path = self.path(&slot, &content);
        // By the clock of later uses: the one that the system stamps files with lags behind it by some milliseconds, and
        // what has just come would seem to be used longer ago than what was used before.
        temporary.as_file().set_modified(SystemTime::now()).map_err(StorageError::io("stamping", &path))?;
        temporary.persist(&path).map_err(|error| StorageError::io("writing", &path)(error.error))?;
        let in_use = Arc::new(());
        index.uses += 1;
        index.bytes += length;
        let entry =
            Entry { content, length, last_use: index.uses, verified: true, in_use: Arc::clone(&in_use) };
        index.entries.insert(slot, entry);
        self.evict(&mut index);
        Ok((path, in_use))
    }

    /// Removes unused files, longest unused first, until the budget is kept.
    fn evict(&self, index: &mut Index) {
        while index.bytes > self.max_bytes {
            let unused = index.entries.iter().filter(|(_, entry)| Arc::strong_count(&entry.in_use) == 1);
            let Some(slot) = unused.min_by_key(|(_, entry)| entry.last_use).map(|(slot, _)| slot.clone())
            else {
                return;
            };
            self.remove(index, &slot);
        }
    }

    /// Removes an entry and its file. The index stays locked meanwhile, lest a new file of the same name
    /// be removed.
    fn remove(&self, index: &mut Index, slot: &str) {
        let Some(entry) = index.entries.remove(slot) else { return };
        index.bytes = index.bytes.saturating_sub(entry.length);
        let path = self.path(slot, &entry.content);
        if let Err(error) = std::fs::remove_file(&path)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            tracing::warn!(path = %path.display(), %error, "could not remove a cached file");
        }
    }
}

/// Marks the file as used, for the order of eviction in a later process, and returns its length.
fn touch(path: &FilePath) -> std::io::Result<u64> {
    let file = std::fs::File::options().append(true).open(path)?;
    file.set_modified(SystemTime::now())?;
    Ok(file.metadata()?.len())
}

/// Finds the files that an earlier process left.
fn scan(directory: &FilePath) -> Result<Index, StorageError> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(StorageError::io("listing", directory))? {
        let entry = entry.map_err(StorageError::io("listing", directory))?;
        let Ok(metadata) = entry.metadata() else { continue };
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY_PREFIX) {
            if modified.elapsed().is_ok_and(|age| age > ABANDONED_AFTER) {
                std::fs::remove_file(entry.path()).map_err(StorageError::io("removing", entry.path()))?;
            }
            continue;
        }
        let Some((slot, content)) = name.split_once('.') else { continue };
        let Ok(content) = content.parse() else { continue };
        found.push((modified, slot.to_owned(), content, metadata.len()));
    }
    found.sort_by_key(|(modified, ..)| *modified);
    let mut index = Index::default();
    for (_, slot, content, length) in found {
        index.uses += 1;
        index.bytes += length;
        let entry = Entry { content, length, last_use: index.uses, verified: false, in_use: Arc::new(()) };
        // An object that was replaced may have left its former content: only the newest counts.
        if let Some(former) = index.entries.insert(slot.clone(), entry) {
            index.bytes = index.bytes.saturating_sub(former.length);
            let path = directory.join(format!("{slot}.{}", former.content));
            std::fs::remove_file(&path).map_err(StorageError::io("removing", path))?;
        }
    }
    Ok(index)
}

/// A verified local file. It stays where it is for as long as this value (or a clone of it) lives.
#[derive(Clone, Debug)]
pub struct CachedFile {
    path: PathBuf,
    length: u64,
    /// Present until this value is dropped.
    in_use: Option<Arc<()>>,
    cache: Arc<Inner>,
}

impl CachedFile {
    /// Where the file is. Do not write to it.
    #[must_use]
    pub fn path(&self) -> &FilePath {
        &self.path
    }

    /// Its length in bytes.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.length
    }

    /// Whether it has no content.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Opens the file for reading.
    ///
    /// # Errors
    /// [`StorageError::Io`].
    pub fn open(&self) -> Result<std::fs::File, StorageError> {
        std::fs::File::open(&self.path).map_err(StorageError::io("opening", &self.path))
    }
}

impl Drop for CachedFile {
    fn drop(&mut self) {
        self.in_use = None;
        let mut index = self.cache.index();
        self.cache.evict(&mut index);
    }
}
