//! The binary, seen from outside: what every verb prints, and how a server behaves that it runs.
#![allow(clippy::unwrap_used, missing_docs)]

mod author;
mod config;
mod crashes;
mod dev;
mod downloads;
mod examples;
mod harness;
mod marketplace;
mod production;
mod python;
mod server;
mod stopping;
mod story;
mod traces;
