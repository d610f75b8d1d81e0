//! Reports: what is told of a round once it has been shown.
//!
//! May live here: what a report is about, what is kept of it, when it may be filed. Must never live
//! here: how one is written (`scribe`), or anything that a game or a vote depends on: a report
//! describes, it never decides.

use crate::command::Rejection;
use crate::event::Event;
use crate::ids::GameId;
use crate::state::League;
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};

/// Longest text of a report, in characters.
pub const TEXT_MAX: usize = 4_000;
/// Longest name of an author, in characters.
const AUTHOR_MAX: usize = 60;

/// What a report is about. One of each is kept per round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// One game, told from its tip-off to its end.
    Commentary {
        /// The game.
        game: GameId,
    },
    /// The plays of the round that one would tell a friend.
    Highlights,
    /// The round.
    Round,
    /// What the governors did since the round before.
    Governance,
}

/// A report as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// What it is about.
    #[serde(flatten)]
    pub about: About,
    /// 1 to [`TEXT_MAX`] characters; paragraphs are separated by an empty line.
    pub text: String,
    /// Who wrote it: `templates`, or the name of a model.
    pub by: String,
}

/// The reports of one round in the log, with the position of the entry that holds each.
pub type Filed = Vec<(About, u64)>;

impl About {
    /// Its name in addresses and keys: `round`, `highlights`, `governance`, `s1r3g2`.
    pub fn name(self) -> String {
        match self {
            Self::Commentary { game } => game.to_string(),
            Self::Highlights => "highlights".to_owned(),
            Self::Round => "round".to_owned(),
            Self::Governance => "governance".to_owned(),
        }
    }

    /// What its name says; `None` when it names nothing.
    pub fn by_name(name: &str) -> Option<Self> {
        match name {
            "highlights" => Some(Self::Highlights),
            "round" => Some(Self::Round),
            "governance" => Some(Self::Governance),
            _ => name.parse().ok().map(|game| Self::Commentary { game }),
        }
    }

    /// Everything that is told of a round of so many games.
    pub fn all_of(season: u16, round: u16, games: usize) -> impl Iterator<Item = Self> {
        let games = (1..)
            .take(games)
            .map(move |matchup| Self::Commentary { game: GameId { season, round, matchup } });
        games.chain([Self::Highlights, Self::Round, Self::Governance])
    }
}

impl Report {
    /// Whether it can be kept.
    fn is_good(&self) -> bool {
        let letters = self.text.chars().count();
        let hidden = |it: char| it.is_control() && it != '\n';
        !self.text.trim().is_empty()
            && letters <= TEXT_MAX
            && !self.text.contains(hidden)
            && !self.by.is_empty()
            && self.by.chars().count() <= AUTHOR_MAX
    }
}

/// Those of `reports` that belong to the round and can be kept, each about something else. What
/// cannot be kept must not hold up the season.
pub(crate) fn that_fit(
    season: u16,
    (round, games): (u16, usize),
    reports: &[Report],
) -> Vec<Report> {
    let first = |about| reports.iter().find(|it| it.about == about && it.is_good()).cloned();
    About::all_of(season, round, games).filter_map(first).collect()
}

/// A report comes after its round has been counted.
pub(crate) fn file(
    league: &League,
    (season, number): (u16, u16),
    report: Report,
    at: UnixMillis,
) -> Result<Vec<Event>, Rejection> {
    let Some((games, filed)) = completed(league, season, number) else {
        return Err(Rejection::NothingToReport);
    };
    let is_wanted = About::all_of(season, number, games).any(|it| it == report.about);
    if !is_wanted || !report.is_good() {
        return Err(Rejection::NothingToReport);
    }
    if filed.iter().any(|it| it.0 == report.about) {
        return Err(Rejection::AlreadyReported);
    }
    Ok(vec![Event::ReportWritten { season, round: number, report, at }])
}

/// How many games a completed round had, and what was told of it; `None` when it is not completed.
fn completed(league: &League, season: u16, number: u16) -> Option<(usize, &Filed)> {
    if season == league.season.number {
        let round = league.season.rounds.iter().find(|it| it.number == number)?;
        return round.completed_at.map(|_| (round.pairings.len(), &round.reports));
    }
    let past = league.past.iter().find(|it| it.number == season)?;
    let games = past.games.iter().filter(|it| it.id.round == number).count();
    past.reports.get(&number).map(|filed| (games, filed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_back_and_its_name_too() {
        let game = "s1r3g2".parse().expect("an id");
        for about in
            [About::Commentary { game }, About::Highlights, About::Round, About::Governance]
        {
            assert_eq!(About::by_name(&about.name()), Some(about));
            let report = Report { about, text: "It was close.".into(), by: "templates".into() };
            let text = serde_json::to_string(&report).expect("serialises");
            assert_eq!(serde_json::from_str::<Report>(&text).expect("reads"), report);
        }
        assert_eq!(About::by_name("weather"), None);
    }

    #[test]
    fn what_cannot_be_shown_is_no_report() {
        let report = |text: &str| Report { about: About::Round, text: text.into(), by: "x".into() };
        assert!(report("One.\n\nTwo.").is_good());
        for bad in ["", " \n ", "a\u{7}", &"x".repeat(TEXT_MAX + 1)] {
            assert!(!report(bad).is_good(), "{bad:?}");
        }
    }
}
