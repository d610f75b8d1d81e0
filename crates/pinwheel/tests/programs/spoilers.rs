//! Goal: show that no address tells more of a game than the broadcast has shown.
//! Method: short games at a quick pace. One reader notes when each play was published; meanwhile
//! every address is asked again and again, and what it tells is compared with what had been shown
//! when its answer arrived. What is told of the same plays must be the same bytes: a length or a
//! tag that moves by itself tells something too.

use crate::server::{Answer, Server, league_file};
use crate::support::PATIENCE;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// How much later than a page the broadcast may show a play: it wakes, formats, sends.
const LATE: Duration = Duration::from_secs(1);

/// What has been published of one game, with the instants in nanoseconds.
#[derive(Debug, Default)]
struct Shown {
    /// When each play was published, in order of play, with the score after it.
    plays: Vec<(u128, [u64; 2])>,
    over: Option<u128>,
}

type Board = Arc<Mutex<BTreeMap<String, Shown>>>;

/// Something that an answer told.
#[derive(Debug)]
struct Claim {
    at: u128,
    address: String,
    game: String,
    told: Told,
}

#[derive(Debug)]
enum Told {
    Plays(usize),
    Score([u64; 2]),
    Over,
}

fn now_ns() -> u128 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_nanos()
}

/// Games of one short period to five points: a few seconds each.
fn a_league_of_short_games() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    league_file(folder.path(), |text| {
        let rules =
            "preset = \"house\"\nclock.periods = 1\nclock.period_secs = 60\nend.mode = \"timed\"";
        text.lines()
            .map(|it| match it {
                it if it.starts_with("pace = ") => "pace = \"fast\"".to_owned(),
                it if it.starts_with("cron = ") => "cron = \"0 0 1 1 *\"".to_owned(),
                it if it.starts_with("preset = ") => rules.to_owned(),
                it => it.to_owned(),
            })
            .collect::<Vec<_>>()
            .join("\n")
    });
    Server::start_in(folder, &["--league", "league.toml"])
}

fn listen(server: &Server) -> Board {
    let board = Board::default();
    let events = server.events("/events?after=0");
    let noted = board.clone();
    std::thread::spawn(move || {
        for event in events {
            let at = u128::from(event["published_ns"].as_u64().unwrap_or(0));
            let mut board = noted.lock().expect("the board");
            let game = board.entry(event["game"].as_str().unwrap_or("").to_owned()).or_default();
            match event["type"].as_str() {
                Some("play") => game.plays.push((at, pair(&event["score"][0], &event["score"][1]))),
                Some("final") => game.over = Some(at),
                _ => {}
            }
        }
    });
    board
}

fn pair(home: &Value, away: &Value) -> [u64; 2] {
    [home, away].map(|it| it.as_u64().unwrap_or(0))
}

/// What a line of a list of games tells.
fn of_line(claims: &mut Vec<Claim>, address: &str, line: &Value) {
    let game = line["id"].as_str().unwrap_or("").to_owned();
    let mut claim = |told: Told| {
        claims.push(Claim { at: now_ns(), address: address.to_owned(), game: game.clone(), told });
    };
    if !line["score"].is_null() {
        claim(Told::Score(pair(&line["score"]["home"], &line["score"]["away"])));
    }
    if let Some(plays) = line["live"]["plays"].as_u64() {
        claim(Told::Plays(usize::try_from(plays).expect("a count")));
    }
    if line["status"] == "final" || !line["winner"].is_null() || !line["seed"].is_null() {
        claim(Told::Over);
    }
}

/// Asks every address once and notes what it tells.
fn ask_all(server: &Server, claims: &mut Vec<Claim>, seen: &mut Seen) {
    let list = server.get("/api/v1/games?round=1");
    let games = list.json()["games"].as_array().expect("games").clone();
    for line in &games {
        of_line(claims, "/api/v1/games", line);
        let id = line["id"].as_str().expect("an id");
        ask_game(server, claims, seen, id);
    }
    let csv = server.get("/api/v1/games.csv?round=1").text();
    for row in csv.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let score = [cells[9], cells[10]].map(|it| it.parse().unwrap_or(0));
        let told = if cells[8] == "final" { Told::Over } else { Told::Score(score) };
        claims.push(Claim {
            at: now_ns(),
            address: "games.csv".into(),
            game: cells[0].into(),
            told,
        });
    }
    ask_the_rest(server, claims);
}

/// Bodies by what they may depend on: address, and plays shown.
type Seen = BTreeMap<(String, usize), Vec<u8>>;

fn ask_game(server: &Server, claims: &mut Vec<Claim>, seen: &mut Seen, id: &str) {
    let game = format!("/api/v1/games/{id}");
    let count = |server: &Server| {
        server.get(&format!("{game}/plays")).json()["plays"].as_array().map_or(0, Vec::len)
    };
    let before = count(server);
    let mut answers: Vec<(String, Answer)> = Vec::new();
    for address in [
        game.clone(),
        format!("{game}/plays"),
        format!("{game}/box"),
        format!("{game}/plays.csv"),
        format!("{game}/box.csv"),
        format!("/games/{id}/share.png"),
        format!("/games/{id}/share.png?s=0"),
    ] {
        let answer = server.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        answers.push((address, answer));
    }
    let at = now_ns();
    let mut claim = |address: &str, told: Told| {
        claims.push(Claim { at, address: address.to_owned(), game: id.to_owned(), told });
    };
    let plays = answers[1].1.json();
    claim("plays", Told::Plays(plays["plays"].as_array().map_or(0, Vec::len)));
    let rows = answers[3].1.text().lines().count() - 1;
    claim("plays.csv", Told::Plays(rows));
    let total = |side: &Value| side["total"]["points"].as_u64().unwrap_or(0);
    let boxes = answers[2].1.json();
    claim("box", Told::Score([total(&boxes["home"]), total(&boxes["away"])]));
    of_line(claims, &game, &answers[0].1.json());
    // Nothing was shown in between, and the game goes on: then the same plays are the same bytes.
    let is_live = answers[0].1.json()["status"] == "live";
    if is_live && before == count(server) && before == plays["plays"].as_array().map_or(0, Vec::len)
    {
        for (address, answer) in answers {
            let key = if address.ends_with("?s=0") { 0 } else { before };
            let first = seen.entry((address.clone(), key)).or_insert_with(|| answer.body.clone());
            assert!(*first == answer.body, "{address} changed while {before} plays were shown");
        }
    }
}

/// Addresses that tell of results only.
fn ask_the_rest(server: &Server, claims: &mut Vec<Claim>) {
    let log = server.get("/api/v1/log?limit=200").json();
    let played =
        log["entries"].as_array().expect("entries").iter().filter(|it| it["kind"] == "game_played");
    let mut over = |address: &str, game: &str| {
        claims.push(Claim {
            at: now_ns(),
            address: address.to_owned(),
            game: game.to_owned(),
            told: Told::Over,
        });
    };
    played.for_each(|it| over("log", it["event"]["id"].as_str().expect("an id")));
    let atom = server.get("/feeds/results.atom").text();
    for (_, rest) in atom.match_indices("/games/s").map(|(at, _)| atom.split_at(at + 7)) {
        over("atom", rest.split('"').next().unwrap_or(""));
    }
    let calendar = server.get("/teams/herons/calendar.ics").text().replace("\r\n ", "");
    for event in calendar.split("BEGIN:VEVENT").skip(1) {
        let line = |name: &str| event.lines().find_map(|it| it.strip_prefix(name)).unwrap_or("");
        if line("SUMMARY:").contains(|it: char| it.is_ascii_digit()) {
            over("calendar", line("URL:").rsplit('/').next().unwrap_or(""));
        }
    }
    let rows = server.get("/api/v1/standings").json();
    let wins: u64 =
        rows["rows"].as_array().expect("rows").iter().filter_map(|it| it["wins"].as_u64()).sum();
    let finals = server.get("/api/v1/games").json();
    let finals = finals["games"]
        .as_array()
        .expect("games")
        .iter()
        .filter(|it| it["status"] == "final")
        .count();
    assert!(
        usize::try_from(wins).is_ok_and(|it| it <= finals),
        "{wins} wins after {finals} finals"
    );
    let leaders = server.get("/api/v1/leaders").json();
    let leads = leaders["boards"][3]["leaders"].as_array().map_or(0, Vec::len);
    let after = server.get("/api/v1/games?round=1").json();
    let over = after["games"]
        .as_array()
        .expect("games")
        .iter()
        .filter(|it| it["status"] == "final")
        .count();
    assert!(leads == 0 || over > 0, "leaders before any final");
}

fn check(board: &BTreeMap<String, Shown>, claim: &Claim) {
    let Claim { at, address, game, told } = claim;
    let shown = board.get(game).unwrap_or_else(|| panic!("{address} tells of {game}, never shown"));
    let by = at + LATE.as_nanos();
    match told {
        Told::Plays(count) => {
            let last = count.checked_sub(1);
            let last = last.map_or(0, |it| shown.plays.get(it).map_or(u128::MAX, |it| it.0));
            assert!(last <= by, "{address} told {count} plays of {game} before they were shown");
        }
        Told::Score(score) => {
            let known = shown.plays.iter().filter(|it| it.0 <= by).any(|it| it.1 == *score);
            assert!(known || *score == [0, 0], "{address} told {score:?} of {game} too early");
        }
        Told::Over => {
            let over = shown.over.is_some_and(|it| it <= by);
            assert!(over, "{address} told that {game} was over before it was");
        }
    }
}

#[test]
fn nothing_is_told_before_it_is_shown() {
    let server = a_league_of_short_games();
    let board = listen(&server);
    let (mut claims, mut seen) = (Vec::new(), Seen::new());
    let began = Instant::now();
    let finals = |board: &Board| {
        board.lock().expect("the board").values().filter(|it| it.over.is_some()).count()
    };
    while finals(&board) < 4 {
        ask_all(&server, &mut claims, &mut seen);
        assert!(began.elapsed() < PATIENCE, "the round does not end");
    }
    ask_all(&server, &mut claims, &mut seen);
    // waits: what the last answers told may be published this much later
    std::thread::sleep(LATE);
    let board = board.lock().expect("the board");
    for claim in &claims {
        check(&board, claim);
    }
    let live =
        claims.iter().filter(|it| matches!(it.told, Told::Plays(count) if count > 3)).count();
    let over = claims.iter().filter(|it| matches!(it.told, Told::Over)).count();
    assert!(
        live > 40 && over > 10,
        "{live} looks at live games, {over} at finals: too few to tell"
    );
}

#[test]
fn a_live_game_is_watched_to_its_end() {
    let server = a_league_of_short_games();
    let output = server.run(&["watch", "--json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("text");
    let lines: Vec<Value> =
        text.lines().map(|it| serde_json::from_str(it).expect("JSON")).collect();
    let last = lines.last().expect("a last line");
    assert_eq!(last["type"], "final");
    let id = last["game"]["id"].as_str().expect("an id");
    let plays = server.get(&format!("/api/v1/games/{id}/plays")).json();
    let count = plays["plays"].as_array().map_or(0, Vec::len);
    assert_eq!(lines.len(), count + 1);
    let in_order = lines[..count].iter().enumerate().all(|(n, it)| it["n"] == n);
    assert!(in_order, "plays out of order");
}
