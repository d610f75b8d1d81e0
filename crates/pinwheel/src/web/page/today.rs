//! `/`: what is on now, what comes next, what has just been, and where the season stands.
//!
//! May live here: choosing what is worth showing. Must never live here: anything ahead of the clock.

use super::lines::{GameLine, Lines, count, stage_name};
use super::standings::{Table, TableRow};
use super::{Chrome, Nav, TeamTag, TimeTag, Visit, about, answer, since};
use crate::model::report;
use crate::ticker;
use askama::Template;
use axum::response::Response;
use league::ids::TeamId;
use league::season::GameStage;
use league::state::Stage;
use league::view::{Card, RoundCard, SeriesCard, Status, View};

/// Results of earlier rounds shown.
const RESULTS_MOST: usize = 8;
/// Rows of the table shown, at least as many as reach the playoffs.
const ROWS_LEAST: usize = 6;

#[derive(Template)]
#[template(path = "today.html")]
struct Page {
    chrome: Chrome,
    title: String,
    /// The season in a sentence or two.
    season: String,
    /// What has been played since the last visit; empty when nothing has.
    since: String,
    champion: Option<TeamTag>,
    live: bool,
    games: Vec<GameLine>,
    watch: Option<Watch>,
    next_title: &'static str,
    tip_off: Option<TimeTag>,
    next: Vec<GameLine>,
    results_title: String,
    /// Whether anything has been told of a round.
    told: bool,
    results: Vec<GameLine>,
    rows: Vec<TableRow>,
    series: Vec<String>,
    /// Everybody, before the first game.
    teams: Vec<TeamTag>,
}

/// The game to look at first.
#[derive(Clone, Debug)]
struct Watch {
    href: String,
    name: String,
    why: String,
}

/// `GET /`.
pub(super) async fn page(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return about::not_found(visit).await };
    let lines = Lines::of(&visit, &view);
    let rounds = view.rounds();
    let (begun, ahead): (Vec<&RoundCard>, Vec<&RoundCard>) =
        rounds.iter().partition(|it| it.tip_off.is_some());
    let latest = begun.last().copied();
    let next = ahead.first().copied();
    let live = view.is_live();
    let mut chrome = visit.chrome(Nav::Today, "Today");
    chrome.refresh = "tipoff final round season champion";
    chrome.reload = live;
    let table = Table::of(&visit, &view);
    let shown = table.line.max(ROWS_LEAST);
    let earlier = begun.iter().rev().skip(1).flat_map(|it| &it.games).take(RESULTS_MOST);
    let seen = since::look(&visit, &view);
    let page = Page {
        since: since::in_words(&seen),
        title: title(&view, latest, live),
        season: season(&visit, &view),
        champion: view.champion().filter(|_| !visit.hide_scores).map(|it| lines.team(it)),
        live,
        games: latest
            .map_or_else(Vec::new, |it| it.games.iter().map(|it| lines.game(it)).collect()),
        watch: watch(&visit, &lines, latest, next),
        next_title: if view.stage() == Stage::Offseason { "Next season" } else { "Next tip-off" },
        tip_off: ticker::next_tip_off(view.league, visit.at).map(TimeTag::from),
        next: next.map_or_else(Vec::new, |it| it.games.iter().map(|it| lines.game(it)).collect()),
        results_title: "Latest results".to_owned(),
        told: report::latest(view.league).is_some(),
        results: earlier.map(|it| lines.game(it)).collect(),
        rows: table.rows.into_iter().take(shown).collect(),
        series: if visit.hide_scores { Vec::new() } else { series(&view) },
        teams: if begun.is_empty() { everybody(&view, &lines) } else { Vec::new() },
        chrome,
    };
    since::keep(&visit, &seen, answer(&page, &visit.headers))
}

fn everybody(view: &View<'_>, lines: &Lines<'_>) -> Vec<TeamTag> {
    let count = u8::try_from(view.league.spec.teams.len()).unwrap_or(u8::MAX);
    (0..count).map(|it| lines.team(TeamId(it))).collect()
}

/// `Round 4 is being played`.
fn title(view: &View<'_>, latest: Option<&RoundCard>, live: bool) -> String {
    let Some(round) = latest else { return "The season is about to begin".to_owned() };
    match (live, view.stage()) {
        (_, Stage::Offseason) => format!("Season {} is over", view.season()),
        (true, _) => format!("{} is being played", named(view, round)),
        (false, _) => format!("{} is over", named(view, round)),
    }
}

/// A round's name: by number, in the playoffs by stage.
pub(super) fn named(view: &View<'_>, round: &RoundCard) -> String {
    match round.games.first().map(|it| it.stage) {
        Some(GameStage::Playoff { stage, game, .. }) => {
            let bracket = view.bracket();
            let series = bracket.get(usize::from(stage)).map_or(1, Vec::len);
            let (one, many) = stage_name(series);
            format!("{}, game {game},", if series == 1 { one } else { many })
                .trim_end_matches(',')
                .to_owned()
        }
        Some(GameStage::Tiebreak) => "The deciding round".to_owned(),
        _ => format!("Round {}", round.number),
    }
}

/// Where the season stands, in a sentence.
fn season(visit: &Visit, view: &View<'_>) -> String {
    let number = view.season();
    let rounds = view.regular_rounds();
    let done = view.latest_round().map_or(0, |it| it.0);
    let seats = view.league.rules.get(league::rules::Param::LeaguePlayoffTeams);
    let seats = count(usize::try_from(seats).unwrap_or(0));
    match view.stage() {
        Stage::Setup => "The first season has not begun.".to_owned(),
        Stage::Regular if done == 0 => {
            format!("Season {number}: {rounds} rounds, then the best {seats} play on.")
        }
        Stage::Regular => {
            format!("Season {number}, round {done} of {rounds}. The best {seats} play on.")
        }
        Stage::Tiebreak => format!(
            "Season {number}: teams are level on everything at the playoff line, so they play deciding games."
        ),
        Stage::Playoffs => {
            let series = view.bracket().last().map_or(1, Vec::len);
            let (_, stage) = stage_name(series);
            format!("Season {number}, playoffs: {}.", stage.to_lowercase())
        }
        Stage::Offseason => match view.champion().filter(|_| !visit.hide_scores) {
            Some(team) => {
                format!("{} are champions of season {number}.", view.league.team(team).name)
            }
            None => format!("Season {number} has its champion."),
        },
    }
}

/// Each series of the latest playoff stage: `Herons lead Millrace 1–0`.
fn series(view: &View<'_>) -> Vec<String> {
    if view.stage() != Stage::Playoffs {
        return Vec::new();
    }
    let bracket = view.bracket();
    bracket
        .last()
        .map_or_else(Vec::new, |it| it.iter().map(|it| series_in_words(view, it)).collect())
}

/// `Herons lead Millrace 1–0`, `Herons beat Millrace 2–0`, `Herons against Millrace, level 1–1`.
pub(super) fn series_in_words(view: &View<'_>, card: &SeriesCard) -> String {
    let name = |id| view.league.team(id).nickname.as_str();
    let (high, low) = (name(card.series.high), name(card.series.low));
    let [h, l] = card.wins;
    let (first, second) = if h >= l { (high, low) } else { (low, high) };
    let (more, less) = (h.max(l), h.min(l));
    match (card.winner, more == less) {
        (Some(_), _) => format!("{first} beat {second} {more}–{less}"),
        (None, true) if more == 0 => format!("{first} against {second}, not begun"),
        (None, true) => format!("{first} and {second} level {more}–{less}"),
        (None, false) => format!("{first} lead {second} {more}–{less}"),
    }
}

/// The closest game under way; else the game of the next round whose teams stand highest.
fn watch(
    visit: &Visit,
    lines: &Lines<'_>,
    latest: Option<&RoundCard>,
    next: Option<&RoundCard>,
) -> Option<Watch> {
    if visit.hide_scores {
        return None;
    }
    let told = |card: &Card, why: String| {
        let line = lines.game(card);
        let name = format!("{} against {}", line.home.nickname, line.away.nickname);
        Watch { href: line.href, name, why }
    };
    let live = latest.iter().flat_map(|it| &it.games).filter_map(|card| match &card.status {
        Status::Live(moment) => Some((card, moment)),
        Status::Scheduled | Status::Final { .. } => None,
    });
    let many = latest.is_some_and(|it| it.games.len() > 1);
    // Of equal margins the game that is further on.
    let closest = live.min_by_key(|(_, it)| {
        (it.score[0].abs_diff(it.score[1]), std::cmp::Reverse((it.period, u16::MAX - it.clock)))
    });
    if let Some((card, moment)) = closest {
        let margin = moment.score[0].abs_diff(moment.score[1]);
        let why = match margin {
            0 => "level now".to_owned(),
            1 => "one point apart".to_owned(),
            _ if many => format!("{} points apart, the closest game now", count(margin.into())),
            _ => format!("{} points apart", count(margin.into())),
        };
        return Some(told(card, why));
    }
    let regular = next?.games.iter().all(|it| it.stage == GameStage::Regular);
    let begun = lines.table().iter().any(|it| it.wins + it.losses > 0);
    if !regular || !begun {
        return None;
    }
    let best = next?.games.iter().min_by_key(|it| lines.place(it.home) + lines.place(it.away))?;
    let places = [lines.place(best.home), lines.place(best.away)];
    Some(told(best, format!("next: number {} at home against number {}", places[0], places[1])))
}
