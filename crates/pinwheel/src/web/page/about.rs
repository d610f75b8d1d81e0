//! Pages about the league rather than its games: the Book, and the honest 404.

use super::{Chrome, Nav, Visit, answer, missing};
use askama::Template;
use axum::response::Response;
use league::rules::{Param, Preset, Rules, Scope};

#[derive(Template)]
#[template(path = "book.html")]
struct Book {
    chrome: Chrome,
    chapters: Vec<Chapter>,
    /// Which rules the league started from, in a sentence.
    origin: String,
    changed: usize,
    params: usize,
}

struct Chapter {
    id: &'static str,
    name: &'static str,
    rules: Vec<Rule>,
}

impl Chapter {
    fn changed(&self) -> usize {
        self.rules.iter().filter(|it| it.changed).count()
    }
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
    let Some(league) = visit.now.state.league() else { return missing::page(&visit) };
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
    let page = Book {
        chrome: visit.chrome(Nav::Book, "The Book"),
        origin: origin(&league.spec.rules),
        changed: chapters.iter().map(Chapter::changed).sum(),
        params: Param::COUNT,
        chapters,
    };
    answer(&page, &visit.headers)
}

/// Which preset these rules are, or are nearest to.
fn origin(rules: &Rules) -> String {
    let differ = |preset: Preset| {
        let other = preset.rules();
        Param::ALL.into_iter().filter(|it| rules.get(*it) != other.get(*it)).count()
    };
    let nearest = Preset::ALL.into_iter().min_by_key(|it| differ(*it)).unwrap_or(Preset::House);
    let about = match nearest {
        Preset::House => "the house rules",
        Preset::Fiba3x3 => "the rules of international 3x3 (fiba3x3)",
        Preset::Big3 => "the rules to fifty (big3)",
        Preset::Tbt => "four periods and a target of eight more (tbt)",
        Preset::Allstar => "the house rules with a target of twenty-four more (allstar)",
    };
    match differ(nearest) {
        0 => format!("This league started from {about}."),
        1 => format!("This league started from {about}, with one of its own."),
        own => format!("This league started from {about}, with {own} of its own."),
    }
}

/// An address that names nothing.
pub(super) async fn not_found(visit: Visit) -> Response {
    missing::page(&visit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_chapter_and_every_preset_is_recognised() {
        for param in Param::ALL {
            let first = param.id().split('.').next().unwrap_or_default();
            assert!(first == "standings" || CHAPTERS.iter().any(|it| it.0 == first), "{first}");
        }
        assert_eq!(origin(&Rules::default()), "This league started from the house rules.");
        let own = Preset::Big3.rules().with(Param::ScoreFt, 3).expect("legal");
        assert_eq!(
            origin(&own),
            "This league started from the rules to fifty (big3), with one of its own."
        );
    }
}
