//! What a guest may reach, one module for each capability: what it gets with a grant, and the denial without.

mod config;
mod context;
mod filesystem;
mod logging;
mod outbound_http;
mod sockets;
