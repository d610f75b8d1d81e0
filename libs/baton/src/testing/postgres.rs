//! A private PostgreSQL server: its own folder, no network, gone with the process that started it.
//!
//! May live here: finding, starting and stopping it. Must never live here: a statement of baton's.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::unistd::{User, geteuid};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _};

use crate::store::Place;

const STARTS_WITHIN: Duration = Duration::from_mins(1);
const HOW_TO_INSTALL: &str = "the tests need PostgreSQL. Type:\n\n    \
     sudo apt-get update && sudo apt-get install --yes --no-install-recommends postgresql\n";

/// Keeps a server until its own input ends, which happens when whoever started it dies; then it
/// sends this signal. A line names another signal, and may ask for the server to be started again.
pub(super) const KEEPER: &str = r#"
stop=$1; folder=$2; shift 2
"$@" & server=$!
while read -r how again; do
    [ "$again" = again ] || break
    kill "-$how" "$server"
    wait "$server"
    "$@" & server=$!
done
kill "-${how:-$stop}" "$server"
wait "$server"
rm -rf "$folder"
"#;

/// Whether the server's promises survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// As in production: every commit waits for the disk.
    Full,
    /// Quick, for tests of anything but durability and speed.
    None,
}

/// How a server comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Sessions are closed and everything is written.
    Orderly,
    /// At once, as if it had been killed: it recovers from its log.
    Crash,
}

/// A running server. Dropped, or when the process dies, it stops and its folder is deleted.
#[derive(Debug)]
pub struct Server {
    keeper: Child,
    folder: PathBuf,
}

impl Server {
    /// Makes a cluster in a temporary folder and starts it, listening on a socket in that folder
    /// only. PostgreSQL refuses to run as root, so root runs it as the user `postgres`.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start; it says what to type.
    pub fn start(durability: Durability) -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("baton-pg-").tempdir().expect("a folder");
        let folder = folder.keep();
        let user = unprivileged();
        if let Some(user) = &user {
            chown(&folder, Some(user.uid.as_raw()), Some(user.gid.as_raw())).expect("a new owner");
        }
        let as_user = |mut command: Command| {
            if let Some(user) = &user {
                command.uid(user.uid.as_raw()).gid(user.gid.as_raw());
            }
            command.current_dir(&folder);
            command
        };
        let data = folder.join("data");
        let mut init = as_user(Command::new(programs.join("initdb")));
        init.args(["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "-D"]);
        let made = init.arg(&data).output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let log = fs::File::create(folder.join("log")).expect("a log");
        let mut keeper = as_user(Command::new("sh"));
        keeper.args(["-c", KEEPER, "keeper", "QUIT"]).arg(&folder).arg(programs.join("postgres"));
        keeper.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", ""]);
        keeper.args(settings(durability));
        let keeper = keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .expect("a server");
        let server = Self { keeper, folder };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + STARTS_WITHIN;
        // The last line of the file appears when the server takes connections.
        let is_ready = || {
            let text = fs::read_to_string(self.folder.join("data/postmaster.pid"));
            text.is_ok_and(|it| it.lines().last().is_some_and(|it| it.trim() == "ready"))
        };
        while !is_ready() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "PostgreSQL does not start:\n{}", log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends the server in this way, and starts it again on what it had stored.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn restart(&mut self, how: Ending) {
        let before = self.pid();
        let word = match how {
            Ending::Orderly => "INT again\n",
            Ending::Crash => "QUIT again\n",
        };
        let input = self.keeper.stdin.as_mut().expect("it is not dropped");
        input.write_all(word.as_bytes()).expect("the keeper listens");
        let deadline = Instant::now() + STARTS_WITHIN;
        let pid = || {
            let text = fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
            text.lines().next()?.trim().parse::<i32>().ok()
        };
        while pid().is_none_or(|it| it == before) {
            assert!(Instant::now() < deadline, "PostgreSQL does not start again");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.wait_until_ready();
    }

    /// The folder of its socket: the `host` of a connection.
    pub fn host(&self) -> &Path {
        &self.folder
    }

    /// The process of the server itself.
    ///
    /// # Panics
    /// When it does not run.
    pub fn pid(&self) -> i32 {
        let text = fs::read_to_string(self.folder.join("data/postmaster.pid")).expect("it runs");
        text.lines().next().and_then(|it| it.trim().parse().ok()).expect("a process")
    }

    /// How to connect to one of its databases.
    pub fn options(&self, database: &str) -> PgConnectOptions {
        let options = PgConnectOptions::new_without_pgpass();
        options.socket(&self.folder).username("postgres").database(database)
    }

    /// Makes a database.
    ///
    /// # Panics
    /// When it cannot be made.
    pub async fn database(&self, name: &str) -> Place {
        let mut conn = self.options("postgres").connect().await.expect("a connection");
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::raw_sql(create).execute(&mut conn).await.expect("a database");
        conn.close().await.expect("the connection closes");
        Place::Postgres(self.options(name))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(mut input) = self.keeper.stdin.take() {
            // When it cannot be told, the end of its input tells it.
            let _ = input.write_all(b"INT\n");
        }
        let _ = self.keeper.wait();
    }
}

/// The user that database servers run as when the tests run as root.
pub(super) fn unprivileged() -> Option<User> {
    geteuid().is_root().then(|| User::from_name("postgres").ok().flatten().expect(HOW_TO_INSTALL))
}

fn settings(durability: Durability) -> Vec<&'static str> {
    let mut settings = vec!["-c", "max_connections=200", "-c", "log_min_messages=warning"];
    if durability == Durability::None {
        settings.extend(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        settings.extend(["-c", "synchronous_commit=off"]);
    }
    settings
}

/// The folder of the newest PostgreSQL: Debian's, or wherever the search path finds it.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(found) = std::env::split_paths(&path).find(|it| it.join("initdb").is_file()) {
        return found;
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions
        .map(|it| it.path().join("bin"))
        .filter(|it| it.join("initdb").is_file())
        .max_by_key(|it| {
            let version = it.parent().and_then(Path::file_name).and_then(|it| it.to_str());
            version.and_then(|it| it.parse::<u32>().ok())
        });
    newest.expect(HOW_TO_INSTALL)
}
