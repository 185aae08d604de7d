//! One module per resource, one file per verb, as in the crate.

mod admin;
mod auth;
mod members;
mod organisations;
mod sessions;
mod system;
mod tokens;
mod whoami;
