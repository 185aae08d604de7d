//! Which plugin an author's verb is about.

use std::path::PathBuf;

use clap::Args;
use serde::{Deserialize, de::DeserializeOwned};

use super::{Client, ServerArgs, segment};
use crate::{failure::Failure, project::Project};

/// Names a plugin, by default that of the folder the author is in.
#[derive(Args, Clone, Debug)]
pub(crate) struct PluginArgs {
    /// The plugin's id or OWNER/NAME [default: the plugin of this folder, owned by you]
    #[arg(long, short, value_name = "PLUGIN")]
    plugin: Option<String>,
    #[command(flatten)]
    server: ServerArgs,
}

/// A plugin as the catalogue knows it.
#[derive(Debug, Deserialize)]
pub(crate) struct PluginEntry {
    /// `SP_…`
    pub(crate) id: String,
}

/// Whose token this is.
#[derive(Debug, Deserialize)]
struct WhoAmI {
    user: User,
}

#[derive(Debug, Deserialize)]
struct User {
    username: String,
}

/// The name of the user whom a client's token belongs to.
pub(crate) async fn user_name(client: &Client) -> Result<String, Failure> {
    let who: WhoAmI = client.get("/whoami").await?;
    Ok(who.user.username)
}

impl PluginArgs {
    /// Signs in and finds the plugin.
    pub(crate) async fn connect(&self) -> Result<(Client, PluginEntry), Failure> {
        let client = self.server.client()?.signed_in()?;
        let named = match &self.plugin {
            Some(named) => named.clone(),
            None => {
                let project = Project::find(&PathBuf::from("."))?;
                format!("{}/{}", user_name(&client).await?, project.manifest.plugin.name)
            }
        };
        let escaped: Vec<String> = named.split('/').map(segment).collect();
        let plugin = client.get(&format!("/plugins/{}", escaped.join("/"))).await?;
        Ok((client, plugin))
    }
}

/// A page of a list.
#[derive(Deserialize)]
struct Page<T> {
    items: Vec<T>,
    next: Option<String>,
}

/// Everything a list holds, page after page.
pub(crate) async fn follow_pages<T: DeserializeOwned>(
    client: &Client,
    path: &str,
) -> Result<Vec<T>, Failure> {
    let mut page: Page<T> = client.get(&format!("{path}?per_page=100")).await?;
    let mut items = page.items;
    while let Some(after) = page.next {
        page = client.get(&format!("{path}?per_page=100&after={}", segment(&after))).await?;
        items.append(&mut page.items);
    }
    Ok(items)
}
