//! What an operator sees of the outbox, and does.
//!
//! May live here: overviews, parked messages, forgetting. Must never live here: sending.

use std::time::Duration;

use crate::audit;
use crate::clock::micros;
use crate::error::{Result, failed};
use crate::metrics;
use crate::sql::{Arg, Row, sql};
use crate::store::Tx;

/// The outbox at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overview {
    /// Messages that are still to be sent.
    pub open: u64,
    /// Since the oldest of them was enqueued; zero when there is none.
    pub oldest: Duration,
    /// Of those, how many may have been sent.
    pub unknown: u64,
    /// Messages that wait for an operator.
    pub parked: u64,
}

/// Looks at the outbox, and sets its gauges: call it every few seconds on one node.
///
/// # Errors
/// When the store did not answer.
pub async fn overview(tx: &mut Tx<'_>) -> Result<Overview> {
    const DOING: &str = "look at the outbox";
    let one = sql!(
        "SELECT COALESCE(SUM(CASE WHEN state = 'parked' THEN 0 ELSE 1 END), 0), "
        "COALESCE(MAX(CASE WHEN state = 'parked' THEN 0 ELSE " now " - created_at END), 0), "
        "COALESCE(SUM(CASE WHEN state IN ('sending', 'unknown') THEN 1 ELSE 0 END), 0), "
        "COALESCE(SUM(CASE WHEN state = 'parked' THEN 1 ELSE 0 END), 0) "
        "FROM baton_outbox WHERE state <> 'sent'"
    );
    let row = tx.fetch_optional(DOING, &one, &[]).await?;
    let number = |column| {
        let read = row.as_ref().map_or(Ok(0), |it| it.int(column));
        read.map(|it| u64::try_from(it).unwrap_or(0)).map_err(failed(DOING))
    };
    let oldest = Duration::from_micros(number(1)?);
    let it = Overview { open: number(0)?, oldest, unknown: number(2)?, parked: number(3)? };
    let states = [("open", it.open), ("unknown", it.unknown), ("parked", it.parked)];
    metrics::outbox(&states, oldest);
    Ok(it)
}

/// A message that waits for an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Where it was to go.
    pub destination: String,
    /// Its place there.
    pub seq: i64,
    /// What makes it this message.
    pub dedupe_key: String,
    /// By which endpoint.
    pub endpoint: String,
    /// Why it was put aside.
    pub why: String,
    /// How often it was tried.
    pub attempts: u32,
    /// Since it was enqueued.
    pub age: Duration,
}

/// The parked messages, oldest first, at most `most`.
///
/// # Errors
/// When the store did not answer.
pub async fn parked(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Parked>> {
    const DOING: &str = "list parked messages";
    let all = sql!(
        "SELECT destination, seq, dedupe_key, endpoint, COALESCE(error, ''), attempts, "
        now " - created_at FROM baton_outbox WHERE state = 'parked' "
        "ORDER BY created_at, destination, seq LIMIT $3"
    );
    let rows = tx.fetch_all(DOING, &all, &[Arg::Int(most.into())]).await?;
    let read = |row: &Row| {
        Ok(Parked {
            destination: row.text(0)?,
            seq: row.int(1)?,
            dedupe_key: row.text(2)?,
            endpoint: row.text(3)?,
            why: row.text(4)?,
            attempts: u32::try_from(row.int(5)?).unwrap_or(u32::MAX),
            age: Duration::from_micros(u64::try_from(row.int(6)?).unwrap_or(0)),
        })
    };
    rows.iter().map(read).collect::<std::result::Result<_, _>>().map_err(failed(DOING))
}

/// Lets a parked message be sent after all, as if it had never been tried; answers whether there was
/// one. The operator takes it on himself that it may be a repeat, and it is audited.
///
/// # Errors
/// When the store did not answer.
pub async fn resend(tx: &mut Tx<'_>, destination: &str, seq: i64) -> Result<bool> {
    let resend = sql!(
        "UPDATE baton_outbox SET state = 'queued', attempts = 0, not_before = 0, sending_at = 0 "
        "WHERE destination = $3 AND seq = $4 AND state = 'parked'"
    );
    let args = [Arg::Text(destination), Arg::Int(seq)];
    let is_resent = tx.execute("resend a parked message", &resend, &args).await? == 1;
    if is_resent {
        let subject = format!("{destination}/{seq}");
        audit::write(tx, "outbox", &subject, "an operator resends it").await?;
    }
    Ok(is_resent)
}

/// Forgets messages that were sent longer than `keep` ago, at most `most`; answers how many.
///
/// # Errors
/// When the store did not answer.
pub async fn forget(tx: &mut Tx<'_>, keep: Duration, most: u32) -> Result<u64> {
    let forget = sql!(
        "DELETE FROM baton_outbox WHERE (destination, seq) IN (SELECT destination, seq "
        "FROM baton_outbox WHERE state = 'sent' AND changed_at <= " now " - $3 "
        "ORDER BY changed_at LIMIT $4)"
    );
    let args = [Arg::Int(micros(keep)), Arg::Int(most.into())];
    tx.execute("forget what was sent", &forget, &args).await
}
