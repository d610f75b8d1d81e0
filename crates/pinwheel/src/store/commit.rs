//! The one write path: request, expected position, events, in one short transaction.

use super::{Store, StoreError};
use league::Event;
use league::chain::{GENESIS, Hash, entry_hash};
use league::units::UnixMillis;
use sqlx::{Connection as _, Sqlite, SqliteConnection, Transaction};

/// What is to be stored together or not at all.
#[derive(Clone, Debug)]
pub(crate) struct Commit {
    /// The league's slug. A league that does not exist is created by its first commit.
    pub(crate) league: String,
    /// What was asked: unique in the league.
    pub(crate) request: String,
    /// Where the caller's state stands. The log must stand there too.
    pub(crate) expected: u64,
    /// What happened, in order.
    pub(crate) events: Vec<Event>,
    /// What the asker is told; told again when the request is repeated.
    pub(crate) answer: String,
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
        let store = self.clone();
        let task = tokio::spawn(async move {
            // The bodies are made before the transaction begins: nothing slow inside one.
            let bodies: Vec<String> = commit.events.iter().map(body_of).collect();
            let outcome = store.commit_now(&commit, &bodies).await;
            store.vitals.note(&outcome);
            if let Ok(Committed::New { .. }) = outcome {
                store.folding.grew(bodies.iter().map(String::len).sum());
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
        let mut connection = self.writer.acquire().await.map_err(failed)?;
        let outcome = transact(&mut connection, commit, bodies).await;
        if !matches!(outcome, Ok(_) | Err(StoreError::Conflict { .. })) {
            // A full disk makes SQLite end the transaction by itself, which sqlx does not notice: the
            // connection would refuse to begin another for ever.
            connection.close_on_drop();
        }
        outcome
    }
}

async fn transact(
    connection: &mut SqliteConnection,
    commit: &Commit,
    bodies: &[String],
) -> Result<Committed, StoreError> {
    let failed = |source| StoreError::sql("store a commit", source);
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    let (league, position, mut hash, last_at) = head(&mut tx, commit).await.map_err(failed)?;
    if let Some(answer) = answered(&mut tx, league, &commit.request).await.map_err(failed)? {
        return Ok(Committed::Repeated { answer });
    }
    if position != commit.expected {
        return Err(StoreError::Conflict { expected: commit.expected, actual: position });
    }
    let at = UnixMillis(commit.at.0.max(last_at));
    let mut position = position;
    for (event, body) in commit.events.iter().zip(bodies) {
        position += 1;
        hash = entry_hash(&hash, position, at, body);
        sqlx::query("INSERT INTO log (league, position, at, kind, body, hash) VALUES ($1, $2, $3, $4, $5, $6)")
                .bind(league)
                .bind(position.cast_signed())
                .bind(at.0)
                .bind(event.kind())
                .bind(body)
                .bind(&hash[..])
                .execute(&mut *tx)
                .await
                .map_err(failed)?;
    }
    finish(&mut tx, commit, league, position, &hash, at).await.map_err(failed)?;
    tx.commit().await.map_err(failed)?;
    Ok(Committed::New { position })
}

/// The stored form of an event.
pub(crate) fn body_of(event: &Event) -> String {
    // Events hold only strings, numbers and lists of them: nothing that JSON cannot express.
    serde_json::to_string(event).expect("an event is always expressible as JSON")
}

/// The league's row: id, position, hash, time of the last entry. Created when it is missing.
async fn head(
    tx: &mut Transaction<'_, Sqlite>,
    commit: &Commit,
) -> sqlx::Result<(i64, u64, Hash, i64)> {
    if commit.expected == 0 {
        sqlx::query("INSERT INTO league (slug, position, hash, at) VALUES ($1, 0, $2, 0) ON CONFLICT (slug) DO NOTHING")
            .bind(&commit.league)
            .bind(&GENESIS[..])
            .execute(&mut **tx)
            .await?;
    }
    let (id, position, hash, at): (i64, i64, Vec<u8>, i64) =
        sqlx::query_as("SELECT id, position, hash, at FROM league WHERE slug = $1")
            .bind(&commit.league)
            .fetch_one(&mut **tx)
            .await?;
    let hash =
        Hash::try_from(hash).map_err(|_| sqlx::Error::Decode("a hash has 32 bytes".into()))?;
    Ok((id, position.cast_unsigned(), hash, at))
}

async fn answered(
    tx: &mut Transaction<'_, Sqlite>,
    league: i64,
    request: &str,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar("SELECT answer FROM request WHERE league = $1 AND id = $2")
        .bind(league)
        .bind(request)
        .fetch_optional(&mut **tx)
        .await
}

async fn finish(
    tx: &mut Transaction<'_, Sqlite>,
    commit: &Commit,
    league: i64,
    position: u64,
    hash: &Hash,
    at: UnixMillis,
) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO request (league, id, position, answer, at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(league)
    .bind(&commit.request)
    .bind(position.cast_signed())
    .bind(&commit.answer)
    .bind(at.0)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE league SET position = $2, hash = $3, at = $4 WHERE id = $1")
        .bind(league)
        .bind(position.cast_signed())
        .bind(&hash[..])
        .bind(at.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
