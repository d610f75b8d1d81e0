//! What has been played since the reader was here last, kept in a cookie of the reader's own.
//!
//! May live here: the cookie and the sentence. Must never live here: a result.

use super::Visit;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use league::view::{Status, View};

/// Looks that lie closer together than this are one visit.
const VISIT_MINUTES: i64 = 30;
/// How long a visit is remembered, in seconds.
const YEAR: u32 = 31_536_000;

/// A round that has been shown to its end: season, then number; 0 is before the first.
type Round = (u16, u16);

/// What a reader has seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    /// The latest round when this visit began.
    from: Round,
    /// The latest round when the reader last looked.
    to: Round,
    /// When that was, in minutes since 1970.
    minute: i64,
}

impl Seen {
    /// What the cookie says with this look, at `now`, added to it.
    fn look(text: Option<&str>, now: Round, minute: i64) -> Self {
        let Some(before) = text.and_then(Self::parse) else {
            return Self { from: now, to: now, minute };
        };
        let is_same = minute - before.minute < VISIT_MINUTES;
        Self { from: if is_same { before.from } else { before.to }, to: now, minute }
    }

    fn parse(text: &str) -> Option<Self> {
        let numbers: Vec<i64> = text.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [a, b, c, d, minute] = numbers[..] else { return None };
        let small = |it: i64| u16::try_from(it).ok();
        Some(Self { from: (small(a)?, small(b)?), to: (small(c)?, small(d)?), minute })
    }

    fn text(&self) -> String {
        let Self { from, to, minute } = self;
        format!("{}.{}.{}.{}.{minute}", from.0, from.1, to.0, to.1)
    }

    /// `rounds 4 to 6 were played`; `None` when nothing was.
    fn in_words(&self) -> Option<String> {
        let ((s, r), (season, round)) = (self.from, self.to);
        if (season, round) <= (s, r) {
            return None;
        }
        Some(match (season - s, round) {
            (0, _) if round == r + 1 => format!("round {round} was played"),
            (0, _) => format!("rounds {} to {round} were played", r + 1),
            (_, 0) => format!("season {s} came to its end and season {season} began"),
            (_, 1) => {
                format!("season {s} came to its end, and round 1 of season {season} was played")
            }
            (_, _) => format!(
                "season {s} came to its end, and rounds 1 to {round} of season {season} were played"
            ),
        })
    }
}

/// The latest round that has been shown to its end.
fn latest(view: &View<'_>) -> Round {
    let over = |it: &league::view::RoundCard| {
        it.tip_off.is_some() && it.games.iter().all(|it| matches!(it.status, Status::Final { .. }))
    };
    let number = view.rounds().iter().filter(|it| over(it)).map(|it| it.number).max();
    (view.season(), number.unwrap_or(0))
}

/// What this look adds to what the reader has seen.
pub(super) fn look(visit: &Visit, view: &View<'_>) -> Seen {
    Seen::look(visit.cookie(&name(visit)).as_deref(), latest(view), visit.at.0 / 60_000)
}

/// The sentence for the page; empty when there is nothing to tell.
pub(super) fn in_words(seen: &Seen) -> String {
    seen.in_words().map_or_else(String::new, |it| format!("Since your last visit, {it}."))
}

/// Keeps what was seen with the reader.
pub(super) fn keep(visit: &Visit, seen: &Seen, mut response: Response) -> Response {
    let cookie =
        format!("{}={}; Path=/; Max-Age={YEAR}; SameSite=Lax; HttpOnly", name(visit), seen.text());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

fn name(visit: &Visit) -> String {
    format!("seen-{}", visit.here.hosted.director.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visit_is_told_what_was_played_before_it_for_as_long_as_it_lasts() {
        let said = |text: &str, now, minute| {
            let seen = Seen::look(Some(text), now, minute);
            assert_eq!(Seen::parse(&seen.text()), Some(seen));
            seen.in_words().unwrap_or_default()
        };
        let first = Seen::look(None, (1, 3), 100);
        assert_eq!(first.in_words(), None);
        let text = first.text();
        assert_eq!(said(&text, (1, 3), 500), "");
        assert_eq!(said(&text, (1, 4), 500), "round 4 was played");
        let back = Seen::look(Some(&text), (1, 6), 500);
        assert_eq!(back.in_words().as_deref(), Some("rounds 4 to 6 were played"));
        assert_eq!(said(&back.text(), (1, 7), 520), "rounds 4 to 7 were played", "the same visit");
        assert_eq!(said(&back.text(), (1, 7), 900), "round 7 was played", "the next one");
        assert_eq!(said(&text, (2, 0), 500), "season 1 came to its end and season 2 began");
        assert!(said(&text, (3, 9), 500).ends_with("and rounds 1 to 9 of season 3 were played"));
    }

    #[test]
    fn a_cookie_that_is_none_of_ours_is_a_first_visit() {
        for text in ["", "1", "1.2.3.4", "a.b.c.d.e", "1.2.3.4.5.6", "-1.0.0.0.5", "70000.1.1.1.1"]
        {
            assert_eq!(Seen::look(Some(text), (2, 2), 9).in_words(), None, "{text}");
        }
        // A database that was put back: nothing is told backwards.
        assert_eq!(Seen::look(Some("2.9.2.9.1"), (1, 1), 900).in_words(), None);
    }
}
