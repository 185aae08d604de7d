//! Write Mspf plugins in Rust: an [axum](https://docs.rs/axum) router becomes a component that the
//! platform runs, and the platform's context is at hand in types.
//!
//! ```no_run
//! use mspf_sdk::axum::{Router, routing::get};
//! use mspf_sdk::{Caller, Options};
//!
//! # fn main() {} mod plugin { use super::*;
//! #[derive(serde::Deserialize)]
//! struct Settings {
//!     greeting: String,
//! }
//!
//! async fn greet(caller: Caller, Options(settings): Options<Settings>) -> String {
//!     let name = caller.account().unwrap_or("stranger");
//!     mspf_sdk::log::info!("greeting {name}");
//!     format!("{}, {name}!\n", settings.greeting)
//! }
//!
//! fn app() -> Router {
//!     Router::new().route("/", get(greet))
//! }
//!
//! mspf_sdk::serve!(app);
//! # }
//! ```
//!
//! Build with `cargo build --release --target wasm32-wasip2`, or `mspf build`, which packs the result too.
//!
//! # What a plugin may and may not do
//! - It sees the path below its own root. [`Installation::link`] puts the removed prefix back.
//! - It has no files, no environment, no sockets and no threads; a panic ends the request with a 500
//!   and leaves a backtrace in the log. Unless its manifest asks for reuse, every request starts
//!   from a fresh instance: a `static` remembers nothing.
//! - Everything beyond answering HTTP is granted by the manifest's `[capabilities]`.
//!
//! # Features of axum
//! Depend on axum yourself, without its default features, for the extractors you need (`json`,
//! `query`, `form`, `macros` …): features of one crate add up. Those that need hyper or tokio
//! (`http1`, `http2`, `ws`, `multipart`) do not build for WebAssembly.
#![forbid(unsafe_op_in_unsafe_fn)]

mod context;
pub mod logging;
mod options;
#[doc(hidden)]
pub mod serve;

pub use axum;
pub use log;
pub use wstd;

pub use context::{Caller, Installation, RequestId};
pub use options::{Options, OptionsError, options};

/// What `wit-bindgen` makes of the platform's WIT, as it is: for what the typed API leaves out.
pub mod bindings {
    #![allow(missing_docs, unreachable_pub)]
    wit_bindgen::generate!({ path: "../wit", world: "imports", generate_all });
}
