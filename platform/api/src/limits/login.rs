//! Slows down guessing a password, for one account from one address at a time.
//!
//! Tying both together keeps a stranger from locking an account's owner out; guessing many accounts from one address
//! is the rate limit's business. Counts are per node: with N nodes a guesser has N times as many tries.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use moka::{ops::compute::Op, sync::Cache};

use crate::error::ApiError;

/// Failures in a row that cost nothing: people mistype.
const FREE_FAILURES: u32 = 5;
/// The first wait after those; each further failure doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(2);
/// The longest wait, which still leaves a guesser some hundred tries a day.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// How long failures are remembered after the last one.
const MEMORY: Duration = Duration::from_secs(60 * 60);
/// Most pairs of account and address remembered, some 10 MB; beyond, the least used are forgotten.
const PAIRS_MAX: u64 = 100_000;

type Pair = (String, IpAddr);

#[derive(Clone, Copy, Debug)]
struct Failures {
    count: u32,
    not_before: DateTime<Utc>,
}

/// Failed sign-ins.
#[derive(Debug)]
pub(crate) struct LoginThrottle {
    failures: Cache<Pair, Failures>,
}

/// One try to sign in. It counts as failed unless [`Attempt::succeeded`]: many at once cannot outrun the count.
pub(crate) struct Attempt<'a> {
    throttle: &'a LoginThrottle,
    pair: Pair,
}

impl LoginThrottle {
    pub(crate) fn new() -> LoginThrottle {
        LoginThrottle { failures: Cache::builder().max_capacity(PAIRS_MAX).time_to_idle(MEMORY).build() }
    }

    /// Begins a try, or refuses it for now.
    pub(crate) fn attempt(
        &self,
        login: &str,
        address: IpAddr,
        now: DateTime<Utc>,
    ) -> Result<Attempt<'_>, ApiError> {
        let pair = (login.trim().to_lowercase(), address);
        let mut wait = TimeDelta::zero();
        self.failures.entry(pair.clone()).and_compute_with(|known| {
            let known = known.map_or(Failures { count: 0, not_before: now }, |entry| entry.into_value());
            if known.not_before > now {
                wait = known.not_before - now;
                return Op::Nop;
            }
            let count = known.count.saturating_add(1);
            Op::Put(Failures { count, not_before: now + wait_after(count) })
        });
        if wait > TimeDelta::zero() {
            let detail = "Too many failed attempts for this account. Wait as Retry-After says.";
            return Err(ApiError::too_many_requests(
                "auth.throttled",
                detail,
                wait.to_std().unwrap_or_default(),
            ));
        }
        Ok(Attempt { throttle: self, pair })
    }
}

impl Attempt<'_> {
    /// Forgets the failures.
    pub(crate) fn succeeded(self) {
        self.throttle.failures.invalidate(&self.pair);
    }
}

fn wait_after(failures: u32) -> TimeDelta {
    match failures.checked_sub(FREE_FAILURES) {
        None => TimeDelta::zero(),
        Some(doublings) => {
            let factor = 1_i32.checked_shl(doublings).filter(|factor| *factor > 0).unwrap_or(i32::MAX);
            FIRST_WAIT.checked_mul(factor).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
        }
    }
}
