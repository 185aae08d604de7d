//! Counting what plugins use, without two requests ever waiting for each other.
//!
//! Counters only grow. Whoever stores them keeps what it has stored, so a failed write loses nothing.

use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use mspf_catalog::{Counts, Latency, PluginId, UsageDelta};

/// Copies of each counter, so that threads write to memory of their own: as many as there are usually cores for one
/// plugin; about 1 KiB each.
const SHARDS: usize = 4;

thread_local! {
    static SHARD: Cell<usize> = {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        Cell::new(NEXT.fetch_add(1, Relaxed) % SHARDS)
    };
}

/// The counters of one version of a plugin.
#[derive(Debug)]
pub(crate) struct Meter {
    plugin: PluginId,
    version: String,
    shards: [Shard; SHARDS],
    stored: Mutex<Reading>,
    shown: Mutex<Counts>,
}

/// What the counters of a meter say at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Reading {
    counts: Counts,
    uses: u64,
}

/// On cache lines of its own.
#[derive(Debug)]
#[repr(align(128))]
struct Shard {
    calls: AtomicU64,
    errors: AtomicU64,
    files: AtomicU64,
    uses: AtomicU64,
    cpu_micros: AtomicU64,
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    latency: [AtomicU64; Latency::BUCKETS],
}

impl Default for Shard {
    fn default() -> Self {
        Self {
            calls: AtomicU64::default(),
            errors: AtomicU64::default(),
            files: AtomicU64::default(),
            uses: AtomicU64::default(),
            cpu_micros: AtomicU64::default(),
            bytes_in: AtomicU64::default(),
            bytes_out: AtomicU64::default(),
            latency: [const { AtomicU64::new(0) }; Latency::BUCKETS],
        }
    }
}

/// One call, ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ended {
    pub(crate) is_use: bool,
    pub(crate) failed: bool,
    pub(crate) taken: Duration,
    pub(crate) cpu: Duration,
    pub(crate) bytes_in: u64,
    pub(crate) bytes_out: u64,
}

impl Meter {
    fn new(plugin: PluginId, version: String) -> Self {
        Self {
            plugin,
            version,
            shards: Default::default(),
            stored: Mutex::default(),
            shown: Mutex::default(),
        }
    }

    fn shard(&self) -> &Shard {
        &self.shards[SHARD.get()]
    }

    /// Counts a call.
    pub(crate) fn call(&self, ended: Ended) {
        let shard = self.shard();
        shard.calls.fetch_add(1, Relaxed);
        shard.uses.fetch_add(u64::from(ended.is_use), Relaxed);
        shard.errors.fetch_add(u64::from(ended.failed), Relaxed);
        shard.cpu_micros.fetch_add(u64::try_from(ended.cpu.as_micros()).unwrap_or(u64::MAX), Relaxed);
        shard.bytes_in.fetch_add(ended.bytes_in, Relaxed);
        shard.bytes_out.fetch_add(ended.bytes_out, Relaxed);
        shard.latency[Latency::bucket(ended.taken)].fetch_add(1, Relaxed);
    }

    /// Counts a static file.
    pub(crate) fn file(&self, bytes: u64, is_use: bool) {
        let shard = self.shard();
        shard.files.fetch_add(1, Relaxed);
        shard.uses.fetch_add(u64::from(is_use), Relaxed);
        shard.bytes_out.fetch_add(bytes, Relaxed);
    }

    /// Everything counted since the node started.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for shard in &self.shards {
            counts.calls += shard.calls.load(Relaxed);
            counts.errors += shard.errors.load(Relaxed);
            counts.files += shard.files.load(Relaxed);
            counts.cpu_micros += shard.cpu_micros.load(Relaxed);
            counts.bytes_in += shard.bytes_in.load(Relaxed);
            counts.bytes_out += shard.bytes_out.load(Relaxed);
            for (bucket, calls) in shard.latency.iter().enumerate() {
                counts.latency.add(bucket, calls.load(Relaxed));
            }
        }
        counts
    }

    /// What has been counted and not stored, with what is stored once it is.
    fn unstored(&self) -> Option<(UsageDelta, Reading)> {
        let uses = self.shards.iter().map(|shard| shard.uses.load(Relaxed)).sum();
        let now = Reading { counts: self.counts(), uses };
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let (counts, uses) = (now.counts.since(&stored.counts), now.uses.saturating_sub(stored.uses));
        let (plugin, version) = (self.plugin.clone(), self.version.clone());
        (counts != Counts::default()).then_some((UsageDelta { plugin, version, counts, uses }, now))
    }

    /// What has been counted since this was last asked.
    fn unshown(&self) -> Counts {
        let now = self.counts();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = now.since(&shown);
        *shown = now;
        counts
    }

    fn set_stored(&self, reading: Reading) {
        *self.stored.lock().unwrap_or_else(PoisonError::into_inner) = reading;
    }
}

/// The meters of all versions that were called.
#[derive(Debug, Default)]
pub(crate) struct Meters(Mutex<HashMap<(PluginId, String), Arc<Meter>>>);

/// What is about to be stored.
pub(crate) struct Batch {
    pub(crate) deltas: Vec<UsageDelta>,
    stored: Vec<(Arc<Meter>, Reading)>,
}

impl Meters {
    /// What all plugins together have used since this was last asked.
    pub(crate) fn unshown(&self) -> Counts {
        let mut sum = Counts::default();
        let meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meters.values().for_each(|meter| sum.merge(&meter.unshown()));
        sum
    }

    /// The meter of a version. Asked for once for each route, not for each request.
    pub(crate) fn of(&self, plugin: &PluginId, version: &str) -> Arc<Meter> {
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = || Arc::new(Meter::new(plugin.clone(), version.to_owned()));
        Arc::clone(meters.entry((plugin.clone(), version.to_owned())).or_insert_with(new))
    }

    /// Everything not stored yet. Forgets meters that nobody uses any more and that hold nothing.
    pub(crate) fn batch(&self) -> Batch {
        let mut batch = Batch { deltas: Vec::new(), stored: Vec::new() };
        let mut meters = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        meters.retain(|_, meter| {
            // Looked at before the counters: whoever still had it then has counted by now.
            let unused = Arc::strong_count(meter) == 1;
            match meter.unstored() {
                Some((delta, now)) => {
                    batch.deltas.push(delta);
                    batch.stored.push((Arc::clone(meter), now));
                    true
                }
                None => !unused,
            }
        });
        batch
    }
}

impl Batch {
    /// The batch is safe: the next one begins after it.
    pub(crate) fn stored(self) {
        for (meter, reading) in self.stored {
            meter.set_stored(reading);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(millis: u64) -> Ended {
        let taken = Duration::from_millis(millis);
        Ended { is_use: millis < 10, failed: millis > 50, taken, cpu: taken / 2, bytes_in: 1, bytes_out: 2 }
    }

    #[test]
    fn nothing_is_lost_or_counted_twice_when_storing_fails() {
        let meters = Meters::default();
        let meter = meters.of(&PluginId::generate(), "1.0.0");
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..100).for_each(|millis| meter.call(ended(millis))));
            }
        });
        let failed = meters.batch();
        assert_eq!(failed.deltas[0].counts.calls, 800);
        drop(failed);
        meter.file(10, true);
        let batch = meters.batch();
        assert_eq!(batch.deltas[0].uses, 8 * 10 + 1);
        let counts = batch.deltas[0].counts.clone();
        assert_eq!((counts.calls, counts.errors, counts.files), (800, 8 * 49, 1));
        assert_eq!((counts.bytes_in, counts.bytes_out), (800, 1610));
        batch.stored();
        assert!(meters.batch().deltas.is_empty());
        meter.file(1, false);
        let delta = &meters.batch().deltas[0];
        assert_eq!((delta.counts.files, delta.uses), (1, 0));
    }

    #[test]
    fn a_meter_is_forgotten_when_unused_and_stored() {
        let meters = Meters::default();
        let plugin = PluginId::generate();
        meters.of(&plugin, "1.0.0").file(1, true);
        meters.batch().stored();
        assert_eq!(meters.0.lock().unwrap().len(), 1);
        meters.batch();
        assert_eq!(meters.0.lock().unwrap().len(), 0);
    }
}
