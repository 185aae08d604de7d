//! Since when is what is known about a plugin outdated? Answered without a lock, in a fixed amount of memory.
//!
//! Every change of a plugin raises one clock and notes the new time in the plugin's slot. What was read from the
//! catalogue carries the time at which the reading **began**; it holds as long as no change was noted after that.
//! So a reading that overlaps a change is outdated from the start, whichever of them ends first: nothing stale can
//! stay. Two plugins that share a slot only cause each other a needless reading.
//!
//! A plugin's draft has a slot of its own, so that whoever edits it leaves alone what is known of its releases.

use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};

/// 4096 slots of 8 bytes: with ten thousand plugins in use, a change makes about two others be read again.
const SLOTS: usize = 4096;

/// The times of the last changes.
pub(crate) struct Stamps {
    clock: AtomicU64,
    slots: Box<[AtomicU64]>,
    /// The last change that could make an address known that was not.
    appeared: AtomicU64,
    hasher: RandomState,
}

/// A moment before which something was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

/// Where the changes of a plugin, or of its draft, are noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(usize);

impl Stamps {
    pub(crate) fn new() -> Self {
        let slots = (0..SLOTS).map(|_| AtomicU64::new(0)).collect();
        Self { clock: AtomicU64::new(0), slots, appeared: AtomicU64::new(0), hasher: RandomState::new() }
    }

    /// Now, to be taken before reading.
    pub(crate) fn now(&self) -> Moment {
        Moment(self.clock.load(SeqCst))
    }

    /// The slot of a plugin.
    pub(crate) fn slot(&self, plugin: &str) -> Slot {
        Slot(self.hasher.hash_one(plugin) as usize % SLOTS)
    }

    /// The slot of what only a plugin's draft depends on. The draft depends on the plugin's own slot too.
    pub(crate) fn draft_slot(&self, plugin: &str) -> Slot {
        Slot(self.hasher.hash_one((plugin, "draft")) as usize % SLOTS)
    }

    /// Notes that what depends on a slot has changed: what was read of it, and which addresses were found to be
    /// nobody's.
    pub(crate) fn change(&self, slot: Slot) {
        let time = self.clock.fetch_add(1, SeqCst) + 1;
        self.slots[slot.0].fetch_max(time, SeqCst);
        self.appeared.fetch_max(time, SeqCst);
    }

    /// Whether what was read of the slot's plugins at that moment still holds.
    pub(crate) fn holds(&self, slot: Slot, read: Moment) -> bool {
        self.slots[slot.0].load(SeqCst) <= read.0
    }

    /// Whether an address that was nobody's at that moment still is.
    pub(crate) fn nothing_appeared(&self, read: Moment) -> bool {
        self.appeared.load(SeqCst) <= read.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_read_before_or_during_a_change_is_outdated() {
        let stamps = Stamps::new();
        let slot = stamps.slot("SP_1");
        let before = stamps.now();
        assert!(stamps.holds(slot, before) && stamps.nothing_appeared(before));
        stamps.change(slot);
        let after = stamps.now();
        assert!(!stamps.holds(slot, before) && !stamps.nothing_appeared(before));
        assert!(stamps.holds(slot, after) && stamps.nothing_appeared(after));
    }

    #[test]
    fn a_change_of_another_plugin_does_not_matter() {
        let stamps = Stamps::new();
        let one = stamps.slot("SP_1");
        let mut others = (2..).map(|n| stamps.slot(&format!("SP_{n}"))).filter(|other| *other != one);
        let before = stamps.now();
        stamps.change(others.next().unwrap());
        assert!(stamps.holds(one, before));
    }

    #[test]
    fn a_draft_and_its_plugin_do_not_share_a_slot() {
        let stamps = Stamps::new();
        // Which slots collide differs from process to process; most do not.
        let apart = (0..100).map(|n| format!("SP_{n}"));
        let apart = apart.filter(|id| stamps.slot(id) != stamps.draft_slot(id)).count();
        assert!(apart > 90, "{apart}");
    }
}
