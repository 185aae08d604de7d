//! Taking jobs and doing them.

use std::time::Duration;

use mspf_catalog::{BUILD_QUEUE, CatalogError, EventKind, Lease};
use tokio_util::sync::CancellationToken;

use crate::python::draft;
use crate::{BuildError, Builder};

/// How often a job is tried, crashes of the worker included. What fails three times fails for good.
const MAX_ATTEMPTS: u32 = 3;

/// The pause before the second attempt; it doubles for each further one.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// How often an idle worker looks for jobs although nobody has told it of one: those of other nodes about no plugin,
/// and those whose worker has died.
const IDLE_POLL: Duration = Duration::from_secs(2);

/// The pause after the catalogue has failed.
const CATALOG_PAUSE: Duration = Duration::from_secs(5);

impl Builder {
    /// Does jobs until `shutdown`; those begun are then given back, for another node or the next process.
    pub async fn run(&self, shutdown: CancellationToken) {
        match self.inner.catalog.jobs().take_over(&self.inner.worker).await {
            Ok(0) => {}
            Ok(jobs) => tracing::info!(jobs, "continuing the jobs of an earlier process"),
            // Their leases run out by themselves.
            Err(error) => tracing::warn!(%error, "could not take over the jobs of an earlier process"),
        }
        let workers = (0..self.inner.workers).map(|_| self.work(&shutdown));
        tokio::join!(futures::future::join_all(workers), self.listen(&shutdown));
    }

    /// Wakes a worker when the catalogue tells of a queued job.
    async fn listen(&self, shutdown: &CancellationToken) {
        let mut events = self.inner.catalog.hub().subscribe();
        while let Some(event) = shutdown.run_until_cancelled(events.recv()).await {
            match event {
                Ok(event) if event.kind == EventKind::BuildProgress && event.data["state"] == "queued" => {
                    self.inner.queued.notify_one();
                }
                Ok(_) => {}
                // Some were missed: there may be work among them.
                Err(tokio::sync::broadcast::error::RecvError::Lagged(_)) => self.inner.queued.notify_one(),
                Err(tokio::sync::broadcast::error::RecvError::Closed) => return,
            }
        }
    }

    async fn work(&self, shutdown: &CancellationToken) {
        let mut queues = vec![self.inner.artifact_queue.clone()];
        if self.inner.builds_versions {
            queues.extend([BUILD_QUEUE.to_owned(), draft::QUEUE.to_owned()]);
        }
        while !shutdown.is_cancelled() {
            let pause =
                match self.inner.catalog.jobs().claim(&self.inner.worker, &queues, self.inner.lease).await {
                    Ok(Some(lease)) => {
                        // There may be more where this one came from, for another worker.
                        self.inner.queued.notify_one();
                        self.attempt(&lease, shutdown).await;
                        continue;
                    }
                    Ok(None) => IDLE_POLL,
                    Err(error) => {
                        tracing::error!(%error, "could not look for jobs");
                        CATALOG_PAUSE
                    }
                };
            let told = tokio::time::timeout(pause, self.inner.queued.notified());
            shutdown.run_until_cancelled(told).await;
        }
    }

    async fn attempt(&self, lease: &Lease, shutdown: &CancellationToken) {
        let result = tokio::select! {
            result = self.perform(lease) => self.conclude(lease, result).await,
            lost = self.keep(lease) => Err(lost),
            () = shutdown.cancelled() => self.inner.catalog.jobs().give_back(lease).await,
        };
        self.inner.finished.notify_waiters();
        if let Err(error) = result {
            tracing::warn!(job = %lease.job.id, key = lease.job.key, %error, "could not conclude a job");
        }
    }

    /// Renews the lease until that fails.
    async fn keep(&self, lease: &Lease) -> CatalogError {
        loop {
            tokio::time::sleep(self.inner.lease / 3).await;
            match self.inner.catalog.jobs().heartbeat(lease, self.inner.lease).await {
                Ok(()) => {}
                Err(error @ CatalogError::Conflict { .. }) => return error,
                Err(error) => tracing::warn!(%error, "could not renew the lease of a job"),
            }
        }
    }

    async fn perform(&self, lease: &Lease) -> Result<(), BuildError> {
        // Whoever had it before has died of it, each time.
        if lease.job.attempts > MAX_ATTEMPTS {
            let why = format!("given up after {MAX_ATTEMPTS} attempts, in each of which the worker died");
            return Err(BuildError::refused("build.given_up", why));
        }
        match lease.job.queue.as_str() {
            BUILD_QUEUE => self.build_version(lease).await,
            draft::QUEUE => self.resolve(lease).await,
            _ => self.perform_artifact(lease).await,
        }
    }

    async fn conclude(&self, lease: &Lease, result: Result<(), BuildError>) -> Result<(), CatalogError> {
        let error = match result {
            Ok(()) if lease.job.queue == BUILD_QUEUE => return self.version_ready(lease).await,
            Ok(()) => return self.inner.catalog.jobs().succeed(lease).await,
            Err(error) if error.is_lease_lost() => return Ok(()),
            Err(error) => error,
        };
        let attempts = lease.job.attempts;
        tracing::warn!(job = %lease.job.id, key = lease.job.key, attempts, %error, "a job failed");
        if !error.is_final() && attempts < MAX_ATTEMPTS {
            let pause = FIRST_PAUSE * 2_u32.pow(attempts.saturating_sub(1));
            return self.inner.catalog.jobs().retry(lease, &error.to_string(), pause).await;
        }
        if lease.job.queue == BUILD_QUEUE {
            return self.version_failed(lease, &error).await;
        }
        self.inner.catalog.jobs().fail(lease, &error.to_string()).await
    }
}
