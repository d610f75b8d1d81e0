//! What must hold: the history of a run, looked at as it is made.
//!
//! May live here: the invariants, by the numbers of the README. Must never live here: anything that
//! makes them hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::clock::micros;

use super::node::{LEASE, NOTICE};
use super::rows::{Effect, Key, Lease, Ledger, Row};

/// A time in which a node believed that it holds a lease, on the true clock.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    pub(crate) node: usize,
    pub(crate) from_us: i64,
    pub(crate) until_us: i64,
}

/// What one thing looks like at its receiver.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Visible {
    pub(crate) times: u32,
    /// How many of them a frozen process sent after its time.
    pub(crate) late: u32,
}

/// Everything that happened and matters.
#[derive(Debug, Default)]
pub(crate) struct History {
    pub(crate) violations: Vec<(u8, String)>,
    tokens: BTreeMap<String, i64>,
    /// The token of the last effect in the order of commits.
    effects: BTreeMap<String, i64>,
    released: BTreeSet<(String, i64)>,
    once: BTreeSet<String>,
    /// When the last grant became visible.
    held_since: i64,
    pub(crate) intervals: Vec<Interval>,
    pub(crate) answers: BTreeMap<String, Vec<u8>>,
    pub(crate) visible: BTreeMap<String, Visible>,
    /// Slow calls by job.
    pub(crate) calls: BTreeMap<String, i64>,
    /// When notices were sent, on the store's clock, by key.
    pub(crate) notices: BTreeMap<String, Vec<i64>>,
    pub(crate) commits: u64,
    pub(crate) faults: u64,
    /// Faults after which two nodes may believe for a while; the fence must still hold.
    pub(crate) may_overlap: bool,
    pub(crate) clock_stepped: bool,
    pub(crate) clock_went_back: bool,
}

impl History {
    pub(crate) fn broken(&mut self, invariant: u8, what: impl Into<String>) {
        self.violations.push((invariant, what.into()));
    }

    /// Looks at a commit before it lasts. `node` made it.
    pub(crate) fn commit(
        &mut self,
        before: &BTreeMap<Key, Row>,
        writes: &BTreeMap<Key, Row>,
        now: i64,
        node: usize,
    ) {
        self.commits += 1;
        for (key, row) in writes {
            let old = before.get(key);
            match (key, row) {
                (Key::Lease(key), Row::Lease(new)) => {
                    let old = old.map(|it| if let Row::Lease(it) = it { it } else { new });
                    self.lease(key, old, new, now, node);
                }
                (Key::Ledger(scope, key), Row::Ledger(new)) => {
                    if let Some(Row::Ledger(old)) = old {
                        self.ledger(&format!("{scope}/{key}"), old, new, now);
                    }
                }
                (Key::Phase(scope, key, _), Row::Phase(new)) => {
                    if old.is_some() {
                        self.broken(19, format!("the output of {key} was stored twice"));
                    }
                    let entry = Key::Ledger(scope.clone(), key.clone());
                    let entry = writes.get(&entry).or_else(|| before.get(&entry));
                    let is_current = |it: &Ledger| it.claim_token == new.claim_token;
                    if !matches!(entry, Some(Row::Ledger(it)) if is_current(it)) {
                        self.broken(17, format!("a stale worker stored an output of {key}"));
                    }
                }
                (Key::Effect(_), Row::Effect(effect)) => self.effect(effect, before, writes),
                (Key::Throttle(key), Row::Throttle(due)) => {
                    let last = if let Some(Row::Throttle(it)) = old { *it } else { 0 };
                    if last < *due {
                        self.taken(key, *due - micros(NOTICE.every), before, now);
                    }
                }
                (Key::Outbox(..), Row::Outbox(new)) => {
                    if matches!(old, Some(Row::Outbox(it)) if !it.is_open()) {
                        self.broken(21, format!("{} was reopened", new.dedupe_key));
                    }
                }
                _ => (),
            }
        }
    }

    fn lease(&mut self, key: &str, old: Option<&Lease>, new: &Lease, now: i64, node: usize) {
        let last = self.tokens.get(key).copied().unwrap_or(0);
        let is_acquired = old.is_none_or(|it| it.token != new.token || it.holder.is_none())
            && new.holder.is_some();
        if is_acquired {
            if new.token <= last {
                self.broken(1, format!("token {} after {last}", new.token));
            }
            self.tokens.insert(key.to_owned(), new.token);
            self.held_since = now;
            // A holder that kept the hint may be taken over; whether it did is the row's word.
            if old.is_some_and(|it| {
                it.holder.is_some() && new.renewed_at < it.expires_at && it.hinted == 0
            }) {
                self.broken(4, format!("token {} while {old:?} was held", new.token));
            }
            return;
        }
        let Some(old) = old else { return };
        if new.holder.is_none() && old.holder.is_some() && new.token == old.token {
            self.released.insert((key.to_owned(), new.token));
            if old.holder != Some(format!("n{node}")) {
                self.broken(7, format!("node {node} released the lease of {:?}", old.holder));
            }
        }
        if new.holder.is_some() && new.holder == old.holder {
            if old.holder != Some(format!("n{node}")) {
                self.broken(8, format!("node {node} renewed the lease of {:?}", old.holder));
            }
            if new.expires_at < old.expires_at {
                self.broken(6, "the expiry moved back");
            }
            if old.expires_at <= new.renewed_at {
                self.broken(6, "a lease was renewed after it had expired");
            }
        }
    }

    /// A slot for a notice was taken, by a statement that looked at the clock at `at`.
    fn taken(&mut self, key: &str, at: i64, before: &BTreeMap<Key, Row>, now: i64) {
        if now < at && !self.clock_went_back {
            self.broken(25, format!("a slot for {key} was taken too soon"));
        }
        let lease = before.get(&Key::Lease(LEASE.to_owned()));
        let is_held = |it: &Lease| it.holder.is_some() && at < it.expires_at;
        let is_seen = self.held_since < at && !self.clock_stepped;
        if key == "idle" && is_seen && matches!(lease, Some(Row::Lease(it)) if is_held(it)) {
            self.broken(25, "a slot for standbys was taken while somebody acts");
        }
    }

    fn ledger(&mut self, key: &str, old: &Ledger, new: &Ledger, now: i64) {
        let is_done = old.state == "done";
        if is_done && (new.state != "done" || new.result != old.result) {
            self.broken(14, format!("the answer of {key} changed"));
        }
        if old.claim_token < new.claim_token
            && old.state == "in_flight"
            && now < old.claim_until
            && !self.clock_went_back
        {
            self.broken(16, format!("{key} was claimed while it was in flight"));
        }
        if new.claim_token < old.claim_token {
            self.broken(16, format!("the claim token of {key} went back"));
        }
    }

    fn effect(
        &mut self,
        effect: &Effect,
        before: &BTreeMap<Key, Row>,
        writes: &BTreeMap<Key, Row>,
    ) {
        let Some((key, token, holder)) = &effect.under else {
            if !self.once.insert(effect.what.clone()) {
                self.broken(15, format!("{} happened twice", effect.what));
            }
            return self.all_or_none(&effect.what, writes);
        };
        let last = self.effects.get(key).copied().unwrap_or(0);
        if *token < last {
            self.broken(2, format!("an effect under token {token} after one under {last}"));
        }
        self.effects.insert(key.clone(), last.max(*token));
        let lease = before.get(&Key::Lease(key.clone()));
        let is_current =
            |it: &Lease| it.token == *token && it.holder.as_deref() == Some(holder.as_str());
        if !matches!(lease, Some(Row::Lease(it)) if is_current(it)) {
            self.broken(3, format!("an effect under token {token} beside {lease:?}"));
        }
        if self.released.contains(&(key.clone(), *token)) {
            self.broken(11, format!("an effect under token {token} after its release"));
        }
    }

    /// What a delivery or a job does, its entry in the ledger and its message last together.
    fn all_or_none(&mut self, what: &str, writes: &BTreeMap<Key, Row>) {
        let has = |of: fn(&Key) -> Option<&String>| {
            writes.keys().filter_map(of).any(|it| what.split('/').any(|part| part == it))
        };
        let has_entry = has(|it| if let Key::Ledger(_, it) = it { Some(it) } else { None });
        let has_message = has(|it| if let Key::Dedupe(it) = it { Some(it) } else { None });
        if !has_entry || !has_message {
            self.broken(18, format!("{what} without its entry or its message"));
        }
    }

    /// Two terms must not overlap on the true clock.
    pub(crate) fn check_intervals(&mut self) {
        if self.may_overlap {
            return;
        }
        let mut sorted = self.intervals.clone();
        sorted.sort_by_key(|it| it.from_us);
        for pair in sorted.windows(2) {
            if pair[1].from_us < pair[0].until_us && pair[0].node != pair[1].node {
                self.broken(5, format!("{:?} overlaps {:?}", pair[0], pair[1]));
            }
        }
    }

    pub(crate) fn check_notices(&mut self, every_us: i64) {
        let notices = std::mem::take(&mut self.notices);
        for (key, mut times) in notices {
            times.sort_unstable();
            for pair in times.windows(2) {
                if pair[1] - pair[0] < every_us && !self.clock_went_back {
                    self.broken(
                        25,
                        format!("two notices for {key} within {} us", pair[1] - pair[0]),
                    );
                }
            }
        }
    }
}
