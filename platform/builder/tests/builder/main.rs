//! Building through the public doors: real databases, real components, real child processes.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod artifacts;
mod child;
mod crashes;
mod garbage;
mod hostile;
mod python;
mod support;
mod versions;
