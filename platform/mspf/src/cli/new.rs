//! `mspf new`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use mspf_package::starters::Starter;

use crate::{
    failure::Failure,
    output::{self, GOOD, PLAIN},
    project::templates,
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
    /// A Django app in Python
    Django,
    /// A web service in Python with Flask
    Flask,
    /// A web service in Python without a framework
    Wsgi,
    /// Pages that are served as they are
    Static,
    /// A manifest for a component that you build in your own way
    Component,
}

impl New {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let starter = match self.template {
            Choice::RustHttp => Starter::RustHttp,
            Choice::Django => Starter::Django,
            Choice::Flask => Starter::Flask,
            Choice::Wsgi => Starter::Wsgi,
            Choice::Static => Starter::Static,
            Choice::Component => Starter::Component,
        };
        let folder = self.path.unwrap_or_else(|| PathBuf::from(&self.name));
        let files = templates::write(starter, &self.name, &folder)?;
        output::say(format_args!("{GOOD}made{PLAIN} {} with {files} files", folder.display()));
        output::complain(format_args!("next: cd {} && mspf dev, then mspf publish", folder.display()));
        Ok(())
    }
}
