//! One module per table. Entities never leave this crate: the services' own types do.

pub(crate) mod event;
pub(crate) mod job;
pub(crate) mod job_line;
pub(crate) mod log;
pub(crate) mod usage_latency;
pub(crate) mod usage_window;
