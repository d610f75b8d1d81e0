//! How long nobody acts with other kinds of locks, after `kill -9`.
//!
//! May live here: whole processes that hold a lock. Must never live here: baton's own.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use baton::clock;
use baton::testing::RedisServer;
use baton::{Conn, Place};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::postgres::PgConnectOptions;

use super::{Store, address, micros, middle_and_most};

const TIMES: usize = 7;
/// As short as such locks are commonly kept, renewed at a third, asked for ten times as often.
const TTL_MS: u64 = 1000;

pub(crate) async fn run(store: &Store) {
    let server = RedisServer::start();
    for (what, kind) in [("pg_advisory_lock", "advisory"), ("a Redis lock of 1 s", "redis")] {
        let mut spans = Vec::new();
        for number in 0..TIMES {
            let start = || start(store, &server.url(), kind, number);
            let (mut first, mut says) = start();
            at(&mut says);
            let (mut second, mut said) = start();
            // waits: until the second has asked and waits, not in step with the first.
            tokio::time::sleep(Duration::from_millis(300 + number as u64 * 70)).await;
            let before = clock::now().as_micros();
            let pid = Pid::from_raw(i32::try_from(first.id()).expect("a process id"));
            kill(pid, Signal::SIGKILL).expect("a signal");
            spans.push(u128::try_from(at(&mut said) - before).unwrap_or(0));
            for child in [&mut first, &mut second] {
                // It may have ended already.
                let _ = (child.kill(), child.wait());
            }
        }
        let (middle, most) = middle_and_most(&mut spans);
        let beside = format!("p50 of {TIMES}; max {}.{} ms", most / 1000, most / 100 % 10);
        micros(&format!("peer: take-over after kill -9, {what}"), middle, None, &beside);
    }
}

fn start(
    store: &Store,
    redis: &str,
    kind: &str,
    number: usize,
) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env("BATON_PEER", kind).env("BATON_REDIS", redis);
    command.env("BATON_NUMBER", number.to_string()).envs(address(store.stage.place()));
    let mut child = command.stdout(Stdio::piped()).spawn().expect("a process");
    let output = BufReader::new(child.stdout.take().expect("its output"));
    (child, output)
}

/// When it got the lock.
fn at(output: &mut BufReader<std::process::ChildStdout>) -> i64 {
    let mut line = String::new();
    output.read_line(&mut line).expect("it says so");
    line.trim().parse().expect("a time")
}

/// Holds a lock until it is killed, when this program was started for that.
pub(crate) async fn run_if_asked() -> bool {
    let var = |name| std::env::var(name).ok();
    let (Some(kind), Some(number)) = (var("BATON_PEER"), var("BATON_NUMBER")) else {
        return false;
    };
    if kind == "advisory" {
        let host = var("BATON_HOST").expect("a host");
        let options = PgConnectOptions::new_without_pgpass().socket(host).username("postgres");
        let place = Place::Postgres(options.database("measure"));
        let Conn::Postgres(mut conn) = place.connect().await.expect("a connection") else {
            return false;
        };
        let lock = sqlx::query("SELECT pg_advisory_lock($1)");
        let number: i64 = number.parse().expect("a number");
        lock.bind(9000 + number).execute(&mut conn).await.expect("a lock");
        say();
        std::future::pending::<()>().await;
    }
    hold_in_redis(&var("BATON_REDIS").expect("an address"), &number).await;
    true
}

async fn hold_in_redis(url: &str, number: &str) {
    let client = redis::Client::open(url).expect("an address");
    let mut conn = client.get_multiplexed_async_connection().await.expect("a connection");
    let key = format!("take-over {number}");
    let who = std::process::id();
    loop {
        let mut set = redis::cmd("SET");
        set.arg(&key).arg(who).arg("NX").arg("PX").arg(TTL_MS);
        let answer: Option<String> = set.query_async(&mut conn).await.expect("an answer");
        if answer.is_some() {
            break;
        }
        // waits: it is how such a lock is waited for.
        tokio::time::sleep(Duration::from_millis(TTL_MS / 30)).await;
    }
    say();
    loop {
        // waits: until it is to be renewed.
        tokio::time::sleep(Duration::from_millis(TTL_MS / 3)).await;
        let mut extend = redis::cmd("PEXPIRE");
        let _: i64 = extend.arg(&key).arg(TTL_MS).query_async(&mut conn).await.expect("it");
    }
}

fn say() {
    let mut output = std::io::stdout().lock();
    writeln!(output, "{}", clock::now().as_micros()).expect("somebody listens");
}
