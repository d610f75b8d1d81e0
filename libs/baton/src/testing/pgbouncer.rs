//! A private transaction pooler before a private server.
//!
//! May live here: starting and stopping it. Must never live here: a statement of baton's.

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnectOptions;

use super::postgres::{KEEPER, Server, unprivileged};

const STARTS_WITHIN: Duration = Duration::from_secs(20);
const HOW_TO_INSTALL: &str = "the tests need PgBouncer. Type:\n\n    \
     sudo apt-get update && sudo apt-get install --yes --no-install-recommends pgbouncer\n";

/// A running `PgBouncer` in transaction mode, on a socket in a folder of its own. Dropped, or when
/// the process dies, it stops.
#[derive(Debug)]
pub struct Pooler {
    keeper: Child,
    folder: PathBuf,
}

impl Pooler {
    /// Starts one before the server.
    ///
    /// # Panics
    /// When it is not installed or does not start; it says what to type.
    pub fn start(server: &Server) -> Self {
        let folder = tempfile::Builder::new().prefix("baton-pool-").tempdir().expect("a folder");
        let folder = folder.keep();
        let settings = format!(
            "[databases]\n* = host={} user=postgres\n[pgbouncer]\nlisten_addr =\n\
             unix_socket_dir = {}\nauth_type = any\npool_mode = transaction\n\
             default_pool_size = 20\nserver_login_retry = 1\nignore_startup_parameters = extra_float_digits\n",
            server.host().display(),
            folder.display()
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, settings).expect("its settings");
        let mut keeper = Command::new("sh");
        let path = std::env::var("PATH").unwrap_or_default();
        keeper.env("PATH", format!("{path}:/usr/sbin"));
        if let Some(user) = unprivileged() {
            chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("a new owner");
            keeper.uid(user.uid.as_raw()).gid(user.gid.as_raw());
        }
        keeper
            .args(["-c", KEEPER, "keeper", "TERM"])
            .arg(&folder)
            .args(["pgbouncer", "--quiet"])
            .arg(file);
        let log = fs::File::create(folder.join("log")).expect("a log");
        let keeper = keeper
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("a shell");
        let pooler = Self { keeper, folder };
        pooler.wait_until_ready();
        pooler
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + STARTS_WITHIN;
        while !self.folder.join(".s.PGSQL.6432").exists() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "{HOW_TO_INSTALL}\n{}", log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// The folder of its socket; the port is 6432.
    pub fn host(&self) -> &std::path::Path {
        &self.folder
    }

    /// How to connect to one of the server's databases through it.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass().socket(&self.folder).port(6432);
        options.username("postgres").database(database)
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
