//! What an operator sees of the ledger, and does.
//!
//! May live here: looking, dead letters, forgetting. Must never live here: what a worker does.

use std::time::Duration;

use crate::error::{Result, failed};
use crate::metrics;
use crate::sql::{Arg, Row, sql};
use crate::store::Tx;

/// Where an entry stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits to be claimed.
    Queued,
    /// Somebody is at it.
    InFlight,
    /// Is tried again later.
    Failed,
    /// Has its answer.
    Done,
    /// Failed too often; nobody tries any more.
    Dead,
}

impl State {
    fn read(text: &str) -> Self {
        match text {
            "queued" => Self::Queued,
            "failed" => Self::Failed,
            "done" => Self::Done,
            "dead" => Self::Dead,
            _ => Self::InFlight,
        }
    }
}

/// An entry as an operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What kind of thing.
    pub scope: String,
    /// Which one.
    pub key: String,
    /// Where it stands.
    pub state: State,
    /// The phase that was reached; empty at first.
    pub phase: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Who tried last: the random part of an identity.
    pub claimed_by: String,
    /// What went wrong last; empty when nothing did.
    pub error: String,
    /// Since it was first asked.
    pub age: Duration,
}

fn entry(row: &Row) -> std::result::Result<Entry, sqlx::Error> {
    Ok(Entry {
        scope: row.text(0)?,
        key: row.text(1)?,
        state: State::read(&row.text(2)?),
        phase: row.text(3)?,
        attempts: u32::try_from(row.int(4)?).unwrap_or(u32::MAX),
        claimed_by: row.text(5)?,
        error: row.text(6)?,
        age: Duration::from_micros(u64::try_from(row.int(7)?).unwrap_or(0)),
    })
}

fn entries(rows: &[Row]) -> Result<Vec<Entry>> {
    let entries: std::result::Result<_, _> = rows.iter().map(entry).collect();
    entries.map_err(failed("read entries of the ledger"))
}

/// One entry; `None` when it was never asked, or is forgotten.
///
/// # Errors
/// When the store did not answer.
pub async fn look(tx: &mut Tx<'_>, (scope, key): (&str, &str)) -> Result<Option<Entry>> {
    let one = sql!(
        "SELECT scope, key, state, phase, attempts, claimed_by, COALESCE(error, ''), "
        now " - created_at FROM baton_ledger WHERE scope = $3 AND key = $4"
    );
    let args = [Arg::Text(scope), Arg::Text(key)];
    let rows = tx.fetch_all("look at an entry of the ledger", &one, &args).await?;
    Ok(entries(&rows)?.pop())
}

/// The dead letters, oldest first, at most `most`.
///
/// # Errors
/// When the store did not answer.
pub async fn dead(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Entry>> {
    let all = sql!(
        "SELECT scope, key, state, phase, attempts, claimed_by, COALESCE(error, ''), "
        now " - created_at FROM baton_ledger WHERE state = 'dead' "
        "ORDER BY created_at, scope, key LIMIT $3"
    );
    let rows = tx.fetch_all("list the dead letters", &all, &[Arg::Int(most.into())]).await?;
    entries(&rows)
}

/// The ledger at a glance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Waits to be claimed.
    pub queued: u64,
    /// Somebody is at it.
    pub in_flight: u64,
    /// Rests before the next attempt.
    pub failed: u64,
    /// Waits for an operator.
    pub dead: u64,
    /// Since the oldest that is queued, in flight or failed was first asked; zero when none is.
    pub oldest: Duration,
}

/// Looks at the ledger, and sets its gauges: call it every few seconds on one node.
///
/// # Errors
/// When the store did not answer.
pub async fn overview(tx: &mut Tx<'_>) -> Result<Overview> {
    const DOING: &str = "look at the ledger";
    let all = sql!(
        "SELECT state, COUNT(*), " now " - MIN(created_at) FROM baton_ledger "
        "WHERE state IN ('queued', 'in_flight', 'failed', 'dead') GROUP BY state"
    );
    let mut found = Overview::default();
    for row in tx.fetch_all(DOING, &all, &[]).await? {
        let read = || Ok((State::read(&row.text(0)?), row.int(1)?, row.int(2)?));
        let (state, count, age_us) = read().map_err(failed(DOING))?;
        let count = u64::try_from(count).unwrap_or(0);
        match state {
            State::Queued => found.queued = count,
            State::InFlight => found.in_flight = count,
            State::Failed => found.failed = count,
            State::Dead => found.dead = count,
            State::Done => (),
        }
        if state != State::Dead {
            let age = Duration::from_micros(u64::try_from(age_us).unwrap_or(0));
            found.oldest = found.oldest.max(age);
        }
    }
    let Overview { queued, in_flight, failed, dead, oldest } = found;
    let states = [("queued", queued), ("in_flight", in_flight), ("failed", failed), ("dead", dead)];
    metrics::ledger(&states, oldest);
    Ok(found)
}

/// Everything that is neither done nor dead, oldest first, at most `most`.
///
/// # Errors
/// When the store did not answer.
pub async fn waiting(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Entry>> {
    let all = sql!(
        "SELECT scope, key, state, phase, attempts, claimed_by, COALESCE(error, ''), "
        now " - created_at FROM baton_ledger WHERE state IN ('queued', 'in_flight', 'failed') "
        "ORDER BY created_at, scope, key LIMIT $3"
    );
    let rows = tx.fetch_all("list what is in flight", &all, &[Arg::Int(most.into())]).await?;
    entries(&rows)
}

/// Lets a dead letter be tried again, from the phase that it reached; answers whether there was
/// such a dead letter.
///
/// # Errors
/// When the store did not answer.
pub async fn retry(tx: &mut Tx<'_>, (scope, key): (&str, &str)) -> Result<bool> {
    let retry = sql!(
        "UPDATE baton_ledger SET state = 'queued', attempts = 0, not_before = 0 "
        "WHERE scope = $3 AND key = $4 AND state = 'dead'"
    );
    let args = [Arg::Text(scope), Arg::Text(key)];
    Ok(tx.execute("retry a dead letter", &retry, &args).await? == 1)
}

/// Forgets answers whose time is over, at most `most` of them; answers how many. Only what is done
/// or dead: work in flight is never forgotten.
///
/// # Errors
/// When the store did not answer.
pub async fn forget(tx: &mut Tx<'_>, most: u32) -> Result<u64> {
    const DOING: &str = "forget old answers";
    let phases = sql!(
        "DELETE FROM baton_phase WHERE (scope, key) IN (SELECT scope, key FROM baton_ledger "
        "WHERE keep_until <= " now " AND state IN ('done', 'dead') "
        "ORDER BY keep_until, scope, key LIMIT $3)"
    );
    tx.execute(DOING, &phases, &[Arg::Int(most.into())]).await?;
    let old = sql!(
        "DELETE FROM baton_ledger WHERE (scope, key) IN (SELECT scope, key FROM baton_ledger "
        "WHERE keep_until <= " now " AND state IN ('done', 'dead') "
        "ORDER BY keep_until, scope, key LIMIT $3)"
    );
    tx.execute(DOING, &old, &[Arg::Int(most.into())]).await
}
