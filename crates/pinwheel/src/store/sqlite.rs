//! SQLite: one file, one writer, opened with nothing to set up.
//!
//! May live here: how the file is opened and closed, and what only SQLite can do.

use super::fold_back::FoldBack;
use super::inspect::{self, Found, inspect};
use super::{Open, StoreError};
use baton::Tx;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(super) static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a statement waits for another process's transaction.
pub(super) const BUSY: Duration = Duration::from_secs(5);

/// An open file.
#[derive(Clone, Debug)]
pub(super) struct Sqlite {
    /// One connection: SQLite has one writer, and a queue in front of it beats `SQLITE_BUSY`.
    pub(super) writer: SqlitePool,
    pub(super) reader: SqlitePool,
    /// One connection that watches for other processes' commits; `data_version` is per connection.
    watcher: SqlitePool,
    pub(super) folding: Arc<FoldBack>,
}

impl Sqlite {
    pub(super) async fn open(file: &Path, how: Open) -> Result<Self, StoreError> {
        let found = inspect(file).await?;
        if how != Open::Create && found == Found::Empty {
            return Err(if file.exists() {
                StoreError::NotOurs(file.display().to_string())
            } else {
                StoreError::Missing(file.to_path_buf())
            });
        }
        let options = options(file, how);
        let pool = |size| {
            SqlitePoolOptions::new().max_connections(size).idle_timeout(None).max_lifetime(None)
        };
        let writer = pool(1).connect_with(options.clone()).await;
        let options = options.create_if_missing(false);
        let db = Self {
            writer: writer.map_err(|source| StoreError::opening(file, source))?,
            reader: pool(3).connect_lazy_with(options.clone()),
            watcher: pool(1).connect_lazy_with(options.clone()),
            folding: Arc::new(FoldBack::new(pool(1).connect_lazy_with(options))),
        };
        if how != Open::ReadOnly && found != Found::Ours(inspect::newest()) {
            db.migrate(file).await?;
        }
        if how == Open::Create {
            db.prepare_baton().await?;
        }
        Ok(db)
    }

    async fn migrate(&self, file: &Path) -> Result<(), StoreError> {
        MIGRATIONS.run(&self.writer).await.map_err(|source| StoreError::Migrate {
            place: file.display().to_string(),
            source: source.into(),
        })
    }

    /// What roles and jobs need. A server on a full disk does without until there is room.
    async fn prepare_baton(&self) -> Result<(), StoreError> {
        let prepared = async {
            let failed = |source| StoreError::sql("bring the baton's tables up to date", source);
            let mut tx = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
            baton::schema::apply(&mut Tx::Sqlite(&mut tx)).await.map_err(StoreError::baton)?;
            tx.commit().await.map_err(failed)
        };
        match prepared.await {
            Err(error @ (StoreError::Full | StoreError::ReadOnly)) => {
                tracing::error!(error = %error.in_full(), "roles wait until something can be stored");
                Ok(())
            }
            done => done,
        }
    }

    /// A number that changes when another process has committed. Cheap: no table is read.
    pub(super) async fn version(&self) -> sqlx::Result<i64> {
        sqlx::query_scalar("PRAGMA data_version").fetch_one(&self.watcher).await
    }

    /// How long it takes until the watcher's number changes after a write.
    pub(super) async fn wake_a_peer(&self) -> sqlx::Result<Duration> {
        let before = self.version().await?;
        let began = Instant::now();
        sqlx::query("UPDATE pulse SET at = at + 1").execute(&self.writer).await?;
        while self.version().await? == before {
            if began.elapsed() > BUSY {
                return Err(sqlx::Error::Io(std::io::Error::other("no change was noticed")));
            }
        }
        Ok(began.elapsed())
    }

    /// Copies the whole file into a new one, consistent as of one instant, while others write.
    pub(super) async fn copy_to(&self, file: &Path) -> sqlx::Result<()> {
        let copied = sqlx::query("VACUUM INTO $1").bind(file.to_string_lossy().into_owned());
        copied.execute(&self.reader).await.map(|_| ())
    }

    /// SQLite's own check of the file's structure; `None` when it is sound.
    pub(super) async fn structure(&self) -> sqlx::Result<Option<String>> {
        let check = sqlx::query_scalar("PRAGMA quick_check(1)");
        let said: String = check.fetch_one(&self.reader).await?;
        Ok((said != "ok").then_some(said))
    }

    /// Folds the write-ahead log back and closes every connection.
    pub(super) async fn close(&self) {
        self.reader.close().await;
        self.watcher.close().await;
        self.folding.close().await;
        self.writer.close().await;
    }
}

fn options(file: &Path, how: Open) -> SqliteConnectOptions {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(how == Open::Create)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        // Small caches: a league's pages fit, and memory is promised to stay low.
        .pragma("cache_size", "-2000");
    if how == Open::ReadOnly {
        return options.read_only(true);
    }
    options
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        // No commit pays for folding the write-ahead log back: see `fold_back`.
        .pragma("wal_autocheckpoint", "0")
}
