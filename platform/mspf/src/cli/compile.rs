//! `mspf compile`: the builder's child process.

use std::{ffi::OsString, process::ExitCode};

use clap::Args;

/// Compiles one component; what the arguments mean is the builder's affair.
#[derive(Args, Debug)]
pub(crate) struct Compile {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    order: Vec<OsString>,
}

impl Compile {
    pub(crate) fn run(self) -> ExitCode {
        mspf_builder::compile_child(self.order)
    }
}
