//! `mspf versions`

use clap::Args;
use serde::{Deserialize, Serialize};

use crate::{
    client::{PluginArgs, follow_pages},
    failure::Failure,
    output::{self, DIM, PLAIN, Table},
};

/// Lists versions.
#[derive(Args, Debug)]
pub(crate) struct Versions {
    #[command(flatten)]
    plugin: PluginArgs,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A version, as far as this list shows it.
#[derive(Deserialize, Serialize)]
struct Version {
    version: String,
    state: String,
    released: bool,
    yanked: Option<String>,
    deprecated: Option<String>,
    package_size: u64,
    created_at: chrono::DateTime<chrono::Utc>,
    changelog: String,
}

impl Versions {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let (client, plugin) = self.plugin.connect().await?;
        let versions: Vec<Version> =
            follow_pages(&client, &format!("/plugins/{}/versions", plugin.id)).await?;
        if self.json {
            output::json(&versions);
            return Ok(());
        }
        let mut table = Table::new(&["VERSION", "STATE", "SIZE", "PUBLISHED", "CHANGES"]);
        for version in &versions {
            table.row([
                version.version.clone(),
                state(version),
                output::size(version.package_size),
                version.created_at.format("%Y-%m-%d %H:%M").to_string(),
                version.changelog.lines().next().unwrap_or_default().to_owned(),
            ]);
        }
        table.print();
        if versions.is_empty() {
            output::complain(format_args!("{DIM}nothing has been published yet: `mspf publish`{PLAIN}"));
        }
        Ok(())
    }
}

fn state(version: &Version) -> String {
    let also = [
        (version.released, "released"),
        (version.yanked.is_some(), "yanked"),
        (version.deprecated.is_some(), "deprecated"),
    ];
    let words = also.iter().filter(|(applies, _)| *applies).map(|(_, word)| *word);
    std::iter::once(version.state.as_str()).chain(words).collect::<Vec<_>>().join(", ")
}
