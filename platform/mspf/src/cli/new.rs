//! `mspf new`

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::{
    failure::Failure,
    output::{self, GOOD, PLAIN},
    project::templates::{self, Template},
};

/// Makes a plugin's folder.
#[derive(Args, Debug)]
pub(crate) struct New {
    /// The plugin's name: lower-case letters, digits and hyphens
    name: String,
    /// What to start from
    #[arg(long, short, value_enum, default_value_t = Choice::RustHttp)]
    template: Choice,
    /// The folder to make [default: the name]
    #[arg(long, value_name = "FOLDER")]
    path: Option<PathBuf>,
}

/// The templates there are.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Choice {
    /// A web service in Rust with axum
    RustHttp,
    /// A manifest for a component that you build in your own way
    Component,
}

impl New {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let template = match self.template {
            Choice::RustHttp => Template::RUST_HTTP,
            Choice::Component => Template::COMPONENT,
        };
        let folder = self.path.unwrap_or_else(|| PathBuf::from(&self.name));
        let files = templates::write(template, &self.name, &folder)?;
        output::say(format_args!("{GOOD}made{PLAIN} {} with {files} files", folder.display()));
        output::complain(format_args!("next: cd {} && mspf dev, then mspf publish", folder.display()));
        Ok(())
    }
}
