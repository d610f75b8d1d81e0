//! The log and what belongs to it, in SQLite or PostgreSQL: the same statements, the same answers.
//!
//! May live here: statements, transactions, migrations, and their errors. Must never live here: a
//! rule of the game, anything slow inside a transaction.

mod check;
mod commit;
mod db;
mod error;
mod fold_back;
mod inspect;
mod postgres;
pub(crate) mod private;
mod read;
pub(crate) mod session;
mod sqlite;
mod transfer;
mod vitals;
mod waking;

pub(crate) use check::RawSnapshot;
pub(crate) use commit::{Commit, Committed};
pub(crate) use error::StoreError;
pub(crate) use postgres::Server;
pub(crate) use read::{Entry, LeagueHead, Snapshot};
pub(crate) use waking::Ear;

use db::Db;
use sqlx::sqlite::SqliteConnectOptions;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// An open database.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    db: Db,
    address: Arc<Address>,
    vitals: Arc<vitals::Vitals>,
}

/// Where a database is.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// A SQLite file on this machine.
    File(PathBuf),
    /// A PostgreSQL server, which several machines may share.
    Server(Box<Server>),
}

impl Address {
    /// The same place for the baton.
    pub(crate) fn place(&self) -> baton::Place {
        match self {
            Self::File(file) => baton::Place::Sqlite(
                SqliteConnectOptions::new().filename(file).create_if_missing(false),
            ),
            Self::Server(server) => server.place(),
        }
    }

    /// The database's name.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::File(_) => "SQLite",
            Self::Server(_) => "PostgreSQL",
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Server(server) => write!(f, "{server}"),
        }
    }
}

/// Whether opening may change anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Open {
    /// Create what is missing and bring the schema up to date.
    Create,
    /// The database must exist; its schema is brought up to date.
    Existing,
    /// The database must exist and stays as it is, to the byte.
    ReadOnly,
}

/// The version of a database's schema; `None` when it has none yet. Changes nothing.
pub(crate) async fn schema(address: &Address) -> Result<Option<i64>, StoreError> {
    match address {
        Address::File(file) => Ok(match inspect::inspect(file).await? {
            inspect::Found::Empty => None,
            inspect::Found::Ours(version) => Some(version),
        }),
        Address::Server(server) => postgres::schema(server).await,
    }
}

/// The newest version of the schema that this program knows.
pub(crate) fn newest_schema() -> i64 {
    inspect::newest()
}

/// How often a SQLite file is looked at for other processes' commits. No table is read for it.
const LOOK_EVERY: Duration = Duration::from_millis(100);

impl Store {
    /// Opens a database.
    ///
    /// # Errors
    /// With its name and what to do about it.
    pub(crate) async fn open(address: &Address, how: Open) -> Result<Self, StoreError> {
        let db = match address {
            Address::File(file) => Db::Sqlite(sqlite::Sqlite::open(file, how).await?),
            Address::Server(server) => Db::Postgres(postgres::Postgres::open(server, how).await?),
        };
        Ok(Self { db, address: Arc::new(address.clone()), vitals: Arc::default() })
    }

    /// Where it is.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    /// A number that changes when another process has committed. Cheap.
    pub(crate) async fn version(&self) -> Result<i64, StoreError> {
        let version = match &self.db {
            Db::Sqlite(it) => it.version().await,
            Db::Postgres(it) => it.version().await,
        };
        version.map_err(|source| StoreError::sql("look for other processes' commits", source))
    }

    /// Notes that a commit has stored so many bytes.
    fn grew(&self, bytes: usize) {
        match &self.db {
            Db::Sqlite(it) => it.folding.grew(bytes),
            Db::Postgres(it) => it.waking.wake(),
        }
    }

    /// Waits until another process may have committed: it said so, or it is time to look.
    pub(crate) async fn nap(&self, ear: &mut Ear) {
        match &self.db {
            Db::Sqlite(_) => tokio::time::sleep(LOOK_EVERY).await,
            Db::Postgres(it) => ear.listen(it).await,
        }
    }

    /// How long it takes until another connection notices a write; `None` where nobody can be woken.
    pub(crate) async fn wake_a_peer(&self) -> Result<Option<Duration>, StoreError> {
        let failed = |source| StoreError::sql("wake a peer", source);
        match &self.db {
            Db::Sqlite(it) => it.wake_a_peer().await.map(Some).map_err(failed),
            Db::Postgres(it) if it.pooled => Ok(None),
            Db::Postgres(it) => waking::wake_a_peer(it).await.map(Some).map_err(failed),
        }
    }

    /// Copies the whole database into a new file, consistent as of one instant, while others write.
    pub(crate) async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        match &self.db {
            Db::Sqlite(it) => it
                .copy_to(file)
                .await
                .map_err(|source| StoreError::sql("copy the database", source)),
            Db::Postgres(_) => {
                let address = Address::File(file.to_owned());
                // Boxed: opening a store is large, and this one is rare.
                let copy = Box::pin(Self::open(&address, Open::Create)).await?;
                let carried = Box::pin(self.carry_to(&copy)).await;
                copy.close().await;
                carried.map(|_| ())
            }
        }
    }

    /// The database for the baton's own statements.
    pub(crate) fn baton(&self) -> baton::Pool {
        match &self.db {
            Db::Sqlite(it) => baton::Pool::Sqlite(it.writer.clone()),
            Db::Postgres(it) if it.pooled => baton::Pool::Pooled(it.pool.clone()),
            Db::Postgres(it) => baton::Pool::Postgres(it.pool.clone()),
        }
    }

    /// Closes every connection.
    pub(crate) async fn close(&self) {
        match &self.db {
            Db::Sqlite(it) => it.close().await,
            Db::Postgres(it) => it.pool.close().await,
        }
    }
}
