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
    size: u64,
    yanked: bool,
    #[serde(default)]
    released: bool,
    created_at: chrono::DateTime<chrono::Utc>,
    #[serde(default)]
    changelog: Option<String>,
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
                output::size(version.size),
                version.created_at.format("%Y-%m-%d %H:%M").to_string(),
                first_line(version.changelog.as_deref()),
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
    let mut state = version.state.clone();
    if version.released {
        state.push_str(", released");
    }
    if version.yanked {
        state.push_str(", yanked");
    }
    state
}

fn first_line(text: Option<&str>) -> String {
    text.and_then(|text| text.lines().next()).unwrap_or_default().to_owned()
}
