//! Archives that are no packages: just files, read with the same care.

use std::io::{Read, Seek};

use super::{Archive, ReadLimits};
use crate::PackageError;

/// An archive of files from a stranger, whose headers have been checked.
#[derive(Debug)]
pub struct ZipReader<R>(Archive<R>);

impl<R: Read + Seek> ZipReader<R> {
    /// Checks everything that can be known without expanding data.
    ///
    /// # Errors
    /// [`PackageError`] names the entry that is wrong and says what to do.
    pub fn open(reader: R, limits: &ReadLimits) -> Result<Self, PackageError> {
        Archive::open(reader, limits).map(Self)
    }

    /// The paths of the files in order, with `/` and in composed Unicode letters.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.entries().iter().map(|entry| entry.path.as_str())
    }

    /// The contents of the file with this place among the paths.
    ///
    /// # Errors
    /// [`PackageError`] if there is no such place, or the data is not what the headers promise.
    pub fn bytes(&mut self, place: usize) -> Result<Vec<u8>, PackageError> {
        if place >= self.0.entries().len() {
            return Err(PackageError::NoSuchFile { path: place.to_string() });
        }
        self.0.bytes(place)
    }
}
