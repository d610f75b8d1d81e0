//! `/history` and `/history/{season}`: seasons that are over, and the one under way so far.
//!
//! May live here: the two pages. Must never live here: how a past season and the one under way are
//! made alike (`chronicle`).

use super::awards::honours;
use super::chronicle::Chronicle;
use super::know::{self, GameLine, Honour, told};
use super::leaders::{List, lists};
use super::missing::{self, Near};
use super::{Chrome, Nav, TeamTag, TimeTag, Visit, answer};
use crate::words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use league::ids::TeamId;
use league::season::{Row, Series};
use league::units::UnixMillis;
use league::view::SeriesCard;
use league::{Stage, View};
use serde::Deserialize;

/// Seasons that are told in full; older ones get a line.
const FULL: usize = 8;
/// Seasons that get a line.
const LINES: usize = 100;
/// Places of each list of leaders.
const PLACES: usize = 3;

#[derive(Deserialize)]
pub(super) struct Address {
    season: String,
}

#[derive(Template)]
#[template(path = "know/history.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    season: u16,
    /// Where the season under way stands; empty once it is over.
    under_way: String,
    full: Vec<Summary>,
    lines: Vec<Summary>,
    /// Seasons that are not listed.
    older: usize,
    titles: Vec<Title>,
}

/// A season in short.
struct Summary {
    number: u16,
    href: String,
    span: (TimeTag, Option<TimeTag>),
    champion: TeamTag,
    /// `beat Herons 3–1 in the final`.
    how: String,
    table: Vec<Place>,
    awards: Vec<Honour>,
}

/// A team's record over all seasons.
struct Title {
    team: TeamTag,
    titles: usize,
    finals: usize,
    /// Seasons in which the team was first in the table.
    firsts: usize,
}

/// One line of a table.
struct Place {
    team: TeamTag,
    wins: u16,
    losses: u16,
    share: String,
    behind: String,
    scored: String,
    allowed: String,
    difference: String,
    note: &'static str,
    /// The playoff line is below.
    cut: bool,
}

#[derive(Template)]
#[template(path = "know/season.html")]
struct SeasonPage {
    chrome: Chrome,
    told: bool,
    number: u16,
    span: (TimeTag, Option<TimeTag>),
    over: bool,
    champion: Option<TeamTag>,
    how: String,
    /// The seasons before and after.
    before: Option<u16>,
    after: Option<u16>,
    table: Vec<Place>,
    bracket: Vec<Column>,
    awards: Vec<Honour>,
    leaders: Vec<List>,
    rounds: Vec<RoundLines>,
}

struct Column {
    id: String,
    name: &'static str,
    ties: Vec<Tie>,
}

/// One series.
struct Tie {
    sides: [Slot; 2],
    note: String,
    games: Vec<(String, GameLine)>,
}

struct Slot {
    team: TeamTag,
    seed: u8,
    wins: u8,
    won: bool,
}

struct RoundLines {
    number: u16,
    when: Option<TimeTag>,
    /// What its games count for, when that is not the regular season.
    label: String,
    games: Vec<GameLine>,
}

/// `GET /history`
pub(super) async fn history(visit: Visit) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let told = told(&visit);
    let over = view.champion().is_some();
    let past = view.league.past.iter().rev().map(|it| Chronicle::of_past(it));
    let this = over.then(|| Chronicle::of_view(&view));
    let mut all = this.into_iter().chain(past);
    let mut page = Page {
        chrome: visit.chrome(Nav::History, "History"),
        told,
        season: view.season(),
        under_way: if over { String::new() } else { under_way(&view) },
        full: Vec::new(),
        lines: Vec::new(),
        older: (view.league.past.len() + usize::from(over)).saturating_sub(FULL + LINES),
        titles: if told { titles(&view, &visit.here.base) } else { Vec::new() },
    };
    page.chrome.refresh = "round";
    page.chrome.description = format!("Every season of {}.", view.league.spec.name);
    if told {
        let base = &visit.here.base;
        page.full = all.by_ref().take(FULL).filter_map(|it| summary(&view, base, &it)).collect();
        page.lines = all.take(LINES).filter_map(|it| summary(&view, base, &it)).collect();
    }
    answer(&page, &visit.headers)
}

fn under_way(view: &View<'_>) -> String {
    let round = view.latest_round().map_or_else(
        || "no round has been played yet".to_owned(),
        |(number, _)| match view.stage() {
            Stage::Regular => format!("round {number} of {}", view.regular_rounds()),
            stage @ (Stage::Setup | Stage::Tiebreak | Stage::Playoffs | Stage::Offseason) => {
                stage.in_words().to_owned()
            }
        },
    );
    format!("Season {} is under way: {round}.", view.season())
}

fn summary(view: &View<'_>, base: &str, it: &Chronicle) -> Option<Summary> {
    let ended = it.span.1?;
    Some(Summary {
        number: it.number,
        href: format!("{base}/history/{}", it.number),
        span: days(it.span.0, Some(ended)),
        champion: TeamTag::of(view.league, base, it.champion?),
        how: how(view, base, it),
        table: table(view, base, it),
        awards: honours(view, base, &it.awards),
    })
}

/// First and last day; the last one only when it is another.
fn days(from: UnixMillis, to: Option<UnixMillis>) -> (TimeTag, Option<TimeTag>) {
    let (from, to) = (TimeTag::from(from), to.map(TimeTag::from));
    let to = to.filter(|it| it.iso.get(..10) != from.iso.get(..10));
    (from, to)
}

/// How the final was won; empty while it has not been.
fn how(view: &View<'_>, base: &str, it: &Chronicle) -> String {
    let last = it.bracket.last().filter(|it| it.len() == 1).and_then(|it| it.first());
    let Some((tie, champion)) = last.zip(it.champion) else { return String::new() };
    let (high, low) = (tie.series.high, tie.series.low);
    let loser = if high == champion { low } else { high };
    let [a, b] = tie.wins;
    let games = format!("{}–{}", a.max(b), a.min(b));
    format!("beat the {} {games} in the final", TeamTag::of(view.league, base, loser).nickname)
}

/// Titles, finals and first places of every team that has any, most titles first.
fn titles(view: &View<'_>, base: &str) -> Vec<Title> {
    struct Over {
        champion: TeamId,
        finalists: Vec<TeamId>,
        first: Option<TeamId>,
    }
    let past = view.league.past.iter().map(|it| Over {
        champion: it.champion,
        finalists: it.bracket.last().map_or_else(Vec::new, |it| sides(it.iter())),
        first: it.table.first().map(|it| it.team),
    });
    let this = view.champion().map(|champion| Over {
        champion,
        finalists: view
            .bracket()
            .last()
            .map_or_else(Vec::new, |it| sides(it.iter().map(|it| &it.series))),
        first: view.standings().first().map(|it| it.team),
    });
    let all: Vec<Over> = past.chain(this).collect();
    let count = |wanted: &dyn Fn(&Over) -> bool| all.iter().filter(|it| wanted(it)).count();
    let teams = 0..u8::try_from(view.league.spec.teams.len()).unwrap_or(u8::MAX);
    let mut titles: Vec<Title> = teams
        .map(TeamId)
        .map(|team| Title {
            team: TeamTag::of(view.league, base, team),
            titles: count(&|it| it.champion == team),
            finals: count(&|it| it.finalists.contains(&team)),
            firsts: count(&|it| it.first == Some(team)),
        })
        .filter(|it| it.titles + it.finals + it.firsts > 0)
        .collect();
    titles.sort_by_key(|it| std::cmp::Reverse((it.titles, it.finals, it.firsts)));
    titles
}

/// Every team of these series.
fn sides<'a>(series: impl Iterator<Item = &'a Series>) -> Vec<TeamId> {
    series.flat_map(|it| [it.high, it.low]).collect()
}

fn table(view: &View<'_>, base: &str, it: &Chronicle) -> Vec<Place> {
    let line = it.bracket.first().map_or(0, |it| it.len() * 2);
    let Some(leader) = it.table.first() else { return Vec::new() };
    let place = |(at, row): (usize, &Row)| {
        let games = u32::from(row.wins) + u32::from(row.losses);
        Place {
            team: TeamTag::of(view.league, base, row.team),
            wins: row.wins,
            losses: row.losses,
            share: words::win_share(row.wins, row.losses),
            behind: words::games_behind(row.half_games_behind(leader)),
            scored: words::average(row.scored.into(), games),
            allowed: words::average(row.allowed.into(), games),
            difference: words::signed(row.difference()),
            note: row.separated_by.map_or("", league::season::TieBreak::in_words),
            cut: at + 1 == line,
        }
    };
    it.table.iter().enumerate().map(place).collect()
}

/// `GET /history/{season}`
pub(super) async fn season(visit: Visit, Path(Address { season }): Path<Address>) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let number: Option<u16> = season.parse().ok().filter(|it: &u16| it.to_string() == season);
    let past = view.league.past.iter().find(|it| Some(it.number) == number);
    let chronicle = match past {
        Some(it) => Chronicle::of_past(it),
        None if number == Some(view.season()) => Chronicle::of_view(&view),
        None => return unknown(&visit, &view, &season),
    };
    answer(&season_page(&visit, &view, &chronicle), &visit.headers)
}

fn unknown(visit: &Visit, view: &View<'_>, asked: &str) -> Response {
    let shown: String = asked.chars().take(12).collect();
    let last = view.season();
    let why = format!("There is no season {shown}. The latest is season {last}.");
    let near = |it: u16| Near {
        name: format!("Season {it}"),
        href: format!("{}/history/{it}", visit.here.base),
    };
    missing::because(visit, why, (last.saturating_sub(2).max(1)..=last).rev().map(near).collect())
}

fn season_page(visit: &Visit, view: &View<'_>, it: &Chronicle) -> SeasonPage {
    let base = &visit.here.base;
    let told = told(visit);
    let mut chrome = visit.chrome(Nav::History, &format!("Season {}", it.number));
    chrome.description = format!("Season {} of {}.", it.number, view.league.spec.name);
    chrome.refresh = if it.span.1.is_none() { "round final tipoff" } else { "" };
    let mut leaders = lists(view.league, base, &it.totals, PLACES);
    leaders.retain(|it| told && !it.places.is_empty());
    SeasonPage {
        number: it.number,
        span: days(it.span.0, it.span.1),
        over: it.span.1.is_some(),
        champion: it.champion.filter(|_| told).map(|it| TeamTag::of(view.league, base, it)),
        how: if told { how(view, base, it) } else { String::new() },
        before: it.number.checked_sub(1).filter(|it| *it > 0),
        after: Some(it.number + 1).filter(|it| *it <= view.season()),
        table: if told { table(view, base, it) } else { Vec::new() },
        bracket: if told { bracket(view, base, it) } else { Vec::new() },
        awards: if told { honours(view, base, &it.awards) } else { Vec::new() },
        leaders,
        rounds: rounds(view, base, it, told),
        chrome,
        told,
    }
}

fn bracket(view: &View<'_>, base: &str, it: &Chronicle) -> Vec<Column> {
    let stage = |(at, ties): (usize, &Vec<SeriesCard>)| Column {
        id: format!("stage-{}", at + 1),
        name: know::stage_name(ties.len()),
        ties: (0..).zip(ties).map(|(place, card)| tie(view, base, it, (at, place), card)).collect(),
    };
    it.bracket.iter().enumerate().map(stage).collect()
}

fn tie(
    view: &View<'_>,
    base: &str,
    it: &Chronicle,
    (stage, place): (usize, usize),
    card: &SeriesCard,
) -> Tie {
    let series = &card.series;
    let slot = |team: TeamId, seed: u8, wins: u8| Slot {
        team: TeamTag::of(view.league, base, team),
        seed,
        wins,
        won: card.winner == Some(team),
    };
    let games = it.games_of_series(stage, place);
    Tie {
        sides: [
            slot(series.high, series.high_seed, card.wins[0]),
            slot(series.low, series.low_seed, card.wins[1]),
        ],
        note: format!("Best of {}", series.best_of),
        games: games
            .map(|(game, it)| {
                (
                    format!("Game {game}"),
                    GameLine::of(view.league, base, (it.id, it.sides), it.score),
                )
            })
            .collect(),
    }
}

fn rounds(view: &View<'_>, base: &str, it: &Chronicle, told: bool) -> Vec<RoundLines> {
    let sizes: Vec<usize> = it.bracket.iter().map(Vec::len).collect();
    let mut rounds: Vec<RoundLines> = Vec::new();
    for game in &it.games {
        let line =
            GameLine::of(view.league, base, (game.id, game.sides), game.score.filter(|_| told));
        match rounds.last_mut().filter(|it| it.number == game.id.round) {
            Some(round) => round.games.push(line),
            None => rounds.push(RoundLines {
                number: game.id.round,
                when: game.tip_off.map(TimeTag::from),
                label: if told || matches!(game.stage, league::season::GameStage::Regular) {
                    know::round_label(game.id, game.stage, &sizes)
                } else {
                    format!("Round {}", game.id.round)
                },
                games: vec![line],
            }),
        }
    }
    rounds.reverse();
    rounds
}
