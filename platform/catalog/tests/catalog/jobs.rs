//! The queue: done once, whoever dies.

use std::collections::HashSet;
use std::time::Duration;

use mspf_catalog::{Catalog, CatalogError, EventKind, Job, JobState, NewJob, PluginId, Worker};
use mspf_test_support::{TestDatabase, on_each_database};
use serde_json::json;

on_each_database! {
    each_job_is_taken_once,
    the_same_work_is_queued_once,
    urgent_jobs_go_first_then_those_that_waited_longest,
    only_the_worker_s_own_queues_are_looked_at,
    a_lease_that_ran_out_is_taken_by_another,
    a_renewed_lease_is_kept,
    a_process_takes_over_from_its_predecessor,
    a_failed_attempt_waits_and_is_counted,
    a_job_given_back_is_not_counted,
    a_log_is_bounded,
    whoever_follows_the_plugin_hears_of_progress,
    finished_jobs_are_forgotten,
}

const HOUR: Duration = Duration::from_secs(3600);

async fn connect(database: &TestDatabase) -> Catalog {
    Catalog::connect(database.url()).await.unwrap()
}

fn job(key: impl ToString) -> NewJob {
    NewJob { queue: "q".into(), key: key.to_string(), plugin: None, payload: json!({"n": 1}), urgent: false }
}

fn worker(node: &str, process: &str) -> Worker {
    Worker { node: node.into(), process: process.into() }
}

fn queues() -> Vec<String> {
    vec!["q".into()]
}

fn lost(result: Result<(), CatalogError>) {
    assert_eq!(result.unwrap_err().code(), "job.lease_lost");
}

async fn each_job_is_taken_once(database: TestDatabase) {
    let nodes = [connect(&database).await, connect(&database).await];
    for key in 0..20 {
        nodes[0].jobs().enqueue(job(key)).await.unwrap();
    }
    let workers = (0..8).map(|number| {
        let catalog = nodes[number % 2].clone();
        tokio::spawn(async move {
            let worker = worker(&format!("node{number}"), "p");
            let mut taken = Vec::new();
            while let Some(lease) = catalog.jobs().claim(&worker, &queues(), HOUR).await.unwrap() {
                catalog.jobs().succeed(&lease).await.unwrap();
                taken.push(lease.job.key.clone());
            }
            taken
        })
    });
    let taken: Vec<_> = futures::future::try_join_all(workers).await.unwrap().concat();
    assert_eq!(taken.len(), 20);
    assert_eq!(taken.iter().collect::<HashSet<_>>().len(), 20);
}

async fn the_same_work_is_queued_once(database: TestDatabase) {
    let catalog = connect(&database).await;
    let queue = catalog.jobs();
    let enqueued = (0..8).map(|_| queue.enqueue(job("same")));
    let jobs = futures::future::try_join_all(enqueued).await.unwrap();
    assert!(jobs.iter().all(|job| job.id == jobs[0].id && job.state == JobState::Queued));

    let lease = catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    assert_eq!(catalog.jobs().enqueue(job("same")).await.unwrap().id, jobs[0].id, "it is being done");
    catalog.jobs().succeed(&lease).await.unwrap();
    let next = catalog.jobs().enqueue(job("same")).await.unwrap();
    assert_ne!(next.id, jobs[0].id);
    assert_eq!(catalog.jobs().newest("q", "same").await.unwrap().unwrap().id, next.id);
    assert_eq!(catalog.jobs().newest("q", "other").await.unwrap(), None);
}

async fn urgent_jobs_go_first_then_those_that_waited_longest(database: TestDatabase) {
    let catalog = connect(&database).await;
    for key in ["first", "second", "third"] {
        catalog.jobs().enqueue(job(key)).await.unwrap();
    }
    catalog.jobs().enqueue(NewJob { urgent: true, ..job("urgent") }).await.unwrap();
    // Somebody is waiting for this one now.
    catalog.jobs().enqueue(NewJob { urgent: true, ..job("third") }).await.unwrap();
    let mut order = Vec::new();
    while let Some(lease) = catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap() {
        order.push(lease.job.key);
    }
    assert_eq!(order, ["third", "urgent", "first", "second"]);
}

async fn only_the_worker_s_own_queues_are_looked_at(database: TestDatabase) {
    let catalog = connect(&database).await;
    catalog.jobs().enqueue(NewJob { queue: "other".into(), ..job(1) }).await.unwrap();
    assert_eq!(catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap(), None);
    assert_eq!(catalog.jobs().claim(&worker("a", "1"), &[], HOUR).await.unwrap(), None);
}

async fn a_lease_that_ran_out_is_taken_by_another(database: TestDatabase) {
    let catalog = connect(&database).await;
    catalog.jobs().enqueue(job(1)).await.unwrap();
    let slow = catalog.jobs().claim(&worker("a", "1"), &queues(), Duration::ZERO).await.unwrap().unwrap();
    let fast = catalog.jobs().claim(&worker("b", "1"), &queues(), HOUR).await.unwrap().unwrap();
    assert_eq!((slow.job.id, slow.job.attempts), (fast.job.id, 1));
    assert_eq!((fast.job.attempts, fast.job.node.as_deref()), (2, Some("b")));

    let jobs = catalog.jobs();
    lost(jobs.heartbeat(&slow, HOUR).await);
    lost(jobs.log(&slow, "too late").await);
    lost(jobs.progress(&slow, 50, "too late").await);
    lost(jobs.retry(&slow, "too late", HOUR).await);
    lost(jobs.give_back(&slow).await);
    lost(jobs.fail(&slow, "too late").await);
    lost(jobs.succeed(&slow).await);
    jobs.succeed(&fast).await.unwrap();
    lost(jobs.succeed(&fast).await);
    let done = jobs.get(fast.job.id).await.unwrap();
    assert_eq!((done.state, done.progress, done.error), (JobState::Succeeded, 100, None));
    assert_eq!(jobs.lines(done.id, 0).await.unwrap().len(), 1, "only what the holder said");
}

async fn a_renewed_lease_is_kept(database: TestDatabase) {
    let catalog = connect(&database).await;
    catalog.jobs().enqueue(job(1)).await.unwrap();
    let lease = catalog.jobs().claim(&worker("a", "1"), &queues(), Duration::ZERO).await.unwrap().unwrap();
    catalog.jobs().heartbeat(&lease, HOUR).await.unwrap();
    assert_eq!(catalog.jobs().claim(&worker("b", "1"), &queues(), HOUR).await.unwrap(), None);
}

async fn a_process_takes_over_from_its_predecessor(database: TestDatabase) {
    let catalog = connect(&database).await;
    for key in ["of a", "of b"] {
        catalog.jobs().enqueue(job(key)).await.unwrap();
    }
    let jobs = catalog.jobs();
    let of_a = jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    jobs.claim(&worker("b", "1"), &queues(), HOUR).await.unwrap().unwrap();

    assert_eq!(jobs.take_over(&worker("a", "1")).await.unwrap(), 0, "these are its own");
    assert_eq!(jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap(), None);
    assert_eq!(jobs.take_over(&worker("a", "2")).await.unwrap(), 1);
    let again = jobs.claim(&worker("a", "2"), &queues(), HOUR).await.unwrap().unwrap();
    assert_eq!((again.job.key.as_str(), again.job.attempts), ("of a", 2));
    assert_eq!(jobs.claim(&worker("a", "2"), &queues(), HOUR).await.unwrap(), None);
    lost(jobs.succeed(&of_a).await);
}

async fn a_failed_attempt_waits_and_is_counted(database: TestDatabase) {
    let catalog = connect(&database).await;
    catalog.jobs().enqueue(job(1)).await.unwrap();
    let jobs = catalog.jobs();
    let lease = jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    jobs.retry(&lease, "no luck\0 today", HOUR).await.unwrap();
    let waiting = jobs.get(lease.job.id).await.unwrap();
    assert_eq!((waiting.state, waiting.attempts), (JobState::Queued, 1));
    assert_eq!(waiting.error.as_deref(), Some("no luck\u{fffd} today"));
    assert_eq!(jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap(), None, "not yet");

    catalog.jobs().enqueue(job(2)).await.unwrap();
    let lease = jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    jobs.retry(&lease, "no luck", Duration::ZERO).await.unwrap();
    let lease = jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    assert_eq!((lease.job.key.as_str(), lease.job.attempts), ("2", 2));
    jobs.fail(&lease, "given up").await.unwrap();
    let failed = jobs.get(lease.job.id).await.unwrap();
    assert_eq!((failed.state, failed.error.as_deref()), (JobState::Failed, Some("given up")));
    assert!(failed.finished_at.is_some());
    let listed = jobs.list(Some(JobState::Failed), None, 10).await.unwrap();
    assert_eq!(listed, std::slice::from_ref(&failed));
    assert_eq!(jobs.list(None, Some(failed.id), 10).await.unwrap(), [waiting]);
}

async fn a_job_given_back_is_not_counted(database: TestDatabase) {
    let catalog = connect(&database).await;
    catalog.jobs().enqueue(job(1)).await.unwrap();
    for _ in 0..3 {
        let lease = catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
        assert_eq!(lease.job.attempts, 1);
        catalog.jobs().give_back(&lease).await.unwrap();
    }
}

async fn a_log_is_bounded(database: TestDatabase) {
    let catalog = connect(&database).await;
    let Job { id, .. } = catalog.jobs().enqueue(job(1)).await.unwrap();
    let lease = catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    let jobs = catalog.jobs();
    jobs.log(&lease, "one\ntwo\0\n").await.unwrap();
    jobs.log(&lease, &"ä".repeat(10_000)).await.unwrap();
    jobs.log(&lease, &"line\n".repeat(1_500)).await.unwrap();
    jobs.log(&lease, "one too many").await.unwrap();
    let lines = jobs.lines(id, 0).await.unwrap();
    assert_eq!(lines.len(), 1_000);
    assert_eq!((lines[0].text.as_str(), lines[1].text.as_str()), ("one", "two\u{fffd}"));
    assert_eq!(lines[2].text, "ä".repeat(2_048));
    assert!(lines.iter().enumerate().all(|(number, line)| line.line as usize == number));
    assert_eq!(jobs.lines(id, 998).await.unwrap().len(), 2);
    // A full log stops no job.
    jobs.succeed(&lease).await.unwrap();
}

async fn whoever_follows_the_plugin_hears_of_progress(database: TestDatabase) {
    let catalog = connect(&database).await;
    let mut events = catalog.hub().subscribe();
    let plugin = PluginId::generate();
    catalog.jobs().enqueue(NewJob { plugin: Some(plugin.clone()), ..job(1) }).await.unwrap();
    catalog.jobs().enqueue(NewJob { plugin: Some(plugin.clone()), ..job(1) }).await.unwrap();
    let lease = catalog.jobs().claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    catalog.jobs().progress(&lease, 40, "halfway, nearly").await.unwrap();
    catalog.jobs().succeed(&lease).await.unwrap();
    let mut heard = Vec::new();
    for _ in 0..4 {
        let event = events.recv().await.unwrap();
        assert_eq!((event.kind, &event.plugin), (EventKind::BuildProgress, &plugin));
        assert_eq!(event.data["job"], json!(lease.job.id));
        heard.push((event.data["state"].clone(), event.data["progress"].clone()));
    }
    let expected = [("queued", 0), ("running", 0), ("running", 40), ("succeeded", 100)];
    assert_eq!(heard, expected.map(|(state, progress)| (json!(state), json!(progress))));
}

async fn finished_jobs_are_forgotten(database: TestDatabase) {
    let catalog = connect(&database).await;
    let jobs = catalog.jobs();
    jobs.enqueue(job("done")).await.unwrap();
    let lease = jobs.claim(&worker("a", "1"), &queues(), HOUR).await.unwrap().unwrap();
    jobs.log(&lease, "a line").await.unwrap();
    jobs.succeed(&lease).await.unwrap();
    let open = jobs.enqueue(job("open")).await.unwrap();
    assert_eq!(jobs.prune(chrono::Utc::now() - HOUR).await.unwrap(), 0);
    assert_eq!(jobs.prune(chrono::Utc::now() + HOUR).await.unwrap(), 1);
    assert!(matches!(jobs.get(lease.job.id).await, Err(CatalogError::NotFound { .. })));
    assert!(jobs.lines(lease.job.id, 0).await.unwrap().is_empty());
    jobs.get(open.id).await.unwrap();
}
