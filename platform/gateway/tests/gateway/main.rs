//! The gateway through a real listener, with a real catalogue, real storage and real components.
#![allow(clippy::unwrap_used, missing_docs)]

mod addresses;
mod changes;
mod client;
mod drafts;
mod failures;
mod files;
mod library;
mod limits;
mod metering;
mod previews;
mod programs;
mod python;
mod server;
mod strangers;
mod world;
