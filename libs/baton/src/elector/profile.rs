//! How long an elector waits for what.
//!
//! May live here: durations and their relations. Must never live here: what happens then.

use std::time::Duration;

/// Timing of one elector. Every node of a fleet should have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// How long a lease lasts without renewal, on the store's clock.
    pub ttl: Duration,
    /// How much earlier the holder steps down by its own clock. Covers a clock that runs slower
    /// than the store's, by `margin / ttl`.
    pub margin: Duration,
    /// From the sending of one renewal to the next.
    pub renew_every: Duration,
    /// How long an answer of the store is waited for.
    pub ask_within: Duration,
    /// Between attempts, while the store does not answer.
    pub backoff: Backoff,
    /// What a standby goes by while another holds the lease.
    pub watch: Watch,
    /// Attempts on an observed deadline are spread over this.
    pub herd: Duration,
    /// How long a node that yielded, or found its hint useless, keeps back.
    pub rest: Duration,
    /// How long draining may take before the lease is given back regardless.
    pub drain: Duration,
    /// Between attempts to activate.
    pub activation_retry: Duration,
    /// A node that is not active by then gives the lease to another.
    pub activate_within: Duration,
}

/// What a standby goes by while another holds the lease. Hints and notifications always count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watch {
    /// The deadline that it observed: it asks about once per lease time.
    Deadline,
    /// The backoff, as if the store had not answered.
    Backoff,
}

/// Growing waits: `first`, then `percent` of the one before, up to `most`; each shortened by up to
/// a tenth, so that nodes do not march in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first wait.
    pub first: Duration,
    /// The next wait in percent of the one before; at least 100.
    pub percent: u32,
    /// The longest wait.
    pub most: Duration,
}

impl Backoff {
    /// The wait after that many failures, counted from 1, shortened by `dice` of 1024 parts of a
    /// tenth.
    pub fn wait(&self, failures: u32, dice: u32) -> Duration {
        let mut wait = self.first;
        for _ in 1..failures.min(64) {
            wait = (wait.saturating_mul(self.percent) / 100).min(self.most);
        }
        let wait = wait.min(self.most);
        wait.saturating_sub((wait / 10) * (dice % 1024) / 1024)
    }
}

impl Profile {
    /// The usual profile for leases of this length; 5 s is a good one.
    ///
    /// The margin is a tenth but at least 500 ms, or a quarter of leases shorter than 2 s.
    pub fn with_ttl(ttl: Duration) -> Self {
        Self {
            ttl,
            margin: (ttl / 10).max(Duration::from_millis(500)).min(ttl / 4),
            renew_every: ttl / 5,
            ask_within: ttl / 4,
            backoff: Backoff { first: ttl / 20, percent: 150, most: ttl },
            watch: Watch::Deadline,
            herd: Duration::from_millis(20),
            rest: ttl,
            drain: Duration::from_millis(1500),
            activation_retry: ttl / 10,
            activate_within: Duration::from_secs(30),
        }
    }

    /// For fleets whose operators expect standbys to ask rarely: 10 s, each wait half as long
    /// again, up to 60 s. Hints and notifications still wake a standby at once.
    pub fn patient() -> Self {
        let (first, most) = (Duration::from_secs(10), Duration::from_mins(1));
        Self {
            backoff: Backoff { first, percent: 150, most },
            watch: Watch::Backoff,
            ..Self::with_ttl(Duration::from_secs(5))
        }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::with_ttl(Duration::from_secs(5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_the_most_and_are_spread() {
        let backoff = Profile::patient().backoff;
        let waits: Vec<u128> = (1..=7).map(|it| backoff.wait(it, 0).as_millis()).collect();
        assert_eq!(waits, [10_000, 15_000, 22_500, 33_750, 50_625, 60_000, 60_000]);
        assert_eq!(backoff.wait(1, 1023).as_millis(), 9_000);
        assert!(backoff.wait(u32::MAX, 7) <= backoff.most);
    }

    #[test]
    fn a_holder_can_miss_two_renewals_and_still_hold() {
        for seconds in [1, 2, 5, 10, 60] {
            let it = Profile::with_ttl(Duration::from_secs(seconds));
            assert!(it.renew_every + it.ask_within * 2 + it.margin <= it.ttl, "{seconds} s");
        }
    }
}
