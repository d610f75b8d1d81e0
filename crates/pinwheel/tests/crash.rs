//! Goal: whatever is killed whenever, every round is played once, and a reader sees every play once.
//! Method: a real server killed by SIGKILL at random moments, restarted on the same folder and
//! port, while a reader streams and comes back with its last id; then its notes against the log.
//!
//! `PINWHEEL_CRASHES=N` kills N times per pace; `PINWHEEL_SEED=N` repeats the moments of a run.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::time::{Duration, SystemTime, UNIX_EPOCH};
use support::reader::{Reader, Seen};
use support::season::{Moments, SPAN, every_play_once, from_env, rounds_once, same_story};
use support::{PINWHEEL, Server, clean, folder, free_port, log, must, until};

const EVERY_SECOND: &str = "* * * * * *";
/// Kills per pace in the ordinary run.
const KILLS: u64 = 105;
/// Log entries that a reader may have been away for; a fresh reader begins well within.
const WITHIN_REACH: u64 = 500;

#[test]
fn killed_while_whole_rounds_are_shown_at_once() {
    crash("instant");
}

#[test]
fn killed_while_games_unfold() {
    crash("fast");
}

fn crash(pace: &str) {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").subsec_nanos();
    let seed = from_env("PINWHEEL_SEED").unwrap_or_else(|| now().into());
    let kills = from_env("PINWHEEL_CRASHES").unwrap_or(KILLS);
    println!("pace {pace}, {kills} kills, PINWHEEL_SEED={seed}");
    let mut moments = Moments(seed);
    let data = folder();
    let data = data.path();
    let listen = format!("127.0.0.1:{}", free_port());
    let args = ["--game-cron", EVERY_SECOND, "--presentation-pace", pace];
    let spawn = || Server::spawn(clean(PINWHEEL), data, &listen, &args);
    let mut server = spawn();
    server.ready();
    // From the very first entry: a server that is killed before it shows anything gives no id to go on from.
    let reader = Reader::start(server.address, "", Some(0));
    // Away for several rounds at a time: what it has missed comes from the log.
    let absent = Reader::away(server.address, "", Some(0), Duration::from_millis(2_700));
    until("the reader to be connected", || (reader.count() > 0 || pace == "instant").then_some(()));
    for _ in 0..kills {
        // Mostly somewhere on the way up; now and then once it is up and reading goes on.
        if moments.next(3) == 0 {
            server.ready();
        }
        let delay = Duration::from_millis(20 + moments.next(280));
        std::thread::sleep(delay); // waits: for the random moment of the kill
        server.kill();
        server = spawn();
    }
    server.ready();
    // Beside the running server: ends the round being shown, and plays another.
    must(data, &["advance", "--yes", "2"]);
    let last = log(data).iter().rfind(|it| it["kind"] == "round_completed").cloned();
    let last = last.expect("a round is complete")["position"].as_u64().expect("a number");
    let has_it = |it: &Reader| it.seen().last().filter(|it| it.id / SPAN >= last).map(|_| ());
    until("the reader to have it", || has_it(&reader));
    until("the absent reader to have it", || has_it(&absent));
    let connections = reader.connections.load(std::sync::atomic::Ordering::Relaxed);
    let (seen, later) = (reader.stop(), absent.stop());
    let fresh = read_again(&server, &seen);
    server.stop();
    let said = must(data, &["verify"]);
    let entries = log(data);
    let rounds = rounds_once(&entries);
    let plays = every_play_once(&seen, &entries, last);
    every_play_once(&later, &entries, last);
    let same = seen.len() - fresh.len();
    same_story(&seen[same..], &fresh);
    println!("{rounds} rounds, {plays} plays seen over {connections} connections\n{said}");
}

/// What a reader gets who asks for the last of it in one piece.
fn read_again(server: &Server, seen: &[Seen]) -> Vec<Seen> {
    let end = seen.last().expect("something was seen").id;
    let from = (end / SPAN).saturating_sub(WITHIN_REACH) * SPAN;
    let begin = seen.iter().find(|it| it.id >= from).expect("something").id;
    let reader = Reader::start(server.address, "", Some(begin));
    until("the second reader", || reader.seen().last().filter(|it| it.id >= end).map(|_| ()));
    let mut fresh = reader.stop();
    fresh.retain(|it| it.id <= end);
    assert_eq!(fresh.len(), seen.iter().filter(|it| it.id > begin).count());
    fresh
}
