//! The header before each entry's data, which must tell what the directory tells.

use std::io::{Read, Seek, SeekFrom};

use super::directory::{DESCRIPTOR_FLAG, ENCRYPTED_FLAGS, Record, malformed, u16_at, u32_at};
use super::names::shown;
use crate::PackageError;

const HEADER_SIGNATURE: [u8; 4] = *b"PK\x03\x04";
const HEADER_BYTES: u64 = 30;
const DESCRIPTOR_SIGNATURE: [u8; 4] = *b"PK\x07\x08";
/// Checksum and two sizes.
const DESCRIPTOR_BYTES: usize = 12;
/// Flag that the name is UTF-8.
const UTF8_FLAG: u16 = 1 << 11;

/// Where an entry lies in the archive.
#[derive(Debug, Clone, Copy)]
pub(super) struct Extent {
    /// First byte of the data.
    pub(super) data_start: u64,
    /// Byte after the entry: after its data, or after the descriptor that follows it.
    pub(super) end: u64,
}

/// Checks an entry's own header against its record. All of the entry must lie before `limit`.
pub(super) fn check<R: Read + Seek>(
    reader: &mut R,
    record: &Record,
    limit: u64,
) -> Result<Extent, PackageError> {
    let beyond = || malformed(format!("`{}` reaches into the directory", shown(&record.name)));
    let mismatch = |what| PackageError::HeaderMismatch { entry: shown(&record.name), what };
    let header = read_within(reader, record.header_start, HEADER_BYTES, limit)?.ok_or_else(beyond)?;
    if !header.starts_with(&HEADER_SIGNATURE) {
        return Err(malformed(format!("`{}` has no header where the directory says", shown(&record.name))));
    }
    let name_start = record.header_start + HEADER_BYTES;
    let name_bytes = u64::from(u16_at(&header, 26));
    let name = read_within(reader, name_start, name_bytes, limit)?.ok_or_else(beyond)?;
    if name != record.name {
        return Err(mismatch("names"));
    }
    let flags = u16_at(&header, 6);
    if (flags ^ record.flags) & (ENCRYPTED_FLAGS | DESCRIPTOR_FLAG | UTF8_FLAG) != 0 {
        return Err(mismatch("flags"));
    }
    if u16_at(&header, 8) != record.method {
        return Err(mismatch("methods of compression"));
    }
    let described = [u32_at(&header, 14), u32_at(&header, 18), u32_at(&header, 22)];
    if described[1..].contains(&u32::MAX) {
        return Err(PackageError::Zip64);
    }
    let recorded = recorded(record);
    let follows = flags & DESCRIPTOR_FLAG != 0;
    // With a descriptor behind the data the header may leave these numbers open, but not give others.
    if described.iter().zip(recorded).any(|(here, there)| *here != there && !(follows && *here == 0)) {
        return Err(mismatch("sizes or checksums"));
    }
    let data_start = name_start + name_bytes + u64::from(u16_at(&header, 28));
    let data_end = data_start + record.compressed;
    if data_end > limit {
        return Err(beyond());
    }
    let descriptor = if follows { descriptor_bytes(reader, record, data_end, limit)? } else { 0 };
    Ok(Extent { data_start, end: data_end + descriptor })
}

/// Length of the descriptor after the data, with or without its optional signature.
fn descriptor_bytes<R: Read + Seek>(
    reader: &mut R,
    record: &Record,
    start: u64,
    limit: u64,
) -> Result<u64, PackageError> {
    let longest = DESCRIPTOR_SIGNATURE.len() + DESCRIPTOR_BYTES;
    let available = limit.saturating_sub(start).min(longest as u64);
    let bytes = read_within(reader, start, available, limit)?.unwrap_or_default();
    let recorded: Vec<u8> = recorded(record).iter().flat_map(|number| number.to_le_bytes()).collect();
    if bytes.strip_prefix(&DESCRIPTOR_SIGNATURE) == Some(recorded.as_slice()) {
        Ok(longest as u64)
    } else if bytes.starts_with(&recorded) {
        Ok(DESCRIPTOR_BYTES as u64)
    } else {
        Err(PackageError::HeaderMismatch { entry: shown(&record.name), what: "sizes or checksums" })
    }
}

/// Checksum and sizes as the format writes them. Sizes come from 32-bit fields, so nothing is lost.
fn recorded(record: &Record) -> [u32; 3] {
    let narrow = |size: u64| u32::try_from(size).unwrap_or(u32::MAX);
    [record.checksum, narrow(record.compressed), narrow(record.size)]
}

/// Reads bytes that must lie before `limit`; `None` if they do not. `length` comes from a field of 16 bits at most.
fn read_within<R: Read + Seek>(
    reader: &mut R,
    start: u64,
    length: u64,
    limit: u64,
) -> Result<Option<Vec<u8>>, PackageError> {
    if start + length > limit {
        return Ok(None);
    }
    reader.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    reader.take(length).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 == length).then_some(bytes))
}
