//! Goal: show that the crowd counts what is missing, repeated and late, and that the chaos reader
//! sees every id once across broken connections.
//! Method: throw-away servers that do wrong on purpose, on a private port.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use xtask::load::{Plan, Report, run};
use xtask::reader::Reader;

const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const LATE_NS: u64 = 50_000_000;

/// What a server does to its n-th reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Treatment {
    Fair,
    Nothing,
    Twice,
    HangUp,
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

/// Reads a request; answers its `Last-Event-ID`, 0 when there is none.
fn request(socket: &TcpStream) -> u64 {
    let lines = BufReader::new(socket).lines().map_while(Result::ok);
    let head: Vec<String> = lines.take_while(|it| !it.is_empty()).collect();
    assert_eq!(head.first().map(String::as_str), Some("GET /events?topics=bench HTTP/1.1"));
    let id = head.iter().find_map(|it| it.strip_prefix("Last-Event-ID: "));
    id.map_or(0, |it| it.parse().expect("an id"))
}

/// A server that publishes to all its readers until it is stopped.
struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start(treat: fn(usize) -> Treatment) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = listener.local_addr().expect("an address");
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = stopping.clone();
        let thread = Some(std::thread::spawn(move || publish(&listener, &stop, treat)));
        Self { address, stopping, thread }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.thread.take().map(JoinHandle::join);
    }
}

fn publish(listener: &TcpListener, stopping: &AtomicBool, treat: fn(usize) -> Treatment) {
    listener.set_nonblocking(true).expect("a listener that does not wait");
    let mut sockets: Vec<(Treatment, u64, TcpStream)> = Vec::new();
    for id in 1.. {
        if stopping.load(Ordering::Relaxed) {
            return;
        }
        while let Ok((mut socket, _)) = listener.accept() {
            socket.set_nonblocking(false).expect("a socket that waits");
            request(&socket);
            socket.write_all(HEAD.as_bytes()).expect("a reader");
            sockets.push((treat(sockets.len()), id, socket));
        }
        let published_ns = xtask::arrival::now_ns() - LATE_NS;
        let text = format!("id: {}\ndata: {{\"published_ns\":{published_ns}}}\n\n", id * 3);
        for (treatment, _, socket) in &mut sockets {
            let times = match treatment {
                Treatment::Fair | Treatment::HangUp => 1,
                Treatment::Nothing => 0,
                Treatment::Twice => 2,
            };
            // A reader may be gone at the end.
            let _ = socket.write_all(chunk(&text).repeat(times).as_bytes());
        }
        sockets.retain(|it| it.0 != Treatment::HangUp || id < it.1 + 30);
        std::thread::sleep(Duration::from_millis(2)); // waits: for the time of the next event
    }
}

fn crowd_of(readers: usize, treat: fn(usize) -> Treatment) -> Report {
    let server = Server::start(treat);
    let plan = Plan {
        address: server.address,
        path: "/events?topics=bench".to_owned(),
        readers,
        window: Duration::from_millis(600),
        settle: Duration::from_secs(1),
        server: Some(std::process::id()),
    };
    run(plan, || ()).expect("a run")
}

#[test]
fn a_fair_server_is_found_fair_and_late() {
    let report = crowd_of(40, |_| Treatment::Fair);
    assert!(10 < report.messages, "{report:?}");
    assert_eq!(report.deliveries, report.messages as u64 * 40, "{report:?}");
    assert_eq!((report.missing, report.duplicated, report.closed), (0, 0, 0), "{report:?}");
    assert!(50_000 <= report.latency.p50_us, "{report:?}");
    assert!(report.latency.p99_us <= report.last.max_us, "{report:?}");
    assert!(report.cost.is_some(), "{report:?}");
}

#[test]
fn what_one_reader_misses_another_one_does_not_hide() {
    let treat = |reader| match reader {
        0 => Treatment::Nothing,
        1 => Treatment::Twice,
        _ => Treatment::Fair,
    };
    let report = crowd_of(10, treat);
    assert!(10 < report.messages, "{report:?}");
    assert_eq!(report.missing, report.messages as u64, "{report:?}");
    assert!(report.messages as u64 <= report.duplicated, "{report:?}");
}

#[test]
fn a_reader_that_is_sent_away_is_counted() {
    let treat = |reader| if reader == 4 { Treatment::HangUp } else { Treatment::Fair };
    let report = crowd_of(5, treat);
    assert_eq!(report.closed, 1, "{report:?}");
    assert!(0 < report.missing && report.missing < report.messages as u64, "{report:?}");
}

#[test]
fn a_crowd_is_sent_to_this_machine_only() {
    let plan = Plan {
        address: SocketAddr::from(([192, 0, 2, 1], 80)),
        path: "/".to_owned(),
        readers: 1,
        window: Duration::ZERO,
        settle: Duration::ZERO,
        server: None,
    };
    let refusal = run(plan, || ()).expect_err("a refusal").to_string();
    assert!(refusal.starts_with("192.0.2.1:80 is not this machine"), "{refusal}");
}

/// Serves three events after the one asked for, then breaks off in the middle of the fourth.
fn break_off(listener: &TcpListener, times: usize) {
    for _ in 0..times {
        let (mut socket, _) = listener.accept().expect("a reader");
        let after = request(&socket);
        let mut text = HEAD.to_owned();
        for id in after + 1..=after + 3 {
            text.push_str(&chunk(&format!("id: {id}\ndata: e{id}\n\n")));
        }
        text.push_str(&chunk(&format!("id: {}\nda", after + 4)));
        socket.write_all(text.as_bytes()).expect("a reader");
    }
}

#[test]
fn the_chaos_reader_comes_back_where_it_was_cut_off() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let reader =
        Reader::follow(listener.local_addr().expect("one"), "/events?topics=bench", Some(10));
    break_off(&listener, 3);
    // The second server has another port.
    let second = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    assert!(reader.wait_for(Duration::from_secs(5), |it| it.ids.len() == 9));
    reader.moved_to(second.local_addr().expect("one"));
    drop(listener);
    break_off(&second, 1);
    assert!(reader.wait_for(Duration::from_secs(5), |it| it.ids.len() == 12));
    let seen = reader.stop();
    assert_eq!(seen.ids, (11..=22).collect::<Vec<u64>>());
    assert_eq!(seen.data.last().map(String::as_str), Some("e22"));
    assert_eq!((seen.not_growing(), seen.missing(11..=23)), (vec![], vec![23]));
    assert_eq!((seen.connections, seen.faults.len()), (4, 0), "{seen:?}");
}
