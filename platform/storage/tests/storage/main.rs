//! Storage through its public doors, each test on a local directory and on a real S3 service.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod blobs;
mod cache;
mod durability;
mod objects;
mod opening;
mod support;
mod sweep;
mod tree;
