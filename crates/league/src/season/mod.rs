//! A season: schedule, standings, deciding games, playoffs, awards.
//!
//! May live here: how results become order. Must never live here: how a game is played (`sim`),
//! what spectators may see (`view`).

mod acts;
mod awards;
mod bracket;
pub mod hooks;
mod schedule;
mod standings;

pub use acts::Deed;
pub(crate) use acts::at_home;
pub(crate) use awards::awards;
pub use awards::{AwardKind, Totals, leaders};
pub use bracket::{Series, first_stage, home_of, next_stage, wins_needed};
pub use schedule::{deciding_rounds, regular_season};
pub use standings::{Level, Outcome, Row, TieBreak, level_at_line, table};

use crate::ids::TeamId;
use serde::{Deserialize, Serialize};

/// Who meets whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pairing {
    /// The side whose venue it is.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// What the game counts for.
    pub stage: GameStage,
}

/// What a game counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GameStage {
    /// The regular season.
    Regular,
    /// A deciding game at the playoff line.
    Tiebreak,
    /// A playoff series.
    Playoff {
        /// Stage, from 0.
        stage: u8,
        /// Place of the series in the stage, from 0.
        series: u8,
        /// Game of the series, from 1.
        game: u8,
    },
}
