//! The log and what belongs to it, in SQLite.
//!
//! May live here: statements, transactions, migrations, and their errors. Must never live here: a
//! rule of the game, anything slow inside a transaction.

mod check;
mod commit;
mod error;
mod fold_back;
mod inspect;
mod read;
mod vitals;

pub(crate) use check::RawSnapshot;
pub(crate) use commit::{Commit, Committed};
pub(crate) use error::StoreError;
pub(crate) use inspect::{Found, inspect};
pub(crate) use read::{Entry, LeagueHead, Snapshot};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
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
    folding: Arc<fold_back::FoldBack>,
    file: PathBuf,
    vitals: Arc<vitals::Vitals>,
}

/// Whether opening may change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Create what is missing and bring the schema up to date.
    Create,
    /// The file must exist; its schema is brought up to date.
    Existing,
    /// The file must exist and stays as it is, to the byte.
    ReadOnly,
}

impl Store {
    /// Opens the database file.
    ///
    /// # Errors
    /// With the file's name and what to do about it.
    pub(crate) async fn open(file: &Path, how: Open) -> Result<Self, StoreError> {
        let found = inspect(file).await?;
        if how != Open::Create && found == Found::Empty {
            return Err(if file.exists() {
                StoreError::NotOurs(file.to_path_buf())
            } else {
                StoreError::Missing(file.to_path_buf())
            });
        }
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(how == Open::Create)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            // Small caches: a league's pages fit, and memory is promised to stay low.
            .pragma("cache_size", "-2000");
        let options = if how == Open::ReadOnly {
            options.read_only(true)
        } else {
            // A commit that was acknowledged survives a power cut.
            options
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                // No commit pays for folding the write-ahead log back: see `fold_back`.
                .pragma("wal_autocheckpoint", "0")
        };
        let opening = |source| StoreError::opening(file, source);
        let pool = |size| {
            SqlitePoolOptions::new().max_connections(size).idle_timeout(None).max_lifetime(None)
        };
        let writer = pool(1).connect_with(options.clone()).await.map_err(opening)?;
        let store = Self {
            reader: pool(3).connect_lazy_with(options.clone().create_if_missing(false)),
            watcher: pool(1).connect_lazy_with(options.clone().create_if_missing(false)),
            folding: Arc::new(fold_back::FoldBack::new(
                pool(1).connect_lazy_with(options.create_if_missing(false)),
            )),
            writer,
            file: file.to_path_buf(),
            vitals: Arc::default(),
        };
        if how != Open::ReadOnly && found != Found::Ours(inspect::newest()) {
            store.migrate().await?;
        }
        Ok(store)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
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

    /// Copies the whole database into a new file, consistent as of one instant, while others write.
    pub(crate) async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        sqlx::query("VACUUM INTO $1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&self.reader)
            .await
            .map(|_| ())
            .map_err(|source| StoreError::sql("copy the database", source))
    }

    /// Folds the write-ahead log back and closes every connection.
    pub(crate) async fn close(&self) {
        self.reader.close().await;
        self.watcher.close().await;
        self.folding.close().await;
        self.writer.close().await;
    }
}
