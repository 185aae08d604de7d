//! Artifacts on demand.

use mspf_builder::{Builder, BuilderConfig};
use mspf_catalog::Catalog;
use mspf_runtime::artifact::{SealKey, seal};
use mspf_runtime::{EngineProfile, Runtime, RuntimeConfig};
use mspf_storage::{Cache, Digest};
use mspf_test_support::{TestDatabase, component, on_each_database};

use crate::support::{World, compiler, config, count, counting_compiler, open_storage, seal_key, start};

on_each_database! { a_stampede_on_two_nodes_compiles_once }

async fn a_stampede_on_two_nodes_compiles_once(database: TestDatabase) {
    let world = World::new(database).await;
    let log = world.directory.path().join("log");
    let here = world.run(counting_compiler(&log));
    let other =
        BuilderConfig { node: "other".into(), ..config(world.directory.path(), counting_compiler(&log)) };
    let catalog = Catalog::connect(world.database.url()).await.unwrap();
    let storage = open_storage(world.directory.path());
    let there = start(Builder::new(catalog, storage, seal_key(), other).unwrap());

    let digest = world.storage.blobs().put(component("hello")).await.unwrap();
    let callers = (0..40).map(|number| {
        let builder = if number % 2 == 0 { &here.builder } else { &there.builder };
        builder.ensure_artifact(&digest)
    });
    let keys = futures::future::try_join_all(callers).await.unwrap();
    assert!(keys.iter().all(|key| *key == here.builder.artifact_key(&digest)));
    assert_eq!(count(&log), 1);
    // And none for those who come later.
    here.builder.ensure_artifact(&digest).await.unwrap();
    assert_eq!(count(&log), 1);
}

#[tokio::test]
async fn a_new_engine_has_the_component_compiled_again() {
    let world = World::sqlite().await;
    let running = world.run(compiler());
    let digest = world.storage.blobs().put(component("hello")).await.unwrap();
    let of_old_engine = format!("artifacts/{}/{digest}", Digest::of(b"old engine"));
    world.storage.objects().put_if_absent(&of_old_engine, "old").await.unwrap();
    let key = running.builder.ensure_artifact(&digest).await.unwrap();
    assert!(key.contains(running.builder.fingerprint()));
    assert!(world.storage.objects().exists(&key).await.unwrap());
}

#[tokio::test]
async fn an_artifact_damaged_in_storage_is_made_again() {
    let world = World::sqlite().await;
    let running = world.run(compiler());
    let digest = world.storage.blobs().put(component("hello")).await.unwrap();
    let key = running.builder.ensure_artifact(&digest).await.unwrap();
    let path = world.directory.path().join("storage/objects").join(&key);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();

    let cache = Cache::open(world.directory.path().join("cache"), 1 << 30).unwrap();
    let objects = world.storage.objects();
    assert!(cache.object(&key, objects).await.unwrap_err().is_damaged());
    running.builder.rebuild_artifact(&digest).await.unwrap();
    let file = cache.object(&key, objects).await.unwrap();
    let runtime = Runtime::new(RuntimeConfig::new(seal_key())).unwrap();
    runtime.load(&digest.to_string(), file.path()).unwrap();
}

/// Whoever can write to storage, but has not the key, can make no node run their code.
#[tokio::test]
async fn a_planted_artifact_is_refused_and_replaced() {
    let world = World::sqlite().await;
    let running = world.run(compiler());
    let digest = world.storage.blobs().put(component("hello")).await.unwrap();
    let key = running.builder.artifact_key(&digest);
    let code = mspf_runtime::compile(&component("rest-axum"), EngineProfile::P2).unwrap();
    let fingerprint = running.builder.fingerprint();
    let planted =
        seal(&SealKey::new([8; 32]), &digest.to_string(), fingerprint, EngineProfile::P2, code).unwrap();
    let objects = world.storage.objects();
    assert!(objects.put_if_absent(&key, planted).await.unwrap());

    let runtime = Runtime::new(RuntimeConfig::new(seal_key())).unwrap();
    let cache = Cache::open(world.directory.path().join("cache"), 1 << 30).unwrap();
    let file = cache.object(&key, objects).await.unwrap();
    assert!(runtime.load(&digest.to_string(), file.path()).is_err());
    running.builder.rebuild_artifact(&digest).await.unwrap();
    cache.forget_object(&key);
    let file = cache.object(&key, objects).await.unwrap();
    runtime.load(&digest.to_string(), file.path()).unwrap();
}

#[tokio::test]
async fn a_failure_is_remembered() {
    let world = World::sqlite().await;
    let log = world.directory.path().join("log");
    let running = world.run(counting_compiler(&log));
    let digest = world.storage.blobs().put("no component at all").await.unwrap();
    for _ in 0..5 {
        let error = running.builder.ensure_artifact(&digest).await.unwrap_err();
        assert_eq!(error.code(), "build.failed");
    }
    assert_eq!(count(&log), 1);
}
