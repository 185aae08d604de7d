//! What an archive from a stranger may cost.

/// Bytes of an archive. A plugin with its own Python interpreter has 15 MiB compressed and 45 MiB stored; the rest is
/// room for pictures and fonts.
pub const MAX_ARCHIVE_BYTES: u64 = 64 << 20;
/// Files and folders of an archive, also folders that have no entry of their own. A Django project with its libraries has about 4,000.
pub const MAX_ENTRIES: usize = 10_000;
/// Bytes of all files together, expanded: four times the archive, as is usual for text and code.
pub const MAX_EXPANDED_BYTES: u64 = 256 << 20;
/// Bytes of one file, expanded: twice the largest component known.
pub const MAX_ENTRY_BYTES: u64 = 96 << 20;
/// How many times its compressed size a file may have. Source code reaches 10, tables of numbers 50; deflate itself
/// ends at 1,032, where only bombs are.
pub const MAX_RATIO: u64 = 200;
/// Files up to this size may compress as well as they like: an empty template or a blank picture harms nobody.
pub const RATIO_FREE_BYTES: u64 = 1 << 20;

/// What reading an archive may cost. The default is the platform's own; an operator may ask for less, or more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// Bytes of the archive.
    pub archive_bytes: u64,
    /// Files and folders of the archive.
    pub entries: usize,
    /// Bytes of all files together, expanded.
    pub expanded_bytes: u64,
    /// Bytes of one file, expanded.
    pub entry_bytes: u64,
    /// How many times its compressed size a file above [`RATIO_FREE_BYTES`] may have.
    pub ratio: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self {
            archive_bytes: MAX_ARCHIVE_BYTES,
            entries: MAX_ENTRIES,
            expanded_bytes: MAX_EXPANDED_BYTES,
            entry_bytes: MAX_ENTRY_BYTES,
            ratio: MAX_RATIO,
        }
    }
}
