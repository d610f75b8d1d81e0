//! A whole game followed by script: from before its tip-off to its end, on one page that is never
//! loaded again.

use crate::chromium::{self, Browser, Setup};
use crate::server::Server;
use serde_json::{Value, json};

/// A game of about ten seconds: first to seven at pace fast.
pub(crate) const SHORT_GAME: &str =
    "end.mode = \"target\"\nend.target_score = 7\nclock.periods = 1\nclock.period_secs = 240";

/// What the page shows of its game's plays, oldest first.
const ROWS: &str = "[...document.querySelectorAll('.log li[data-n]')].reverse().map((row) => ({
    n: Number(row.dataset.n), id: row.id, phase: row.dataset.phase,
    clock: row.querySelector('.t').textContent.replace(row.dataset.phase, '').trim(),
    score: row.querySelector('.sc').textContent, text: row.querySelector('p').textContent}))";

/// Every play of the game that the API tells is on the page once, in order, in the same words.
pub(crate) async fn shows_every_play(page: &Browser, server: &Server, game: &str) {
    let rows = page.value(ROWS).await;
    let rows = rows.as_array().expect("rows");
    let told = server.api(&format!("/games/{game}/plays"));
    let told = told["plays"].as_array().expect("plays");
    let shown: Vec<&Value> = rows.iter().map(|it| &it["n"]).collect();
    let count: Vec<Value> = (0..told.len()).map(Value::from).collect();
    assert_eq!(shown, count.iter().collect::<Vec<_>>(), "every play once and in order");
    for (row, play) in rows.iter().zip(told) {
        let [home, away] = ["home", "away"].map(|side| play["score"][side].to_string());
        assert_eq!(row["score"], json!(format!("{home}–{away}")), "{row} {play}");
        assert_eq!(row["phase"], play["phase"], "{row} {play}");
        assert_eq!(row["clock"], play["clock"], "{row} {play}");
        let (line, words) = (row["text"].as_str(), play["text"].as_str());
        assert!(line.expect("a line").contains(words.expect("words")), "{row} {play}");
    }
}

#[test]
fn a_whole_game_is_followed_without_loading_the_page_again() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("fast", SHORT_GAME);
        // The first round was under way before the server answered: this is about the second.
        page.open(server.at("/games/s1r2g1")).await;
        page.run("window.__mark = 'the same page'", vec![]).await;
        assert_eq!(page.value("document.querySelector('.game .log')").await, Value::Null);
        server.until_over("s1r1g1");
        server.advance(1);
        page.until("document.querySelector('.game')?.dataset.state === 'live'").await;
        page.until("document.querySelector('[data-clock-text]').textContent === 'Final'").await;
        // The board is final at once; then the page takes the finished game from the server.
        page.until("document.querySelector('[data-replay]')").await;
        assert_eq!(page.text("window.__mark").await, "the same page");
        shows_every_play(&page, &server, "s1r2g1").await;
        let score =
            "[...document.querySelectorAll('.num[data-score]')].map((it) => Number(it.innerText))";
        let ended = server.api("/games/s1r2g1");
        let [home, away] = [&ended["score"]["home"], &ended["score"]["away"]];
        assert_eq!(page.value(score).await, json!([home, away]));
        let title = page.text("document.title").await;
        let [one, other] = ["home", "away"].map(|it| ended[it]["code"].as_str().expect("a code"));
        assert_eq!(title, format!("{one} {home}, {other} {away} · Final · Pinwheel"));
        assert_eq!(page.faults().await, [""; 0]);
    });
}

#[test]
fn the_numbers_follow_the_board() {
    chromium::with(Setup { own_streams: true, ..Setup::ORDINARY }, async |page| {
        let server = Server::league("production", "");
        page.open(server.at("/games/s1r1g1")).await;
        page.run("document.body.dataset.refresh = ''; window.__told = performance.now()", vec![])
            .await;
        let asked = "performance.getEntriesByType('resource').filter((it) => it.name.endsWith('?fragment=parts'))";
        let newest = page.value("Number(document.querySelector('.game').dataset.n)").await;
        let next = newest.as_i64().expect("a number") + 1;
        let play = |n: i64, score: [u32; 2]| {
            json!({"type": "play", "game": "s1r1g1", "n": n, "id": n, "phase": "P1", "clock": "4:01", "side": "home",
            "kind": "made", "text": "scores", "points": 2, "score": score, "ball": "away"})
        };
        let basket = vec![play(next, [90, 80]), play(next + 1, [92, 80])];
        page.run("window.__tell(arguments[0]); window.__tell(arguments[1]);", basket).await;
        page.until(&format!("{asked}.length")).await;
        let late = page.value(&format!("{asked}[0].startTime - window.__told")).await;
        assert!(late.as_f64().is_some_and(|it| it < 4_000.0), "asked after {late} ms");
        assert_eq!(page.value(&format!("{asked}.length")).await, 1, "two baskets, one question");
        let end = json!({"type": "final", "game": "s1r1g1", "score": [92, 80], "id": 99_999});
        page.run("window.__told = performance.now(); window.__tell(arguments[0])", vec![end]).await;
        page.until(&format!("{asked}.length === 2")).await;
        let late = page.value(&format!("{asked}[1].startTime - window.__told")).await;
        assert!(late.as_f64().is_some_and(|it| it < 1_000.0), "asked after {late} ms");
        assert_eq!(page.faults().await, [""; 0]);
    });
}

#[test]
fn an_address_of_a_play_that_is_not_there_says_so() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("instant", "");
        page.open(server.at("/games/s1r1g1#p99999")).await;
        page.until("document.querySelector('#no-play')?.checkVisibility()").await;
        page.run("location.hash = '#p3'", vec![]).await;
        page.until("!document.querySelector('#no-play') && document.querySelector('#p3:target')")
            .await;
    });
}
