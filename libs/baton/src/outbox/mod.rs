//! The outbox: what is to be said to the world, said in order, and as often as its endpoint allows.
//!
//! May live here: enqueueing, the relay, classes of endpoints. Must never live here: a message's
//! meaning.
//!
//! ```text
//! enqueue ─► queued ─► sending ─► sent
//!              ▲          ├─► unknown ─► (the endpoint's class decides, and it is audited)
//!              └─ failed ─┘        └──► parked   (an operator lists and resends)
//! ```
//!
//! "Sending" is stored before anything is sent. So a crash leaves a message that may have been sent,
//! never one that is believed not to have been.

mod class;
mod decide;
mod operate;
mod relay;
mod rows;

pub use class::{
    AtLeastOnce, AtMostOnce, Boxed, Class, Deliver, Endpoint, Ensure, Found, Idempotent, Late,
    Nonce, Outcome, Outgoing, SendWithNonce, VerifyThenCreate,
};
pub use decide::{Head, HeadState, RelayTerms, Settled, Settlement, Step, decide, settle};
pub use operate::{Overview, Parked, forget, overview, parked, resend};
pub use relay::{Passed, Relay};

use sha2::{Digest as _, Sha256};

use crate::error::{Result, failed};
use crate::sql::{Arg, Sql, sql};
use crate::store::Tx;

/// A message to be enqueued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message<'a> {
    /// Where it goes: messages of one destination stay in order.
    pub destination: &'a str,
    /// What makes it this message, for ever. A long text in parts is several messages.
    pub dedupe_key: &'a str,
    /// By which endpoint of the relay it is sent.
    pub endpoint: &'a str,
    /// What is said; the endpoint understands it.
    pub body: &'a [u8],
}

/// What enqueueing found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enqueued {
    /// It has this place in the order of its destination.
    New(i64),
    /// A message with this `dedupe_key` was there already.
    Already,
}

/// Enqueues messages in the caller's transaction: they are said if, and only if, it is committed.
///
/// Guaranteed by the destination row's lock: places are given out in the order of commits, so a
/// relay never passes one over.
///
/// # Errors
/// When the store did not answer: roll back.
pub async fn enqueue(tx: &mut Tx<'_>, messages: &[Message<'_>]) -> Result<Vec<Enqueued>> {
    let mut order: Vec<usize> = (0..messages.len()).collect();
    // Always in the same order, so that two transactions never wait for each other crosswise.
    order.sort_by_key(|it| messages[*it].destination);
    let mut enqueued = vec![Enqueued::Already; messages.len()];
    for index in order {
        enqueued[index] = enqueue_one(tx, &messages[index]).await?;
    }
    Ok(enqueued)
}

async fn enqueue_one(tx: &mut Tx<'_>, message: &Message<'_>) -> Result<Enqueued> {
    const DOING: &str = "enqueue a message";
    let take_place = sql!(
        "INSERT INTO baton_destination AS d (name, last_seq) VALUES ($3, 1) "
        "ON CONFLICT (name) DO UPDATE SET last_seq = d.last_seq + 1 RETURNING last_seq"
    );
    let destination = Arg::Text(message.destination);
    let row = tx.fetch_optional(DOING, &take_place, &[destination]).await?;
    let seq = row.map_or(Ok(0), |it| it.int(0)).map_err(failed(DOING))?;
    let insert = sql!(
        "INSERT INTO baton_outbox (destination, seq, dedupe_key, endpoint, body, state, attempts, "
        "not_before, token, sending_at, reference, error, created_at, changed_at) "
        "VALUES ($3, $4, $5, $6, $7, 'queued', 0, 0, 0, 0, NULL, NULL, " now ", 0) "
        "ON CONFLICT (dedupe_key) DO NOTHING"
    );
    let args = [
        destination,
        Arg::Int(seq),
        Arg::Text(message.dedupe_key),
        Arg::Text(message.endpoint),
        Arg::Bytes(message.body),
    ];
    if tx.execute(DOING, &insert, &args).await? == 0 {
        crate::metrics::duplicates("outbox", 1);
        return Ok(Enqueued::Already);
    }
    tx.execute(DOING, &NOTIFY, &[destination, Arg::Int(seq)]).await?;
    Ok(Enqueued::New(seq))
}

/// `$3` destination, `$4` place. Only when the destination was empty: a notification in every
/// transaction makes commits wait for each other.
const NOTIFY: Sql = Sql {
    sqlite: "SELECT 1 WHERE FALSE",
    postgres: "SELECT 1 FROM pg_notify('baton', 'outbox/' || $3) WHERE NOT EXISTS \
               (SELECT 1 FROM baton_outbox WHERE destination = $3 AND seq < $4 \
               AND state IN ('queued', 'sending', 'unknown'))",
};

/// The nonce of a message: 25 letters and digits, the same in every attempt and on every machine.
pub fn nonce(dedupe_key: &str) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let digest = Sha256::new().chain_update(b"baton/nonce/").chain_update(dedupe_key).finalize();
    let half = |at: usize| u128::from_be_bytes(std::array::from_fn(|it| digest[at + it]));
    let digits = |mut number: u128, count: usize| {
        (0..count).map(move |_| {
            let digit = usize::try_from(number % 62).unwrap_or(0);
            number /= 62;
            char::from(DIGITS[digit])
        })
    };
    digits(half(0), 20).chain(digits(half(16), 5)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nonce_belongs_to_its_message() {
        let one = nonce("round 7, part 1");
        assert_eq!(one.len(), 25);
        assert!(one.chars().all(|it| it.is_ascii_alphanumeric()));
        assert_ne!(one, nonce("round 7, part 2"));
        // Frozen: an old build and a new one must send the same.
        assert_eq!(nonce("a"), nonce("a"));
    }
}
