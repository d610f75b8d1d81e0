//! The seam between a caller's database and baton's statements.
//!
//! May live here: places, connections, pools, transactions. Must never live here: a statement of
//! one part.
//!
//! A caller who has a transaction of its own passes it as a [`Tx`]: then baton's rows and the
//! caller's are committed together or not at all. Baton opens connections of its own only where it
//! needs them, to a [`Place`].

use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgConnectOptions, PgConnection, PgPool};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _, Postgres, Sqlite, Transaction};

use crate::clock;
use crate::error::{Error, Result, failed};
use crate::sql::{Arg, Row, Sql};

/// How long a SQLite statement waits for another process's transaction.
const SQLITE_BUSY: Duration = Duration::from_secs(5);

/// A transaction of the caller's, lent for one call.
///
/// On SQLite it must have begun with `BEGIN IMMEDIATE`: a transaction that begins by reading and
/// then writes fails at once with `SQLITE_BUSY`. On PostgreSQL `READ COMMITTED` is enough.
#[derive(Debug)]
pub enum Tx<'a> {
    /// SQLite.
    Sqlite(&'a mut SqliteConnection),
    /// PostgreSQL, directly or through a session pooler.
    Postgres(&'a mut PgConnection),
    /// PostgreSQL through a transaction pooler: statements are not kept prepared, because the next
    /// transaction may meet another server process.
    Pooled(&'a mut PgConnection),
    /// The model's.
    #[cfg(test)]
    Model(&'a mut crate::model::Transaction),
}

impl Tx<'_> {
    /// Lends the same transaction on.
    pub fn again(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(it) => Tx::Sqlite(it),
            Self::Postgres(it) => Tx::Postgres(it),
            Self::Pooled(it) => Tx::Pooled(it),
            #[cfg(test)]
            Self::Model(it) => Tx::Model(it),
        }
    }

    /// Whether this is SQLite, and so on one host.
    pub fn is_sqlite(&self) -> bool {
        match self {
            Self::Sqlite(_) => true,
            Self::Postgres(_) | Self::Pooled(_) => false,
            #[cfg(test)]
            Self::Model(_) => false,
        }
    }

    pub(crate) async fn fetch_optional(
        &mut self,
        doing: &'static str,
        sql: &Sql,
        args: &[Arg<'_>],
    ) -> Result<Option<Row>> {
        let row = match self {
            Self::Sqlite(conn) => {
                let query = sqlite_query(sql, args)?;
                query.fetch_optional(&mut **conn).await.map(|it| it.map(Row::Sqlite))
            }
            Self::Postgres(conn) => {
                let query = postgres_query(sql, args);
                query.fetch_optional(&mut **conn).await.map(|it| it.map(Row::Postgres))
            }
            Self::Pooled(conn) => {
                let query = postgres_query(sql, args).persistent(false);
                query.fetch_optional(&mut **conn).await.map(|it| it.map(Row::Postgres))
            }
            #[cfg(test)]
            Self::Model(it) => return Ok(it.run(doing, sql, args).await?.rows.into_iter().next()),
        };
        row.map_err(failed(doing))
    }

    pub(crate) async fn fetch_all(
        &mut self,
        doing: &'static str,
        sql: &Sql,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>> {
        let rows = match self {
            Self::Sqlite(conn) => {
                let query = sqlite_query(sql, args)?;
                let rows = query.fetch_all(&mut **conn).await;
                rows.map(|it| it.into_iter().map(Row::Sqlite).collect())
            }
            Self::Postgres(conn) => {
                let rows = postgres_query(sql, args).fetch_all(&mut **conn).await;
                rows.map(|it| it.into_iter().map(Row::Postgres).collect())
            }
            Self::Pooled(conn) => {
                let query = postgres_query(sql, args).persistent(false);
                let rows = query.fetch_all(&mut **conn).await;
                rows.map(|it| it.into_iter().map(Row::Postgres).collect())
            }
            #[cfg(test)]
            Self::Model(it) => return Ok(it.run(doing, sql, args).await?.rows),
        };
        rows.map_err(failed(doing))
    }

    /// Runs a statement; answers how many rows it changed.
    pub(crate) async fn execute(
        &mut self,
        doing: &'static str,
        sql: &Sql,
        args: &[Arg<'_>],
    ) -> Result<u64> {
        let changed = match self {
            Self::Sqlite(conn) => {
                let done = sqlite_query(sql, args)?.execute(&mut **conn).await;
                done.map(|it| it.rows_affected())
            }
            Self::Postgres(conn) => {
                let done = postgres_query(sql, args).execute(&mut **conn).await;
                done.map(|it| it.rows_affected())
            }
            Self::Pooled(conn) => {
                let done = postgres_query(sql, args).persistent(false).execute(&mut **conn).await;
                done.map(|it| it.rows_affected())
            }
            #[cfg(test)]
            Self::Model(it) => return Ok(it.run(doing, sql, args).await?.changed),
        };
        changed.map_err(failed(doing))
    }

    /// Runs a script of several statements without values.
    pub(crate) async fn script(&mut self, doing: &'static str, sql: &'static str) -> Result<()> {
        let done = match self {
            Self::Sqlite(conn) => sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ()),
            Self::Postgres(conn) | Self::Pooled(conn) => {
                sqlx::raw_sql(sql).execute(&mut **conn).await.map(|_| ())
            }
            #[cfg(test)]
            Self::Model(_) => Ok(()),
        };
        done.map_err(failed(doing))
    }
}

/// The clock is read here, after `BEGIN IMMEDIATE` has been granted: a wait for another writer
/// counts.
fn sqlite_query(sql: &Sql, args: &[Arg<'_>]) -> Result<crate::sql::SqliteQuery> {
    let query = sqlx::query(sql.sqlite).bind(clock::now().as_micros()).bind(clock::boot_id()?);
    Ok(args.iter().fold(query, |query, it| it.bind_sqlite(query)))
}

fn postgres_query(sql: &Sql, args: &[Arg<'_>]) -> crate::sql::PgQuery {
    let query = sqlx::query(sql.postgres).bind(0_i64).bind("");
    args.iter().fold(query, |query, it| it.bind_postgres(query))
}

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// A SQLite file on this host.
    Sqlite(SqliteConnectOptions),
    /// A PostgreSQL server, directly or through a session pooler.
    Postgres(PgConnectOptions),
    /// A PostgreSQL server behind a transaction pooler.
    Pooled(PgConnectOptions),
}

impl Place {
    /// Opens a connection that belongs to no pool.
    ///
    /// # Errors
    /// When the database does not let us in.
    pub async fn connect(&self) -> Result<Conn> {
        const DOING: &str = "open a connection of its own";
        match self {
            Self::Sqlite(options) => {
                let options = options
                    .clone()
                    .journal_mode(SqliteJournalMode::Wal)
                    // A token that was handed out must survive a power cut, or it is given twice.
                    .synchronous(SqliteSynchronous::Full)
                    .busy_timeout(SQLITE_BUSY);
                Ok(Conn::Sqlite(options.connect().await.map_err(failed(DOING))?))
            }
            Self::Postgres(options) => {
                Ok(Conn::Postgres(options.connect().await.map_err(failed(DOING))?))
            }
            Self::Pooled(options) => {
                Ok(Conn::Pooled(options.connect().await.map_err(failed(DOING))?))
            }
        }
    }
}

/// A connection that belongs to no pool.
#[derive(Debug)]
pub enum Conn {
    /// To SQLite.
    Sqlite(SqliteConnection),
    /// To PostgreSQL.
    Postgres(PgConnection),
    /// To PostgreSQL through a transaction pooler.
    Pooled(PgConnection),
}

impl Conn {
    /// Begins a transaction that is rolled back unless it is committed.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&mut self) -> Result<Begun<'_>> {
        const DOING: &str = "begin a transaction";
        match self {
            Self::Sqlite(it) => {
                Ok(Begun::Sqlite(it.begin_with("BEGIN IMMEDIATE").await.map_err(failed(DOING))?))
            }
            Self::Postgres(it) => Ok(Begun::Postgres(it.begin().await.map_err(failed(DOING))?)),
            Self::Pooled(it) => Ok(Begun::Pooled(it.begin().await.map_err(failed(DOING))?)),
        }
    }

    /// Uses the connection for single statements, each a transaction of its own.
    pub fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(it) => Tx::Sqlite(it),
            Self::Postgres(it) => Tx::Postgres(it),
            Self::Pooled(it) => Tx::Pooled(it),
        }
    }

    /// Says goodbye to the database.
    ///
    /// # Errors
    /// When it does not answer; the connection is gone nevertheless.
    pub async fn close(self) -> Result<()> {
        let closed = match self {
            Self::Sqlite(it) => it.close().await,
            Self::Postgres(it) | Self::Pooled(it) => it.close().await,
        };
        closed.map_err(failed("close a connection"))
    }
}

/// A pool of the caller's, for work that is not urgent. The heartbeat never uses one.
#[derive(Clone, Debug)]
pub enum Pool {
    /// SQLite's writers; one connection is best.
    Sqlite(SqlitePool),
    /// PostgreSQL.
    Postgres(PgPool),
    /// PostgreSQL behind a transaction pooler.
    Pooled(PgPool),
    /// The model's.
    #[cfg(test)]
    Model(crate::model::Door),
}

impl Pool {
    /// Begins a transaction that is rolled back unless it is committed.
    ///
    /// A caller that goes away half way leaves no transaction behind: taking the connection and
    /// beginning run on a task of their own.
    ///
    /// # Errors
    /// When no connection is free in time, or the database does not answer.
    pub async fn begin(&self) -> Result<Begun<'static>> {
        let pool = self.clone();
        let begun = tokio::spawn(async move { pool.begin_here().await }).await;
        begun.unwrap_or_else(|gone| {
            let source = sqlx::Error::Io(std::io::Error::other(gone));
            Err(Error::Unavailable { doing: BEGIN, source })
        })
    }

    async fn begin_here(&self) -> Result<Begun<'static>> {
        match self {
            Self::Sqlite(pool) => {
                let conn = pool.acquire().await.map_err(failed(BEGIN))?;
                Lent::begin(conn).await.map(Begun::Lent).map_err(failed(BEGIN))
            }
            Self::Postgres(pool) => {
                let conn: PoolConnection<Postgres> = pool.acquire().await.map_err(failed(BEGIN))?;
                Transaction::begin(conn, None).await.map(Begun::Postgres).map_err(failed(BEGIN))
            }
            Self::Pooled(pool) => {
                let conn: PoolConnection<Postgres> = pool.acquire().await.map_err(failed(BEGIN))?;
                Transaction::begin(conn, None).await.map(Begun::Pooled).map_err(failed(BEGIN))
            }
            #[cfg(test)]
            Self::Model(door) => door.begin().await.map(Begun::Model),
        }
    }
}

const BEGIN: &str = "begin a transaction";

/// A transaction that was begun here. Dropped, it is rolled back.
#[derive(Debug)]
pub enum Begun<'c> {
    /// On SQLite, on a connection of its own.
    Sqlite(Transaction<'c, Sqlite>),
    /// On SQLite, on a connection of a pool.
    Lent(Lent),
    /// On PostgreSQL.
    Postgres(Transaction<'c, Postgres>),
    /// On PostgreSQL through a transaction pooler.
    Pooled(Transaction<'c, Postgres>),
    /// The model's.
    #[cfg(test)]
    Model(crate::model::Transaction),
}

impl Begun<'_> {
    /// Lends the transaction for one call.
    pub fn tx(&mut self) -> Tx<'_> {
        match self {
            Self::Sqlite(it) => Tx::Sqlite(it),
            Self::Lent(it) => Tx::Sqlite(it.conn()),
            Self::Postgres(it) => Tx::Postgres(it),
            Self::Pooled(it) => Tx::Pooled(it),
            #[cfg(test)]
            Self::Model(it) => Tx::Model(it),
        }
    }

    /// Makes it last.
    ///
    /// # Errors
    /// When the database does not answer: whether it was committed is then unknown.
    pub async fn commit(self) -> Result<()> {
        let done = match self {
            Self::Sqlite(it) => it.commit().await,
            Self::Lent(it) => it.end("COMMIT").await,
            Self::Postgres(it) | Self::Pooled(it) => it.commit().await,
            #[cfg(test)]
            Self::Model(it) => return it.commit().await,
        };
        done.map_err(failed("commit a transaction"))
    }

    /// Undoes it.
    ///
    /// # Errors
    /// When the database does not answer; it will not last in any case.
    pub async fn rollback(self) -> Result<()> {
        let done = match self {
            Self::Sqlite(it) => it.rollback().await,
            Self::Lent(it) => it.end("ROLLBACK").await,
            Self::Postgres(it) | Self::Pooled(it) => it.rollback().await,
            #[cfg(test)]
            Self::Model(_) => Ok(()),
        };
        done.map_err(failed("roll a transaction back"))
    }
}

/// A SQLite transaction on a pool's connection, begun and ended by statements.
///
/// SQLite ends a transaction by itself when the disk is full. sqlx's own transactions do not notice,
/// and the connection would go back to the pool unable to begin another for ever.
#[derive(Debug)]
pub struct Lent {
    /// Taken when the transaction has ended.
    conn: Option<PoolConnection<Sqlite>>,
}

impl Lent {
    async fn begin(mut conn: PoolConnection<Sqlite>) -> sqlx::Result<Self> {
        sqlx::raw_sql("BEGIN IMMEDIATE").execute(&mut *conn).await?;
        Ok(Self { conn: Some(conn) })
    }

    fn conn(&mut self) -> &mut SqliteConnection {
        self.conn.as_mut().expect("it is there until the transaction ends")
    }

    /// A commit that fails leaves the transaction open, unless SQLite has ended it: both are undone
    /// when this is dropped.
    async fn end(mut self, how: &'static str) -> sqlx::Result<()> {
        sqlx::raw_sql(how).execute(self.conn()).await?;
        self.conn = None;
        Ok(())
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let Some(mut conn) = self.conn.take() else { return };
        match tokio::runtime::Handle::try_current() {
            // The next one waits for the connection, and so for this. Where SQLite has ended the
            // transaction there is nothing to undo, and it says so.
            Ok(runtime) => drop(runtime.spawn(async move {
                let _ = sqlx::raw_sql("ROLLBACK").execute(&mut *conn).await;
            })),
            Err(_) => conn.close_on_drop(),
        }
    }
}

/// Refuses a folder that is shared over a network: its locks and the boot clock of each machine
/// would not be one.
///
/// # Errors
/// When it is one. A folder that cannot be asked is taken for a good one.
pub(crate) fn refuse_network_file_system(file: &std::path::Path) -> Result<()> {
    if is_on_network(file) {
        let source = std::io::Error::other("a SQLite file on a network file system");
        return Err(Error::System { doing: "rely on the locks of the store", source });
    }
    Ok(())
}

/// Whether a file, or the folder that it will be in, is shared over a network.
#[cfg(target_os = "linux")]
pub fn is_on_network(file: &std::path::Path) -> bool {
    use nix::sys::statfs::{FsType, statfs};
    // From statfs(2): NFS, SMB, CIFS, SMB2, AFS, 9P, Coda, Ceph, FUSE is not among them.
    const SHARED: [i64; 8] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x5346_414f,
        0x0102_1997,
        0x7375_7245,
        0x00c3_6400,
    ];
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    let place = if file.exists() { Some(file) } else { folder };
    let kind = statfs(place.unwrap_or_else(|| std::path::Path::new(".")));
    kind.is_ok_and(|it| SHARED.iter().any(|known| it.filesystem_type() == FsType((*known) as _)))
}

/// Whether a file, or the folder that it will be in, is shared over a network. Not known here.
#[cfg(not(target_os = "linux"))]
pub fn is_on_network(_file: &std::path::Path) -> bool {
    false
}
