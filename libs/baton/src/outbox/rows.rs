//! The statements of the relay on `baton_outbox`.
//!
//! May live here: reading the head, beginning, settling; each under the fence. Must never live here:
//! an attempt; no transaction is open while one runs.

use std::time::Duration;

use super::class::Outgoing;
use super::decide::{Head, HeadState, Settlement};
use crate::clock::{self, micros};
use crate::error::{Result, failed};
use crate::lease::Grant;
use crate::sql::{Arg, sql};
use crate::store::Tx;

/// The head of a destination.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) head: Head,
    pub(super) endpoint: String,
    pub(super) outgoing: Outgoing,
}

/// Destinations with something to send, those that waited longest first.
pub(super) async fn busy(tx: &mut Tx<'_>, most: usize) -> Result<Vec<String>> {
    const DOING: &str = "list the destinations";
    let all = sql!(
        "SELECT destination FROM baton_outbox WHERE state IN ('queued', 'sending', 'unknown') "
        "GROUP BY destination ORDER BY MIN(created_at), destination LIMIT $3"
    );
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let rows = tx.fetch_all(DOING, &all, &[Arg::Int(most)]).await?;
    rows.iter().map(|it| it.text(0)).collect::<std::result::Result<_, _>>().map_err(failed(DOING))
}

pub(super) async fn head(tx: &mut Tx<'_>, destination: &str) -> Result<Option<Stored>> {
    const DOING: &str = "read the head of a destination";
    let one = sql!(
        "SELECT seq, dedupe_key, endpoint, body, state, attempts, not_before - " now ", "
        "CASE WHEN sending_at = 0 THEN 0 ELSE " now " - sending_at END, " now " - changed_at FROM baton_outbox "
        "WHERE destination = $3 AND state IN ('queued', 'sending', 'unknown') ORDER BY seq LIMIT 1"
    );
    let Some(row) = tx.fetch_optional(DOING, &one, &[Arg::Text(destination)]).await? else {
        return Ok(None);
    };
    let span = |us: i64| Duration::from_micros(u64::try_from(us).unwrap_or(0));
    let read = || {
        let attempts = u32::try_from(row.int(5)?).unwrap_or(u32::MAX);
        let is_queued = row.text(4)? == "queued";
        let state = if is_queued { HeadState::Queued } else { HeadState::Ambiguous };
        Ok(Stored {
            head: Head {
                state,
                attempts,
                due_in: span(row.int(6)?),
                unknown_for: span(row.int(7)?),
                quiet_for: span(row.int(8)?),
            },
            endpoint: row.text(2)?,
            outgoing: Outgoing {
                destination: destination.to_owned(),
                seq: row.int(0)?,
                dedupe_key: row.text(1)?,
                body: row.maybe_bytes(3)?.unwrap_or_default(),
                attempt: attempts.saturating_add(1),
                until: clock::Moment::default(),
            },
        })
    };
    read().map(Some).map_err(failed(DOING))
}

/// Writes down that an attempt begins.
pub(super) async fn begin(tx: &mut Tx<'_>, grant: &Grant, message: &Outgoing) -> Result<bool> {
    let begin = sql!(
        "UPDATE baton_outbox SET state = 'sending', attempts = attempts + 1, token = $5, "
        "sending_at = CASE WHEN sending_at = 0 THEN " now " ELSE sending_at END, "
        "changed_at = " now " WHERE destination = $3 AND seq = $4 AND state IN ('queued', 'sending', 'unknown')"
    );
    let args = address(grant, message);
    Ok(tx.execute("begin to send a message", &begin, &args).await? == 1)
}

fn address<'a>(grant: &Grant, message: &'a Outgoing) -> [Arg<'a>; 3] {
    let (destination, seq) = (Arg::Text(&message.destination), Arg::Int(message.seq));
    [destination, seq, Arg::Int(grant.token.number())]
}

/// Stores how an attempt ended; answers whether it was still this relay's.
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    grant: &Grant,
    message: &Outgoing,
    settlement: &Settlement,
) -> Result<bool> {
    let settle = sql!(
        "UPDATE baton_outbox SET state = $6, reference = $7, error = $8, "
        "not_before = " now " + $9, attempts = attempts - $10, changed_at = " now ", "
        "sending_at = CASE WHEN $6 = 'queued' THEN 0 ELSE sending_at END "
        "WHERE destination = $3 AND seq = $4 AND token = $5 AND state = 'sending'"
    );
    let [destination, seq, token] = address(grant, message);
    let args = [
        destination,
        seq,
        token,
        Arg::Text(settlement.state.name()),
        Arg::MaybeText(settlement.reference.as_deref()),
        Arg::MaybeText(settlement.error.as_deref()),
        Arg::Int(micros(settlement.rest)),
        Arg::Int(i64::from(!settlement.counts)),
    ];
    Ok(tx.execute("store how an attempt ended", &settle, &args).await? == 1)
}

/// Puts the head aside.
pub(super) async fn park(
    tx: &mut Tx<'_>,
    grant: &Grant,
    message: &Outgoing,
    why: &str,
) -> Result<()> {
    let park = sql!(
        "UPDATE baton_outbox SET state = 'parked', token = $5, error = $6, changed_at = " now " "
        "WHERE destination = $3 AND seq = $4 AND state IN ('queued', 'sending', 'unknown')"
    );
    let [destination, seq, token] = address(grant, message);
    let args = [destination, seq, token, Arg::Text(why)];
    tx.execute("park a message", &park, &args).await.map(|_| ())
}
