//! A crowd of readers on one event stream, in one thread: how late, how complete, at what cost.
//!
//! May live here: connecting, reading, counting. Must never live here: starting the server, and
//! what counts as good (that is the bench's table).
//!
//! The loop is open: the server publishes at its own rate and the crowd only listens. An event
//! counts when it was published inside the window; its lateness runs from `published_ns` in its
//! data to its arrival in the kernel of the reader.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use std::{io, mem};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncWriteExt, Interest};
use tokio::net::TcpStream;
use tokio::sync::{Semaphore, mpsc};

use crate::arrival;
use crate::http::EventStream;
use crate::proc::{self, Usage};
use crate::sse::{Event, number_in};

/// Connections that are being opened at a time: below the length of a listen queue.
const OPENING_MAX: usize = 100;
/// How long all readers together may take to connect.
const CONNECT_TIME_MAX: Duration = Duration::from_mins(1);
/// How long the crowd listens on after the window, even when it has everything it knows of.
const SETTLE_MIN: Duration = Duration::from_millis(500);
/// How often it looks whether it has everything.
const SETTLE_STEP: Duration = Duration::from_millis(10);
/// One buffer for all readers: an idle reader owns none.
const BUFFER_BYTES: usize = 64 << 10;
/// File descriptors beside the sockets.
const FILES_SPARE: u64 = 512;

/// What the crowd does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The server; only this machine is accepted.
    pub address: SocketAddr,
    /// The stream, such as `/events?topics=bench`.
    pub path: String,
    /// How many readers.
    pub readers: usize,
    /// How long events count, from the moment everyone is connected.
    pub window: Duration,
    /// How long to wait, at most, for what was published inside the window.
    pub settle: Duration,
    /// The server's process, for its memory and processor time.
    pub server: Option<u32>,
}

/// Half of the values are at or below `p50`, 99 of 100 at or below `p99`. In microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// The median.
    pub p50_us: u32,
    /// One in a hundred is above it.
    pub p99_us: u32,
    /// The largest.
    pub max_us: u32,
}

impl Spread {
    /// Sorts `values`, in microseconds, and picks three.
    pub fn of(values: &mut [u32]) -> Self {
        values.sort_unstable();
        let at = |percent: usize| {
            let rank = (values.len() * percent).div_ceil(100).max(1) - 1;
            values.get(rank).copied().unwrap_or_default()
        };
        Self { p50_us: at(50), p99_us: at(99), max_us: at(100) }
    }
}

/// What the crowd saw.
#[derive(Clone, Copy, Debug, Default)]
pub struct Report {
    /// How many readers.
    pub readers: usize,
    /// Events published inside the window, as far as any reader has seen one.
    pub messages: usize,
    /// Events times readers, as arrived.
    pub deliveries: u64,
    /// Deliveries in a second.
    pub deliveries_per_s: u64,
    /// From publishing to arrival, of every delivery.
    pub latency: Spread,
    /// From publishing to the arrival at the last reader, of every event.
    pub last: Spread,
    /// Deliveries that never came.
    pub missing: u64,
    /// Deliveries whose id was not above the one before, on the same connection.
    pub duplicated: u64,
    /// Readers whose connection ended before the crowd left.
    pub closed: usize,
    /// How long it took until everyone was connected.
    pub connecting: Duration,
    /// What it cost the server, when its process is known.
    pub cost: Option<Cost>,
}

/// What the crowd cost the server.
#[derive(Clone, Copy, Debug, Default)]
pub struct Cost {
    /// Resident memory that came with a reader, in bytes.
    pub reader_bytes: u64,
    /// Processor time of a delivery, in nanoseconds.
    pub delivery_ns: u64,
}

#[derive(Default)]
struct Message {
    published_ns: u64,
    arrivals: usize,
    last_arrival_ns: u64,
}

/// What all readers have seen together.
#[derive(Default)]
struct Tally {
    /// Unix nanoseconds; nothing counts before it is set.
    window: Option<(u64, u64)>,
    /// By id.
    messages: BTreeMap<u64, Message>,
    latencies_us: Vec<u32>,
    duplicated: u64,
    closed: usize,
}

impl Tally {
    fn count(&mut self, id: u64, published_ns: u64, arrived_ns: u64) {
        let Some((from, to)) = self.window else { return };
        if published_ns < from || to <= published_ns {
            return;
        }
        let message = self.messages.entry(id).or_default();
        message.published_ns = published_ns;
        message.arrivals += 1;
        message.last_arrival_ns = message.last_arrival_ns.max(arrived_ns);
        self.latencies_us.push(micros(arrived_ns, published_ns));
    }

    fn missing(&self, readers: usize) -> u64 {
        let wanted = self.messages.len() as u64 * readers as u64;
        wanted.saturating_sub(self.latencies_us.len() as u64)
    }
}

fn micros(later_ns: u64, earlier_ns: u64) -> u32 {
    u32::try_from(later_ns.saturating_sub(earlier_ns) / 1_000).unwrap_or(u32::MAX)
}

struct Shared {
    buffer: Vec<u8>,
    tally: Tally,
}

struct Crowd {
    plan: Plan,
    shared: Mutex<Shared>,
    opening: Semaphore,
}

impl Crowd {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// Connects, listens and counts, on a runtime of its own; calls `ready` when all are connected.
pub fn run(plan: Plan, ready: impl FnOnce()) -> Result<Report> {
    ensure!(
        plan.address.ip().is_loopback(),
        "{} is not this machine: a crowd is only ever sent to a loopback address",
        plan.address
    );
    let files = plan.readers as u64 + FILES_SPARE;
    let allowed = rlimit::increase_nofile_limit(files).context("raise the limit of open files")?;
    ensure!(
        files <= allowed,
        "{} readers need {files} open files and {allowed} are allowed; raise it: ulimit -n {files}",
        plan.readers
    );
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(listen(plan, ready))
}

async fn listen(plan: Plan, ready: impl FnOnce()) -> Result<Report> {
    let usage = || plan.server.and_then(proc::usage);
    let alone = usage();
    let started = Instant::now();
    let shared = Shared { buffer: vec![0; BUFFER_BYTES], tally: Tally::default() };
    let crowd = Arc::new(Crowd {
        plan: plan.clone(),
        shared: Mutex::new(shared),
        opening: Semaphore::new(OPENING_MAX),
    });
    connect_all(&crowd).await?;
    let connecting = started.elapsed();
    ready();

    let (connected, from) = (usage(), arrival::now_ns());
    crowd.shared().tally.window = Some((from, u64::MAX));
    tokio::time::sleep(plan.window).await;
    let (loaded, to) = (usage(), arrival::now_ns());
    crowd.shared().tally.window = Some((from, to));
    settle(&crowd).await;

    let tally = mem::take(&mut crowd.shared().tally);
    let deliveries = tally.latencies_us.len() as u64;
    let cost = match (alone, connected, loaded) {
        (Some(alone), Some(connected), Some(loaded)) => {
            Some(cost_of(alone, connected, loaded, (plan.readers as u64, deliveries)))
        }
        _ => None,
    };
    Ok(Report { connecting, cost, ..report(&plan, tally) })
}

fn cost_of(alone: Usage, connected: Usage, loaded: Usage, of: (u64, u64)) -> Cost {
    let (readers, deliveries) = of;
    let rss_kib = connected.rss_kib.max(loaded.rss_kib).saturating_sub(alone.rss_kib);
    let cpu_ns = loaded.cpu_us.saturating_sub(connected.cpu_us) * 1_000;
    Cost { reader_bytes: rss_kib * 1024 / readers.max(1), delivery_ns: cpu_ns / deliveries.max(1) }
}

fn report(plan: &Plan, mut tally: Tally) -> Report {
    let missing = tally.missing(plan.readers);
    let last = |it: &Message| micros(it.last_arrival_ns, it.published_ns);
    let mut lasts: Vec<u32> = tally.messages.values().map(last).collect();
    let deliveries = tally.latencies_us.len() as u64;
    let window_ms = u64::try_from(plan.window.as_millis()).unwrap_or(u64::MAX).max(1);
    Report {
        readers: plan.readers,
        messages: tally.messages.len(),
        deliveries,
        deliveries_per_s: deliveries * 1_000 / window_ms,
        latency: Spread::of(&mut tally.latencies_us),
        last: Spread::of(&mut lasts),
        missing,
        duplicated: tally.duplicated,
        closed: tally.closed,
        ..Report::default()
    }
}

/// Sends everyone in and waits until the last one has the head of its answer.
async fn connect_all(crowd: &Arc<Crowd>) -> Result<()> {
    let (joined, mut joining) = mpsc::unbounded_channel();
    for _ in 0..crowd.plan.readers {
        let (crowd, joined) = (crowd.clone(), joined.clone());
        tokio::spawn(async move {
            let outcome = read(&crowd, &joined).await;
            crowd.shared().tally.closed += 1;
            // Nobody listens any more once everyone has joined.
            let _ = joined.send(outcome.and_then(|()| bail!("the server ended the stream")));
        });
    }
    let deadline = tokio::time::Instant::now() + CONNECT_TIME_MAX;
    for number in 1..=crowd.plan.readers {
        let readers = crowd.plan.readers;
        let next = tokio::time::timeout_at(deadline, joining.recv()).await;
        let joined = next.with_context(|| {
            format!("reader {number} of {readers} is not connected after {CONNECT_TIME_MAX:?}")
        })?;
        joined
            .context("every reader is gone")?
            .with_context(|| format!("connect reader {number} of {readers}"))?;
    }
    Ok(())
}

/// One reader, until the server ends the stream.
async fn read(crowd: &Crowd, joined: &mpsc::UnboundedSender<Result<()>>) -> Result<()> {
    let mut turn = Some(crowd.opening.acquire().await.context("wait for a turn")?);
    let mut socket = TcpStream::connect(crowd.plan.address).await.context("connect")?;
    arrival::note_arrivals(&socket).context("ask for times of arrival")?;
    let Plan { address, path, .. } = &crowd.plan;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    socket.write_all(request.as_bytes()).await.context("ask")?;

    let mut stream = EventStream::default();
    let mut last_id = None;
    while !stream.is_done() {
        socket.readable().await?;
        let mut shared = crowd.shared();
        let Shared { buffer, tally } = &mut *shared;
        let Some((length, arrived_ns)) = receive(&socket, buffer)? else { continue };
        if length == 0 {
            break;
        }
        let mut tell = |event: &Event<'_>| heard(event, &mut last_id, tally, arrived_ns);
        stream.push(&buffer[..length], &mut tell)?;
        if let (true, Some(head)) = (turn.is_some(), stream.head()) {
            ensure!(head.status == 200, "{path} answered {}", head.status);
            turn = None;
            joined.send(Ok(())).context("nobody waits")?;
        }
    }
    Ok(())
}

/// Reads what is there, if anything.
fn receive(socket: &TcpStream, buffer: &mut [u8]) -> Result<Option<(usize, u64)>> {
    let mut received = None;
    let outcome = socket.try_io(Interest::READABLE, || {
        let (length, arrived_ns) = arrival::receive(socket, buffer)?;
        received = Some((length, arrived_ns));
        // A short read has emptied the socket: saying so saves the call that would find it empty.
        if 0 < length && length < buffer.len() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(())
    });
    match outcome {
        Err(error) if error.kind() != io::ErrorKind::WouldBlock => Err(error.into()),
        _ => Ok(received),
    }
}

fn heard(event: &Event<'_>, last_id: &mut Option<u64>, tally: &mut Tally, arrived_ns: u64) {
    let Some(id) = event.id.and_then(|it| it.parse().ok()) else { return };
    if last_id.is_some_and(|last| id <= last) {
        tally.duplicated += 1;
        return;
    }
    *last_id = Some(id);
    if let Some(published_ns) = number_in(&event.data, "published_ns") {
        tally.count(id, published_ns, arrived_ns);
    }
}

/// Listens on until everyone has everything, or the time is over.
async fn settle(crowd: &Crowd) {
    let started = Instant::now();
    while started.elapsed() < crowd.plan.settle {
        tokio::time::sleep(SETTLE_STEP).await;
        let complete = crowd.shared().tally.missing(crowd.plan.readers) == 0;
        if complete && SETTLE_MIN <= started.elapsed() {
            return;
        }
    }
}
