//! `mspf`: the whole platform in one binary. It serves plugins, and it is the tool with which they are written.
//!
//! This crate wires the rooms below it together and holds nothing that one of them could know: a verb reads its
//! flags, calls a room, and says in plain words what happened.
//!
//! | folder | holds |
//! |---|---|
//! | `cli` | one file per verb |
//! | `config` | the settings of a server: flags, then `MSPF_*`, then a TOML file |
//! | `node` | a running server: its listeners, its background work, how it stops |
//! | `client` | a server seen from outside: credentials, HTTP, events |
//! | `dev` | a plugin run on its author's machine |
//! | `project` | a plugin's folder on an author's disk: building and packing it |
#![forbid(unsafe_code)]

mod cli;
mod client;
mod config;
mod dev;
mod failure;
mod installed;
mod node;
mod output;
mod project;
mod prompt;

use std::process::ExitCode;

/// Faster than the system's allocator where many small requests meet many threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => code,
        Err(failure) => {
            failure.print();
            failure.exit_code()
        }
    }
}
