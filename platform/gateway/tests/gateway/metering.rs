//! What is counted and what is kept of what plugins say.

use chrono::{TimeDelta, Utc};
use mspf_catalog::{Actor, Counts, LogStream, PluginId, Resolution};

use crate::client::request;
use crate::world::{Version, World};

async fn used(world: &World, plugin: &PluginId, resolution: Resolution) -> Counts {
    let (from, to) = (Utc::now() - TimeDelta::hours(2), Utc::now() + TimeDelta::hours(2));
    let windows = world.catalog.usage().windows(plugin, resolution, from, to).await.unwrap();
    let mut sum = Counts::default();
    windows.iter().for_each(|window| sum.merge(&window.counts));
    sum
}

#[tokio::test]
async fn calls_errors_files_time_and_bytes_are_counted_by_plugin() {
    let world = World::new().await;
    let files: Vec<(&str, &[u8])> = vec![("static/a.txt", b"12345")];
    let plugin = world.publish(Version { files, manifest: "[static]\n", ..Version::default() }).await;
    let silent = world.publish(Version::default()).await;
    for _ in 0..3 {
        world.send(request("POST", &format!("/plugins.{plugin}/echo"), &[], "four")).await;
    }
    world.get(&plugin, "/trap").await;
    world.get(&plugin, "/static/a.txt").await;
    world.gateway.flush().await;
    for resolution in [Resolution::Minutes, Resolution::Hours] {
        let counts = used(&world, &plugin, resolution).await;
        assert_eq!((counts.calls, counts.errors, counts.files), (4, 1, 1));
        assert_eq!((counts.bytes_in, counts.bytes_out), (12, 17));
        assert!(counts.cpu_micros > 0);
        assert_eq!(counts.latency.filled().map(|(_, calls)| calls).sum::<u64>(), 4);
    }
    // Once more adds to what is there, and nothing twice.
    world.get(&plugin, "/").await;
    world.gateway.flush().await;
    world.gateway.flush().await;
    assert_eq!(used(&world, &plugin, Resolution::Minutes).await.calls, 5);
    assert_eq!(used(&world, &silent, Resolution::Minutes).await, Counts::default());
    assert_eq!(world.catalog.plugins().get(&Actor::Platform, &plugin).await.unwrap().use_count, 5);
}

#[tokio::test]
async fn to_look_at_a_plugin_is_no_use_of_it() {
    let world = World::new().await;
    let files: Vec<(&str, &[u8])> = vec![("static/index.html", b"<p>"), ("static/a.css", b"p {}")];
    let plugin = world.publish(Version { files, manifest: "[static]\n", ..Version::default() }).await;
    for path in ["static/index.html", "static/a.css", "echo"] {
        let path = format!("/plugins.{plugin}/{path}");
        world.send(request("HEAD", &path, &[], "")).await;
        for shown_as in ["iframe", "document"] {
            world.send(request("GET", &path, &[("sec-fetch-dest", shown_as)], "")).await;
        }
    }
    world.gateway.flush().await;
    let counts = used(&world, &plugin, Resolution::Minutes).await;
    assert_eq!((counts.calls, counts.files), (3, 6), "all of it is work");
    // The page and the call; not the style, which belongs to a page.
    assert_eq!(world.catalog.plugins().get(&Actor::Platform, &plugin).await.unwrap().use_count, 2);
}

#[tokio::test]
async fn versions_are_counted_apart() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    world.publish_next(&plugin, Version { number: "2.0.0", ..Version::default() }).await;
    world.get(&plugin, "/").await;
    world.send(crate::client::get(&format!("/plugins.{plugin}@1.0.0/"), &[])).await;
    world.gateway.flush().await;
    let (from, to) = (Utc::now() - TimeDelta::hours(2), Utc::now() + TimeDelta::hours(2));
    let windows = world.catalog.usage().windows(&plugin, Resolution::Hours, from, to).await.unwrap();
    let mut versions: Vec<_> =
        windows.iter().map(|window| (window.version.as_str(), window.counts.calls)).collect();
    versions.sort();
    assert_eq!(versions, [("1.0.0", 1), ("2.0.0", 1)]);
}

#[tokio::test]
async fn lines_are_kept_with_their_request_and_stream() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let mut ids = Vec::new();
    for stream in ["stdout", "stderr"] {
        let answer = world.get(&plugin, &format!("/log?stream={stream}&line=hello-{stream}")).await;
        ids.push(answer.header("x-request-id").unwrap().to_owned());
    }
    let answer = world.get(&plugin, "/log?stream=log&level=warn&line=careful").await;
    ids.push(answer.header("x-request-id").unwrap().to_owned());
    world.gateway.flush().await;
    let lines = world.catalog.logs().newest(&plugin, 10).await.unwrap();
    let of = |stream| lines.iter().find(|line| line.stream == stream).unwrap();
    assert_eq!(
        (of(LogStream::Stdout).request_id.as_str(), of(LogStream::Stdout).line.as_str()),
        (&*ids[0], "hello-stdout")
    );
    assert_eq!(
        (of(LogStream::Stderr).request_id.as_str(), of(LogStream::Stderr).line.as_str()),
        (&*ids[1], "hello-stderr")
    );
    assert_eq!(of(LogStream::Warn).request_id, ids[2]);
    assert!(of(LogStream::Warn).line.contains("careful"));
}

#[tokio::test]
async fn a_flood_of_lines_is_cut_and_the_cut_is_marked() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let neighbour = world.publish(Version::default()).await;
    for _ in 0..3 {
        world.get(&plugin, "/stdout?stream=stdout&line_bytes=10&lines=2000").await;
    }
    world.get(&neighbour, "/log?stream=stdout&line=heard").await;
    world.gateway.flush().await;
    let lines = world.catalog.logs().newest(&plugin, 1000).await.unwrap();
    assert!(lines.iter().any(|line| line.stream == LogStream::Platform && line.line.contains("dropped")));
    let all = world.catalog.logs().after(&plugin, 0, 1000).await.unwrap();
    let total =
        all.len() + world.catalog.logs().after(&plugin, all.last().unwrap().seq, 1000).await.unwrap().len();
    assert!(total < 3000, "{total} lines were kept");
    let heard = world.catalog.logs().newest(&neighbour, 10).await.unwrap();
    assert_eq!(heard.iter().map(|line| line.line.as_str()).collect::<Vec<_>>(), ["heard"]);
}

#[tokio::test]
async fn what_a_node_does_can_be_watched() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let running = crate::client::open(
        world.address,
        crate::client::get(&format!("/plugins.{plugin}/slow-body?chunks=100000&ms=5"), &[]),
    );
    let running = running.await;
    world.get(&plugin, "/").await;
    let live = world.gateway.live().await;
    assert_eq!((live.running, live.waiting), (1, 0));
    let plugin = &live.plugins[0];
    assert_eq!((plugin.running, plugin.calls, plugin.errors), (1, 1, 0));
    assert!(plugin.median_micros.is_some() && plugin.p99_micros >= plugin.median_micros);
    drop(running);
}
