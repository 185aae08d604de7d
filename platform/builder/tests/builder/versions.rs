//! Published versions become ready.

use std::time::Duration;

use mspf_catalog::{JobState, VersionState};
use mspf_runtime::{Runtime, RuntimeConfig};
use mspf_storage::{Cache, Digest};
use mspf_test_support::{TestDatabase, component, on_each_database};

use crate::support::{World, compiler, count, counting_compiler, script, seal_key};

on_each_database! { a_published_version_is_built_and_released }

async fn a_published_version_is_built_and_released(database: TestDatabase) {
    let world = World::new(database).await;
    let running = world.run(compiler());
    let published = world.publish("hello", "1.0.0", Some(&component("hello"))).await;
    assert_eq!(published.version.state, VersionState::Building);
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts, job.progress), (JobState::Succeeded, 1, 100));
    assert!(!world.catalog.jobs().lines(job.id, 0).await.unwrap().is_empty());
    world.assert_released_once(&published).await;
    assert!(world.work().is_empty());

    let digest = Digest::of(&component("hello"));
    let key = running.builder.artifact_key(&digest);
    let cache = Cache::open(world.directory.path().join("cache"), 1 << 30).unwrap();
    let file = cache.object(&key, world.storage.objects()).await.unwrap();
    let runtime = Runtime::new(RuntimeConfig::new(seal_key())).unwrap();
    runtime.load(&digest.to_string(), file.path()).unwrap();
}

#[tokio::test]
async fn both_generations_of_wasi_http_are_built() {
    let world = World::sqlite().await;
    let running = world.run(compiler());
    let runtime = Runtime::new(RuntimeConfig::new(seal_key())).unwrap();
    for name in ["hello", "hello-p3"] {
        let published = world.publish(name, "1.0.0", Some(&component(name))).await;
        assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded, "{name}");
        let digest = Digest::of(&component(name));
        let file = world.directory.path().join(name);
        let key = running.builder.artifact_key(&digest);
        world.storage.objects().get_to_file(&key, &file).await.unwrap();
        runtime.load(&digest.to_string(), &file).unwrap();
    }
}

#[tokio::test]
async fn a_component_shared_by_many_plugins_is_compiled_once() {
    let world = World::sqlite().await;
    let log = world.directory.path().join("log");
    let _running = world.run(counting_compiler(&log));
    for name in ["one", "two", "three"] {
        let published = world.publish(name, "1.0.0", Some(&component("hello"))).await;
        assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
    }
    assert_eq!(count(&log), 1);
}

#[tokio::test]
async fn a_version_without_a_component_is_ready_at_once() {
    let world = World::sqlite().await;
    let published = world.publish("pages", "1.0.0", None).await;
    let _running = world.run(script("exit 1"));
    assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
    assert_eq!(world.version(&published).await.state, VersionState::Ready);
}

#[tokio::test]
async fn a_version_whose_component_is_not_stored_fails() {
    let world = World::sqlite().await;
    let published = world.publish_files("lost", "1.0.0", Some(Digest::of(b"lost")), Vec::new()).await;
    let _running = world.run(compiler());
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 1));
    let version = world.version(&published).await;
    assert_eq!(version.state, VersionState::Failed);
    assert!(version.message.unwrap().contains("is not in storage"));
}

#[tokio::test]
async fn a_failed_attempt_is_repeated() {
    let world = World::sqlite().await;
    let mark = world.directory.path().join("mark");
    let program = std::env::current_exe().unwrap();
    let flaky = format!(
        "[ -e '{0}' ] || {{ touch '{0}'; echo 'out of luck' >&2; exit 3; }}; \
         exec '{1}' child::compile --exact --nocapture \"$0\" \"$1\" \"$2\"",
        mark.display(),
        program.display()
    );
    let _running = world.run(script(&flaky));
    let published = world.publish("flaky", "1.0.0", Some(&component("hello"))).await;
    let waiting = world.until(published.build.id, async |job| job.error.is_some()).await;
    assert_eq!((waiting.state, waiting.attempts), (JobState::Queued, 1));
    assert!(waiting.error.unwrap().contains("out of luck"));
    assert_eq!(world.ended(published.build.id).await.attempts, 2);
    world.assert_released_once(&published).await;
}

#[tokio::test]
async fn a_node_that_shuts_down_gives_its_job_back() {
    let world = World::sqlite().await;
    let started = world.directory.path().join("started");
    let running = world.run(script(&format!("echo $$ > '{}'; exec sleep 1000", started.display())));
    let published = world.publish("hello", "1.0.0", Some(&component("hello"))).await;
    world.until(published.build.id, async |_| started.exists()).await;
    drop(running.stop);
    tokio::time::timeout(Duration::from_secs(10), running.task).await.expect("it stops at once").unwrap();
    let job = world.catalog.jobs().get(published.build.id).await.unwrap();
    assert_eq!((job.state, job.attempts), (JobState::Queued, 0));
    assert!(world.work().is_empty(), "the child is dead and its files are gone");

    let _running = world.run(compiler());
    assert_eq!(world.ended(published.build.id).await.attempts, 1);
    world.assert_released_once(&published).await;
}
