//! Baton's tables, brought up to date.
//!
//! May live here: the steps of the schema, and the store's clock on SQLite. Must never live here:
//! a statement of one part.
//!
//! Steps only ever add: a build that knows fewer of them keeps working beside one that knows more.

use crate::clock;
use crate::error::Result;
use crate::sql::{Arg, sql};
use crate::store::Tx;

/// One step in both dialects.
struct Step {
    sqlite: &'static str,
    postgres: &'static str,
}

const STEPS: [Step; 1] =
    [Step { sqlite: include_str!("0001_sqlite.sql"), postgres: include_str!("0001_postgres.sql") }];

/// The newest version that this build knows.
pub const NEWEST: i64 = 1;

/// Any number that nobody else locks; "baton" on a telephone's keys.
const MIGRATING: &str = "SELECT pg_advisory_xact_lock(22866)";

/// Brings the tables up to date and, on SQLite, sets the store's clock going.
///
/// To be called by every process once before anything else, in a transaction of the caller's: its
/// own migration, or one for this. Doing it again, or at the same time elsewhere, changes nothing.
/// Tables of a newer build are left as they are.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn apply(tx: &mut Tx<'_>) -> Result<()> {
    const DOING: &str = "bring baton's tables up to date";
    if !tx.is_sqlite() {
        // `IF NOT EXISTS` alone is not safe when two nodes start at once. A transaction's lock, not
        // a session's: it works behind any pooler.
        tx.script(DOING, MIGRATING).await?;
    }
    tx.script(DOING, "CREATE TABLE IF NOT EXISTS baton_schema (version BIGINT PRIMARY KEY)")
        .await?;
    let known = version(tx).await?;
    for (number, step) in (1..=NEWEST).zip(&STEPS) {
        if known < number {
            let script = if tx.is_sqlite() { step.sqlite } else { step.postgres };
            tx.script(DOING, script).await?;
            let done = sql!("INSERT INTO baton_schema (version) VALUES ($3)");
            tx.execute(DOING, &done, &[Arg::Int(number)]).await?;
        }
    }
    if tx.is_sqlite() {
        start_clock(tx).await?;
    }
    Ok(())
}

/// The version that the store has; 0 when baton's tables were never made there.
///
/// # Errors
/// When the store cannot be read, or [`apply`] never ran there.
pub async fn version(tx: &mut Tx<'_>) -> Result<i64> {
    const DOING: &str = "read the version of baton's tables";
    let newest = sql!("SELECT COALESCE(MAX(version), 0) FROM baton_schema");
    let row = tx.fetch_optional(DOING, &newest, &[]).await?;
    row.map_or(Ok(0), |it| it.int(0).map_err(crate::error::failed(DOING)))
}

/// Within a boot the clock is the boot clock plus a constant. At the first look of a new boot it
/// is set by the wall clock, but never back.
async fn start_clock(tx: &mut Tx<'_>) -> Result<()> {
    const DOING: &str = "set the store's clock going";
    let start = sql!(
        "INSERT INTO baton_clock AS c (id, boot, offset_us, seen_us) VALUES (1, $2, $3 - $1, $3) "
        "ON CONFLICT (id) DO UPDATE SET boot = $2, "
        "offset_us = CASE WHEN c.boot = $2 THEN c.offset_us ELSE MAX($3, c.seen_us) - $1 END, "
        "seen_us = CASE WHEN c.boot = $2 THEN $1 + c.offset_us ELSE MAX($3, c.seen_us) END"
    );
    tx.execute(DOING, &start, &[Arg::Int(clock::wall_us())]).await?;
    Ok(())
}
