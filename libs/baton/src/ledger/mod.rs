//! The ledger: what was asked, once per key, with its answer.
//!
//! May live here: claims, their renewal and their end. Must never live here: who asks (`inbox`), or
//! work in several steps (`job`).
//!
//! ```text
//!  offer ──► queued ──┐        ┌──► done   (the answer is kept, and given again)
//!                     ├─ in flight ─► failed ──(backoff)──► in flight …
//!  claim ─────────────┘        └──► dead   (an operator lists and retries)
//! ```
//!
//! A claim is short and renewable: when its holder dies, another takes the key over under the next
//! claim token, and whatever the first still writes is refused. The record is long: it outlives
//! every repeat of the request. These are two times, never one.

mod batch;
mod claim;
mod claimer;
mod operate;
mod statements;

pub use batch::{answers, claim_new, offer_all};
pub(crate) use claim::settle_offered;
pub use claim::{
    After, Claim, Claimed, Existing, Next, Recorded, claim, complete, fail, next, offer, put_back,
    record, renew,
};
pub use claimer::Claimer;
pub use operate::{Entry, Overview, State, dead, forget, look, overview, retry, waiting};

use std::time::Duration;

/// How long things last, and how often they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// How long a claim lasts without renewal: when another may try.
    pub claim: Duration,
    /// How long the answer is kept after it was given.
    pub keep: Duration,
    /// Failures after which nobody tries any more.
    pub attempts: u32,
    /// Between a failure and the next attempt; growing with the attempts.
    pub backoff: crate::elector::Backoff,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            claim: Duration::from_secs(30),
            keep: Duration::from_hours(30 * 24),
            attempts: 8,
            backoff: crate::elector::Backoff {
                first: Duration::from_secs(1),
                percent: 200,
                most: Duration::from_mins(10),
            },
        }
    }
}
