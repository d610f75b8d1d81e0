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
mod read;
mod sqlite;
mod vitals;

pub(crate) use check::RawSnapshot;
pub(crate) use commit::{Commit, Committed};
pub(crate) use error::StoreError;
pub(crate) use postgres::Server;
pub(crate) use read::{Entry, LeagueHead, Snapshot};

use db::Db;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
            Db::Postgres(_) => {}
        }
    }

    /// Copies the whole database into a new file, consistent as of one instant, while others write.
    pub(crate) async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        match &self.db {
            Db::Sqlite(it) => it
                .copy_to(file)
                .await
                .map_err(|source| StoreError::sql("copy the database", source)),
            Db::Postgres(_) => Err(StoreError::NotHere("copy a PostgreSQL database into a file")),
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
