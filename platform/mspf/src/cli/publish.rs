//! `mspf publish`

use std::path::PathBuf;

use clap::Args;
use futures::StreamExt;
use mspf_catalog::DRAFT;
use serde::{Deserialize, Serialize};

use crate::{
    client::{Client, ServerArgs, query_value, segment},
    failure::{Exit, Failure},
    output::{self, DIM, GOOD, PLAIN},
    project::Project,
};

/// Builds if needed, uploads, and follows the build on the server.
#[derive(Args, Debug)]
pub(crate) struct Publish {
    /// The plugin's folder, or a package that is built already
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The organisation that shall own the plugin [default: you]
    #[arg(long)]
    owner: Option<String>,
    /// What has changed, for those who use the plugin
    #[arg(long, value_name = "TEXT")]
    changelog: Option<String>,
    /// Publish without letting the version answer at the plugin's address
    #[arg(long)]
    no_release: bool,
    /// Publish only if the plugin's own tests pass (Python)
    #[arg(long)]
    tests: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    server: ServerArgs,
}

/// What the server says to an upload.
#[derive(Deserialize)]
struct Accepted {
    plugin: Named,
    /// Neither comes of a plugin of version 1: its source is its draft now, and answers.
    version: Option<VersionEntry>,
    build: Option<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct VersionEntry {
    version: String,
}

/// What came of it all.
#[derive(Serialize)]
struct Published {
    plugin: String,
    version: String,
    address: String,
    released: bool,
}

impl Publish {
    pub(crate) async fn run(self) -> Result<(), Failure> {
        let client = self.server.client()?.signed_in()?;
        let package = self.package().await?;
        let accepted: Accepted = client.upload(&self.upload_path(), &package).await?;
        let Accepted { plugin: Named { id: plugin }, version, build } = accepted;
        let version = version.map_or_else(|| DRAFT.to_owned(), |entry| entry.version);
        output::complain(format_args!("{DIM}uploaded{PLAIN} {plugin} {version}"));
        if let Some(build) = build {
            follow_build(&client, &build.id).await?;
        }
        let published = Published {
            address: client.plugin_address(&plugin),
            plugin,
            version,
            released: !self.no_release,
        };
        self.report(&published);
        Ok(())
    }

    async fn package(&self) -> Result<PathBuf, Failure> {
        if self.path.is_file() {
            return Ok(self.path.clone());
        }
        let project = Project::find(&self.path)?;
        if project.is_stale() {
            // What `--json` prints is for programs: nothing else may stand beside it.
            let packed = super::build::build(&project)?;
            output::complain(format_args!("{packed}"));
        }
        Ok(project.package_path())
    }

    fn upload_path(&self) -> String {
        let mut path = format!("/plugins/upload?release={}&tests={}", !self.no_release, self.tests);
        for (name, value) in [("owner", &self.owner), ("changelog", &self.changelog)] {
            if let Some(value) = value {
                path.push_str(&format!("&{name}={}", query_value(value)));
            }
        }
        path
    }

    fn report(&self, published: &Published) {
        if self.json {
            output::json(published);
        } else if published.released {
            output::say(format_args!(
                "{GOOD}published{PLAIN} {} at {}",
                published.version, published.address
            ));
        } else {
            let Published { plugin, version, .. } = published;
            output::say(format_args!("{GOOD}published{PLAIN} {version}, not released"));
            output::complain(format_args!("let it answer with `mspf release {version} --plugin {plugin}`"));
        }
    }
}

/// Where a build stands, as the server tells it.
#[derive(Deserialize)]
struct Progress {
    state: String,
    step: String,
    error: Option<String>,
}

/// A line of a build's log.
#[derive(Deserialize)]
struct Line {
    text: String,
}

/// Shows the build's steps and log until it has ended.
async fn follow_build(client: &Client, build: &str) -> Result<(), Failure> {
    let mut events = Box::pin(client.events(&format!("/builds/{}/events", segment(build))).await?);
    while let Some(event) = events.next().await {
        let event = event?;
        if let Ok(line) = serde_json::from_str::<Line>(&event.data) {
            output::complain(format_args!("  {DIM}{}{PLAIN}", line.text));
        }
        let Ok(build) = serde_json::from_str::<Progress>(&event.data) else { continue };
        match build.state.as_str() {
            "succeeded" => return Ok(()),
            "failed" => {
                let why = build.error.unwrap_or_else(|| "it did not say why".to_owned());
                return Err(Failure::new("the server could not build this version")
                    .because(why)
                    .exit(Exit::Refused));
            }
            _ if build.step.is_empty() => {}
            _ => output::complain(format_args!("  {DIM}{}{PLAIN}", build.step)),
        }
    }
    Err(Failure::new("the server stopped telling how the build goes")
        .remedy("`mspf versions` shows whether it was finished")
        .exit(Exit::Unreachable))
}
