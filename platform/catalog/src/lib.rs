//! The catalogue: accounts, plugins, versions, releases, installations — their rules and their persistence.
//!
//! [`Catalog`] is the door; each noun is a small struct borrowed from it (`catalog.plugins()`, …). The same code
//! runs on SQLite and on PostgreSQL.
//!
//! What this crate must never know: HTTP, WebAssembly, where bytes are kept.
//!
//! # How a change is made
//! 1. `let write = catalog.begin().await?` opens the one kind of writing transaction there is;
//! 2. rows change through `&*write`, and `write.record(…)` notes the events other parts of the platform act on;
//! 3. `write.commit()` stores both atomically, then runs the [`Hub`]'s listeners before it returns: whoever
//!    answers a request afterwards knows that this node's caches have forgotten the old state.
#![forbid(unsafe_code)]

mod actor;
mod catalog;
mod entity;
mod error;
mod events;
mod id;
mod jobs;
mod logs;
mod resolve;
mod text_enum;
mod time;
mod usage;

pub use actor::Actor;
pub use catalog::{Catalog, CatalogOptions};
pub use error::CatalogError;
pub use events::{Audience, Event, EventKind, Hub, NewEvent};
pub use id::{Id, ParseIdError, PluginId};
pub use jobs::{Job, JobLine, JobState, Jobs, Lease, NewJob, Worker};
pub use logs::{LogLine, LogStream, Logs, NewLogLine};
pub use resolve::{Address, Route, Visibility};
pub use usage::{Counts, Latency, Resolution, Usage, UsageDelta, UsageWindow};
