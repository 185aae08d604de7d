//! `mspf serve`

use clap::Args;

use crate::{
    config::{Flags, Resolved, ServerConfig},
    failure::Failure,
    node::Node,
};

/// Runs a node of the platform until it is told to stop.
#[derive(Args, Debug)]
pub(crate) struct Serve {
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let settings = Resolved::gather(&self.flags, std::env::vars())?;
        let config = ServerConfig::read(&settings)?;
        Node::start(config, &settings.warnings).await?.run().await
    }
}
