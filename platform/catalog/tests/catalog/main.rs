//! The catalogue through its public doors, on SQLite and on PostgreSQL.
#![allow(clippy::unwrap_used, reason = "what cannot be had fails the test")]

mod accounts;
mod connecting;
mod events;
mod jobs;
mod logs;
mod nodes;
mod plugins;
mod releases;
mod resolving;
mod search;
mod transfers;
mod usage;
mod versions;
mod workspaces;
mod world;
