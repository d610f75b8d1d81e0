//! What is remembered of games and seasons that have been played.
//!
//! May live here: records, and what follows from one. Never: folding events (`state`), plays: they
//! stay in the log.

use crate::dice::Seed;
use crate::event::{Award, GamePlayed};
use crate::ids::{GameId, HooperId, TeamId};
use crate::report::Filed;
use crate::rules::{Param, Rules};
use crate::season::{GameStage, Outcome, Row, Series, Totals};
use crate::sim::{BoxScore, Consequence, Gift};
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is kept in memory of a game; its plays stay in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameRecord {
    pub(crate) id: GameId,
    pub(crate) position: u64,
    pub(crate) home: TeamId,
    pub(crate) away: TeamId,
    pub(crate) stage: GameStage,
    pub(crate) engine: u16,
    pub(crate) seed: Seed,
    pub(crate) rules: String,
    pub(crate) squads: [u8; 2],
    pub(crate) on_court: u8,
    pub(crate) arc_cm: i32,
    /// Phases before overtime.
    pub(crate) regular_phases: u8,
    pub(crate) score: [u16; 2],
    /// Tenths of a second from tip-off to the last play.
    pub(crate) duration: u32,
    pub(crate) plays: u32,
    pub(crate) boxes: BoxScore,
    /// What rules did for its sides outside it; nothing comes of it before the round is completed.
    pub(crate) gifts: Vec<Consequence>,
}

/// A season that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastSeason {
    /// Season number.
    pub number: u16,
    /// When it began and ended.
    pub span: [UnixMillis; 2],
    /// The champion.
    pub champion: TeamId,
    /// The final table of the regular season.
    pub table: Vec<Row>,
    /// One entry per playoff stage.
    pub bracket: Vec<Vec<Series>>,
    /// Its awards.
    pub awards: Vec<Award>,
    /// Every game, in order of play.
    pub games: Vec<PastGame>,
    /// What each hooper did over the season.
    pub totals: BTreeMap<HooperId, Totals>,
    /// What was told of its rounds, by round number.
    pub reports: BTreeMap<u16, Filed>,
}

/// A game of a season that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastGame {
    /// Which game.
    pub id: GameId,
    /// Where the log keeps it.
    pub position: u64,
    /// The home side.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// What it counted for.
    pub stage: GameStage,
    /// Final points, home then away.
    pub score: [u16; 2],
    /// When it tipped off.
    pub tip_off: UnixMillis,
    /// Whether it went past the last regular phase.
    pub overtime: bool,
}

impl GameRecord {
    pub(crate) fn of(game: &GamePlayed, position: u64, rules: &Rules) -> Self {
        let sizes = game.squads.map(usize::from);
        Self {
            id: game.id,
            position,
            home: game.home,
            away: game.away,
            stage: game.stage,
            engine: game.engine,
            seed: game.seed,
            rules: game.rules.clone(),
            squads: game.squads,
            on_court: game.on_court,
            arc_cm: rules.get(Param::CourtArcCm),
            regular_phases: u8::try_from(rules.regular_phases()).unwrap_or(u8::MAX),
            score: game.score,
            duration: game.plays.last().map_or(0, |it| it.elapsed),
            plays: u32::try_from(game.plays.len()).unwrap_or(u32::MAX),
            boxes: BoxScore::from_plays(sizes, usize::from(game.on_court), &game.plays),
            gifts: game.trace.consequences.clone(),
        }
    }

    /// The record of a game read back from the log, for pages about past seasons.
    ///
    /// `rules`: those it was played by, as far as they are known.
    pub fn from_log(game: &GamePlayed, position: u64, rules: &Rules) -> Self {
        Self::of(game, position, rules)
    }

    /// Whether the game went past its last regular phase.
    pub(crate) fn overtime(&self) -> bool {
        self.boxes.sides[0].by_period.len() > usize::from(self.regular_phases)
    }

    pub(crate) fn winner(&self) -> TeamId {
        if self.score[0] > self.score[1] { self.home } else { self.away }
    }

    /// What the table counts; `None` for playoff games.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        let deciding = match self.stage {
            GameStage::Regular => false,
            GameStage::Tiebreak => true,
            GameStage::Playoff { .. } => return None,
        };
        let mut by_rule = [0; 2];
        for it in &self.gifts {
            if let Gift::StandingsPoints { n } = it.gift {
                by_rule[it.side as usize] += n;
            }
        }
        Some(Outcome { home: self.home, away: self.away, score: self.score, deciding, by_rule })
    }

    /// Adds every hooper's line to the totals.
    pub(crate) fn add_to(&self, totals: &mut BTreeMap<HooperId, Totals>) {
        for (team, side) in [self.home, self.away].into_iter().zip(&self.boxes.sides) {
            for (slot, line) in (0..).zip(&side.hoopers) {
                totals.entry(HooperId::new(team, slot)).or_default().add(line);
            }
        }
    }

    pub(crate) fn past(&self, tip_off: UnixMillis) -> PastGame {
        PastGame {
            id: self.id,
            position: self.position,
            home: self.home,
            away: self.away,
            stage: self.stage,
            score: self.score,
            tip_off,
            overtime: self.overtime(),
        }
    }
}
