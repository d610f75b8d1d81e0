//! The one write path: request, expected position, events, in one short transaction.

use super::db::{Db, within};
use super::read::Answered;
use super::{Store, StoreError};
use crate::deliver;
use baton::Grant;
use baton::Tx;
use baton::lease::Fenced;
use league::Event;
use league::chain::{GENESIS, Hash, entry_hash};
use league::units::UnixMillis;
use sqlx::Connection as _;

/// What is to be stored together or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    /// The league's slug. A league that does not exist is created by its first commit.
    pub(crate) league: String,
    /// What was asked: unique in the league.
    pub(crate) request: String,
    /// Where the caller's state stands. The log must stand there too.
    pub(crate) expected: u64,
    /// What the request asked for: another one under the same id is refused.
    pub(crate) fingerprint: String,
    /// What happened, in order.
    pub(crate) events: Vec<Event>,
    /// Work that follows from it: key and body, in the ledger's scope of reports.
    pub(crate) offers: Vec<(String, String)>,
    /// What the asker is told; told again when the request is repeated.
    pub(crate) answer: String,
    /// The role under which it happens, if it takes one: whoever has lost it stores nothing.
    pub(crate) under: Option<Grant>,
    /// When. Entries never go back in time: an earlier instant becomes that of the entry before.
    pub(crate) at: UnixMillis,
}

/// What became of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Committed {
    /// Stored. The log stands at `position`.
    New {
        /// Position of the last event.
        position: u64,
    },
    /// The request was answered before; nothing was stored.
    Repeated {
        /// The first answer.
        answer: String,
    },
}

impl Store {
    /// Stores a commit. Runs on a task of its own, so that a caller who goes away cancels nothing half way.
    ///
    /// # Errors
    /// `Conflict` when the log has moved on; otherwise why nothing could be stored.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        if let Some(why) = self.condemned() {
            return Err(why);
        }
        let store = self.clone();
        let task = tokio::spawn(async move {
            // The bodies are made before the transaction begins: nothing slow inside one.
            let bodies: Vec<String> = commit.events.iter().map(body_of).collect();
            let outcome = store.commit_now(&commit, &bodies).await;
            store.vitals.note(&outcome);
            if let Ok(Committed::New { .. }) = outcome {
                store.grew(bodies.iter().map(String::len).sum());
            }
            outcome
        });
        task.await.unwrap_or_else(|gone| std::panic::resume_unwind(gone.into_panic()))
    }

    async fn commit_now(
        &self,
        commit: &Commit,
        bodies: &[String],
    ) -> Result<Committed, StoreError> {
        let failed = |source| StoreError::sql("store a commit", source);
        // A connection whose transaction failed is not used again. A full disk makes SQLite end the
        // transaction by itself, which sqlx does not notice: it would refuse to begin another for ever.
        match &self.db {
            Db::Sqlite(db) => {
                let mut connection = db.writer.acquire().await.map_err(failed)?;
                let outcome = async {
                    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
                    let outcome = write(&mut Tx::Sqlite(&mut tx), commit, bodies).await?;
                    tx.commit().await.map_err(failed)?;
                    Ok(outcome)
                };
                let outcome = outcome.await;
                if is_broken(&outcome) {
                    connection.close_on_drop();
                }
                outcome
            }
            Db::Postgres(db) => {
                let mut connection = db.pool.acquire().await.map_err(failed)?;
                let outcome = async {
                    let mut tx = connection.begin().await.map_err(failed)?;
                    let outcome = if db.pooled {
                        sqlx::raw_sql(STUCK_HERE).execute(&mut *tx).await.map_err(failed)?;
                        write(&mut Tx::Pooled(&mut tx), commit, bodies).await?
                    } else {
                        write(&mut Tx::Postgres(&mut tx), commit, bodies).await?
                    };
                    tx.commit().await.map_err(failed)?;
                    Ok(outcome)
                };
                let outcome = outcome.await;
                if is_broken(&outcome) {
                    connection.close_on_drop();
                }
                outcome
            }
        }
    }
}

/// As for connections of our own, for this transaction only: a pooler hands the connection on.
const STUCK_HERE: &str = "SET LOCAL idle_in_transaction_session_timeout = '4s'";

/// Whether the connection may have been left in the middle of something.
fn is_broken(outcome: &Result<Committed, StoreError>) -> bool {
    !matches!(
        outcome,
        Ok(_) | Err(StoreError::Conflict { .. } | StoreError::Fenced | StoreError::OtherRequest)
    )
}

async fn write(
    tx: &mut Tx<'_>,
    commit: &Commit,
    bodies: &[String],
) -> Result<Committed, StoreError> {
    let failed = |source| StoreError::sql("store a commit", source);
    if let Some(grant) = &commit.under {
        match baton::lease::fence(tx, grant).await.map_err(StoreError::baton)? {
            Fenced::Current => {}
            Fenced::Stale => return Err(StoreError::Fenced),
        }
    }
    let (Head { league, position, hash, at: last_at }, known) =
        head(tx, commit).await.map_err(failed)?;
    if let Some(known) = known {
        return known.to(&commit.fingerprint).map(|answer| Committed::Repeated { answer });
    }
    if position != commit.expected {
        return Err(StoreError::Conflict { expected: commit.expected, actual: position });
    }
    let at = UnixMillis(commit.at.0.max(last_at));
    let (position, hash) =
        append(tx, (league, position, hash), (commit, bodies, at)).await.map_err(failed)?;
    finish(tx, commit, league, position, &hash, at).await.map_err(failed)?;
    let offers: Vec<(&str, &str)> = commit.offers.iter().map(|it| (&*it.0, &*it.1)).collect();
    baton::ledger::offer_all(tx, deliver::SCOPE, &offers, deliver::KEEP)
        .await
        .map_err(StoreError::baton)?;
    Ok(Committed::New { position })
}

/// Adds the events to the log; answers where it stands then.
async fn append(
    tx: &mut Tx<'_>,
    (league, mut position, mut hash): (i64, u64, Hash),
    (commit, bodies, at): (&Commit, &[String], UnixMillis),
) -> sqlx::Result<(u64, Hash)> {
    let keeps = keeps(tx);
    for (event, body) in commit.events.iter().zip(bodies) {
        position += 1;
        hash = entry_hash(&hash, position, at, body);
        within!(tx, conn => {
            sqlx::query("INSERT INTO log (league, position, at, kind, body, hash) VALUES ($1, $2, $3, $4, $5, $6)")
                .persistent(keeps)
                .bind(league)
                .bind(position.cast_signed())
                .bind(at.0)
                .bind(event.kind())
                .bind(body)
                .bind(&hash[..])
                .execute(&mut **conn)
                .await
                .map(|_| ())
        })?;
    }
    Ok((position, hash))
}

/// Whether a prepared statement is still there for the next transaction.
pub(super) fn keeps(tx: &Tx<'_>) -> bool {
    match tx {
        Tx::Sqlite(_) | Tx::Postgres(_) => true,
        Tx::Pooled(_) => false,
    }
}

/// The stored form of an event.
pub(crate) fn body_of(event: &Event) -> String {
    // Events hold only strings, numbers and lists of them: nothing that JSON cannot express.
    serde_json::to_string(event).expect("an event is always expressible as JSON")
}

/// The league's row.
struct Head {
    league: i64,
    position: u64,
    hash: Hash,
    /// Time of the last entry.
    at: i64,
}

/// A row of `head`: the league's, then the request's if it was answered.
type HeadRow = (i64, i64, Vec<u8>, i64, Option<String>, Option<String>);

/// The league's row, created when it is missing, and what the request was answered. The row stays
/// locked until the end, so that commits of one league follow one another.
async fn head(tx: &mut Tx<'_>, commit: &Commit) -> sqlx::Result<(Head, Option<Answered>)> {
    let keeps = keeps(tx);
    if commit.expected == 0 {
        within!(tx, conn => {
            sqlx::query("INSERT INTO league (slug, position, hash, at) VALUES ($1, 0, $2, 0) ON CONFLICT (slug) DO NOTHING")
                .persistent(keeps)
                .bind(&commit.league)
                .bind(&GENESIS[..])
                .execute(&mut **conn)
                .await
                .map(|_| ())
        })?;
    }
    // Whoever waits for the lock may see an older request beside the newer row: then the position
    // does not fit, and the next try sees both.
    let sql = match tx {
        Tx::Sqlite(_) => {
            "SELECT l.id, l.position, l.hash, l.at, r.answer, r.fingerprint FROM league l
             LEFT JOIN request r ON r.league = l.id AND r.id = $2 WHERE l.slug = $1"
        }
        Tx::Postgres(_) | Tx::Pooled(_) => {
            "SELECT l.id, l.position, l.hash, l.at, r.answer, r.fingerprint FROM league l
             LEFT JOIN request r ON r.league = l.id AND r.id = $2 WHERE l.slug = $1
             FOR UPDATE OF l"
        }
    };
    let (league, position, hash, at, answer, fingerprint): HeadRow = within!(tx, conn => {
        sqlx::query_as(sql)
            .persistent(keeps)
            .bind(&commit.league)
            .bind(&commit.request)
            .fetch_one(&mut **conn)
            .await
    })?;
    let hash =
        Hash::try_from(hash).map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))?;
    let known = answer.zip(fingerprint).map(|(answer, print)| Answered::new(answer, print));
    Ok((Head { league, position: position.cast_unsigned(), hash, at }, known))
}

async fn finish(
    tx: &mut Tx<'_>,
    commit: &Commit,
    league: i64,
    position: u64,
    hash: &Hash,
    at: UnixMillis,
) -> sqlx::Result<()> {
    let keeps = keeps(tx);
    within!(tx, conn => {
        sqlx::query(
            "INSERT INTO request (league, id, position, answer, at, fingerprint) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .persistent(keeps)
        .bind(league)
        .bind(&commit.request)
        .bind(position.cast_signed())
        .bind(&commit.answer)
        .bind(at.0)
        .bind(&commit.fingerprint)
        .execute(&mut **conn)
        .await
        .map(|_| ())
    })?;
    within!(tx, conn => {
        sqlx::query("UPDATE league SET position = $2, hash = $3, at = $4 WHERE id = $1")
            .persistent(keeps)
            .bind(league)
            .bind(position.cast_signed())
            .bind(&hash[..])
            .bind(at.0)
            .execute(&mut **conn)
            .await
            .map(|_| ())
    })
}
