//! The real program for tests: started on a free port with a folder of its own, stopped when dropped.
//!
//! May live here: starting, asking over real sockets, running commands. Must never live here: what
//! an answer should be.
#![allow(dead_code, reason = "each test program uses a part of it")]

use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A running server; killed by its own id when it is dropped.
pub(crate) struct Server {
    child: Child,
    /// `127.0.0.1:port`.
    pub(crate) address: String,
    folder: TempDir,
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By name in small letters.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// The program with no setting from the environment.
pub(crate) fn pinwheel() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pinwheel"));
    let ours = |name: &str| name.starts_with("PINWHEEL_") || name == "DATABASE_URL";
    for (name, _) in std::env::vars().filter(|(name, _)| ours(name)) {
        command.env_remove(name);
    }
    command
}

impl Server {
    /// Starts `pinwheel serve` with these arguments in a fresh folder, and waits for its address.
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::start_in(tempfile::tempdir().expect("a folder"), args)
    }

    /// As [`Server::start`], in a folder that may hold a league file already.
    pub(crate) fn start_in(folder: TempDir, args: &[&str]) -> Self {
        let mut child = pinwheel()
            .current_dir(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "warn"])
            .arg("--data")
            .arg(folder.path().join("data"))
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // Closed once the address is known: a server must outlive the reader of its first lines.
        let stdout = child.stdout.take().expect("its output");
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines.find_map(|it| Some(it.split_once("http://")?.1.trim().to_owned()));
        Self { child, address: address.expect("it prints its address"), folder }
    }

    /// The folder that holds everything.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Asks for an address.
    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    /// Asks with a method and headers of one's own.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut reader = self.open(method, path, headers);
        let (status, headers) = head(&mut reader);
        let mut body = Vec::new();
        if headers.get("transfer-encoding").is_some_and(|it| it == "chunked") {
            while let Some(mut piece) = chunk(&mut reader) {
                body.append(&mut piece);
            }
        } else {
            reader.read_to_end(&mut body).expect("the body");
        }
        Answer { status, headers, body }
    }

    fn open(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time limit");
        let mut request =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        for (name, value) in headers {
            request.extend([name, ": ", value, "\r\n"]);
        }
        stream.write_all(format!("{request}\r\n").as_bytes()).expect("the request is sent");
        BufReader::new(stream)
    }

    /// The live broadcast as objects, one by one; ends when the server does.
    pub(crate) fn events(&self, path: &str) -> impl Iterator<Item = Value> + Send + use<> {
        let mut reader = self.open("GET", path, &[("accept", "application/x-ndjson")]);
        let (status, _) = head(&mut reader);
        assert_eq!(status, 200);
        let mut rest = String::new();
        let pieces = std::iter::from_fn(move || chunk(&mut reader));
        pieces.flat_map(move |piece| {
            rest.push_str(&String::from_utf8_lossy(&piece));
            let whole = rest.rfind('\n').map_or(0, |it| it + 1);
            let lines: String = rest.drain(..whole).collect();
            let values = lines.lines().filter(|it| !it.is_empty());
            values
                .map(|it| serde_json::from_str(it).expect("an object a line"))
                .collect::<Vec<Value>>()
        })
    }

    /// Runs a command on the same data.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().expect("the program runs")
    }

    /// A command on the same data, to be started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = pinwheel();
        command.args(args).arg("--data").arg(self.data());
        command
    }

    /// Asks again and again until the answer will do.
    pub(crate) fn wait_for(&self, path: &str, what: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let answer = self.get(path).json();
            if what(&answer) {
                return answer;
            }
            assert!(began.elapsed() < PATIENCE, "waited too long for {path}: {answer}");
            // waits: the condition above is asked for again
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A league file like the one that `init` writes, with other settings.
pub(crate) fn league_file(folder: &Path, change: impl Fn(String) -> String) {
    let file = folder.join("league.toml");
    let wrote = pinwheel().arg("init").arg(&file).output().expect("init runs");
    assert!(wrote.status.success(), "{}", String::from_utf8_lossy(&wrote.stderr));
    let text = std::fs::read_to_string(&file).expect("the file");
    std::fs::write(&file, change(text)).expect("the file is written");
}

fn head(reader: &mut BufReader<TcpStream>) -> (u16, BTreeMap<String, String>) {
    let mut line = String::new();
    reader.read_line(&mut line).expect("a status line");
    let status = line.split(' ').nth(1).and_then(|it| it.parse().ok());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a header");
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_lowercase(), value.trim().to_owned());
    }
    (status.unwrap_or_else(|| panic!("no status: {line:?}")), headers)
}

/// The next piece of a chunked body; `None` at its end, or when nothing more comes.
fn chunk(reader: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let size = usize::from_str_radix(line.trim(), 16).ok().filter(|it| *it > 0)?;
    let mut piece = vec![0; size + 2];
    reader.read_exact(&mut piece).ok()?;
    piece.truncate(size);
    Some(piece)
}
