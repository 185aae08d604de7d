//! Objects that have names.

use std::future::ready;
use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::{Buf, Bytes};
use chrono::{DateTime, Utc};
use futures::{StreamExt, TryStreamExt};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStoreExt, PutMode, PutPayload};

use crate::blobs::digest_of;
use crate::open::Backend;
use crate::{Digest, StorageError, fetch};

/// Folder of the named objects.
const AREA: &str = "objects";

/// First bytes of every object: what it is, and the version of this format.
const MAGIC: [u8; 8] = *b"mspfobj1";

/// Length of what stands in front of an object's content: the magic bytes and the content's digest.
pub(crate) const HEADER_BYTES: usize = MAGIC.len() + Digest::LEN;

/// Objects written once under a name of the caller's choice, such as compiled artifacts. Cheap to clone.
///
/// Keys are `/`-separated segments of `a-z A-Z 0-9 . _ -`.
#[derive(Clone, Debug)]
pub struct Objects {
    pub(crate) backend: Arc<Backend>,
}

/// What a listing says about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectInfo {
    /// Its name.
    pub key: String,
    /// When it was put, by the clock of the storage service.
    pub stored_at: DateTime<Utc>,
}

impl Objects {
    pub(crate) fn new(backend: Arc<Backend>) -> Self {
        Self { backend }
    }

    /// Stores `content` under `key` unless something is there already; of several writers at the same
    /// time exactly one succeeds. Returns whether this one did.
    ///
    /// # Errors
    /// [`StorageError::InvalidKey`], [`StorageError::Backend`].
    pub async fn put_if_absent(&self, key: &str, content: impl Into<Bytes>) -> Result<bool, StorageError> {
        let path = self.path(key)?;
        let content = content.into();
        let header = header(&digest_of(content.clone()).await?);
        let payload = PutPayload::from_iter([header, content]);
        match self.backend.store.put_opts(&path, payload, PutMode::Create.into()).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::AlreadyExists { .. }) => Ok(false),
            Err(error) => Err(StorageError::backend(key, error)),
        }
    }

    /// The content of an object, verified; `None` when there is no such object.
    ///
    /// # Errors
    /// [`StorageError::InvalidKey`], [`StorageError::Backend`]; [`StorageError::Damaged`] or
    /// [`StorageError::BadHeader`] when the object is not what was put.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, StorageError> {
        let result = match self.backend.store.get(&self.path(key)?).await {
            Ok(result) => result,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(StorageError::backend(key, error)),
        };
        let mut content = result.bytes().await.map_err(|error| StorageError::backend(key, error))?;
        let expected = content_digest(key, &content)?;
        content.advance(HEADER_BYTES);
        let found = digest_of(content.clone()).await?;
        if found != expected {
            return Err(StorageError::Damaged { what: key.to_owned(), expected, found });
        }
        Ok(Some(content))
    }

    /// Writes the content of an object to `file` without holding it in memory, and returns its length in
    /// bytes. The file appears whole and verified, in one step, or not at all.
    ///
    /// # Errors
    /// [`StorageError::NotFound`], those of [`Objects::get`], and [`StorageError::Io`] when the file
    /// cannot be written.
    pub async fn get_to_file(&self, key: &str, file: &FilePath) -> Result<u64, StorageError> {
        let (temporary, length, _) = fetch::object(self, key, fetch::parent(file)).await?;
        temporary.persist(file).map_err(|error| StorageError::io("writing", file)(error.error))?;
        Ok(length)
    }

    /// Whether there is such an object. Its content is not looked at.
    ///
    /// # Errors
    /// [`StorageError::InvalidKey`], [`StorageError::Backend`].
    pub async fn exists(&self, key: &str) -> Result<bool, StorageError> {
        match self.backend.store.head(&self.path(key)?).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(StorageError::backend(key, error)),
        }
    }

    /// Deletes an object; it is no error when there is none.
    ///
    /// # Errors
    /// [`StorageError::InvalidKey`], [`StorageError::Backend`].
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        match self.backend.store.delete(&self.path(key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(StorageError::backend(key, error)),
        }
    }

    /// All objects below `prefix` (whole segments; empty for all), in no order.
    ///
    /// # Errors
    /// [`StorageError::InvalidKey`], [`StorageError::Backend`].
    pub async fn list(&self, prefix: &str) -> Result<Vec<ObjectInfo>, StorageError> {
        let area = self.area();
        let folder = if prefix.is_empty() { area.clone() } else { self.path(prefix.trim_end_matches('/'))? };
        self.backend
            .store
            .list(Some(&folder))
            .map(|entry| entry.map_err(|error| StorageError::backend(prefix, error)))
            .try_filter_map(move |entry| ready(Ok(info(&entry, &area))))
            .try_collect()
            .await
    }

    /// See [`crate::Storage::check`].
    pub(crate) async fn check(&self) -> Result<(), StorageError> {
        let key = format!("checks/{}-{}", std::process::id(), chrono::Utc::now().timestamp_micros());
        let first = self.put_if_absent(&key, "first").await?;
        let second = self.put_if_absent(&key, "second").await?;
        let read = self.get(&key).await?;
        self.delete(&key).await?;
        if first && !second && read.as_deref() == Some(b"first") {
            return Ok(());
        }
        Err(StorageError::NoConditionalWrites)
    }

    /// Where an object is.
    pub(crate) fn path(&self, key: &str) -> Result<Path, StorageError> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let valid = |segment: &str| {
            !segment.is_empty() && segment != "." && segment != ".." && segment.bytes().all(allowed)
        };
        if !key.split('/').all(valid) {
            return Err(StorageError::InvalidKey(key.to_owned()));
        }
        Ok(self.backend.path(AREA, key))
    }

    /// The folder of all objects.
    pub(crate) fn area(&self) -> Path {
        self.backend.area(AREA)
    }
}

fn info(entry: &ObjectMeta, area: &Path) -> Option<ObjectInfo> {
    let segments: Vec<_> = entry.location.prefix_match(area)?.map(|part| part.as_ref().to_owned()).collect();
    Some(ObjectInfo { key: segments.join("/"), stored_at: entry.last_modified })
}

fn header(digest: &Digest) -> Bytes {
    Bytes::from([MAGIC.as_slice(), digest.as_bytes()].concat())
}

/// The digest of the content, as promised by the header that `bytes` start with.
pub(crate) fn content_digest(key: &str, bytes: &[u8]) -> Result<Digest, StorageError> {
    let digest = bytes.strip_prefix(&MAGIC).and_then(|rest| rest.first_chunk::<{ Digest::LEN }>());
    digest.copied().map(Digest::from_bytes).ok_or_else(|| StorageError::BadHeader(key.to_owned()))
}
