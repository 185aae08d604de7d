//! How long calls take, as a histogram whose buckets never change.

use std::time::Duration;

/// Below this everything is one bucket: 2^6 = 64 µs, less than any instance needs to start.
const SHIFT: u32 = 6;
/// Buckets to each doubling: a quantile is off by 19 % at most.
const PER_DOUBLING: usize = 4;
/// Doublings covered: from 64 µs to 134 s, beyond the longest call there can be.
const DOUBLINGS: usize = 21;

/// Counts of calls by how long they took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latency([u64; Latency::BUCKETS]);

impl Latency {
    /// How many buckets there are, the first for all that is faster and the last for all that is slower.
    pub const BUCKETS: usize = DOUBLINGS * PER_DOUBLING + 2;

    /// The bucket of a duration.
    #[must_use]
    pub fn bucket(taken: Duration) -> usize {
        let micros = u64::try_from(taken.as_micros()).unwrap_or(u64::MAX);
        let scaled = micros >> SHIFT;
        if scaled == 0 {
            return 0;
        }
        let doubling = scaled.ilog2() as usize;
        // The two bits below the highest one.
        let quarter = (micros >> (SHIFT as usize + doubling - 2) & 3) as usize;
        (1 + doubling * PER_DOUBLING + quarter).min(Self::BUCKETS - 1)
    }

    /// Where a bucket ends: every duration in it is shorter. The last one has no end.
    #[must_use]
    pub fn upper_bound(bucket: usize) -> Duration {
        let index = bucket.min(Self::BUCKETS - 2);
        let (doubling, quarter) = (index / PER_DOUBLING, index % PER_DOUBLING);
        Duration::from_micros(((PER_DOUBLING + quarter) as u64) << (SHIFT as usize + doubling) >> 2)
    }

    /// Adds `calls` to a bucket; one that does not exist counts as the last.
    pub fn add(&mut self, bucket: usize, calls: u64) {
        self.0[bucket.min(Self::BUCKETS - 1)] += calls;
    }

    /// Adds another histogram.
    pub fn merge(&mut self, other: &Latency) {
        self.0.iter_mut().zip(other.0).for_each(|(own, more)| *own += more);
    }

    /// What has been added since the histogram was `earlier`.
    #[must_use]
    pub fn since(&self, earlier: &Latency) -> Latency {
        Latency(std::array::from_fn(|bucket| self.0[bucket].saturating_sub(earlier.0[bucket])))
    }

    /// The buckets that are not empty, with their counts.
    pub fn filled(&self) -> impl Iterator<Item = (usize, u64)> + '_ {
        self.0.iter().copied().enumerate().filter(|(_, calls)| *calls > 0)
    }

    /// The time within which this share (0 to 1) of all calls ended, rounded up to the end of a bucket; `None`
    /// without calls.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let total: u64 = self.0.iter().sum();
        let wanted = ((total as f64 * share.clamp(0.0, 1.0)).ceil() as u64).max(1);
        let mut seen = 0;
        self.filled().find_map(|(bucket, calls)| {
            seen += calls;
            (seen >= wanted).then(|| Self::upper_bound(bucket))
        })
    }
}

impl Default for Latency {
    fn default() -> Self {
        Self([0; Self::BUCKETS])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_lies_between_the_ends_of_its_bucket_and_the_one_before() {
        let mut micros = 1_u64;
        while micros < 130_000_000 {
            let taken = Duration::from_micros(micros);
            let bucket = Latency::bucket(taken);
            assert!(taken < Latency::upper_bound(bucket), "{micros} µs in {bucket}");
            assert!(bucket == 0 || taken >= Latency::upper_bound(bucket - 1), "{micros} µs in {bucket}");
            micros += 1 + micros / 7;
        }
        assert_eq!(Latency::bucket(Duration::MAX), Latency::BUCKETS - 1);
        assert_eq!(Latency::bucket(Duration::ZERO), 0);
    }

    #[test]
    fn a_quantile_is_the_end_of_the_bucket_that_reaches_it() {
        let mut latency = Latency::default();
        assert_eq!(latency.quantile(0.5), None);
        latency.add(Latency::bucket(Duration::from_micros(100)), 90);
        latency.add(Latency::bucket(Duration::from_millis(100)), 10);
        assert_eq!(latency.quantile(0.5), Some(Duration::from_micros(112)));
        assert!(latency.quantile(0.99).unwrap() > Duration::from_millis(100));
    }
}
