//! What can go wrong with a store.
//!
//! May live here: errors of the backend. Must never live here: an answer. "Held by another",
//! "already done" and "too soon" are ordinary results, so that nobody can take one for the other.

/// The store could not be asked, or did not answer.
///
/// The outcome is unknown unless a variant says otherwise: a statement may have been committed
/// although its answer was lost.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The backend is unavailable, or failed.
    #[error("could not {doing}")]
    Unavailable {
        /// The operation, as in "could not …".
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// No answer came in time.
    #[error("could not {doing}: no answer within {} ms", after.as_millis())]
    TimedOut {
        /// The operation, as in "could not …".
        doing: &'static str,
        /// How long was waited.
        after: std::time::Duration,
    },
    /// The device is full. Nothing was changed.
    #[error("could not {doing}: the disk is full")]
    Full {
        /// The operation, as in "could not …".
        doing: &'static str,
    },
    /// The store may not be written. Nothing was changed.
    #[error("could not {doing}: the store is read-only")]
    ReadOnly {
        /// The operation, as in "could not …".
        doing: &'static str,
    },
    /// The boot clock or the boot id could not be read.
    #[error("could not read the boot clock")]
    Clock(#[source] std::io::Error),
    /// A file or a thread that belongs to the coordination could not be made.
    #[error("could not {doing}")]
    System {
        /// The operation, as in "could not …".
        doing: &'static str,
        /// Why.
        source: std::io::Error,
    },
}

/// What a store operation answers.
pub(crate) type Result<T> = std::result::Result<T, Error>;

/// Bounds what the store is asked: a connection whose other end is gone may never say so. Given up,
/// the request's connection is closed, and whether it was carried out is unknown.
pub(crate) async fn within<T>(
    after: std::time::Duration,
    doing: &'static str,
    asked: impl Future<Output = Result<T>>,
) -> Result<T> {
    let answer = tokio::time::timeout(after, asked).await;
    answer.unwrap_or(Err(Error::TimedOut { doing, after }))
}

/// SQLite's primary result codes with an answer of their own.
const SQLITE_READ_ONLY: i64 = 8;
const SQLITE_FULL: i64 = 13;
/// `SQLITE_IOERR_WRITE`: what some file systems give when they are full.
const SQLITE_IO_ERROR_WRITE: i64 = 778;

/// For `map_err`: names the operation.
pub(crate) fn failed(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Error {
    move |source| {
        let code = source.as_database_error().and_then(sqlx::error::DatabaseError::code);
        match code.as_deref() {
            // PostgreSQL: disk_full; read_only_sql_transaction.
            Some("53100") => return Error::Full { doing },
            Some("25006") => return Error::ReadOnly { doing },
            _ => (),
        }
        match code.and_then(|it| it.parse::<i64>().ok()) {
            Some(SQLITE_IO_ERROR_WRITE) => Error::Full { doing },
            Some(it) if it & 255 == SQLITE_FULL => Error::Full { doing },
            Some(it) if it & 255 == SQLITE_READ_ONLY => Error::ReadOnly { doing },
            _ => Error::Unavailable { doing, source },
        }
    }
}
