//! Throttles: how often something may happen, over all nodes together.
//!
//! May live here: taking a slot, giving it back. Must never live here: one slot for all; a key is
//! as narrow as whoever is told (a chat, not "notices").
//!
//! The generic cell rate algorithm in one upsert: a row holds the time at which the next one would
//! be due if all came evenly.

use std::time::Duration;

use crate::clock::micros;
use crate::error::{Result, failed};
use crate::sql::{Arg, sql};
use crate::store::Tx;

/// How often something may happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// One per this long, evenly.
    pub every: Duration,
    /// So many may come at once; at least 1.
    pub burst: u32,
}

impl Allowance {
    /// One per this long, never two at once.
    pub const fn one_per(every: Duration) -> Self {
        Self { every, burst: 1 }
    }

    /// How far ahead of the even pace a key may be.
    pub(crate) fn ahead(&self) -> Duration {
        self.every.saturating_mul(self.burst.saturating_sub(1))
    }
}

/// A slot that was taken. Give it back when what it was taken for did not happen.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "send, or give it back"]
pub struct Slot {
    key: String,
    every: Duration,
    due_us: i64,
}

impl Slot {
    #[cfg(feature = "redis")]
    pub(crate) fn new(key: &str, allowance: &Allowance, due_us: i64) -> Self {
        Self { key: key.to_owned(), every: allowance.every, due_us }
    }

    #[cfg(feature = "redis")]
    pub(crate) fn into_parts(self) -> (String, Duration, i64) {
        (self.key, self.every, self.due_us)
    }

    #[cfg(test)]
    pub(crate) fn due(&self) -> i64 {
        self.due_us
    }
}

/// What taking a slot found.
#[derive(Debug, PartialEq, Eq)]
pub enum Taken {
    /// One is the caller's.
    Slot(Slot),
    /// None is free.
    TooSoon,
}

/// Takes a slot.
///
/// # Errors
/// When the store did not answer: the slot may be used up then, never taken twice.
pub async fn take(tx: &mut Tx<'_>, key: &str, allowance: &Allowance) -> Result<Taken> {
    let upsert = sql!(
        "INSERT INTO baton_throttle AS t (key, tat) VALUES ($3, " now " + $4) "
        "ON CONFLICT (key) DO UPDATE SET "
        "tat = CASE WHEN t.tat < " now " THEN " now " ELSE t.tat END + $4 "
        "WHERE t.tat <= " now " + $5 RETURNING tat"
    );
    taken(tx, key, allowance, &upsert, &[]).await
}

/// Takes a slot for telling people that nobody acts for them, unless somebody does: when the lease
/// is held there is nothing to tell.
///
/// # Errors
/// As for [`take`].
pub async fn take_unless_held(
    tx: &mut Tx<'_>,
    key: &str,
    allowance: &Allowance,
    lease_key: &str,
) -> Result<Taken> {
    let upsert = sql!(
        "INSERT INTO baton_throttle AS t (key, tat) SELECT $3, " now " + $4 "
        "WHERE NOT EXISTS (SELECT 1 FROM baton_lease l WHERE l.key = $6 AND l.holder IS NOT NULL "
        "AND l.expires_at > " now " AND l.boot = $2) "
        "ON CONFLICT (key) DO UPDATE SET "
        "tat = CASE WHEN t.tat < " now " THEN " now " ELSE t.tat END + $4 "
        "WHERE t.tat <= " now " + $5 RETURNING tat"
    );
    taken(tx, key, allowance, &upsert, &[Arg::Text(lease_key)]).await
}

async fn taken(
    tx: &mut Tx<'_>,
    key: &str,
    allowance: &Allowance,
    upsert: &crate::sql::Sql,
    more: &[Arg<'_>],
) -> Result<Taken> {
    const DOING: &str = "take a slot";
    let pace = [Arg::Text(key), Arg::Int(micros(allowance.every))];
    let args = [&pace[..], &[Arg::Int(micros(allowance.ahead()))], more].concat();
    let Some(row) = tx.fetch_optional(DOING, upsert, &args).await? else {
        crate::metrics::throttled();
        return Ok(Taken::TooSoon);
    };
    let due_us = row.int(0).map_err(failed(DOING))?;
    Ok(Taken::Slot(Slot { key: key.to_owned(), every: allowance.every, due_us }))
}

/// Gives a slot back; answers whether it could be. It cannot when another was taken since: then it
/// stays used up, which errs on the quiet side.
///
/// # Errors
/// When the store did not answer; the slot may then stay used up.
pub async fn give_back(tx: &mut Tx<'_>, slot: Slot) -> Result<bool> {
    let back = sql!("UPDATE baton_throttle SET tat = tat - $4 WHERE key = $3 AND tat = $5");
    let args = [Arg::Text(&slot.key), Arg::Int(micros(slot.every)), Arg::Int(slot.due_us)];
    Ok(tx.execute("give a slot back", &back, &args).await? == 1)
}

/// Forgets keys that are as free as if they had never been used, at most `most`; answers how many.
///
/// # Errors
/// When the store did not answer.
pub async fn forget(tx: &mut Tx<'_>, most: u32) -> Result<u64> {
    let forget = sql!(
        "DELETE FROM baton_throttle WHERE key IN (SELECT key FROM baton_throttle "
        "WHERE tat <= " now " ORDER BY tat LIMIT $3) AND tat <= " now
    );
    tx.execute("forget free throttles", &forget, &[Arg::Int(most.into())]).await
}
