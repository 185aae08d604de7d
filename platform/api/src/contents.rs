//! Bytes on their way between a request and the blob store.

use std::fs::File;

use axum::body::Body;
use bytes::Bytes;
use futures::{Stream, StreamExt, TryStreamExt};
use http::{HeaderMap, StatusCode, header};
use mspf_catalog::{Facts, Question, TreeFile};
use mspf_package::{PackageWriter, check_secrets};
use mspf_storage::{Digest, Hasher};
use tokio::{
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
};
use tokio_util::io::ReaderStream;

use crate::{ApiState, error::ApiError};

/// Packages and large files handled at once: each holds a file, up to 96 MiB, in memory for a moment. Others wait.
const LARGE_AT_ONCE: usize = 4;
/// Files up to this size are sent from memory; a larger one goes through a file without a name.
const SMALL_BYTES: u64 = 1 << 20;
/// How often a change is made again because a content has to be looked at first: one manifest, one component, and as
/// much again if somebody changes both meanwhile.
pub(crate) const MAX_QUESTIONS: usize = 4;

static LARGE: Semaphore = Semaphore::const_new(LARGE_AT_ONCE);

/// Waits for a turn to hold a large file in memory.
pub(crate) async fn turn() -> Result<SemaphorePermit<'static>, ApiError> {
    LARGE.acquire().await.map_err(ApiError::internal)
}

/// A body that has arrived: a file without a name, so that a process that dies leaves nothing behind.
pub(crate) struct Received {
    pub(crate) file: File,
    pub(crate) digest: Digest,
    pub(crate) size: u64,
}

/// The kind of a body, by its header.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The pieces of a body.
pub(crate) fn body_of(body: Body) -> impl Stream<Item = Result<Bytes, ApiError>> + Unpin {
    body.into_data_stream().map_err(|_| broken_off())
}

/// Writes what arrives to a file; `too_large` is the answer to more than `limit` bytes.
pub(crate) async fn receive_file(
    mut chunks: impl Stream<Item = Result<Bytes, ApiError>> + Unpin,
    limit: u64,
    too_large: impl FnOnce() -> ApiError,
) -> Result<Received, ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.map_err(ApiError::internal)?;
    let mut file = tokio::fs::File::from_std(file.map_err(ApiError::internal)?);
    let mut hasher = Hasher::new();
    let mut size = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        size += chunk.len() as u64;
        if size > limit {
            return Err(too_large());
        }
        hasher.update(&chunk);
        file.write_all(&chunk).await.map_err(ApiError::internal)?;
    }
    file.flush().await.map_err(ApiError::internal)?;
    file.rewind().await.map_err(ApiError::internal)?;
    Ok(Received { file: file.into_std().await, digest: hasher.finish(), size })
}

impl Received {
    /// Puts the file into storage, to be known as `path`; no secret may be.
    ///
    /// # Errors
    /// 422 `package.secret_file`, `package.private_key`.
    pub(crate) async fn store(self, state: &ApiState, path: String) -> Result<TreeFile, ApiError> {
        let _turn = if self.size > SMALL_BYTES { Some(turn().await?) } else { None };
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or(0));
        let mut file = tokio::fs::File::from_std(self.file);
        file.read_to_end(&mut bytes).await.map_err(ApiError::internal)?;
        store(state, path, bytes).await
    }
}

/// Puts a content into storage, to be known as `path`; no secret may be.
///
/// # Errors
/// As [`Received::store`].
pub(crate) async fn store(state: &ApiState, path: String, bytes: Vec<u8>) -> Result<TreeFile, ApiError> {
    check_secrets(&path, &bytes)?;
    let size = bytes.len() as u64;
    let digest = state.storage.blobs().put(bytes).await?;
    Ok(TreeFile { path, digest: digest.to_string(), size })
}

/// The content of a blob whose row names it.
pub(crate) async fn bytes_of(state: &ApiState, digest: &str) -> Result<Bytes, ApiError> {
    let digest: Digest = digest.parse().map_err(ApiError::internal)?;
    Ok(state.storage.blobs().get(&digest).await?)
}

/// The content of a blob as a body that takes little memory.
pub(crate) async fn body_with(state: &ApiState, digest: &str, size: u64) -> Result<Body, ApiError> {
    if size <= SMALL_BYTES {
        return Ok(bytes_of(state, digest).await?.into());
    }
    let digest: Digest = digest.parse().map_err(ApiError::internal)?;
    let folder = spawn_blocking(tempfile::tempdir).await.map_err(ApiError::internal)?;
    let folder = folder.map_err(ApiError::internal)?;
    let path = folder.path().join("content");
    state.storage.blobs().get_to_file(&digest, &path).await?;
    // The file loses its name with the folder, and lives on until it has been sent.
    let file = tokio::fs::File::open(&path).await.map_err(ApiError::internal)?;
    drop(folder);
    Ok(Body::from_stream(ReaderStream::new(file)))
}

/// Packs files into a zip, one of them in memory at a time: the body, and its length in bytes.
pub(crate) async fn zip(state: &ApiState, files: Vec<TreeFile>) -> Result<(Body, u64), ApiError> {
    let file = spawn_blocking(tempfile::tempfile).await.map_err(ApiError::internal)?;
    let mut writer = PackageWriter::new(file.map_err(ApiError::internal)?);
    for file in files {
        let bytes = bytes_of(state, &file.digest).await?;
        let added = spawn_blocking(move || writer.add(&file.path, &bytes).map(|()| writer)).await;
        writer = added.map_err(ApiError::internal)?.map_err(ApiError::internal)?;
    }
    let packed = spawn_blocking(move || writer.finish()).await.map_err(ApiError::internal)?;
    let mut file = tokio::fs::File::from_std(packed.map_err(ApiError::internal)?);
    let length = file.seek(std::io::SeekFrom::End(0)).await.map_err(ApiError::internal)?;
    file.rewind().await.map_err(ApiError::internal)?;
    Ok((Body::from_stream(ReaderStream::new(file)), length))
}

/// Makes a change of a workspace, looking at contents first where the catalogue has to know what they are: the change
/// is made again until it has no more questions. A macro, because the future of a closure that borrows is not known to
/// be sendable.
macro_rules! informed {
    ($state:expr, $known:expr, |$facts:ident| $change:expr) => {{
        let mut $facts: mspf_catalog::Facts = $known;
        let mut questions = 0;
        loop {
            let done = $change.await;
            match done {
                Err(mspf_catalog::CatalogError::Uninspected(question))
                    if questions < $crate::contents::MAX_QUESTIONS =>
                {
                    questions += 1;
                    $facts = $crate::contents::look($state, $facts, question).await?;
                }
                done => break done.map_err($crate::error::ApiError::from),
            }
        }
    }};
}
pub(crate) use informed;

/// Finds out what the catalogue has to know of a content.
pub(crate) async fn look(state: &ApiState, mut facts: Facts, question: Question) -> Result<Facts, ApiError> {
    let digest: Digest = question.digest().parse().map_err(ApiError::internal)?;
    let size = state.storage.blobs().size(&digest).await?;
    if size > question.limit() {
        facts.refuse(&question, "it is too large");
        return Ok(facts);
    }
    let _turn = if size > SMALL_BYTES { Some(turn().await?) } else { None };
    let bytes = state.storage.blobs().get(&digest).await?;
    blocking(move || {
        facts.learn(&question, &bytes);
        Ok(facts)
    })
    .await
}

/// Does work that would hold up a thread which serves requests.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    spawn_blocking(work).await.map_err(ApiError::internal)?
}

/// The answer to a file that is larger than `limit` bytes.
pub(crate) fn file_too_large(limit: u64) -> ApiError {
    let detail = format!("A file has at most {limit} bytes here.");
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "workspace.file_too_large", detail)
}

/// The answer to a body that ends before its end.
pub(crate) fn broken_off() -> ApiError {
    ApiError::bad_request("request.incomplete", "The body did not arrive completely. Send it again.")
}
