//! Garbage collection with a real catalogue.

use std::path::Path;
use std::time::{Duration, SystemTime};

use mspf_builder::GarbagePolicy;
use mspf_catalog::JobState;
use mspf_storage::Digest;
use mspf_test_support::{TestDatabase, component, on_each_database};

use crate::support::{World, compiler, file, script};

on_each_database! {
    what_is_referred_to_stays,
    a_deleted_plugin_s_files_go_in_the_end,
    uploads_beside_it_lose_nothing,
    thousands_of_files_are_gone_through,
    what_a_node_holds_stays_until_the_node_is_long_gone,
}

const HOUR: Duration = Duration::from_secs(3600);

fn policy() -> GarbagePolicy {
    GarbagePolicy { uploads: HOUR, ..GarbagePolicy::default() }
}

async fn what_is_referred_to_stays(database: TestDatabase) {
    let world = World::new(database).await;
    let running = world.run(compiler());
    let published = world.publish("hello", "1.0.0", Some(&component("hello"))).await;
    assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
    let garbage = world.storage.blobs().put("nobody's").await.unwrap();
    let unreferenced = running.builder.artifact_key(&Digest::of(b"nobody's component"));
    let other_engine = format!("artifacts/{}/{}", Digest::of(b"old"), Digest::of(&component("hello")));
    for key in [&unreferenced, &other_engine] {
        world.storage.objects().put_if_absent(key, "artifact").await.unwrap();
    }
    let young = running.builder.collect_garbage(&policy()).await.unwrap();
    assert_eq!((young.blobs.deleted, young.artifacts), (0, 0), "it might be an upload");

    grow_old(&world, 2 * HOUR);
    let old = running.builder.collect_garbage(&policy()).await.unwrap();
    assert_eq!((old.blobs.deleted, old.artifacts), (1, 1));
    assert!(!world.storage.blobs().exists(&garbage).await.unwrap());
    assert!(!world.storage.objects().exists(&unreferenced).await.unwrap());
    assert!(world.storage.objects().exists(&other_engine).await.unwrap(), "another node may run it");

    grow_old(&world, 31 * 24 * HOUR);
    assert_eq!(running.builder.collect_garbage(&policy()).await.unwrap().artifacts, 1);
    let key = running.builder.artifact_key(&Digest::of(&component("hello")));
    assert!(world.storage.objects().exists(&key).await.unwrap());
    for file in world.catalog.versions().files(published.version.tree).await.unwrap() {
        world.storage.blobs().get(&file.digest.parse().unwrap()).await.unwrap();
    }
}

async fn a_deleted_plugin_s_files_go_in_the_end(database: TestDatabase) {
    let world = World::new(database).await;
    let running = world.run(compiler());
    let kept = world.publish("kept", "1.0.0", Some(&component("hello"))).await;
    let gone = world.publish("gone", "1.0.0", Some(&component("rest-axum"))).await;
    for published in [&kept, &gone] {
        assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
    }
    world.catalog.plugins().delete(&world.actor, &gone.plugin.id, None).await.unwrap();
    grow_old(&world, 2 * HOUR);
    let report = running.builder.collect_garbage(&policy()).await.unwrap();
    assert_eq!(
        (report.versions, report.blobs.deleted, report.artifacts),
        (0, 0, 0),
        "it may have been a mistake"
    );

    let policy = GarbagePolicy { deleted_plugins: Duration::ZERO, ..policy() };
    let report = running.builder.collect_garbage(&policy).await.unwrap();
    assert_eq!((report.versions, report.blobs.deleted, report.artifacts), (1, 2, 1));
    assert!(world.catalog.versions().files(gone.version.tree).await.unwrap().is_empty());
    assert!(world.storage.blobs().exists(&Digest::of(&component("hello"))).await.unwrap());
}

/// Files that were garbage for long are uploaded again while the garbage is collected.
async fn uploads_beside_it_lose_nothing(database: TestDatabase) {
    let world = World::new(database).await;
    let builder = world.builder(script("exit 1"));
    let mut uploaded = Vec::new();
    for round in 0..15 {
        let contents: Vec<_> = (0..8).map(|number| format!("{round} {number}")).collect();
        for content in &contents {
            world.storage.blobs().put(content.clone()).await.unwrap();
        }
        grow_old(&world, 2 * HOUR);
        let upload = async {
            let mut files = Vec::new();
            for content in &contents {
                let digest = world.storage.blobs().put(content.clone()).await.unwrap();
                files.push(file(&format!("{content}.txt"), digest, content.len()));
            }
            world.publish_files(&format!("plugin-{round}"), "1.0.0", None, files.clone()).await;
            files
        };
        let collect = || {
            let builder = builder.clone();
            tokio::spawn(async move { builder.collect_garbage(&policy()).await.unwrap() })
        };
        let (files, first, second) = tokio::join!(upload, collect(), collect());
        first.unwrap();
        second.unwrap();
        uploaded.extend(files);
    }
    grow_old(&world, 2 * HOUR);
    builder.collect_garbage(&policy()).await.unwrap();
    for file in uploaded {
        world.storage.blobs().get(&file.digest.parse().unwrap()).await.unwrap();
    }
}

async fn thousands_of_files_are_gone_through(database: TestDatabase) {
    const FILES: u64 = 3_000;
    let world = World::new(database).await;
    let blobs = world.directory.path().join("storage/blobs");
    let mut files = Vec::new();
    for number in 0..FILES {
        let digest = Digest::of(&number.to_le_bytes());
        let name = digest.to_string();
        std::fs::create_dir_all(blobs.join(&name[..2])).unwrap();
        std::fs::write(blobs.join(&name[..2]).join(name), "").unwrap();
        if number % 100 != 0 {
            files.push(file(&format!("{number}.txt"), digest, 0));
        }
    }
    world.publish_files("many", "1.0.0", None, files).await;
    grow_old(&world, 2 * HOUR);
    let report = world.builder(script("exit 1")).collect_garbage(&policy()).await.unwrap();
    assert_eq!((report.blobs.examined, report.blobs.deleted), (FILES, FILES / 100));
}

async fn what_a_node_holds_stays_until_the_node_is_long_gone(database: TestDatabase) {
    let world = World::new(database).await;
    let file = world.directory.path().join("runtime.wasm");
    std::fs::write(&file, "a runtime").unwrap();
    let digest = Digest::of(b"a runtime");
    let (node, other) = (world.builder(script("exit 1")), world.builder(script("exit 1")));
    let artifact = node.artifact_key(&digest);
    node.hold(&digest, &file).await.unwrap();
    world.storage.objects().put_if_absent(&artifact, "artifact").await.unwrap();
    let there = async || {
        let blob = world.storage.blobs().exists(&digest).await.unwrap();
        (blob, world.storage.objects().exists(&artifact).await.unwrap())
    };

    // Far older than any upload, and collected by a node that knows nothing of it.
    grow_old(&world, 48 * HOUR);
    other.collect_garbage(&policy()).await.unwrap();
    assert_eq!(there().await, (true, true));
    // Renewing leaves one mark.
    node.hold(&digest, &file).await.unwrap();
    node.hold(&digest, &file).await.unwrap();
    assert_eq!(world.storage.objects().list("held").await.unwrap().len(), 1);
    // A blob that went missing is put again.
    std::fs::remove_dir_all(world.directory.path().join("storage/blobs")).unwrap();
    node.hold(&digest, &file).await.unwrap();
    assert_eq!(there().await, (true, true));
    // A file that has changed is not what was to be held.
    std::fs::write(&file, "another").unwrap();
    std::fs::remove_dir_all(world.directory.path().join("storage/blobs")).unwrap();
    assert!(node.hold(&digest, &file).await.is_err());
    std::fs::write(&file, "a runtime").unwrap();
    node.hold(&digest, &file).await.unwrap();

    grow_old(&world, 31 * 24 * HOUR);
    other.collect_garbage(&policy()).await.unwrap();
    assert_eq!(there().await, (false, false));
    assert!(world.storage.objects().list("held").await.unwrap().is_empty());
}

/// Makes everything in storage that old.
fn grow_old(world: &World, age: Duration) {
    let time = SystemTime::now() - age;
    set_time(&world.directory.path().join("storage"), time);
}

fn set_time(path: &Path, time: SystemTime) {
    for entry in std::fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => set_time(&path, time),
            false => std::fs::File::options().append(true).open(path).unwrap().set_modified(time).unwrap(),
        }
    }
}
