//! Feeds: results as Atom, a team's games as a calendar, and the picture of a game.
//!
//! May live here: addresses of what other programs fetch by themselves. Must never live here: a
//! result before its time; everything comes through the view.

mod atom;
mod calendar;

use super::{Web, share};
use crate::model::play::shot_salt;
use axum::Router;
use axum::routing::get;
use league::League;
use league::ids::GameId;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

/// Feeds and pictures.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/feeds/results.atom", get(atom::results))
        .route("/teams/{team}/calendar.ics", get(calendar::team))
        .merge(share::routes())
}

/// Whether scores are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Spoilers {
    /// Finished games with their scores.
    #[default]
    Show,
    /// No score.
    Hide,
}

/// What may be asked of a feed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FeedAsked {
    #[serde(default)]
    spoilers: Spoilers,
}

/// An id of a game that no other game of any league has, the same for ever: a UUID (version 8).
fn uuid(league: &League, id: GameId) -> String {
    let mut hasher = Sha256::new();
    hasher.update(league.spec.slug.as_bytes());
    hasher.update(league.founded_at.0.to_be_bytes());
    hasher.update(shot_salt(id).to_be_bytes());
    let mut hash: [u8; 32] = hasher.finalize().into();
    hash[6] = hash[6] & 0x0f | 0x80;
    hash[8] = hash[8] & 0x3f | 0x80;
    let hex = league::chain::hex(&hash[..16]);
    let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
    parts.join("-")
}

/// Text inside XML.
pub(crate) fn xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            it if it.is_control() => safe.push(' '),
            it => safe.push(it),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_place_in_xml() {
        assert_eq!(xml("<a b=\"c\">'&\n"), "&lt;a b=&quot;c&quot;&gt;&#39;&amp; ");
    }
}
