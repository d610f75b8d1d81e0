//! A node in a process of its own.
//!
//! May live here: starting it, and what it says. Must never live here: measuring.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use baton::elector::{Config, Elector, Hints, Profile};
use baton::{Identity, Place, clock};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::{Store, address};

/// A node in a process of its own. Dropped, it is killed.
pub(crate) struct Node {
    child: Child,
    /// When it became active, each time, in microseconds of the boot clock.
    active: Receiver<i64>,
}

impl Node {
    pub(crate) fn start(store: &Store, key: &str, ttl: Duration, hints: Hints) -> Self {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.env("BATON_NODE", key).env("BATON_TTL_MS", ttl.as_millis().to_string());
        command.env("BATON_HINT", if hints == Hints::On { "on" } else { "off" });
        command.envs(address(store.stage.place()));
        let mut child = command.stdout(Stdio::piped()).spawn().expect("a process");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, active) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if let Ok(at) = line.parse() {
                    // Whoever listened is gone.
                    let _ = sender.send(at);
                }
            }
        });
        Self { child, active }
    }

    /// When it becomes active.
    pub(crate) fn active_at(&self) -> i64 {
        self.active.recv_timeout(Duration::from_mins(1)).expect("it becomes active")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a process id"));
        kill(pid, signal).expect("a signal");
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lives as a node when this program was started as one.
pub(crate) async fn run_if_asked() -> bool {
    let var = |name| std::env::var(name).ok().filter(|it| !it.is_empty());
    let Some(key) = var("BATON_NODE") else { return false };
    let place = match (var("BATON_FILE"), var("BATON_HOST")) {
        (Some(file), _) => Place::Sqlite(SqliteConnectOptions::new().filename(file)),
        (None, host) => {
            let options = PgConnectOptions::new_without_pgpass().socket(host.expect("a host"));
            Place::Postgres(options.username("postgres").database("measure"))
        }
    };
    let ttl_ms = var("BATON_TTL_MS").and_then(|it| it.parse().ok()).expect("a time");
    let hint = if var("BATON_HINT").as_deref() == Some("on") { Hints::On } else { Hints::Off };
    let profile = Profile::with_ttl(Duration::from_millis(ttl_ms));
    let config = Config { profile, hint, ..Config::new(place, &key, Identity::new("measured")) };
    let elector = Elector::start(config, |_| async { Ok(()) }).expect("an elector");
    let kind = tokio::signal::unix::SignalKind::terminate();
    let mut terminate = tokio::signal::unix::signal(kind).expect("a signal's stream");
    let mut watch = elector.watch();
    let mut was_active = false;
    loop {
        let is_active = watch.borrow_and_update().role.active().is_some();
        if is_active && !was_active {
            let mut output = std::io::stdout().lock();
            writeln!(output, "{}", clock::now().as_micros()).expect("somebody listens");
        }
        was_active = is_active;
        tokio::select! {
            _ = watch.changed() => (),
            _ = terminate.recv() => break,
        }
    }
    elector.stop().await;
    true
}
