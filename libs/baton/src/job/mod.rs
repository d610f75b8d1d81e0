//! Jobs in phases: short transaction, slow step without one, short transaction.
//!
//! May live here: what a slow step produced, how far a job is, running jobs. Must never live here:
//! a transaction around anything slow.
//!
//! A slow step (a model, a picture, another service) cannot be done again for nothing: its output
//! is stored before anything uses it, and the first that is stored counts. A job that is resumed
//! finds it and goes on from there.

mod run;

pub use run::{Failure, Job, Limits, Worker};

use crate::error::{Result, failed};
use crate::ledger::Claimed;
use crate::sql::{Arg, Sql, sql};
use crate::store::Tx;

/// What a step of this name produced, if it has been stored.
///
/// # Errors
/// When the store did not answer.
pub async fn stored(tx: &mut Tx<'_>, claimed: &Claimed, name: &str) -> Result<Option<Vec<u8>>> {
    const DOING: &str = "read what a step produced";
    let one = sql!("SELECT output FROM baton_phase WHERE scope = $3 AND key = $4 AND name = $5");
    let args = [Arg::Text(&claimed.scope), Arg::Text(&claimed.key), Arg::Text(name)];
    let Some(row) = tx.fetch_optional(DOING, &one, &args).await? else { return Ok(None) };
    row.maybe_bytes(0).map_err(failed(DOING))
}

/// `$3` scope, `$4` key, `$5` name, `$6` output, `$7` claim token. The claim's row is locked: it
/// cannot be taken over between the look and the write.
const STORE: Sql = Sql {
    sqlite: "INSERT INTO baton_phase (scope, key, name, output, claim_token, stored_at) \
             SELECT $3, $4, $5, $6, $7, \
             ($1 + (SELECT offset_us FROM baton_clock WHERE id = 1)) FROM baton_ledger \
             WHERE scope = $3 AND key = $4 AND claim_token = $7 AND state = 'in_flight' \
             ON CONFLICT (scope, key, name) DO NOTHING",
    postgres: "WITH claim AS (SELECT 1 FROM baton_ledger \
               WHERE scope = $3 AND key = $4 AND claim_token = $7 AND state = 'in_flight' \
               FOR SHARE) \
               INSERT INTO baton_phase (scope, key, name, output, claim_token, stored_at) \
               SELECT $3, $4, $5, $6, $7, baton_now() FROM claim \
               ON CONFLICT (scope, key, name) DO NOTHING",
};

/// Stores what a step produced, unless something is stored already, and answers what counts.
/// `None`: the claim is lost, and nothing was stored.
///
/// # Errors
/// When the store did not answer.
pub async fn store(
    tx: &mut Tx<'_>,
    claimed: &Claimed,
    name: &str,
    output: &[u8],
) -> Result<Option<Vec<u8>>> {
    const DOING: &str = "store what a step produced";
    let args = [
        Arg::Text(&claimed.scope),
        Arg::Text(&claimed.key),
        Arg::Text(name),
        Arg::Bytes(output),
        Arg::Int(claimed.token),
    ];
    tx.execute(DOING, &STORE, &args).await?;
    if !is_current(tx, claimed).await? {
        return Ok(None);
    }
    stored(tx, claimed, name).await
}

/// Whether the claim is the caller's, at this moment of this transaction.
async fn is_current(tx: &mut Tx<'_>, claimed: &Claimed) -> Result<bool> {
    let one = sql!(
        "SELECT key FROM baton_ledger "
        "WHERE scope = $3 AND key = $4 AND claim_token = $5 AND state = 'in_flight'"
    );
    let row = tx.fetch_optional("check a claim", &one, &claimed.args()).await?;
    Ok(row.is_some())
}

/// Moves a job on from one phase to the next; answers whether it was in the first, under this claim.
/// When it was not, roll back.
///
/// # Errors
/// When the store did not answer.
pub async fn advance(tx: &mut Tx<'_>, claimed: &Claimed, from: &str, to: &str) -> Result<bool> {
    let advance = sql!(
        "UPDATE baton_ledger SET phase = $7 WHERE scope = $3 AND key = $4 AND claim_token = $5 "
        "AND phase = $6 AND state = 'in_flight'"
    );
    let [scope, key, token] = claimed.args();
    let args = [scope, key, token, Arg::Text(from), Arg::Text(to)];
    Ok(tx.execute("move a job on", &advance, &args).await? == 1)
}
