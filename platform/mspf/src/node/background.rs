//! What a node does beside answering requests.

use std::{future::Future, time::Duration};

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// Work that goes on until the node stops.
pub(crate) struct Background {
    tasks: JoinSet<()>,
    stop: CancellationToken,
}

impl Background {
    pub(crate) fn new(stop: CancellationToken) -> Self {
        Self { tasks: JoinSet::new(), stop }
    }

    /// Starts work that ends by itself when told to.
    pub(crate) fn start(&mut self, work: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Starts work that is done now and then. An error is logged, and it is tried again the next time.
    pub(crate) fn every<F, W, E>(&mut self, name: &'static str, interval: Duration, mut work: F)
    where
        F: FnMut() -> W + Send + 'static,
        W: Future<Output = Result<(), E>> + Send,
        E: std::error::Error + Send,
    {
        let stop = self.stop.clone();
        self.tasks.spawn(async move {
            let mut ticks = tokio::time::interval(interval);
            // A pause of the machine makes one late round, not many at once.
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            while stop.run_until_cancelled(ticks.tick()).await.is_some() {
                if let Some(Err(error)) = stop.run_until_cancelled(work()).await {
                    tracing::warn!(%error, "{name} did not work; it will be tried again");
                }
            }
        });
    }

    /// Waits until everything has ended.
    pub(crate) async fn ended(mut self) {
        while let Some(ended) = self.tasks.join_next().await {
            if let Err(error) = ended {
                tracing::error!(%error, "background work broke off");
            }
        }
    }
}
