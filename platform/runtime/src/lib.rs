//! The room where plugins run: wasmtime engines, sealed artifacts, instances and their limits.
//!
//! A [`Runtime`] holds the engines. It [loads](Runtime::load) a sealed artifact as a [`Program`] (code, shared by every
//! installation); a [`Service`] is a program bound to one installation, and answers requests with [`Service::call`].
//!
//! Invariants:
//! - The runtime never sees a user, a database or a price: a [`Tenant`] is all it knows of whom it runs for.
//! - No artifact is deserialised that this platform did not compile and seal: see [`artifact`].
//! - An instance is never shared between installations, and never used again after a trap, a time-out or a cancelled call.
//! - Nothing outside the sandbox is reachable without a grant: every folder in `capabilities` proves its denial.

pub mod artifact;
mod body;
mod call;
mod capabilities;
mod cpu_clock;
mod engine;
mod error;
mod idle;
mod instance;
pub mod limits;
mod program;
mod service;
mod source;
mod tester;

pub use body::ResponseBody;
pub use call::{Call, Caller, Usage};
pub use capabilities::{
    logging::{LogLevel, LogSink, LogStream},
    outbound_http::{HostPattern, OutboundPolicy},
};
pub use engine::{EngineProfile, Runtime, RuntimeConfig, compile, fingerprint};
pub use error::{CallError, CompileError, LoadError, LoadFailure, RuntimeError};
pub use limits::Limits;
pub use program::Program;
pub use service::{Grants, Reuse, Service, Tenant};
pub use source::Source;
pub use tester::{TestFailure, TestReport};
