//! Goal: what is told of a round is written beside everything else, once, whatever happens, and is
//! seen by nobody before its time.
//! Method: real servers whose writer is slow, fails, dies; then the log.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use serde_json::Value;
use sqlx::Connection as _;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;
use support::{Server, database, folder, http, log, must, pinwheel, text, until};

/// Reports in the ledger by state.
fn ledger(data: &Path) -> BTreeMap<String, i64> {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database(data));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("runs");
    runtime.block_on(async {
        let mut connection =
            sqlx::sqlite::SqliteConnection::connect_with(&options).await.expect("opens");
        let rows: Vec<(String, i64)> = sqlx::query_as(
            "SELECT state, COUNT(*) FROM baton_ledger WHERE scope = 'report' GROUP BY state",
        )
        .fetch_all(&mut connection)
        .await
        .expect("counts");
        connection.close().await.expect("closes");
        rows.into_iter().collect()
    })
}

/// What each entry of the log tells: season, round, about.
fn told(log: &[Value]) -> Vec<(u64, u64, String)> {
    let mut all = Vec::new();
    for entry in log {
        let event = &entry["event"];
        let at = (event["season"].as_u64(), event["round"].as_u64());
        let reports = match event["type"].as_str() {
            Some("round_completed") => event["reports"].as_array().cloned().unwrap_or_default(),
            Some("report_written") => vec![event["report"].clone()],
            _ => continue,
        };
        for report in reports {
            let about = report["game"].as_str().or_else(|| report["about"].as_str());
            all.push((
                at.0.expect("a season"),
                at.1.expect("a round"),
                about.expect("named").into(),
            ));
        }
    }
    all
}

/// Reports of a round of eight teams.
const A_ROUND: usize = 7;

#[test]
fn reports_are_ready_when_their_round_ends_and_unseen_until_then() {
    let data = folder();
    let mut server = Server::start(data.path(), &["--presentation-pace", "production"]);
    // Seven reports and the task that makes one for each governor.
    until("everything is written", || (ledger(data.path()).get("done") == Some(&8)).then_some(()));
    assert!(told(&log(data.path())).is_empty(), "the round is being shown");
    assert_eq!(http::get(server.address, "/api/v1/reports/1/1").status, 404);
    assert_eq!(http::get(server.address, "/reports/1/1").status, 404);
    let before = http::get(server.address, "/reports").text();
    assert!(before.contains("Nothing has been told yet"), "{before}");
    must(data.path(), &["advance", "--yes"]);
    let log = log(data.path());
    let ended = log.iter().find(|it| it["event"]["type"] == "round_completed").expect("it ended");
    assert_eq!(ended["event"]["reports"].as_array().map(Vec::len), Some(A_ROUND), "{ended}");
    let page = until("the page", || {
        Some(http::get(server.address, "/reports/1/1")).filter(|it| it.status == 200)
    });
    let page = page.text();
    for part in ["The round", "Plays to remember", "The governors", "From the closest"] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (status, json) = http::json(server.address, "/api/v1/reports/1/1");
    assert_eq!((status, json["reports"][0]["about"].as_str()), (200, Some("round")));
    let said = must(data.path(), &["report"]);
    assert!(said.contains("Plays to remember"), "{said}");
    let game = http::get(server.address, "/games/s1r1g1").text();
    assert!(game.contains("The story"), "a game's page tells it");
    server.stop();
    must(data.path(), &["verify"]);
}

#[test]
fn a_writer_that_dies_again_and_again_loses_and_doubles_nothing() {
    const ROUNDS: u64 = 4;
    let data = folder();
    let slow = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let slow =
        [&slow[..], &["--narration-delay-ms", "150", "--narration-fails", "highlights"]].concat();
    let mut server = Server::start(data.path(), &slow);
    for _ in 1..ROUNDS {
        must(data.path(), &["advance"]);
        server.kill();
        server = Server::start(data.path(), &slow);
    }
    let all = until("every report is filed", || {
        let all = told(&log(data.path()));
        (all.len() >= A_ROUND * usize::try_from(ROUNDS).expect("small")).then_some(all)
    });
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), all.len(), "each is told once: {all:?}");
    server.stop();
    must(data.path(), &["verify"]);
}

#[test]
fn what_cannot_be_written_is_listed_and_tried_again_while_the_league_goes_on() {
    let data = folder();
    let fails = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let fails = [&fails[..], &["--narration-fails", "!round"]].concat();
    let mut server = Server::start(data.path(), &fails);
    until("the others are told", || (told(&log(data.path())).len() == A_ROUND - 1).then_some(()));
    must(data.path(), &["advance", "2"]);
    until("it is given up", || ledger(data.path()).get("dead").filter(|it| **it >= 1).copied());
    let listed = must(data.path(), &["jobs"]);
    assert!(listed.contains("demo/s1r1/round") && listed.contains("told to fail"), "{listed}");
    let health = http::get(server.address, "/health");
    assert_eq!(health.status, 200, "a report is no reason to be ill: {}", health.text());
    server.stop();
    let wrong = pinwheel(data.path(), &["jobs", "retry", "demo/s9r9/round"]);
    assert!(!wrong.status.success() && text(&wrong).contains("nothing was changed"));
    let mut server = Server::start(data.path(), &fails[..4]);
    must(data.path(), &["jobs", "retry", "demo/s1r1/round"]);
    until("it is told", || {
        told(&log(data.path())).contains(&(1, 1, "round".to_owned())).then_some(())
    });
    server.stop();
}

#[test]
fn a_machine_that_stops_leaves_what_it_was_writing_to_the_next() {
    let data = folder();
    let slow = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let hours = [&slow[..], &["--narration-delay-ms", "10000000"]].concat();
    let mut server = Server::start(data.path(), &hours);
    until("it is being written", || {
        ledger(data.path()).get("in_flight").filter(|it| **it == 4).copied()
    });
    server.stop();
    let left = ledger(data.path());
    assert!(!left.contains_key("in_flight"), "nothing waits for a claim to run out: {left:?}");
    let jobs: Value = serde_json::from_str(&must(data.path(), &["jobs", "--json"])).expect("JSON");
    let jobs = jobs["jobs"].as_array().expect("jobs");
    assert!(jobs.iter().all(|it| it["attempts"] == 0), "to stop is no failure: {jobs:?}");
    let roles: Value =
        serde_json::from_str(&must(data.path(), &["roles", "--json"])).expect("JSON");
    let roles = roles["roles"].as_array().expect("roles");
    assert!(roles.iter().all(|it| it["machine"].is_null()), "every role is free: {roles:?}");
    let mut server = Server::start(data.path(), &slow);
    until("it is told", || (told(&log(data.path())).len() == A_ROUND).then_some(()));
    server.stop();
}

#[test]
fn people_join_while_reports_are_written_and_each_is_told_alone() {
    let data = folder();
    let slow = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let slow = [&slow[..], &["--narration-delay-ms", "3000"]].concat();
    let mut server = Server::start(data.path(), &slow);
    let began = Instant::now();
    let mut people = Vec::new();
    for n in 0..20 {
        let key = format!("{n:032x}");
        let body = format!("name=Person+{n}&team=&request={key}");
        let answer = http::raw(
            server.address,
            format!(
                "POST /join HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .as_bytes(),
        );
        assert_eq!(answer.status, 303, "{}", answer.text());
        people.push(key);
    }
    let written = ledger(data.path());
    assert!(written.contains_key("in_flight"), "reports are being written: {written:?}");
    println!("20 joined in {:?} while reports were written", began.elapsed());
    must(data.path(), &["advance"]);
    let own = |key: &str| {
        let cookie = format!("person={key}");
        http::ask(server.address, "GET", "/me", &[("Cookie", &cookie)]).text()
    };
    let page = until("the first is told", || {
        Some(own(&people[0])).filter(|it| it.contains("For you alone"))
    });
    assert!(page.contains("Person 0,") && !page.contains("Person 1,"), "{page}");
    until("the last is told", || Some(own(&people[19])).filter(|it| it.contains("Person 19,")));
    let public = must(data.path(), &["export"]);
    assert!(!public.contains("Person 0, "), "what is for one alone is not in the log");
    server.stop();
    must(data.path(), &["verify"]);
}
