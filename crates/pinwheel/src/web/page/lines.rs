//! Games and teams as lines and cards in lists, the same on Today, Games and Standings.
//!
//! May live here: what such a line says. Must never live here: which games are listed.

use super::{TeamTag, Visit};
use crate::words;
use league::League;
use league::ids::TeamId;
use league::season::{GameStage, Row};
use league::view::{Card, Status, View};

/// A game in a list.
#[derive(Clone, Debug)]
pub(super) struct GameLine {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) home: TeamTag,
    pub(super) away: TeamTag,
    /// Ink of the visitors against the home side's.
    pub(super) away_hue: u16,
    /// Games won and lost, home then away; empty when they are not to be told.
    pub(super) records: [String; 2],
    /// Points, unless there are none or they are not wanted.
    pub(super) score: Option<[u16; 2]>,
    /// The score there is, for readers who ask for it one by one.
    pub(super) hidden: Option<[u16; 2]>,
    pub(super) live: bool,
    pub(super) state: String,
    /// `Semi-final, game 2`, `after overtime`; often empty.
    pub(super) note: String,
}

/// Everything needed to write lines.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    league: &'a League,
    base: &'a str,
    hide: bool,
    table: Vec<Row>,
    /// Series per playoff stage, by season under way.
    stages: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(visit: &'a Visit, view: &View<'a>) -> Self {
        Self {
            league: view.league,
            base: &visit.here.base,
            hide: visit.hide_scores,
            table: view.standings(),
            stages: view.bracket().iter().map(Vec::len).collect(),
        }
    }

    /// As for a season that is over: without records.
    pub(super) fn of_past(visit: &'a Visit, view: &View<'a>, stages: Vec<usize>) -> Self {
        Self { table: Vec::new(), stages, ..Self::of(visit, view) }
    }

    /// The table after the games that have been shown.
    pub(super) fn table(&self) -> &[Row] {
        &self.table
    }

    /// A team's tag.
    pub(super) fn team(&self, id: TeamId) -> TeamTag {
        TeamTag::of(self.league, self.base, id)
    }

    /// Games won and lost: `14–5`; empty when it is not to be told.
    pub(super) fn record(&self, id: TeamId) -> String {
        let row = self.table.iter().find(|it| it.team == id);
        row.filter(|_| !self.hide)
            .map_or_else(String::new, |it| format!("{}–{}", it.wins, it.losses))
    }

    /// A team's place in the table, from 1.
    pub(super) fn place(&self, id: TeamId) -> usize {
        self.table.iter().position(|it| it.team == id).map_or(0, |it| it + 1)
    }

    /// What a game counts for, in words; empty for the regular season.
    pub(super) fn stage(&self, stage: GameStage) -> String {
        match stage {
            GameStage::Regular => String::new(),
            GameStage::Tiebreak => "Deciding game".to_owned(),
            GameStage::Playoff { stage, game, .. } => {
                let series = self.stages.get(usize::from(stage)).copied().unwrap_or(1);
                format!("{}, game {game}", stage_name(series).0)
            }
        }
    }

    /// One game.
    pub(super) fn game(&self, card: &Card) -> GameLine {
        let (over, overtime) = match card.status {
            Status::Final { overtime, .. } => (true, overtime),
            Status::Scheduled | Status::Live(_) => (false, false),
        };
        let score = card.status.score();
        let veiled = over && self.hide;
        let mut notes = vec![self.stage(card.stage)];
        if overtime && !veiled {
            notes.push("after overtime".to_owned());
        }
        notes.retain(|it| !it.is_empty());
        let ink = |id| self.league.team(id).ink;
        GameLine {
            id: card.id.to_string(),
            href: format!("{}/games/{}", self.base, card.id),
            home: self.team(card.home),
            away: self.team(card.away),
            away_hue: ink(card.away).against(ink(card.home)).hue(),
            records: [card.home, card.away].map(|it| self.record(it)),
            // The last score before the end tells the end: a reader who hides scores gets none in lists.
            score: score.filter(|_| !self.hide),
            hidden: score.filter(|_| veiled),
            live: matches!(card.status, Status::Live(_)),
            state: self.state(&card.status),
            note: notes.join(", "),
        }
    }

    fn state(&self, status: &Status) -> String {
        match status {
            Status::Scheduled => "Not begun".to_owned(),
            Status::Final { .. } => "Final".to_owned(),
            Status::Live(moment) => {
                let clock = words::clock_at(&self.league.rules, moment.period, moment.clock);
                let phase = words::phase(&self.league.rules, moment.period);
                format!("{phase} {clock}").trim_end().to_owned()
            }
        }
    }
}

/// A playoff stage of so many series: the name of one, and of the stage.
pub(super) fn stage_name(series: usize) -> (&'static str, &'static str) {
    match series {
        1 => ("Final", "Final"),
        2 => ("Semi-final", "Semi-finals"),
        _ => ("Quarter-final", "Quarter-finals"),
    }
}

/// A small number in words, as in a sentence.
pub(super) fn count(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    WORDS.get(number).map_or_else(|| number.to_string(), |it| (*it).to_owned())
}
