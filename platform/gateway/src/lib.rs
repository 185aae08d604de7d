//! The data plane: from a plugin's address to its static file or to an instance of it, and the count of what was used.
//!
//! A [`Gateway`] answers requests; a [`Server`] brings them to it. One request goes through
//!
//! 1. `address`: does it name a plugin, by path or by host?
//! 2. `routes`: the mount at that address, everything needed to answer there. The catalogue is asked at the first
//!    request and after a change, never in between;
//! 3. `keys`: may the client call a plugin that is private?
//! 4. `headers`: what of the request a guest may see;
//! 5. `site`: a static file, straight from storage, or else
//! 6. `library`: a file that the platform serves to every plugin, or else
//! 7. `admission`: a place for the plugin and one on the node, after a bounded wait;
//! 8. `programs`: the code, loaded at its first call; for a Python plugin that is the shared runtime, with the plugin's
//!    source beside it (`trees`), which may turn out not to load (`loading`);
//! 9. `call`: an instance answers, in the task of the connection: no task is spawned, nothing crosses threads;
//! 10. `headers` again: what of the response may reach a client on that origin.
//!
//! `meter`, `voice` and `failures` take down what was used, said and broken; `keep` stores it beside the requests.
//!
//! Invariants:
//! - no database is asked on the way of a request, as long as nothing has changed;
//! - a change told by the catalogue holds for the very next request, whatever was being read at that moment (`stamps`);
//! - nothing that a client sends is believed about where it comes from, unless a trusted proxy says it;
//! - no credential of the platform reaches a guest, and no guest speaks for an origin that is not its own;
//! - a plugin that was never called costs a node nothing.
#![forbid(unsafe_code)]

mod address;
mod admission;
mod body;
mod call;
pub mod config;
mod failures;
mod gateway;
mod headers;
mod ids;
mod keep;
mod keys;
mod library;
mod live;
mod loading;
mod meter;
mod mount;
mod packages;
mod programs;
mod refusal;
mod routes;
pub mod server;
mod site;
mod sites;
mod stamps;
mod trace;
mod trees;
mod voice;

pub use address::{host_label, version_label};
pub use body::{Body, BodyError};
pub use config::GatewayConfig;
pub use gateway::{Gateway, Rooms};
pub use headers::{Peer, TrustedProxies};
pub use keep::describe_metrics;
pub use library::{LIBRARY_MOUNT, Library, LibraryError};
pub use live::{Live, LivePlugin};
pub use packages::{FindPackages, PackagesFuture};
pub use programs::{Compile, CompileFuture};
pub use server::{ControlPlane, Server, ServerConfig};
pub use trace::REQUEST_SPAN;
pub use trees::TreeDirectory;
