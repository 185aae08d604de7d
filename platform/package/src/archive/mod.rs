//! Zip archives from strangers: read within limits, in one strict way, or refused.
//!
//! An archive is accepted only if every byte of it belongs to exactly one record, and all records agree. So there is
//! nothing that another reader could see differently, nothing hidden, and nothing counted twice. An archive inside the
//! archive is a file like any other and is never opened, so bombs cannot be nested.

mod directory;
mod expand;
mod limits;
mod local;
mod names;
mod read;
mod write;

use std::io::{Read, Seek, SeekFrom};

use unicode_normalization::UnicodeNormalization;

pub use limits::{
    MAX_ARCHIVE_BYTES, MAX_ENTRIES, MAX_ENTRY_BYTES, MAX_EXPANDED_BYTES, MAX_RATIO, RATIO_FREE_BYTES,
    ReadLimits,
};
pub use names::{
    MAX_NAME_BYTES, MAX_PATH_BYTES, MAX_PATH_DEPTH, PathError, check_path, fold_path, normal_path,
};
pub(crate) use names::{is_same_name, shown};
pub use read::ZipReader;
pub use write::{PackageWriter, write_package};

use self::directory::{ENCRYPTED_FLAGS, Record};
use self::names::{Clash, Tree};
use crate::PackageError;

const METHOD_STORED: u16 = 0;
const METHOD_DEFLATE: u16 = 8;
/// Nothing, compressed: some tools write folders so. More would be data that nobody ever looks at.
const EMPTY_DEFLATED_BYTES: u64 = 2;
const MODE_KIND: u32 = 0o170_000;
const MODE_FILE: u32 = 0o100_000;
const MODE_FOLDER: u32 = 0o040_000;
const MODE_LINK: u32 = 0o120_000;
const WINDOWS_REPARSE_POINT: u32 = 0x400;

/// A file of an archive whose headers have been checked. Its data has not been looked at.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Path with `/`, in composed Unicode letters.
    pub(crate) path: String,
    /// Size after expansion, as claimed.
    pub(crate) size: u64,
    checksum: u32,
    compressed: u64,
    is_deflated: bool,
    data_start: u64,
}

/// An archive whose directory and headers have been checked, with its files in the order of their paths.
#[derive(Debug)]
pub(crate) struct Archive<R> {
    reader: R,
    entries: Vec<Entry>,
}

impl<R: Read + Seek> Archive<R> {
    /// Checks everything that can be known without expanding data.
    pub(crate) fn open(mut reader: R, limits: &ReadLimits) -> Result<Self, PackageError> {
        let length = reader.seek(SeekFrom::End(0))?;
        if length > limits.archive_bytes {
            return Err(PackageError::ArchiveTooLarge { size: length, limit: limits.archive_bytes });
        }
        let place = directory::find(&mut reader, length)?;
        let records = directory::read(&mut reader, &place, limits)?;
        let mut named = check_records(records, limits)?;
        named.sort_by_key(|(record, _)| record.header_start);
        let mut entries = lay_out(&mut reader, named, place.start)?;
        entries.sort_by(|left, right| left.path.cmp(&right.path));
        Ok(Self { reader, entries })
    }

    /// The files, in the order of their paths.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// A record with the path of its file; folders have none.
type Named = (Record, Option<String>);

/// Checks the records by themselves and against each other.
fn check_records(records: Vec<Record>, limits: &ReadLimits) -> Result<Vec<Named>, PackageError> {
    let mut tree = Tree::default();
    let mut expanded = 0;
    let mut named = Vec::new();
    for record in records {
        let (path, is_folder) = check_record(&record, limits)?;
        expanded += record.size;
        if expanded > limits.expanded_bytes {
            return Err(PackageError::ExpandsTooLarge { entry: path, limit: limits.expanded_bytes });
        }
        let added = if is_folder { tree.add_folder(&path) } else { tree.add_file(&path) };
        added.map_err(|clash| clash.into_error(&path))?;
        if tree.len() > limits.entries {
            return Err(PackageError::TooManyEntries { count: tree.len(), limit: limits.entries });
        }
        named.push((record, (!is_folder).then_some(path)));
    }
    Ok(named)
}

/// Follows the entries through the archive: each must start where the one before it ends, the first at the start, and
/// the directory where the last ends.
fn lay_out<R: Read + Seek>(
    reader: &mut R,
    named: Vec<Named>,
    directory_start: u64,
) -> Result<Vec<Entry>, PackageError> {
    let mut entries = Vec::new();
    let mut position = 0;
    for (record, path) in named {
        if record.header_start < position {
            return Err(PackageError::Overlapping { entry: shown(&record.name) });
        }
        check_gap(position, record.header_start)?;
        let extent = local::check(reader, &record, directory_start)?;
        position = extent.end;
        if let Some(path) = path {
            entries.push(Entry {
                path,
                size: record.size,
                checksum: record.checksum,
                compressed: record.compressed,
                is_deflated: record.method == METHOD_DEFLATE,
                data_start: extent.data_start,
            });
        }
    }
    check_gap(position, directory_start)?;
    Ok(entries)
}

fn check_gap(position: u64, next: u64) -> Result<(), PackageError> {
    match next.saturating_sub(position) {
        0 => Ok(()),
        bytes => Err(PackageError::HiddenData { offset: position, bytes }),
    }
}

/// Checks one record by itself; gives its path and whether it is a folder.
fn check_record(record: &Record, limits: &ReadLimits) -> Result<(String, bool), PackageError> {
    let entry = || shown(&record.name);
    let name = std::str::from_utf8(&record.name).map_err(|_| PackageError::NameNotUtf8 { entry: entry() })?;
    let is_folder = name.ends_with('/');
    // What is checked is the name in the form in which it will be used.
    let path: String = name.strip_suffix('/').unwrap_or(name).nfc().collect();
    check_path(&path).map_err(|reason| PackageError::Path { entry: entry(), reason })?;
    if record.flags & ENCRYPTED_FLAGS != 0 {
        return Err(PackageError::Encrypted { entry: entry() });
    }
    check_kind(record, is_folder)?;
    match record.method {
        METHOD_STORED if record.size != record.compressed => {
            Err(PackageError::SizeMismatch { entry: entry() })
        }
        METHOD_STORED | METHOD_DEFLATE => Ok(()),
        method => Err(PackageError::UnsupportedCompression { entry: entry(), method }),
    }?;
    let size = record.size;
    if size > limits.entry_bytes {
        return Err(PackageError::EntryTooLarge { entry: entry(), size, limit: limits.entry_bytes });
    }
    if size > RATIO_FREE_BYTES && size > record.compressed.saturating_mul(limits.ratio) {
        return Err(PackageError::ZipBomb { entry: entry(), size, limit: limits.ratio });
    }
    Ok((path, is_folder))
}

/// Refuses what is neither a file nor a folder. The mode is believed whatever system is said to have made the entry.
fn check_kind(record: &Record, is_folder: bool) -> Result<(), PackageError> {
    let entry = || shown(&record.name);
    let expected = if is_folder { MODE_FOLDER } else { MODE_FILE };
    match record.attributes >> 16 & MODE_KIND {
        MODE_LINK => return Err(PackageError::Link { entry: entry() }),
        kind if kind != 0 && kind != expected => return Err(PackageError::SpecialFile { entry: entry() }),
        _ => {}
    }
    if record.attributes & WINDOWS_REPARSE_POINT != 0 {
        return Err(PackageError::Link { entry: entry() });
    }
    if is_folder && (record.size != 0 || record.compressed > EMPTY_DEFLATED_BYTES) {
        return Err(PackageError::FolderWithData { entry: entry() });
    }
    Ok(())
}

impl Clash {
    fn into_error(self, path: &str) -> PackageError {
        let entry = shown(path.as_bytes());
        match self {
            Self::Duplicate(other) => PackageError::DuplicateName { entry, other },
            Self::FileAndFolder(other) => PackageError::FileAndFolder { entry, other },
        }
    }
}
