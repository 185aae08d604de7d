//! What a plugin costs that is not running: time at its first request, memory until then.

use std::time::{Duration, Instant};

use anyhow::Result;
use reqwest::Client;

use crate::{
    peers::Server,
    platform::{Platform, Reuse},
};

/// Different plugins whose first request is timed.
const PLUGINS: u32 = 30;
/// Registrations at once: the catalogue writes one after the other anyway.
const AT_ONCE: u32 = 8;
/// Before memory is read: what start-up still does is done by then.
const SETTLE: Duration = Duration::from_secs(2);

/// Medians over different plugins, each with its artifact on disk and never loaded.
pub(crate) struct Cold {
    pub(crate) first: Duration,
    pub(crate) second: Duration,
}

/// Times the first and a later request of plugins that no process has loaded yet.
pub(crate) async fn measure(hello: &[u8]) -> Result<Cold> {
    let mut platform = Platform::new()?;
    let paths = platform
        .while_running(async |platform| {
            let mut paths = vec![];
            for number in 0..PLUGINS {
                let path = platform
                    .publish(&format!("cold-{number}"), &distinct(hello, number), Reuse::Never)
                    .await?;
                paths.push(path);
            }
            Ok(paths)
        })
        .await?;
    let server = platform.serve("/readyz").await?;
    let client = Client::new();
    // The connection is warm, and so is what every first request of a process needs.
    timed(&client, &server, &paths[0]).await?;
    let (mut first, mut second) = (vec![], vec![]);
    for path in &paths[1..] {
        first.push(timed(&client, &server, path).await?);
        timed(&client, &server, path).await?;
        second.push(timed(&client, &server, path).await?);
    }
    Ok(Cold { first: median(first), second: median(second) })
}

async fn timed(client: &Client, server: &Server, path: &str) -> Result<Duration> {
    let url = server.url.replace("/readyz", path);
    let started = Instant::now();
    client.get(url).send().await?.error_for_status()?.bytes().await?;
    Ok(started.elapsed())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The same component with a digest of its own: a custom section says which.
fn distinct(component: &[u8], number: u32) -> Vec<u8> {
    let name = b"bench";
    let number = number.to_le_bytes();
    let mut bytes = component.to_vec();
    bytes.extend([0, (1 + name.len() + number.len()) as u8, name.len() as u8]);
    bytes.extend(name);
    bytes.extend(number);
    bytes
}

/// Memory of a freshly started node, in KiB.
pub(crate) struct Memory {
    pub(crate) plugins: u32,
    pub(crate) without: u64,
    pub(crate) with: u64,
}

/// Memory of a node before and after many plugins were registered.
pub(crate) async fn registered(plugins: u32) -> Result<Memory> {
    let mut platform = Platform::new()?;
    let without = resident(&platform).await?;
    let client = Client::new();
    platform
        .while_running(async |platform| {
            for start in (0..plugins).step_by(AT_ONCE as usize) {
                let names =
                    (start..plugins.min(start + AT_ONCE)).map(|number| format!("registered-{number}"));
                let platform = &*platform;
                let client = &client;
                let all = names.map(async |name| platform.register(client, &name).await);
                futures::future::try_join_all(all).await?;
            }
            Ok(())
        })
        .await?;
    let with = resident(&platform).await?;
    Ok(Memory { plugins, without, with })
}

async fn resident(platform: &Platform) -> Result<u64> {
    let server = platform.serve("/readyz").await?;
    tokio::time::sleep(SETTLE).await;
    server.resident_kib()
}
