//! Pages about the league rather than its games: the Book, and the honest 404.

use super::{Chrome, Nav, Visit, answer, answer_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use league::rules::{Param, Scope};

#[derive(Template)]
#[template(path = "book.html")]
struct Book {
    chrome: Chrome,
    chapters: Vec<Chapter>,
    preset: String,
}

struct Chapter {
    id: &'static str,
    name: &'static str,
    rules: Vec<Rule>,
}

struct Rule {
    id: &'static str,
    name: &'static str,
    about: &'static str,
    now: String,
    default: String,
    bounds: String,
    scope: &'static str,
    changed: bool,
}

/// The first part of a rule's id, and the chapter's name.
const CHAPTERS: [(&str, &str); 13] = [
    ("score", "Scoring"),
    ("clock", "Clock"),
    ("end", "The ending"),
    ("overtime", "Overtime"),
    ("foul", "Fouls"),
    ("usage", "Sharing the ball"),
    ("roster", "Squads"),
    ("sub", "Substitution"),
    ("rate", "How often things happen"),
    ("energy", "Rest"),
    ("court", "Court"),
    ("home", "Home"),
    ("league", "Season"),
];

/// `GET /book`: every rule with its value, unit, bounds and default.
pub(super) async fn book(visit: Visit) -> Response {
    let Some(league) = visit.now.state.league() else { return not_found(visit).await };
    let rule = |param: Param| {
        let (now, default) = (league.rules.get(param), param.default_value());
        Rule {
            id: param.id(),
            name: param.name(),
            about: param.about(),
            now: param.in_words(now),
            default: param.in_words(default),
            bounds: param.bounds_in_words(),
            scope: match param.scope() {
                Scope::Game => "from the next game",
                Scope::Season => "from the next season",
            },
            changed: now != league.spec.rules.get(param),
        }
    };
    let of = |prefix: &str| {
        Param::ALL
            .into_iter()
            .filter(|it| it.id().split('.').next() == Some(prefix))
            .map(rule)
            .collect()
    };
    let mut chapters: Vec<Chapter> =
        CHAPTERS.iter().map(|(id, name)| Chapter { id, name, rules: of(id) }).collect();
    chapters.push(Chapter { id: "standings", name: "Standings", rules: of("standings") });
    let preset = league::rules::Preset::ALL.into_iter().find(|it| it.rules() == league.spec.rules);
    let page = Book {
        chrome: visit.chrome(Nav::Book, "The Book"),
        chapters,
        preset: preset.map_or("rules of its own", league::rules::Preset::name).to_owned(),
    };
    answer(&page, &visit.headers)
}

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFound {
    chrome: Chrome,
}

/// An address that names nothing.
pub(super) async fn not_found(visit: Visit) -> Response {
    answer_with(
        StatusCode::NOT_FOUND,
        &NotFound { chrome: visit.chrome(Nav::More, "No such page") },
        &visit.headers,
    )
}
