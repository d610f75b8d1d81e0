//! One piece of work, written once for both databases.
//!
//! May live here: how a statement finds its database. Must never live here: a statement.

use super::postgres::Postgres;
use super::sqlite::Sqlite;

/// The database behind a store.
#[derive(Clone, Debug)]
pub(super) enum Db {
    /// A file on this machine.
    Sqlite(Sqlite),
    /// A server that several machines share.
    Postgres(Postgres),
}

impl Db {
    /// Whether a prepared statement is still there for the next transaction. Behind a transaction
    /// pooler it may not be.
    pub(super) fn keeps(&self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(it) => !it.pooled,
        }
    }
}

/// One statement in a transaction of its own: a transaction pooler may give the two halves of a
/// statement, its text and its values, to different server processes otherwise.
macro_rules! in_transaction {
    ($db:expr, $conn:ident => $work:expr) => {
        match $db.pool.acquire().await {
            Ok(mut connection) => match sqlx::Connection::begin(&mut *connection).await {
                Ok(mut tx) => {
                    let done = {
                        let $conn = &mut *tx;
                        $work
                    };
                    match tx.commit().await {
                        Ok(()) => done,
                        Err(error) => done.and(Err(error)),
                    }
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        }
    };
}

/// Reads: `reading!(store, conn => …)`, where `conn` runs statements.
macro_rules! reading {
    ($store:expr, $conn:ident => $work:expr) => {
        match &$store.db {
            $crate::store::db::Db::Sqlite(it) => {
                let $conn = &it.reader;
                $work
            }
            $crate::store::db::Db::Postgres(it) if it.pooled => {
                $crate::store::db::in_transaction!(it, $conn => $work)
            }
            $crate::store::db::Db::Postgres(it) => {
                let $conn = &it.pool;
                $work
            }
        }
    };
}

/// Writes a single statement: `writing!(store, conn => …)`.
macro_rules! writing {
    ($store:expr, $conn:ident => $work:expr) => {
        match &$store.db {
            $crate::store::db::Db::Sqlite(it) => {
                let $conn = &it.writer;
                $work
            }
            $crate::store::db::Db::Postgres(it) if it.pooled => {
                $crate::store::db::in_transaction!(it, $conn => $work)
            }
            $crate::store::db::Db::Postgres(it) => {
                let $conn = &it.pool;
                $work
            }
        }
    };
}

/// A statement within a transaction: `within!(tx, conn => …)`.
macro_rules! within {
    ($tx:expr, $conn:ident => $work:expr) => {
        match $tx {
            baton::Tx::Sqlite($conn) => $work,
            baton::Tx::Postgres($conn) | baton::Tx::Pooled($conn) => $work,
        }
    };
}

pub(super) use {in_transaction, reading, within, writing};
