//! `GET /teams/{team}/calendar.ics`: a team's games as a calendar (RFC 5545).
//!
//! May live here: the calendar's form. Never: scores of games that are not over, how long a game
//! took.

use super::{FeedAsked, Spoilers, uuid};
use crate::model::times;
use crate::web::api::{ApiError, Asked, At, origin, tagged};
use axum::response::Response;
use jiff::tz::TimeZone;
use league::ids::TeamId;
use league::units::UnixMillis;
use league::view::{Card, Status, View};

/// Longest line of the format, in bytes, without its end.
const LINE: usize = 75;

/// `GET /teams/{team}/calendar.ics`.
pub(super) async fn team(at: At, Asked(asked): Asked<FeedAsked>) -> Result<Response, ApiError> {
    let team = at.team()?;
    let site = origin(&at.headers).map(|it| it + at.here.base.as_str());
    let text = calendar(&at.view()?, team, site.as_deref(), asked.spoilers);
    Ok(tagged(&at.headers, "text/calendar; charset=utf-8", text))
}

/// Lines of the calendar, folded where they are long.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        let mut width = 0;
        for letter in line.chars() {
            if width + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                width = 1;
            }
            width += letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
}

fn calendar(view: &View<'_>, team: TeamId, site: Option<&str>, spoilers: Spoilers) -> String {
    let mut lines = Lines::default();
    let name = &view.league.team(team).name;
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pinwheel//Games//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ] {
        lines.add(line);
    }
    lines.add(&format!("X-WR-CALNAME:{}", escaped(name)));
    for (card, at) in games_of(view, team) {
        event(&mut lines, view, &card, at, (site, spoilers));
    }
    lines.add("END:VCALENDAR");
    lines.0
}

/// The team's games with their times, of the last season and this one: those played, then those to come.
fn games_of(view: &View<'_>, team: TeamId) -> Vec<(Card, UnixMillis)> {
    let past = view.league.past.last().into_iter().flat_map(|it| &it.games).map(Card::of_past);
    let rounds = view.rounds();
    let coming = rounds.iter().filter(|it| it.tip_off.is_none()).count();
    let mut expected = times::next_tip_offs(view, coming).into_iter();
    let mut cards: Vec<(Card, UnixMillis)> =
        past.filter_map(|it| it.tip_off.map(|at| (it, at))).collect();
    for round in rounds {
        let Some(at) = round.tip_off.or_else(|| expected.next()) else { break };
        cards.extend(round.games.into_iter().map(|it| (it, at)));
    }
    cards.retain(|(it, _)| [it.home, it.away].contains(&team));
    cards
}

fn event(
    lines: &mut Lines,
    view: &View<'_>,
    card: &Card,
    at: UnixMillis,
    (site, spoilers): (Option<&str>, Spoilers),
) {
    let league = view.league;
    let [home, away] = [card.home, card.away].map(|it| league.team(it));
    let summary = match (&card.status, spoilers) {
        (Status::Final { score: [h, a], .. }, Spoilers::Show) => {
            format!("{} {h}, {} {a}", home.nickname, away.nickname)
        }
        _ => format!("{} at {}", away.nickname, home.nickname),
    };
    // The ordinary length, not the game's own: that would tell how it ends.
    let end = at.plus(times::usual_length_ms(league).max(60_000));
    let stamp = card.tip_off.unwrap_or(view.season_started_at());
    lines.add("BEGIN:VEVENT");
    lines.add(&format!("UID:{}", uuid(league, card.id)));
    lines.add(&format!("DTSTAMP:{}", basic(stamp)));
    lines.add(&format!("DTSTART:{}", basic(at)));
    lines.add(&format!("DTEND:{}", basic(end)));
    lines.add(&format!("SUMMARY:{}", escaped(&summary)));
    lines.add(&format!("LOCATION:{}", escaped(&home.venue.name)));
    if let Some(site) = site {
        lines.add(&format!("URL:{site}/games/{}", card.id));
    }
    let status = if card.tip_off.is_some() { "CONFIRMED" } else { "TENTATIVE" };
    lines.add(&format!("STATUS:{status}"));
    lines.add("END:VEVENT");
}

/// An instant in the format's own form: `20261120T120000Z`.
fn basic(at: UnixMillis) -> String {
    let instant = jiff::Timestamp::from_millisecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    instant.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as the format wants it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_letters() {
        let mut lines = Lines::default();
        lines.add(&"é".repeat(60));
        let all: Vec<&str> = lines.0.split("\r\n").collect();
        assert!(all.iter().all(|it| it.len() <= LINE), "{all:?}");
        assert_eq!(lines.0.replace("\r\n ", ""), "é".repeat(60) + "\r\n");
        assert_eq!(escaped("a;b,c\\"), "a\\;b\\,c\\\\");
        assert_eq!(basic(UnixMillis(0)), "19700101T000000Z");
    }
}
