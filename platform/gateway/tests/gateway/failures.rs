//! What a client and an author learn when a plugin fails, and that its neighbour notices nothing.

use std::time::Duration;

use crate::client::{get, open, raw};
use crate::world::{Version, World};

/// Short limits, so that breaking them takes no time.
const STRICT: &str =
    "[limits]\ncpu_ms = 100\nwall_ms = 300\nmemory_mb = 16\nrequest_body_mb = 1\nresponse_body_mb = 2\n";

async fn log_of(world: &World, plugin: &mspf_catalog::PluginId) -> String {
    world.gateway.flush().await;
    let lines = world.catalog.logs().newest(plugin, 1000).await.unwrap();
    lines.iter().map(|line| format!("{} {} {}\n", line.request_id, line.stream, line.line)).collect()
}

#[tokio::test]
async fn each_way_to_fail_has_its_status_and_code_and_is_explained_in_the_log() {
    let world = World::new().await;
    let plugin = world.publish(Version { manifest: STRICT, ..Version::default() }).await;
    let neighbour = world.publish(Version::default()).await;
    for (path, status, code, said) in [
        ("/trap", 500, "plugin.trap", "trap"),
        ("/panic", 500, "plugin.trap", "trap"),
        ("/recurse", 500, "plugin.trap", "trap"),
        ("/loop", 504, "plugin.cpu_deadline", "CPU time"),
        ("/sleep", 504, "plugin.timeout", "did not answer"),
        ("/allocate", 500, "plugin.memory_limit", "16 MiB"),
        ("/never", 502, "plugin.no_response", "without answering"),
        ("/fail", 502, "plugin.failed", "failed"),
    ] {
        let answer = world.get(&plugin, path).await;
        assert_eq!((answer.status, &*answer.code()), (status, code), "{path}");
        let id = answer.header("x-request-id").unwrap();
        assert!(!answer.text().contains("secret"), "{path}: {}", answer.text());
        let log = log_of(&world, &plugin).await;
        let own: Vec<_> = log.lines().filter(|line| line.starts_with(&format!("{id} platform"))).collect();
        assert!(own.iter().any(|line| line.contains(said)), "{path}: {own:#?}");
        assert_eq!(world.get(&neighbour, "/").await.status, 200);
    }
}

#[tokio::test]
async fn a_panic_is_told_with_its_place_and_the_way_there() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    assert_eq!(world.get(&plugin, "/panic").await.status, 500);
    let log = log_of(&world, &plugin).await;
    assert!(log.contains("stderr") && log.contains("asked to panic"), "{log}");
    assert!(log.contains("misbehaving/src/lib.rs") && log.contains("wasm backtrace"), "{log}");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_whether_announced_or_not() {
    let world = World::new().await;
    let plugin = world.publish(Version { manifest: STRICT, ..Version::default() }).await;
    let path = format!("/plugins.{plugin}/echo");
    let large = "x".repeat((1 << 20) + 1);
    let announced = world.send(crate::client::request("POST", &path, &[], &large)).await;
    assert_eq!((announced.status, &*announced.code()), (413, "request.too_large"));
    let fits = world.send(crate::client::request("POST", &path, &[], &large[..1 << 20])).await;
    assert_eq!((fits.status, fits.body.len()), (200, 1 << 20));
}

#[tokio::test]
async fn what_breaks_after_the_head_breaks_the_connection() {
    let world = World::new().await;
    let plugin = world.publish(Version { manifest: STRICT, ..Version::default() }).await;
    // A body without end, while two mebibytes are allowed.
    let head = format!("GET /plugins.{plugin}/body HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    let answer = raw(world.address, &head).await;
    assert!(
        answer.len() < 3 << 20 && !answer.ends_with("\r\n0\r\n\r\n"),
        "a cut-off body must not look whole"
    );
}

#[tokio::test]
async fn a_client_that_leaves_ends_its_instance() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let before =
        open(world.address, get(&format!("/plugins.{plugin}/slow-body?chunks=100000&ms=5"), &[])).await;
    assert_eq!(world.gateway.live().await.running, 1);
    drop(before);
    // One that leaves before the head is out.
    let path = format!("/plugins.{plugin}/sleep");
    let waiting =
        tokio::time::timeout(Duration::from_millis(100), open(world.address, get(&path, &[]))).await;
    assert!(waiting.is_err());
    for _ in 0..2000 {
        if world.gateway.live().await.running == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the instances of clients that left still run");
}
