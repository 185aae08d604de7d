//! Garbage collection: of blobs that the catalogue does not refer to, and of artifacts that nobody will run.

use mspf_storage::SweepReport;

/// What [`crate::Builder::collect_garbage`] did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CollectReport {
    /// The blobs.
    pub blobs: SweepReport,
    /// Artifacts deleted.
    pub artifacts: u64,
}
