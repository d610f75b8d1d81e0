//! Finding out whether a pooler stands between us and PostgreSQL.
//!
//! May live here: the probe. Must never live here: a lock; behind a pooler it would be left on a
//! server connection that serves others.

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};

/// Whether a connection of ours is one session of the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pooling {
    /// It is, directly or through a session pooler: what a session keeps is ours.
    None,
    /// Each transaction may meet another server process.
    Transaction,
}

/// Others that begin a transaction while ours idles; a pooler gives one of them our server process.
const OTHERS: usize = 3;

/// Looks whether our server process serves others between our transactions.
///
/// Nothing is locked and nothing is left behind. A pooler that happens to have a process for each
/// of the probe's connections can go unnoticed: configure such a place as
/// [`Pooled`](crate::Place::Pooled). The guarantees do not depend on it.
///
/// # Errors
/// When the server does not let us in.
pub async fn detect(options: &PgConnectOptions) -> Result<Pooling, sqlx::Error> {
    let options = options.clone().application_name("baton probe").statement_cache_capacity(0);
    let mut ours = options.connect().await?;
    let pid = pid_of(&mut ours).await?;
    let mut others = Vec::new();
    let mut pooling = Pooling::None;
    for _ in 0..OTHERS {
        let mut other = options.connect().await?;
        sqlx::raw_sql("BEGIN").execute(&mut other).await?;
        if pid_of(&mut other).await? == pid {
            pooling = Pooling::Transaction;
        }
        others.push(other);
        if pooling == Pooling::Transaction {
            break;
        }
    }
    if pooling == Pooling::None && pid_of(&mut ours).await? != pid {
        pooling = Pooling::Transaction;
    }
    for mut other in others {
        sqlx::raw_sql("ROLLBACK").execute(&mut other).await?;
        other.close().await?;
    }
    ours.close().await?;
    Ok(pooling)
}

/// By the simple protocol: no prepared statement is left on a process that is not ours.
async fn pid_of(conn: &mut PgConnection) -> Result<String, sqlx::Error> {
    use sqlx::Row as _;
    let row = sqlx::raw_sql("SELECT pg_backend_pid()::TEXT").fetch_one(conn).await?;
    row.try_get(0)
}
