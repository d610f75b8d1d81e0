//! Real processes for the tests of faults and crashes: the binary, a small HTTP client, a reader.
//!
//! May live here: starting, killing, asking, waiting for a condition. Never: what is expected.
#![allow(dead_code, clippy::allow_attributes, reason = "each test file uses its part of it")]
#![allow(unreachable_pub, clippy::missing_panics_doc, reason = "shared by test files only")]

pub mod http;
pub mod reader;
pub mod season;
pub mod shared;

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The binary under test.
pub const PINWHEEL: &str = env!("CARGO_BIN_EXE_pinwheel");

/// Longest time that anything here waits for a condition.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A command that sees nothing of the tester's own settings.
pub fn clean(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars() {
        if name.starts_with("PINWHEEL_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

/// Runs the binary to its end.
pub fn pinwheel(data: &Path, args: &[&str]) -> Output {
    let mut command = clean(PINWHEEL);
    command.arg("--data").arg(data).args(args);
    run(command)
}

/// Runs a command to its end, which must come within a while.
pub fn run(mut command: Command) -> Output {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let whole = |mut from: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).expect("read");
            bytes
        })
    };
    let stdout = whole(Box::new(child.stdout.take().expect("piped")));
    let stderr = whole(Box::new(child.stderr.take().expect("piped")));
    let began = Instant::now();
    let mut cut_off = false;
    let status = loop {
        if let Some(status) = child.try_wait().expect("asked") {
            break status;
        }
        if began.elapsed() > 2 * PATIENCE {
            child.kill().expect("killed");
            cut_off = true;
        }
        std::thread::sleep(Duration::from_millis(3)); // waits: for the process to end
    };
    let [stdout, stderr] = [stdout, stderr].map(|it| it.join().expect("read"));
    let output = Output { status, stdout, stderr };
    assert!(!cut_off, "{command:?} does not end\n{}", text(&output));
    output
}

/// Runs the binary and expects success; its output.
pub fn must(data: &Path, args: &[&str]) -> String {
    let output = pinwheel(data, args);
    let said = text(&output);
    assert!(output.status.success(), "pinwheel {args:?}: {}\n{said}", output.status);
    String::from_utf8(output.stdout).expect("text")
}

/// Everything that a run said.
pub fn text(output: &Output) -> String {
    let text = |it: &[u8]| String::from_utf8_lossy(it).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// A port that is free, below those that the system gives away by itself: a client that connects
/// to it while nothing listens can then not be given the same port and meet itself.
pub fn free_port() -> u16 {
    static TAKEN: AtomicU16 = AtomicU16::new(0);
    let start = u16::try_from(std::process::id() % 9_000).expect("small") + 20_000;
    let next = || start + TAKEN.fetch_add(1, Ordering::Relaxed);
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(next).find(free).expect("a free port")
}

/// A running server; killed when dropped.
pub struct Server {
    pub child: Child,
    /// Where it listens; asked for with `Server::ready`.
    pub address: SocketAddr,
    said: Arc<Mutex<String>>,
    listeners: Vec<JoinHandle<()>>,
}

impl Server {
    /// Starts `pinwheel serve` on a port of the system's choice and waits for its address.
    pub fn start(data: &Path, args: &[&str]) -> Self {
        let mut server = Self::spawn(clean(PINWHEEL), data, "127.0.0.1:0", args);
        server.ready();
        server
    }

    /// Starts it without waiting. `command`: what runs the binary; it gets the arguments.
    pub fn spawn(mut command: Command, data: &Path, listen: &str, args: &[&str]) -> Self {
        command.args(["serve", "--listen", listen, "--data"]).arg(data).args(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("starts");
        let said = Arc::new(Mutex::new(String::new()));
        let listeners = vec![
            listen_to(child.stdout.take().expect("piped"), said.clone()),
            listen_to(child.stderr.take().expect("piped"), said.clone()),
        ];
        let address = listen.parse().expect("an address");
        Self { child, address, said, listeners }
    }

    /// Waits until it prints its address.
    pub fn ready(&mut self) {
        let is_ready = self.is_ready();
        assert!(is_ready, "the server ended\n{}", self.said());
    }

    /// Waits until it prints its address, or has ended without: then the answer is no.
    pub fn is_ready(&mut self) -> bool {
        let began = Instant::now();
        loop {
            let said = self.said();
            let url = said.lines().filter(|it| !it.contains("also")).find_map(|it| {
                Some(it.split_once("http://")?.1.split_whitespace().next()?.to_owned())
            });
            if let Some(url) = url {
                self.address = url.parse().expect("an address");
                return true;
            }
            let ended = self.child.try_wait().expect("asked");
            if ended.is_some() {
                return false;
            }
            assert!(began.elapsed() < PATIENCE, "the server prints no address\n{said}");
            std::thread::sleep(Duration::from_millis(2)); // waits: for the address to be printed
        }
    }

    /// Everything it has said so far.
    pub fn said(&self) -> String {
        self.said.lock().expect("whole").clone()
    }

    /// SIGKILL: the process gets no say in it.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(&mut self) -> std::process::ExitStatus {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
        assert!(sent.success());
        let status = self.child.wait().expect("ended");
        for it in self.listeners.drain(..) {
            it.join().expect("listened");
        }
        status
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads everything a process says, so that it never waits for us.
fn listen_to(from: impl Read + Send + 'static, to: Arc<Mutex<String>>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
            let mut said = to.lock().expect("whole");
            said.push_str(&String::from_utf8_lossy(&line));
            said.push('\n');
        }
    })
}

/// Asks until the answer is some, at most for a while.
pub fn until<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10)); // waits: for the condition to be asked again
    }
}

/// A folder of the test's own, removed at its end.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// The database in a data folder.
pub fn database(data: &Path) -> PathBuf {
    data.join("league.sqlite")
}

/// The log of the league, one entry a line.
pub fn log(data: &Path) -> Vec<serde_json::Value> {
    let lines = must(data, &["export"]);
    lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect()
}

/// Runs statements on a database, through the system's SQLite library of our own build.
pub fn sql(file: &Path, statements: &str) {
    use sqlx::Connection as _;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file).create_if_missing(true);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runs");
    runtime.block_on(async {
        let mut connection =
            sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opens");
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements).execute(&mut connection).await.expect("runs");
        connection.close().await.expect("closes");
    });
}
