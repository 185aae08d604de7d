//! Instances that wait for their next call: what those of all services together may hold, and who gives way.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError, Weak,
        atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use crate::{Service, instance::Instance};

/// Instances that give way at once when an engine has no room for one more: ending one by one would make each of a
/// burst of requests wait for another.
const GIVE_WAY: usize = 8;

/// The waiting instances of a node.
pub(crate) struct Idle {
    budget: u64,
    bytes: AtomicU64,
    instances: AtomicUsize,
    /// Every service that has ever let an instance wait, and is still there.
    services: Mutex<Vec<Weak<Service>>>,
}

impl Idle {
    /// Instances that hold at most `budget` bytes together.
    pub(crate) fn new(budget: u64) -> Self {
        Self { budget, bytes: AtomicU64::new(0), instances: AtomicUsize::new(0), services: Mutex::default() }
    }

    /// How many wait, and how many bytes they hold.
    pub(crate) fn size(&self) -> (usize, u64) {
        (self.instances.load(Relaxed), self.bytes.load(Relaxed))
    }

    /// Counts the service among those whose instances may have to give way.
    pub(crate) fn register(&self, service: &Arc<Service>) {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        services.retain(|service| service.strong_count() > 0);
        services.push(Arc::downgrade(service));
    }

    /// Ends those that have waited longest until the budget is kept.
    pub(crate) fn keep_budget(&self) {
        while self.bytes.load(Relaxed) > self.budget && self.end_oldest() {}
    }

    /// Makes room on the engines; returns whether anybody gave way.
    pub(crate) fn make_room(&self) -> bool {
        (0..GIVE_WAY).filter(|_| self.end_oldest()).count() > 0
    }

    /// Ends those that have waited longer than that.
    pub(crate) fn end_older(&self, than: Duration) {
        for service in self.services() {
            let ended = service.waiting().take_while(|since| since.elapsed() > than);
            drop(ended);
        }
    }

    fn end_oldest(&self) -> bool {
        let waiting = self.services().into_iter().filter_map(|service| {
            let since = service.waiting().since()?;
            Some((since, service))
        });
        let Some((_, service)) = waiting.min_by_key(|(since, _)| *since) else { return false };
        let mut left = 1;
        let ended = service.waiting().take_while(|_| std::mem::take(&mut left) > 0);
        !ended.is_empty()
    }

    fn services(&self) -> Vec<Arc<Service>> {
        let services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        services.iter().filter_map(Weak::upgrade).collect()
    }
}

/// The waiting instances of one service, the one that has waited longest first.
pub(crate) struct Waiting {
    all: Arc<Idle>,
    queue: VecDeque<Waiter>,
    is_registered: bool,
}

struct Waiter {
    instance: Instance,
    bytes: u64,
    since: Instant,
}

impl Waiting {
    pub(crate) fn new(all: Arc<Idle>) -> Self {
        Self { all, queue: VecDeque::new(), is_registered: false }
    }

    pub(crate) fn len(&self) -> usize {
        self.queue.len()
    }

    /// Since when the first one waits.
    pub(crate) fn since(&self) -> Option<Instant> {
        self.queue.front().map(|waiter| waiter.since)
    }

    /// Lets an instance wait. Returns whether it is the service's first ever.
    pub(crate) fn push(&mut self, instance: Instance) -> bool {
        let bytes = instance.held_bytes();
        self.all.bytes.fetch_add(bytes, Relaxed);
        self.all.instances.fetch_add(1, Relaxed);
        self.queue.push_back(Waiter { instance, bytes, since: Instant::now() });
        !std::mem::replace(&mut self.is_registered, true)
    }

    /// The one that has waited for the shortest time: its memory is the warmest.
    pub(crate) fn pop(&mut self) -> Option<Instance> {
        let waiter = self.queue.pop_back()?;
        self.count_out(&waiter);
        Some(waiter.instance)
    }

    /// Takes out the first ones as long as they have waited since such a time; dropping them ends them.
    pub(crate) fn take_while(&mut self, mut is_taken: impl FnMut(Instant) -> bool) -> Vec<Instance> {
        let mut taken = Vec::new();
        while self.queue.front().is_some_and(|waiter| is_taken(waiter.since)) {
            let Some(waiter) = self.queue.pop_front() else { break };
            self.count_out(&waiter);
            taken.push(waiter.instance);
        }
        taken
    }

    fn count_out(&self, waiter: &Waiter) {
        self.all.bytes.fetch_sub(waiter.bytes, Relaxed);
        self.all.instances.fetch_sub(1, Relaxed);
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.take_while(|_| true));
    }
}
