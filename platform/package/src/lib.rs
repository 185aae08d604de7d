//! Packages: the zip that holds a plugin, its manifest, and the component inside.
//!
//! Bytes in, values out. This crate knows no database, no network and no clock, so everything in it can be run on any
//! input, on any machine, and gives the same answer. Nothing it reads is trusted.
#![forbid(unsafe_code)]

pub mod archive;
pub mod component;
mod error;
mod layout;
pub mod manifest;
mod package;
mod secrets;
pub mod starters;

pub use archive::{PackageWriter, ReadLimits, ZipReader, check_path, fold_path, normal_path, write_package};
pub use component::{ComponentError, ComponentInfo, HttpWorld, SUPPORTED_IMPORTS, inspect};
pub use error::PackageError;
pub use layout::{Origin, PLATFORM_FOLDER};
pub use manifest::{HostPattern, MANIFEST_FILE, Manifest, ManifestError};
pub use package::{Package, PackageFile, PackageReader, check_secrets};
