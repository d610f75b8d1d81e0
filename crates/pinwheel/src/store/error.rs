//! What can go wrong with the database: what happened, what is safe, what to do.

use super::Server;
use std::path::{Path, PathBuf};

/// A database operation failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// The file does not exist.
    #[error(
        "there is no league in {}: the file does not exist. Nothing was created. Start one with `pinwheel serve`, or name the folder with --data", .0.display()
    )]
    Missing(PathBuf),
    /// The file is a database, but not one of Pinwheel's.
    #[error(
        "{0} is not a Pinwheel database. Nothing was changed. Name another folder with --data, or another database with --database"
    )]
    NotOurs(String),
    /// A later version has changed the schema.
    #[error(
        "{place} was written by a newer version of Pinwheel (schema {version}, this program knows {newest}). Nothing was changed. Install the newer version, or restore a backup made with this one"
    )]
    Newer {
        /// The database.
        place: String,
        /// Its schema version.
        version: i64,
        /// The newest this program knows.
        newest: i64,
    },
    /// The schema could not be brought up to date.
    #[error("could not bring the schema of {place} up to date; it stays as it was")]
    Migrate {
        /// The database.
        place: String,
        /// Why.
        source: Box<sqlx::migrate::MigrateError>,
    },
    /// The file could not be opened.
    #[error("could not open {}: {why}", file.display())]
    Opening {
        /// The file.
        file: PathBuf,
        /// In words, with what to do.
        why: String,
    },
    /// The server could not be reached, or did not let us in.
    #[error("could not reach {place}: {why}. Nothing was changed")]
    Reaching {
        /// The database, without user and password.
        place: String,
        /// In words, with what to do.
        why: String,
    },
    /// What coordinates several machines failed.
    #[error(transparent)]
    Baton(baton::Error),
    /// The role under which this was to be stored has gone to another machine.
    #[error("the role has gone to another machine; nothing was stored here")]
    Fenced,
    /// The device is full.
    #[error(
        "the disk is full: nothing more can be stored, and what is stored is safe. Free some space; Pinwheel carries on by itself"
    )]
    Full,
    /// The file or its folder may not be written.
    #[error(
        "the database may not be written: what is stored is safe. Make the data folder writable for this user; Pinwheel carries on by itself"
    )]
    ReadOnly,
    /// The file's structure is broken.
    #[error(
        "the database file is damaged. Nothing was changed. Stop Pinwheel and restore the latest backup with `pinwheel restore FILE`; the damaged file is kept beside it"
    )]
    Corrupt,
    /// The request's id was used for another request.
    #[error(
        "this request id was used before, for something else; nothing was changed. Use a new one"
    )]
    OtherRequest,
    /// Another commit came first. Look at the log and try again.
    #[error("another commit came first (expected position {expected}, the log is at {actual})")]
    Conflict {
        /// Where the caller thought the log was.
        expected: u64,
        /// Where it is.
        actual: u64,
    },
    /// The log or a snapshot is not what it should be.
    #[error(
        "the log of {league} is damaged at entry {position}: {what}. Nothing was changed. See `pinwheel verify`; restore the latest backup with `pinwheel restore FILE`"
    )]
    Damaged {
        /// The league's slug.
        league: String,
        /// The entry.
        position: u64,
        /// What is wrong with it.
        what: String,
    },
    /// The entry is whole, and this program does not know what it says.
    #[error(
        "entry {position} of {league} was written by a newer Pinwheel (a \"{kind}\"). What came before is shown; this machine stores nothing and has no role until the newer build runs here too"
    )]
    Outdated {
        /// The league's slug.
        league: String,
        /// The entry.
        position: u64,
        /// Its kind.
        kind: String,
    },
    /// What is stored is damaged, so that nothing more is stored.
    #[error(
        "the log is damaged ({0}). Nothing more is stored until it is whole, and what can be read is shown. See `pinwheel verify`; stop Pinwheel and restore the latest backup with `pinwheel restore FILE`"
    )]
    Condemned(String),
    /// Anything else; names the operation.
    #[error("could not {doing}")]
    Sql {
        /// The operation, as in "could not …".
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
}

/// SQLite's primary result codes that have an answer of their own.
const FULL: i64 = 13;
const READ_ONLY: i64 = 8;
const IO_ERROR: i64 = 10;
const CANT_OPEN: i64 = 14;
const NOT_A_DATABASE: i64 = 26;
const CORRUPT: i64 = 11;
/// `SQLITE_IOERR_WRITE`: what a full device gives on some file systems.
const IO_ERROR_WRITE: i64 = IO_ERROR | 3 << 8;

/// PostgreSQL's codes of what has an answer of its own.
const PG_FULL: [&str; 2] = ["53100", "53200"];
const PG_READ_ONLY: [&str; 2] = ["25006", "42501"];
const PG_CORRUPT: [&str; 2] = ["XX001", "XX002"];

fn code_text(error: &sqlx::Error) -> Option<String> {
    error.as_database_error()?.code().map(std::borrow::Cow::into_owned)
}

fn code_of(error: &sqlx::Error) -> Option<i64> {
    error.as_database_error()?.code()?.parse().ok()
}

fn is_postgres(error: &sqlx::Error) -> bool {
    let error = error.as_database_error();
    error.is_some_and(|it| it.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some())
}

impl StoreError {
    pub(super) fn sql(doing: &'static str, source: sqlx::Error) -> Self {
        if is_postgres(&source) {
            return Self::postgres(doing, source);
        }
        let code = code_of(&source);
        match code {
            Some(IO_ERROR_WRITE) => Self::Full,
            Some(code) if code & 255 == FULL => Self::Full,
            Some(code) if code & 255 == READ_ONLY => Self::ReadOnly,
            Some(code) if matches!(code & 255, CORRUPT | NOT_A_DATABASE) => Self::Corrupt,
            _ => Self::Sql { doing, source },
        }
    }

    fn postgres(doing: &'static str, source: sqlx::Error) -> Self {
        let code = code_text(&source);
        match code.as_deref() {
            Some(code) if PG_FULL.contains(&code) => Self::Full,
            Some(code) if PG_READ_ONLY.contains(&code) => Self::ReadOnly,
            Some(code) if PG_CORRUPT.contains(&code) => Self::Corrupt,
            _ => Self::Sql { doing, source },
        }
    }

    /// What a statement of the baton's met.
    #[expect(clippy::wildcard_enum_match_arm, reason = "it may come to know more errors")]
    pub(crate) fn baton(error: baton::Error) -> Self {
        match error {
            baton::Error::Unavailable { doing, source } => Self::sql(doing, source),
            baton::Error::Full { .. } => Self::Full,
            baton::Error::ReadOnly { .. } => Self::ReadOnly,
            other => Self::Baton(other),
        }
    }

    pub(super) fn reaching(server: &Server, source: &sqlx::Error) -> Self {
        let code = code_text(source);
        let why = match (source, code.as_deref()) {
            (_, Some("28P01" | "28000")) => {
                "it does not know this user or password; look at --database or DATABASE_URL"
                    .to_owned()
            }
            (_, Some("3D000")) => {
                "it has no such database; create it with `createdb`, or name another".to_owned()
            }
            (_, Some("53300")) => {
                "it has no connection left; raise max_connections there, or put a pooler before it"
                    .to_owned()
            }
            (sqlx::Error::PoolTimedOut, _) => {
                "it did not answer in time; is it running, and is the address right?".to_owned()
            }
            (sqlx::Error::Io(error), _) => {
                format!("{error}; is it running, and is the address right?")
            }
            _ => source.to_string(),
        };
        Self::Reaching { place: server.to_string(), why }
    }

    /// Whether what is stored is not what it must be.
    pub(crate) fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Corrupt | Self::Condemned(_))
    }

    /// Whether trying again soon may help: the connection was lost, not the argument. Whether the
    /// last try was carried out is then unknown, and the request's id tells.
    pub(crate) fn is_passing(&self) -> bool {
        let Self::Sql { source, .. } = self else { return false };
        let lost = matches!(
            source,
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::WorkerCrashed
        );
        // The server is going down or coming up, the connection is gone, or it stood still too long.
        let ends = |it: &str| ["57P", "08", "25P03"].iter().any(|begin| it.starts_with(begin));
        lost || is_postgres(source) && code_text(source).is_some_and(|it| ends(&it))
    }

    #[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
    pub(super) fn opening(file: &Path, source: sqlx::Error) -> Self {
        let code = code_of(&source).map(|it| it & 255);
        let why = match code {
            Some(CANT_OPEN | READ_ONLY) => {
                "the folder does not exist or may not be written. Nothing was changed. Name another folder with --data, or make this one writable for this user".to_owned()
            }
            Some(NOT_A_DATABASE | CORRUPT) => {
                "it is damaged or not a database. Nothing was changed. Restore a backup with `pinwheel restore FILE`".to_owned()
            }
            Some(FULL) => "the disk is full. Free some space and start again".to_owned(),
            _ => source.to_string(),
        };
        Self::Opening { file: file.to_path_buf(), why }
    }

    /// The error with its causes in one line, for logs and the terminal.
    pub(crate) fn in_full(&self) -> String {
        let mut text = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(it) = cause {
            text = format!("{text}: {it}");
            cause = it.source();
        }
        text
    }
}
