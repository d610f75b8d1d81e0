//! An address that names nothing: what was not found, and what may have been meant.
//!
//! May live here: how near one name is to another, the page that says so. Must never live here: a
//! guess that is followed without asking.

use super::{Chrome, Nav, TeamTag, Visit, answer_with};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use league::ids::GameId;

/// Longest piece of an address that is repeated to the reader, in characters.
const SHOWN: usize = 40;
/// Most matches that are offered.
const OFFERED: usize = 3;

#[derive(Template)]
#[template(path = "not_found.html")]
struct NotFound {
    chrome: Chrome,
    /// Why there is nothing here.
    why: String,
    /// What stands above what may have been meant.
    offer: &'static str,
    near: Vec<Near>,
}

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Near {
    pub(super) name: String,
    pub(super) href: String,
}

/// Says that there is no page at this address.
pub(super) fn page(visit: &Visit) -> Response {
    let why = "There is no page here. Nothing is broken: the address may have a typing error, or the page belongs to another league.";
    because(visit, why.to_owned(), Vec::new())
}

/// Says that there is no league of this name, and offers those there are.
pub(super) fn league(visit: &Visit, asked: &str) -> Response {
    let leagues = visit.web().app.leagues();
    let known = leagues.iter().map(|it| {
        let slug = &it.director.slug;
        let now = it.director.now();
        let name = now.state.league().map_or_else(|| slug.clone(), |it| it.spec.name.clone());
        (slug.clone(), Near { name, href: format!("/l/{slug}/") })
    });
    let why = format!("There is no league called “{asked}” here.");
    because(visit, why, nearest(asked, known))
}

/// Says that no `what` (such as `team`) has this name, and offers what is near.
///
/// `known`: what there is, by the name in addresses.
pub(super) fn named(
    visit: &Visit,
    what: &str,
    asked: &str,
    known: impl Iterator<Item = (String, Near)>,
) -> Response {
    let shown: String = asked.chars().take(SHOWN).collect();
    let league = visit.now.state.league().map_or("this league", |it| it.spec.name.as_str());
    because(visit, format!("{league} has no {what} called “{shown}”."), nearest(asked, known))
}

/// Says that there is no game of this id, and offers the latest ones.
pub(super) fn game(visit: &Visit, asked: &str) -> Response {
    let shown: String = asked.chars().take(SHOWN).collect();
    let Some(view) = visit.view() else { return page(visit) };
    let base = &visit.here.base;
    let tag = |id| TeamTag::of(view.league, base, id).nickname;
    let near = view.latest_games().into_iter().map(|it| Near {
        name: format!("{}: {} – {}", it.id, tag(it.home), tag(it.away)),
        href: format!("{base}/games/{}", it.id),
    });
    let why = match asked.parse::<GameId>() {
        Ok(id) if id.season > view.season() => {
            format!("There is no game {id}: this is season {}.", view.season())
        }
        Ok(id) => format!("There is no game {id} in season {}, or not yet.", id.season),
        Err(_) => {
            format!("“{shown}” names no game. Games are called like s1r3g2: season, round, game.")
        }
    };
    offering(visit, why, "The latest games", near.collect())
}

/// Says `why` there is nothing here, and offers what may have been meant.
pub(super) fn because(visit: &Visit, why: String, near: Vec<Near>) -> Response {
    offering(visit, why, "Did you mean", near)
}

fn offering(visit: &Visit, why: String, offer: &'static str, near: Vec<Near>) -> Response {
    let chrome = visit.chrome(Nav::More, "Not found");
    answer_with(StatusCode::NOT_FOUND, &NotFound { chrome, why, offer, near }, &visit.headers)
}

/// The nearest names, nearest first; none that have little in common with what was asked for.
fn nearest(asked: &str, known: impl Iterator<Item = (String, Near)>) -> Vec<Near> {
    let asked: Vec<char> = asked.to_lowercase().chars().take(SHOWN).collect();
    let mut near: Vec<(usize, Near)> = known
        .filter_map(|(slug, near)| {
            let slug: Vec<char> = slug.chars().collect();
            // One word of a name comes after a whole one that is as near.
            let words = slug.split(|it| *it == '-').filter(|it| it.len() > 2);
            let parts = words.filter_map(|it| alike(&asked, it)).map(|it| it + 1);
            Some((parts.chain(alike(&asked, &slug)).min()?, near))
        })
        .collect();
    near.sort_by(|a, b| (a.0, &a.1.name).cmp(&(b.0, &b.1.name)));
    near.into_iter().take(OFFERED).map(|it| it.1).collect()
}

/// How far apart two words are; `None` when they have little in common.
fn alike(a: &[char], b: &[char]) -> Option<usize> {
    Some(distance(a, b)).filter(|it| it * 5 <= a.len().max(b.len()) * 2)
}

/// How many letters must be added, left out or exchanged to turn one word into the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let changed = corner + usize::from(from != to);
            corner = row[j + 1];
            row[j + 1] = changed.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(asked: &str) -> Vec<String> {
        let known = ["herons", "furnace", "lanternfish", "ines-okafor", "teague-amari"];
        let near = |it: &str| (it.to_owned(), Near { name: it.to_owned(), href: String::new() });
        nearest(asked, known.into_iter().map(near)).into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn what_is_near_is_offered_and_what_is_not_is_not() {
        assert_eq!(names("heron"), ["herons"]);
        assert_eq!(names("Lanternfihs"), ["lanternfish"]);
        assert_eq!(names("okafor"), ["ines-okafor"]);
        assert_eq!(names("ines-okafro"), ["ines-okafor"]);
        assert!(names("zzzzzzzz").is_empty());
        assert!(names("").is_empty());
    }
}
