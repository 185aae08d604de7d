//! The command line: one file per verb.

mod admin;
mod build;
mod compile;
mod completions;
mod config;
mod dev;
mod inspect;
mod login;
mod logs;
mod migrate;
mod new;
mod publish;
mod release;
mod serve;
mod top;
mod versions;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::failure::{Failure, OrFail};

/// Mspf: write small web services, publish them, run them.
///
/// Exit codes: 0 done · 1 failed · 2 wrong usage or configuration · 3 no server reached · 4 refused by the server.
#[derive(Debug, Parser)]
#[command(name = "mspf", version, arg_required_else_help = true, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a new plugin's folder from a template
    New(new::New),
    /// Build the plugin and pack it
    Build(build::Build),
    /// Run the plugin here, rebuilding whenever a file changes
    Dev(dev::Dev),
    /// Show what a package or component is, needs and may use
    Inspect(inspect::Inspect),
    /// Sign in to a server and keep a token for it
    Login(login::Login),
    /// Upload the plugin and follow its build
    Publish(publish::Publish),
    /// List a plugin's versions
    Versions(versions::Versions),
    /// Let a version answer at the plugin's address
    Release(release::Release),
    /// Return to the version that was released before
    Rollback(release::Rollback),
    /// Show what a plugin has written
    Logs(logs::Logs),
    /// Run the platform
    Serve(serve::Serve),
    /// Bring the database to this version's tables
    Migrate(migrate::Migrate),
    /// Look after a server's accounts
    Admin(admin::Admin),
    /// Explain a server's settings
    Config(config::Config),
    /// Show the plugins that a node is running now
    Top(top::Top),
    /// Print a completion script for a shell
    Completions(completions::Completions),
    /// Compile a component (started by the builder, in a process of its own)
    #[command(hide = true)]
    Compile(compile::Compile),
}

/// Reads the command line and does what it says.
pub(crate) fn run() -> Result<ExitCode, Failure> {
    // These need neither an async runtime nor its threads; a compiler must not even start them.
    match Cli::parse().verb {
        Verb::Compile(verb) => return Ok(verb.run()),
        Verb::Completions(verb) => verb.run(),
        Verb::New(verb) => verb.run(),
        Verb::Build(verb) => verb.run(),
        Verb::Inspect(verb) => verb.run(),
        Verb::Config(verb) => verb.run(),
        Verb::Dev(verb) => wait_for(verb.run()),
        Verb::Login(verb) => wait_for(verb.run()),
        Verb::Publish(verb) => wait_for(verb.run()),
        Verb::Versions(verb) => wait_for(verb.run()),
        Verb::Release(verb) => wait_for(verb.run()),
        Verb::Rollback(verb) => wait_for(verb.run()),
        Verb::Logs(verb) => wait_for(verb.run()),
        Verb::Serve(verb) => wait_for(verb.run()),
        Verb::Migrate(verb) => wait_for(verb.run()),
        Verb::Admin(verb) => wait_for(verb.run()),
        Verb::Top(verb) => wait_for(verb.run()),
    }?;
    Ok(ExitCode::SUCCESS)
}

fn wait_for(verb: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    // Several libraries speak TLS; without this each would have to guess which cryptography to use. An error would
    // mean that one has been chosen already, and nothing runs before this.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    tokio::runtime::Runtime::new().or_fail("the async runtime cannot be started")?.block_on(verb)
}
