//! The runtime through its public door: real components, called as the gateway calls them.
#![allow(clippy::unwrap_used, missing_docs)]

mod answers;
mod artifacts;
mod capabilities;
mod isolation;
mod limits;
mod python;
mod support;
