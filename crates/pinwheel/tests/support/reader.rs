//! A reader of the broadcast that comes back with its last id, as a browser does.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

/// One event as it came.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    pub id: u64,
    /// `reset` or empty.
    pub name: String,
    pub data: serde_json::Value,
}

impl Seen {
    pub fn is(&self, kind: &str) -> bool {
        self.data["type"] == kind
    }
}

/// A reader on a thread of its own.
pub struct Reader {
    pub seen: Arc<Mutex<Vec<Seen>>>,
    /// Connections that gave an answer.
    pub connections: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Reader {
    /// Reads `/events` until it is stopped. `after`: the id to begin with.
    pub fn start(address: SocketAddr, query: &str, after: Option<u64>) -> Self {
        Self::away(address, query, after, Duration::ZERO)
    }

    /// The same, but leaves once everything has come, and stays away for `away`.
    pub fn away(address: SocketAddr, query: &str, after: Option<u64>, away: Duration) -> Self {
        Self::roaming(&[address], query, after, away)
    }

    /// The same, at another machine each time it comes back.
    pub fn roaming(
        addresses: &[SocketAddr],
        query: &str,
        after: Option<u64>,
        away: Duration,
    ) -> Self {
        let (seen, connections) = (Arc::default(), Arc::default());
        let stop = Arc::new(AtomicBool::new(false));
        let mut task = Task {
            addresses: addresses.to_vec(),
            turn: 0,
            query: query.to_owned(),
            last: after,
            seen: Arc::clone(&seen),
            connections: Arc::clone(&connections),
            stop: stop.clone(),
            away,
        };
        let thread = std::thread::spawn(move || {
            while !task.stop.load(Ordering::Relaxed) {
                let came = task.read();
                std::thread::sleep(task.away); // waits: stays away, as a phone in a pocket does
                if came.is_none() {
                    std::thread::sleep(Duration::from_millis(5)); // waits: as a browser does between two tries
                }
            }
        });
        Self { seen, connections, stop, thread: Some(thread) }
    }

    /// A copy of everything seen so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("whole").clone()
    }

    /// How many events have come.
    pub fn count(&self) -> usize {
        self.seen.lock().expect("whole").len()
    }

    /// Stops it: everything seen.
    pub fn stop(mut self) -> Vec<Seen> {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the reader ends");
        }
        self.seen()
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

struct Task {
    addresses: Vec<SocketAddr>,
    turn: usize,
    query: String,
    last: Option<u64>,
    seen: Arc<Mutex<Vec<Seen>>>,
    connections: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    away: Duration,
}

impl Task {
    /// One connection, to its end.
    fn read(&mut self) -> Option<()> {
        self.turn += 1;
        let address = self.addresses[self.turn % self.addresses.len()];
        let mut stream = TcpStream::connect(address).ok()?;
        // Bounds how long a stop takes to be noticed.
        stream.set_read_timeout(Some(Duration::from_millis(50))).ok()?;
        let last = self.last.map_or_else(String::new, |it| format!("last-event-id: {it}\r\n"));
        // Version 1.0 is answered without chunks: what is read is what was sent.
        let request = format!("GET /events?{} HTTP/1.0\r\nhost: x\r\n{last}\r\n", self.query);
        stream.write_all(request.as_bytes()).ok()?;
        let mut bytes = Vec::new();
        let mut buffer = vec![0; 1 << 16];
        let mut in_head = true;
        let before = self.last;
        while !self.stop.load(Ordering::Relaxed) {
            match stream.read(&mut buffer) {
                Ok(0) => return None,
                Ok(count) => bytes.extend_from_slice(&buffer[..count]),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    // Nothing more for the moment.
                    if !self.away.is_zero() && self.last != before {
                        return Some(());
                    }
                }
                Err(_) => return None,
            }
            if in_head && let Some(end) = find(&bytes, b"\r\n\r\n") {
                bytes.drain(..end + 4);
                in_head = false;
                self.connections.fetch_add(1, Ordering::Relaxed);
            }
            while !in_head && let Some(end) = find(&bytes, b"\n\n") {
                let block: Vec<u8> = bytes.drain(..end + 2).collect();
                self.take(&String::from_utf8(block).expect("text"));
            }
        }
        Some(())
    }

    /// One whole event. What was cut off by the end of the connection is forgotten, as in browsers.
    fn take(&mut self, block: &str) {
        let field = |name: &str| {
            block.lines().find_map(|it| it.strip_prefix(name)?.strip_prefix(": ")).unwrap_or("")
        };
        let Ok(id) = field("id").parse() else { return };
        let data = serde_json::from_str(field("data")).expect("JSON");
        self.last = Some(id);
        self.seen.lock().expect("whole").push(Seen { id, name: field("event").to_owned(), data });
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|it| it == what)
}
