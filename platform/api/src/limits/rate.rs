//! Rate limits per address and per credential, by node.

use std::{
    hash::Hash,
    net::IpAddr,
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use governor::{Quota, RateLimiter, middleware::NoOpMiddleware, state::keyed::DefaultKeyedStateStore};
use mspf_catalog::Id;

use crate::{clock::Clock, error::ApiError};

/// How many requests pass between two clearings of keys that have recovered: often enough that memory follows the
/// present callers, seldom enough to cost nothing.
const CLEAR_EVERY: u64 = 4_096;
/// Leading bits of an IPv6 address that make one customer: providers hand out whole /64 networks.
const IPV6_CUSTOMER_BITS: u32 = 64;

/// So many requests at once, refilled at a steady pace.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// How many may come at once.
    pub burst: NonZeroU32,
    /// How long it takes until one more may come.
    pub refill: Duration,
}

impl Rate {
    const fn new(burst: u32, refill: Duration) -> Rate {
        match NonZeroU32::new(burst) {
            Some(burst) => Rate { burst, refill },
            None => Rate { burst: NonZeroU32::MIN, refill },
        }
    }

    fn quota(self) -> Quota {
        let second = Quota::per_second(NonZeroU32::MIN);
        Quota::with_period(self.refill).unwrap_or(second).allow_burst(self.burst)
    }
}

/// How often one may ask, by kind of caller.
#[derive(Clone, Debug)]
pub struct Rates {
    /// One address, for anything. 50 a second: a page of the UI asks for some ten things, and an office may share an
    /// address.
    pub address: Rate,
    /// One address, for signing up, in or on. A person does it once; 10 a minute with a burst of 30 leave room for a
    /// classroom behind one address and none for guessing.
    pub sign_in: Rate,
    /// One session or API token. 50 a second is more than a person clicks and less than a runaway script asks.
    pub credential: Rate,
}

impl Rates {
    /// So often that nobody notices: for a server behind a proxy that limits already.
    pub fn unlimited() -> Rates {
        let rate = Rate::new(u32::MAX, Duration::from_nanos(1));
        Rates { address: rate, sign_in: rate, credential: rate }
    }
}

impl Default for Rates {
    fn default() -> Rates {
        Rates {
            address: Rate::new(500, Duration::from_millis(20)),
            sign_in: Rate::new(30, Duration::from_secs(6)),
            credential: Rate::new(300, Duration::from_millis(20)),
        }
    }
}

/// The state of all limits.
#[derive(Debug)]
pub(crate) struct RateLimits {
    address: Limiter<IpAddr>,
    sign_in: Limiter<IpAddr>,
    credential: Limiter<Id>,
}

impl RateLimits {
    pub(crate) fn new(rates: &Rates, clock: &Clock) -> RateLimits {
        RateLimits {
            address: Limiter::new(rates.address, clock),
            sign_in: Limiter::new(rates.sign_in, clock),
            credential: Limiter::new(rates.credential, clock),
        }
    }

    pub(crate) fn check_address(&self, address: IpAddr) -> Result<(), ApiError> {
        self.address.check(&customer(address))
    }

    pub(crate) fn check_sign_in(&self, address: IpAddr) -> Result<(), ApiError> {
        self.sign_in.check(&customer(address))
    }

    pub(crate) fn check_credential(&self, credential: Id) -> Result<(), ApiError> {
        self.credential.check(&credential)
    }
}

#[derive(Debug)]
struct Limiter<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DefaultKeyedStateStore<K>, Clock, NoOpMiddleware<Duration>>,
    clock: Clock,
    checks: AtomicU64,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(rate: Rate, clock: &Clock) -> Limiter<K> {
        let limiter = RateLimiter::new(rate.quota(), DefaultKeyedStateStore::default(), clock.clone());
        Limiter { limiter, clock: clock.clone(), checks: AtomicU64::new(0) }
    }

    fn check(&self, key: &K) -> Result<(), ApiError> {
        if self.checks.fetch_add(1, Ordering::Relaxed) % CLEAR_EVERY == CLEAR_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(governor::clock::Clock::now(&self.clock));
            ApiError::too_many_requests("rate.exceeded", "Too many requests. Wait as Retry-After says.", wait)
        })
    }
}

/// The part of an address that is one customer's.
fn customer(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => {
            let network = address.to_bits() >> (128 - IPV6_CUSTOMER_BITS) << (128 - IPV6_CUSTOMER_BITS);
            IpAddr::V6(network.into())
        }
        address => address,
    }
}
