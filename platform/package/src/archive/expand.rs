//! Expanding the data of entries, which is held to every claim that the headers made about it.

use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::{Archive, Entry};
use crate::PackageError;

/// Bytes that are expanded at a time.
const CHUNK_BYTES: usize = 32 << 10;

impl<R: Read + Seek> Archive<R> {
    /// Expands one file, giving its data to `consume` in chunks. It stops at the first byte beyond the claimed size,
    /// and fails unless size, checksum and compressed size are exactly what was claimed.
    pub(crate) fn expand(
        &mut self,
        index: usize,
        mut consume: impl FnMut(&[u8]),
    ) -> Result<(), PackageError> {
        let Some(entry) = self.entries.get(index) else {
            return Err(PackageError::NoSuchFile { path: String::new() });
        };
        self.reader.seek(SeekFrom::Start(entry.data_start))?;
        let mut data = BufReader::new(self.reader.by_ref().take(entry.compressed));
        if entry.is_deflated {
            let mut inflated = DeflateDecoder::new(data);
            copy(entry, &mut inflated, &mut consume)?;
            // Data behind the end of the compressed stream would be bytes that nobody accounts for.
            if inflated.total_in() != entry.compressed {
                return Err(PackageError::SizeMismatch { entry: entry.path.clone() });
            }
            Ok(())
        } else {
            copy(entry, &mut data, &mut consume)
        }
    }

    /// The data of one file. Memory grows with what is really expanded.
    pub(crate) fn bytes(&mut self, index: usize) -> Result<Vec<u8>, PackageError> {
        let mut bytes = Vec::new();
        self.expand(index, |chunk| bytes.extend_from_slice(chunk))?;
        Ok(bytes)
    }
}

fn copy(entry: &Entry, data: &mut impl Read, consume: &mut impl FnMut(&[u8])) -> Result<(), PackageError> {
    let mut buffer = vec![0; CHUNK_BYTES];
    let mut checksum = Crc::new();
    let mut size = 0;
    loop {
        let count = data.read(&mut buffer).map_err(|error| explain(entry, error))?;
        let chunk = &buffer[..count];
        size += count as u64;
        if size > entry.size || count == 0 && size < entry.size {
            return Err(PackageError::SizeMismatch { entry: entry.path.clone() });
        }
        if count == 0 {
            break;
        }
        checksum.update(chunk);
        consume(chunk);
    }
    if checksum.sum() == entry.checksum {
        Ok(())
    } else {
        Err(PackageError::ChecksumMismatch { entry: entry.path.clone() })
    }
}

/// The decoder reports damaged data as one of these kinds; all others come from the archive's reader.
fn explain(entry: &Entry, error: std::io::Error) -> PackageError {
    match error.kind() {
        ErrorKind::InvalidInput | ErrorKind::InvalidData | ErrorKind::UnexpectedEof => {
            PackageError::CorruptData { entry: entry.path.clone() }
        }
        _ => PackageError::Io(error),
    }
}
