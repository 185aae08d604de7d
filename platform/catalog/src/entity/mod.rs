//! One module per table. Entities never leave this crate: the services' own types do.

pub(crate) mod account;
pub(crate) mod api_token;
pub(crate) mod audit_entry;
pub(crate) mod event;
pub(crate) mod installation;
pub(crate) mod job;
pub(crate) mod job_line;
pub(crate) mod like;
pub(crate) mod log;
pub(crate) mod membership;
pub(crate) mod organisation;
pub(crate) mod plugin;
pub(crate) mod refresh_token;
pub(crate) mod release;
pub(crate) mod search_token;
pub(crate) mod session;
pub(crate) mod setup_link;
pub(crate) mod signing_key;
pub(crate) mod transfer;
pub(crate) mod tree;
pub(crate) mod tree_entry;
pub(crate) mod usage_latency;
pub(crate) mod usage_window;
pub(crate) mod user;
pub(crate) mod version;
