//! A node as a process: how it is started, and what it says.
//!
//! May live here: the test's end of the pipe. Must never live here: what a node does (`life`).

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use baton::testing::Stage;
use baton::{Place, Tx};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// What everything in here waits for at most.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// The guarded table: places are taken from one row, so that their order is that of the commits.
pub(crate) const TABLES: &str = "CREATE TABLE head (place BIGINT NOT NULL);
    INSERT INTO head (place) VALUES (0);
    CREATE TABLE effect (place BIGINT PRIMARY KEY, token BIGINT NOT NULL);
    CREATE TABLE done (key TEXT NOT NULL)";

/// What nodes that work take their work from.
pub(crate) const SCOPE: &str = "work";

/// A node in a process of its own. Dropped, it is killed.
pub(crate) struct Node {
    child: Child,
    lines: Receiver<String>,
    /// What was said and not asked for yet.
    heard: Vec<String>,
    /// Everything that was said.
    said: Vec<String>,
}

/// A node that is about to be started.
pub(crate) struct Launch<'a> {
    place: &'a Place,
    name: &'a str,
    ttl: Duration,
    manner: &'a str,
    is_clock_ahead: bool,
    /// Blocks of 512 bytes that its files may have.
    file_blocks: Option<u64>,
}

impl Launch<'_> {
    /// How it behaves: `works`, `hangs`, `freezes` between the fence and the write, or is `stuck`.
    pub(crate) fn manner(self, manner: &'static str) -> Self {
        Self { manner, ..self }
    }

    /// By its wall clock it is 400 seconds later than for the others.
    pub(crate) fn clock_ahead(self) -> Self {
        Self { is_clock_ahead: true, ..self }
    }

    /// Its disk is full beyond so many blocks of 512 bytes.
    pub(crate) fn file_blocks(self, blocks: u64) -> Self {
        Self { file_blocks: Some(blocks), ..self }
    }

    pub(crate) fn start(self) -> Node {
        let mut command = self.command();
        command.env("BATON_NODE", self.name).env("BATON_TTL_MS", self.ttl.as_millis().to_string());
        command.env("BATON_MANNER", self.manner);
        match self.place {
            Place::Sqlite(options) => command.env("BATON_FILE", options.get_filename()),
            Place::Postgres(options) | Place::Pooled(options) => {
                let socket = options.get_socket().map(|it| it.display().to_string());
                let host = socket.unwrap_or_else(|| options.get_host().to_owned());
                let database = options.get_database().expect("a database");
                command.env("BATON_HOST", host).env("BATON_PORT", options.get_port().to_string());
                command.env("BATON_DATABASE", database)
            }
        };
        if let Place::Pooled(_) = self.place {
            command.env("BATON_POOLED", "yes");
        }
        if self.is_clock_ahead {
            command.env("LD_PRELOAD", faketime()).env("FAKETIME", "+400s");
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
            command.env("BATON_WALL_S", wall_s().to_string());
        }
        Node::of(command)
    }

    fn command(&self) -> Command {
        let program = std::env::current_exe().expect("this program");
        let mut command = Command::new(&program);
        if let Some(blocks) = self.file_blocks {
            command = Command::new("sh");
            let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
            command.arg("-c").arg(limited).arg(program);
        }
        command.args(["--exact", "as_a_node", "--nocapture"]);
        command
    }
}

/// Seconds since 1970 by the wall clock of this process.
pub(crate) fn wall_s() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("it is later").as_secs()
}

/// What shows a process another time.
fn faketime() -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let library = folders.map(|it| it.path().join("faketime/libfaketimeMT.so.1"));
    library.into_iter().find(|it| it.is_file()).expect(
        "the tests need faketime. Type:\n\n    sudo apt-get update && sudo apt-get install \
         --yes --no-install-recommends faketime\n",
    )
}

impl Node {
    /// One that only acts under its term.
    pub(crate) fn start(stage: &Stage, name: &str, ttl: Duration) -> Self {
        Self::prepare(stage.place(), name, ttl).start()
    }

    pub(crate) fn prepare<'a>(place: &'a Place, name: &'a str, ttl: Duration) -> Launch<'a> {
        Launch { place, name, ttl, manner: "", is_clock_ahead: false, file_blocks: None }
    }

    fn of(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a process");
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                // Whoever listened is gone.
                let _ = sender.send(line);
            }
        });
        Self { child, lines, heard: Vec::new(), said: Vec::new() }
    }

    /// Waits until the node has said a line that begins so; answers when it said it, in microseconds
    /// of the boot clock. Each line counts once.
    pub(crate) fn says(&mut self, beginning: &str) -> i64 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = self.heard.iter().position(|it| it.starts_with(beginning)) {
                let line = self.heard.remove(at);
                return line.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            let line = self.lines.recv_timeout(left);
            let heard = &self.heard;
            let complaint = |_| panic!("the node does not say {beginning:?}, but {heard:?}");
            let line = line.unwrap_or_else(complaint);
            self.said.push(line.clone());
            self.heard.push(line);
        }
    }

    /// Everything that it has said so far.
    pub(crate) fn said(&mut self) -> &[String] {
        for line in self.lines.try_iter() {
            self.said.push(line.clone());
            self.heard.push(line);
        }
        &self.said
    }

    /// Everything that a node said which has ended; a line that was cut short is none.
    pub(crate) fn said_to_the_end(&mut self) -> &[String] {
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.said.push(line);
        }
        &self.said
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.child.id()).expect("a process id"));
        kill(pid, signal).expect("a signal");
    }

    pub(crate) fn is_alive(&mut self) -> bool {
        self.child.try_wait().expect("a process of ours").is_none()
    }

    /// Waits until the process has ended; answers whether well.
    pub(crate) fn ends_well(&mut self) -> bool {
        self.child.wait().expect("an end").success()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The tokens of all effects, in the order of their commits.
pub(crate) async fn effects(stage: &Stage) -> Vec<i64> {
    let mut conn = stage.conn().await;
    let all = "SELECT token FROM effect ORDER BY place";
    let tokens = match conn.tx() {
        Tx::Sqlite(it) => sqlx::query_scalar(all).fetch_all(it).await,
        Tx::Postgres(it) | Tx::Pooled(it) => sqlx::query_scalar(all).fetch_all(it).await,
    };
    tokens.expect("tokens")
}

/// Waits until there is an effect under a token.
pub(crate) async fn acts_under(stage: &Stage, token: i64) {
    let deadline = Instant::now() + PATIENCE;
    while !effects(stage).await.contains(&token) {
        assert!(Instant::now() < deadline, "nothing happens under token {token}");
        tokio::task::yield_now().await;
    }
}
