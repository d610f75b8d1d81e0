//! How a figure is told: one function per occasion.
//!
//! May live here: the facade's calls, and their absence. Must never live here: a figure's name.

use std::time::Duration;

#[cfg(feature = "metrics")]
use super::{
    ACQUIRE, ACTIVE, AMBIGUOUS, ATTEMPTS, CLAIMED_TOGETHER, DEAD, DUPLICATES, LEDGER_ENTRIES,
    LEDGER_OLDEST, OUTBOX_MESSAGES, OUTBOX_OLDEST, PARKED, RENEWALS, STALE, STUCK, THROTTLED,
    TRANSITIONS,
};
use crate::elector::Role;

/// How a renewal ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Renewal {
    Kept,
    Late,
    Missed,
    Lost,
}

/// The figures of one elector, asked for once.
#[cfg(feature = "metrics")]
#[derive(Clone)]
pub(crate) struct OfElector {
    acquire: ::metrics::Histogram,
    attempts: ::metrics::Counter,
    /// In the order of [`Renewal`].
    renewals: [::metrics::Counter; 4],
    /// In the order of [`Role`].
    transitions: [::metrics::Counter; 4],
    active: ::metrics::Gauge,
    stuck: ::metrics::Counter,
}

#[cfg(feature = "metrics")]
impl OfElector {
    pub(crate) fn new(key: &str) -> Self {
        let key = || ("key", key.to_owned());
        let of = |name, label: &'static str, value: &'static str| {
            ::metrics::counter!(name, &[key(), (label, value.to_owned())])
        };
        Self {
            acquire: ::metrics::histogram!(ACQUIRE, &[key()]),
            attempts: ::metrics::counter!(ATTEMPTS, &[key()]),
            renewals: ["kept", "late", "missed", "lost"].map(|it| of(RENEWALS, "outcome", it)),
            transitions: ["standby", "activating", "active", "draining"]
                .map(|it| of(TRANSITIONS, "to", it)),
            active: ::metrics::gauge!(ACTIVE, &[key()]),
            stuck: ::metrics::counter!(STUCK, &[key()]),
        }
    }

    pub(crate) fn attempted(&self) {
        self.attempts.increment(1);
    }

    pub(crate) fn acquired(&self, after: Duration) {
        self.acquire.record(after);
    }

    pub(crate) fn renewed(&self, outcome: Renewal) {
        self.renewals[outcome as usize].increment(1);
    }

    pub(crate) fn became(&self, role: &Role) {
        let index = match role {
            Role::Standby => 0,
            Role::Activating(_) => 1,
            Role::Active(_) => 2,
            Role::Draining(_) => 3,
        };
        self.transitions[index].increment(1);
        self.active.set(f64::from(role.active().is_some()));
    }

    pub(crate) fn is_stuck(&self) {
        self.stuck.increment(1);
    }
}

/// Nobody collects.
#[cfg(not(feature = "metrics"))]
#[derive(Clone)]
pub(crate) struct OfElector;

#[cfg(not(feature = "metrics"))]
#[expect(clippy::unused_self, reason = "with the feature there is something in it")]
impl OfElector {
    pub(crate) fn new(_key: &str) -> Self {
        Self
    }

    pub(crate) fn attempted(&self) {}

    pub(crate) fn acquired(&self, _after: Duration) {}

    pub(crate) fn renewed(&self, _outcome: Renewal) {}

    pub(crate) fn became(&self, _role: &Role) {}

    pub(crate) fn is_stuck(&self) {}
}

/// Writes a function that counts, and its double that does not.
macro_rules! told {
    ($($(#[$doc:meta])* fn $name:ident($($arg:ident: $type:ty),*) $body:block)+) => {
        $($(#[$doc])*
        #[cfg(feature = "metrics")]
        pub(crate) fn $name($($arg: $type),*) $body

        #[cfg(not(feature = "metrics"))]
        pub(crate) fn $name($(_: $type),*) {})+
    };
}

told! {
    fn stale(key: &str) {
        ::metrics::counter!(STALE, &[("key", key.to_owned())]).increment(1);
    }

    fn throttled() {
        ::metrics::counter!(THROTTLED).increment(1);
    }

    fn duplicates(scope: &str, count: usize) {
        if 0 < count {
            let counter = ::metrics::counter!(DUPLICATES, &[("scope", scope.to_owned())]);
            counter.increment(count as u64);
        }
    }

    fn dead(scope: &str) {
        ::metrics::counter!(DEAD, &[("scope", scope.to_owned())]).increment(1);
    }

    fn claimed_together(count: usize) {
        ::metrics::histogram!(CLAIMED_TOGETHER).record(whole(count as u64));
    }

    fn ambiguous(decided: &'static str) {
        ::metrics::counter!(AMBIGUOUS, "decided" => decided).increment(1);
    }

    fn parked(endpoint: &str) {
        ::metrics::counter!(PARKED, &[("endpoint", endpoint.to_owned())]).increment(1);
    }

    /// The ledger as it was found: state and count, and the age of the oldest.
    fn ledger(states: &[(&'static str, u64)], oldest: Duration) {
        for (state, count) in states {
            ::metrics::gauge!(LEDGER_ENTRIES, "state" => *state).set(whole(*count));
        }
        ::metrics::gauge!(LEDGER_OLDEST).set(oldest.as_secs_f64());
    }

    /// The outbox as it was found.
    fn outbox(states: &[(&'static str, u64)], oldest: Duration) {
        for (state, count) in states {
            ::metrics::gauge!(OUTBOX_MESSAGES, "state" => *state).set(whole(*count));
        }
        ::metrics::gauge!(OUTBOX_OLDEST).set(oldest.as_secs_f64());
    }
}

/// A count as a gauge takes it.
#[cfg(feature = "metrics")]
fn whole(count: u64) -> f64 {
    u32::try_from(count).unwrap_or(u32::MAX).into()
}
