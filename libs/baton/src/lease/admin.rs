//! What an operator sees and may do.
//!
//! May live here: views of leases and waiters, asking to yield, the last resort. Must never live
//! here: killing a holder on a guess; nobody is killed at all.

use std::time::Duration;

use super::{Hinted, Identity, Token};
use crate::clock::micros;
use crate::error::{Result, failed};
use crate::sql::{Arg, Row, sql};
use crate::store::Tx;

/// A lease as an operator sees it. Ages are as of the answer, on the store's clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// What it is a right to do.
    pub key: String,
    /// Who holds it: the random part and the shown name; nobody when it is free or has expired.
    pub holder: Option<(String, String)>,
    /// The last token that was given out.
    pub token: Token,
    /// Since it was granted.
    pub age: Duration,
    /// Since it was last renewed.
    pub renewed_ago: Duration,
    /// Until it expires; zero when it has.
    pub expires_in: Duration,
    /// Whether its holder's death would be noticed at once.
    pub hinted: Hinted,
    /// Whether the holder is asked to hand over.
    pub is_asked_to_yield: bool,
}

/// Somebody who waits for a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// Which lease.
    pub key: String,
    /// Its random part.
    pub holder: String,
    /// Its shown name.
    pub name: String,
    /// Since it last said so.
    pub seen_ago: Duration,
}

fn span(row: &Row, column: usize) -> std::result::Result<Duration, sqlx::Error> {
    row.int(column).map(|it| Duration::from_micros(u64::try_from(it).unwrap_or(0)))
}

/// Every lease that was ever held, by key.
///
/// # Errors
/// When the store did not answer.
pub async fn list(tx: &mut Tx<'_>) -> Result<Vec<View>> {
    const DOING: &str = "list the leases";
    let all = sql!(
        "SELECT key, CASE WHEN expires_at > " now " AND boot = $2 THEN holder END, name, token, "
        now " - granted_at, " now " - renewed_at, expires_at - " now ", hinted, yield_token "
        "FROM baton_lease ORDER BY key"
    );
    let rows = tx.fetch_all(DOING, &all, &[]).await?;
    let read = |row: &Row| {
        let name = row.text(2)?;
        let token = row.int(3)?;
        let holder = row.maybe_text(1)?.map(|it| (it, name));
        Ok(View {
            key: row.text(0)?,
            token: Token(token),
            age: span(row, 4)?,
            renewed_ago: span(row, 5)?,
            expires_in: if holder.is_some() { span(row, 6)? } else { Duration::ZERO },
            hinted: Hinted::read(row.int(7)?),
            is_asked_to_yield: holder.is_some() && row.int(8)? == token,
            holder,
        })
    };
    rows.iter().map(read).collect::<std::result::Result<_, _>>().map_err(failed(DOING))
}

/// Says that `by` waits for the lease, for the operator's view. Decides nothing.
///
/// # Errors
/// When the store did not answer.
pub async fn wait(tx: &mut Tx<'_>, key: &str, by: &Identity) -> Result<()> {
    let upsert = sql!(
        "INSERT INTO baton_waiter (key, holder, name, seen_at) VALUES ($3, $4, $5, " now ") "
        "ON CONFLICT (key, holder) DO UPDATE SET seen_at = " now
    );
    let args = [Arg::Text(key), Arg::Text(by.holder()), Arg::Text(by.name())];
    tx.execute("say that it waits for a lease", &upsert, &args).await.map(|_| ())
}

/// Those who said within `recent` that they wait, by key. Forgets the others.
///
/// # Errors
/// When the store did not answer.
pub async fn waiters(tx: &mut Tx<'_>, recent: Duration) -> Result<Vec<Waiter>> {
    const DOING: &str = "list who waits for a lease";
    let forget = sql!("DELETE FROM baton_waiter WHERE seen_at <= " now " - $3");
    tx.execute(DOING, &forget, &[Arg::Int(micros(recent))]).await?;
    let all = sql!(
        "SELECT w.key, w.holder, w.name, " now " - w.seen_at FROM baton_waiter w "
        "LEFT JOIN baton_lease l ON l.key = w.key AND l.holder = w.holder "
        "WHERE l.key IS NULL ORDER BY w.key, w.name, w.holder"
    );
    let rows = tx.fetch_all(DOING, &all, &[]).await?;
    let read = |row: &Row| {
        let (key, holder, name) = (row.text(0)?, row.text(1)?, row.text(2)?);
        Ok(Waiter { key, holder, name, seen_ago: span(row, 3)? })
    };
    rows.iter().map(read).collect::<std::result::Result<_, _>>().map_err(failed(DOING))
}

/// Asks the holder, if there is one, to hand over. It learns of it at its next renewal.
///
/// # Errors
/// When the store did not answer.
pub async fn ask_to_yield(tx: &mut Tx<'_>, key: &str) -> Result<bool> {
    let ask = sql!(
        "UPDATE baton_lease SET yield_token = token "
        "WHERE key = $3 AND holder IS NOT NULL AND expires_at > " now " AND boot = $2"
    );
    let asked = tx.execute("ask a holder to hand over", &ask, &[Arg::Text(key)]).await?;
    Ok(asked == 1)
}

/// The last resort: takes the lease from its holder and gives it to nobody. The token grows, so
/// that the former holder is fenced off wherever it is.
///
/// # Errors
/// When the store did not answer.
pub async fn expire(tx: &mut Tx<'_>, key: &str) -> Result<bool> {
    let expire = sql!(
        "UPDATE baton_lease SET holder = NULL, token = token + 1 "
        "WHERE key = $3 AND holder IS NOT NULL"
    );
    let expired = tx.execute("expire a lease", &expire, &[Arg::Text(key)]).await?;
    Ok(expired == 1)
}
