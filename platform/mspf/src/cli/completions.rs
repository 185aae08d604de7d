//! `mspf completions`

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::failure::Failure;

/// Prints a completion script.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell to complete for
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::Cli::command(), "mspf", &mut script);
        crate::output::say(String::from_utf8_lossy(&script).trim_end());
        Ok(())
    }
}
