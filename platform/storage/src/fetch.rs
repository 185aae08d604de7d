//! Streaming something stored into a local file, verified.

use std::path::Path as FilePath;

use bytes::{Buf, Bytes};
use futures::{Stream, StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;

use crate::objects::{HEADER_BYTES, Objects, content_digest};
use crate::{Blobs, Digest, Hasher, StorageError};

/// Start of the names of files being written. Whoever owns the directory removes those left by a killed
/// process.
pub(crate) const TEMPORARY_PREFIX: &str = ".fetching-";

/// The directory that will hold `file`.
pub(crate) fn parent(file: &FilePath) -> &FilePath {
    match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => FilePath::new("."),
    }
}

/// Writes a blob to a new temporary file in `directory`; returns the file and its length.
pub(crate) async fn blob(
    blobs: &Blobs,
    digest: &Digest,
    directory: &FilePath,
) -> Result<(NamedTempFile, u64), StorageError> {
    let result = blobs.backend.store.get(&blobs.path(digest)).await;
    let stream = result.map_err(|error| StorageError::backend(digest, error))?.into_stream();
    let stream = stream.map_err(|error| StorageError::backend(digest, error));
    write_verified(stream, &digest.to_string(), *digest, directory).await
}

/// Writes the content of a named object to a new temporary file in `directory`; returns the file, its
/// length and the content's digest.
pub(crate) async fn object(
    objects: &Objects,
    key: &str,
    directory: &FilePath,
) -> Result<(NamedTempFile, u64, Digest), StorageError> {
    let result = objects.backend.store.get(&objects.path(key)?).await;
    let stream = result.map_err(|error| StorageError::backend(key, error))?.into_stream();
    let mut stream = stream.map_err(|error| StorageError::backend(key, error));
    let mut head = bytes::BytesMut::new();
    while head.len() < HEADER_BYTES {
        match stream.next().await {
            Some(piece) => head.extend_from_slice(&piece?),
            None => break,
        }
    }
    let mut head = head.freeze();
    let expected = content_digest(key, &head)?;
    head.advance(HEADER_BYTES);
    let content = futures::stream::once(async { Ok(head) }).chain(stream);
    let (file, length) = write_verified(content, key, expected, directory).await?;
    Ok((file, length, expected))
}

async fn write_verified(
    content: impl Stream<Item = Result<Bytes, StorageError>>,
    what: &str,
    expected: Digest,
    directory: &FilePath,
) -> Result<(NamedTempFile, u64), StorageError> {
    let temporary = tempfile::Builder::new().prefix(TEMPORARY_PREFIX).tempfile_in(directory);
    let temporary = temporary.map_err(StorageError::io("creating a file in", directory))?;
    let failed = |source| StorageError::io("writing", temporary.path())(source);
    let mut file = tokio::fs::File::from_std(temporary.reopen().map_err(failed)?);
    let mut hasher = Hasher::new();
    let mut length = 0;
    let mut content = std::pin::pin!(content);
    while let Some(piece) = content.try_next().await? {
        hasher.update(&piece);
        length += piece.len() as u64;
        file.write_all(&piece).await.map_err(failed)?;
    }
    file.flush().await.map_err(failed)?;
    let found = hasher.finish();
    if found != expected {
        return Err(StorageError::Damaged { what: what.to_owned(), expected, found });
    }
    Ok((temporary, length))
}
