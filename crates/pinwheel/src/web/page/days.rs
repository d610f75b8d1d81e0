//! `/games/2026-11-20`: the games of one day, in UTC; the nearest days that have any.
//!
//! May live here: which days there are. Must never live here: when rounds to come will be played.

use super::lines::{GameLine, Lines};
use super::missing::{self, Near};
use super::{Chrome, Nav, Visit, answer};
use crate::words;
use askama::Template;
use axum::response::Response;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use league::units::UnixMillis;
use league::view::{Card, View};
use std::collections::BTreeSet;

#[derive(Template)]
#[template(path = "day.html")]
struct Page {
    chrome: Chrome,
    /// `Friday 20 November 2026`.
    title: String,
    games: Vec<GameLine>,
    before: Option<Near>,
    after: Option<Near>,
}

/// The day that an address names: `2026-11-20`.
pub(super) fn named(text: &str) -> Option<Date> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(day)
}

/// The day of an instant, in UTC.
fn day_of(at: UnixMillis) -> Option<Date> {
    let instant = jiff::Timestamp::from_millisecond(at.0).ok()?;
    Some(instant.to_zoned(TimeZone::UTC).date())
}

/// The page of a day.
pub(super) fn page(visit: &Visit, day: Date) -> Response {
    let Some(view) = visit.view() else { return missing::page(visit) };
    let days = days(&view);
    let near = |it: &Date| Near {
        name: it.strftime("%A %-d %B %Y").to_string(),
        href: format!("{}/games/{it}", visit.here.base),
    };
    let title = near(&day).name;
    let mut chrome = visit.chrome(Nav::Games, &title);
    chrome.refresh = "tipoff final round";
    let page = Page {
        games: games(visit, &view, day),
        before: days.range(..day).next_back().map(near),
        after: days.iter().find(|it| **it > day).map(near),
        title,
        chrome,
    };
    answer(&page, &visit.headers)
}

/// Every day on which a game has tipped off.
fn days(view: &View<'_>) -> BTreeSet<Date> {
    let past = view.league.past.iter().flat_map(|it| &it.games).map(|it| it.tip_off);
    let now = view.rounds().into_iter().filter_map(|it| it.tip_off);
    past.chain(now).filter_map(day_of).collect()
}

/// The games of a day, latest first.
fn games(visit: &Visit, view: &View<'_>, day: Date) -> Vec<GameLine> {
    let is_then = |at: UnixMillis| day_of(at) == Some(day);
    let lines = Lines::of(visit, view);
    let mut rounds = view.rounds();
    rounds.retain(|it| it.tip_off.is_some_and(is_then));
    let mut all: Vec<GameLine> =
        rounds.iter().rev().flat_map(|it| &it.games).map(|it| noted(&lines, it)).collect();
    for past in view.league.past.iter().rev() {
        let stages = past.bracket.iter().map(Vec::len).collect();
        let lines = Lines::of_past(visit, view, stages);
        let games = past.games.iter().rev().filter(|it| is_then(it.tip_off));
        all.extend(games.map(|it| noted(&lines, &Card::of_past(it))));
    }
    all
}

/// A game with its season, round and tip-off beside it.
fn noted(lines: &Lines<'_>, card: &Card) -> GameLine {
    let mut line = lines.game(card);
    let round = format!("season {}, round {}", card.id.season, card.id.round);
    let at = card.tip_off.map(words::hour).unwrap_or_default();
    let notes = [at, round, std::mem::take(&mut line.note)];
    line.note = notes.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(", ");
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_one_way() {
        assert_eq!(named("2026-11-20").map(|it| it.to_string()).as_deref(), Some("2026-11-20"));
        for other in ["2026-13-40", "20261120", "2026-11-20T10:00", "s1r1g1", "", "+2026-11-20"] {
            assert_eq!(named(other), None, "{other}");
        }
    }
}
