//! The real server, started for a bench on a private port and in a folder of its own.
//!
//! May live here: starting it, waiting until it tells its address, stopping it by its own id. Must
//! never live here: measuring.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, Sender};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};
use xtask::proc;

use crate::cargo;

/// How long the server may take to tell its address.
const START_TIME_MAX: Duration = Duration::from_secs(30);
/// How long it may take to stop before it is killed.
const STOP_TIME_MAX: Duration = Duration::from_secs(10);
const STOP_STEP: Duration = Duration::from_millis(10);
/// What stands before the port in the line that tells the address.
const ADDRESS_PREFIX: &str = "http://127.0.0.1:";
/// The exit code of a program that was interrupted.
const INTERRUPTED: i32 = 130;

/// How the server is started.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    /// Events a second on the topic `bench`; no such topic when `None`.
    pub(super) bench_rate: Option<u32>,
    /// Its folder; a new one, removed at the end, when `None`.
    pub(super) data: Option<PathBuf>,
    /// Whether what it prints is shown.
    pub(super) is_told: bool,
}

impl Options {
    /// With the synthetic topic.
    pub(super) fn bench(rate: u32) -> Self {
        Self { bench_rate: Some(rate), ..Self::default() }
    }
}

/// A server that ends with this value.
pub(super) struct Server {
    /// Where it listens.
    pub(super) address: SocketAddr,
    /// When it was started.
    pub(super) started: Instant,
    process: Process,
    _data: Option<TempDir>,
}

/// What is stopped when this process is told to end: the process, and a folder to remove.
struct Running {
    pid: u32,
    folder: Option<PathBuf>,
}

static RUNNING: Mutex<Vec<Running>> = Mutex::new(Vec::new());

fn running() -> MutexGuard<'static, Vec<Running>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A child that is stopped when this value goes, whatever the reason.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        stop(self.0.id());
        // It is gone, or it did not want to go.
        let _ = self.0.kill();
        let _ = self.0.wait();
        running().retain(|it| it.pid != self.0.id());
    }
}

impl Server {
    /// Starts it and waits until it tells its address.
    pub(super) fn start(binary: &Path, options: Options) -> Result<Self> {
        let own = match options.data {
            Some(_) => None,
            None => Some(tempfile::tempdir().context("make a folder for the server")?),
        };
        let folder = own.as_ref().map(|it| it.path().to_owned());
        let data = options.data.or(folder.clone()).context("the server has a folder")?;
        let mut command = Command::new(binary);
        command.arg("serve").arg("--data").arg(&data).args(["--listen", "127.0.0.1:0"]);
        if let Some(rate) = options.bench_rate {
            command.args(["--bench-rate", &rate.to_string()]);
        }
        cargo::clean(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let started = Instant::now();
        let child = command.spawn().with_context(|| format!("start {}", binary.display()))?;
        running().push(Running { pid: child.id(), folder });
        let mut process = Process(child);
        let address = address_of(&mut process.0, options.is_told)?;
        Ok(Self { address, started, process, _data: own })
    }

    /// Its process.
    pub(super) fn pid(&self) -> u32 {
        self.process.0.id()
    }

    /// Waits until it ends by itself, which it should not.
    pub(super) fn wait(mut self) -> Result<ExitCode> {
        let status = self.process.0.wait().context("wait for the server")?;
        bail!("the server has ended by itself: {status}");
    }
}

/// Reads what the server prints until its address is in it, and goes on reading behind the scene.
fn address_of(child: &mut Child, is_told: bool) -> Result<SocketAddr> {
    let (lines, told) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        forward(stdout, lines.clone(), is_told);
    }
    if let Some(stderr) = child.stderr.take() {
        forward(stderr, lines, is_told);
    }
    let deadline = Instant::now() + START_TIME_MAX;
    let mut before = Vec::new();
    loop {
        match told.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => match address_in(&line) {
                Some(address) => return Ok(address),
                None => before.push(line),
            },
            Err(_) => bail!(
                "the server told no `{ADDRESS_PREFIX}PORT` within {START_TIME_MAX:?}; it said:\n{}",
                before.join("\n")
            ),
        }
    }
}

fn forward(output: impl Read + Send + 'static, lines: Sender<String>, is_told: bool) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if is_told {
                println!("{line}");
            }
            // Nobody listens once the address is known.
            let _ = lines.send(line);
        }
    });
}

fn address_in(line: &str) -> Option<SocketAddr> {
    let (_, rest) = line.split_once(ADDRESS_PREFIX)?;
    let end = rest.find(|it: char| !it.is_ascii_digit()).unwrap_or(rest.len());
    let port: u16 = rest[..end].parse().ok()?;
    Some(SocketAddr::from(([127, 0, 0, 1], port)))
}

/// Asks one process to end and waits until it has, within reason.
fn stop(pid: u32) {
    let Ok(id) = i32::try_from(pid) else { return };
    if kill(Pid::from_raw(id), Signal::SIGTERM).is_err() {
        return;
    }
    let started = Instant::now();
    // A process that has ended has no memory, even before somebody has asked how it ended.
    while proc::usage(pid).is_some() && started.elapsed() < STOP_TIME_MAX {
        std::thread::sleep(STOP_STEP);
    }
}

/// From here on, a signal to this process also ends the server that it has started.
pub(super) fn stop_on_signals() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?)
    };
    std::thread::spawn(move || {
        runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => (),
                _ = terminate.recv() => (),
            }
        });
        for Running { pid, folder } in running().drain(..) {
            stop(pid);
            // A folder that stays behind is in the system's place for such.
            let _ = folder.map(std::fs::remove_dir_all);
        }
        std::process::exit(INTERRUPTED);
    });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_a_sentence() {
        let address = |line: &str| address_in(line).map(|it| it.port());
        assert_eq!(
            address("A league is playing now.   http://127.0.0.1:41017/ (local)"),
            Some(41017)
        );
        assert_eq!(address("http://127.0.0.1:"), None);
        assert_eq!(address("http://localhost:8080"), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_server_that_says_nothing_useful_is_told_so() {
        let folder = tempfile::tempdir().expect("a folder");
        let refusal = Server::start(
            Path::new("/bin/echo"),
            Options { data: Some(folder.path().to_owned()), ..Options::bench(7) },
        );
        let text = refusal.err().map(|it| it.to_string()).unwrap_or_default();
        let said =
            format!("serve --data {} --listen 127.0.0.1:0 --bench-rate 7", folder.path().display());
        assert!(text.ends_with(&said), "{text}");
    }
}
