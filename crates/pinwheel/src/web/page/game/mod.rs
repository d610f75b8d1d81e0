//! The page of one game: scheduled, live, over, or of a past season; and its parts on their own.
//!
//! May live here: which of these an address means, and what frames it. Must never live here: a play
//! that has not been shown; everything comes through `GameView`.

mod board;
mod boxes;
mod charts;
mod embed;
mod facts;
mod log;
mod soon;

use super::lines::Lines;
use super::{Chrome, Nav, Visit, about, answer, days, missing};
use crate::games::{self, Loaded};
use crate::model;
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use board::{Board, PeriodLine};
use boxes::BoxTable;
use charts::{Lead, Shots};
use facts::{Fact, Rule};
use league::view::{GameView, View};
use log::Log;
use std::collections::BTreeMap;

pub(super) use boxes::page as box_page;
pub(super) use embed::page as embed;

/// Plays on the page of a live game, unless all are asked for.
const PLAYS_FIRST: usize = 40;

#[derive(Template)]
#[template(path = "game.html")]
struct Page {
    chrome: Chrome,
    board: Board,
    period_line: PeriodLine,
    log: Log,
    lead: Lead,
    boxes: [BoxTable; 2],
    shots: Shots,
    story: Vec<Fact>,
    /// What the reporter told of it, once it was told: its paragraphs.
    told: Vec<String>,
    /// Season and round.
    round: (u16, u16),
    as_of: String,
    about: Vec<Fact>,
    rules: Vec<Rule>,
    /// SHA-256 of the rules, hexadecimal.
    rule_set: String,
    /// Whether these are the rules in force.
    in_force: bool,
    engine: u16,
    seed: Option<String>,
    url: String,
}

/// The parts of a live game's page that the script keeps up to date.
#[derive(Template)]
#[template(path = "game_parts.html")]
struct Parts {
    chrome_base: String,
    board_id: String,
    boxes: [BoxTable; 2],
    lead: Lead,
    shots: Shots,
    story: Vec<Fact>,
    as_of: String,
}

/// `GET /games/{id}`: the game, or the games of a day (`/games/2026-11-20`); with `?fragment=parts` its numbers alone.
pub(super) async fn page(visit: Visit, Path(path): Path<BTreeMap<String, String>>) -> Response {
    match find(&visit, &path).await {
        Ok(Some(loaded)) if loaded.game().is_none() => soon::page(&visit, &loaded.card).await,
        Ok(Some(loaded)) => begun(visit, &loaded).await,
        Ok(None) => {
            let asked = path.get("id").map_or("", String::as_str);
            days::named(asked)
                .map_or_else(|| missing::game(&visit, asked), |day| days::page(&visit, day))
        }
        Err(response) => response,
    }
}

/// The game that the address names.
async fn find(visit: &Visit, path: &BTreeMap<String, String>) -> Result<Option<Loaded>, Response> {
    let Some(id) = path.get("id").and_then(|it| it.parse().ok()) else { return Ok(None) };
    games::load_at(&visit.here.hosted.director, visit.now.clone(), visit.at, id).await.map_err(
        |error| {
            tracing::error!(game.id = %id, error = %error.in_full(), "a game could not be read");
            let text = "This game could not be read just now. Nothing is lost; please try again.\n";
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        },
    )
}

async fn begun(visit: Visit, loaded: &Loaded) -> Response {
    let (Some(view), Some(game)) = (visit.view(), loaded.game()) else {
        return about::not_found(visit).await;
    };
    if visit.query("fragment") == Some("parts") {
        return answer(&parts(&visit, &view, &game), &visit.headers);
    }
    let told = told(&visit, &view, &game).await;
    let page = Page { told, ..whole(&visit, &view, &game, is_past(&view, &game)) };
    answer(&page, &visit.headers)
}

/// What the reporter told of the game. A log that cannot be read costs the page nothing else.
async fn told(visit: &Visit, view: &View<'_>, game: &GameView<'_>) -> Vec<String> {
    if veiled(visit, game) {
        return Vec::new();
    }
    let director = &visit.here.hosted.director;
    let report = model::report::of_game(director, &visit.now, view, game.card.id).await;
    let text = report.ok().flatten().map(|it| it.text).unwrap_or_default();
    text.split("\n\n").filter(|it| !it.is_empty()).map(str::to_owned).collect()
}

/// Whether the result is covered for this reader.
fn veiled(visit: &Visit, game: &GameView<'_>) -> bool {
    game.over && visit.hide_scores && visit.query("reveal") != Some("1")
}

/// Whether the game belongs to a season that is over.
fn is_past(view: &View<'_>, game: &GameView<'_>) -> bool {
    game.card.id.season != view.season()
}

fn parts(visit: &Visit, view: &View<'_>, game: &GameView<'_>) -> Parts {
    Parts {
        chrome_base: visit.here.base.clone(),
        board_id: game.card.id.to_string(),
        boxes: BoxTable::both(visit, view, game),
        lead: Lead::of(view, game),
        shots: Shots::of(view, game),
        story: facts::story(view, game),
        as_of: board::clock_text(view, game),
    }
}

fn whole(visit: &Visit, view: &View<'_>, game: &GameView<'_>, past: bool) -> Page {
    let veiled = veiled(visit, game);
    let lines = if past {
        Lines::of_past(visit, view, facts::past_stages(view, game.card.id.season))
    } else {
        Lines::of(visit, view)
    };
    let board = Board::of(view, game, &lines, veiled);
    let all = game.over || visit.query("all") == Some("1");
    let known = league::chain::hex(&view.league.rules.hash());
    Page {
        chrome: chrome(visit, &board, game, past),
        period_line: PeriodLine::of(view, game),
        log: Log::of(view, game, if all { usize::MAX } else { PLAYS_FIRST }),
        lead: Lead::of(view, game),
        boxes: BoxTable::both(visit, view, game),
        shots: Shots::of(view, game),
        story: facts::story(view, game),
        told: Vec::new(),
        round: (game.card.id.season, game.card.id.round),
        as_of: board::clock_text(view, game),
        about: facts::about(view, game, &lines, veiled),
        rules: facts::rules(&view.league.rules),
        in_force: known == game.rules,
        rule_set: game.rules.clone(),
        engine: game.engine,
        seed: game.seed.clone(),
        url: format!("{}{}/games/{}", visit.origin(), visit.here.base, game.card.id),
        board,
    }
}

fn chrome(visit: &Visit, board: &Board, game: &GameView<'_>, past: bool) -> Chrome {
    let id = game.card.id;
    let mut chrome = visit.chrome(Nav::Games, &board.title());
    let names = format!("{} against {}", board.home.name, board.away.name);
    chrome.description = format!("{names}: score, play by play and box score.");
    let veil = if board.veiled || visit.hide_scores { "?s=0" } else { "" };
    chrome.image = format!("{}{}/games/{id}/share.png{veil}", visit.origin(), visit.here.base);
    chrome.game = id.to_string();
    chrome.topics = if past { String::new() } else { format!("game:{id},scores") };
    // Whoever hides scores and watches live has seen the end: the page stays as it is.
    chrome.refresh = if game.over || visit.hide_scores { "" } else { "final" };
    chrome.reload = !game.over;
    chrome
}
