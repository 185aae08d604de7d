//! What can go wrong in storage.

use std::path::PathBuf;

use crate::Digest;

/// Why storage could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// Nothing is stored under that name.
    #[error("{0} is not in storage")]
    NotFound(String),

    /// What is stored is not what was once written. Nothing of it has been handed out.
    #[error("{what} is damaged in storage: expected sha-256 {expected}, found {found}")]
    Damaged {
        /// The blob's digest or the object's key.
        what: String,
        /// The digest that its bytes should have.
        expected: Digest,
        /// The digest that its bytes have.
        found: Digest,
    },

    /// An object lacks the header that [`crate::Objects`] writes in front of its content.
    #[error("{0} is damaged in storage: it has no valid header")]
    BadHeader(String),

    /// A file was changed by somebody else while it was being stored.
    #[error("{} changed while it was being stored", .0.display())]
    FileChanged(PathBuf),

    /// The address of the storage could not be understood.
    #[error("`{url}` is not a storage address: {reason}")]
    InvalidAddress {
        /// The address as given.
        url: String,
        /// What is wrong with it, and what to write instead.
        reason: String,
    },

    /// The name of an object has characters that not every backend can store.
    #[error(
        "`{0}` is not an object key: use a-z, A-Z, 0-9, `.`, `_`, `-`, with `/` between non-empty segments"
    )]
    InvalidKey(String),

    /// The service overwrites objects although it was told to create them only if absent.
    #[error("the storage service ignores conditional writes (If-None-Match), which Mspf relies on")]
    NoConditionalWrites,

    /// The path of a file in a tree does not stay inside the tree.
    #[error("`{0}` is not the path of a file in a tree: it has an empty name, `.` or `..` in it")]
    UnsoundPath(String),

    /// A blob was taken away again and again while it was being put: the clocks or the service are broken.
    #[error("blob {0} keeps disappearing right after it was written")]
    Vanishing(Digest),

    /// The caller of [`crate::Blobs::sweep`] could not say which blobs are referenced.
    #[error("cannot tell which blobs are referenced: {0}")]
    References(#[source] Box<dyn std::error::Error + Send + Sync>),

    /// The local disk failed.
    #[error("{action} {}: {source}", path.display())]
    Io {
        /// What was being done.
        action: &'static str,
        /// To which file or directory.
        path: PathBuf,
        /// The operating system's answer.
        source: std::io::Error,
    },

    /// The storage service failed, after the usual retries.
    #[error("storage failed: {0}")]
    Backend(#[source] object_store::Error),
}

impl StorageError {
    /// Whether nothing is stored under the name.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound(_))
    }

    /// Whether what is stored is damaged, so that writing it anew is the cure.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::BadHeader(_))
    }

    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> StorageError {
        let path = path.into();
        move |source| Self::Io { action, path, source }
    }

    /// The error for a backend's failure while dealing with `what`.
    pub(crate) fn backend(what: impl std::fmt::Display, error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound(what.to_string()),
            other => Self::Backend(other),
        }
    }
}

impl From<tokio::task::JoinError> for StorageError {
    fn from(error: tokio::task::JoinError) -> Self {
        Self::Backend(object_store::Error::JoinError { source: error })
    }
}
