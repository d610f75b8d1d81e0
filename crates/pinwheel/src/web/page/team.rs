//! `/teams/{team}`: one team.
//!
//! May live here: what its page shows, and its dials in words. Must never live here: sums over games
//! (`splits`), what may be known (`league::view`).

use super::know::{self, told};
use super::missing::{self, Near};
use super::splits::{Meeting, head_to_head};
use super::{Chrome, Nav, TeamTag, TimeTag, Visit, answer};
use crate::words;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use league::View;
use league::ids::{HooperId, TeamId};
use league::season::{GameStage, Row};
use league::sim::{Scheme, Strategy};
use league::view::{Card, Status};
use serde::Deserialize;

/// Results that are shown at once; the rest is folded away.
const RECENT: usize = 10;
/// Games to come that are shown.
const NEXT: usize = 6;

#[derive(Deserialize)]
pub(super) struct Address {
    team: String,
}

#[derive(Template)]
#[template(path = "know/team.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    tag: TeamTag,
    motto: String,
    /// `14–5`; empty when there is none to tell.
    record: String,
    /// `1st of 8, won 4 in a row`.
    standing: String,
    /// How often champions, and when last.
    titles: String,
    facts: Vec<(&'static str, String)>,
    dials: Vec<(&'static str, &'static str)>,
    roster: Vec<Hooper>,
    now: Option<Game>,
    recent: Vec<Game>,
    earlier: Vec<Game>,
    next: Vec<Game>,
    rivals: Vec<Rival>,
    /// Seasons before this one have been played.
    has_past: bool,
}

struct Hooper {
    name: String,
    href: String,
    archetype: String,
    line: String,
    /// Place in the squad in words; empty for those who start.
    role: &'static str,
    /// Games, then averages: minutes, points, rebounds, assists, steals, blocks, plus-minus.
    numbers: Vec<String>,
}

struct Game {
    href: String,
    label: String,
    opponent: TeamTag,
    at_home: bool,
    when: Option<TimeTag>,
    won: bool,
    /// Own points first: `81–66`, with `after overtime`.
    score: String,
    overtime: bool,
}

struct Rival {
    opponent: TeamTag,
    season: String,
    ever: String,
    difference: String,
    last: String,
}

/// `GET /teams/{team}`
pub(super) async fn team(visit: Visit, Path(Address { team: slug }): Path<Address>) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let found = view.league.spec.teams.iter().position(|it| it.slug == slug);
    match found.and_then(|it| u8::try_from(it).ok()) {
        Some(id) => answer(&page(&visit, &view, TeamId(id)), &visit.headers),
        None => unknown(&visit, &slug),
    }
}

fn unknown(visit: &Visit, slug: &str) -> Response {
    let teams = visit.now.state.league().map_or(&[][..], |it| &it.spec.teams);
    let known = teams.iter().flat_map(|it| {
        let near =
            Near { name: it.name.clone(), href: format!("{}/teams/{}", visit.here.base, it.slug) };
        [(it.slug.clone(), near)]
    });
    missing::named(visit, "team", slug, known)
}

fn page(visit: &Visit, view: &View<'_>, id: TeamId) -> Page {
    let league = view.league;
    let base = &visit.here.base;
    let told = told(visit);
    let tag = TeamTag::of(league, base, id);
    let spec = league.team(id);
    let mut chrome = visit.chrome(Nav::Teams, &tag.name);
    chrome.refresh = "round final tipoff";
    chrome.description = format!("{}: {}", spec.name, spec.motto);
    let rows = view.standings();
    let games = games(view, id);
    let sizes: Vec<usize> = view.bracket().iter().map(Vec::len).collect();
    let label = |card: &Card| know::game_label(card.id, card.stage, &sizes);
    let (mut recent, mut now) = (Vec::new(), None);
    for card in games.iter().rev() {
        match card.status {
            Status::Live(_) => now = Some(game(view, base, id, card, label(card))),
            Status::Final { .. } => recent.push(game(view, base, id, card, label(card))),
            Status::Scheduled => {}
        }
    }
    let earlier = recent.split_off(recent.len().min(RECENT));
    Page {
        record: record(&rows, id).filter(|_| told).unwrap_or_default(),
        standing: if told { standing(&rows, id) } else { String::new() },
        titles: if told { titles(view, id) } else { String::new() },
        facts: facts(spec),
        dials: dials(spec.strategy).into(),
        roster: roster(view, base, id, told),
        next: to_come(view, base, id, told, label),
        rivals: rivals(view, base, id),
        motto: spec.motto.clone(),
        has_past: !league.past.is_empty(),
        chrome,
        told,
        tag,
        now,
        recent,
        earlier,
    }
}

/// The team's games of this season that have tipped off, in order of play.
fn games(view: &View<'_>, id: TeamId) -> Vec<Card> {
    let played = view.rounds().into_iter().filter(|it| it.tip_off.is_some());
    played.flat_map(|it| it.games).filter(|it| it.home == id || it.away == id).collect()
}

fn game(view: &View<'_>, base: &str, id: TeamId, card: &Card, label: String) -> Game {
    let at_home = card.home == id;
    let opponent = if at_home { card.away } else { card.home };
    let score = card.status.score().map(|[h, a]| if at_home { [h, a] } else { [a, h] });
    Game {
        href: format!("{base}/games/{}", card.id),
        label,
        opponent: TeamTag::of(view.league, base, opponent),
        at_home,
        when: card.tip_off.map(TimeTag::from),
        won: score.is_some_and(|[own, other]| own > other),
        score: score.map_or_else(String::new, |[own, other]| format!("{own}–{other}")),
        overtime: matches!(card.status, Status::Final { overtime: true, .. }),
    }
}

/// The next games whose pairing is known, with when they are likely to tip off.
fn to_come(
    view: &View<'_>,
    base: &str,
    id: TeamId,
    told: bool,
    label: impl Fn(&Card) -> String,
) -> Vec<Game> {
    let rounds: Vec<_> = view.rounds().into_iter().filter(|it| it.tip_off.is_none()).collect();
    let slots = know::slots(view.league, view.now(), rounds.len().min(4 * NEXT));
    let mut next = Vec::new();
    for (round, when) in rounds.iter().zip(slots) {
        // Who is in a playoff round is a result of the one before it.
        let open = |it: &&Card| told || matches!(it.stage, GameStage::Regular);
        for card in round.games.iter().filter(|it| it.home == id || it.away == id).filter(open) {
            let line = game(view, base, id, card, label(card));
            next.push(Game { when: Some(when.clone()), ..line });
        }
    }
    next.truncate(NEXT);
    next
}

fn row(rows: &[Row], id: TeamId) -> Option<(usize, &Row)> {
    (1..).zip(rows).find(|it| it.1.team == id)
}

fn record(rows: &[Row], id: TeamId) -> Option<String> {
    row(rows, id).map(|(_, it)| format!("{}–{}", it.wins, it.losses))
}

fn standing(rows: &[Row], id: TeamId) -> String {
    let Some((place, row)) = row(rows, id) else { return String::new() };
    let games = row.wins + row.losses;
    if games == 0 {
        return "No game played yet this season".to_owned();
    }
    let run = match row.streak {
        it if it >= 2 => format!(", won {it} in a row"),
        it if it <= -2 => format!(", lost {} in a row", -it),
        _ => String::new(),
    };
    format!("{} of {}{run}", know::ordinal(place), rows.len())
}

/// How often the team has been champion, in words; empty when it has not.
fn titles(view: &View<'_>, id: TeamId) -> String {
    let past = view.league.past.iter().filter(|it| it.champion == id).map(|it| it.number);
    let this = (view.champion() == Some(id)).then_some(view.season());
    let won: Vec<u16> = past.chain(this).collect();
    match won[..] {
        [] => String::new(),
        [one] => format!("Champions of season {one}"),
        [.., last] => format!("Champions {} times, last in season {last}", won.len()),
    }
}

fn facts(spec: &league::spec::TeamSpec) -> Vec<(&'static str, String)> {
    let venue = &spec.venue;
    let side = |km: i16, plus: &str, minus: &str| match km {
        0 => None,
        it if it > 0 => Some(format!("{it} km {plus}")),
        it => Some(format!("{} km {minus}", it.unsigned_abs())),
    };
    let [east, north] = venue.map_km;
    let sides = [side(north, "north", "south"), side(east, "east", "west")];
    let place: Vec<String> = sides.into_iter().flatten().collect();
    let place = if place.is_empty() {
        "In the middle of the map".to_owned()
    } else {
        format!("{} of the middle of the map", place.join(" and "))
    };
    vec![
        ("Venue", venue.name.clone()),
        ("Seats", know::grouped(venue.capacity.into())),
        ("Altitude", format!("{} m above the sea", know::grouped(venue.altitude_m.into()))),
        ("Where", place),
        ("Ink", spec.ink.name().to_owned()),
    ]
}

/// The team's dials in words.
fn dials(strategy: Strategy) -> [(&'static str, &'static str); 4] {
    let words = |value: i8, five: [&'static str; 5]| match value {
        ..-5 => five[0],
        -5..-1 => five[1],
        -1..=1 => five[2],
        2..=5 => five[3],
        6.. => five[4],
    };
    let scheme = match strategy.scheme {
        Scheme::Man => "Each hooper guards one opponent",
        Scheme::Switch => "Each guards one opponent; they swap at screens",
        Scheme::Zone => "Each guards an area: the rim is shut, the arc is open",
        Scheme::Press => "Pressure all over the court: more steals, tired legs, easy baskets",
    };
    [
        (
            "Tempo",
            words(
                strategy.pace,
                [
                    "Waits for the last seconds of the shot clock",
                    "Takes its time",
                    "Shoots when the shot is there",
                    "Likes to shoot early",
                    "Runs at every chance",
                ],
            ),
        ),
        (
            "Shots",
            words(
                strategy.diet,
                [
                    "Goes to the rim whenever it can",
                    "Leans to the rim",
                    "Takes the best shot, near or far",
                    "Leans to the arc",
                    "Shoots from the arc whenever it can",
                ],
            ),
        ),
        ("Defence", scheme),
        (
            "Bench",
            words(
                strategy.bench,
                [
                    "Rides its starters",
                    "Rests its starters late",
                    "Changes when somebody is tired",
                    "Rests its starters early",
                    "Changes all the time",
                ],
            ),
        ),
    ]
}

fn roster(view: &View<'_>, base: &str, id: TeamId, told: bool) -> Vec<Hooper> {
    let totals = view.totals();
    let rules = &view.league.rules;
    let get = |param| usize::try_from(rules.get(param)).unwrap_or(0);
    let on_court = get(league::rules::Param::RosterOnCourt);
    let squad = get(league::rules::Param::RosterSize);
    let hoopers = (0_u8..).zip(&view.league.team(id).hoopers);
    hoopers
        .map(|(slot, spec)| {
            let totals = totals.get(&HooperId::new(id, slot)).copied().unwrap_or_default();
            let games = u32::from(totals.games);
            let each = |sum: u16| words::average(sum.into(), games);
            let it = &totals.sum;
            let numbers = vec![
                totals.games.to_string(),
                words::average(it.time_tenths.into(), games * 600),
                each(it.points),
                each(it.rebounds()),
                each(it.assists),
                each(it.steals),
                each(it.blocks),
            ];
            Hooper {
                name: spec.name.clone(),
                href: format!("{base}/players/{}", spec.slug),
                archetype: spec.archetype.clone(),
                line: spec.line.clone(),
                role: match usize::from(slot) {
                    it if it < on_court => "",
                    it if it < squad => "bench",
                    _ => "not in the squad",
                },
                numbers: if told { numbers } else { Vec::new() },
            }
        })
        .collect()
}

fn rivals(view: &View<'_>, base: &str, id: TeamId) -> Vec<Rival> {
    let past = view.league.past.iter().flat_map(|it| &it.games);
    let mut meetings: Vec<Meeting> =
        past.map(|it| Meeting { id: it.id, sides: [it.home, it.away], score: it.score }).collect();
    let over = games(view, id).into_iter().filter_map(|it| match it.status {
        Status::Final { score, .. } => {
            Some(Meeting { id: it.id, sides: [it.home, it.away], score })
        }
        Status::Scheduled | Status::Live(_) => None,
    });
    meetings.extend(over);
    let record = |[won, lost]: [u16; 2]| format!("{won}–{lost}");
    head_to_head(id, view.season(), &meetings)
        .into_iter()
        .map(|it| Rival {
            opponent: TeamTag::of(view.league, base, it.opponent),
            season: record(it.season),
            ever: record(it.ever),
            difference: words::signed(it.difference),
            last: format!("{base}/games/{}", it.last),
        })
        .collect()
}
