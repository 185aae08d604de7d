//! From a saved edit to an answer with the new text.

use std::{
    fs,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use reqwest::Client;

use super::{
    apps::{Project, VIEWS, views},
    median,
};
use crate::platform::Platform;

/// Edits of the plugin.
const EDITS: u32 = 40;
/// Edits of the project that the development server watches: each takes a second or more.
const PEER_EDITS: u32 = 6;
/// How long an edit may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Before each of these edits.
const SETTLE: Duration = Duration::from_millis(1500);
/// Between two looks at a server that is just starting again.
const LOOK: Duration = Duration::from_millis(2);

/// Medians.
pub(super) struct Edits {
    pub(super) mspf: Duration,
    pub(super) runserver: Duration,
}

/// Edits the same view of the same project on both.
pub(super) async fn compare(project: &Project) -> Result<Edits> {
    let mut platform = Platform::new()?;
    let mspf = platform.while_running(async |platform| on_mspf(platform, project).await).await?;
    Ok(Edits { mspf, runserver: on_runserver(project).await? })
}

async fn on_mspf(platform: &Platform, project: &Project) -> Result<Duration> {
    let (client, id) = (Client::new(), platform.create("edited").await?);
    for (path, bytes) in project.files("edited", "installation")? {
        platform.save(&client, &id, &path, bytes, true).await?;
    }
    // Nothing was ever released: the plain address is the draft's.
    let page = format!("/plugins.{id}/hello/");
    platform.wait_for(&page).await?;
    let page = platform.url(&page);
    let mut times = vec![];
    for edit in 0..EDITS {
        let text = format!("edit {edit}");
        let started = Instant::now();
        platform.save(&client, &id, VIEWS, views(&text).into_bytes(), false).await?;
        loop {
            if client.get(&page).send().await?.text().await? == text {
                break;
            }
            if started.elapsed() > PATIENCE {
                bail!("an edit was not answered");
            }
        }
        times.push(started.elapsed());
    }
    Ok(median(times))
}

async fn on_runserver(project: &Project) -> Result<Duration> {
    let server = project.runserver().await?;
    // Each look on a connection of its own: the server that answered the last one is gone.
    let client = Client::builder().pool_max_idle_per_host(0).build()?;
    let mut times = vec![];
    for edit in 0..PEER_EDITS {
        let text = format!("edit {edit}");
        // It looks at the files once a second, and must have looked since it started.
        tokio::time::sleep(SETTLE).await;
        let started = Instant::now();
        fs::write(project.path(VIEWS), views(&text))?;
        loop {
            let answered = match client.get(&server.url).send().await {
                Ok(answer) => answer.text().await.unwrap_or_default(),
                Err(_) => String::new(),
            };
            if answered == text {
                break;
            }
            if started.elapsed() > PATIENCE {
                bail!("runserver did not notice an edit");
            }
            tokio::time::sleep(LOOK).await;
        }
        times.push(started.elapsed());
    }
    Ok(median(times))
}
