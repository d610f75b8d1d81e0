//! Goal: a league can be checked, written out, copied while it is served, and put back.
//! Method: the real binary; what comes out is compared with what went in.
#![expect(clippy::print_stdout, reason = "figures are for whoever reads the run")]

mod support;

use std::path::Path;
use std::time::{Duration, Instant};
use support::{Server, database, folder, http, log, must, pinwheel, sql, text};

fn name(path: &Path) -> &str {
    path.to_str().expect("text")
}

#[test]
fn a_backup_beside_a_running_server_can_be_restored() {
    let (data, other) = (folder(), folder());
    let mut server = Server::start(
        data.path(),
        &["--presentation-pace", "instant", "--game-cron", "* * * * * *"],
    );
    must(data.path(), &["advance", "5"]);
    let backup = other.path().join("b.sqlite");
    let said = must(data.path(), &["backup", name(&backup)]);
    assert!(said.contains("demo up to entry") && said.contains("KiB"), "{said}");
    let bytes = std::fs::read(&backup).expect("written");
    let again = pinwheel(data.path(), &["backup", name(&backup)]);
    assert!(!again.status.success() && text(&again).contains("exists already"), "{}", text(&again));
    assert_eq!(std::fs::read(&backup).expect("there"), bytes, "a backup is never overwritten");
    let refused = pinwheel(data.path(), &["restore", name(&backup), "--yes"]);
    assert!(text(&refused).contains("another Pinwheel serves"), "{}", text(&refused));
    assert_eq!(http::get(server.address, "/ready").status, 200);
    must(data.path(), &["advance", "3"]);
    server.stop();
    let newer = log(data.path());
    let asked = pinwheel(data.path(), &["restore", name(&backup)]);
    assert!(!asked.status.success() && text(&asked).contains("--yes"), "{}", text(&asked));
    assert_eq!(log(data.path()), newer, "nothing was changed");
    let said = must(data.path(), &["restore", name(&backup), "--yes"]);
    let kept = said.lines().find_map(|it| it.strip_prefix("What was there before is kept as "));
    let kept = kept.expect("the old one is kept").trim_end_matches('.');
    assert!(kept.contains("league.sqlite.before-restore-2"), "{kept}");
    let older = log(data.path());
    assert!(older.len() < newer.len() && newer[..older.len()] == older[..]);
    must(data.path(), &["verify"]);
    let kept = format!("sqlite:{kept}");
    let exported = must(data.path(), &["export", "--database", &kept]);
    assert_eq!(exported.lines().count(), newer.len(), "what was replaced is whole");
    // Nothing but the database, its leases' files, what it replaced and the lock is left.
    let left = std::fs::read_dir(data.path()).expect("listed").count();
    assert_eq!(
        left,
        4,
        "{:?}",
        std::fs::read_dir(data.path()).expect("listed").collect::<Vec<_>>()
    );
    assert_eq!(
        std::fs::read(&backup).expect("there"),
        bytes,
        "restoring leaves the backup as it was"
    );
    let mut server = Server::start(data.path(), &[]);
    assert_eq!(http::get(server.address, "/ready").status, 200);
    server.stop();
}

#[test]
fn a_killed_server_leaves_its_journal_and_restore_keeps_it() {
    let data = folder();
    let backup = data.path().join("b.sqlite");
    let mut server = Server::start(data.path(), &["--presentation-pace", "instant"]);
    must(data.path(), &["backup", name(&backup)]);
    must(data.path(), &["advance", "4"]);
    server.kill();
    let newer = log(data.path());
    let said = must(data.path(), &["restore", name(&backup), "--yes"]);
    let kept = said.split("kept as ").nth(1).expect("kept").trim().trim_end_matches('.');
    let exported = must(data.path(), &["export", "--database", &format!("sqlite:{kept}")]);
    assert_eq!(exported.lines().count(), newer.len());
    must(data.path(), &["verify"]);
}

#[test]
fn what_is_not_a_sound_backup_replaces_nothing() {
    let data = folder();
    Server::start(data.path(), &["--presentation-pace", "instant"]).stop();
    must(data.path(), &["advance", "2"]);
    let before = std::fs::read(database(data.path())).expect("read");
    let other = folder();
    let wrong = other.path().join("wrong.sqlite");
    let refused = |what: &str| {
        let output = pinwheel(data.path(), &["restore", name(&wrong), "--yes"]);
        let said = text(&output);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("cannot be restored") && said.contains(what), "{what}: {said}");
        assert_eq!(std::fs::read(database(data.path())).expect("read"), before, "{what}");
    };
    refused("does not exist");
    std::fs::write(&wrong, "not a database, but long enough to have a header".repeat(9))
        .expect("written");
    refused("not a database");
    std::fs::remove_file(&wrong).expect("removed");
    sql(&wrong, "CREATE TABLE t (x)");
    refused("not a Pinwheel database");
    std::fs::remove_file(&wrong).expect("removed");
    must(data.path(), &["backup", name(&wrong)]);
    // A score that the chain was made to fit would still not be what the engine plays.
    sql(
        &wrong,
        "UPDATE log SET body = replace(body, '\"type\":\"game_played\"', '\"type\":\"game_played\" ') WHERE position = 5",
    );
    refused("entry 5");
    let own = pinwheel(data.path(), &["restore", name(&database(data.path())), "--yes"]);
    assert!(text(&own).contains("is the database itself"), "{}", text(&own));
}

#[test]
fn a_restored_league_can_be_had_where_there_was_none() {
    let (data, other) = (folder(), folder());
    Server::start(data.path(), &[]).stop();
    let backup = other.path().join("b.sqlite");
    must(data.path(), &["backup", name(&backup)]);
    let fresh = other.path().join("new").join("folder");
    let said = must(&fresh, &["restore", name(&backup)]);
    assert!(said.starts_with("Restored") && !said.contains("kept"), "{said}");
    assert_eq!(log(&fresh), log(data.path()));
}

#[test]
fn the_export_is_the_league() {
    let data = folder();
    Server::start(data.path(), &["--presentation-pace", "instant"]).stop();
    must(data.path(), &["advance", "33"]);
    let entries = log(data.path());
    let positions: Vec<u64> = entries.iter().filter_map(|it| it["position"].as_u64()).collect();
    assert_eq!(positions, (1..=entries.len() as u64).collect::<Vec<_>>());
    let out = data.path().join("out");
    must(data.path(), &["export", "--format", "csv", "--out", name(&out)]);
    let table = |file: &str| {
        let text = std::fs::read_to_string(out.join(file)).expect("written");
        let mut lines = text.lines().map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>());
        let head = lines.next().expect("a head");
        let rows: Vec<_> = lines.collect();
        assert!(rows.iter().all(|it| it.len() == head.len()), "{file} is a table");
        rows
    };
    let played = entries.iter().filter(|it| it["kind"] == "game_played");
    let plays = played.clone().map(|it| it["event"]["plays"].as_array().expect("plays").len());
    assert_eq!(table("games.csv").len(), played.clone().count());
    assert_eq!(table("plays.csv").len(), plays.sum::<usize>());
    let (games, boxes) = (table("games.csv"), table("box.csv"));
    for game in &games {
        let points = |team: &str| -> u32 {
            let own = boxes.iter().filter(|it| it[0] == game[0] && it[1] == team);
            own.map(|it| it[5].parse::<u32>().expect("a number")).sum()
        };
        assert_eq!(
            [points(&game[5]).to_string(), points(&game[6]).to_string()],
            [game[7].clone(), game[8].clone()]
        );
    }
    let seasons: Vec<_> = table("standings.csv").into_iter().map(|it| it[0].clone()).collect();
    assert_eq!(seasons.iter().filter(|it| *it == "1").count(), 8);
    let refused = pinwheel(data.path(), &["export", "--format", "csv"]);
    assert!(text(&refused).contains("--out"), "{}", text(&refused));
    must(data.path(), &["export", "--out", name(&out)]);
    let lines = std::fs::read_to_string(out.join("demo.jsonl")).expect("written");
    assert_eq!(lines.lines().count(), entries.len());
}

#[test]
fn a_long_log_is_ready_at_once() {
    let data = folder();
    Server::start(data.path(), &["--presentation-pace", "instant"]).stop();
    let began = Instant::now();
    must(data.path(), &["advance", "280"]);
    let advanced = began.elapsed();
    let began = Instant::now();
    let mut server = Server::start(data.path(), &[]);
    let answer = http::get(server.address, "/ready");
    let took = began.elapsed();
    assert_eq!(answer.status, 200);
    println!("280 rounds in {advanced:?}; ready after {took:?}");
    // The number itself is the benchmark's; here only that no season is folded again.
    assert!(took < Duration::from_secs(2), "{took:?}");
    server.stop();
}
