//! Writing packages: the same files give the same bytes, whoever packs them and when.

use std::fmt;
use std::io::{Cursor, Seek, Write};

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
    let mut writer = PackageWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in &files {
        writer.add(path, bytes)?;
    }
    let bytes = writer.finish()?.into_inner();
    Archive::open(Cursor::new(&bytes), &ReadLimits::default())?;
    Ok(bytes)
}

/// Packs files one by one, so that only one of them is in memory. Like [`write_package`], which is for files that all
/// are.
pub struct PackageWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    last: Option<String>,
}

impl<W: Write + Seek> PackageWriter<W> {
    /// Starts a package.
    pub fn new(out: W) -> Self {
        PackageWriter { zip: ZipWriter::new(out), last: None }
    }

    /// Adds a file. The same files give the same bytes when they come in the order of their paths.
    ///
    /// # Errors
    /// [`PackageError::Path`], [`PackageError::DuplicateName`] for the path before it again, [`PackageError::Io`].
    pub fn add(&mut self, path: &str, bytes: &[u8]) -> Result<(), PackageError> {
        check_path(path).map_err(|reason| PackageError::Path { entry: shown(path.as_bytes()), reason })?;
        if self.last.as_deref() == Some(path) {
            let path = shown(path.as_bytes());
            return Err(PackageError::DuplicateName { entry: path.clone(), other: path });
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(FILE_MODE);
        self.zip.start_file(path, options).map_err(write_error)?;
        self.zip.write_all(bytes)?;
        self.last = Some(path.to_owned());
        Ok(())
    }

    /// Ends the package.
    ///
    /// # Errors
    /// [`PackageError::Io`].
    pub fn finish(self) -> Result<W, PackageError> {
        self.zip.finish().map_err(write_error)
    }
}

impl<W: Write + Seek> fmt::Debug for PackageWriter<W> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PackageWriter").field("last", &self.last).finish_non_exhaustive()
    }
}

fn write_error(error: ZipError) -> PackageError {
    PackageError::Io(error.into())
}
