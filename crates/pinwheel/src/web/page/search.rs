//! `/search?q=`: teams, hoopers, games, rules, words and pages by what somebody types.
//!
//! May live here: what can be found and in which order. Must never live here: a result, or anything
//! that has not been shown.

use super::glossary::TERMS;
use super::{Chrome, Nav, Visit, answer, missing};
use askama::Template;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use axum::response::Response;
use league::League;
use league::rules::Param;
use league::view::View;
use serde::Deserialize;

/// Longest question, in characters; what is longer is cut off.
const ASKED_MOST: usize = 60;
/// Finds of one kind that are shown.
const FOUND_MOST: usize = 8;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "search.html")]
struct Page {
    chrome: Chrome,
    asked: String,
    kinds: Vec<Kind>,
}

/// Everything found of one kind.
struct Kind {
    id: &'static str,
    name: &'static str,
    found: Vec<Find>,
    more: usize,
}

/// Something that can be found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Find {
    name: String,
    about: String,
    href: String,
}

/// `GET /search`
pub(super) async fn search(visit: Visit, asked: Result<Query<Asked>, QueryRejection>) -> Response {
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let asked = asked.map_or_else(|_| String::new(), |it| it.0.q);
    let asked: String = asked.trim().chars().take(ASKED_MOST).collect();
    let mut chrome = visit.chrome(Nav::More, "Search");
    chrome.asked.clone_from(&asked);
    let kinds = kinds(&view, &visit.here.base, &asked);
    answer(&Page { chrome, asked, kinds }, &visit.headers)
}

/// What fits the question, by kind; nothing fits an empty one.
fn kinds(view: &View<'_>, base: &str, asked: &str) -> Vec<Kind> {
    let words: Vec<String> = asked.split_whitespace().map(str::to_lowercase).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let league = view.league;
    let all = [
        ("teams", "Teams", teams(league, base)),
        ("hoopers", "Hoopers", hoopers(league, base)),
        ("games", "Games", games(view, base)),
        ("rules", "Rules", rules(base)),
        ("words", "Words", terms(base)),
        ("pages", "Pages", pages(base)),
    ];
    let found = all.into_iter().map(|(id, name, all)| {
        let mut found = fitting(all, &words);
        let more = found.len().saturating_sub(FOUND_MOST);
        found.truncate(FOUND_MOST);
        Kind { id, name, found, more }
    });
    found.filter(|it| !it.found.is_empty()).collect()
}

/// Those that have every word, the best first: a name that begins with it, a word of a name that
/// does, a name that has it somewhere, what is said about it.
fn fitting(all: Vec<Find>, words: &[String]) -> Vec<Find> {
    let mut found: Vec<(usize, Find)> = all
        .into_iter()
        .filter_map(|it| {
            let (name, about) = (it.name.to_lowercase(), it.about.to_lowercase());
            let begins = |text: &str, word: &str| {
                text.split(|it: char| !it.is_alphanumeric()).any(|it| it.starts_with(word))
            };
            let rank = |word: &String| match &name {
                it if it.starts_with(word.as_str()) => Some(0),
                it if begins(it, word) => Some(1),
                it if it.contains(word.as_str()) => Some(2),
                _ => (begins(&about, word) || about.split(' ').any(|it| it == word)).then_some(3),
            };
            let ranks: Option<Vec<usize>> = words.iter().map(rank).collect();
            Some((ranks?.into_iter().sum(), it))
        })
        .collect();
    found.sort_by_key(|it| it.0);
    found.into_iter().map(|it| it.1).collect()
}

fn teams(league: &League, base: &str) -> Vec<Find> {
    let find = |it: &league::spec::TeamSpec| Find {
        name: it.name.clone(),
        about: format!("{}, {}. {}", it.code, it.venue.name, it.motto),
        href: format!("{base}/teams/{}", it.slug),
    };
    league.spec.teams.iter().map(find).collect()
}

fn hoopers(league: &League, base: &str) -> Vec<Find> {
    let all = league.spec.teams.iter().flat_map(|it| it.hoopers.iter().map(move |one| (it, one)));
    all.map(|(team, it)| Find {
        name: it.name.clone(),
        about: format!("{}, {}", it.archetype, team.nickname),
        href: format!("{base}/players/{}", it.slug),
    })
    .collect()
}

/// Games of the season under way, the latest first.
fn games(view: &View<'_>, base: &str) -> Vec<Find> {
    let nickname = |it| view.league.team(it).nickname.as_str();
    let mut rounds = view.rounds();
    rounds.sort_by_key(|it| (it.tip_off.is_none(), std::cmp::Reverse(it.tip_off), it.number));
    let all = rounds.into_iter().flat_map(|it| it.games);
    all.map(|it| Find {
        name: format!("{}: {} against {}", it.id, nickname(it.home), nickname(it.away)),
        about: format!("round {}", it.id.round),
        href: format!("{base}/games/{}", it.id),
    })
    .collect()
}

fn rules(base: &str) -> Vec<Find> {
    let find = |it: Param| Find {
        name: it.name().to_owned(),
        about: format!("{} {}", it.about(), it.id()),
        href: format!("{base}/book#{}", it.id()),
    };
    Param::ALL.into_iter().map(find).collect()
}

fn terms(base: &str) -> Vec<Find> {
    let find = |it: &super::glossary::Term| Find {
        name: it.name.to_owned(),
        about: it.about.to_owned(),
        href: format!("{base}/glossary#{}", it.id),
    };
    TERMS.iter().map(find).collect()
}

fn pages(base: &str) -> Vec<Find> {
    const PAGES: [(&str, &str, &str); 14] = [
        ("Today", "/", "what is on now, what comes next"),
        ("Games", "/games", "every round of the season; results, schedule"),
        ("Standings", "/standings", "the table, the tie-breakers, the playoffs and their bracket"),
        ("Teams", "/teams", "every team"),
        ("Leaders", "/leaders", "who leads in points, rebounds, assists, steals, blocks"),
        ("Records", "/records", "the most and the widest, of the season and of all time"),
        ("Awards", "/awards", "most valuable, best defender, most efficient"),
        ("History", "/history", "seasons that are over, champions"),
        ("The Book", "/book", "every rule in force"),
        ("Start here", "/start", "help: how it works, your own league, questions"),
        ("Glossary", "/glossary", "what the words mean"),
        ("Status", "/status", "how the machine is"),
        ("API", "/api", "for programs: JSON, CSV, the live stream"),
        ("Results as Atom", "/feeds/results.atom", "a feed to subscribe to"),
    ];
    let find = |(name, href, about): (&str, &str, &str)| Find {
        name: name.to_owned(),
        about: about.to_owned(),
        href: format!("{base}{href}"),
    };
    PAGES.into_iter().map(find).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &str) -> Vec<String> {
        let find = |(name, about): &(&str, &str)| Find {
            name: (*name).to_owned(),
            about: (*about).to_owned(),
            href: String::new(),
        };
        let all = [
            ("Kenton Furnace", "FUR, The Foundry Floor"),
            ("Foster Drift", "DRI, The Portland Meadows Barn"),
            ("Hawthorne Night Owls", "OWL, a furnished lot"),
        ];
        let words: Vec<String> = asked.split_whitespace().map(str::to_lowercase).collect();
        fitting(all.iter().map(find).collect(), &words).into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn every_word_must_fit_and_names_come_before_what_is_said_about_them() {
        assert_eq!(names("fur"), ["Kenton Furnace", "Hawthorne Night Owls"]);
        assert_eq!(names("FO"), ["Foster Drift", "Kenton Furnace"]);
        assert_eq!(names("night owl"), ["Hawthorne Night Owls"]);
        assert!(names("night drift").is_empty());
    }
}
