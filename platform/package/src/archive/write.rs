//! Writing packages: the same files give the same bytes, whoever packs them and when.

use std::io::{Cursor, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::names::shown;
use super::{Archive, ReadLimits, check_path};
use crate::PackageError;

/// Mode of every file: a package carries no rights.
const FILE_MODE: u32 = 0o644;

/// Packs files into a zip. The result depends on paths and contents alone: entries stand in the order of their paths,
/// all with the same time and mode. The files may come in any order.
///
/// # Errors
/// [`PackageError`] if [`Package::read`](crate::Package::read) would refuse the result for its paths, sizes or number
/// of files.
pub fn write_package(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Result<Vec<u8>, PackageError> {
    let mut files: Vec<(String, Vec<u8>)> = files.into_iter().collect();
    files.sort_by(|left, right| left.0.cmp(&right.0));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(FILE_MODE);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (index, (path, bytes)) in files.iter().enumerate() {
        check_path(path).map_err(|reason| PackageError::Path { entry: shown(path.as_bytes()), reason })?;
        if index > 0 && files[index - 1].0 == *path {
            let path = shown(path.as_bytes());
            return Err(PackageError::DuplicateName { entry: path.clone(), other: path });
        }
        zip.start_file(path.as_str(), options).map_err(write_error)?;
        zip.write_all(bytes)?;
    }
    let bytes = zip.finish().map_err(write_error)?.into_inner();
    Archive::open(Cursor::new(&bytes), &ReadLimits::default())?;
    Ok(bytes)
}

fn write_error(error: ZipError) -> PackageError {
    PackageError::Io(error.into())
}
