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
        let packed = build(&Project::find(&self.folder)?)?;
        output::say(format_args!("{packed}"));
        Ok(())
    }
}

/// Builds a project, packs it, reads the package back the way the server will, and returns what there is to say of it.
pub(crate) fn build(project: &Project) -> Result<String, Failure> {
    project::build::run(project)?;
    let (path, size) = project.pack()?;
    project::inspect::inspect(&path)?;
    Ok(format!("{GOOD}packed{PLAIN} {} ({})", path.display(), output::size(size)))
}
