//! From one database into another: every row that matters, of one instant, all or nothing.
//!
//! May live here: which tables and columns there are, how a row is carried. Must never live here:
//! whether one may (`cli`), whether what arrived is whole (`verify`).

use super::db::Db;
use super::{Store, StoreError};
use futures_util::TryStreamExt as _;
use sqlx::postgres::{PgConnection, PgRow};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};
use std::collections::BTreeMap;

/// What a column holds, in both databases.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Int,
    Text,
    Bytes,
}
use Kind::{Bytes, Int, Text};

/// A value on its way.
#[derive(Clone, Debug)]
enum Value {
    Int(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// One table. A column `league` is the key of the league's row, which differs between databases.
struct Table {
    name: &'static str,
    columns: &'static [(&'static str, Kind)],
    order: &'static str,
}

/// Everything but what is folded anew (snapshots), counted anew (throttles, waiters), or only felt
/// (the pulse).
const TABLES: [Table; 11] = [
    Table {
        name: "log",
        columns: &[
            ("league", Int),
            ("position", Int),
            ("at", Int),
            ("kind", Text),
            ("body", Text),
            ("hash", Bytes),
        ],
        order: "league, position",
    },
    Table {
        name: "request",
        columns: &[
            ("league", Int),
            ("id", Text),
            ("position", Int),
            ("answer", Text),
            ("at", Int),
            ("fingerprint", Text),
        ],
        order: "league, id",
    },
    Table {
        name: "private_report",
        columns: &[
            ("league", Int),
            ("governor", Text),
            ("season", Int),
            ("round", Int),
            ("text", Text),
        ],
        order: "league, governor, season, round",
    },
    Table {
        name: "session",
        columns: &[
            ("league", Int),
            ("hash", Text),
            ("governor", Text),
            ("admin", Int),
            ("at", Int),
        ],
        order: "hash",
    },
    Table {
        name: "one_time",
        columns: &[
            ("league", Int),
            ("hash", Text),
            ("governor", Text),
            ("admin", Int),
            ("until", Int),
            ("used_at", Int),
        ],
        order: "hash",
    },
    // Whoever held a role holds none there; the numbers of the terms go on.
    Table {
        name: "baton_lease",
        columns: &[
            ("key", Text),
            ("token", Int),
            ("expires_at", Int),
            ("boot", Text),
            ("name", Text),
            ("hinted", Int),
            ("granted_at", Int),
            ("renewed_at", Int),
            ("yield_token", Int),
        ],
        order: "key",
    },
    Table {
        name: "baton_ledger",
        columns: &[
            ("scope", Text),
            ("key", Text),
            ("fingerprint", Text),
            ("state", Text),
            ("body", Bytes),
            ("phase", Text),
            ("claim_token", Int),
            ("claimed_by", Text),
            ("claim_until", Int),
            ("attempts", Int),
            ("not_before", Int),
            ("result", Bytes),
            ("error", Text),
            ("created_at", Int),
            ("keep_until", Int),
        ],
        order: "scope, key",
    },
    Table {
        name: "baton_phase",
        columns: &[
            ("scope", Text),
            ("key", Text),
            ("name", Text),
            ("output", Bytes),
            ("claim_token", Int),
            ("stored_at", Int),
        ],
        order: "scope, key, name",
    },
    Table {
        name: "baton_destination",
        columns: &[("name", Text), ("last_seq", Int)],
        order: "name",
    },
    Table {
        name: "baton_outbox",
        columns: &[
            ("destination", Text),
            ("seq", Int),
            ("dedupe_key", Text),
            ("endpoint", Text),
            ("body", Bytes),
            ("state", Text),
            ("attempts", Int),
            ("not_before", Int),
            ("token", Int),
            ("sending_at", Int),
            ("reference", Text),
            ("error", Text),
            ("created_at", Int),
            ("changed_at", Int),
        ],
        order: "destination, seq",
    },
    Table {
        name: "baton_audit",
        columns: &[("at", Int), ("kind", Text), ("subject", Text), ("detail", Text)],
        order: "id",
    },
];

const LEAGUES: Table = Table {
    name: "league",
    columns: &[("id", Int), ("slug", Text), ("position", Int), ("hash", Bytes), ("at", Int)],
    order: "id",
};

impl Table {
    fn select(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|it| it.0).collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, self.order)
    }

    fn insert(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|it| it.0).collect();
        let places: Vec<String> = (1..=columns.len()).map(|it| format!("${it}")).collect();
        format!("INSERT INTO {} ({}) VALUES ({})", self.name, columns.join(", "), places.join(", "))
    }

    fn has_league(&self) -> bool {
        self.columns[0].0 == "league"
    }
}

/// Reads a row as its table says.
macro_rules! values {
    ($row:expr, $table:expr) => {{
        let read = |(at, column): (usize, &(&str, Kind))| {
            Ok(match column.1 {
                Int => Value::Int($row.try_get(at)?),
                Text => Value::Text($row.try_get(at)?),
                Bytes => Value::Bytes($row.try_get(at)?),
            })
        };
        $table.columns.iter().enumerate().map(read).collect::<sqlx::Result<Vec<Value>>>()
    }};
}

/// Binds values to a statement, in order.
macro_rules! bound {
    ($query:expr, $values:expr) => {{
        let mut query = $query;
        for value in $values {
            query = match value {
                Value::Int(it) => query.bind(it),
                Value::Text(it) => query.bind(it),
                Value::Bytes(it) => query.bind(it),
            };
        }
        query
    }};
}

/// One connection of either database, in a transaction.
enum End<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

impl End<'_> {
    /// Every row of a table, handed over one by one.
    async fn carry(
        &mut self,
        table: &Table,
        to: &mut End<'_>,
        mut on_the_way: impl FnMut(&mut Vec<Value>),
    ) -> sqlx::Result<u64> {
        let sql = AssertSqlSafe(table.select());
        let mut count = 0;
        match self {
            Self::Sqlite(from) => {
                let mut rows = sqlx::query(sql).persistent(false).fetch(&mut **from);
                while let Some(row) = rows.try_next().await? {
                    let mut values = of_sqlite(&row, table)?;
                    on_the_way(&mut values);
                    to.put(table, values).await?;
                    count += 1;
                }
            }
            Self::Postgres(from) => {
                let mut rows = sqlx::query(sql).persistent(false).fetch(&mut **from);
                while let Some(row) = rows.try_next().await? {
                    let mut values = of_postgres(&row, table)?;
                    on_the_way(&mut values);
                    to.put(table, values).await?;
                    count += 1;
                }
            }
        }
        Ok(count)
    }

    async fn put(&mut self, table: &Table, values: Vec<Value>) -> sqlx::Result<()> {
        let sql = AssertSqlSafe(table.insert());
        match self {
            Self::Sqlite(it) => {
                bound!(sqlx::query(sql), values).execute(&mut **it).await.map(|_| ())
            }
            Self::Postgres(it) => {
                bound!(sqlx::query(sql), values).execute(&mut **it).await.map(|_| ())
            }
        }
    }

    /// The leagues, with the keys of their rows.
    async fn leagues(&mut self) -> sqlx::Result<Vec<Vec<Value>>> {
        let sql = AssertSqlSafe(LEAGUES.select());
        match self {
            Self::Sqlite(it) => {
                let rows = sqlx::query(sql).persistent(false).fetch_all(&mut **it).await?;
                rows.iter().map(|row| of_sqlite(row, &LEAGUES)).collect()
            }
            Self::Postgres(it) => {
                let rows = sqlx::query(sql).persistent(false).fetch_all(&mut **it).await?;
                rows.iter().map(|row| of_postgres(row, &LEAGUES)).collect()
            }
        }
    }

    /// Adds a league without its key; answers the key it gets.
    async fn add_league(&mut self, values: Vec<Value>) -> sqlx::Result<i64> {
        const SQL: &str =
            "INSERT INTO league (slug, position, hash, at) VALUES ($1, $2, $3, $4) RETURNING id";
        match self {
            Self::Sqlite(it) => {
                let row = bound!(sqlx::query(SQL), values).fetch_one(&mut **it).await?;
                row.try_get(0)
            }
            Self::Postgres(it) => {
                let row = bound!(sqlx::query(SQL), values).fetch_one(&mut **it).await?;
                row.try_get(0)
            }
        }
    }

    async fn carry_all(&mut self, to: &mut End<'_>) -> sqlx::Result<u64> {
        let mut keys = BTreeMap::new();
        for mut values in self.leagues().await? {
            if let Value::Int(Some(old)) = values.remove(0) {
                keys.insert(old, to.add_league(values).await?);
            }
        }
        let mut count = 0;
        for table in &TABLES {
            count += self
                .carry(table, to, |values| {
                    if let (true, Some(Value::Int(Some(key)))) =
                        (table.has_league(), values.first_mut())
                    {
                        *key = keys.get(key).copied().unwrap_or(*key);
                    }
                })
                .await?;
        }
        Ok(count)
    }
}

fn of_sqlite(row: &SqliteRow, table: &Table) -> sqlx::Result<Vec<Value>> {
    values!(row, table)
}

fn of_postgres(row: &PgRow, table: &Table) -> sqlx::Result<Vec<Value>> {
    values!(row, table)
}

impl Store {
    /// Copies everything into another database that holds no league, as of one instant. All of it
    /// arrives or nothing does. Answers how many rows.
    pub(crate) async fn carry_to(&self, to: &Self) -> Result<u64, StoreError> {
        self.carry_now(to).await.map_err(|source| StoreError::sql("copy the league", source))
    }

    async fn carry_now(&self, to: &Self) -> sqlx::Result<u64> {
        const SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        match &self.db {
            Db::Sqlite(db) => {
                let mut connection = db.reader.acquire().await?;
                let mut tx = connection.begin().await?;
                into(&mut End::Sqlite(&mut tx), to).await
            }
            Db::Postgres(db) => {
                let mut connection = db.pool.acquire().await?;
                let mut tx = connection.begin_with(SNAPSHOT).await?;
                into(&mut End::Postgres(&mut tx), to).await
            }
        }
    }
}

async fn into(from: &mut End<'_>, to: &Store) -> sqlx::Result<u64> {
    match &to.db {
        Db::Sqlite(db) => {
            let mut connection = db.writer.acquire().await?;
            let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
            let count = from.carry_all(&mut End::Sqlite(&mut tx)).await?;
            tx.commit().await?;
            Ok(count)
        }
        Db::Postgres(db) => {
            let mut connection = db.pool.acquire().await?;
            let mut tx = connection.begin().await?;
            let count = from.carry_all(&mut End::Postgres(&mut tx)).await?;
            tx.commit().await?;
            Ok(count)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Address, Open};
    use std::collections::BTreeSet;

    /// Tables that stay behind, each for the reason given at `TABLES`, and those of the schema itself.
    const LEFT: [&str; 9] = [
        "_sqlx_migrations",
        "baton_clock",
        "baton_schema",
        "baton_throttle",
        "baton_waiter",
        "league",
        "pulse",
        "snapshot",
        "sqlite_sequence",
    ];

    #[tokio::test]
    async fn no_table_and_no_column_is_forgotten() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("league.sqlite");
        let store = Store::open(&Address::File(file), Open::Create).await.expect("opens");
        let Db::Sqlite(db) = &store.db else { panic!("a file") };
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
                .fetch_all(&db.reader)
                .await
                .expect("lists");
        for name in tables {
            let known = TABLES.iter().find(|it| it.name == name);
            let Some(table) = known else {
                assert!(LEFT.contains(&name.as_str()), "{name} would be left behind");
                continue;
            };
            let sql = AssertSqlSafe(format!("SELECT name FROM pragma_table_info('{name}')"));
            let columns: Vec<String> =
                sqlx::query_scalar(sql).fetch_all(&db.reader).await.expect("lists");
            let carried: BTreeSet<&str> = table.columns.iter().map(|it| it.0).collect();
            for column in &columns {
                let left = matches!(
                    (table.name, column.as_str()),
                    ("baton_lease", "holder") | ("baton_audit", "id")
                );
                assert!(left || carried.contains(column.as_str()), "{name}.{column}");
            }
        }
        store.close().await;
    }
}
