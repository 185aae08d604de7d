//! One module per table. Entities never leave this crate: the services' own types do.

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod audit_entry;
pub(crate) mod event;
pub(crate) mod job;
pub(crate) mod job_line;
pub(crate) mod log;
pub(crate) mod membership;
pub(crate) mod organisation;
pub(crate) mod refresh_token;
pub(crate) mod session;
pub(crate) mod setup_link;
pub(crate) mod signing_key;
pub(crate) mod usage_latency;
pub(crate) mod usage_window;
pub(crate) mod user;
