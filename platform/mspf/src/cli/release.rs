//! `mspf release` and `mspf rollback`

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    client::PluginArgs,
    failure::Failure,
    output::{self, GOOD, PLAIN},
};

/// Releases a version.
#[derive(Args, Debug)]
pub(crate) struct Release {
    /// The version, such as 1.2.0
    version: String,
    #[command(flatten)]
    plugin: PluginArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Releases what was released before.
#[derive(Args, Debug)]
pub(crate) struct Rollback {
    #[command(flatten)]
    plugin: PluginArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A row of the history of releases.
#[derive(Deserialize, Serialize)]
struct Released {
    version: String,
    #[serde(flatten)]
    rest: serde_json::Map<String, serde_json::Value>,
}

impl Release {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (client, plugin) = self.plugin.connect().await?;
        let wanted = json!({ "version": self.version });
        let released: Released = client.post(&format!("/plugins/{}/releases", plugin.id), &wanted).await?;
        report(&released, &client.plugin_address(&plugin.id), self.json);
        Ok(())
    }
}

impl Rollback {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (client, plugin) = self.plugin.connect().await?;
        let path = format!("/plugins/{}/releases/rollback", plugin.id);
        let released: Released = client.post(&path, &json!({})).await?;
        report(&released, &client.plugin_address(&plugin.id), self.json);
        Ok(())
    }
}

fn report(released: &Released, address: &str, json: bool) {
    if json {
        output::json(released);
    } else {
        output::say(format_args!("{GOOD}released{PLAIN} {} at {address}", released.version));
    }
}
