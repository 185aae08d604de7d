//! Streamed uploads of large files, and what is left when one is killed.
//!
//! On a local directory an upload is a file beside its destination, `<name>#<n>`. On S3 it is a multipart
//! upload, which no listing shows: so its id is recorded in storage before the first part is sent, and
//! whoever sweeps can abort what its uploader never finished.

use std::path::Path as FilePath;
use std::sync::Arc;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures::TryStreamExt;
use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use crate::open::{Backend, Kind};
use crate::{Digest, Hasher, StorageError};

/// Size of one part: above S3's least (5 MiB), small enough that [`PARTS_IN_FLIGHT`] of them are no burden,
/// and 10,000 of them (S3's most) are 80 GB.
pub(crate) const PART_BYTES: usize = 8 << 20;

/// Parts sent at the same time: enough to fill a line while the next one is read; bounds the memory of an
/// upload to four times [`PART_BYTES`].
const PARTS_IN_FLIGHT: usize = 4;

/// Folder of the records of unfinished S3 uploads.
const AREA: &str = "uploads";

/// The digest and the length of a file.
pub(crate) async fn digest_of_file(file: &FilePath) -> Result<(Digest, u64), StorageError> {
    let path = file.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut hasher = HashingWriter::default();
        let mut source = std::fs::File::open(&path).map_err(StorageError::io("opening", &path))?;
        let length = std::io::copy(&mut source, &mut hasher).map_err(StorageError::io("reading", &path))?;
        Ok((hasher.0.finish(), length))
    })
    .await?
}

#[derive(Default)]
struct HashingWriter(Hasher);

impl std::io::Write for HashingWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Stores `file` at `destination` in parts. The destination appears only when all bytes have arrived and
/// are those that `expected` names.
pub(crate) async fn file_in_parts(
    backend: &Backend,
    destination: &Path,
    file: &FilePath,
    expected: Digest,
) -> Result<(), StorageError> {
    let mut upload = Upload::begin(backend, destination).await?;
    match send(&mut upload, file, expected).await {
        Ok(()) => upload.complete().await,
        Err(error) => {
            // The first error is the one to tell; what cannot be aborted now is swept later.
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "could not abort an upload");
            }
            Err(error)
        }
    }
}

async fn send(upload: &mut Upload<'_>, file: &FilePath, expected: Digest) -> Result<(), StorageError> {
    let mut source = tokio::fs::File::open(file).await.map_err(StorageError::io("opening", file))?;
    let mut hasher = Hasher::new();
    let mut sending = futures::stream::FuturesUnordered::new();
    let mut index = 0;
    loop {
        let mut part = Vec::with_capacity(PART_BYTES);
        let mut limited = (&mut source).take(PART_BYTES as u64);
        limited.read_to_end(&mut part).await.map_err(StorageError::io("reading", file))?;
        if part.is_empty() {
            break;
        }
        hasher.update(&part);
        if sending.len() == PARTS_IN_FLIGHT
            && let Some((index, id)) = sending.try_next().await?
        {
            upload.sent(index, id);
        }
        sending.push(upload.part(index, part.into()));
        index += 1;
    }
    while let Some((index, id)) = sending.try_next().await? {
        upload.sent(index, id);
    }
    if hasher.finish() == expected { Ok(()) } else { Err(StorageError::FileChanged(file.to_owned())) }
}

/// What sending one part yields: its index, and its id on S3.
type Sent = (usize, Option<PartId>);
type Sending = futures::future::BoxFuture<'static, Result<Sent, StorageError>>;

enum Upload<'a> {
    Local(Box<dyn MultipartUpload>),
    S3 {
        s3: &'a AmazonS3,
        store: &'a Arc<dyn ObjectStore>,
        record: Record,
        at: Path,
        parts: Vec<Option<PartId>>,
    },
}

/// An unfinished S3 upload.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    destination: String,
    upload_id: String,
}

impl<'a> Upload<'a> {
    async fn begin(backend: &'a Backend, destination: &Path) -> Result<Self, StorageError> {
        let s3 = match &backend.kind {
            Kind::Local(_) => {
                let upload = backend.store.put_multipart(destination).await;
                return upload.map(Self::Local).map_err(StorageError::Backend);
            }
            Kind::S3(s3) => s3,
        };
        let upload_id = s3.create_multipart(destination).await.map_err(StorageError::Backend)?;
        let at = backend.path(AREA, &Digest::of(upload_id.as_bytes()).to_string());
        let record = Record { destination: destination.to_string(), upload_id };
        let json = serde_json::to_vec(&record).map_err(|error| StorageError::Backend(generic(error)))?;
        backend.store.put(&at, json.into()).await.map_err(StorageError::Backend)?;
        Ok(Self::S3 { s3, store: &backend.store, record, at, parts: Vec::new() })
    }

    fn part(&mut self, index: usize, bytes: Bytes) -> Sending {
        match self {
            Self::Local(upload) => {
                let sending = upload.put_part(bytes.into());
                Box::pin(async move { sending.await.map(|()| (index, None)).map_err(StorageError::Backend) })
            }
            Self::S3 { s3, record, .. } => {
                let (s3, record) = (s3.clone(), record.clone());
                Box::pin(async move {
                    let destination = Path::from(record.destination);
                    let id = s3.put_part(&destination, &record.upload_id, index, bytes.into()).await;
                    id.map(|id| (index, Some(id))).map_err(StorageError::Backend)
                })
            }
        }
    }

    fn sent(&mut self, index: usize, id: Option<PartId>) {
        if let Self::S3 { parts, .. } = self {
            if parts.len() <= index {
                parts.resize(index + 1, None);
            }
            parts[index] = id;
        }
    }

    async fn complete(self) -> Result<(), StorageError> {
        match self {
            Self::Local(mut upload) => upload.complete().await.map(drop).map_err(StorageError::Backend),
            Self::S3 { s3, store, record, at, parts } => {
                let destination = Path::from(record.destination);
                let parts = parts.into_iter().flatten().collect();
                let completed = s3.complete_multipart(&destination, &record.upload_id, parts).await;
                completed.map_err(StorageError::Backend)?;
                store.delete(&at).await.map_err(StorageError::Backend)
            }
        }
    }

    async fn abort(self) -> Result<(), StorageError> {
        match self {
            Self::Local(mut upload) => upload.abort().await.map_err(StorageError::Backend),
            Self::S3 { s3, store, record, at, .. } => abort_recorded(s3, store, &record, &at).await,
        }
    }
}

async fn abort_recorded(
    s3: &AmazonS3,
    store: &Arc<dyn ObjectStore>,
    record: &Record,
    at: &Path,
) -> Result<(), StorageError> {
    let destination = Path::from(record.destination.as_str());
    match s3.abort_multipart(&destination, &record.upload_id).await {
        // Gone: it had been completed or aborted, and only its record was left.
        Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
        Err(error) => return Err(StorageError::Backend(error)),
    }
    match store.delete(at).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(StorageError::Backend(error)),
    }
}

/// Removes what uploads begun before `before` have left behind; returns how many there were.
pub(crate) async fn remove_leftovers(
    backend: &Backend,
    areas: &[Path],
    before: DateTime<Utc>,
) -> Result<u64, StorageError> {
    match &backend.kind {
        Kind::Local(root) => {
            let folders = areas.iter().map(|area| root.join(area.as_ref())).collect();
            tokio::task::spawn_blocking(move || remove_staged_files(folders, before)).await?
        }
        Kind::S3(s3) => abort_uploads(backend, s3, before).await,
    }
}

async fn abort_uploads(backend: &Backend, s3: &AmazonS3, before: DateTime<Utc>) -> Result<u64, StorageError> {
    let mut aborted = 0;
    let area = backend.area(AREA);
    let mut records = backend.store.list(Some(&area));
    while let Some(entry) = records.try_next().await.map_err(StorageError::Backend)? {
        if entry.last_modified >= before {
            continue;
        }
        let read = async { backend.store.get(&entry.location).await?.bytes().await };
        let json = match read.await {
            Ok(json) => json,
            Err(object_store::Error::NotFound { .. }) => continue,
            Err(error) => return Err(StorageError::Backend(error)),
        };
        let record: Record =
            serde_json::from_slice(&json).map_err(|error| StorageError::Backend(generic(error)))?;
        abort_recorded(s3, &backend.store, &record, &entry.location).await?;
        aborted += 1;
    }
    Ok(aborted)
}

/// Removes files named `<name>#<number>` that nobody has written to since `before`.
fn remove_staged_files(folders: Vec<std::path::PathBuf>, before: DateTime<Utc>) -> Result<u64, StorageError> {
    let mut removed = 0;
    let mut waiting = folders;
    while let Some(folder) = waiting.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(StorageError::io("listing", &folder)(error)),
        };
        for entry in entries {
            let entry = entry.map_err(StorageError::io("listing", &folder))?;
            // A file that vanishes while we look was finished by its uploader.
            let Ok(metadata) = entry.metadata() else { continue };
            if metadata.is_dir() {
                waiting.push(entry.path());
            } else if is_staged(&entry.file_name().to_string_lossy())
                && metadata.modified().is_ok_and(|modified| DateTime::<Utc>::from(modified) < before)
            {
                std::fs::remove_file(entry.path()).map_err(StorageError::io("removing", entry.path()))?;
                removed += 1;
            }
        }
    }
    Ok(removed)
}

fn is_staged(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit()))
}

fn generic(error: serde_json::Error) -> object_store::Error {
    object_store::Error::Generic { store: "uploads", source: Box::new(error) }
}
