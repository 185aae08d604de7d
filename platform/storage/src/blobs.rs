//! Content-addressed blobs.

use std::path::Path as FilePath;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};

use crate::open::Backend;
use crate::{Digest, StorageError, fetch, sweep, upload};

/// Folder of the blobs.
const AREA: &str = "blobs";

/// How often a put starts over because a sweep took the blob away meanwhile. Once is rare; this many
/// means that something else is deleting.
const MAX_PUT_ATTEMPTS: u32 = 5;

/// How long a put waits before it looks again whether a sweep has finished with its blob: about as long
/// as a sweep needs for one.
const SWEEP_POLL: Duration = Duration::from_millis(50);

/// Blobs named by their own SHA-256. Cheap to clone.
///
/// Writing the same bytes twice is harmless: it makes the blob young again for [`Blobs::sweep`] and heals
/// it, should it have been damaged.
#[derive(Clone, Debug)]
pub struct Blobs {
    pub(crate) backend: Arc<Backend>,
}

impl Blobs {
    pub(crate) fn new(backend: Arc<Backend>) -> Self {
        Self { backend }
    }

    /// Stores `bytes`. Once this returns they are durable and cannot be swept within the sweep's grace
    /// period, whether they were new or had been there for long.
    ///
    /// # Errors
    /// [`StorageError::Backend`] when the service or the disk fails.
    pub async fn put(&self, bytes: impl Into<Bytes>) -> Result<Digest, StorageError> {
        let bytes = bytes.into();
        let digest = digest_of(bytes.clone()).await?;
        self.put_safely(digest, &Content::Bytes(bytes)).await?;
        Ok(digest)
    }

    /// Stores the content of a file without holding more than a few parts of it in memory. The promises
    /// are those of [`Blobs::put`].
    ///
    /// # Errors
    /// [`StorageError::Io`] when the file cannot be read, [`StorageError::FileChanged`] when somebody
    /// writes to it meanwhile, [`StorageError::Backend`] when the service or the disk fails. Nothing
    /// half-written is visible after any of them.
    pub async fn put_file(&self, file: impl AsRef<FilePath>) -> Result<Digest, StorageError> {
        let file = file.as_ref();
        let (digest, length) = upload::digest_of_file(file).await?;
        if length <= upload::PART_BYTES as u64 {
            let bytes = tokio::fs::read(file).await.map_err(StorageError::io("reading", file))?;
            return match self.put(bytes).await? {
                stored if stored == digest => Ok(digest),
                _ => Err(StorageError::FileChanged(file.to_owned())),
            };
        }
        self.put_safely(digest, &Content::File(file)).await?;
        Ok(digest)
    }

    /// Writes a blob so that no sweep running meanwhile can take it away.
    ///
    /// A sweep announces every blob that it is about to delete, then looks once more whether the blob is
    /// still old, and deletes it. So, after the blob has been written: when no announcement is there, no
    /// sweep that looked before the write can delete it any more; and when it is also still there, none
    /// has. The order of the two questions matters.
    async fn put_safely(&self, digest: Digest, content: &Content<'_>) -> Result<(), StorageError> {
        for _ in 0..MAX_PUT_ATTEMPTS {
            self.write(digest, content).await?;
            while sweep::is_condemned(&self.backend, &digest).await? {
                tokio::time::sleep(SWEEP_POLL).await;
            }
            if self.exists(&digest).await? {
                return Ok(());
            }
        }
        Err(StorageError::Vanishing(digest))
    }

    async fn write(&self, digest: Digest, content: &Content<'_>) -> Result<(), StorageError> {
        let path = self.path(&digest);
        match content {
            Content::Bytes(bytes) => {
                let put = self.backend.store.put(&path, PutPayload::from_bytes(bytes.clone())).await;
                put.map(drop).map_err(|error| StorageError::backend(digest, error))
            }
            Content::File(file) => upload::file_in_parts(&self.backend, &path, file, digest).await,
        }
    }

    /// The bytes of a blob, verified.
    ///
    /// # Errors
    /// [`StorageError::NotFound`]; [`StorageError::Damaged`] when the bytes are not those that were put.
    pub async fn get(&self, digest: &Digest) -> Result<Bytes, StorageError> {
        let result = self.backend.store.get(&self.path(digest)).await;
        let result = result.map_err(|error| StorageError::backend(digest, error))?;
        let bytes = result.bytes().await.map_err(|error| StorageError::backend(digest, error))?;
        let found = digest_of(bytes.clone()).await?;
        if found != *digest {
            return Err(StorageError::Damaged { what: digest.to_string(), expected: *digest, found });
        }
        Ok(bytes)
    }

    /// Writes a blob to `file` without holding it in memory, and returns its length in bytes. The file
    /// appears whole and verified, in one step, or not at all.
    ///
    /// # Errors
    /// As [`Blobs::get`], and [`StorageError::Io`] when the file cannot be written.
    pub async fn get_to_file(&self, digest: &Digest, file: &FilePath) -> Result<u64, StorageError> {
        let (temporary, length) = fetch::blob(self, digest, fetch::parent(file)).await?;
        temporary.persist(file).map_err(|error| StorageError::io("writing", file)(error.error))?;
        Ok(length)
    }

    /// Whether the blob is there. Its content is not looked at.
    ///
    /// # Errors
    /// [`StorageError::Backend`] when the service or the disk fails.
    pub async fn exists(&self, digest: &Digest) -> Result<bool, StorageError> {
        match self.size(digest).await {
            Ok(_) => Ok(true),
            Err(error) if error.is_not_found() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The length of a blob in bytes.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], [`StorageError::Backend`].
    pub async fn size(&self, digest: &Digest) -> Result<u64, StorageError> {
        let meta = self.backend.store.head(&self.path(digest)).await;
        meta.map(|meta| meta.size).map_err(|error| StorageError::backend(digest, error))
    }

    /// Where a blob is. Two digits make a folder, so that no local directory grows huge.
    pub(crate) fn path(&self, digest: &Digest) -> Path {
        let name = digest.to_string();
        self.backend.area(AREA).join(&name[..2]).join(name)
    }

    /// The folder of all blobs.
    pub(crate) fn area(&self) -> Path {
        self.backend.area(AREA)
    }
}

/// What is being put.
enum Content<'a> {
    Bytes(Bytes),
    File(&'a FilePath),
}

/// Hashing this many bytes takes about as long as handing them to another thread.
const HASH_HERE_BYTES: usize = 64 << 10;

/// The digest of `bytes`, computed where it holds nobody up.
pub(crate) async fn digest_of(bytes: Bytes) -> Result<Digest, StorageError> {
    if bytes.len() <= HASH_HERE_BYTES {
        return Ok(Digest::of(&bytes));
    }
    Ok(tokio::task::spawn_blocking(move || Digest::of(&bytes)).await?)
}
