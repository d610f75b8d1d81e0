//! Goal: nobody is locked out while a model writes prose: `/join` is quick and never fails while
//! reports take a minute each and rounds are played, on both databases.
//! Method: a real server, people who join at a steady rate; one figure a line, as `cargo xtask bench`
//! reads them.
#![expect(clippy::print_stdout, reason = "figures are what it is for")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use support::shared::Shared;
use support::{Server, folder};

/// People in all, and how many come in a second.
const PEOPLE: u32 = 800;
const PER_SECOND: u32 = 40;
/// Those who come at the same time as others.
const LANES: u32 = 4;
/// What is promised, in microseconds.
const P99_US_MAX: u64 = 20_000;
/// A round every second, each over at once, each report a minute in the writing.
const BUSY: [&str; 6] = [
    "--presentation-pace",
    "instant",
    "--game-cron",
    "* * * * * *",
    "--narration-delay-ms",
    "60000",
];

fn main() {
    let data = folder();
    let mut server = Server::start(data.path(), &BUSY);
    told("SQLite", server.address);
    server.kill();
    let shared = Shared::durable();
    let mut server = shared.start("one", "127.0.0.1:0", &BUSY);
    told("PostgreSQL", server.address);
    server.kill();
}

/// Lets everybody in; prints the figures.
fn told(what: &str, address: SocketAddr) {
    let began = Instant::now();
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            std::thread::spawn(move || {
                let own = (0..PEOPLE).filter(|it| it % LANES == lane);
                own.map(|nth| {
                    // At its time, whatever the ones before it are doing.
                    let due = began + Duration::from_secs(1) * nth / PER_SECOND;
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    join(address, nth)
                })
                .collect::<Vec<_>>()
            })
        })
        .collect();
    let all: Vec<Option<Duration>> =
        lanes.into_iter().flat_map(|it| it.join().expect("a lane")).collect();
    let mut times: Vec<u128> = all.iter().flatten().map(Duration::as_micros).collect();
    times.sort_unstable();
    let at =
        |share: usize| times.get(times.len().saturating_sub(1) * share / 100).copied().unwrap_or(0);
    let name = format!("/join while reports take a minute and rounds are played, {what}");
    println!("{name}: p99\tus\t{}\t{P99_US_MAX}\tp50 {} us, max {} us", at(99), at(50), at(100));
    println!("{name}: refused or failed\tnever\t{}\t\t", all.len() - times.len());
}

/// One person joins by the form of the page; how long it took, when it worked.
fn join(address: SocketAddr, nth: u32) -> Option<Duration> {
    let body = format!("name=Person+{nth}&team=&request={nth:032x}");
    let request = format!(
        "POST /join HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let began = Instant::now();
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_nodelay(true).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    answer.starts_with(b"HTTP/1.1 303").then(|| began.elapsed())
}
