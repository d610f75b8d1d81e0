//! `/teams`: every team of the league.
//!
//! May live here: what stands on a team's card. Must never live here: one team's page (`team`).

use super::know::{self, told};
use super::{Chrome, Nav, TeamTag, Visit, answer, missing};
use askama::Template;
use axum::response::Response;
use league::League;
use league::season::Row;
use league::spec::TeamSpec;

#[derive(Template)]
#[template(path = "know/teams.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    teams: Vec<Card>,
    hoopers: usize,
    /// Games of the regular season have been played.
    begun: bool,
}

struct Card {
    tag: TeamTag,
    motto: String,
    ink: &'static str,
    venue: String,
    seats: String,
    altitude_m: u16,
    /// `14–5`, and `1st`; empty when there is none to tell.
    record: String,
    place: String,
}

/// `GET /teams`
pub(super) async fn teams(visit: Visit) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let league = view.league;
    let rows = view.standings();
    let told = told(&visit);
    let begun = rows.iter().any(|it| it.wins + it.losses > 0);
    // By name while nothing is decided or wanted: the order of the table would tell it.
    let mut cards: Vec<Card> = (1..)
        .zip(&rows)
        .map(|(place, row)| card(league, &visit.here.base, row, (told && begun).then_some(place)))
        .collect();
    if !told || !begun {
        cards.sort_by(|a, b| a.tag.name.cmp(&b.tag.name));
    }
    let mut chrome = visit.chrome(Nav::Teams, "Teams");
    chrome.refresh = "round final";
    chrome.description = format!("The teams of {}: crest, record, motto, venue.", league.spec.name);
    let hoopers = league.spec.teams.iter().map(|it| it.hoopers.len()).sum();
    answer(&Page { chrome, told, teams: cards, hoopers, begun }, &visit.headers)
}

fn card(league: &League, base: &str, row: &Row, place: Option<usize>) -> Card {
    let team: &TeamSpec = league.team(row.team);
    Card {
        tag: TeamTag::of(league, base, row.team),
        motto: team.motto.clone(),
        ink: team.ink.name(),
        venue: team.venue.name.clone(),
        seats: know::grouped(team.venue.capacity.into()),
        altitude_m: team.venue.altitude_m,
        record: place.map_or_else(String::new, |_| format!("{}–{}", row.wins, row.losses)),
        place: place.map_or_else(String::new, know::ordinal),
    }
}
