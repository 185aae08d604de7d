//! The time that tokens, sessions and limits are judged by: the system's, or one that a test moves.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Decimal digits of a second that are kept: what both databases store, so what is answered is what was written.
const SUBSECOND_DIGITS: u16 = 6;

/// A source of time. Clones share it.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Microseconds since 1970 at which a test has stopped the clock.
    stopped_at: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock { stopped_at: None }
    }

    /// A clock that stands still until [`Clock::advance`].
    pub fn stopped(at: DateTime<Utc>) -> Clock {
        Clock { stopped_at: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))) }
    }

    /// Moves a stopped clock; the system's goes on by itself.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(at) = &self.stopped_at {
            at.fetch_add(by.num_microseconds().unwrap_or(0), Ordering::Relaxed);
        }
    }

    /// Now, in UTC.
    pub fn now(&self) -> DateTime<Utc> {
        let stopped = self.stopped_at.as_ref().map(|at| at.load(Ordering::Relaxed));
        stopped
            .and_then(DateTime::from_timestamp_micros)
            .unwrap_or_else(|| Utc::now().trunc_subsecs(SUBSECOND_DIGITS))
    }
}

impl governor::clock::Clock for Clock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        Duration::from_micros(u64::try_from(Clock::now(self).timestamp_micros()).unwrap_or(0))
    }
}
