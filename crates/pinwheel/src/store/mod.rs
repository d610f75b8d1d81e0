//! The log and what belongs to it, in SQLite.
//!
//! May live here: statements, transactions, migrations, and their errors. Must never live here: a
//! rule of the game, anything slow inside a transaction.

mod commit;
mod error;
mod read;

pub(crate) use commit::{Commit, Committed};
pub(crate) use error::StoreError;
pub(crate) use read::{Entry, LeagueHead, Snapshot};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a statement waits for another process's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// One connection: SQLite has one writer, and a queue in front of it beats `SQLITE_BUSY`.
    writer: SqlitePool,
    reader: SqlitePool,
    /// One connection that watches for other processes' commits; `data_version` is per connection.
    watcher: SqlitePool,
    file: PathBuf,
}

/// Whether opening may change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Create what is missing and bring the schema up to date.
    Create,
    /// The file must exist and have this program's schema.
    Existing,
}

impl Store {
    /// Opens the database file.
    ///
    /// # Errors
    /// With the file's name and what to do about it.
    pub(crate) async fn open(file: &Path, how: Open) -> Result<Self, StoreError> {
        if how == Open::Existing && !file.exists() {
            return Err(StoreError::Missing(file.to_path_buf()));
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(how == Open::Create)
            .journal_mode(SqliteJournalMode::Wal)
            // A commit that was acknowledged survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            // Small caches: a league's pages fit, and memory is promised to stay low.
            .pragma("cache_size", "-2000");
        let opening = |source| StoreError::opening(file, source);
        let pool = |size| {
            SqlitePoolOptions::new().max_connections(size).idle_timeout(None).max_lifetime(None)
        };
        let writer = pool(1).connect_with(options.clone()).await.map_err(opening)?;
        let store = Self {
            reader: pool(3).connect_lazy_with(options.clone().create_if_missing(false)),
            watcher: pool(1).connect_lazy_with(options.create_if_missing(false)),
            writer,
            file: file.to_path_buf(),
        };
        store.migrate(how).await?;
        Ok(store)
    }

    async fn migrate(&self, how: Open) -> Result<(), StoreError> {
        let applied: Option<i64> =
            match sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
                .fetch_one(&self.writer)
                .await
            {
                Ok(version) => version,
                Err(sqlx::Error::Database(source))
                    if source.message().contains("no such table") =>
                {
                    None
                }
                Err(source) => return Err(StoreError::opening(&self.file, source)),
            };
        let newest = MIGRATIONS.iter().map(|it| it.version).max().unwrap_or(0);
        match applied {
            Some(version) if version > newest => {
                return Err(StoreError::Newer { file: self.file.clone(), version, newest });
            }
            Some(version) if version == newest => return Ok(()),
            None if how == Open::Existing => return Err(StoreError::NotOurs(self.file.clone())),
            _ => {}
        }
        if applied.is_none() {
            let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master")
                .fetch_one(&self.writer)
                .await
                .map_err(|source| StoreError::opening(&self.file, source))?;
            if tables > 0 {
                return Err(StoreError::NotOurs(self.file.clone()));
            }
        }
        MIGRATIONS.run(&self.writer).await.map_err(|source| StoreError::Migrate {
            file: self.file.clone(),
            source: source.into(),
        })
    }

    /// The database file.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// A number that changes when another process has committed. Cheap: no table is read.
    pub(crate) async fn other_commits(&self) -> Result<i64, StoreError> {
        sqlx::query_scalar("PRAGMA data_version")
            .fetch_one(&self.watcher)
            .await
            .map_err(|source| StoreError::sql("look for other processes' commits", source))
    }

    /// Writes one row, to find out whether the log can be written.
    pub(crate) async fn pulse(&self, now: i64) -> Result<(), StoreError> {
        sqlx::query("UPDATE pulse SET at = $1 WHERE id = 1")
            .bind(now)
            .execute(&self.writer)
            .await
            .map(|_| ())
            .map_err(|source| StoreError::sql("write to the database", source))
    }

    /// Copies the whole database into a new file, consistent as of one instant, while others write.
    pub(crate) async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        sqlx::query("VACUUM INTO $1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&self.reader)
            .await
            .map(|_| ())
            .map_err(|source| StoreError::sql("copy the database", source))
    }

    /// SQLite's own check of the file's structure; `Ok(None)` when it is sound.
    pub(crate) async fn structure(&self) -> Result<Option<String>, StoreError> {
        let said: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&self.reader)
            .await
            .map_err(|source| StoreError::sql("check the file's structure", source))?;
        Ok((said != "ok").then_some(said))
    }

    /// Folds the write-ahead log back and closes every connection.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.watcher.close().await;
        self.writer.close().await;
    }
}
