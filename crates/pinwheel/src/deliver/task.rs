//! Work as it lies in the ledger: its key, its body, and which facts ask for it.
//!
//! May live here: names and the stored form. Never: doing it.

use league::ids::GameId;
use league::report::About;
use league::{Event, Intent, react};
use serde::{Deserialize, Serialize};

/// The ledger's scope of everything that is written.
pub(crate) const SCOPE: &str = "report";

/// One piece of work. Stored: add fields with a default, never change one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Task {
    /// The league's name in addresses.
    pub(super) league: String,
    /// Season number.
    pub(super) season: u16,
    /// Round number.
    pub(super) round: u16,
    /// Log position of the tip-off; the round's games follow it.
    pub(super) tip: u64,
    /// What is to be written.
    pub(super) write: Writing,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Writing {
    /// A report for everybody, by its name.
    Report(String),
    /// One task for each governor: so many that the round's commit must not carry them.
    Governors,
    /// What the round was for this governor.
    Governor(String),
}

impl Task {
    /// Its key in the ledger: one per league, round and report.
    pub(super) fn key(&self) -> String {
        let what = match &self.write {
            Writing::Report(name) => name.clone(),
            Writing::Governors => "governors".to_owned(),
            Writing::Governor(id) => format!("to/{id}"),
        };
        format!("{}/s{}r{}/{what}", self.league, self.season, self.round)
    }

    /// Key and body, as they are offered.
    pub(super) fn offer(&self) -> (String, String) {
        // Strings and numbers only: nothing that JSON cannot express.
        (self.key(), serde_json::to_string(self).expect("a task is expressible as JSON"))
    }
}

/// The key under which a round's report lies in the ledger.
pub(super) fn report_key(league: &str, (season, round): (u16, u16), about: About) -> String {
    let write = Writing::Report(about.name());
    Task { league: league.to_owned(), season, round, tip: 0, write }.key()
}

/// The work that a commit asks for, as key and body. `position`: where the log stands before it.
pub(crate) fn offers(league: &str, position: u64, events: &[Event]) -> Vec<(String, String)> {
    let mut offers = Vec::new();
    for (tip, event) in (position + 1..).zip(events) {
        for intent in react(event) {
            let (season, round, write) = match intent {
                Intent::Write { season, round, about } => {
                    (season, round, Writing::Report(about.name()))
                }
                Intent::WriteToGovernors { season, round } => (season, round, Writing::Governors),
            };
            offers.push(Task { league: league.to_owned(), season, round, tip, write }.offer());
        }
    }
    offers
}

/// The game of a commentary's name, if it is one.
pub(super) fn game_of(about: About) -> Option<GameId> {
    match about {
        About::Commentary { game } => Some(game),
        About::Highlights | About::Round | About::Governance => None,
    }
}
