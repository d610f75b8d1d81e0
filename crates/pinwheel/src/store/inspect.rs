//! What a file is, before anything of it is touched.
//!
//! Opening a database for writing already changes it (its journal), so a file that is somebody
//! else's, or a newer version's, must be recognised by reading alone.

use super::StoreError;
use super::sqlite::{BUSY, MIGRATIONS};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Nothing yet: no file, or one without a byte or a table.
    Empty,
    /// A database of this program, with this version of the schema.
    Ours(i64),
}

/// Looks at a database file without changing it.
///
/// # Errors
/// When it is not ours, is newer than this program, or cannot be read.
pub(crate) async fn inspect(file: &Path) -> Result<Found, StoreError> {
    let opening = |source| StoreError::opening(file, source);
    match std::fs::metadata(file) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Empty),
        Ok(it) if it.is_file() && it.len() == 0 => return Ok(Found::Empty),
        // Whatever else is wrong, SQLite says it in its own way.
        Ok(_) | Err(_) => {}
    }
    let options = SqliteConnectOptions::new().filename(file).read_only(true).busy_timeout(BUSY);
    let mut connection = options.connect().await.map_err(opening)?;
    let found = look(&mut connection, file).await;
    connection.close().await.map_err(opening)?;
    found
}

async fn look(connection: &mut SqliteConnection, file: &Path) -> Result<Found, StoreError> {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_master WHERE type = 'table'")
            .fetch_all(&mut *connection)
            .await
            .map_err(|source| StoreError::opening(file, source))?;
    if tables.is_empty() {
        return Ok(Found::Empty);
    }
    let has = |name: &str| tables.iter().any(|it| it == name);
    if !["_sqlx_migrations", "league", "log"].into_iter().all(has) {
        return Err(StoreError::NotOurs(file.display().to_string()));
    }
    let version: Option<i64> = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(connection)
        .await
        .map_err(|source| StoreError::opening(file, source))?;
    let newest = newest();
    match version {
        None => Err(StoreError::NotOurs(file.display().to_string())),
        Some(version) if version > newest => {
            Err(StoreError::Newer { place: file.display().to_string(), version, newest })
        }
        Some(version) => Ok(Found::Ours(version)),
    }
}

/// The newest version of the schema that this program knows.
pub(super) fn newest() -> i64 {
    MIGRATIONS.iter().map(|it| it.version).max().unwrap_or(0)
}
