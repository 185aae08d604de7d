//! The directory at the end of a zip, read in one strict way.
//!
//! Zip has several places for one truth, and tolerant readers differ in which they believe. Here an archive is accepted
//! only if there is nothing to choose: one end record at the very end, the directory right before it, and no form of
//! the format that a package has no use for.

use std::io::{BufReader, Read, Seek, SeekFrom};

use super::ReadLimits;
use super::names::shown;
use crate::PackageError;

const END_SIGNATURE: [u8; 4] = *b"PK\x05\x06";
const END_BYTES: usize = 22;
const MAX_COMMENT_BYTES: usize = u16::MAX as usize;
const ZIP64_LOCATOR_SIGNATURE: [u8; 4] = *b"PK\x06\x07";
const ZIP64_LOCATOR_BYTES: usize = 20;
const RECORD_SIGNATURE: [u8; 4] = *b"PK\x01\x02";
const RECORD_BYTES: usize = 46;
const ZIP64_FIELD: u16 = 0x0001;
const UNICODE_PATH_FIELD: u16 = 0x7075;
/// Bytes before the name in the field that repeats it in UTF-8: a version and a checksum.
const UNICODE_PATH_PREFIX: usize = 5;

/// Flags that mean encryption: the entry itself, the strong form of it, and a masked directory.
pub(super) const ENCRYPTED_FLAGS: u16 = 1 | 1 << 6 | 1 << 13;
/// Flag that sizes and checksum follow the data.
pub(super) const DESCRIPTOR_FLAG: u16 = 1 << 3;

/// One record of the directory, as written: nothing of it is checked yet.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) name: Vec<u8>,
    pub(super) flags: u16,
    pub(super) method: u16,
    pub(super) checksum: u32,
    pub(super) compressed: u64,
    pub(super) size: u64,
    pub(super) header_start: u64,
    /// The file's mode on Unix above, its attributes on Windows below.
    pub(super) attributes: u32,
}

/// Where the directory is.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) start: u64,
    bytes: u64,
    entries: usize,
}

/// Little-endian numbers in a record whose length is known.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |it| u16::from(it[0]) | u16::from(it[1]) << 8)
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

pub(super) fn malformed(what: impl Into<String>) -> PackageError {
    PackageError::Malformed { what: what.into() }
}

/// Finds the directory of an archive of `length` bytes.
pub(super) fn find<R: Read + Seek>(reader: &mut R, length: u64) -> Result<Place, PackageError> {
    let tail_bytes = length.min((END_BYTES + MAX_COMMENT_BYTES) as u64);
    let tail_start = length - tail_bytes;
    reader.seek(SeekFrom::Start(tail_start))?;
    let mut tail = Vec::new();
    reader.by_ref().take(tail_bytes).read_to_end(&mut tail)?;
    let at = tail.windows(END_SIGNATURE.len()).rposition(|window| window == END_SIGNATURE);
    let Some((at, end)) = at.and_then(|at| Some((at, tail.get(at..at + END_BYTES)?))) else {
        return Err(missing_end(reader)?);
    };
    if at + END_BYTES + usize::from(u16_at(end, 20)) != tail.len() {
        return Err(PackageError::TrailingData);
    }
    let has_locator = at
        .checked_sub(ZIP64_LOCATOR_BYTES)
        .is_some_and(|locator| tail[locator..].starts_with(&ZIP64_LOCATOR_SIGNATURE));
    let (entries, bytes, start) = (u16_at(end, 10), u32_at(end, 12), u32_at(end, 16));
    if has_locator || entries == u16::MAX || bytes == u32::MAX || start == u32::MAX {
        return Err(PackageError::Zip64);
    }
    if u16_at(end, 4) != 0 || u16_at(end, 6) != 0 || u16_at(end, 8) != entries {
        return Err(PackageError::MultiPart);
    }
    let place = Place { start: start.into(), bytes: bytes.into(), entries: entries.into() };
    let (directory_end, end_start) = (place.start + place.bytes, tail_start + at as u64);
    match end_start.checked_sub(directory_end) {
        None => Err(malformed("its directory reaches beyond its end")),
        Some(0) => Ok(place),
        Some(bytes) => Err(PackageError::HiddenData { offset: directory_end, bytes }),
    }
}

/// Tells a zip that lost its end from what never was one.
fn missing_end<R: Read + Seek>(reader: &mut R) -> Result<PackageError, PackageError> {
    reader.rewind()?;
    let mut start = Vec::new();
    reader.by_ref().take(2).read_to_end(&mut start)?;
    Ok(if start == b"PK" {
        malformed("its end is missing, as after a broken upload")
    } else {
        PackageError::NotAZip
    })
}

/// Reads all records of the directory. Memory is taken as records arrive, never for what a number claims.
pub(super) fn read<R: Read + Seek>(
    reader: &mut R,
    place: &Place,
    limits: &ReadLimits,
) -> Result<Vec<Record>, PackageError> {
    if place.entries > limits.entries {
        return Err(PackageError::TooManyEntries { count: place.entries, limit: limits.entries });
    }
    reader.seek(SeekFrom::Start(place.start))?;
    let mut directory = BufReader::new(reader.by_ref().take(place.bytes));
    let mut records = Vec::new();
    for _ in 0..place.entries {
        records.push(record(&mut directory)?);
    }
    let mut rest = [0; 1];
    if directory.read(&mut rest)? > 0 {
        return Err(malformed("its directory has more entries than it says"));
    }
    Ok(records)
}

fn record(directory: &mut impl Read) -> Result<Record, PackageError> {
    let fixed = exactly(directory, RECORD_BYTES)?;
    if !fixed.starts_with(&RECORD_SIGNATURE) {
        return Err(malformed("its directory has a record of another kind"));
    }
    let name = exactly(directory, u16_at(&fixed, 28).into())?;
    let extra = exactly(directory, u16_at(&fixed, 30).into())?;
    let _comment = exactly(directory, u16_at(&fixed, 32).into())?;
    let (compressed, size, header_start) = (u32_at(&fixed, 20), u32_at(&fixed, 24), u32_at(&fixed, 42));
    if [compressed, size, header_start].contains(&u32::MAX) {
        return Err(PackageError::Zip64);
    }
    if u16_at(&fixed, 34) != 0 {
        return Err(PackageError::MultiPart);
    }
    check_extra(&name, &extra)?;
    Ok(Record {
        name,
        flags: u16_at(&fixed, 8),
        method: u16_at(&fixed, 10),
        checksum: u32_at(&fixed, 16),
        compressed: compressed.into(),
        size: size.into(),
        header_start: header_start.into(),
        attributes: u32_at(&fixed, 38),
    })
}

/// Refuses extra fields that give an entry other sizes or another name; all others are decoration.
fn check_extra(name: &[u8], mut extra: &[u8]) -> Result<(), PackageError> {
    // Up to three bytes are padding, by which some tools align data.
    while extra.len() > 3 {
        let (kind, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(field) = extra.get(4..4 + length) else {
            return Err(malformed(format!("the extra fields of `{}` are longer than they say", shown(name))));
        };
        match kind {
            ZIP64_FIELD => return Err(PackageError::Zip64),
            UNICODE_PATH_FIELD if field.get(UNICODE_PATH_PREFIX..) != Some(name) => {
                return Err(PackageError::HeaderMismatch { entry: shown(name), what: "names" });
            }
            _ => {}
        }
        extra = &extra[4 + length..];
    }
    Ok(())
}

/// Reads `length` bytes, at most 64 KiB as all lengths of the directory have 16 bits.
fn exactly(directory: &mut impl Read, length: usize) -> Result<Vec<u8>, PackageError> {
    let mut bytes = Vec::with_capacity(length);
    directory.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(malformed("its directory ends in the middle of an entry"));
    }
    Ok(bytes)
}
