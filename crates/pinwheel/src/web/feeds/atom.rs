//! `GET /feeds/results.atom`: finished games, latest first.
//!
//! May live here: the Atom document. Never: games that are still being shown.

use super::{FeedAsked, Spoilers, uuid, xml};
use crate::model::game::winner;
use crate::web::api::{ApiError, Asked, At, origin, tagged};
use crate::words;
use axum::response::Response;
use league::units::UnixMillis;
use league::view::{Card, Status, View};

/// Entries of the feed at most.
const ENTRIES: usize = 100;

/// `GET /feeds/results.atom`.
pub(super) async fn results(at: At, Asked(asked): Asked<FeedAsked>) -> Result<Response, ApiError> {
    let site = origin(&at.headers).unwrap_or_default() + at.here.base.as_str();
    let text = feed(&at.view()?, &site, asked.spoilers);
    Ok(tagged(&at.headers, "application/atom+xml; charset=utf-8", text))
}

/// Finished games of this season and the last, latest first.
fn finished(view: &View<'_>) -> Vec<Card> {
    let past = view.league.past.last().into_iter().flat_map(|it| &it.games).map(Card::of_past);
    let this = view.rounds().into_iter().flat_map(|it| it.games);
    let mut cards: Vec<Card> =
        past.chain(this).filter(|it| matches!(it.status, Status::Final { .. })).collect();
    cards.sort_by_key(|it| std::cmp::Reverse(it.id));
    cards.truncate(ENTRIES);
    cards
}

fn feed(view: &View<'_>, site: &str, spoilers: Spoilers) -> String {
    let league = view.league;
    let cards = finished(view);
    let updated = cards.first().and_then(|it| it.tip_off).unwrap_or(league.founded_at);
    let query = if spoilers == Spoilers::Hide { "?spoilers=hide" } else { "" };
    let head = league::ids::GameId { season: 0, round: 0, matchup: 0 };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>{name}: results</title>\n<id>urn:uuid:{id}</id>\n<updated>{updated}</updated>\n<author><name>{name}</name></author>\n<link rel=\"self\" href=\"{site}/feeds/results.atom{query}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{site}/games\"/>\n",
        name = xml(&league.spec.name),
        id = uuid(league, head),
        updated = words::iso(updated),
        site = xml(site),
    );
    for card in &cards {
        text.push_str(&entry(view, site, card, spoilers));
    }
    text.push_str("</feed>\n");
    text
}

fn entry(view: &View<'_>, site: &str, card: &Card, spoilers: Spoilers) -> String {
    let league = view.league;
    let [home, away] = [card.home, card.away].map(|it| league.team(it));
    let (title, summary) = match (spoilers, card.status.score()) {
        (Spoilers::Show, Some([h, a])) => {
            let won = winner(card).map_or("Nobody", |it| &league.team(it).name);
            let by = h.abs_diff(a);
            let points = if by == 1 { "point" } else { "points" };
            (
                format!("{} {h}, {} {a}", home.nickname, away.nickname),
                format!("{won} win by {by} {points} at {}.", home.venue.name),
            )
        }
        _ => (
            format!("{} at {}: final", away.nickname, home.nickname),
            format!("Played at {}.", home.venue.name),
        ),
    };
    let at = words::iso(card.tip_off.unwrap_or(UnixMillis(0)));
    format!(
        "<entry>\n<id>urn:uuid:{id}</id>\n<title>{title}</title>\n<published>{at}</published>\n<updated>{at}</updated>\n<link rel=\"alternate\" type=\"text/html\" href=\"{site}/games/{game}\"/>\n<summary>Season {season}, round {round}. {summary}</summary>\n</entry>\n",
        id = uuid(league, card.id),
        title = xml(&title),
        site = xml(site),
        game = card.id,
        season = card.id.season,
        round = card.id.round,
        summary = xml(&summary),
    )
}
