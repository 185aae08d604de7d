//! A small, correct package to start from.

use std::io::Cursor;

use mspf_package::{Package, PackageError, PackageReader, ReadLimits};

use crate::raw_zip::Entry;

pub(crate) const MANIFEST: &str = r#"manifest_version = 1

[plugin]
name = "demo"
version = "0.1.0"

[runtime]
kind = "component"
source = "plugin.wasm"
"#;

pub(crate) fn manifest() -> Entry {
    Entry::deflated("mspf.toml", MANIFEST)
}

pub(crate) fn read(archive: &[u8]) -> Result<PackageReader<Cursor<&[u8]>>, PackageError> {
    Package::read(Cursor::new(archive), &ReadLimits::default())
}
