//! The crate through its public doors: manifests, archives, components.
#![allow(clippy::unwrap_used)]

mod archive;
mod asks;
mod component;
mod django;
mod docs;
mod layout;
mod manifest;
mod memory;
mod mutation;
mod names;
mod raw_zip;
mod starters;
mod support;
mod version1;
