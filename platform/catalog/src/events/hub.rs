//! Where this process hears of changes.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError, RwLock},
};

use tokio::sync::{Notify, broadcast};

use super::Event;

/// How many events a slow subscriber may lag behind before it has to read the table again. A burst of uploads
/// makes a few hundred; an event is about 200 bytes.
const BACKLOG: usize = 1024;

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// Tells changes, in two ways with different promises:
///
/// - [`Hub::on_change`]: **at once and at least once.** For a change made here, listeners have run before the call
///   that made it returns. They also run for changes made by other nodes. They seldom run twice, since what they drop
///   is dear, but they may: they do not count.
/// - [`Hub::subscribe`]: **in order and exactly once**, a moment later. For streams shown to people.
pub struct Hub {
    listeners: RwLock<Vec<Listener>>,
    sender: broadcast::Sender<Event>,
    /// Changes made here that the listeners have heard of, until they come again by way of the table.
    heard: Mutex<BTreeSet<i64>>,
    pub(super) wake: Notify,
}

impl Default for Hub {
    fn default() -> Self {
        Hub {
            listeners: RwLock::default(),
            sender: broadcast::Sender::new(BACKLOG),
            heard: Mutex::default(),
            wake: Notify::new(),
        }
    }
}

impl Hub {
    /// Runs `listener` at every change from now on. It must be quick and never block: the one who made the change
    /// waits for it.
    pub fn on_change(&self, listener: Box<dyn Fn(&Event) + Send + Sync>) {
        self.listeners.write().unwrap_or_else(PoisonError::into_inner).push(listener);
    }

    /// All events from now on, in order. A receiver that lags reads the table to catch up.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.sender.subscribe()
    }

    /// Tells the listeners of changes just committed here, and has the follower tell the subscribers.
    pub(crate) fn committed(&self, events: &[Event]) {
        if events.is_empty() {
            return;
        }
        self.listen(events);
        self.heard().extend(events.iter().map(|event| event.seq));
        self.wake.notify_one();
    }

    /// Tells everyone of events read from the table, in order.
    pub(super) fn read(&self, events: Vec<Event>) {
        for event in events {
            if !self.was_heard(event.seq) {
                self.listen(std::slice::from_ref(&event));
            }
            // Nobody subscribed: nothing to do.
            let _ = self.sender.send(event);
        }
    }

    /// Whether the listeners have heard of an event; forgets those before it, which have been read.
    fn was_heard(&self, seq: i64) -> bool {
        let mut heard = self.heard();
        let later = heard.split_off(&(seq + 1));
        std::mem::replace(&mut *heard, later).contains(&seq)
    }

    fn heard(&self) -> std::sync::MutexGuard<'_, BTreeSet<i64>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn listen(&self, events: &[Event]) {
        let listeners = self.listeners.read().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            listeners.iter().for_each(|listener| listener(event));
        }
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hub").field("subscribers", &self.sender.receiver_count()).finish_non_exhaustive()
    }
}
