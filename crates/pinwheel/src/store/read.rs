//! Reading: leagues, log entries, snapshots, answers.

use super::db::{reading, writing};
use super::{Store, StoreError};
use league::chain::Hash;
use league::state::STATE_VERSION;
use league::units::UnixMillis;
use league::{Event, State};
use sqlx::Row as _;

/// Where a league's log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LeagueHead {
    /// Key of its rows.
    pub(crate) id: i64,
    /// Name in addresses.
    pub(crate) slug: String,
    /// Position of the last entry.
    pub(crate) position: u64,
    /// Hash of the last entry.
    pub(crate) hash: Hash,
    /// When the last entry was stored.
    pub(crate) at: i64,
}

/// One log entry as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Place in the log, from 1.
    pub(crate) position: u64,
    /// When it was stored.
    pub(crate) at: UnixMillis,
    /// The event's type name.
    pub(crate) kind: String,
    /// The event as stored.
    pub(crate) body: String,
    /// Hash over the entry and the hash before it.
    pub(crate) hash: Hash,
}

impl Entry {
    /// The event.
    pub(crate) fn event(&self) -> Result<Event, serde_json::Error> {
        serde_json::from_str(&self.body)
    }
}

/// A request that has been answered.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Answered {
    answer: String,
    /// What was asked; empty for requests from before it was kept.
    fingerprint: String,
}

impl Answered {
    pub(super) fn new(answer: String, fingerprint: String) -> Self {
        Self { answer, fingerprint }
    }

    /// The first answer, if this asks for the same.
    pub(crate) fn to(self, fingerprint: &str) -> Result<String, StoreError> {
        if self.fingerprint.is_empty() || self.fingerprint == fingerprint {
            Ok(self.answer)
        } else {
            Err(StoreError::OtherRequest)
        }
    }
}

/// A stored fold.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    /// The state.
    pub(crate) state: State,
    /// Hash of the last entry folded in.
    pub(crate) hash: Hash,
}

/// What does not read is made to fit: its hash then does not follow from the entry before it, and
/// whoever checks that can name the entry, which an error from here could not.
macro_rules! entry {
    ($row:expr) => {{
        let row = &$row;
        let bytes = |column| row.try_get_unchecked::<Vec<u8>, _>(column).unwrap_or_default();
        let text = |column| {
            String::from_utf8(bytes(column))
                .unwrap_or_else(|it| String::from_utf8_lossy(it.as_bytes()).into_owned())
        };
        let position: i64 = row.try_get(0)?;
        Ok(Entry {
            position: position.cast_unsigned(),
            at: UnixMillis(row.try_get(1)?),
            kind: text(2),
            body: text(3),
            hash: Hash::try_from(bytes(4)).unwrap_or([0xff; 32]),
        })
    }};
}

impl Store {
    /// Every league, in the order of founding.
    pub(crate) async fn leagues(&self) -> Result<Vec<LeagueHead>, StoreError> {
        let failed = |source| StoreError::sql("list the leagues", source);
        let keeps = self.db.keeps();
        let rows: Vec<(i64, String, i64, Vec<u8>, i64)> = reading!(self, conn => {
            sqlx::query_as("SELECT id, slug, position, hash, at FROM league ORDER BY id")
                .persistent(keeps)
                .fetch_all(conn)
                .await
        })
        .map_err(failed)?;
        rows.into_iter()
            .map(|(id, slug, position, hash, at)| {
                let hash = Hash::try_from(hash)
                    .map_err(|_| failed(sqlx::Error::Decode("a hash has 32 bytes".into())))?;
                Ok(LeagueHead { id, slug, position: position.cast_unsigned(), hash, at })
            })
            .collect()
    }

    /// Entries after `after`, oldest first, at most `limit`.
    pub(crate) async fn entries(
        &self,
        league: i64,
        after: u64,
        limit: u32,
    ) -> Result<Vec<Entry>, StoreError> {
        let keeps = self.db.keeps();
        let entries: sqlx::Result<Vec<Entry>> = reading!(self, conn => {
            let rows = sqlx::query(
                "SELECT position, at, kind, body, hash FROM log WHERE league = $1 AND position > $2 ORDER BY position LIMIT $3",
            )
            .persistent(keeps)
            .bind(league)
            .bind(after.cast_signed())
            .bind(i64::from(limit))
            .fetch_all(conn)
            .await;
            rows.and_then(|it| it.iter().map(|row| entry!(row)).collect())
        });
        entries.map_err(|source| StoreError::sql("read the log", source))
    }

    /// One entry.
    pub(crate) async fn entry(
        &self,
        league: i64,
        position: u64,
    ) -> Result<Option<Entry>, StoreError> {
        let before = position.saturating_sub(1);
        let entry = self.entries(league, before, 1).await?.into_iter().next();
        Ok(entry.filter(|it| it.position == position))
    }

    /// Position of the tip-off of the round that is under way once the first `upto` entries are in;
    /// `None` when none is.
    pub(crate) async fn round_at(&self, league: i64, upto: u64) -> Result<Option<u64>, StoreError> {
        let keeps = self.db.keeps();
        let last: Option<(i64, String)> = reading!(self, conn => {
            sqlx::query_as(
                "SELECT position, kind FROM log WHERE league = $1 AND position <= $2
                 AND kind IN ('round_tipped_off', 'round_completed') ORDER BY position DESC LIMIT 1",
            )
            .persistent(keeps)
            .bind(league)
            .bind(upto.cast_signed())
            .fetch_optional(conn)
            .await
        })
        .map_err(|source| StoreError::sql("read the log", source))?;
        let tipped = last.filter(|(_, kind)| kind == "round_tipped_off");
        Ok(tipped.map(|(position, _)| position.cast_unsigned()))
    }

    /// What became of a request; `None` when it has not been answered.
    pub(crate) async fn answer(
        &self,
        league: i64,
        request: &str,
    ) -> Result<Option<Answered>, StoreError> {
        let keeps = self.db.keeps();
        reading!(self, conn => {
            sqlx::query_as("SELECT answer, fingerprint FROM request WHERE league = $1 AND id = $2")
                .persistent(keeps)
                .bind(league)
                .bind(request)
                .fetch_optional(conn)
                .await
        })
        .map_err(|source| StoreError::sql("look up a request", source))
    }

    /// The stored fold of a league; `None` when there is none of this version, or it does not read.
    pub(crate) async fn snapshot(&self, league: i64) -> Result<Option<Snapshot>, StoreError> {
        let keeps = self.db.keeps();
        let row: Option<(Vec<u8>, String)> = reading!(self, conn => {
            sqlx::query_as("SELECT hash, body FROM snapshot WHERE league = $1 AND version = $2")
                .persistent(keeps)
                .bind(league)
                .bind(i64::from(STATE_VERSION))
                .fetch_optional(conn)
                .await
        })
        .map_err(|source| StoreError::sql("read a snapshot", source))?;
        // A snapshot is a cache: one that does not read is as good as none.
        Ok(row.and_then(|(hash, body)| {
            Some(Snapshot {
                state: serde_json::from_str(&body).ok()?,
                hash: Hash::try_from(hash).ok()?,
            })
        }))
    }

    /// Stores a fold, unless a later one is stored.
    pub(crate) async fn save_snapshot(
        &self,
        league: i64,
        state: &State,
        hash: &Hash,
    ) -> Result<(), StoreError> {
        let Ok(body) = serde_json::to_string(state) else { return Ok(()) };
        let keeps = self.db.keeps();
        writing!(self, conn => {
            // An older build and a newer one run side by side: neither takes the other's away.
            sqlx::query(
                "INSERT INTO snapshot (league, version, position, hash, body) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (league) DO UPDATE SET version = $2, position = $3, hash = $4, body = $5
                 WHERE snapshot.version < $2 OR (snapshot.version = $2 AND snapshot.position < $3)",
            )
            .persistent(keeps)
            .bind(league)
            .bind(i64::from(STATE_VERSION))
            .bind(state.position().cast_signed())
            .bind(&hash[..])
            .bind(body)
            .execute(conn)
            .await
            .map(|_| ())
        })
        .map_err(|source| StoreError::sql("store a snapshot", source))
    }
}
