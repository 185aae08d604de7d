//! Who may run now, who waits, who is sent away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A number of places and a bounded queue before them.
#[derive(Debug)]
pub(crate) struct Gate {
    places: Arc<Semaphore>,
    size: GateSize,
    waiting: AtomicUsize,
}

/// How many may be inside and how many may wait, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GateSize {
    pub(crate) places: usize,
    pub(crate) queue: usize,
    pub(crate) patience: Duration,
}

/// There is no place, and none came free in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

impl Gate {
    pub(crate) fn new(size: GateSize) -> Self {
        let places = size.places.clamp(1, Semaphore::MAX_PERMITS);
        Self { places: Arc::new(Semaphore::new(places)), size, waiting: AtomicUsize::new(0) }
    }

    pub(crate) fn size(&self) -> GateSize {
        self.size
    }

    /// How many are inside.
    pub(crate) fn running(&self) -> usize {
        self.size.places.saturating_sub(self.places.available_permits())
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Relaxed)
    }

    /// Takes a place, given back when the permit is dropped; waits for one in the order of arrival.
    pub(crate) async fn enter(&self) -> Result<OwnedSemaphorePermit, Full> {
        match Arc::clone(&self.places).try_acquire_owned() {
            Ok(permit) => Ok(permit),
            Err(_) => self.wait().await,
        }
    }

    async fn wait(&self) -> Result<OwnedSemaphorePermit, Full> {
        let _place = InQueue::join(&self.waiting, self.size.queue).ok_or(Full)?;
        let acquire = Arc::clone(&self.places).acquire_owned();
        match tokio::time::timeout(self.size.patience, acquire).await {
            Ok(Ok(permit)) => Ok(permit),
            Ok(Err(_)) | Err(_) => Err(Full),
        }
    }
}

/// A place in the queue, left also when the one who waits gives up.
struct InQueue<'g>(&'g AtomicUsize);

impl<'g> InQueue<'g> {
    fn join(waiting: &'g AtomicUsize, most: usize) -> Option<Self> {
        let joined = waiting.fetch_update(Relaxed, Relaxed, |now| (now < most).then_some(now + 1));
        joined.ok().map(|_| Self(waiting))
    }
}

impl Drop for InQueue<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate(patience: Duration) -> Arc<Gate> {
        Arc::new(Gate::new(GateSize { places: 1, queue: 1, patience }))
    }

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn beyond_the_places_one_waits_and_beyond_the_queue_one_is_sent_away() {
        let gate = gate(LONG);
        let inside = gate.enter().await.unwrap();
        let waiting = tokio::spawn({
            let gate = Arc::clone(&gate);
            async move { gate.enter().await.is_ok() }
        });
        tokio::task::yield_now().await;
        assert_eq!((gate.running(), gate.waiting()), (1, 1));
        assert_eq!(gate.enter().await.unwrap_err(), Full);
        drop(inside);
        assert!(waiting.await.unwrap());
        assert_eq!((gate.running(), gate.waiting()), (0, 0));
    }

    #[tokio::test]
    async fn patience_ends() {
        let gate = gate(Duration::from_millis(5));
        let _inside = gate.enter().await.unwrap();
        assert_eq!(gate.enter().await.unwrap_err(), Full);
        assert_eq!(gate.waiting(), 0);
    }

    #[tokio::test]
    async fn whoever_gives_up_leaves_the_queue() {
        let gate = gate(LONG);
        let _inside = gate.enter().await.unwrap();
        let mut giving_up = Box::pin(gate.enter());
        assert!(futures::poll!(&mut giving_up).is_pending());
        assert_eq!(gate.waiting(), 1);
        drop(giving_up);
        assert_eq!(gate.waiting(), 0);
    }
}
