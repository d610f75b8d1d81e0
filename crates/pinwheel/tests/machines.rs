//! Goal: several machines are one league, whatever happens to any of them.
//! Method: three real servers on a private PostgreSQL, killed, frozen, stopped and relieved of their
//! roles at random moments, while readers go from one to the other; then their notes against the log.
//!
//! `PINWHEEL_FAULTS=N` inflicts N faults; `PINWHEEL_SEED=N` repeats the moments of a run.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::net::SocketAddr;
use std::process::Command;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use support::reader::Reader;
use support::season::{Moments, SPAN, every_play_once, from_env, rounds_once, same_story};
use support::shared::Shared;
use support::{Server, free_port, http, run, text, until};

/// Faults in the ordinary run.
const FAULTS: u64 = 24;
/// A lease lasts this long without renewal.
const LEASE: Duration = Duration::from_secs(5);

fn signal(server: &Server, name: &str) {
    let id = server.child.id().to_string();
    let sent = Command::new("kill").args([name, &id]).status().expect("kill runs");
    assert!(sent.success());
}

const PLAY: [&str; 2] = ["--game-cron", "* * * * * *"];

/// One of the faults, by a throw of ten; which kind it was.
fn inflict(
    shared: &Shared,
    fault: u64,
    victim: &mut Server,
    again: impl FnOnce() -> Server,
) -> usize {
    let roles = |what: &str| {
        let mut command = shared.command();
        command.args(["roles", what, "clock"]);
        // Nobody may have it at this moment: then there is nothing to do.
        let _ = run(command);
    };
    match fault {
        0..4 => {
            victim.kill();
            *victim = again();
            0
        }
        4..6 => {
            victim.stop();
            *victim = again();
            1
        }
        6 => {
            signal(victim, "-STOP");
            std::thread::sleep(LEASE + Duration::from_millis(500)); // waits: longer than the lease
            signal(victim, "-CONT");
            2
        }
        7..9 => {
            roles("yield");
            3
        }
        _ => {
            roles("expire");
            4
        }
    }
}

#[test]
fn three_machines_under_faults_are_one_league() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").subsec_nanos();
    let seed = from_env("PINWHEEL_SEED").unwrap_or_else(|| now().into());
    let faults = from_env("PINWHEEL_FAULTS").unwrap_or(FAULTS);
    println!("{faults} faults, PINWHEEL_SEED={seed}");
    let mut moments = Moments(seed);
    let shared = Shared::new();
    let names = ["one", "two", "three"];
    let listen: Vec<String> = names.iter().map(|_| format!("127.0.0.1:{}", free_port())).collect();
    let start = |it: usize| shared.start(names[it], &listen[it], &PLAY);
    let mut servers: Vec<Server> = (0..3).map(start).collect();
    let addresses: Vec<SocketAddr> = servers.iter().map(|it| it.address).collect();
    let roaming = Reader::roaming(&addresses, "", Some(0), Duration::from_millis(300));
    let faithful = Reader::start(addresses[0], "", Some(0));
    let mut counts = [0; 5];
    for nth in 0..faults {
        if nth == faults / 2 {
            // So far games unfolded; from now on every second has a whole round.
            shared.must(&["pace", "instant"]);
            shared.must(&["advance", "--yes"]);
        }
        std::thread::sleep(Duration::from_millis(200 + moments.next(500))); // waits: for the random moment
        let victim = usize::try_from(moments.next(3)).expect("small");
        let fault = moments.next(10);
        counts[inflict(&shared, fault, &mut servers[victim], || start(victim))] += 1;
    }
    shared.must(&["advance", "--yes", "2"]);
    let last = shared.log().iter().rfind(|it| it["kind"] == "round_completed").cloned();
    let last = last.expect("a round is complete")["position"].as_u64().expect("a number");
    let has_it = |it: &Reader| it.seen().last().filter(|it| it.id / SPAN >= last).map(|_| ());
    until("the roaming reader to have it", || has_it(&roaming));
    until("the faithful reader to have it", || has_it(&faithful));
    let (roamed, stayed) = (roaming.stop(), faithful.stop());
    for server in &mut servers {
        server.stop();
    }
    let said = shared.must(&["verify"]);
    let entries = shared.log();
    let rounds = rounds_once(&entries);
    let plays = every_play_once(&roamed, &entries, last);
    every_play_once(&stayed, &entries, last);
    let upto = |it: &[support::reader::Seen]| {
        it.iter().filter(|it| it.id <= last * SPAN).cloned().collect::<Vec<_>>()
    };
    same_story(&upto(&roamed), &upto(&stayed));
    let [killed, stopped, frozen, yielded, expired] = counts;
    println!(
        "{killed} killed, {stopped} stopped, {frozen} frozen, {yielded} yields, {expired} expired: {rounds} rounds, {plays} plays\n{said}"
    );
}

#[test]
fn a_clock_that_is_gone_is_taken_over_at_once() {
    let shared = Shared::new();
    let args = ["--game-cron", "0 0 1 1 *", "--presentation-pace", "instant"];
    let mut servers: Vec<Server> =
        ["one", "two"].iter().map(|it| shared.start(it, "127.0.0.1:0", &args)).collect();
    let (holder, term) = shared.holder("clock");
    assert_eq!(holder.as_deref(), Some("one"), "the first to come");
    until("the second to wait", || shared.must(&["roles"]).contains("waiting: two").then_some(()));
    let began = Instant::now();
    servers[0].kill();
    let (_, next) = until("the second to have it", || {
        let now = shared.holder("clock");
        (now.0.as_deref() == Some("two")).then_some(now)
    });
    let took = began.elapsed();
    assert!(next > term, "a new term has a higher number");
    assert!(took < LEASE, "the kernel tells sooner than the lease runs out: {took:?}");
    println!("taken over within {took:?}, asking included");
    let first = shared.start("one", "127.0.0.1:0", &args);
    until("it to be wanted again", || {
        shared.must(&["roles"]).contains("waiting: one").then_some(())
    });
    servers[1].stop();
    until("the first to have it back", || {
        (shared.holder("clock").0.as_deref() == Some("one")).then_some(())
    });
    let (status, health) = http::json(first.address, "/health");
    assert_eq!((status, &health["database"]["kind"]), (200, &"postgresql".into()));
}

#[test]
fn a_machine_that_serves_pages_only_takes_no_role() {
    let shared = Shared::new();
    let mut server = shared.start("pages", "127.0.0.1:0", &["--roles", "web"]);
    assert_eq!(shared.holder("clock"), (None, 0));
    let page = http::get(server.address, "/status");
    assert!(page.text().contains("this machine: not stood for here"), "{}", page.text());
    shared.must(&["advance", "--yes"]);
    until("the round to be shown", || {
        let games = http::get(server.address, "/api/v1/games").json();
        games["games"]
            .as_array()
            .expect("games")
            .iter()
            .any(|it| it["status"] == "live")
            .then_some(())
    });
    let refused = shared.command().args(["serve", "--roles", "referee"]).output().expect("runs");
    assert!(!refused.status.success() && text(&refused).contains("web, clock and deliver"));
    server.stop();
}

#[test]
fn many_who_advance_at_once_play_every_round_once() {
    let shared = Shared::new();
    let args = ["--game-cron", "0 0 1 1 *", "--presentation-pace", "instant"];
    let mut server = shared.start("one", "127.0.0.1:0", &args);
    let many: Vec<_> = (0..4)
        .map(|_| {
            let mut command = shared.command();
            command.args(["advance", "--yes", "10"]);
            std::thread::spawn(move || run(command))
        })
        .collect();
    for it in many {
        let output = it.join().expect("ran");
        assert!(output.status.success(), "{}", text(&output));
    }
    assert!(rounds_once(&shared.log()) >= 10);
    server.stop();
    shared.must(&["verify"]);
}

/// Asks to join as the owner of `key`; the status and the answer.
fn join(
    address: SocketAddr,
    (key, request): (&str, &str),
    name: &str,
    team: &str,
) -> (u16, serde_json::Value) {
    let body = serde_json::json!({ "name": name, "team": team }).to_string();
    let head = format!(
        "POST /api/v1/commands/join HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\nauthorization: Bearer {key}\r\nidempotency-key: {request}\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let answer = http::raw(address, format!("{head}{body}").as_bytes());
    (answer.status, answer.json())
}

#[test]
fn a_person_joins_once_however_often_and_wherever_it_is_asked() {
    const PEOPLE: usize = 12;
    let shared = Shared::new();
    let args = ["--game-cron", "* * * * * *", "--presentation-pace", "instant"];
    let mut servers: Vec<Server> =
        ["one", "two"].iter().map(|it| shared.start(it, "127.0.0.1:0", &args)).collect();
    let addresses: Vec<SocketAddr> = servers.iter().map(|it| it.address).collect();
    let teams = http::get(addresses[0], "/api/v1/teams").json();
    let team = teams["teams"][2]["slug"].as_str().expect("a slug").to_owned();
    // Everybody asks four times at once, at both machines, while every second has a round.
    let asking: Vec<_> = (0..PEOPLE * 4)
        .map(|it| {
            let (address, team) = (addresses[it % 2], team.clone());
            let person = it % PEOPLE;
            std::thread::spawn(move || {
                let key = format!("a secret of person {person}");
                (person, join(address, (&key, "first"), &format!("Person {person}"), &team))
            })
        })
        .collect();
    let mut answers = std::collections::BTreeMap::new();
    for it in asking {
        let (person, (status, answer)) = it.join().expect("asked");
        assert_eq!(status, 200, "{answer}");
        let first = answers.entry(person).or_insert_with(|| answer["text"].clone());
        assert_eq!(*first, answer["text"], "the first answer, each time");
    }
    let joined =
        |log: &[serde_json::Value]| log.iter().filter(|it| it["kind"] == "governor_joined").count();
    assert_eq!(joined(&shared.log()), PEOPLE);
    let key = "a secret of person 0";
    let (status, said) = join(addresses[1], (key, "first"), "Somebody else", &team);
    assert_eq!(status, 422, "another request under the same id: {said}");
    let (status, said) = join(addresses[1], (key, "second"), "Person 0", "");
    assert_eq!(status, 409, "{said}");
    assert!(said["error"]["message"].as_str().expect("why").contains("already"), "{said}");
    let (status, _) = join(addresses[1], ("short", "first"), "Person 0", "");
    assert_eq!(status, 401);
    let said = shared.must(&["join", &team, "--as", "Grace"]);
    assert!(said.starts_with("You are in. Welcome, Grace"), "{said}");
    assert_eq!(shared.must(&["join", &team, "--as", "Grace"]), said, "the first answer");
    assert_eq!(joined(&shared.log()), PEOPLE + 1);
    for server in &mut servers {
        server.stop();
    }
    shared.must(&["verify"]);
}

#[test]
fn a_migration_is_told_on_open_pages_and_goes_by_itself() {
    let shared = Shared::new();
    let mut server = shared.start("one", "127.0.0.1:0", &["--game-cron", "0 0 1 1 *"]);
    let mut open_page =
        http::events(server.address, "/events").filter(|it| it["type"] == "trouble");
    let migrating = shared.migrating();
    until("the banner", || {
        let page = http::get(server.address, "/").text();
        page.contains("Pinwheel is being updated").then_some(())
    });
    let told = open_page.next().expect("the open page is told");
    assert!(told["text"].as_str().is_some_and(|it| it.contains("being updated")), "{told}");
    assert_eq!(http::get(server.address, "/ready").status, 200, "it can store all the same");
    drop(migrating);
    assert!(open_page.next().expect("and told again")["text"].is_null(), "it goes by itself");
    assert!(!http::get(server.address, "/").text().contains("being updated"));
    server.stop();
}

#[test]
fn an_older_build_steps_back_from_what_it_cannot_read() {
    let shared = Shared::new();
    let args = ["--game-cron", "0 0 1 1 *", "--presentation-pace", "instant"];
    let mut server = shared.start("old", "127.0.0.1:0", &args);
    until("everything to be told", || {
        let told = shared.log().iter().filter(|it| it["kind"] == "report_written").count();
        (told == 7).then_some(())
    });
    shared.write_what_nobody_knows();
    let (status, health) = until("it to step back", || {
        Some(http::json(server.address, "/health")).filter(|it| it.0 == 503)
    });
    let reason = health["reason"].as_str().expect("a reason");
    assert_eq!(status, 503);
    assert!(reason.contains("comet_seen") && reason.contains("newer"), "{reason}");
    until("its roles to be free", || {
        (shared.holder("clock").0.is_none() && shared.holder("deliver").0.is_none()).then_some(())
    });
    let page = http::get(server.address, "/");
    assert_eq!(page.status, 200, "what it knows is shown");
    assert!(page.text().contains("This machine is being updated"), "{}", page.text());
    let (status, answer) = join(server.address, ("somebody's secret", "first"), "Ada", "");
    assert_eq!(status, 503, "{answer}");
    server.stop();
    let mut command = shared.command();
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let refused = run(command);
    assert!(
        !refused.status.success() && text(&refused).contains("comet_seen"),
        "{}",
        text(&refused)
    );
}

#[test]
fn a_league_founded_on_one_machine_is_played_and_shown_by_the_other() {
    let shared = Shared::new();
    let args = ["--game-cron", "* * * * * *", "--presentation-pace", "instant"];
    let mut first = shared.start("one", "127.0.0.1:0", &args);
    assert_eq!(shared.holder("clock").0.as_deref(), Some("one"));
    let file = shared.data().join("second.toml");
    let name = file.to_str().expect("text");
    shared.must(&["init", name]);
    let text = std::fs::read_to_string(&file).expect("written");
    let slug = text.lines().find_map(|it| it.strip_prefix("slug = \"")).expect("a slug");
    let slug = slug.split('"').next().expect("a slug").to_owned();
    let quick = text.replace("\"production\"", "\"instant\"").replace("0 * * * *", "* * * * * *");
    std::fs::write(&file, quick).expect("written");
    let web = [&args[..], &["--league", name, "--roles", "web"]].concat();
    let mut second = shared.start("two", "127.0.0.1:0", &web);
    let page = until("the first to host it", || {
        Some(http::get(first.address, &format!("/l/{slug}/"))).filter(|it| it.status == 200)
    });
    assert!(page.text().contains("Today"), "{}", page.text());
    until("the first to play it", || {
        let log = shared.must(&["export", "--slug", &slug]);
        (log.matches("\"round_tipped_off\"").count() > 2).then_some(())
    });
    second.stop();
    first.stop();
    shared.must(&["verify"]);
}
