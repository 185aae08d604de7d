//! One module per resource, one file per verb, as in the crate.

mod admin;
mod auth;
mod builds;
mod events;
mod members;
mod organisations;
mod platform;
mod plugins;
mod releases;
mod schemas;
mod sessions;
mod system;
mod tokens;
mod transfers;
mod versions;
mod whoami;
mod workspace;
