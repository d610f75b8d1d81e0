//! Goal: a league moves from one database to another whole, and the doctor says what is wrong before
//! anybody else does.
//! Method: the real binary, real SQLite files and a private PostgreSQL with a pooler before it.

mod support;

use baton::testing::Pooler;
use serde_json::Value;
use std::path::Path;
use support::shared::Shared;
use support::{Server, clean, database, folder, http, log, must, pinwheel, run, sql, text, until};

fn name(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// What the doctor found, by check.
fn finding(json: &str, check: &str) -> Value {
    let all: Value = serde_json::from_str(json).expect("JSON");
    let all = all["findings"].as_array().cloned().expect("findings");
    all.into_iter().find(|it| it["check"] == check).unwrap_or_else(|| panic!("{check}: {json}"))
}

#[test]
fn a_league_moves_to_postgresql_and_back_with_everything() {
    let (data, other, shared) = (folder(), folder(), Shared::new());
    let instant = ["--presentation-pace", "instant", "--game-cron", "0 0 1 1 *"];
    let mut server = Server::start(data.path(), &instant);
    let key = format!("{:032x}", 7);
    let body = format!("name=Ada&team=&request={key}");
    let post = format!(
        "POST /join HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    assert_eq!(http::raw(server.address, post.as_bytes()).status, 303);
    must(data.path(), &["advance", "3"]);
    let own = |server: &Server| {
        let cookie = format!("person={key}");
        http::ask(server.address, "GET", "/me", &[("Cookie", &cookie)]).text()
    };
    until("the private report", || own(&server).contains("For you alone").then_some(()));
    let refused = pinwheel(data.path(), &["migrate-to", &shared.url]);
    assert!(text(&refused).contains("another Pinwheel serves"), "{}", text(&refused));
    server.stop();
    let before = log(data.path());
    let said = must(data.path(), &["migrate-to", &shared.url]);
    assert!(said.contains("checked everything there") && said.contains(".moved-"), "{said}");
    assert!(!database(data.path()).exists(), "nobody serves the old one by mistake");
    assert_eq!(shared.log(), before, "the same entries, to the hash");
    shared.must(&["verify"]);
    let again = {
        let mut command = clean(support::PINWHEEL);
        command.args(["--data", name(other.path()), "advance"]);
        assert!(!run(command).status.success(), "there is nothing to advance yet");
        Server::start(other.path(), &instant).stop();
        pinwheel(other.path(), &["migrate-to", &shared.url])
    };
    assert!(text(&again).contains("holds a league already"), "{}", text(&again));
    let mut one = shared.start("one", "127.0.0.1:0", &instant);
    assert!(own(&one).contains("For you alone"), "what was for one alone has moved too");
    shared.must(&["advance", "2"]);
    let backup = other.path().join("backup.sqlite");
    let said = shared.must(&["backup", name(&backup)]);
    assert!(said.contains("demo up to entry"), "{said}");
    let back = format!("sqlite:{}", other.path().join("back.sqlite").display());
    let mut command = shared.command();
    command.args(["migrate-to", &back]);
    let refused = run(command);
    assert!(text(&refused).contains("one serves this league"), "{}", text(&refused));
    one.stop();
    let end = shared.log();
    assert!(end.len() > before.len() && end[..before.len()] == before[..]);
    shared.must(&["migrate-to", &back]);
    let exported = must(other.path(), &["export", "--database", &back]);
    assert_eq!(exported.lines().count(), end.len());
    must(other.path(), &["verify", "--database", &back]);
}

#[test]
fn the_doctor_tries_everything_and_says_what_to_type() {
    let data = folder();
    let new = must(data.path(), &["doctor", "--json"]);
    assert_eq!(finding(&new, "schema")["verdict"], "note", "{new}");
    assert!(!database(data.path()).exists(), "it creates nothing");
    let mut server = Server::start(data.path(), &["--presentation-pace", "instant"]);
    let well = must(data.path(), &["doctor", "--json"]);
    for check in [
        "schema",
        "file system",
        "disk",
        "storing",
        "clock",
        "waking",
        "roles",
        "leases",
        "hand-over",
        "jobs",
    ] {
        assert_ne!(finding(&well, check)["verdict"], "bad", "{well}");
    }
    assert!(finding(&well, "roles")["found"].as_str().is_some_and(|it| it.contains("has clock")));
    let said = must(data.path(), &["doctor"]);
    assert!(said.contains("Everything that was tried works."), "{said}");
    server.stop();
    sql(
        &database(data.path()),
        "DELETE FROM _sqlx_migrations WHERE version > 3; DROP TABLE private_report; DROP TABLE session; DROP TABLE one_time",
    );
    let old = pinwheel(data.path(), &["doctor"]);
    assert!(!old.status.success() && text(&old).contains("→ pinwheel migrate"), "{}", text(&old));
    assert!(
        text(&pinwheel(data.path(), &["doctor"])).contains("→ pinwheel migrate"),
        "it changed nothing"
    );
    let said = must(data.path(), &["migrate"]);
    assert!(said.contains("schema 3 is now "), "{said}");
    assert!(must(data.path(), &["migrate"]).contains("up to date"));
    must(data.path(), &["doctor"]);
    let missing =
        pinwheel(data.path(), &["doctor", "--database", "postgres://nobody@127.0.0.1:9/none"]);
    assert!(
        !missing.status.success() && text(&missing).contains("could not reach"),
        "{}",
        text(&missing)
    );
}

#[test]
fn the_doctor_sees_a_pooler_that_nobody_told_it_of() {
    let shared = Shared::new();
    let said = shared.must(&["migrate"]);
    assert!(said.contains("the tables are made"), "{said}");
    let well = shared.must(&["doctor", "--json"]);
    assert_eq!(finding(&well, "pooler")["verdict"], "good", "{well}");
    assert_eq!(finding(&well, "hand-over")["verdict"], "good", "{well}");
    assert_eq!(finding(&well, "waking")["verdict"], "good", "{well}");
    let pooler = Pooler::start(shared.postgres());
    let host = pooler.host().display().to_string();
    let url = format!("postgres://postgres@localhost:6432/league?host={host}");
    let ask = |url: &str| {
        let mut command = clean(support::PINWHEEL);
        command.env("DATABASE_URL", url).args(["doctor", "--json"]);
        run(command)
    };
    let ill = ask(&url);
    let json = String::from_utf8_lossy(&ill.stdout).into_owned();
    assert!(!ill.status.success(), "{json}");
    let fix = finding(&json, "pooler")["fix"].as_str().expect("a fix").to_owned();
    assert!(fix.contains("?pooler=transaction"), "{fix}");
    let well = ask(&format!("{url}&pooler=transaction"));
    let json = String::from_utf8_lossy(&well.stdout).into_owned();
    assert!(well.status.success(), "{json}{}", text(&well));
    assert_eq!(finding(&json, "hand-over")["verdict"], "note", "{json}");
}
