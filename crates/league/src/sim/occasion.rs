//! What a game is told of the season around it, because rules may ask.
//!
//! May live here: plain numbers. Never: the season itself.

use crate::ids::RuleId;
use crate::rules::{Active, Param};

/// What rules may ask about the season, and what they brought into this game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Round of the season, from 1.
    pub round: u16,
    /// Regular season.
    pub phase: Phase,
    /// Teams in the league.
    pub teams: u8,
    /// Home, then away.
    pub sides: [Form; 2],
}

/// What part of the season it is, as `Var::SeasonPhase` counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// The regular season.
    #[default]
    Regular = 0,
    /// Deciding games at the playoff line.
    Tiebreak = 1,
    /// The playoffs.
    Playoffs = 2,
}

/// One team's form before the game.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Place in the standings, from 1.
    pub rank: u8,
    /// Games won since the last loss.
    pub win_streak: u8,
    /// Games lost since the last win.
    pub loss_streak: u8,
    /// Points that it begins with, by rule.
    pub head_start: Vec<(RuleId, i32)>,
    /// Parameters that differ while it has the ball, by rule: which, by how much.
    pub changes: Vec<(RuleId, Param, i32)>,
}

impl Default for Occasion {
    /// The first round of a league of eight.
    fn default() -> Self {
        let form = |rank| Form { rank, ..Form::default() };
        Self { round: 1, phase: Phase::Regular, teams: 8, sides: [form(1), form(2)] }
    }
}

impl Occasion {
    /// Whether nothing is brought into the game.
    pub(super) fn brings_nothing(&self) -> bool {
        self.sides.iter().all(|it| it.head_start.is_empty() && it.changes.is_empty())
    }
}

/// The rules that act while a game is played.
#[derive(Clone, Copy, Debug)]
pub struct Ruling<'a> {
    /// In the order of enactment; the first 64 act.
    pub effects: &'a [Active],
    /// The season around the game.
    pub occasion: &'a Occasion,
}
