//! Where a league lies and how it is opened: the flags that every command shares.
//!
//! Read once, from the command line and the environment. May live here: settings, their defaults,
//! the folder's lock. Never: what they are used for.

use crate::store::{Address, Open, Server, Store, StoreError};
use anyhow::{Context as _, bail};
use clap::Args;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// Which data a command works on.
#[derive(Args, Clone, Debug)]
pub(crate) struct Place {
    /// Folder that holds everything.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_DATA",
        default_value = "./pinwheel-data",
        value_name = "DIR"
    )]
    pub(crate) data: PathBuf,

    /// Database to use instead of the one in the data folder: `sqlite:/var/lib/league.sqlite`, or
    /// `postgres://user:password@host/database` for several machines (`?pooler=transaction` behind a
    /// transaction pooler). `DATABASE_URL` is honoured too.
    #[arg(long, global = true, env = "PINWHEEL_DATABASE", value_name = "URL")]
    database: Option<String>,

    /// League file; its league is founded when it does not exist. May be repeated for several leagues.
    #[arg(
        long,
        global = true,
        env = "PINWHEEL_LEAGUE",
        value_name = "FILE",
        value_delimiter = ','
    )]
    pub(crate) league: Vec<PathBuf>,

    /// Which league, by its name in addresses, when there are several.
    #[arg(long, global = true, env = "PINWHEEL_SLUG", value_name = "SLUG")]
    pub(crate) slug: Option<String>,
}

impl Place {
    /// Where the database is.
    pub(crate) fn address(&self) -> anyhow::Result<Address> {
        let url = self
            .database
            .clone()
            .or_else(|| std::env::var("DATABASE_URL").ok().filter(|it| !it.is_empty()));
        match url {
            None => Ok(Address::File(self.data.join("league.sqlite"))),
            Some(url) => address_of(&url),
        }
    }

    /// The database file, for what is done with files.
    pub(crate) fn file(&self, what: &str) -> anyhow::Result<PathBuf> {
        match self.address()? {
            Address::File(file) => Ok(file),
            Address::Server(server) => bail!(
                "{what} works on a SQLite file, and {server} is a PostgreSQL database. Nothing was changed. `pinwheel --database sqlite:BACKUP migrate-to URL` puts a backup into an empty one"
            ),
        }
    }

    /// Opens the database.
    pub(crate) async fn open(&self, how: Open) -> anyhow::Result<Store> {
        let address = self.address()?;
        if let (Open::Create, Address::File(file)) = (how, &address) {
            make_folder(file)?;
        }
        Store::open(&address, how).await.map_err(|it| complete(&it))
    }
}

/// Creates the folder of the database file, unless it is there.
pub(crate) fn make_folder(file: &Path) -> anyhow::Result<()> {
    let Some(folder) = file.parent().filter(|it| !it.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder).map_err(|error| {
        anyhow::anyhow!(
            "the data folder {} cannot be created: {}. Nothing was changed. Name another folder with --data, or make its parent writable for this user",
            folder.display(),
            crate::cli::why(&error)
        )
    })
}

/// The error with its causes in its own text, for the terminal.
fn complete(error: &StoreError) -> anyhow::Error {
    anyhow::anyhow!(error.in_full())
}

/// The database that an address names.
pub(crate) fn address_of(url: &str) -> anyhow::Result<Address> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let server = Server::parse(url).map_err(|why| {
            anyhow::anyhow!("the database address cannot be used: {why}. Nothing was changed")
        })?;
        return Ok(Address::Server(Box::new(server)));
    }
    let Some(path) = url.strip_prefix("sqlite:") else {
        // The value may hold a password: it is not repeated.
        bail!(
            "the database address is not one that Pinwheel knows; give sqlite:FILE, for example sqlite:/var/lib/pinwheel/league.sqlite, or postgres://user:password@host/database"
        );
    };
    let path = path.strip_prefix("//").unwrap_or(path);
    if path.is_empty() || path == ":memory:" {
        bail!(
            "sqlite: needs the name of a file, for example sqlite:/var/lib/pinwheel/league.sqlite"
        );
    }
    Ok(Address::File(PathBuf::from(path)))
}

/// Held while a server runs on a database, so that a second one on the same machine says so.
#[derive(Debug)]
pub(crate) struct ServerLock {
    file: File,
}

impl ServerLock {
    /// Takes the lock beside the database file, alone.
    ///
    /// # Errors
    /// When another server holds it: says which, and where it listens.
    pub(crate) fn take(database: &Path) -> anyhow::Result<Self> {
        Self::held(database, File::try_lock)
    }

    /// Takes it together with others that are willing to share.
    ///
    /// # Errors
    /// When a server holds it that is not.
    pub(crate) fn share(database: &Path) -> anyhow::Result<Self> {
        Self::held(database, File::try_lock_shared)
    }

    fn held(
        database: &Path,
        lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> anyhow::Result<Self> {
        let path = database.with_extension("lock");
        let mut file = OpenOptions::new()
            .create(true)
            .read(true)
            .write(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| {
                anyhow::anyhow!(
                    "{} cannot be opened: {}. Nothing was changed. Make the data folder writable for this user, or name another with --data",
                    path.display(),
                    crate::cli::why(&error)
                )
            })?;
        match lock(&file) {
            Ok(()) => Ok(Self { file }),
            Err(TryLockError::WouldBlock) => {
                let mut who = String::new();
                // What it says is for people; a lock without it is still a lock.
                let _ = file.read_to_string(&mut who);
                let who = who.trim();
                bail!(
                    "another Pinwheel serves {} already{}. Nothing was changed. Use that one, stop it first, or give this one another folder with --data (several may serve one file when each is started with --share)",
                    database.display(),
                    if who.is_empty() { String::new() } else { format!(" ({who})") }
                );
            }
            Err(TryLockError::Error(error)) => Err(error).with_context(|| {
                format!("lock {}; is the folder on a network file system?", path.display())
            }),
        }
    }

    /// Notes who holds it, for whoever tries next.
    pub(crate) fn note(&mut self, text: &str) {
        let written = self
            .file
            .set_len(0)
            .and_then(|()| self.file.rewind())
            .and_then(|()| self.file.write_all(text.as_bytes()));
        if let Err(error) = written {
            tracing::debug!(%error, "could not note who holds the lock");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address_of;

    #[test]
    fn addresses_of_databases_are_read_or_refused_without_repeating_them() {
        let shown = |url: &str| address_of(url).expect(url).to_string();
        assert_eq!(shown("sqlite:a/b.sqlite"), "a/b.sqlite");
        assert_eq!(shown("sqlite:///a/b"), "/a/b");
        assert_eq!(shown("postgres://me:secret@host/db"), "db on host");
        for bad in [
            "postgres://me:secret@host:port/db",
            "mysql://me:secret@h/d",
            "sqlite:",
            "sqlite::memory:",
        ] {
            let error = address_of(bad).expect_err(bad).to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
