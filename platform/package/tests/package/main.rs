//! The crate through its public doors: manifests, archives, components.

mod archive;
mod layout;
mod manifest;
mod memory;
mod raw_zip;
mod support;
