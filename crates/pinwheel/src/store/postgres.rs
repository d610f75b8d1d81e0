//! PostgreSQL: one server that several machines share.
//!
//! May live here: its address, how it is opened, its schema, how commits of other machines are
//! heard of.

use super::db::in_transaction;
use super::waking::Waking;
use super::{Open, StoreError};
use crate::clock;
use baton::Tx;
use baton::hint::pooler::{self, Pooling};
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};
use std::fmt;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

/// The same numbers as for SQLite; a test compares them.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections of one machine at most.
const CONNECTIONS: u32 = 8;
/// How long a request waits for a connection, and a new one for the server.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// A connection that has rested for longer than this may be gone.
const FRESH: Duration = Duration::from_millis(500);
/// A transaction of a machine that has stopped in its middle gives its locks back after this long;
/// so does a statement that hangs. Shorter than a lease.
const STUCK: &str = "SET idle_in_transaction_session_timeout = '4s'; SET statement_timeout = '4s'";
/// Any number that nobody else locks; "pinwheel" on a telephone's keys.
const MIGRATING: &str = "SELECT pg_advisory_xact_lock(74694335)";

/// Where a server is, and how it is reached.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    options: PgConnectOptions,
    pooled: bool,
}

/// Without user and password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.options.get_database().unwrap_or("the default database");
        write!(f, "{} on {}", database, self.options.get_host())
    }
}

impl Server {
    /// Reads `postgres://user:password@host:port/database?…`. With `pooler=transaction` the server is
    /// behind a pooler that gives every transaction another connection.
    ///
    /// # Errors
    /// In words that do not repeat the address: it may hold a password.
    pub(crate) fn parse(url: &str) -> Result<Self, String> {
        let (head, query) = url.split_once('?').unwrap_or((url, ""));
        let (ours, theirs): (Vec<&str>, Vec<&str>) =
            query.split('&').filter(|it| !it.is_empty()).partition(|it| it.starts_with("pooler="));
        let pooled = match ours.last() {
            None | Some(&"pooler=session") => false,
            Some(&"pooler=transaction") => true,
            Some(_) => return Err("`pooler` is `transaction` or `session`".to_owned()),
        };
        let url = format!("{head}?{}", theirs.join("&"));
        let options = PgConnectOptions::from_str(&url).map_err(|_| {
            "the address does not read as postgres://user:password@host:port/database".to_owned()
        })?;
        Ok(Self { options: options.application_name("pinwheel"), pooled })
    }

    /// Whether a transaction pooler is seen before it.
    pub(crate) async fn pooling(&self) -> Result<Pooling, sqlx::Error> {
        let options = self.options.clone().disable_statement_logging();
        tokio::time::timeout(CONNECT_WITHIN, pooler::detect(&options))
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    /// Whether it is said to be behind one.
    pub(crate) fn is_pooled(&self) -> bool {
        self.pooled
    }

    /// The same place for the baton.
    pub(crate) fn place(&self) -> baton::Place {
        // Waiting for a lock for hours is what a hint is for; no line a minute about it.
        let options = self.options.clone().disable_statement_logging();
        if self.pooled { baton::Place::Pooled(options) } else { baton::Place::Postgres(options) }
    }
}

/// A server's database, open.
#[derive(Clone, Debug)]
pub(super) struct Postgres {
    pub(super) pool: PgPool,
    pub(super) pooled: bool,
    pub(super) waking: Arc<Waking>,
}

impl Postgres {
    pub(super) async fn open(server: &Server, how: Open) -> Result<Self, StoreError> {
        let pooled = server.pooled;
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(CONNECT_WITHIN)
            // A connection that was used a moment ago is not asked first whether it is still there.
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move {
                    if about.idle_for > FRESH {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    // A pooler would hand the setting on to strangers.
                    if !pooled {
                        sqlx::raw_sql(STUCK).execute(&mut *connection).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(server.options.clone())
            .await
            .map_err(|source| StoreError::reaching(server, &source))?;
        let waking = Arc::new(Waking::new(pool.clone()));
        let db = Self { pool, pooled, waking };
        db.migrate(server, how).await?;
        // From the first moment on the server's clock counts, not this machine's.
        let clock = db.version().await;
        clock.map_err(|source| StoreError::sql("read the server's clock", source))?;
        Ok(db)
    }

    /// Brings the schema up to date, on one machine at a time; or sees that nothing must be done.
    async fn migrate(&self, server: &Server, how: Open) -> Result<(), StoreError> {
        let failed = |source| StoreError::sql("bring the schema up to date", source);
        let mut connection = self.pool.acquire().await.map_err(failed)?;
        let mut tx = connection.begin().await.map_err(failed)?;
        // A transaction's lock, not a session's: it works behind any pooler.
        sqlx::raw_sql(MIGRATING).execute(&mut *tx).await.map_err(failed)?;
        let known = version(&mut tx).await.map_err(failed)?;
        check(server, how, known)?;
        if how == Open::ReadOnly {
            return Ok(());
        }
        let known = known.map_or(0, |it| it.version);
        bring_up(&mut tx, known).await.map_err(failed)?;
        let mut lent = if self.pooled { Tx::Pooled(&mut tx) } else { Tx::Postgres(&mut tx) };
        baton::schema::apply(&mut lent).await.map_err(StoreError::baton)?;
        tx.commit().await.map_err(failed)
    }

    /// Whether somebody holds what whoever migrates holds.
    pub(super) async fn is_migrating(&self) -> sqlx::Result<bool> {
        // Shared and for this moment only: it keeps nobody from migrating.
        let look = "SELECT pg_try_advisory_xact_lock_shared(74694335)";
        let free: bool = in_transaction!(self, conn => {
            sqlx::query_scalar(look).persistent(false).fetch_one(conn).await
        })?;
        Ok(!free)
    }

    /// A number that changes when anybody has committed. Sets our clock by the server's on the way.
    pub(super) async fn version(&self) -> sqlx::Result<i64> {
        let mut connection = self.pool.acquire().await?;
        let mut tx = connection.begin().await?;
        let asked = clock::boot_us();
        let (version, now): (i64, i64) = sqlx::query_as(
            "SELECT CAST(COALESCE(SUM(position), 0) AS BIGINT),
             CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) FROM league",
        )
        .persistent(!self.pooled)
        .fetch_one(&mut *tx)
        .await?;
        clock::share(now, asked);
        tx.commit().await?;
        Ok(version)
    }
}

/// What the database says of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Version {
    /// The newest step.
    version: i64,
    /// The oldest program that may work on it: steps only add until a later one takes away.
    since: i64,
}

/// `None`: this database has no tables of ours.
async fn version(tx: &mut PgConnection) -> sqlx::Result<Option<Version>> {
    let is_ours: bool = sqlx::query_scalar("SELECT to_regclass('pinwheel_schema') IS NOT NULL")
        .persistent(false)
        .fetch_one(&mut *tx)
        .await?;
    if !is_ours {
        return Ok(None);
    }
    let row: (i64, i64) = sqlx::query_as(
        "SELECT COALESCE(MAX(version), 0), COALESCE(MAX(since), 0) FROM pinwheel_schema",
    )
    .persistent(false)
    .fetch_one(tx)
    .await?;
    Ok(Some(Version { version: row.0, since: row.1 }))
}

/// The version of the schema there; `None` when it has no tables of ours.
pub(super) async fn schema(server: &Server) -> Result<Option<i64>, StoreError> {
    let connecting = PgConnection::connect_with(&server.options);
    let connection = tokio::time::timeout(CONNECT_WITHIN, connecting).await;
    let connection = connection.unwrap_or(Err(sqlx::Error::PoolTimedOut));
    let mut connection = connection.map_err(|source| StoreError::reaching(server, &source))?;
    let known = version(&mut connection).await;
    let known =
        known.map_err(|source| StoreError::sql("read the version of the schema", source))?;
    // It was only asked: how the connection ends changes nothing.
    let _ = connection.close().await;
    Ok(known.map(|it| it.version))
}

fn check(server: &Server, how: Open, known: Option<Version>) -> Result<(), StoreError> {
    let newest = super::inspect::newest();
    match known {
        None if how != Open::Create => Err(StoreError::NotOurs(server.to_string())),
        Some(it) if it.since > newest => {
            Err(StoreError::Newer { place: server.to_string(), version: it.version, newest })
        }
        None | Some(_) => Ok(()),
    }
}

/// Takes the steps that are missing. A build that knows fewer works on beside one that knows more.
async fn bring_up(tx: &mut PgConnection, known: i64) -> sqlx::Result<()> {
    if known == 0 {
        let table = "CREATE TABLE IF NOT EXISTS pinwheel_schema (version BIGINT PRIMARY KEY, since BIGINT NOT NULL)";
        sqlx::raw_sql(table).execute(&mut *tx).await?;
    }
    for step in MIGRATIONS.iter().filter(|it| it.version > known) {
        sqlx::raw_sql(AssertSqlSafe(step.sql.as_str().to_owned())).execute(&mut *tx).await?;
        sqlx::query("INSERT INTO pinwheel_schema (version, since) VALUES ($1, $2)")
            .bind(step.version)
            .bind(SINCE)
            .persistent(false)
            .execute(&mut *tx)
            .await?;
    }
    Ok(())
}

/// The oldest program, by its newest step, that the latest step leaves working.
const SINCE: i64 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_have_the_same_steps() {
        let steps = |it: &'static Migrator| {
            it.iter().map(|it| (it.version, it.description.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(steps(&MIGRATIONS), steps(&crate::store::sqlite::MIGRATIONS));
    }

    #[test]
    fn an_address_is_read_or_refused_without_repeating_it() {
        let server = Server::parse("postgres://me:secret@db.internal:5433/league").expect("reads");
        assert_eq!((server.to_string().as_str(), server.pooled), ("league on db.internal", false));
        let server = Server::parse("postgres://h/l?sslmode=disable&pooler=transaction");
        assert!(server.expect("reads").pooled);
        for bad in ["postgres://me:secret@h:port/l", "postgres://me:secret@h/l?pooler=statement"] {
            let said = Server::parse(bad).expect_err(bad);
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
