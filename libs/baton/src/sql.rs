//! Statements that both databases understand, and the values that go in and come out.
//!
//! May live here: how a statement is written once for both, bound, and read. Must never live here:
//! a statement.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, postgres, sqlite};

/// One statement in both dialects, made by [`sql!`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sql {
    pub(crate) sqlite: &'static str,
    pub(crate) postgres: &'static str,
}

/// Writes a statement once. `now` stands for the store's clock in microseconds since 1970. `$1` and
/// `$2` are taken: on SQLite they carry the boot clock and the boot's id. A statement's own values
/// begin at `$3`.
macro_rules! sql {
    ($($part:tt)+) => {
        $crate::sql::Sql {
            sqlite: concat!($($crate::sql::part!(sqlite $part)),+),
            postgres: concat!($($crate::sql::part!(postgres $part)),+),
        }
    };
}

macro_rules! part {
    (sqlite now) => {
        "($1 + (SELECT offset_us FROM baton_clock WHERE id = 1))"
    };
    // `clock_timestamp()`, never `now()`: that one stands still from the transaction's begin, so a
    // wait for a row lock would not count.
    (postgres now) => {
        "baton_now()"
    };
    ($dialect:ident $text:literal) => {
        $text
    };
}

pub(crate) use {part, sql};

/// A value that goes into a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Arg<'a> {
    Int(i64),
    Text(&'a str),
    MaybeText(Option<&'a str>),
    Bytes(&'a [u8]),
}

pub(crate) type SqliteQuery = sqlx::query::Query<'static, sqlx::Sqlite, sqlite::SqliteArguments>;
pub(crate) type PgQuery = sqlx::query::Query<'static, sqlx::Postgres, postgres::PgArguments>;

impl Arg<'_> {
    // The values are copied: a statement may outlive a caller that has gone away.
    pub(crate) fn bind_sqlite(self, query: SqliteQuery) -> SqliteQuery {
        match self {
            Self::Int(it) => query.bind(it),
            Self::Text(it) => query.bind(it.to_owned()),
            Self::MaybeText(it) => query.bind(it.map(ToOwned::to_owned)),
            Self::Bytes(it) => query.bind(it.to_vec()),
        }
    }

    pub(crate) fn bind_postgres(self, query: PgQuery) -> PgQuery {
        match self {
            Self::Int(it) => query.bind(it),
            Self::Text(it) => query.bind(it.to_owned()),
            Self::MaybeText(it) => query.bind(it.map(ToOwned::to_owned)),
            Self::Bytes(it) => query.bind(it.to_vec()),
        }
    }
}

/// A row that came out of a statement; columns are counted from 0.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
    #[cfg(test)]
    Model(Vec<crate::model::Value>),
}

/// Reads one column, whichever database it came from.
macro_rules! getter {
    ($name:ident, $type:ty) => {
        pub(crate) fn $name(&self, column: usize) -> Result<$type, sqlx::Error> {
            match self {
                Self::Sqlite(row) => row.try_get(column),
                Self::Postgres(row) => row.try_get(column),
                #[cfg(test)]
                Self::Model(row) => Ok(row[column].clone().into()),
            }
        }
    };
}

impl Row {
    getter!(int, i64);
    getter!(text, String);
    getter!(maybe_text, Option<String>);
    getter!(maybe_bytes, Option<Vec<u8>>);
}
