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

mod accounts;
mod actor;
mod audit;
mod catalog;
mod entity;
mod error;
mod events;
mod id;
mod jobs;
mod keys;
mod logs;
mod nodes;
mod password;
mod plugins;
mod preview;
mod references;
mod releases;
mod resolve;
mod search;
mod secret;
mod sessions;
mod setup;
mod text_enum;
mod time;
mod tokens;
mod usage;
mod versions;
mod workspaces;

pub use accounts::{
    Account, AccountKind, Accounts, Member, NewOrganisation, NewUser, Organisation, ProfileChange, Role,
    User, UserFilter,
};
pub use actor::Actor;
pub use audit::{Audit, AuditEntry, AuditFilter, NewAuditEntry};
pub use catalog::{Catalog, CatalogOptions};
pub use error::CatalogError;
pub use events::{Audience, Event, EventKind, Events, Hub, NewEvent, PluginFailure};
pub use id::{Id, ParseIdError, PluginId};
pub use jobs::{Job, JobLine, JobState, Jobs, Lease, NewJob, Worker};
pub use keys::{KEY_PERIOD, KeyRing, Keys, PUBLISH_AHEAD, SigningKey, VERIFY_OVERLAP};
pub use logs::{LogLine, LogStream, Logs, NewLogLine};
pub use nodes::{NODE_ALIVE, NODE_SEEN_EVERY, NewNode, Node, Nodes};
pub use password::{PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARS};
pub use plugins::{
    Logo, LogoChange, NewPlugin, Plugin, PluginChange, PluginRef, Plugins, Price, RuntimeKind, Transfer,
};
pub use preview::{PREVIEW_HOURS, PreviewKey, PreviewTicket, is_preview};
pub use releases::{Release, ReleaseReason, Releases};
pub use resolve::{Address, DRAFT, Files, Route, Visibility, normal_label};
pub use search::{Page, PluginQuery, PluginSort};
pub use secret::Secret;
pub use sessions::{REFRESH_GRACE, Refresh, SESSION_IDLE, Session, Sessions};
pub use setup::{SETUP_LINK_LIFE, Setup};
pub use tokens::{ApiToken, NewToken, Scope, Scopes, TOKEN_LIFE_MAX, TOKEN_PREFIX, Tokens};
pub use usage::{Counts, Latency, Resolution, Usage, UsageDelta, UsageWindow};
pub use versions::{
    BUILD_QUEUE, Freeze, NewVersion, Published, TreeFile, Version, VersionChange, VersionState, Versions,
};
pub use workspaces::{
    Arrange, Brought, COALESCE_WINDOW, Entry, Expected, Facts, HISTORY_BYTES, HISTORY_CHANGES, HISTORY_SAVES,
    Kind, Question, Save, SaveKind, Saved, SavedChange, WORKSPACE_BYTES, WORKSPACE_ENTRIES,
    WORKSPACE_FILE_BYTES, Workspace, Workspaces,
};
