//! Pages that answer a question: days, records, search, help, what is new since the last visit.
//!
//! May live here: what such a page tells, asked without a browser. Never: how it looks (`browser`).

use super::after_a_season;
use crate::server::{Server, league_file};

#[test]
fn a_day_has_its_games_and_leads_to_the_nearest_others() {
    let server = after_a_season();
    let games = server.get("/api/v1/games?season=1&round=1").json();
    let today = games["games"][0]["tip_off"].as_str().expect("a time")[..10].to_owned();
    let page = server.get(&format!("/games/{today}"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("season 1, round 1") && page.text().contains("/games/s1r1g1"));
    for (empty, link) in [("1999-12-31", "Later: "), ("2999-01-01", "Earlier: ")] {
        let page = server.get(&format!("/games/{empty}"));
        assert_eq!(page.status, 200, "{empty}");
        let text = page.text();
        assert!(text.contains("No games on this day") && text.contains(link), "{empty}: {text}");
        assert!(text.contains(&format!("href=\"/games/{today}\"")), "{empty}");
    }
    for none in ["2026-02-30", "2026-11-20x", "20261120"] {
        assert_eq!(server.get(&format!("/games/{none}")).status, 404, "{none}");
    }
}

#[test]
fn records_are_the_highest_of_all_games() {
    let server = after_a_season();
    let mut most = 0;
    for season in [1, 2] {
        let games = server.get(&format!("/api/v1/games?season={season}")).json();
        for game in games["games"].as_array().expect("games") {
            for side in ["home", "away"] {
                most = most.max(game["score"][side].as_u64().unwrap_or(0));
            }
        }
    }
    let text = server.get("/records").text();
    let told = text.split("Most points in a game").nth(1).expect("told");
    assert!(told[..200].contains(&format!("<b>{most}</b>")), "{most}: {}", &told[..200]);
    assert!(text.contains("All time") && text.contains("Season 2"), "both are told");
    let hidden = server.ask("GET", "/records", &[("cookie", "spoilers=hide")]).text();
    assert!(!hidden.contains("Most points in a game") && hidden.contains("You hide scores"));
}

#[test]
fn search_finds_names_games_rules_and_pages_and_never_a_score() {
    let server = after_a_season();
    let found = |asked: &str| server.get(&format!("/search?q={asked}")).text();
    assert!(found("okafor").contains("href=\"/players/ines-okafor\""));
    assert!(found("FUR").contains("href=\"/teams/furnace\""));
    assert!(found("s2r1g1").contains("href=\"/games/s2r1g1\""));
    assert!(found("shot+clock").contains("href=\"/book#clock.shot_secs\""));
    assert!(found("help").contains("href=\"/start\""));
    assert!(found("zzzzzz").contains("Nothing here is called"));
    for odd in ["", "%ff", "%3Cscript%3E", &"x".repeat(5_000)] {
        let page = server.get(&format!("/search?q={odd}"));
        assert_eq!(page.status, 200, "{odd}");
        assert!(!page.text().contains("<script>"), "{odd}");
    }
    assert_eq!(server.get("/search").status, 200);
    let help = server.get("/help");
    assert_eq!((help.status, help.header("location")), (303, "/start"));
}

#[test]
fn whoever_comes_back_is_told_which_rounds_were_played() {
    let server = after_a_season();
    let league = server.get("/api/v1/league").json();
    let slug = league["slug"].as_str().expect("a slug").to_owned();
    let first = server.get("/");
    let cookie = first.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    assert!(cookie.starts_with(&format!("seen-{slug}=2.")), "{cookie}");
    assert!(!first.text().contains("Since your last visit"));
    let long_ago = format!("seen-{slug}=1.3.1.3.100");
    let back = server.ask("GET", "/", &[("cookie", &long_ago)]);
    assert!(back.text().contains("Since your last visit, season 1 came to its end, and round"));
    // The same visit goes on being told; the next one is not.
    let kept = back.header("set-cookie").split(';').next().expect("a cookie").to_owned();
    let again = server.ask("GET", "/", &[("cookie", &kept)]);
    assert!(again.text().contains("Since your last visit"));
}

#[test]
fn before_the_first_game_the_table_is_in_the_order_of_the_alphabet() {
    let folder = tempfile::tempdir().expect("a folder");
    league_file(folder.path(), |text| text);
    let server = Server::start_in(folder, &["--league", "league.toml"]);
    let rows = server.get("/api/v1/standings").json();
    let rows = rows["rows"].as_array().expect("rows").clone();
    let names: Vec<&str> =
        rows.iter().map(|it| it["team"]["nickname"].as_str().expect("a name")).collect();
    assert!(rows.iter().all(|it| it["wins"] == 0 && it["losses"] == 0));
    assert!(names.is_sorted(), "{names:?}");
}

#[test]
fn every_page_names_its_league_and_leads_to_the_others() {
    let folder = tempfile::tempdir().expect("a folder");
    league_file(folder.path(), |text| text);
    let name = |it: &str| {
        it.replace("Portland League", "Second League").replace("\"portland\"", "\"second\"")
    };
    let text = std::fs::read_to_string(folder.path().join("league.toml")).expect("the file");
    std::fs::write(folder.path().join("other.toml"), name(&text)).expect("written");
    let server = Server::start_in(folder, &["--league", "league.toml", "--league", "other.toml"]);
    for (page, league) in [("/book", "Portland League"), ("/l/second/teams", "Second League")] {
        let text = server.get(page).text();
        let header = text.split("<header").nth(1).and_then(|it| it.split("</header>").next());
        let header = header.expect("a header");
        assert!(header.contains(&format!("<small>{league}</small>")), "{page}: {header}");
        for link in ["href=\"/l/portland/\"", "href=\"/l/second/\""] {
            assert!(header.contains(link), "{page}: {header}");
        }
    }
}

#[test]
fn a_board_for_other_sites_needs_nothing_of_ours() {
    let server = after_a_season();
    let board = server.get("/embed/games/s1r1g1");
    assert_eq!(board.status, 200);
    let (text, policy) = (board.text(), board.header("content-security-policy").to_owned());
    assert!(policy.contains("frame-ancestors *") && !policy.contains("script-src"), "{policy}");
    assert!(!text.contains("<script") && board.header("set-cookie").is_empty());
    let game = server.get("/api/v1/games/s1r1g1").json();
    let score = format!("<b data-s-home>{}</b>", game["score"]["home"]);
    assert!(text.contains(&score), "{text}");
    assert!(!server.get("/embed/games/s1r1g1?s=0").text().contains("data-s-home"));
    assert_eq!(server.get("/embed/games/s9r9g9").status, 404);
    assert!(
        server.get("/book").header("content-security-policy").contains("frame-ancestors 'self'")
    );
}
