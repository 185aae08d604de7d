//! `mspf build`

use std::path::PathBuf;

use clap::Args;

use crate::{
    failure::Failure,
    output::{self, GOOD, PLAIN},
    project::{self, Project},
};

/// Builds and packs.
#[derive(Args, Debug)]
pub(crate) struct Build {
    /// The plugin's folder
    #[arg(default_value = ".")]
    folder: PathBuf,
}

impl Build {
    pub(crate) fn run(self) -> Result<(), Failure> {
        build(&Project::find(&self.folder)?)
    }
}

/// Builds a project, packs it, and reads the package back the way the server will.
pub(crate) fn build(project: &Project) -> Result<(), Failure> {
    project::build::run(project)?;
    let (path, size) = project.pack()?;
    project::inspect::inspect(&path)?;
    output::say(format_args!("{GOOD}packed{PLAIN} {} ({})", path.display(), output::size(size)));
    Ok(())
}
