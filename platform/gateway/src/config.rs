//! What an operator can set, and what holds when nothing is set.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use mspf_catalog::PreviewKey;
use mspf_storage::Digest;

use crate::Library;

const MIB: u64 = 1 << 20;

/// Domain of the plugins' own origins. Names below `localhost` reach this machine without any set-up.
pub const DEFAULT_PLUGIN_DOMAIN: &str = "plugins.localhost";
/// Requests that run at once on a node: a little below the pool of instances, so that the pool is never the one to
/// refuse.
pub const DEFAULT_NODE_CONCURRENCY: usize = 900;
/// Requests that wait for a place on the node. More would only wait in vain.
pub const DEFAULT_NODE_QUEUE: usize = 4096;
/// How long a request waits for its turn: what a person still takes for a slow answer.
pub const DEFAULT_QUEUE_TIMEOUT: Duration = Duration::from_secs(5);
/// Compiled code kept ready: some hundred plugins in Rust beside a Python runtime.
pub const DEFAULT_PROGRAM_MEMORY: u64 = 1024 * MIB;
/// After this long without a call a program is let go.
pub const DEFAULT_PROGRAM_IDLE: Duration = Duration::from_secs(15 * 60);
/// After this long without a call an instance is let go: a person who reads a page may still come back to it.
pub const DEFAULT_INSTANCE_IDLE: Duration = Duration::from_secs(5 * 60);
/// Memory for routes: a route takes 2 to 8 KiB, so some ten thousand plugins in use at once.
pub const DEFAULT_ROUTE_MEMORY: u64 = 64 * MIB;
/// Memory for the lists of static files: about half a million files.
pub const DEFAULT_SITE_MEMORY: u64 = 64 * MIB;
/// Disk for the sources of Python plugins as directories: a plugin takes about 100 KiB, one with vendored packages
/// 10 MB; what is running stays in any case.
pub const DEFAULT_TREE_DISK: u64 = 1024 * MIB;
/// Memory for small static files, which are sent without touching a disk.
pub const DEFAULT_FILE_MEMORY: u64 = 128 * MIB;

/// Requests of one installation that run at once on a node, if nobody says otherwise: enough for a busy plugin, too few
/// to starve the node.
pub const DEFAULT_CONCURRENCY: usize = 100;
/// Requests of one installation that wait, if nobody says otherwise: a burst of a few seconds.
pub const DEFAULT_QUEUE: usize = 200;

/// Settings of a [`Gateway`](crate::Gateway).
#[derive(Clone, Debug)]
pub struct GatewayConfig {
    /// Domain below which every plugin has an origin of its own, in lower case. For strangers' plugins it should be
    /// another registrable domain than the platform's, and be on the public suffix list: pages below one registrable
    /// domain can set cookies for each other.
    pub plugin_domain: String,
    /// Requests that run at once on this node.
    pub node_concurrency: usize,
    /// Requests that wait for a place on this node.
    pub node_queue: usize,
    /// How long a request waits for its turn.
    pub queue_timeout: Duration,
    /// Bytes of compiled code kept ready.
    pub program_memory: u64,
    /// After this long without a call a program is let go.
    pub program_idle: Duration,
    /// After this long without a call an instance is let go.
    pub instance_idle: Duration,
    /// Bytes for routes.
    pub route_memory: u64,
    /// Bytes for the lists of static files.
    pub site_memory: u64,
    /// Bytes for small static files.
    pub file_memory: u64,
    /// Bytes on the disk for the sources of Python plugins, beside those in use.
    pub tree_disk: u64,
    /// The component that runs Python plugins; without one they are refused.
    pub python: Option<Digest>,
    /// The front-end library that every plugin may use; without one its addresses are like all others.
    pub library: Option<Arc<Library>>,
    /// What judges tickets to drafts: the control plane's key. By default one that nobody else has.
    pub previews: PreviewKey,
    /// What time it is, for what ends at one.
    pub clock: fn() -> DateTime<Utc>,
}

impl Default for GatewayConfig {
    fn default() -> Self {
        Self {
            plugin_domain: DEFAULT_PLUGIN_DOMAIN.to_owned(),
            node_concurrency: DEFAULT_NODE_CONCURRENCY,
            node_queue: DEFAULT_NODE_QUEUE,
            queue_timeout: DEFAULT_QUEUE_TIMEOUT,
            program_memory: DEFAULT_PROGRAM_MEMORY,
            program_idle: DEFAULT_PROGRAM_IDLE,
            instance_idle: DEFAULT_INSTANCE_IDLE,
            route_memory: DEFAULT_ROUTE_MEMORY,
            site_memory: DEFAULT_SITE_MEMORY,
            file_memory: DEFAULT_FILE_MEMORY,
            tree_disk: DEFAULT_TREE_DISK,
            python: None,
            library: None,
            previews: PreviewKey::generate(),
            clock: Utc::now,
        }
    }
}
