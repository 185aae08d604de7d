//! The crate through its public doors: manifests, archives, components.
#![allow(clippy::unwrap_used)]

mod archive;
mod component;
mod layout;
mod manifest;
mod memory;
mod mutation;
mod raw_zip;
mod support;
