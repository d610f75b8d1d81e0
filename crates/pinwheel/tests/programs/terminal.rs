//! The terminal: the same model as the API, tables that fit, readers who leave early.
//!
//! May live here: commands run as people type them. Never: games under way (`spoilers`).

use super::after_a_season;
use crate::server::Server;
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

fn json(server: &Server, args: &[&str]) -> Value {
    let output = server.run(args);
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn lines(server: &Server, args: &[&str]) -> Vec<Value> {
    let output = server.run(args);
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().map(|it| serde_json::from_str(it).expect("an object a line")).collect()
}

#[test]
fn json_is_what_the_api_answers() {
    let server = after_a_season();
    for (args, address) in [
        (&["standings", "--json"][..], "/api/v1/standings"),
        (&["standings", "--season", "1", "--json"], "/api/v1/standings?season=1"),
        (&["schedule", "--json"], "/api/v1/schedule"),
        (&["schedule", "--team", "herons", "--json"], "/api/v1/schedule?team=herons"),
        (&["games", "--json"], "/api/v1/games"),
        (&["games", "--round", "3", "--season", "1", "--json"], "/api/v1/games?round=3&season=1"),
        (&["box", "s1r2g3", "--json"], "/api/v1/games/s1r2g3/box"),
        (&["team", "FUR", "--json"], "/api/v1/teams/furnace"),
        (&["hooper", "Ines Okafor", "--json"], "/api/v1/hoopers/ines-okafor"),
        (&["leaders", "--json"], "/api/v1/leaders"),
        (&["book", "--json"], "/api/v1/book"),
    ] {
        assert_eq!(json(&server, args), server.get(address).json(), "{args:?}");
    }
    let log = lines(&server, &["log", "--json"]);
    let part = server.get("/api/v1/log?limit=200").json();
    assert_eq!(Value::from(log[..200].to_vec()), part["entries"]);
}

#[test]
fn a_finished_game_is_watched_from_its_first_play_to_its_last() {
    let server = after_a_season();
    let mut watched = lines(&server, &["watch", "s1r1g1", "--json"]);
    let last = watched.pop().expect("a last line");
    assert_eq!((&last["type"], &last["game"]["id"]), (&"final".into(), &"s1r1g1".into()));
    let api = server.get("/api/v1/games/s1r1g1/plays").json();
    let plays: Vec<Value> = watched
        .into_iter()
        .map(|mut it| {
            let fields = it.as_object_mut().expect("an object");
            fields.remove("type");
            fields.remove("game");
            it
        })
        .collect();
    assert_eq!(Value::from(plays), api["plays"]);
    let idle = lines(&server, &["watch", "--no-wait", "--json"]);
    assert_eq!((idle.len(), &idle[0]["type"]), (1, &"waiting".into()));
}

#[test]
fn tables_fit_a_narrow_terminal_and_carry_no_colour_into_a_pipe() {
    let server = after_a_season();
    for args in [
        &["standings"][..],
        &["schedule"],
        &["games"],
        &["games", "--season", "1"],
        &["box", "s1r1g1"],
        &["team", "herons"],
        &["leaders"],
        &["book"],
    ] {
        let output = server.run(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(!text.contains('\u{1b}'), "{args:?}");
        let sentences = |it: &&str| !it.ends_with('.');
        let wide = text.lines().filter(sentences).find(|it| it.chars().count() > 80);
        assert_eq!(wide, None, "{args:?}");
    }
}

#[test]
fn a_name_that_does_not_exist_is_answered_with_those_that_do() {
    let server = after_a_season();
    for (args, part) in [
        (&["team", "heron"][..], "did you mean herons?"),
        (&["schedule", "--team", "Furnce"], "did you mean furnace?"),
        (&["hooper", "okafor"], "did you mean ines-okafor?"),
        (&["box", "s1r99g1"], "the latest are s2r"),
        (&["watch", "tonight"], "an id looks like s1r3g2"),
        (&["standings", "--season", "9"], "no such season"),
        (&["games", "--round", "99"], "no round 99 in season 2"),
    ] {
        let output = server.run(args);
        let told = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(told.contains(part) && told.lines().count() == 1, "{args:?}: {told}");
    }
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let server = after_a_season();
    for args in [
        &["log", "--json"][..],
        &["watch", "s1r1g1", "--json"],
        &["games", "--season", "1", "--json"],
    ] {
        let mut child = server
            .command(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut stdout = BufReader::with_capacity(64, child.stdout.take().expect("its output"));
        let mut line = String::new();
        stdout.read_line(&mut line).expect("a line");
        drop(stdout);
        let status = child.wait().expect("it ends");
        let mut told = String::new();
        child.stderr.take().expect("its errors").read_to_string(&mut told).expect("text");
        assert!(status.success() && told.is_empty(), "{args:?}: {status} {told}");
    }
}

#[test]
fn help_of_a_command_shows_what_it_takes_and_no_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let help = |command: &str| crate::support::must(folder.path(), &[command, "--help"]);
    assert!(help("serve").contains("--listen") && help("serve").contains("--data"));
    assert!(!help("advance").contains("--listen") && help("advance").contains("--data"));
    assert!(!help("advance").contains("--timings"), "what is hidden stays hidden");
    for command in ["init", "check"] {
        let help = help(command);
        for flag in ["--listen", "--game-cron", "--data", "--slug"] {
            assert!(!help.contains(flag), "{command} {flag}: {help}");
        }
    }
}
