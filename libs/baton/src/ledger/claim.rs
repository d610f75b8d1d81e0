//! One key: claimed, renewed, completed, failed.
//!
//! May live here: what the holder of a claim does. Must never live here: what an operator does.

use std::sync::Arc;
use std::time::Duration;

use super::{Terms, statements};
use crate::clock::micros;
use crate::error::{Result, failed};
use crate::lease::Identity;
use crate::metrics;
use crate::sql::Arg;
use crate::store::Tx;

/// Proof of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// What kind of thing.
    pub scope: Arc<str>,
    /// Which one.
    pub key: Arc<str>,
    /// Numbers the claims of this key, from 1.
    pub token: i64,
    /// How often it has been tried, this time included.
    pub attempt: u32,
    /// The phase that was reached, for a job in several; empty at first.
    pub phase: String,
}

impl Claimed {
    pub(crate) fn args(&self) -> [Arg<'_>; 3] {
        [Arg::Text(&self.scope), Arg::Text(&self.key), Arg::Int(self.token)]
    }
}

/// What an attempt to claim a key found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// The key is the caller's: for the first time, or after somebody let it go.
    Claimed(Claimed),
    /// It is not.
    Existing(Existing),
}

/// What stands in the ledger already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It was done: this was the answer, and it never changes.
    Done(Vec<u8>),
    /// It waits for somebody to claim it.
    Queued,
    /// Somebody is at it, for this long at least.
    InFlight(Duration),
    /// It failed, and is tried again after this long.
    Failed {
        /// What went wrong.
        error: String,
        /// Until it is tried again.
        after: Duration,
    },
    /// It failed too often.
    Dead(String),
    /// The key stands for another request. A bug of the caller's, or a forgery.
    Different,
}

/// Claims a key for work, unless somebody has it, had it, or must wait.
///
/// `fingerprint` tells requests apart that bear the same key: any stable text, such as a hash of the
/// body. Guaranteed by the unique key and one statement.
///
/// # Errors
/// When the store did not answer.
pub async fn claim(
    tx: &mut Tx<'_>,
    (scope, key): (&str, &str),
    fingerprint: &str,
    who: &Identity,
    terms: &Terms,
) -> Result<Claim> {
    const DOING: &str = "claim a key";
    let args = [
        Arg::Text(scope),
        Arg::Text(key),
        Arg::Text(fingerprint),
        Arg::Text(who.holder()),
        Arg::Int(micros(terms.claim)),
        Arg::Int(micros(terms.keep)),
    ];
    if let Some(row) = tx.fetch_optional(DOING, &statements::CLAIM, &args).await? {
        let read = || {
            let (scope, key) = (scope.into(), key.into());
            let attempt = u32::try_from(row.int(1)?).unwrap_or(u32::MAX);
            Ok(Claimed { scope, key, token: row.int(0)?, attempt, phase: row.text(2)? })
        };
        let claimed = read().map_err(failed(DOING))?;
        if bury(tx, &claimed, terms).await? {
            return Ok(Claim::Existing(Existing::Dead(DEADLY.to_owned())));
        }
        return Ok(Claim::Claimed(claimed));
    }
    repeated(tx, (scope, key), fingerprint).await.map(Claim::Existing)
}

/// What is written about work whose every holder died without saying why.
const DEADLY: &str = "every attempt ended without a word";

/// Ends work that was claimed once too often: whoever takes it dies of it.
async fn bury(tx: &mut Tx<'_>, claimed: &Claimed, terms: &Terms) -> Result<bool> {
    let is_deadly = terms.attempts < claimed.attempt;
    if is_deadly {
        fail(tx, claimed, DEADLY, After::Never, terms).await?;
    }
    Ok(is_deadly)
}

/// What stands there already; a repeat, unless the same key came with another request.
async fn repeated(tx: &mut Tx<'_>, key: (&str, &str), fingerprint: &str) -> Result<Existing> {
    let existing = existing(tx, key, fingerprint).await?;
    if existing != Existing::Different {
        metrics::duplicates(key.0, 1);
    }
    Ok(existing)
}

async fn existing(
    tx: &mut Tx<'_>,
    (scope, key): (&str, &str),
    fingerprint: &str,
) -> Result<Existing> {
    const DOING: &str = "read an entry of the ledger";
    let args = [Arg::Text(scope), Arg::Text(key)];
    let Some(row) = tx.fetch_optional(DOING, &statements::READ, &args).await? else {
        // It was forgotten a moment ago: as if it had just been let go.
        return Ok(Existing::InFlight(Duration::ZERO));
    };
    let span = |us: i64| Duration::from_micros(u64::try_from(us).unwrap_or(0));
    let read = || {
        if row.text(0)? != fingerprint {
            return Ok(Existing::Different);
        }
        let error = row.text(5)?;
        Ok(match row.text(1)?.as_str() {
            "done" => Existing::Done(row.maybe_bytes(4)?.unwrap_or_default()),
            "queued" => Existing::Queued,
            "failed" => Existing::Failed { error, after: span(row.int(3)?) },
            "dead" => Existing::Dead(error),
            _ => Existing::InFlight(span(row.int(2)?)),
        })
    };
    read().map_err(failed(DOING))
}

/// What recording or offering found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is new, and lasts if the transaction does.
    New,
    /// It was there already; nothing was changed.
    Existing(Existing),
}

/// Records that a key is done, in the transaction that does it: for work that is a single
/// transaction. When it is not new, roll back and give the stored answer.
///
/// # Errors
/// When the store did not answer.
pub async fn record(
    tx: &mut Tx<'_>,
    (scope, key): (&str, &str),
    fingerprint: &str,
    result: &[u8],
    keep: Duration,
) -> Result<Recorded> {
    let args = [
        Arg::Text(scope),
        Arg::Text(key),
        Arg::Text(fingerprint),
        Arg::Bytes(result),
        Arg::Int(micros(keep)),
    ];
    let row = tx.fetch_optional("record an answer", &statements::RECORD, &args).await?;
    found(tx, row.is_some(), (scope, key), fingerprint).await
}

/// Puts work into the ledger for whoever claims it with [`next`].
///
/// # Errors
/// When the store did not answer.
pub async fn offer(
    tx: &mut Tx<'_>,
    (scope, key): (&str, &str),
    fingerprint: &str,
    body: &[u8],
    keep: Duration,
) -> Result<Recorded> {
    let args = [
        Arg::Text(scope),
        Arg::Text(key),
        Arg::Text(fingerprint),
        Arg::Bytes(body),
        Arg::Int(micros(keep)),
    ];
    let row = tx.fetch_optional("offer work", &statements::OFFER, &args).await?;
    found(tx, row.is_some(), (scope, key), fingerprint).await
}

async fn found(
    tx: &mut Tx<'_>,
    is_new: bool,
    key: (&str, &str),
    fingerprint: &str,
) -> Result<Recorded> {
    if is_new {
        return Ok(Recorded::New);
    }
    repeated(tx, key, fingerprint).await.map(Recorded::Existing)
}

/// Work that was claimed, with what was offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// The claim.
    pub claimed: Claimed,
    /// What was offered; empty when it was claimed by key first.
    pub body: Vec<u8>,
}

/// Claims the oldest work of a scope that is due; `None` when nothing is.
///
/// # Errors
/// When the store did not answer.
pub async fn next(
    tx: &mut Tx<'_>,
    scope: &str,
    who: &Identity,
    terms: &Terms,
) -> Result<Option<Next>> {
    const DOING: &str = "claim work";
    let args = [
        Arg::Text(scope),
        Arg::Text(who.holder()),
        Arg::Int(micros(terms.claim)),
        Arg::Int(micros(terms.keep)),
    ];
    loop {
        let Some(row) = tx.fetch_optional(DOING, &statements::NEXT, &args).await? else {
            return Ok(None);
        };
        let read = || {
            let attempt = u32::try_from(row.int(2)?).unwrap_or(u32::MAX);
            let key = row.text(0)?.into();
            let (token, phase) = (row.int(1)?, row.text(3)?);
            let claimed = Claimed { scope: scope.into(), key, token, attempt, phase };
            Ok(Next { claimed, body: row.maybe_bytes(4)?.unwrap_or_default() })
        };
        let next = read().map_err(failed(DOING))?;
        if !bury(tx, &next.claimed, terms).await? {
            return Ok(Some(next));
        }
    }
}

/// Extends a claim; answers whether it is still the caller's. Stop the work when it is not.
///
/// # Errors
/// When the store did not answer.
pub async fn renew(tx: &mut Tx<'_>, claimed: &Claimed, terms: &Terms) -> Result<bool> {
    let [scope, key, token] = claimed.args();
    let args = [scope, key, token, Arg::Int(micros(terms.claim))];
    Ok(tx.execute("renew a claim", &statements::RENEW, &args).await? == 1)
}

/// Ends a claim with its answer; answers whether it was still the caller's. When it was not, roll
/// back: another has the key, and its effects count.
///
/// In the transaction of the effects, so that both last or neither.
///
/// # Errors
/// When the store did not answer.
#[must_use = "a completion that was refused must be rolled back"]
pub async fn complete(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    result: &[u8],
    terms: &Terms,
) -> Result<bool> {
    let [scope, key, token] = claimed.args();
    let args = [scope, key, token, Arg::Bytes(result), Arg::Int(micros(terms.keep))];
    Ok(tx.execute("complete a claim", &statements::COMPLETE, &args).await? == 1)
}

/// What follows a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Another attempt, when the terms allow one.
    Retry,
    /// None: it will never succeed.
    Never,
}

/// Ends a claim without an answer. The entry stays: deleting it would let a half-done request run
/// again from its beginning. Answers whether the claim was still the caller's.
///
/// # Errors
/// When the store did not answer.
pub async fn fail(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    error: &str,
    after: After,
    terms: &Terms,
) -> Result<bool> {
    let is_over = after == After::Never || terms.attempts <= claimed.attempt;
    let state = if is_over { "dead" } else { "failed" };
    let dice = u32::from(claimed.key.bytes().fold(0_u8, u8::wrapping_add)) * 4;
    let wait = terms.backoff.wait(claimed.attempt, dice);
    let [scope, key, token] = claimed.args();
    let args = [
        scope,
        key,
        token,
        Arg::Text(state),
        Arg::Text(error),
        Arg::Int(micros(wait)),
        Arg::Int(micros(terms.keep)),
    ];
    let is_failed = tx.execute("fail a claim", &statements::FAIL, &args).await? == 1;
    if is_failed && is_over {
        metrics::dead(&claimed.scope);
    }
    Ok(is_failed)
}

/// Puts work back for others, as if it had not been claimed this time; answers whether the claim was
/// still the caller's. What its steps produced stays.
///
/// # Errors
/// When the store did not answer.
pub async fn put_back(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<bool> {
    Ok(tx.execute("put work back", &statements::PUT_BACK, &claimed.args()).await? == 1)
}

/// Ends offered work that turned out to be none.
pub(crate) async fn settle_offered(
    tx: &mut Tx<'_>,
    (scope, key): (&str, &str),
    keep: Duration,
) -> Result<()> {
    let args = [Arg::Text(scope), Arg::Text(key), Arg::Int(micros(keep))];
    tx.execute("settle what was offered", &statements::SETTLE, &args).await.map(|_| ())
}
