//! One reader that never gives up: it comes back with `Last-Event-ID` and remembers every id.
//!
//! May live here: following a stream across restarts of the server, for tests that kill it. Must
//! never live here: starting or killing anything, and what the events mean.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::http::EventStream;
use crate::sse::Event;

/// How long a read waits before the reader looks whether it should stop.
const READ_TIME_MAX: Duration = Duration::from_millis(50);
/// How long the reader waits before it comes back.
const RETURN_AFTER: Duration = Duration::from_millis(10);
/// Faults that are kept; the first ones tell what went wrong.
const FAULTS_MAX: usize = 100;

/// What a reader has seen.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// The id of every event that had one, in order of arrival.
    pub ids: Vec<u64>,
    /// The data of the same events.
    pub data: Vec<String>,
    /// How often it was let in.
    pub connections: usize,
    /// Names of events without an id, such as `reset`, in order of arrival.
    pub without_id: Vec<String>,
    /// What was wrong with answers: refused, cut off in the head, no event stream.
    pub faults: Vec<String>,
}

impl Seen {
    fn fault(&mut self, what: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(what);
        }
    }

    /// Ids that are not above the one before: repeated, or out of order.
    pub fn not_growing(&self) -> Vec<u64> {
        self.ids.windows(2).filter(|it| it[1] <= it[0]).map(|it| it[1]).collect()
    }

    /// Of `all`, the ids that never came.
    pub fn missing(&self, all: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let seen: std::collections::BTreeSet<u64> = self.ids.iter().copied().collect();
        all.into_iter().filter(|it| !seen.contains(it)).collect()
    }
}

#[derive(Debug)]
struct State {
    address: SocketAddr,
    stopping: bool,
    seen: Seen,
}

/// A reader at work, on a thread of its own.
#[derive(Debug)]
pub struct Reader {
    state: Arc<Mutex<State>>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Begins to follow `path` at `address`, from now on or, with `after`, from that id.
    pub fn follow(address: SocketAddr, path: &str, after: Option<u64>) -> Self {
        let state = State { address, stopping: false, seen: Seen::default() };
        let state = Arc::new(Mutex::new(state));
        let (shared, path) = (state.clone(), path.to_owned());
        let thread = std::thread::spawn(move || follow(&shared, &path, after));
        Self { state, thread: Some(thread) }
    }

    /// Tells it that the server comes back at another address.
    pub fn moved_to(&self, address: SocketAddr) {
        lock(&self.state).address = address;
    }

    /// What it has seen so far.
    pub fn seen(&self) -> Seen {
        lock(&self.state).seen.clone()
    }

    /// Waits until what it has seen satisfies `enough`; `false` when it does not within `most`.
    pub fn wait_for(&self, most: Duration, enough: impl Fn(&Seen) -> bool) -> bool {
        let started = Instant::now();
        loop {
            if enough(&lock(&self.state).seen) {
                return true;
            }
            if most < started.elapsed() {
                return false;
            }
            std::thread::sleep(RETURN_AFTER);
        }
    }

    /// Ends it; answers what it has seen.
    pub fn stop(mut self) -> Seen {
        self.end();
        self.seen()
    }

    fn end(&mut self) {
        lock(&self.state).stopping = true;
        if let Some(thread) = self.thread.take() {
            // A reader that panicked has said so on standard error.
            let _ = thread.join();
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.end();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn follow(state: &Mutex<State>, path: &str, mut last_id: Option<u64>) {
    loop {
        let address = match lock(state) {
            state if state.stopping => return,
            state => state.address,
        };
        if let Err(error) = visit(state, (address, path), &mut last_id) {
            lock(state).seen.fault(error.to_string());
        }
        std::thread::sleep(RETURN_AFTER);
    }
}

/// One connection, until it ends. That nobody listens, or hangs up on an open stream, is no fault.
fn visit(
    state: &Mutex<State>,
    (address, path): (SocketAddr, &str),
    last_id: &mut Option<u64>,
) -> io::Result<()> {
    let Ok(mut socket) = TcpStream::connect(address) else { return Ok(()) };
    socket.set_read_timeout(Some(READ_TIME_MAX))?;
    let resume = last_id.map_or(String::new(), |it| format!("Last-Event-ID: {it}\r\n"));
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n{resume}\r\n"
    );
    if socket.write_all(request.as_bytes()).is_err() {
        return Ok(());
    }
    let mut stream = EventStream::default();
    let mut buffer = [0; 16 << 10];
    let mut is_let_in = false;
    while !lock(state).stopping && !stream.is_done() {
        let length = match socket.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(length) => length,
            Err(error) if is_only_late(&error) => continue,
            Err(_) => return Ok(()),
        };
        let mut tell = |event: &Event<'_>| keep(event, last_id, &mut lock(state).seen);
        stream.push(&buffer[..length], &mut tell).map_err(io::Error::other)?;
        if let (false, Some(head)) = (is_let_in, stream.head()) {
            if head.status != 200 {
                return Err(io::Error::other(format!("{path} answered {}", head.status)));
            }
            is_let_in = true;
            lock(state).seen.connections += 1;
        }
    }
    Ok(())
}

fn is_only_late(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    [Interrupted, TimedOut, WouldBlock].contains(&error.kind())
}

fn keep(event: &Event<'_>, last_id: &mut Option<u64>, seen: &mut Seen) {
    match event.id.map(str::parse) {
        Some(Ok(id)) => {
            *last_id = Some(id);
            seen.ids.push(id);
            seen.data.push(event.data.clone().into_owned());
        }
        Some(Err(_)) => seen.fault(format!("an id that is no number: {:?}", event.id)),
        None if event.data.is_empty() => (),
        None => seen.without_id.push(event.name.unwrap_or("message").to_owned()),
    }
}
