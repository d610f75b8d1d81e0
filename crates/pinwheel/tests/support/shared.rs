//! A PostgreSQL database that machines of a test share.
//!
//! May live here: starting it, machines on it, commands beside them. Never: what is expected.

use super::{PINWHEEL, Server, clean, folder, run, text};
use baton::testing::{Durability, Server as Postgres};
use std::process::Command;

/// A database that machines share.
pub struct Shared {
    postgres: Postgres,
    /// The database's address.
    pub url: String,
    folder: tempfile::TempDir,
}

impl Shared {
    /// An empty database on a server of its own, which forgets everything when it crashes.
    pub fn new() -> Self {
        Self::with(Durability::None)
    }

    /// The same on a server that keeps what it has acknowledged.
    pub fn durable() -> Self {
        Self::with(Durability::Full)
    }

    fn with(durability: Durability) -> Self {
        let postgres = Postgres::start(durability);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("runs").block_on(postgres.database("league"));
        let host = postgres.host().display().to_string();
        let url = format!("postgres://postgres@localhost/league?host={host}");
        Self { postgres, url, folder: folder() }
    }

    /// The server.
    pub fn postgres(&self) -> &Postgres {
        &self.postgres
    }

    /// Where machines put files of their own.
    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Ends so many sessions of Pinwheel's, whichever they are, in the middle of whatever they do.
    pub fn cut_sessions(&self, count: u32) {
        self.ask(&format!(
            "SELECT pg_terminate_backend(pid)::TEXT FROM pg_stat_activity WHERE datname = 'league'              AND pid <> pg_backend_pid() ORDER BY random() LIMIT {count}"
        ));
    }

    /// Kills one of the server's own processes: it ends every session and recovers from its log.
    pub fn crash(&self) {
        let pids = self.ask(
            "SELECT pid::TEXT FROM pg_stat_activity WHERE datname = 'league'              AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1",
        );
        for pid in pids {
            let _ = Command::new("kill").args(["-KILL", &pid]).status();
        }
    }

    /// Asks the server itself, on a connection of the test's; nothing when it is away.
    fn ask(&self, sql: &str) -> Vec<String> {
        use sqlx::Connection as _;
        let options = self.postgres.options("postgres");
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("runs").block_on(async {
            let Ok(mut connection) = sqlx::PgConnection::connect_with(&options).await else {
                return Vec::new();
            };
            sqlx::query_scalar(sql).fetch_all(&mut connection).await.unwrap_or_default()
        })
    }

    /// What whoever migrates holds, until it is dropped.
    pub fn migrating(&self) -> impl Drop + use<> {
        struct Held(Option<std::sync::mpsc::Sender<()>>, Option<std::thread::JoinHandle<()>>);
        impl Drop for Held {
            fn drop(&mut self) {
                self.0.take();
                let _ = self.1.take().map(std::thread::JoinHandle::join);
            }
        }
        use sqlx::Connection as _;
        let options = self.postgres.options("league");
        let (keep, released) = std::sync::mpsc::channel();
        let (ready, held) = std::sync::mpsc::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("runs").block_on(async {
                let mut connection =
                    sqlx::PgConnection::connect_with(&options).await.expect("connects");
                let lock = "SELECT pg_advisory_lock(74694335)";
                sqlx::raw_sql(lock).execute(&mut connection).await.expect("locks");
                ready.send(()).expect("waited for");
                let _ = released.recv();
                connection.close().await.expect("closes");
            });
        });
        held.recv().expect("held");
        Held(Some(keep), Some(thread))
    }

    /// Adds an entry to the log as a newer build would: whole, and of a kind that this one has not got.
    pub fn write_what_nobody_knows(&self) {
        use league::chain::{Hash, entry_hash, hex};
        use league::units::UnixMillis;
        let last = self.log().pop().expect("a log");
        let position = last["position"].as_u64().expect("a number") + 1;
        let at = last["at"].as_i64().expect("a number");
        let body = r#"{"type":"comet_seen"}"#;
        let digits = last["hash"].as_str().expect("a hash").as_bytes().chunks(2);
        let byte = |it: &[u8]| {
            u8::from_str_radix(std::str::from_utf8(it).expect("text"), 16).expect("a digit")
        };
        let before = Hash::try_from(digits.map(byte).collect::<Vec<_>>()).expect("32 bytes");
        let hash = hex(&entry_hash(&before, position, UnixMillis(at), body));
        let league = "(SELECT id FROM league)";
        self.execute(&format!(
            "INSERT INTO log (league, position, at, kind, body, hash) VALUES \
             ({league}, {position}, {at}, 'comet_seen', '{body}', '\\x{hash}'); \
             UPDATE league SET position = {position}, hash = '\\x{hash}'"
        ));
    }

    fn execute(&self, sql: &str) {
        use sqlx::Connection as _;
        let options = self.postgres.options("league");
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("runs").block_on(async {
            let mut connection =
                sqlx::PgConnection::connect_with(&options).await.expect("connects");
            sqlx::raw_sql(sql).execute(&mut connection).await.expect("runs");
        });
    }

    /// A command that works on it.
    pub fn command(&self) -> Command {
        let mut command = clean(PINWHEEL);
        command.env("DATABASE_URL", &self.url);
        command
    }

    /// A machine with a name.
    pub fn start(&self, name: &str, listen: &str, args: &[&str]) -> Server {
        let mut command = self.command();
        command.env("FLY_MACHINE_ID", name);
        let mut server = Server::spawn(command, self.folder.path(), listen, args);
        server.ready();
        server
    }

    /// Runs a command beside the servers; what it printed.
    pub fn must(&self, args: &[&str]) -> String {
        let mut command = self.command();
        command.args(args);
        let output = run(command);
        assert!(output.status.success(), "pinwheel {args:?}: {}", text(&output));
        String::from_utf8(output.stdout).expect("text")
    }

    /// The log of the league, one entry a line.
    pub fn log(&self) -> Vec<serde_json::Value> {
        let lines = self.must(&["export"]);
        lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect()
    }

    /// The machine that has a role, and the number of its term.
    pub fn holder(&self, role: &str) -> (Option<String>, i64) {
        let all: serde_json::Value =
            serde_json::from_str(&self.must(&["roles", "--json"])).expect("JSON");
        let roles = all["roles"].as_array().expect("roles");
        let it = roles.iter().find(|it| it["role"] == role).expect("the role");
        (it["machine"].as_str().map(str::to_owned), it["token"].as_i64().expect("a number"))
    }
}
