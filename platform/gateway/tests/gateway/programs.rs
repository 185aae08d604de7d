//! Loading, sharing and letting go of programs.

use std::sync::Arc;
use std::sync::atomic::Ordering::SeqCst;

use mspf_gateway::{GatewayConfig, ServerConfig};
use tokio_util::sync::CancellationToken;

use crate::client::{get, open};
use crate::world::{Version, World};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stampede_to_a_plugin_never_called_compiles_and_loads_once() {
    let world = Arc::new(World::new().await);
    let plugin = world.publish(Version::default()).await;
    assert_eq!(world.gateway.live().await.programs, 0);
    let clients: Vec<_> = (0..40)
        .map(|_| {
            let (world, plugin) = (world.clone(), plugin.clone());
            tokio::spawn(async move { world.get(&plugin, "/").await.status })
        })
        .collect();
    for client in clients {
        assert_eq!(client.await.unwrap(), 200);
    }
    assert_eq!(world.compiler.asked.load(SeqCst), 1);
}

#[tokio::test]
async fn plugins_with_the_same_component_share_its_program() {
    let world = World::new().await;
    let (one, other) = (world.publish(Version::default()).await, world.publish(Version::default()).await);
    assert_eq!(world.get(&one, "/context").await.json()["installation"]["plugin"], one.as_str());
    assert_eq!(world.get(&other, "/context").await.json()["installation"]["plugin"], other.as_str());
    assert_eq!(world.compiler.asked.load(SeqCst), 1);
}

#[tokio::test]
async fn programs_beyond_the_budget_go_and_come_back_and_calls_in_flight_keep_theirs() {
    // Room for none: each new program sends the last one away.
    let config = GatewayConfig { program_memory: 1 << 10, ..GatewayConfig::default() };
    let world = World::with(config, ServerConfig::default()).await;
    let slow = world.publish(Version::default()).await;
    let hello = world.publish(Version { component: Some("hello"), ..Version::default() }).await;
    let in_flight =
        open(world.address, get(&format!("/plugins.{slow}/slow-body?chunks=20&ms=10"), &[])).await;
    let (stop, gateway) = (CancellationToken::new(), Arc::clone(&world.gateway));
    let keeping = tokio::spawn({
        let stop = stop.clone();
        async move { gateway.keep(stop).await }
    });
    for _ in 0..3 {
        assert_eq!(world.get(&hello, "/").await.status, 200);
        assert_eq!(world.get(&slow, "/").await.status, 200);
    }
    let body = http_body_util::BodyExt::collect(in_flight.into_body()).await.unwrap().to_bytes();
    assert!(body.ends_with(b"19\n"));
    stop.cancel();
    keeping.await.unwrap();
    // Compiled once each, however often they were loaded.
    assert_eq!(world.compiler.asked.load(SeqCst), 2);
}

#[tokio::test]
async fn a_damaged_artifact_is_made_anew() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let component = mspf_storage::Digest::of(&mspf_test_support::component("misbehaving"));
    let key = mspf_gateway::Compile::artifact_key(&*world.compiler, &component);
    world.storage.objects().put_if_absent(&key, vec![0; 4096]).await.unwrap();
    assert_eq!(world.get(&plugin, "/").await.status, 200);
    assert_eq!(world.compiler.asked.load(SeqCst), 1);
}

#[tokio::test]
async fn a_component_that_is_gone_is_an_answer_and_is_tried_again() {
    let world = World::new().await;
    let plugin = world.publish(Version::default()).await;
    let component = mspf_storage::Digest::of(&mspf_test_support::component("misbehaving"));
    world.lose(&component);
    let refused = world.get(&plugin, "/").await;
    assert_eq!((refused.status, &*refused.code()), (503, "plugin.not_loaded"));
    assert!(refused.header("retry-after").is_some());
    world.storage.blobs().put(mspf_test_support::component("misbehaving")).await.unwrap();
    assert_eq!(world.get(&plugin, "/").await.status, 200);
}

#[tokio::test]
async fn a_plugin_that_is_not_called_takes_no_room() {
    let world = World::new().await;
    let called = world.publish(Version::default()).await;
    for _ in 0..20 {
        world.publish(Version::default()).await;
    }
    world.get(&called, "/").await;
    // Nor does an address that is nobody's.
    for n in 0..20 {
        assert_eq!(world.send(get(&format!("/plugins.SP_{n}/"), &[])).await.status, 404);
    }
    let live = world.gateway.live().await;
    assert_eq!(live.plugins.iter().map(|live| live.plugin.as_str()).collect::<Vec<_>>(), [called.as_str()]);
}
