//! What warm plugins hold.

use std::time::Duration;

use anyhow::Result;
use reqwest::Client;

use super::apps::Project;
use crate::platform::Platform;

/// Plugins that are called once and stay warm.
const PLUGINS: u32 = 200;
/// Before memory is read: what start-up still does is done by then.
const SETTLE: Duration = Duration::from_secs(2);

/// Private memory of a node, in KiB.
pub(super) struct Memory {
    pub(super) plugins: u32,
    pub(super) cold: u64,
    pub(super) warm: u64,
}

/// Memory of a node with the runtime loaded, before and after many plugins (Flask) were called once.
pub(super) async fn measure() -> Result<Memory> {
    let project = Project::flask()?;
    let mut platform = Platform::new()?;
    let mut paths = platform
        .while_running(async |platform| {
            let mut paths = vec![];
            for number in 0..=PLUGINS {
                let id = platform.upload(project.package(&format!("warm-{number}"), "installation")?).await?;
                paths.push(format!("/plugins.{id}/hello/"));
            }
            for path in &paths {
                platform.wait_for(path).await?;
            }
            Ok(paths)
        })
        .await?;
    let server = platform.serve(&paths.remove(0)).await?;
    let client = Client::new();
    tokio::time::sleep(SETTLE).await;
    let cold = server.private_kib()?;
    for path in &paths {
        client.get(platform.url(path)).send().await?.error_for_status()?.bytes().await?;
    }
    let warm = server.private_kib()?;
    Ok(Memory { plugins: PLUGINS, cold, warm })
}
