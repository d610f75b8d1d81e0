//! The inbox: what others deliver, stored before it is acknowledged.
//!
//! May live here: accepting a delivery once. Must never live here: working on it; that is claimed
//! from the ledger by whoever may ([`ledger::next`]), under the scope [`scope`].
//!
//! Any node may accept, whatever its role: acknowledge when the transaction is committed, and
//! refuse (5xx) when it cannot be, so that the delivery comes again.

use std::time::Duration;

use crate::error::Result;
use crate::ledger::{self, Recorded, Terms};
use crate::metrics;
use crate::store::Tx;
use crate::throttle::{self, Allowance, Taken};

/// A delivery of somebody else's.
#[derive(Clone, Copy, Debug)]
pub struct Delivery<'a> {
    /// Where it comes from: ids are unique within a source.
    pub source: &'a str,
    /// The id that the source gave it; the same when it is delivered again.
    pub id: &'a str,
    /// What was delivered.
    pub body: &'a [u8],
    /// By what else it may be recognised.
    pub also: Option<Also<'a>>,
}

/// A second key, for sources that deliver one thing under two ids: such as a message, and the same
/// message as the first of a thread. Built from what both have: author, place, hash of the text.
#[derive(Clone, Copy, Debug)]
pub struct Also<'a> {
    /// The second key.
    pub key: &'a str,
    /// How far apart the two may come.
    pub within: Duration,
}

/// What accepting found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored, and will be worked on once.
    New,
    /// It was stored before. Acknowledge it again.
    Duplicate,
}

/// The ledger's scope for a source.
pub fn scope(source: &str) -> String {
    format!("inbox/{source}")
}

/// Stores a delivery, unless it is there already. Acknowledge it after the commit, not before.
///
/// # Errors
/// When the store did not answer: do not acknowledge.
pub async fn accept(tx: &mut Tx<'_>, delivery: &Delivery<'_>, terms: &Terms) -> Result<Accepted> {
    let Delivery { source, id, body, also } = *delivery;
    let scope = scope(source);
    let offered = ledger::offer(tx, (&scope, id), "", body, terms.keep).await?;
    if offered != Recorded::New {
        return Ok(Accepted::Duplicate);
    }
    let Some(Also { key, within }) = also else { return Ok(Accepted::New) };
    let key = format!("{scope}/{key}");
    match throttle::take(tx, &key, &Allowance::one_per(within)).await? {
        Taken::Slot(_) => Ok(Accepted::New),
        Taken::TooSoon => {
            // Its other form has been accepted; this one stays known, with nothing to do.
            metrics::duplicates(&scope, 1);
            ledger::settle_offered(tx, (&scope, id), terms.keep).await?;
            Ok(Accepted::Duplicate)
        }
    }
}
