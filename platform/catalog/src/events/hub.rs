//! Where this process hears of changes.

use std::sync::{PoisonError, RwLock};

use tokio::sync::{Notify, broadcast};

use super::Event;

/// How many events a slow subscriber may lag behind before it has to read the table again. A burst of uploads
/// makes a few hundred; an event is about 200 bytes.
const BACKLOG: usize = 1024;

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// Tells changes, in two ways with different promises:
///
/// - [`Hub::on_change`]: **at once and at least once.** For a change made here, listeners have run before the call
///   that made it returns. They also run for changes made by other nodes, and may run twice: they drop cached
///   state, they do not count.
/// - [`Hub::subscribe`]: **in order and exactly once**, a moment later. For streams shown to people.
pub struct Hub {
    listeners: RwLock<Vec<Listener>>,
    sender: broadcast::Sender<Event>,
    pub(super) wake: Notify,
}

impl Default for Hub {
    fn default() -> Self {
        Hub { listeners: RwLock::default(), sender: broadcast::Sender::new(BACKLOG), wake: Notify::new() }
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
        self.listen(events);
        if !events.is_empty() {
            self.wake.notify_one();
        }
    }

    /// Tells everyone of events read from the table, in order.
    pub(super) fn read(&self, events: Vec<Event>) {
        self.listen(&events);
        for event in events {
            // Nobody subscribed: nothing to do.
            let _ = self.sender.send(event);
        }
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
