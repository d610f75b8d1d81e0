//! What only a check of the whole database asks for.

use super::db::{Db, reading};
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

/// The row as it lies there: its text may be no text.
macro_rules! raw {
    ($row:expr) => {{
        let row = &$row;
        let position: i64 = row.try_get(1)?;
        let version: i64 = row.try_get(0)?;
        Ok(RawSnapshot {
            version: u32::try_from(version).unwrap_or(u32::MAX),
            position: position.cast_unsigned(),
            hash: row.try_get(2)?,
            body: row.try_get_unchecked(3)?,
        })
    }};
}

impl Store {
    /// SQLite's own check of the file's structure; `Ok(None)` when it is sound.
    ///
    /// PostgreSQL looks after its own.
    pub(crate) async fn structure(&self) -> Result<Option<String>, StoreError> {
        match &self.db {
            Db::Sqlite(it) => it
                .structure()
                .await
                .map_err(|source| StoreError::sql("check the file's structure", source)),
            Db::Postgres(_) => Ok(None),
        }
    }

    /// The league's snapshot, unread; `None` when there is none.
    pub(crate) async fn raw_snapshot(
        &self,
        league: i64,
    ) -> Result<Option<RawSnapshot>, StoreError> {
        let failed = |source| StoreError::sql("read a snapshot", source);
        let keeps = self.db.keeps();
        let found: sqlx::Result<Option<RawSnapshot>> = reading!(self, conn => {
            let row = sqlx::query("SELECT version, position, hash, body FROM snapshot WHERE league = $1")
                .persistent(keeps)
                .bind(league)
                .fetch_optional(conn)
                .await;
            row.and_then(|row| row.map(|it| raw!(it)).transpose())
        });
        found.map_err(failed)
    }

    /// Counts the league's request ledger.
    pub(crate) async fn ledger(&self, league: i64) -> Result<Ledger, StoreError> {
        let failed = |source| StoreError::sql("read the request ledger", source);
        let keeps = self.db.keeps();
        let requests: i64 = reading!(self, conn => {
            sqlx::query_scalar("SELECT COUNT(*) FROM request WHERE league = $1")
                .persistent(keeps)
                .bind(league)
                .fetch_one(conn)
                .await
        })
        .map_err(failed)?;
        let astray: Option<(String, i64)> = reading!(self, conn => {
            sqlx::query_as(
                "SELECT request.id, request.position FROM request
                 LEFT JOIN log ON log.league = request.league AND log.position = request.position
                 WHERE request.league = $1 AND log.position IS NULL ORDER BY request.position LIMIT 1",
            )
            .persistent(keeps)
            .bind(league)
            .fetch_optional(conn)
            .await
        })
        .map_err(failed)?;
        Ok(Ledger {
            requests: requests.cast_unsigned(),
            astray: astray.map(|(id, position)| (id, position.cast_unsigned())),
        })
    }

    /// Rows of the log that belong to no league.
    pub(crate) async fn orphans(&self) -> Result<u64, StoreError> {
        let keeps = self.db.keeps();
        let count: i64 = reading!(self, conn => {
            sqlx::query_scalar("SELECT COUNT(*) FROM log WHERE league NOT IN (SELECT id FROM league)")
                .persistent(keeps)
                .fetch_one(conn)
                .await
        })
        .map_err(|source| StoreError::sql("read the log", source))?;
        Ok(count.cast_unsigned())
    }
}
