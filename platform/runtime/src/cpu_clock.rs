//! How much CPU time a stretch of work takes on a thread, without a system call for most of them.
//!
//! The kernel alone knows the CPU clock of a thread, and asking it twice would cost a small request a tenth of all its
//! time. A stretch shorter than [`PRECISION`] counts as long as it took, and a longer one by the CPU clock, which each
//! thread has read once a [`PRECISION`] ago at most. Nothing counts for less than it was, nor for more than
//! [`PRECISION`] too much, however many others compete for the processor.

use std::{
    cell::Cell,
    time::{Duration, Instant},
};

use rustix::time::{ClockId, clock_gettime};

/// How exact a measurement is.
const PRECISION: Duration = Duration::from_millis(1);

thread_local! {
    static LAST: Cell<Option<Reading>> = const { Cell::new(None) };
}

/// What the CPU clock of this thread said at a time.
#[derive(Clone, Copy)]
struct Reading {
    at: Instant,
    cpu: Duration,
}

/// Work that began, and goes on, on one thread.
pub(crate) struct Stretch {
    began: Instant,
    before: Duration,
}

impl Stretch {
    /// Begins now, on this thread.
    pub(crate) fn begin() -> Self {
        let now = Instant::now();
        let reading = match LAST.get() {
            Some(last) if now.duration_since(last.at) < PRECISION => last,
            _ => Reading { at: now, cpu: thread_cpu() },
        };
        LAST.set(Some(reading));
        Self { began: now, before: reading.cpu }
    }

    /// The CPU time until now. To be asked on the thread it began on.
    pub(crate) fn cpu(&self) -> Duration {
        let taken = self.began.elapsed();
        if taken < PRECISION { taken } else { taken.min(thread_cpu().saturating_sub(self.before)) }
    }
}

fn thread_cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spin(cpu: Duration) {
        let start = thread_cpu();
        while thread_cpu() - start < cpu {}
    }

    #[test]
    fn work_counts_and_waiting_does_not() {
        let working = Stretch::begin();
        spin(PRECISION * 20);
        let counted = working.cpu();
        assert!(counted >= PRECISION * 20 && counted < PRECISION * 40, "{counted:?}");
        let waiting = Stretch::begin();
        std::thread::sleep(PRECISION * 50);
        assert!(waiting.cpu() <= PRECISION * 2, "{:?}", waiting.cpu());
    }

    #[test]
    fn short_stretches_add_up_to_no_less_than_they_were() {
        let (start, mut sum) = (thread_cpu(), Duration::ZERO);
        while thread_cpu() - start < PRECISION * 20 {
            let stretch = Stretch::begin();
            spin(PRECISION / 50);
            sum += stretch.cpu();
        }
        assert!(sum >= PRECISION * 10, "{sum:?}");
    }
}
