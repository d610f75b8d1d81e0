//! The API over real sockets: shapes, tags, tables, refusals.
//!
//! May live here: what a program that uses the API relies on. Never: games under way (`spoilers`).

use super::after_a_season;
use crate::server::Server;
use expect_test::expect_file;
use serde_json::Value;
use std::collections::BTreeSet;

/// An address of every kind.
const ADDRESSES: [&str; 17] = [
    "/api/v1/league",
    "/api/v1/status",
    "/api/v1/history",
    "/api/v1/book",
    "/api/v1/games?season=1",
    "/api/v1/games/s1r1g1",
    "/api/v1/games/s1r1g1/plays",
    "/api/v1/games/s1r1g1/box",
    "/api/v1/standings",
    "/api/v1/bracket?season=1",
    "/api/v1/schedule",
    "/api/v1/teams",
    "/api/v1/teams/herons",
    // One who was given awards, so that their fields are among the promised.
    "/api/v1/hoopers/june-halloran",
    "/api/v1/leaders",
    "/api/v1/awards?season=1",
    "/api/v1/log?after=1&limit=4",
];

/// The names of all fields with the kinds of their values, one a line.
fn shape(at: &str, value: &Value, lines: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(items) => {
            return items.iter().for_each(|it| shape(&format!("{at}[]"), it, lines));
        }
        Value::Object(fields) => {
            return fields.iter().for_each(|(name, it)| shape(&format!("{at}.{name}"), it, lines));
        }
    };
    lines.insert(format!("  {at}: {kind}"));
}

#[test]
fn the_names_of_fields_are_a_promise() {
    let server = after_a_season();
    let mut text = String::new();
    for address in ADDRESSES {
        let answer = server.get(address);
        assert_eq!(answer.status, 200, "{address}: {}", answer.text());
        let mut lines = BTreeSet::new();
        let mut value = answer.json();
        // The event of a log entry is the stored form, which has tests of its own.
        if let Some(entries) = value["entries"].as_array_mut() {
            for entry in entries {
                entry["event"] = Value::Null;
            }
        }
        shape("", &value, &mut lines);
        text.extend([address, "\n"]);
        for line in &lines {
            text.extend([line, "\n"]);
        }
    }
    expect_file!["./shapes.txt"].assert_eq(&text);
}

#[test]
fn an_unchanged_answer_costs_nothing_and_anyone_may_read_it() {
    let server = after_a_season();
    for address in ADDRESSES.into_iter().chain([
        "/feeds/results.atom",
        "/teams/herons/calendar.ics",
        "/games/s1r1g1/share.png",
        "/api/openapi.json",
    ]) {
        let first = server.get(address);
        assert_eq!(first.status, 200, "{address}");
        let etag = first.header("etag");
        assert!(etag.starts_with('"') && etag.len() > 20, "{address}: {etag}");
        let again = server.ask("GET", address, &[("if-none-match", etag)]);
        assert_eq!((again.status, again.body.len()), (304, 0), "{address}");
        let head = server.ask("HEAD", address, &[]);
        assert_eq!(
            (head.status, head.header("etag"), head.body.len()),
            (200, etag, 0),
            "{address}"
        );
        if address.starts_with("/api") {
            assert_eq!(first.header("access-control-allow-origin"), "*", "{address}");
            let before = server.ask("OPTIONS", address, &[("origin", "https://elsewhere.example")]);
            assert_eq!(before.status, 204, "{address}");
            assert_eq!(
                server.ask("POST", address, &[("content-length", "0")]).status,
                405,
                "{address}"
            );
        }
    }
}

#[test]
fn tables_come_as_csv_by_query_and_by_name() {
    let server = after_a_season();
    for (address, columns, rows) in [
        ("/api/v1/standings", "place,team,name,wins", 8),
        ("/api/v1/games", "id,season,round", 84),
        ("/api/v1/leaders", "kind,place,hooper", 80),
        ("/api/v1/games/s1r1g1/plays", "n,elapsed_tenths,period", 0),
        ("/api/v1/games/s1r1g1/box", "team,hooper,name", 12),
    ] {
        let answer = server.get(&format!("{address}?format=csv"));
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8", "{address}");
        let text = answer.text();
        assert!(text.starts_with(columns), "{address}: {text}");
        let found = text.lines().count() - 1;
        assert!(rows == 0 && found > 50 || found == rows, "{address}: {found}");
        let width = text.lines().next().map_or(0, |it| it.split(',').count());
        let plain = text.lines().filter(|it| !it.contains('"'));
        for line in plain {
            assert_eq!(line.split(',').count(), width, "{address}: {line}");
        }
        assert_eq!(server.get(&format!("{address}.csv")).body, answer.body, "{address}");
    }
}

#[test]
fn what_does_not_exist_or_read_is_refused_in_words() {
    let server = after_a_season();
    for (address, status, code) in [
        ("/api/v1/games/s9r1g1", 404, "not_found"),
        ("/api/v1/games/nonsense", 404, "not_found"),
        ("/api/v1/games/s1r1g9/plays", 404, "not_found"),
        ("/api/v1/teams/nobody", 404, "not_found"),
        ("/api/v1/hoopers/nobody", 404, "not_found"),
        ("/api/v1/games?team=nobody", 404, "not_found"),
        ("/api/v1/standings?season=7", 404, "not_found"),
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v2", 404, "not_found"),
        ("/api/v1/games?rounds=1", 400, "bad_request"),
        ("/api/v1/games?round=one", 400, "bad_request"),
        ("/api/v1/standings?format=xml", 400, "bad_request"),
        ("/api/v1/league?x=1", 400, "bad_request"),
        ("/api/v1/log?limit=0", 400, "bad_request"),
        ("/api/v1/log?limit=9999", 400, "bad_request"),
        ("/api/v1/log?after=-1", 400, "bad_request"),
        ("/games/s1r1g1/share.png?size=9", 400, "bad_request"),
        ("/feeds/results.atom?spoilers=perhaps", 400, "bad_request"),
    ] {
        let answer = server.get(address);
        assert_eq!(answer.status, status, "{address}: {}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!(error["code"], code, "{address}");
        assert!(error["message"].as_str().is_some_and(|it| it.len() > 10), "{address}: {error}");
    }
}

#[test]
fn the_log_reads_in_parts_and_never_tells_the_secret() {
    let server = after_a_season();
    let (mut after, mut positions) = (0, Vec::new());
    loop {
        let part = server.get(&format!("/api/v1/log?after={after}&limit=77")).json();
        let entries = part["entries"].as_array().expect("entries").clone();
        positions.extend(entries.iter().map(|it| it["position"].as_u64().expect("a position")));
        after = part["next_after"].as_u64().expect("a position");
        if part["more"] == false {
            break;
        }
    }
    let count = u64::try_from(positions.len()).expect("a count");
    assert_eq!(positions, (1..=count).collect::<Vec<_>>());
    assert!(count > 200, "{count}");
    let first = server.get("/api/v1/log?limit=1").json();
    let event = &first["entries"][0]["event"];
    assert_eq!(event["type"], "league_founded");
    assert!(event.get("seed").is_none() && event["spec"].get("seed").is_none(), "{event}");
}

#[test]
fn a_second_address_of_the_league_answers_the_same() {
    let server = after_a_season();
    for address in ADDRESSES {
        let named = server.get(&format!("/l/portland{address}"));
        assert_eq!((named.status, named.body), (200, server.get(address).body), "{address}");
    }
}

#[test]
fn feeds_and_pictures_have_forms_without_scores() {
    let server = after_a_season();
    let atom = server.get("/feeds/results.atom").text();
    assert_eq!(atom.matches("<entry>").count(), 100);
    assert_eq!(atom.matches(" win by ").count(), 100);
    let hidden = server.get("/feeds/results.atom?spoilers=hide").text();
    assert_eq!((hidden.matches("<entry>").count(), hidden.matches(" win by ").count()), (100, 0));
    let ids = |text: &str| {
        text.lines().filter(|it| it.starts_with("<id>")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(ids(&atom), ids(&hidden));

    let calendar = server.get("/teams/herons/calendar.ics");
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    let text = calendar.text();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    assert!(text.contains("STATUS:CONFIRMED") && text.contains("STATUS:TENTATIVE"));
    let scores = |text: &str| {
        text.lines().filter(|it| it.starts_with("SUMMARY:") && it.contains("\\, ")).count()
    };
    assert!(scores(&text) > 20, "{text}");
    assert_eq!(scores(&server.get("/teams/herons/calendar.ics?spoilers=hide").text()), 0);

    let shown = server.get("/games/s1r1g1/share.png");
    let hidden = server.get("/games/s1r1g1/share.png?s=0");
    assert_ne!(shown.body, hidden.body);
    for picture in [shown, hidden] {
        assert_eq!(picture.header("content-type"), "image/png");
        let size: Vec<u8> = [1_200_u32, 630].into_iter().flat_map(u32::to_be_bytes).collect();
        assert_eq!(picture.body[16..24], size[..]);
    }
}

#[test]
fn an_event_is_the_same_bytes_whenever_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = Server::start_in(folder, &["--presentation-pace", "fast"]);
    let game =
        server.get("/api/v1/games").json()["games"][0]["id"].as_str().expect("a game").to_owned();
    let plays = format!("/api/v1/games/{game}/plays");
    server.wait_for(&plays, |it| it["plays"].as_array().is_some_and(|it| it.len() > 3));
    let read = || server.events("/events?after=0").take(12).collect::<Vec<_>>();
    let (first, again) = (read(), read());
    assert!(first.iter().any(|it| it["type"] == "play"), "{first:?}");
    assert_eq!(first, again);
    let due = |it: &serde_json::Value| it["published_ns"].as_u64().expect("an instant");
    assert!(first.windows(2).all(|it| due(&it[0]) <= due(&it[1])), "{first:?}");
}
