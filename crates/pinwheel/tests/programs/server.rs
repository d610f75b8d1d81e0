//! A league in a folder of its own, asked as a program would ask it.
//!
//! May live here: leagues that these tests need, asking, running commands on the same data. Must
//! never live here: what an answer should be, how a process is started (`support`).

use crate::support::{self, PINWHEEL, http};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

pub(crate) use crate::support::http::Answer;

/// A running server; stopped, with the folder, when it goes out of scope.
pub(crate) struct Server {
    running: support::Server,
    folder: TempDir,
}

impl Server {
    /// Starts `pinwheel serve` with these arguments in a folder that may hold a league file already,
    /// and waits for its address.
    pub(crate) fn start_in(folder: TempDir, args: &[&str]) -> Self {
        let mut command = support::clean(PINWHEEL);
        command.current_dir(folder.path()).args(["--log-level", "warn"]);
        let data = folder.path().join("data");
        let mut running = support::Server::spawn(command, &data, "127.0.0.1:0", args);
        running.ready();
        Self { running, folder }
    }

    /// The folder that holds everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Asks for an address.
    pub(crate) fn get(&self, path: &str) -> Answer {
        http::get(self.running.address, path)
    }

    /// Asks with a method and headers of one's own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        http::ask(self.running.address, method, path, headers)
    }

    /// The live broadcast as objects, one by one; ends when the server does.
    pub(crate) fn events(&self, path: &str) -> impl Iterator<Item = Value> + Send + use<> {
        http::events(self.running.address, path)
    }

    /// Runs a command on the same data.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        support::pinwheel(&self.data(), args)
    }

    /// A command on the same data, to be started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = support::clean(PINWHEEL);
        command.args(args).arg("--data").arg(self.data());
        command
    }

    /// Asks again and again until the answer will do.
    pub(crate) fn wait_for(&self, path: &str, what: impl Fn(&Value) -> bool) -> Value {
        support::until(path, || Some(self.get(path).json()).filter(&what))
    }
}

/// A league file like the one that `init` writes, with other settings.
pub(crate) fn league_file(folder: &Path, change: impl Fn(String) -> String) {
    let file = folder.join("league.toml");
    support::must(folder, &["init", file.to_str().expect("a plain name")]);
    let text = std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, change(text)).expect("the file is written");
}
