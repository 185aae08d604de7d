//! Where bytes live: content-addressed blobs and named objects on a local directory or on S3.
//!
//! * [`Blobs`] are addressed by the SHA-256 of their content, so they never change, are shared by
//!   whoever holds the same bytes, and every read proves that it got what was asked for.
//! * [`Objects`] have names and are written once ([`Objects::put_if_absent`]); they carry their own
//!   digest and are verified on read too.
//! * [`Cache`] keeps verified copies of both on the local disk, within a budget.
//!
//! A write that was acknowledged is durable: on a local directory the file and its directory have been
//! synchronised, on S3 the service has answered. A reader never sees half of anything.
//!
//! This crate never knows what a blob means. Whoever holds references says which blobs are still
//! wanted ([`Blobs::sweep`]).
#![forbid(unsafe_code)]

mod blobs;
mod cache;
mod digest;
mod error;
mod fetch;
mod objects;
mod open;
mod single_flight;
mod sweep;
mod upload;

pub use blobs::Blobs;
pub use cache::{Cache, CachedFile};
pub use digest::{Digest, Hasher, ParseDigestError};
pub use error::StorageError;
pub use objects::{ObjectInfo, Objects};
pub use open::{S3Options, Storage};
pub use sweep::SweepReport;
