//! What the shell should do next, because of what happened.
//!
//! May live here: from a fact to intents, as a function. Must never live here: doing any of it.

use crate::event::Event;
use crate::report::About;

/// Something that the shell should do; nothing in the league waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Write this report of a round.
    Write {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// What about.
        about: About,
    },
    /// Write to each governor what the round was for them.
    WriteToGovernors {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
    },
}

/// What follows from a fact.
///
/// Reports are asked for at the tip-off, so that they are written while the round is being shown
/// and can go out with its end; until then nobody sees them.
#[expect(clippy::wildcard_enum_match_arm, reason = "few facts ask for anything")]
pub fn react(event: &Event) -> Vec<Intent> {
    match event {
        Event::RoundTippedOff { season, round, pairings, .. } => {
            let (season, round) = (*season, *round);
            let write = |about| Intent::Write { season, round, about };
            let reports = About::all_of(season, round, pairings.len()).map(write);
            reports.chain([Intent::WriteToGovernors { season, round }]).collect()
        }
        _ => Vec::new(),
    }
}
