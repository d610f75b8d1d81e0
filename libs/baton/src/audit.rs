//! The audit: what was decided where nobody could know.
//!
//! May live here: writing it down, in the transaction of the decision, and reading it. Must never
//! live here: the decision.

use std::time::Duration;

use crate::error::{Result, failed};
use crate::sql::{Arg, Row, sql};
use crate::store::Tx;

/// One decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What kind, such as `outbox`.
    pub kind: String,
    /// About what.
    pub subject: String,
    /// What was known and what was decided.
    pub detail: String,
    /// Since it was decided.
    pub age: Duration,
}

pub(crate) async fn write(tx: &mut Tx<'_>, kind: &str, subject: &str, detail: &str) -> Result<()> {
    let insert = sql!(
        "INSERT INTO baton_audit (at, kind, subject, detail) VALUES (" now ", $3, $4, $5)"
    );
    let args = [Arg::Text(kind), Arg::Text(subject), Arg::Text(detail)];
    tx.execute("write down a decision", &insert, &args).await.map(|_| ())
}

/// The last decisions, newest first, at most `most`.
///
/// # Errors
/// When the store did not answer.
pub async fn last(tx: &mut Tx<'_>, most: u32) -> Result<Vec<Decision>> {
    const DOING: &str = "read the audit";
    let all = sql!(
        "SELECT kind, subject, detail, " now " - at FROM baton_audit ORDER BY id DESC LIMIT $3"
    );
    let rows = tx.fetch_all(DOING, &all, &[Arg::Int(most.into())]).await?;
    let read = |row: &Row| {
        let age = Duration::from_micros(u64::try_from(row.int(3)?).unwrap_or(0));
        Ok(Decision { kind: row.text(0)?, subject: row.text(1)?, detail: row.text(2)?, age })
    };
    rows.iter().map(read).collect::<std::result::Result<_, _>>().map_err(failed(DOING))
}
