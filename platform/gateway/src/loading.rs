//! Whether a plugin's source can be loaded: what a mount knows of it, so that a source that can't is neither loaded
//! again for every request nor told of for each.
//!
//! A change of the plugin makes a new mount, which knows nothing yet.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use mspf_runtime::LoadFailure;
use tokio::sync::{Semaphore, SemaphorePermit};

/// For how long a failed load is believed. Loading may use as much CPU time as a request, 2 seconds by default, so a
/// source that loops while it is imported keeps less than half a core busy; one that failed by bad luck answers soon.
const BELIEVED: Duration = Duration::from_secs(10);
/// Requests that may try at the same time as long as none has managed: more would all pay for the same failure. Two,
/// so that one that takes long after it has been loaded does not hold up everybody.
const TRIES: usize = 2;

/// What is known about loading.
pub(crate) struct Loading {
    works: AtomicBool,
    tries: Semaphore,
    failed: Mutex<Option<(Instant, Arc<LoadFailure>)>>,
    told: AtomicBool,
}

impl Default for Loading {
    fn default() -> Self {
        Self {
            works: AtomicBool::new(false),
            tries: Semaphore::new(TRIES),
            failed: Mutex::default(),
            told: AtomicBool::new(false),
        }
    }
}

impl Loading {
    /// Waits for leave to try, to be held until it is known how that went; or says why it is not worth it.
    pub(crate) async fn enter(&self) -> Result<Option<SemaphorePermit<'_>>, Arc<LoadFailure>> {
        if self.works.load(Relaxed) {
            return Ok(None);
        }
        if let Some(failure) = self.failure() {
            return Err(failure);
        }
        // Never closed.
        let turn = self.tries.acquire().await.ok();
        match self.failure() {
            Some(failure) => Err(failure),
            None => Ok(turn),
        }
    }

    /// It was loaded, whatever came of the request.
    pub(crate) fn worked(&self) {
        if !self.works.load(Relaxed) {
            *self.failed() = None;
            self.told.store(false, Relaxed);
            self.works.store(true, Relaxed);
        }
    }

    /// It could not be loaded. Returns whether this is the first time, so that it is news.
    pub(crate) fn broke(&self, failure: &Arc<LoadFailure>) -> bool {
        self.works.store(false, Relaxed);
        *self.failed() = Some((Instant::now(), Arc::clone(failure)));
        !self.told.swap(true, Relaxed)
    }

    fn failure(&self) -> Option<Arc<LoadFailure>> {
        let failed = self.failed();
        let (at, failure) = failed.as_ref()?;
        (at.elapsed() < BELIEVED).then(|| Arc::clone(failure))
    }

    fn failed(&self) -> std::sync::MutexGuard<'_, Option<(Instant, Arc<LoadFailure>)>> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
