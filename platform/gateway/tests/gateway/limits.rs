//! How many requests run and wait, and what those beyond are told.

use std::sync::Arc;
use std::time::Duration;

use mspf_gateway::{GatewayConfig, ServerConfig};

use crate::client::{get, open};
use crate::world::{Version, World};

/// One request at a time, one waits.
const NARROW: &str = "[limits]\nconcurrency = 1\nqueue = 1\n";
/// Longer than any test.
const BUSY: &str = "/slow-body?chunks=100000&ms=5";

fn impatient() -> GatewayConfig {
    GatewayConfig { queue_timeout: Duration::from_millis(50), ..GatewayConfig::default() }
}

#[tokio::test]
async fn beyond_its_queue_a_plugin_is_busy_and_says_when_to_come_back() {
    let world = Arc::new(World::with(GatewayConfig::default(), ServerConfig::default()).await);
    let plugin = world.publish(Version { manifest: NARROW, ..Version::default() }).await;
    let neighbour = world.publish(Version::default()).await;
    let running = open(world.address, get(&format!("/plugins.{plugin}{BUSY}"), &[])).await;
    let waiting = tokio::spawn({
        let (world, plugin) = (world.clone(), plugin.clone());
        async move { world.get(&plugin, "/").await.status }
    });
    let live =
        async || world.gateway.live().await.plugins.into_iter().find(|live| live.plugin == plugin.as_str());
    while live().await.unwrap().waiting == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let refused = world.get(&plugin, "/").await;
    assert_eq!((refused.status, &*refused.code()), (429, "plugin.busy"));
    assert!(refused.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
    assert_eq!(world.get(&neighbour, "/").await.status, 200);
    drop(running);
    assert_eq!(waiting.await.unwrap(), 200);
}

#[tokio::test]
async fn the_limit_is_the_installations_whichever_address_and_version_are_called() {
    let world = World::with(impatient(), ServerConfig::default()).await;
    let plugin = world.publish(Version { manifest: NARROW, ..Version::default() }).await;
    world
        .publish_next(
            &plugin,
            Version { number: "1.1.0", release: false, manifest: NARROW, ..Version::default() },
        )
        .await;
    let _running = open(world.address, get(&format!("/plugins.{plugin}{BUSY}"), &[])).await;
    let host = format!("{}.plugins.localhost", mspf_gateway::host_label(plugin.as_str()));
    assert_eq!(world.send(get("/", &[("host", &host)])).await.status, 429);
    assert_eq!(world.send(get(&format!("/plugins.{plugin}@1.1.0/"), &[])).await.status, 429);
}

#[tokio::test]
async fn a_full_node_says_so_to_everyone() {
    let config = GatewayConfig { node_concurrency: 1, node_queue: 0, ..impatient() };
    let world = World::with(config, ServerConfig::default()).await;
    let plugin = world.publish(Version::default()).await;
    let neighbour = world.publish(Version::default()).await;
    let _running = open(world.address, get(&format!("/plugins.{plugin}{BUSY}"), &[])).await;
    let refused = world.get(&neighbour, "/").await;
    assert_eq!((refused.status, &*refused.code()), (503, "node.busy"));
    assert!(refused.header("retry-after").is_some());
}

#[tokio::test]
async fn a_fresh_instance_for_each_request_unless_the_plugin_reuses_them() {
    let world = World::new().await;
    let fresh = world.publish(Version::default()).await;
    let counts = async |plugin| {
        let mut counts = Vec::new();
        for _ in 0..4 {
            counts.push(world.get(plugin, "/count").await.text().trim().to_owned());
        }
        counts
    };
    assert_eq!(counts(&fresh).await, ["1", "1", "1", "1"]);
    // Said last in the `[runtime]` section.
    let reusing = world.publish(Version { manifest: "reuse = 2\n", ..Version::default() }).await;
    assert_eq!(counts(&reusing).await, ["1", "2", "1", "2"]);
}

#[tokio::test]
async fn both_generations_of_wasi_http_answer() {
    let world = World::new().await;
    for component in ["hello", "hello-p3", "misbehaving-p3"] {
        let plugin = world.publish(Version { component: Some(component), ..Version::default() }).await;
        let answer = world.get(&plugin, "/").await;
        assert_eq!(answer.status, 200, "{component}: {answer:?}");
    }
}
