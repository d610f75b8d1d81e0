//! Hidden scores: no page tells how a game ended until it is asked to.

use crate::chromium::{self, Browser, Setup};
use crate::every_page::{kinds, settled_league};
use crate::server::Server;
use serde_json::{Value, json};

/// The ways in which a result is written on pages, in titles and on addresses of pictures.
fn results(game: &Value) -> Vec<String> {
    let [home, away] = ["home", "away"].map(|side| {
        let score = &game["score"][side];
        let names = ["nickname", "code"].map(|it| game[side][it].as_str().expect("a name"));
        (score.to_string(), names)
    });
    let ((h, home_names), (a, away_names)) = (home, away);
    let mut ways =
        vec![format!("{h}–{a}"), format!("{a}–{h}"), format!("{h} to {a}"), format!("{a} to {h}")];
    for (home, away) in home_names.iter().zip(away_names) {
        for between in [", ", " · ", "\n", " "] {
            ways.push(format!("{home} {h}{between}{away} {a}"));
            ways.push(format!("{away} {a}{between}{home} {h}"));
        }
    }
    ways
}

/// Every game that is over, of both seasons.
fn over(server: &Server) -> Vec<Value> {
    let past = server.api("/games?season=1");
    let past = past["games"].as_array().expect("games").clone();
    past.into_iter().chain(server.games("final")).collect()
}

/// What the page shows and says: its text, title, names, and the texts beside its address.
async fn everything(page: &Browser) -> String {
    let all = "[document.title, document.body.innerText,
        ...[...document.querySelectorAll('[aria-label]')].filter((it) => it.checkVisibility()).map((it) => it.ariaLabel),
        ...[...document.querySelectorAll('[title],meta[content]')].map((it) => it.title || it.content)].join('\\n')";
    page.text(all).await
}

#[test]
fn hidden_scores_are_on_no_page_and_in_no_title() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = settled_league();
        let ended = over(&server);
        assert!(ended.len() > 30, "{} games are over", ended.len());
        let told = async |page: &Browser| {
            let text = everything(page).await;
            let told = ended.iter().flat_map(results).filter(|it| text.contains(it.as_str()));
            told.collect::<Vec<String>>()
        };
        page.open(server.at("/games")).await;
        assert!(!told(&page).await.is_empty(), "results are told where nobody hides them");
        page.click("button[name=spoilers]").await;
        page.until("document.body.dataset.spoilers === 'hide'").await;
        let mut faults: Vec<String> = Vec::new();
        for (name, path) in kinds(&server) {
            page.open(server.at(&path)).await;
            faults.extend(told(&page).await.iter().map(|it| format!("{name} tells {it:?}")));
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));

        // One game is revealed on its page, and on no other.
        let game = server.game("final");
        page.open(server.at(&format!("/games/{game}"))).await;
        let score = "[...document.querySelectorAll('.num[data-score]')].map((it) => it.innerText).join(' ')";
        assert_eq!(page.text(score).await, "– –");
        page.click("main a[href='?reveal=1']").await;
        page.until(&format!("/^\\d+ \\d+$/.test({score})")).await;
        let told_now = server.api(&format!("/games/{game}"));
        let wanted = format!("{} {}", told_now["score"]["home"], told_now["score"]["away"]);
        assert_eq!(page.text(score).await, wanted);

        // In a list, and in the table.
        page.open(server.at("/games")).await;
        page.click("details.spoiler summary").await;
        page.until(
            "/\\d+, .* \\d+/.test(document.querySelector('details.spoiler[open] p').innerText)",
        )
        .await;
        page.open(server.at("/standings")).await;
        let table = "document.querySelector('#st').checkVisibility()";
        assert_eq!(page.value(table).await, false);
        page.click("#veil summary").await;
        page.until(table).await;
    });
}

/// A veiled game can be watched from its tip-off; the end lifts the veil.
#[test]
fn a_game_with_hidden_score_is_replayed_from_its_start() {
    chromium::with(Setup { haste: 20, ..Setup::ORDINARY }, async |page| {
        let server = Server::league("instant", crate::follow::SHORT_GAME);
        page.open(server.at("/games/s1r1g1")).await;
        page.click("button[name=spoilers]").await;
        page.until("document.querySelector('.game.veiled')").await;
        assert_eq!(page.value("document.querySelector('.log').checkVisibility()").await, false);
        page.click("[data-r=start]").await;
        page.until("document.querySelector('.replaying') && document.querySelector('.log').checkVisibility()").await;
        let where_ = "document.querySelector('.where').textContent";
        page.until(&format!("/^Play ([3-9]|\\d\\d)$/.test({where_})")).await;
        // The list to jump to holds what has been shown, and the numbers beside the game wait.
        let jumps = "[...document.querySelectorAll('.replay option')].every((it) => Number(it.value) < Number(document.querySelector('.where').textContent.split(' ')[1]))";
        assert_eq!(page.value(jumps).await, true);
        let told =
            "[...document.querySelectorAll('.replay option')].map((it) => it.textContent).join()";
        assert!(!page.text(told).await.contains("win"), "who wins is no place to jump to");
        let shown = "[...document.querySelectorAll('.log li[data-n]')].filter((it) => it.checkVisibility()).length";
        let at = "Number(document.querySelector('.where').textContent.split(' ')[1])";
        assert_eq!(page.value(&format!("{shown} === {at}")).await, true, "no play before its time");
        page.click("[data-r=play]").await;
        let stood = page.value(at).await;
        page.click("[data-r=next]").await;
        assert_eq!(page.value(at).await.as_u64(), stood.as_u64().map(|it| it + 1));
        page.click("[data-r=end]").await;
        let game = server.api("/games/s1r1g1");
        let score = format!("{} {}", game["score"]["home"], game["score"]["away"]);
        let board = "[...document.querySelectorAll('.num[data-score]')].map((it) => it.innerText).join(' ')";
        page.until(&format!("{board} === '{score}'")).await;
        assert_eq!(page.faults().await, [""; 0]);
    });
}

/// Lists that hide scores stay without numbers while games go on and end.
#[test]
fn a_game_that_ends_writes_no_score_into_lists_that_hide_them() {
    chromium::with(Setup { own_streams: true, ..Setup::ORDINARY }, async |page| {
        let server = Server::league("production", "");
        page.open(server.at("/games")).await;
        page.click("button[name=spoilers]").await;
        page.until("document.body.dataset.spoilers === 'hide'").await;
        let game = server.game("live");
        let play = json!({"type": "play", "game": game, "n": 900, "id": 1, "phase": "P3", "clock": "0:01",
            "side": "home", "text": "scores", "points": 2, "score": [971, 969], "ball": "home"});
        let end = json!({"type": "final", "game": game, "id": 2, "score": [973, 969]});
        page.run("window.__tell(arguments[0]); window.__tell(arguments[1]);", vec![play, end])
            .await;
        let state = format!("document.querySelector('#strip [data-strip=\"{game}\"]').innerText");
        page.until(&format!("/Final/.test({state})")).await;
        let text = everything(&page).await;
        assert!(!text.contains("97") && !text.contains("969"), "{text}");
    });
}

/// Whoever replays a finished game sees its numbers when their time comes, hidden scores or not.
#[test]
fn a_replay_never_tells_what_is_to_come() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("instant", "");
        page.open(server.at("/games/s1r1g1")).await;
        let target = "[...document.querySelectorAll('dt')].some((it) => it.textContent === 'Target' && it.checkVisibility())";
        assert_eq!(page.value(target).await, true, "a finished game tells its target");
        page.click("[data-r=start]").await;
        page.until("document.querySelector('.replaying')").await;
        assert_eq!(page.value(target).await, false, "its replay does not");
        let jumps =
            "[...document.querySelectorAll('.replay option')].slice(1).map((it) => it.textContent)";
        let jumps = page.value(jumps).await;
        let jumps: Vec<String> = serde_json::from_value(jumps).expect("a list");
        assert!(jumps.iter().all(|it| it.len() < 8), "periods only: {jumps:?}");
        assert!(jumps.len() > 2, "{jumps:?}");
    });
}
