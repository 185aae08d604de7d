//! From a component to the artifact that nodes run, as jobs that survive crashes.
//!
//! ```text
//! version published ─► job ─► child process: validate, compile ─► seal ─► storage ─► version ready, released
//!                              (limits on memory, CPU, time)              artifacts/{engine}/{component}
//! ```
//!
//! * A component is compiled once per engine, however many plugins share it.
//! * What comes from an author is looked at only in a [child process](compile_child): a component made to
//!   exhaust or crash a compiler takes down nothing else, and is given up after a few attempts.
//! * Sealing happens in this process: the child never has the key.
//! * A node whose engine has no artifact yet asks for it ([`Builder::ensure_artifact`]).
//!
//! * A version of a Python plugin has nothing to compile: it is loaded once, as a request would load it.
//!
//! This crate serves no HTTP.
#![forbid(unsafe_code)]

mod artifact;
mod builder;
mod child;
mod collect;
mod compiler;
mod error;
mod held;
mod python;
mod version;
mod worker;

pub use builder::{Builder, BuilderConfig};
pub use child::compile_child;
pub use collect::{GarbagePolicy, GarbageReport};
pub use compiler::{CompileLimits, Compiler};
pub use error::BuildError;
pub use python::{
    PackageSource, Packages, PythonRuntime, REQUIREMENTS_BYTES, REQUIREMENTS_FILE, SITE_PACKAGES,
};
