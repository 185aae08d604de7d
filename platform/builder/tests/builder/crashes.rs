//! Workers that die.

use std::process::Child;
use std::time::Duration;

use mspf_catalog::{EventKind, JobState, VersionState};
use mspf_test_support::{TestDatabase, component, on_each_database};

use crate::hostile::heavy;
use crate::support::{World, compiler};

on_each_database! {
    a_worker_killed_in_the_middle_of_a_build_is_succeeded,
    a_job_that_kills_its_workers_is_given_up,
}

async fn a_worker_killed_in_the_middle_of_a_build_is_succeeded(database: TestDatabase) {
    let world = World::new(database).await;
    let mut events = world.catalog.hub().subscribe();
    let published = world.publish("heavy", "1.0.0", Some(&heavy(&component("hello"), 8))).await;
    let mut worker = world.worker_process(None);
    world.until(published.build.id, async |_| compiler_of(&worker).is_some()).await;
    let compiling = world.catalog.jobs().get(published.build.id).await.unwrap();
    assert_eq!((compiling.state, compiling.attempts), (JobState::Running, 1));
    let child = compiler_of(&worker).unwrap();
    worker.kill().unwrap();
    worker.wait().unwrap();

    // The compiler notices that nobody waits for it.
    world.until(published.build.id, async |_| !runs(child)).await;
    // The next process of the node need not wait for the lease to run out.
    let _running = world.run(compiler());
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts), (JobState::Succeeded, 2), "{job:?}");
    world.assert_released_once(&published).await;
    let mut ready = 0;
    while let Ok(event) = events.try_recv() {
        ready += usize::from(event.kind == EventKind::VersionReady);
    }
    assert_eq!(ready, 1);
}

async fn a_job_that_kills_its_workers_is_given_up(database: TestDatabase) {
    let world = World::new(database).await;
    let published = world.publish("killer", "1.0.0", Some(&component("hello"))).await;
    for _ in 0..3 {
        let mut worker = world.worker_process(Some("kill -9 $PPID"));
        tokio::task::spawn_blocking(move || worker.wait()).await.unwrap().unwrap();
    }
    let _running = world.run(compiler());
    let job = world.ended(published.build.id).await;
    assert_eq!((job.state, job.attempts), (JobState::Failed, 4));
    let version = world.version(&published).await;
    assert_eq!(version.state, VersionState::Failed);
    assert!(version.message.unwrap().contains("build.given_up"));
    // And the node goes on.
    let published = world.publish("harmless", "1.0.0", Some(&component("hello"))).await;
    assert_eq!(world.ended(published.build.id).await.state, JobState::Succeeded);
}

#[tokio::test]
async fn the_job_of_a_lost_node_is_done_when_its_lease_runs_out() {
    use crate::support::{config, seal_key, start};
    use mspf_builder::{Builder, BuilderConfig};

    let world = World::sqlite().await;
    let published = world.publish("hello", "1.0.0", Some(&component("hello"))).await;
    let lost = mspf_catalog::Worker { node: "lost".into(), process: "1".into() };
    let queues = [mspf_catalog::BUILD_QUEUE.to_owned()];
    let lease =
        world.catalog.jobs().claim(&lost, &queues, Duration::from_millis(300)).await.unwrap().unwrap();
    let config = BuilderConfig { node: "other".into(), ..config(world.directory.path(), compiler()) };
    let builder = Builder::new(world.catalog.clone(), world.storage.clone(), seal_key(), config).unwrap();
    let _running = start(builder);
    assert_eq!(world.ended(published.build.id).await.attempts, 2);
    world.assert_released_once(&published).await;
    // Not lost at all, only slow.
    let late = world.catalog.versions().built(&lease, published.version.id).await.unwrap_err();
    assert_eq!(late.code(), "job.lease_lost");
    world.assert_released_once(&published).await;
}

/// The compiler that a worker has started.
fn compiler_of(worker: &Child) -> Option<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{}/task", worker.id())).ok()?;
    let children =
        tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let pids: Vec<u32> =
        children.flat_map(|line| line.split(' ').flat_map(str::parse).collect::<Vec<_>>()).collect();
    // Between fork and exec it is still a copy of the worker.
    pids.into_iter().find(|pid| command_line(*pid).contains("child::compile"))
}

fn runs(pid: u32) -> bool {
    command_line(pid).contains("child::compile")
}

fn command_line(pid: u32) -> String {
    String::from_utf8_lossy(&std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()).into_owned()
}
