//! What exactly differs between two events, in words for whoever has to find out why.

use crate::chain::hex;
use crate::event::{Event, GamePlayed};
use crate::sim::Play;
use std::fmt::Display;

/// One thing that is stored and should be something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What: `the score of s1r3g2`.
    pub what: String,
    /// What is stored.
    pub stored: String,
    /// What should be.
    pub expected: String,
}

/// Longest text of a value that is shown whole.
const SHOWN: usize = 400;

impl Finding {
    /// Two values that differ.
    pub fn new(what: impl Display, stored: impl Display, expected: impl Display) -> Self {
        let short = |it: String| match it.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &it[..end]),
            None => it,
        };
        Self {
            what: what.to_string(),
            stored: short(stored.to_string()),
            expected: short(expected.to_string()),
        }
    }
}

impl Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: stored {}, should be {}", self.what, self.stored, self.expected)
    }
}

/// The stored event against the one that the league decides.
pub(super) fn events(stored: &Event, expected: &Event) -> Result<(), Vec<Finding>> {
    if stored == expected {
        return Ok(());
    }
    Err(match (stored, expected) {
        (Event::GamePlayed(stored), Event::GamePlayed(expected)) => games(stored, expected),
        _ if stored.kind() != expected.kind() => {
            vec![Finding::new("the event here", stored.kind(), expected.kind())]
        }
        _ => {
            let what = format!("what {} says", stored.kind());
            vec![Finding::new(what, format!("{stored:?}"), format!("{expected:?}"))]
        }
    })
}

/// Everything that tells two games apart; of the plays the first, with its number.
fn games(stored: &GamePlayed, expected: &GamePlayed) -> Vec<Finding> {
    let id = stored.id;
    let mut findings = Vec::new();
    let mut look = |what: &str, stored: String, expected: String| {
        if stored != expected {
            findings.push(Finding::new(format!("{what} of {id}"), stored, expected));
        }
    };
    let sides = |it: &GamePlayed| format!("team {} at home to team {}", it.home.0, it.away.0);
    let score = |it: &GamePlayed| format!("{}-{}", it.score[0], it.score[1]);
    look("the id", stored.id.to_string(), expected.id.to_string());
    look("the sides", sides(stored), sides(expected));
    look("the stage", format!("{:?}", stored.stage), format!("{:?}", expected.stage));
    look("the seed", hex(&stored.seed.0), hex(&expected.seed.0));
    look("the rules' hash", stored.rules.clone(), expected.rules.clone());
    look("the squads", format!("{:?}", stored.squads), format!("{:?}", expected.squads));
    look("the number on court", stored.on_court.to_string(), expected.on_court.to_string());
    look("the score", score(stored), score(expected));
    let differs = |it: &usize| stored.plays.get(*it) != expected.plays.get(*it);
    let most = stored.plays.len().max(expected.plays.len());
    if let Some(n) = (0..most).find(differs) {
        let play =
            |plays: &[Play]| plays.get(n).map_or("nothing".to_owned(), |it| format!("{it:?}"));
        look(&format!("play {n}"), play(&stored.plays), play(&expected.plays));
    }
    findings
}
