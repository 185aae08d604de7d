//! The bytes of static files: small ones from memory, large ones from the verified local copies.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use mspf_storage::{Blobs, Cache, Digest, StorageError};
use tokio::task::JoinHandle;

/// Files up to this size are kept in memory: most scripts, styles and icons.
const SMALL: u64 = 128 << 10;
/// How much of a large file is read at once: large enough to make the change of threads cheap.
const CHUNK: usize = 128 << 10;

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    /// Storage does not have it, or not as it was.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The same, shared by all who waited for it.
    #[error(transparent)]
    Shared(#[from] Arc<StorageError>),
    /// The local copy could not be read.
    #[error("reading the local copy: {0}")]
    Copy(#[from] io::Error),
}

/// All plugins' files as this one sees them.
pub(crate) struct Files {
    blobs: Blobs,
    copies: Cache,
    small: moka::future::Cache<Digest, Bytes>,
}

/// Bytes ready to be sent.
pub(crate) enum Content {
    Memory(Bytes),
    Disk(File),
}

impl Files {
    pub(crate) fn new(blobs: Blobs, copies: Cache, memory: u64) -> Self {
        let weigh = |_: &Digest, bytes: &Bytes| u32::try_from(bytes.len() + 128).unwrap_or(u32::MAX);
        let small = moka::future::Cache::builder().max_capacity(memory).weigher(weigh).build();
        Self { blobs, copies, small }
    }

    /// The content of a blob. Many who ask at once cause one read.
    pub(crate) async fn open(&self, digest: &Digest, size: u64) -> Result<Content, FileError> {
        if size > SMALL {
            let copy = self.copies.file(digest, &self.blobs).await?;
            return Ok(Content::Disk(copy.open()?));
        }
        let read = async { self.blobs.get(digest).await };
        Ok(Content::Memory(self.small.try_get_with(*digest, read).await?))
    }
}

/// A part of a file, read as fast as it is sent.
pub(crate) struct FileBody {
    left: u64,
    reading: Option<JoinHandle<io::Result<(File, Bytes)>>>,
    file: Option<File>,
}

impl FileBody {
    /// The bytes `range` of a file.
    pub(crate) fn new(mut file: File, range: &Range<u64>) -> io::Result<Self> {
        file.seek(SeekFrom::Start(range.start))?;
        Ok(Self { left: range.end - range.start, reading: None, file: Some(file) })
    }
}

fn read(mut file: File, length: usize) -> io::Result<(File, Bytes)> {
    let mut chunk = vec![0; length];
    file.read_exact(&mut chunk)?;
    Ok((file, chunk.into()))
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let (0, None) = (self.left, &self.reading) {
            return Poll::Ready(None);
        }
        if let Some(file) = self.file.take() {
            let length = usize::try_from(self.left).unwrap_or(CHUNK).min(CHUNK);
            self.reading = Some(tokio::task::spawn_blocking(move || read(file, length)));
        }
        let Some(reading) = &mut self.reading else { return Poll::Ready(None) };
        let done = ready!(Pin::new(reading).poll(cx));
        self.reading = None;
        let (file, chunk) = done.map_err(io::Error::other).flatten()?;
        self.left -= chunk.len() as u64;
        self.file = (self.left > 0).then_some(file);
        Poll::Ready(Some(Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
