//! `mspf migrate`

use clap::Args;

use crate::{
    config::{Flags, Resolved, ServerConfig},
    failure::Failure,
    node::rooms,
    output::{self, GOOD, PLAIN},
};

/// Brings the tables up to date. `mspf serve` does the same when it starts.
#[derive(Args, Debug)]
pub(crate) struct Migrate {
    #[command(flatten)]
    flags: Flags,
}

impl Migrate {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let config = ServerConfig::read(&Resolved::gather(&self.flags, std::env::vars())?)?;
        rooms::open_catalog(&config).await?;
        output::say(format_args!(
            "{GOOD}done{PLAIN}: the tables are those of version {}",
            env!("CARGO_PKG_VERSION")
        ));
        Ok(())
    }
}
