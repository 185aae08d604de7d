//! What a workspace may hold, each number with its reason.

use chrono::TimeDelta;
use mspf_package::archive::{MAX_ENTRIES, MAX_ENTRY_BYTES, MAX_EXPANDED_BYTES};

/// Files and folders of a workspace: as many as a package may have, so that whatever can be edited can be published.
pub const WORKSPACE_ENTRIES: u64 = MAX_ENTRIES as u64;
/// Bytes of all files of a workspace: as many as a package may hold.
pub const WORKSPACE_BYTES: u64 = MAX_EXPANDED_BYTES;
/// Bytes of one file: as many as a package's file may have.
pub const WORKSPACE_FILE_BYTES: u64 = MAX_ENTRY_BYTES;

/// Saves of the same file by the same person within this time of the first are one entry of the history: an editor
/// saves while its user types, and nobody wants to go back to the middle of a word.
pub const COALESCE_WINDOW: TimeDelta = TimeDelta::minutes(2);
/// Saves that the history keeps: weeks of daily work.
pub const HISTORY_SAVES: i64 = 1_000;
/// Changed paths that the history keeps: twice the largest tree, so that replacing one can be undone.
pub const HISTORY_CHANGES: i64 = 20_000;
/// Bytes of replaced and removed contents that the history keeps: four times the largest workspace.
pub const HISTORY_BYTES: i64 = 1 << 30;

/// Paths that an event names: what an editor shows; more is told by their number.
pub(super) const EVENT_PATHS: usize = 20;
