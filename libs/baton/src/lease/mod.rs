//! Leases: a time-bounded right to act, under a token that only grows.
//!
//! May live here: the statements on `baton_lease`, each with its condition inside it, and what they
//! answer. Must never live here: when to try again (`elector`).
//!
//! A lease alone guarantees nothing about effects: its holder may be frozen and wake up later. The
//! guarantee is [`fence`], which makes the token a condition of the effect's own transaction.

mod admin;
mod statements;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

pub use admin::{View, Waiter, ask_to_yield, expire, list, wait, waiters};

use crate::clock::micros;
use crate::error::{Result, failed};
use crate::sql::Arg;
use crate::store::Tx;

/// The channel on which PostgreSQL tells that a lease became free; the payload is its key.
pub const CHANNEL: &str = "baton";

/// Numbers the acquisitions of one key, from 1. It survives release and restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(i64);

impl Token {
    /// The token with this number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// Its number, for a caller's own rows.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Token {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(to)
    }
}

/// Who one start of one process is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    holder: Arc<str>,
    name: Arc<str>,
}

impl Identity {
    /// A new identity: random, so that neither a host's name nor a process id can be taken for it.
    /// `name` is what people are shown, such as the machine's id.
    ///
    /// # Panics
    /// When the system gives no random bytes.
    pub fn new(name: &str) -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("the system gives random bytes");
        let holder = format!("{:032x}", u128::from_be_bytes(bytes));
        Self { holder: holder.into(), name: name.into() }
    }

    /// The random part: 32 hexadecimal digits.
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// What people are shown.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One with a holder that is known, for models and tests.
    #[cfg(any(test, feature = "testing"))]
    pub fn known(holder: &str) -> Self {
        Self { holder: holder.into(), name: holder.into() }
    }
}

/// Proof of an acquisition: which key, by whom, under which token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What it is a right to do.
    pub key: Arc<str>,
    /// Who acquired it.
    pub by: Identity,
    /// The number of the acquisition.
    pub token: Token,
}

impl Grant {
    pub(crate) fn args(&self) -> [Arg<'_>; 3] {
        [Arg::Text(&self.key), Arg::Text(self.by.holder()), Arg::Int(self.token.0)]
    }
}

/// Whether the holder also holds something that the kernel releases when the process dies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hinted {
    /// It does: whoever gets that knows that the holder is gone.
    Yes,
    /// It does not: nothing but time tells.
    #[default]
    No,
}

impl Hinted {
    fn arg(self) -> Arg<'static> {
        Arg::Int(i64::from(self == Self::Yes))
    }

    fn read(number: i64) -> Self {
        if number == 1 { Self::Yes } else { Self::No }
    }
}

/// What an attempt found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// The lease is the caller's.
    Granted(Grant),
    /// Another one holds it, or an earlier attempt of the same holder whose answer was lost.
    HeldBy(Held),
}

/// A lease that somebody holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The holder's random part.
    pub holder: String,
    /// What people are shown.
    pub name: String,
    /// The current token.
    pub token: Token,
    /// Until it expires, as of the answer; zero when it has expired since.
    pub expires_in: Duration,
    /// Whether its holder's death would be noticed at once.
    pub hinted: Hinted,
}

/// Takes the lease when nobody holds it.
///
/// Guaranteed by one statement whose condition is checked under the row's lock, on the store's
/// clock: at most one holder is unexpired, and the token is one more than the last.
///
/// # Errors
/// When the store did not answer. The lease may then be held under a token that the caller does not
/// know; it expires, and [`HeldBy`](Acquired::HeldBy) names the caller's own holder until then.
pub async fn acquire(
    tx: &mut Tx<'_>,
    key: &str,
    by: &Identity,
    ttl: Duration,
    hinted: Hinted,
) -> Result<Acquired> {
    const DOING: &str = "acquire a lease";
    let args = attempt(key, by, ttl, hinted);
    let row = tx.fetch_optional(DOING, &statements::ACQUIRE, &args).await?;
    answer(tx, key, by, row).await
}

/// Takes the lease over from a holder that is known to be gone: the caller holds what the kernel
/// released, and `seen` was its token. Also takes a lease that nobody holds.
///
/// When the hint was wrong the former holder is fenced off by the new token; nothing is doubled.
///
/// # Errors
/// As for [`acquire`].
pub async fn take_over(
    tx: &mut Tx<'_>,
    key: &str,
    by: &Identity,
    ttl: Duration,
    seen: Token,
) -> Result<Acquired> {
    const DOING: &str = "take a lease over";
    let [key_arg, holder, ttl, name, hinted] = attempt(key, by, ttl, Hinted::Yes);
    let args = [key_arg, holder, ttl, name, hinted, Arg::Int(seen.0)];
    let row = tx.fetch_optional(DOING, &statements::TAKE_OVER, &args).await?;
    answer(tx, key, by, row).await
}

fn attempt<'a>(key: &'a str, by: &'a Identity, ttl: Duration, hinted: Hinted) -> [Arg<'a>; 5] {
    let (holder, name) = (Arg::Text(by.holder()), Arg::Text(by.name()));
    [Arg::Text(key), holder, Arg::Int(micros(ttl)), name, hinted.arg()]
}

async fn answer(
    tx: &mut Tx<'_>,
    key: &str,
    by: &Identity,
    row: Option<crate::sql::Row>,
) -> Result<Acquired> {
    const DOING: &str = "see who holds a lease";
    if let Some(row) = row {
        let token = Token(row.int(0).map_err(failed(DOING))?);
        return Ok(Acquired::Granted(Grant { key: key.into(), by: by.clone(), token }));
    }
    held(tx, key).await.map(Acquired::HeldBy)
}

/// Who holds a lease that was refused.
pub(crate) async fn held(tx: &mut Tx<'_>, key: &str) -> Result<Held> {
    const DOING: &str = "see who holds a lease";
    let Some(row) = tx.fetch_optional(DOING, &statements::HELD, &[Arg::Text(key)]).await? else {
        // It was free a moment ago or has never been held: as if it expired just now.
        return Ok(nobody());
    };
    let read = || {
        Ok(Held {
            holder: row.maybe_text(0)?.unwrap_or_default(),
            name: row.text(1)?,
            token: Token(row.int(2)?),
            expires_in: Duration::from_micros(u64::try_from(row.int(3)?).unwrap_or(0)),
            hinted: Hinted::read(row.int(4)?),
        })
    };
    read().map_err(failed(DOING))
}

fn nobody() -> Held {
    let (holder, name, token) = (String::new(), String::new(), Token(0));
    Held { holder, name, token, expires_in: Duration::ZERO, hinted: Hinted::No }
}

/// What a renewal found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// The lease lasts for another full term.
    Kept,
    /// It lasts, and the holder is asked to hand over.
    KeptButAskedToYield,
    /// It has expired, or is another's. It will never come back under this token.
    Lost,
}

/// Extends the lease, if it is still the caller's and has not expired. Never shortens it.
///
/// # Errors
/// When the store did not answer: the caller must go on believing in the old deadline.
pub async fn renew(
    tx: &mut Tx<'_>,
    grant: &Grant,
    ttl: Duration,
    hinted: Hinted,
) -> Result<Renewed> {
    const DOING: &str = "renew a lease";
    let [key, holder, token] = grant.args();
    let args = [key, holder, token, Arg::Int(micros(ttl)), hinted.arg()];
    let Some(row) = tx.fetch_optional(DOING, &statements::RENEW, &args).await? else {
        return Ok(Renewed::Lost);
    };
    let is_asked = row.int(0).map_err(failed(DOING))? == grant.token.0;
    Ok(if is_asked { Renewed::KeptButAskedToYield } else { Renewed::Kept })
}

/// Gives the lease back, and on PostgreSQL tells those who listen in the same statement. The token
/// stays. Answers whether it was the caller's to give.
///
/// # Errors
/// When the store did not answer; the lease then expires by itself.
pub async fn release(tx: &mut Tx<'_>, grant: &Grant) -> Result<bool> {
    const DOING: &str = "release a lease";
    let row = tx.fetch_optional(DOING, &statements::RELEASE, &grant.args()).await?;
    Ok(row.is_some())
}

/// As [`release`], for a transaction that holds nothing else: it does not wait for the disk.
pub(crate) async fn release_alone(tx: &mut Tx<'_>, grant: &Grant) -> Result<bool> {
    const DOING: &str = "release a lease";
    let row = tx.fetch_optional(DOING, &statements::RELEASE_ALONE, &grant.args()).await?;
    Ok(row.is_some())
}

/// What the fence says.
#[must_use = "an effect without the fence's consent may be a stale holder's"]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fenced {
    /// The grant is current, and stays so until this transaction ends.
    Current,
    /// It is not: roll back.
    Stale,
}

/// Makes the grant a condition of this transaction.
///
/// Guaranteed by the lease row's lock (`FOR SHARE`; SQLite's writer lock): nobody can take the
/// lease over before this transaction ends. So keep it short. On PostgreSQL the rest of the
/// transaction is bounded by what is left of the lease (`statement_timeout` and
/// `idle_in_transaction_session_timeout`, for this transaction only), so that a process frozen
/// inside it does not hold up its successor. On SQLite nothing bounds it: never wait for anything
/// else inside a write transaction.
///
/// # Errors
/// When the store did not answer: roll back.
pub async fn fence(tx: &mut Tx<'_>, grant: &Grant) -> Result<Fenced> {
    const DOING: &str = "check a lease's token";
    let row = tx.fetch_optional(DOING, &statements::FENCE, &grant.args()).await?;
    if row.is_some() {
        return Ok(Fenced::Current);
    }
    crate::metrics::stale(&grant.key);
    Ok(Fenced::Stale)
}
