//! A private Redis server: its own folder, no network, gone with the process that started it.
//!
//! May live here: starting, stopping and starting it again. Must never live here: what is asked.

use std::fs;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::postgres::KEEPER;
use crate::redis::Redis;

const STARTS_WITHIN: Duration = Duration::from_secs(20);
const HOW_TO_INSTALL: &str = "the tests need Redis. Type:\n\n    \
     sudo apt-get update && sudo apt-get install --yes --no-install-recommends redis-server\n";

/// A running server that stores nothing, on a socket in a folder of its own. Dropped, or when the
/// process dies, it stops.
#[derive(Debug)]
pub struct RedisServer {
    keeper: Child,
    folder: PathBuf,
}

impl RedisServer {
    /// Starts one.
    ///
    /// # Panics
    /// When it is not installed or does not start; it says what to type.
    pub fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("baton-redis-").tempdir().expect("a folder");
        let folder = folder.keep();
        let log = fs::File::create(folder.join("log")).expect("a log");
        let socket = folder.join("redis.sock");
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper", "TERM"]).arg(&folder).arg("redis-server");
        keeper
            .args(["--port", "0", "--save", "", "--appendonly", "no", "--unixsocket"])
            .arg(socket);
        keeper.arg("--dir").arg(&folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        let keeper = keeper.process_group(0).spawn().expect("a shell");
        let server = Self { keeper, folder };
        server.wait_until_ready();
        server
    }

    fn wait_until_ready(&self) {
        let deadline = Instant::now() + STARTS_WITHIN;
        let socket = self.folder.join("redis.sock");
        while std::os::unix::net::UnixStream::connect(&socket).is_err() {
            let log = || fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(Instant::now() < deadline, "{HOW_TO_INSTALL}\n{}", log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.folder.join("redis.sock").display())
    }

    /// How it is reached.
    ///
    /// # Panics
    /// When its folder has a name that no address can have.
    pub fn redis(&self) -> Redis {
        Redis::at(&self.url()).expect("an address")
    }

    /// Kills it and starts another in its place, which knows nothing.
    ///
    /// # Panics
    /// When it does not start again.
    pub fn forget(&mut self) {
        // The socket's file stays behind, and would be taken for the new one's.
        fs::remove_file(self.folder.join("redis.sock")).expect("a socket");
        let input = self.keeper.stdin.as_mut().expect("it is not dropped");
        input.write_all(b"KILL again\n").expect("the keeper listens");
        self.wait_until_ready();
    }

    /// Ends it for good.
    pub fn stop(&mut self) {
        // The end of its input ends it.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
    }
}
