//! For tests, here and in crates that use baton: places to store, and a clock that can be moved.
//!
//! May live here: private servers and temporary files. Must never live here: anything the product
//! runs; it is behind the feature `testing`.

mod pgbouncer;
mod postgres;
mod proxy;
#[cfg(feature = "redis")]
mod redis;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions};
use tempfile::TempDir;

pub use pgbouncer::Pooler;
pub use postgres::{Durability, Ending, Server};
pub use proxy::{Line, Proxy};
#[cfg(feature = "redis")]
pub use redis::RedisServer;

use crate::clock::micros;
use crate::store::{Begun, Conn, Place, Pool};
use crate::{Error, schema};

/// An empty store with baton's tables, on either database.
#[derive(Debug)]
pub struct Stage {
    place: Place,
    /// Deleted with the stage.
    _folder: Option<TempDir>,
}

impl Stage {
    /// A SQLite file of its own.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("stage.db");
        let place =
            Place::Sqlite(SqliteConnectOptions::new().filename(file).create_if_missing(true));
        let stage = Self { place, _folder: Some(folder) };
        stage.prepare().await;
        stage
    }

    /// A PostgreSQL database of its own, in a server that this process shares.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start; it says what to type.
    pub async fn postgres() -> Self {
        static SERVER: OnceLock<Server> = OnceLock::new();
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let server = SERVER.get_or_init(|| Server::start(Durability::None));
        let name = format!("stage_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        Self::at(server.database(&name).await).await
    }

    /// A place that the caller has.
    ///
    /// # Panics
    /// When baton's tables cannot be made there.
    pub async fn at(place: Place) -> Self {
        let stage = Self { place, _folder: None };
        stage.prepare().await;
        stage
    }

    async fn prepare(&self) {
        let mut conn = self.conn().await;
        let mut begun = conn.begin().await.expect("a transaction");
        schema::apply(&mut begun.tx()).await.expect("baton's tables");
        begun.commit().await.expect("a commit");
    }

    /// Where it is.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// A connection of its own.
    ///
    /// # Panics
    /// When the store does not let us in.
    pub async fn conn(&self) -> Conn {
        self.place.connect().await.expect("a connection")
    }

    /// A pool, as a caller has one.
    ///
    /// # Panics
    /// When the store does not let us in.
    pub async fn pool(&self) -> Pool {
        match &self.place {
            Place::Sqlite(options) => {
                let options = options.clone().journal_mode(SqliteJournalMode::Wal);
                let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await;
                Pool::Sqlite(pool.expect("a pool"))
            }
            Place::Postgres(options) | Place::Pooled(options) => {
                let pool = PgPoolOptions::new().max_connections(8);
                let pool = pool.connect_with(options.clone()).await.expect("a pool");
                let is_direct = matches!(self.place, Place::Postgres(_));
                if is_direct { Pool::Postgres(pool) } else { Pool::Pooled(pool) }
            }
        }
    }

    /// Moves the store's clock forward, for every connection, so that no test has to wait.
    ///
    /// # Panics
    /// When the store cannot be written.
    pub async fn advance(&self, by: Duration) {
        let mut conn = self.conn().await;
        let mut begun = conn.begin().await.expect("a transaction");
        move_clock(&mut begun, micros(by)).await.expect("a clock that can be moved");
        begun.commit().await.expect("a commit");
    }

    /// Runs a statement of the test's own.
    ///
    /// # Panics
    /// When it fails.
    pub async fn run(&self, sql: &'static str) {
        let mut conn = self.conn().await;
        conn.tx().script("run a test's statement", sql).await.expect("a statement");
    }
}

async fn move_clock(begun: &mut Begun<'_>, by_us: i64) -> Result<(), Error> {
    const DOING: &str = "move the clock";
    let mut tx = begun.tx();
    if tx.is_sqlite() {
        let shift = crate::sql::sql!("UPDATE baton_clock SET offset_us = offset_us + $3");
        return tx.execute(DOING, &shift, &[crate::sql::Arg::Int(by_us)]).await.map(|_| ());
    }
    tx.script(
        DOING,
        "CREATE TABLE IF NOT EXISTS test_clock (shift BIGINT NOT NULL);
         CREATE OR REPLACE FUNCTION baton_now() RETURNS BIGINT LANGUAGE sql VOLATILE AS
         'SELECT (EXTRACT(EPOCH FROM clock_timestamp()) * 1000000)::BIGINT
               + COALESCE((SELECT SUM(shift) FROM test_clock), 0)::BIGINT'",
    )
    .await?;
    let shift = crate::sql::sql!("INSERT INTO test_clock (shift) VALUES ($3)");
    tx.execute(DOING, &shift, &[crate::sql::Arg::Int(by_us)]).await.map(|_| ())
}
