//! The first request of a plugin that this process has never loaded.

use std::time::{Duration, Instant};

use anyhow::Result;
use reqwest::Client;

use super::{apps::Project, median};
use crate::{peers::Server, platform::Platform};

/// Plugins of each kind.
const PLUGINS: u32 = 15;

/// Medians over different plugins.
pub(super) struct First {
    pub(super) tiny: Duration,
    pub(super) django: Duration,
}

/// Times the first requests to plugins whose files lie in storage, on a node that has just started.
pub(super) async fn measure(django: &Project) -> Result<First> {
    let tiny = Project::tiny()?;
    let mut platform = Platform::new()?;
    let paths = platform
        .while_running(async |platform| {
            let (mut tinies, mut djangos) = (vec![], vec![]);
            for number in 0..=PLUGINS {
                let id = platform.upload(tiny.package(&format!("tiny-{number}"), "installation")?).await?;
                tinies.push(format!("/plugins.{id}/"));
                let id = platform.upload(django.package(&format!("stock-{number}"), "installation")?).await?;
                djangos.push(format!("/plugins.{id}/hello/"));
            }
            for path in tinies.iter().chain(&djangos) {
                platform.wait_for(path).await?;
            }
            Ok([tinies, djangos])
        })
        .await?;
    let server = platform.serve("/readyz").await?;
    let client = Client::new();
    let [tiny, django] = paths.map(|mut paths| (paths.remove(0), paths));
    // The connection is warm then, and the Python runtime loaded.
    for first in [&tiny.0, &django.0] {
        timed(&client, &server, first).await?;
    }
    let tiny = timed_all(&client, &server, &tiny.1).await?;
    let django = timed_all(&client, &server, &django.1).await?;
    Ok(First { tiny, django })
}

async fn timed_all(client: &Client, server: &Server, paths: &[String]) -> Result<Duration> {
    let mut times = vec![];
    for path in paths {
        times.push(timed(client, server, path).await?);
    }
    Ok(median(times))
}

async fn timed(client: &Client, server: &Server, path: &str) -> Result<Duration> {
    let url = server.url.replace("/readyz", path);
    let started = Instant::now();
    client.get(url).send().await?.error_for_status()?.bytes().await?;
    Ok(started.elapsed())
}
