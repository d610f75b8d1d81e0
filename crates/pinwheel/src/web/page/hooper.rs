//! `/players/{hooper}`: one hooper.
//!
//! May live here: what a hooper's page shows. Must never live here: sums over games (`splits`), what
//! may be known (`league::view`).

use super::know::{self, told};
use super::missing::{self, Near};
use super::splits::{self, COLUMNS, Kind, Outing, Sums};
use super::{Chrome, Nav, TeamTag, Visit, answer};
use crate::words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use league::View;
use league::ids::{HooperId, TeamId};
use league::season::Totals;
use league::sim::Skills;
use league::view::LogLine;
use serde::Deserialize;

/// Seasons and awards of a career that are shown one by one.
const SEASONS: usize = 12;

#[derive(Deserialize)]
pub(super) struct Address {
    hooper: String,
}

#[derive(Template)]
#[template(path = "know/hooper.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    name: String,
    slug: String,
    team: TeamTag,
    archetype: String,
    line: String,
    season: u16,
    /// `18.4`; empty when there is none to tell.
    points: String,
    /// The season's averages in large type.
    stats: Vec<(&'static str, String)>,
    skills: Vec<Skill>,
    columns: [(&'static str, &'static str); 15],
    splits: Vec<Group>,
    career: Vec<(String, Vec<String>)>,
    log: Vec<Outed>,
    awards: Vec<(u16, &'static str, String)>,
    more_awards: usize,
    mates: Vec<(String, String)>,
}

struct Skill {
    name: &'static str,
    about: &'static str,
    value: u8,
}

/// Splits that belong together.
struct Group {
    name: &'static str,
    rows: Vec<(String, Vec<String>)>,
}

/// One line of the game log.
struct Outed {
    href: String,
    label: String,
    opponent: TeamTag,
    home: bool,
    won: bool,
    score: String,
    numbers: Vec<String>,
}

/// Names and meanings of the skills, in the order of `Skills::NAMES`.
const SKILLS: [(&str, &str); 10] = [
    ("Finish", "Scoring at the rim and in the paint"),
    ("Mid", "Shooting between paint and arc"),
    ("Long", "Shooting from beyond the arc"),
    ("Handle", "Keeping the ball under pressure"),
    ("Pass", "Finding the open team-mate"),
    ("Defend", "Guarding, stealing, blocking"),
    ("Board", "Rebounding"),
    ("Endurance", "Lasting the whole game"),
    ("Decide", "Choosing the better shot"),
    ("Nerve", "Free throws, and close games late"),
];

/// Columns of the game log after the result.
pub(super) const LOG: [(&str, &str); 12] = [
    ("Min", "Minutes"),
    ("Pts", "Points"),
    ("Reb", "Rebounds"),
    ("Ast", "Assists"),
    ("Stl", "Steals"),
    ("Blk", "Blocks"),
    ("TO", "Turnovers"),
    ("FG", "Shots made and tried"),
    ("Arc", "Shots from beyond the arc made and tried"),
    ("FT", "Free throws made and tried"),
    ("PF", "Fouls"),
    ("+/−", "Plus-minus"),
];

/// `GET /players/{hooper}`
pub(super) async fn hooper(
    visit: Visit,
    Path(Address { hooper: slug }): Path<Address>,
) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    match find(&view, &slug) {
        Some(id) => match page(&visit, &view, id) {
            Some(page) => answer(&page, &visit.headers),
            None => missing::page(&visit),
        },
        None => unknown(&visit, &view, &slug),
    }
}

fn find(view: &View<'_>, slug: &str) -> Option<HooperId> {
    (0_u8..).zip(&view.league.spec.teams).find_map(|(team, spec)| {
        let slot = spec.hoopers.iter().position(|it| it.slug == slug)?;
        Some(HooperId::new(TeamId(team), u8::try_from(slot).ok()?))
    })
}

fn unknown(visit: &Visit, view: &View<'_>, slug: &str) -> Response {
    let known = view.league.spec.teams.iter().flat_map(|team| {
        team.hoopers.iter().map(|it| {
            let href = format!("{}/players/{}", visit.here.base, it.slug);
            (it.slug.clone(), Near { name: format!("{}, {}", it.name, team.nickname), href })
        })
    });
    missing::named(visit, "hooper", slug, known)
}

fn page(visit: &Visit, view: &View<'_>, id: HooperId) -> Option<Page> {
    let league = view.league;
    let base = &visit.here.base;
    let told = told(visit);
    let spec = words::hooper(league, id)?;
    let team = TeamTag::of(league, base, id.team());
    let mut chrome = visit.chrome(Nav::Teams, &spec.name);
    chrome.refresh = "round final";
    chrome.description =
        format!("{}, {} of {}. {}", spec.name, spec.archetype, team.name, spec.line);
    let log = view.game_log(id);
    let totals = log.iter().fold(Totals::default(), |mut sum, it| {
        sum.add(it.line);
        sum
    });
    let mates = league.team(id.team()).hoopers.iter().filter(|it| it.slug != spec.slug);
    let mut awards = if told { awards(view, id) } else { Vec::new() };
    let more_awards = awards.split_off(awards.len().min(SEASONS)).len();
    let has_games = told && totals.games > 0;
    Some(Page {
        points: if has_games { splits::averages(&totals)[2].clone() } else { String::new() },
        stats: if has_games { stats(&totals) } else { Vec::new() },
        skills: skills(&spec.skills),
        columns: COLUMNS,
        splits: if told { groups(view, base, id, &log) } else { Vec::new() },
        career: if told { career(view, id, &totals) } else { Vec::new() },
        log: if told { outings(view, base, &log) } else { Vec::new() },
        awards,
        more_awards,
        mates: mates.map(|it| (it.name.clone(), format!("{base}/players/{}", it.slug))).collect(),
        name: spec.name.clone(),
        slug: spec.slug.clone(),
        archetype: spec.archetype.clone(),
        line: spec.line.clone(),
        season: view.season(),
        chrome,
        told,
        team,
    })
}

fn stats(totals: &Totals) -> Vec<(&'static str, String)> {
    let row = splits::averages(totals);
    let at = |name: &str| {
        COLUMNS.iter().position(|it| it.0 == name).map_or_else(String::new, |it| row[it].clone())
    };
    vec![
        ("Games", at("G")),
        ("Minutes", at("Min")),
        ("Rebounds", at("Reb")),
        ("Assists", at("Ast")),
        ("Steals", at("Stl")),
        ("Blocks", at("Blk")),
        ("Shots made, %", at("FG%")),
        ("Plus-minus", at("+/−")),
    ]
}

fn skills(skills: &Skills) -> Vec<Skill> {
    let values = skills.values().into_iter();
    SKILLS.iter().zip(values).map(|((name, about), value)| Skill { name, about, value }).collect()
}

/// Points of a finished game, own first; callers pass finished games only.
fn own_score(it: &LogLine<'_>) -> [u16; 2] {
    let [home, away] = it.card.status.score().unwrap_or_default();
    if it.home { [home, away] } else { [away, home] }
}

fn opponent(it: &LogLine<'_>) -> TeamId {
    if it.home { it.card.away } else { it.card.home }
}

fn groups(view: &View<'_>, base: &str, id: HooperId, log: &[LogLine<'_>]) -> Vec<Group> {
    let outings: Vec<Outing<'_>> = log
        .iter()
        .map(|it| {
            let [own, other] = own_score(it);
            Outing { opponent: opponent(it), home: it.home, won: own > other, line: it.line }
        })
        .collect();
    let venue = &view.league.team(id.team()).venue.name;
    let mut groups =
        ["Lately", "Venue", "Result", "Opponent"].map(|name| Group { name, rows: Vec::new() });
    for split in splits::splits(&outings) {
        let (group, name) = match split.of {
            Kind::LastFive => (0, "Last five".to_owned()),
            Kind::Home => (1, format!("Home, {venue}")),
            Kind::Away => (1, "Away".to_owned()),
            Kind::Wins => (2, "Wins".to_owned()),
            Kind::Losses => (2, "Losses".to_owned()),
            Kind::Against(team) => (3, TeamTag::of(view.league, base, team).nickname),
        };
        groups[group].rows.push((name, splits::averages(&split.totals)));
    }
    groups.into_iter().filter(|it| !it.rows.is_empty()).collect()
}

/// One row per season, the latest first, as many as are shown; then all of them together.
fn career(view: &View<'_>, id: HooperId, this: &Totals) -> Vec<(String, Vec<String>)> {
    let past = view.league.past.iter().rev();
    let past = past.filter_map(|it| Some((it.number, *it.totals.get(&id)?)));
    let this = (this.games > 0).then_some((view.season(), *this));
    let seasons: Vec<(u16, Totals)> = this.into_iter().chain(past).collect();
    let row = |(number, it): &(u16, Totals)| (format!("Season {number}"), splits::averages(it));
    let mut rows: Vec<_> = seasons.iter().take(SEASONS).map(row).collect();
    if seasons.len() > 1 {
        let mut all = Sums::default();
        for (_, it) in &seasons {
            all.add(it);
        }
        rows.push((format!("All {} seasons", seasons.len()), splits::averages_of(&all)));
    }
    rows
}

fn outings(view: &View<'_>, base: &str, log: &[LogLine<'_>]) -> Vec<Outed> {
    let sizes: Vec<usize> = view.bracket().iter().map(Vec::len).collect();
    let line = |it: &LogLine<'_>| {
        let [own, other] = own_score(it);
        Outed {
            href: format!("{base}/games/{}", it.card.id),
            label: know::game_label(it.card.id, it.card.stage, &sizes),
            opponent: TeamTag::of(view.league, base, opponent(it)),
            home: it.home,
            won: own > other,
            score: format!("{own}–{other}"),
            numbers: numbers(it.line),
        }
    };
    log.iter().map(line).collect()
}

/// The numbers of one game, in the order of [`LOG`].
fn numbers(line: &league::sim::Line) -> Vec<String> {
    let of = |made: u16, tried: u16| format!("{made}–{tried}");
    let minutes = league::units::div_round(line.time_tenths.into(), 600);
    vec![
        minutes.to_string(),
        line.points.to_string(),
        line.rebounds().to_string(),
        line.assists.to_string(),
        line.steals.to_string(),
        line.blocks.to_string(),
        line.turnovers.to_string(),
        of(line.made(), line.tried()),
        of(line.arc_made, line.arc_tried),
        of(line.free_made, line.free_tried),
        line.fouls.to_string(),
        words::signed(line.plus_minus.into()),
    ]
}

/// Awards won: season, award, number; the latest first.
fn awards(view: &View<'_>, id: HooperId) -> Vec<(u16, &'static str, String)> {
    let of = |season: u16, awards: &[league::event::Award]| -> Vec<_> {
        let won = awards.iter().filter(|it| it.hooper == id);
        won.map(|it| {
            let number = format!("{} {}", words::tenths_of(it.value), know::award_unit(it.kind));
            (season, words::award(it.kind), number)
        })
        .collect()
    };
    let mut all = of(view.season(), view.awards());
    all.extend(view.league.past.iter().rev().flat_map(|it| of(it.number, &it.awards)));
    all
}
