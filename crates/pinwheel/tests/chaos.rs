//! Goal: whatever happens to machines and to the database, the league goes on, and nothing that was
//! accepted is lost or done twice.
//! Method: three real servers on one database (a private PostgreSQL, a SQLite file), twenty clients
//! who join and read all along, and faults at random moments; then the log against what the clients
//! were told.
//!
//! `cargo xtask chaos --minutes N` runs it for longer; `PINWHEEL_SEED=N` repeats the moments of a run.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use baton::testing::Pooler;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use support::reader::Reader;
use support::season::{Moments, SPAN, every_play_once, from_env, rounds_once};
use support::shared::Shared;
use support::{PINWHEEL, Server, clean, folder, free_port, run, text, until};

/// How long faults are inflicted in the ordinary run.
const SECONDS: u64 = 25;
/// A lease lasts this long without renewal.
const LEASE: Duration = Duration::from_secs(5);
/// Clients that join and read.
const CLIENTS: usize = 20;
/// Longer than this nobody must wait for an answer, whatever happens.
const PATIENCE: Duration = Duration::from_secs(25);
/// Rounds come every two seconds, and are over at once.
const PLAY: [&str; 4] = ["--game-cron", "*/2 * * * * *", "--presentation-pace", "instant"];
/// What one machine's clock is wrong by.
const CLOCK: &str = "+400s";

/// Where the league of a run lies.
enum Home {
    /// The second machine reaches it through a transaction pooler.
    Postgres(Box<Shared>, Pooler),
    Sqlite(tempfile::TempDir),
}

impl Home {
    fn command(&self, program: &str) -> Command {
        let mut command = clean(program);
        if let Self::Postgres(it, _) = self {
            command.env("DATABASE_URL", &it.url);
        }
        command
    }

    fn data(&self) -> PathBuf {
        match self {
            Self::Postgres(it, _) => it.data().to_owned(),
            Self::Sqlite(it) => it.path().to_owned(),
        }
    }

    /// The machine of this number, started again while the database is away, as a supervisor would.
    fn start(&self, nth: usize, listen: &str) -> Server {
        until("the machine to start", || {
            let mut server = self.launch(nth, listen);
            server.is_ready().then_some(server)
        })
    }

    /// The machine of this number. Each lives in a world of its own: the second stands behind
    /// a pooler, the third has a wrong clock.
    fn launch(&self, nth: usize, listen: &str) -> Server {
        let mut args = PLAY.to_vec();
        if let Self::Sqlite(_) = self {
            args.push("--share");
        }
        let old = old_build().filter(|_| nth == 2);
        let mut command = self.command(old.as_deref().unwrap_or(PINWHEEL));
        if let (1, Self::Postgres(_, pooler)) = (nth, self) {
            let host = pooler.host().display().to_string();
            let url =
                format!("postgres://postgres@localhost:6432/league?host={host}&pooler=transaction");
            command.env("DATABASE_URL", url);
        }
        if nth == 2 {
            command.env("LD_PRELOAD", wrong_clock()).env("FAKETIME", CLOCK);
            // What never jumps on a real machine does not jump here.
            command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").env("DONT_FAKE_MONOTONIC", "1");
        }
        command.env("FLY_MACHINE_ID", ["one", "two", "three"][nth]);
        Server::spawn(command, &self.data(), listen, &args)
    }

    /// Runs a command beside the servers, again while the database is away; what it printed.
    fn must(&self, args: &[&str]) -> String {
        let mut last = String::new();
        for _ in 0..20 {
            let mut command = self.command(PINWHEEL);
            command.arg("--data").arg(self.data()).args(args);
            let output = run(command);
            if output.status.success() {
                return String::from_utf8(output.stdout).expect("text");
            }
            last = text(&output);
            std::thread::sleep(Duration::from_millis(300)); // waits: for the database to come back
        }
        panic!("pinwheel {args:?}: {last}");
    }

    fn log(&self) -> Vec<Value> {
        let lines = self.must(&["export"]);
        lines.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect()
    }
}

/// The library that gives a process another wall clock.
fn wrong_clock() -> PathBuf {
    let arch = std::env::consts::ARCH;
    let path = PathBuf::from(format!("/usr/lib/{arch}-linux-gnu/faketime/libfaketime.so.1"));
    assert!(path.exists(), "{} is missing. Type: sudo apt-get install faketime", path.display());
    path
}

/// Another build that serves beside this one, for the long run.
fn old_build() -> Option<String> {
    std::env::var("PINWHEEL_OLD_BUILD").ok().filter(|it| !it.is_empty())
}

/// What clients were told.
#[derive(Default)]
struct Told {
    /// Names of those who were told that they are in.
    accepted: BTreeSet<String>,
    /// The longest that anybody waited for an answer.
    longest: Duration,
    /// Pages that were read.
    pages: usize,
}

/// People who join, one after the other, wherever they are let in; and read a page after each.
fn client(
    nth: usize,
    addresses: Vec<SocketAddr>,
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut at = nth;
        for person in 0_u64.. {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let name = format!("Client {nth} {person}");
            let began = Instant::now();
            // The same request, at one machine after the other, until it is answered.
            while !joined(addresses[at % addresses.len()], &name) {
                at += 1;
                let waited = began.elapsed();
                assert!(waited < PATIENCE, "{name} has waited for {waited:?}");
                std::thread::sleep(Duration::from_millis(40)); // waits: before asking elsewhere
            }
            let waited = began.elapsed();
            let page = answer(
                addresses[at % addresses.len()],
                b"GET /standings HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
            );
            let mut told = told.lock().expect("whole");
            told.accepted.insert(name);
            told.longest = told.longest.max(waited);
            told.pages += usize::from(page.is_some_and(|it| it.starts_with("HTTP/1.1 200")));
            drop(told);
            std::thread::sleep(Duration::from_millis(150)); // waits: people are not machines
        }
    })
}

/// Asks to join; whether the answer was yes. Everything else is asked again.
fn joined(address: SocketAddr, name: &str) -> bool {
    let body = serde_json::json!({ "name": name, "team": "" }).to_string();
    let request = format!(
        "POST /api/v1/commands/join HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nauthorization: Bearer the key of {name}\r\nidempotency-key: first\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    answer(address, request.as_bytes()).is_some_and(|it| it.starts_with("HTTP/1.1 200"))
}

/// What a machine answers within a while; `None` when it does not.
fn answer(address: SocketAddr, request: &[u8]) -> Option<String> {
    use std::io::{Read as _, Write as _};
    const WITHIN: Duration = Duration::from_millis(1_500);
    let mut stream = std::net::TcpStream::connect_timeout(&address, WITHIN).ok()?;
    stream.set_read_timeout(Some(WITHIN)).ok()?;
    stream.write_all(request).ok()?;
    let mut text = Vec::new();
    stream.read_to_end(&mut text).ok()?;
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn signal(pid: i64, name: &str) {
    // It may have gone by itself.
    let _ = Command::new("kill").args([name, &pid.to_string()]).status();
}

/// The process that serves: the one itself, or the one that a wrapper runs in its own place.
fn pid(server: &Server) -> i64 {
    server.child.id().into()
}

const KINDS: [&str; 8] = [
    "killed",
    "stopped",
    "frozen",
    "yielded",
    "expired",
    "cut off",
    "database crashed",
    "advanced",
];

/// Inflicts one fault on the run; which kind it was.
fn inflict(home: &Home, moments: &mut Moments, servers: &mut [Server], listen: &[String]) -> usize {
    let victim = usize::try_from(moments.next(3)).expect("small");
    let roles = |what: &str| {
        let mut command = home.command(PINWHEEL);
        command.arg("--data").arg(home.data()).args(["roles", what, "clock"]);
        // Nobody may have it, or the database may be away: then there is nothing to do.
        let _ = run(command);
    };
    let server = &mut servers[victim];
    match moments.next(16) {
        0..4 => {
            server.kill();
            *server = home.start(victim, &listen[victim]);
            0
        }
        4..6 => {
            server.stop();
            *server = home.start(victim, &listen[victim]);
            1
        }
        6..8 => {
            signal(pid(server), "-STOP");
            std::thread::sleep(LEASE + Duration::from_millis(500)); // waits: longer than the lease
            signal(pid(server), "-CONT");
            2
        }
        8..10 => {
            roles("yield");
            3
        }
        10 => {
            roles("expire");
            4
        }
        11..13 => match home {
            Home::Postgres(shared, _) => {
                shared.cut_sessions(2);
                5
            }
            Home::Sqlite(_) => {
                server.kill();
                *server = home.start(victim, &listen[victim]);
                0
            }
        },
        13 => match home {
            Home::Postgres(shared, _) => {
                shared.crash();
                6
            }
            Home::Sqlite(_) => {
                roles("expire");
                4
            }
        },
        _ => {
            home.must(&["advance", "--yes"]);
            7
        }
    }
}

fn run_on(home: &Home, what: &str) {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").subsec_nanos();
    let seed = from_env("PINWHEEL_SEED").unwrap_or_else(|| now().into());
    let span = Duration::from_secs(from_env("PINWHEEL_CHAOS_SECONDS").unwrap_or(SECONDS));
    println!("{what}: {} s of faults, PINWHEEL_SEED={seed}", span.as_secs());
    let mut moments = Moments(seed);
    let listen: Vec<String> = (0..3).map(|_| format!("127.0.0.1:{}", free_port())).collect();
    let mut servers: Vec<Server> = (0..3).map(|it| home.start(it, &listen[it])).collect();
    let addresses: Vec<SocketAddr> = servers.iter().map(|it| it.address).collect();
    let reader = Reader::roaming(&addresses, "", Some(0), Duration::from_millis(300));
    let told = Arc::new(Mutex::new(Told::default()));
    let stop = Arc::new(AtomicBool::new(false));
    let clients: Vec<JoinHandle<()>> =
        (0..CLIENTS).map(|it| client(it, addresses.clone(), told.clone(), stop.clone())).collect();
    let mut counts = [0; KINDS.len()];
    let began = Instant::now();
    while began.elapsed() < span {
        std::thread::sleep(Duration::from_millis(200 + moments.next(600))); // waits: for the random moment
        counts[inflict(home, &mut moments, &mut servers, &listen)] += 1;
    }
    stop.store(true, Ordering::Relaxed);
    for it in clients {
        it.join().expect("no client waited too long");
    }
    home.must(&["advance", "--yes", "2"]);
    let last = home.log().iter().rfind(|it| it["kind"] == "round_completed").cloned();
    let last = last.expect("a round is complete")["position"].as_u64().expect("a number");
    until("the reader to have it", || {
        reader.seen().last().filter(|it| it.id / SPAN >= last).map(|_| ())
    });
    let seen = reader.stop();
    for server in &mut servers {
        server.stop();
    }
    let verified = home.must(&["verify"]);
    let told = told.lock().expect("whole");
    judge(&home.log(), &told, &seen, last);
    let faults: usize = counts.iter().sum();
    let kinds: Vec<String> = counts
        .iter()
        .zip(KINDS)
        .filter(|it| *it.0 > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    println!(
        "{what}: {faults} faults ({}); {} commands accepted, {} pages read; longest without an answer {:?}; stale writes 0, doubles 0, lost 0\n{verified}",
        kinds.join(", "),
        told.accepted.len(),
        told.pages,
        told.longest,
    );
}

/// Every accepted command is in the log once, every round and report once, every play was seen once.
fn judge(log: &[Value], told: &Told, seen: &[support::reader::Seen], last: u64) {
    let mut joined: BTreeMap<&str, u32> = BTreeMap::new();
    let mut reports: BTreeMap<String, u32> = BTreeMap::new();
    for entry in log {
        let event = &entry["event"];
        match event["type"].as_str() {
            Some("governor_joined") => {
                *joined.entry(event["name"].as_str().expect("a name")).or_default() += 1;
            }
            Some("report_written") => {
                let key = format!("{} {} {}", event["season"], event["round"], event["report"]);
                *reports.entry(key).or_default() += 1;
            }
            _ => {}
        }
    }
    let lost: Vec<&String> =
        told.accepted.iter().filter(|it| !joined.contains_key(it.as_str())).collect();
    assert!(lost.is_empty(), "accepted and lost: {lost:?}");
    let twice: Vec<_> = joined.iter().filter(|it| *it.1 > 1).collect();
    assert!(twice.is_empty(), "joined twice: {twice:?}");
    assert!(reports.values().all(|it| *it == 1), "told twice: {reports:?}");
    rounds_once(log);
    every_play_once(seen, log, last);
    assert!(told.accepted.len() >= CLIENTS, "only {} were let in", told.accepted.len());
}

#[test]
fn three_machines_on_postgresql_go_on_whatever_happens() {
    let shared = Box::new(Shared::durable());
    let pooler = Pooler::start(shared.postgres());
    run_on(&Home::Postgres(shared, pooler), "PostgreSQL");
}

#[test]
fn three_processes_on_one_sqlite_file_go_on_whatever_happens() {
    run_on(&Home::Sqlite(folder()), "SQLite");
}
