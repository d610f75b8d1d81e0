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
    /// An empty database on a server of its own.
    pub fn new() -> Self {
        let postgres = Postgres::start(Durability::None);
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
