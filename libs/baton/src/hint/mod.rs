//! Hints: something that the kernel releases when the holder dies.
//!
//! May live here: keeping it, waiting for it. Must never live here: a guarantee. A hint only wakes
//! a standby; the lease's row decides, and a former holder is fenced off by the token.
//!
//! | store | what is kept | released when |
//! | --- | --- | --- |
//! | SQLite | a lock on a file beside the database | the process is gone |
//! | PostgreSQL | a session's advisory lock, on a connection of its own | the connection is gone |
//! | PostgreSQL behind a transaction pooler | nothing: a session there is nobody's | |

mod file;
pub mod pooler;
mod session;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use sqlx::postgres::PgConnectOptions;
use tokio::sync::mpsc::UnboundedSender;

use crate::store::Place;

/// Where an elector stands with its hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// It waits: another one keeps it, or it is being opened.
    Waiting,
    /// This node keeps it.
    Kept,
    /// There is none, and why. Expiry alone then tells that a holder is gone.
    Off(Arc<str>),
}

/// What happened to it.
#[derive(Debug)]
pub(crate) enum Event {
    Got,
    Lost,
    Off(String),
}

/// What there is to keep.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    File(PathBuf),
    Session(Box<PgConnectOptions>, i64),
    Off(&'static str),
}

impl Kind {
    /// What fits the place.
    pub(crate) fn of(place: &Place, key: &str) -> Self {
        match place {
            Place::Sqlite(options) => Self::File(file_of(options.get_filename(), key)),
            Place::Postgres(options) => Self::Session(Box::new(options.clone()), number_of(key)),
            Place::Pooled(_) => Self::Off("the store is behind a transaction pooler"),
        }
    }
}

/// The file that stands for a key, beside the database: `pinboard.db.lease/clock`.
///
/// Letters, digits, `-` and `_` stand for themselves, every other byte for `%` and two digits.
pub fn file_of(database: &Path, key: &str) -> PathBuf {
    let mut folder = database.as_os_str().to_owned();
    folder.push(".lease");
    let mut name = String::from("k-");
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            name.push(char::from(byte));
        } else {
            name.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    if FILE_NAME_MAX < name.len() {
        // A file system has an end; the hash keeps such keys apart.
        name = format!("h-{:016x}", number_of(key).cast_unsigned());
    }
    PathBuf::from(folder).join(name)
}

fn digit(half_byte: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(half_byte)])
}

/// Most file systems allow 255 bytes.
const FILE_NAME_MAX: usize = 200;

/// The number that stands for a key among PostgreSQL's advisory locks. Any text has one, the same
/// on every machine and in every build.
pub fn number_of(key: &str) -> i64 {
    let digest = Sha256::new().chain_update(b"baton/hint/").chain_update(key).finalize();
    let first: [u8; 8] = std::array::from_fn(|it| digest[it]);
    i64::from_be_bytes(first)
}

/// Keeps a hint or waits for it, on behalf of one elector.
#[derive(Debug)]
pub(crate) enum Seeker {
    File(file::Seeker),
    Session(Box<session::Seeker>),
    Off(&'static str, UnboundedSender<Event>),
}

impl Seeker {
    pub(crate) fn new(kind: Kind, check_every: Duration, events: UnboundedSender<Event>) -> Self {
        match kind {
            Kind::File(path) => Self::File(file::Seeker::new(path, events)),
            Kind::Session(options, number) => {
                let seeker = session::Seeker::new(*options, number, check_every, events);
                Self::Session(Box::new(seeker))
            }
            Kind::Off(why) => Self::Off(why, events),
        }
    }

    /// Begins to wait, unless it waits already or keeps it.
    pub(crate) fn seek(&mut self) {
        match self {
            Self::File(it) => it.seek(),
            Self::Session(it) => it.seek(),
            // An elector that is gone needs no answer.
            Self::Off(why, events) => drop(events.send(Event::Off((*why).to_owned()))),
        }
    }

    /// Lets go, or stops waiting.
    pub(crate) fn let_go(&mut self) {
        match self {
            Self::File(it) => it.let_go(),
            Self::Session(it) => it.let_go(),
            Self::Off(..) => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_file_and_one_number() {
        let file = |key| file_of(Path::new("data/x.db"), key).display().to_string();
        assert_eq!(file("clock"), "data/x.db.lease/k-clock");
        assert_eq!(file("a/../b c"), "data/x.db.lease/k-a%2f%2e%2e%2fb%20c");
        assert_ne!(file(&"x".repeat(300)), file(&"x".repeat(301)));
        // Frozen: an old build and a new one must wait for the same thing.
        assert_eq!(number_of("clock"), number_of("clock"));
        let numbers: Vec<i64> = (0..1000).map(|it| number_of(&it.to_string())).collect();
        let distinct: std::collections::BTreeSet<&i64> = numbers.iter().collect();
        assert_eq!(distinct.len(), 1000);
        assert!(numbers.iter().any(|it| *it < 0) && numbers.iter().any(|it| 0 < *it));
    }
}
