//! Static files of a plugin, straight from storage: never through WebAssembly, never by a path on a disk.
//!
//! A request's path is only ever looked up in the version's own list of files, so there is no way out of it.

mod answer;
mod condition;
mod files;
mod index;

pub(crate) use answer::{Asked, answer, answer_with};
pub(crate) use files::{Content, FileBody, FileError, Files};
pub(crate) use index::{Found, Index, Listed, Variant};
