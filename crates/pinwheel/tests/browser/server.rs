//! The product, started as a person would start it.
//!
//! May live here: leagues that tests need, the process, its address, asking it over plain HTTP.
//! Must never live here: the browser.

use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A schedule that never comes up during a test: rounds are played by `advance` alone.
const NEW_YEAR: &str = "0 0 1 1 *";

/// How long a game may take.
const DEADLINE: Duration = Duration::from_secs(60);
/// Between two questions.
const GLANCE: Duration = Duration::from_millis(40);

/// A server on a folder of its own; stopped, with the folder, when it goes out of scope.
pub(crate) struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`
    pub(crate) address: String,
    folder: TempDir,
    arguments: Vec<String>,
}

impl Server {
    /// What the first of the two commands starts, in an empty folder: the demo league.
    pub(crate) fn demo() -> Self {
        Self::start(tempfile::tempdir().expect("a folder"), Vec::new())
    }

    /// A league whose rounds are played only by [`Server::advance`]; the first is under way at once.
    ///
    /// `pace`: how its games unfold; `rules`: lines for the `[rules]` of its file.
    pub(crate) fn league(pace: &str, rules: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("league.toml");
        run(&["init", text(&file)]);
        let written = std::fs::read_to_string(&file).expect("the league file");
        let (head, rest) = written.split_once("[rules]\n").expect("rules in the file");
        let replaced = |line: &str| {
            ["pace =", "cron =", "# seed ="].iter().any(|it| line.starts_with(it))
        };
        let kept: Vec<&str> = head.lines().filter(|it| !replaced(it)).collect();
        let set = format!("pace = {pace:?}\ncron = {NEW_YEAR:?}\nseed = \"in the browser\"\n");
        let file_text = format!("{}\n{set}\n[rules]\n{rules}\n{rest}", kept.join("\n"));
        std::fs::write(&file, file_text).expect("write the league file");
        Self::start(folder, vec!["--league".to_owned(), text(&file).to_owned()])
    }

    /// A short season of short games: seven rounds, a semi-final and a final of one game each.
    pub(crate) fn short_seasons(pace: &str) -> Self {
        Self::league(
            pace,
            "league.round_robins = 1\nleague.semis_best_of = 1\nleague.final_best_of = 1",
        )
    }

    fn start(folder: TempDir, arguments: Vec<String>) -> Self {
        let data = folder.path().join("data");
        let mut all = vec!["serve".to_owned(), "--data".to_owned(), text(&data).to_owned()];
        all.extend(arguments);
        let (process, address) = spawn(&all, "127.0.0.1:0");
        Self { process, address, folder, arguments: all }
    }

    /// Kills the server as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.process.kill().expect("kill the server");
        self.process.wait().expect("the server ends");
    }

    /// Starts it again: same folder, same port.
    pub(crate) fn restart(&mut self) {
        let listen = self.address.trim_start_matches("http://");
        (self.process, self.address) = spawn(&self.arguments, listen);
    }

    /// Plays rounds now, as an operator would beside the running server.
    pub(crate) fn advance(&self, rounds: u32) {
        run(&["advance", &rounds.to_string(), "--data", text(&self.data())]);
    }

    /// Sets how games unfold from the next round on.
    pub(crate) fn pace(&self, pace: &str) {
        run(&["pace", pace, "--data", text(&self.data())]);
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The whole address of `path`.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The body that the server answers.
    pub(crate) fn get(&self, path: &str) -> String {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("connect to the server");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set a deadline");
        let ask = format!("GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(ask.as_bytes()).expect("ask the server");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the server answers in text");
        let (_, body) = answer.split_once("\r\n\r\n").expect("an answer with a head");
        body.to_owned()
    }

    /// What the API answers at `/api/v1{path}`.
    pub(crate) fn api(&self, path: &str) -> Value {
        let body = self.get(&format!("/api/v1{path}"));
        serde_json::from_str(&body).unwrap_or_else(|error| panic!("{path}: {error}: {body}"))
    }

    /// The games of the season with this status: `live`, `final`, `scheduled`.
    pub(crate) fn games(&self, status: &str) -> Vec<Value> {
        let games = self.api("/games");
        let all = games["games"].as_array().expect("a list of games");
        all.iter().filter(|it| it["status"] == status).cloned().collect()
    }

    /// Waits until a game is over.
    pub(crate) fn until_over(&self, game: &str) {
        self.until(game, |it| it["status"] == "final");
    }

    /// Waits until more of a game has been shown than up to play `n`, or it is over.
    pub(crate) fn until_later_than(&self, game: &str, n: i64) {
        let plays = |it: &Value| it["live"]["plays"].as_i64().unwrap_or(i64::MAX);
        self.until(game, |it| plays(it) > n + 1);
    }

    fn until(&self, game: &str, is_so: impl Fn(&Value) -> bool) {
        let since = Instant::now();
        while !is_so(&self.api(&format!("/games/{game}"))) {
            assert!(since.elapsed() < DEADLINE, "game {game} stands still");
            std::thread::sleep(GLANCE); // waits: between two looks at a condition
        }
    }

    /// The id of the first game with this status.
    pub(crate) fn game(&self, status: &str) -> String {
        let games = self.games(status);
        let first = games.first().unwrap_or_else(|| panic!("no game is {status}"));
        first["id"].as_str().expect("an id").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed by the test already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().expect("a folder with a plain name")
}

/// The binary, without what the environment of whoever runs the tests would change.
fn pinwheel() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinwheel"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PINWHEEL_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    command.stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) {
    let output = pinwheel().args(arguments).output().expect("start the product");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "pinwheel {}: {told}", arguments.join(" "));
}

/// Starts the server and reads from its first lines where it listens.
fn spawn(arguments: &[String], listen: &str) -> (Child, String) {
    let mut process = pinwheel()
        .args(arguments)
        .args(["--listen", listen, "--log-level", "warn"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("start the server");
    let lines = BufReader::new(process.stdout.take().expect("its output"));
    let address = lines.lines().map_while(Result::ok).find_map(|line| {
        let at = line.find("http://")?;
        Some(line[at..].split_whitespace().next()?.to_owned())
    });
    let Some(address) = address else {
        let _ = process.kill();
        let _ = process.wait();
        panic!("the server did not say where it listens; what it said is above");
    };
    (process, address)
}
