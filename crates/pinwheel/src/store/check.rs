//! What only a check of the whole database asks for.

use super::{Store, StoreError};
use sqlx::Row as _;

/// The snapshot as it lies there, whatever its version.
#[derive(Clone, Debug)]
pub(crate) struct RawSnapshot {
    /// Version of its form.
    pub(crate) version: u32,
    /// The entry it claims to be folded up to.
    pub(crate) position: u64,
    /// The hash it claims for that entry.
    pub(crate) hash: Vec<u8>,
    /// The fold as JSON.
    pub(crate) body: Vec<u8>,
}

/// The request ledger of one league, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    /// Rows.
    pub(crate) requests: u64,
    /// A row that points at an entry that does not exist: its id and the position.
    pub(crate) astray: Option<(String, u64)>,
}

impl Store {
    /// SQLite's own check of the file's structure; `Ok(None)` when it is sound.
    pub(crate) async fn structure(&self) -> Result<Option<String>, StoreError> {
        let said: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&self.reader)
            .await
            .map_err(|source| StoreError::sql("check the file's structure", source))?;
        Ok((said != "ok").then_some(said))
    }

    /// The league's snapshot, unread; `None` when there is none.
    pub(crate) async fn raw_snapshot(
        &self,
        league: i64,
    ) -> Result<Option<RawSnapshot>, StoreError> {
        let failed = |source| StoreError::sql("read a snapshot", source);
        let row: Option<(u32, i64, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT version, position, hash, body FROM snapshot WHERE league = $1")
                .bind(league)
                .fetch_optional(&self.reader)
                .await
                .map_err(failed)?;
        Ok(row.map(|(version, position, hash, body)| RawSnapshot {
            version,
            position: position.cast_unsigned(),
            hash,
            body,
        }))
    }

    /// Counts the league's request ledger.
    pub(crate) async fn ledger(&self, league: i64) -> Result<Ledger, StoreError> {
        let failed = |source| StoreError::sql("read the request ledger", source);
        let requests: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM request WHERE league = $1")
            .bind(league)
            .fetch_one(&self.reader)
            .await
            .map_err(failed)?;
        let astray = sqlx::query(
            "SELECT request.id, request.position FROM request
             LEFT JOIN log ON log.league = request.league AND log.position = request.position
             WHERE request.league = $1 AND log.position IS NULL ORDER BY request.position LIMIT 1",
        )
        .bind(league)
        .fetch_optional(&self.reader)
        .await
        .map_err(failed)?
        .map(|row| {
            let position: i64 = row.get(1);
            (row.get(0), position.cast_unsigned())
        });
        Ok(Ledger { requests: requests.cast_unsigned(), astray })
    }

    /// Rows of the log that belong to no league.
    pub(crate) async fn orphans(&self) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM log WHERE league NOT IN (SELECT id FROM league)",
        )
        .fetch_one(&self.reader)
        .await
        .map_err(|source| StoreError::sql("read the log", source))?;
        Ok(count.cast_unsigned())
    }
}
