//! Names for things inside one league.
//!
//! May live here: one small type per kind of id, its text form and how it is read back.
//! Never: what the thing is.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A team: its place in the league's list of teams, from 0. Stable for the life of the league.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TeamId(pub u8);

/// A hooper: team number times 16 plus place in the roster. Stable for the life of the league.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HooperId(pub u16);

impl HooperId {
    /// The hooper in roster place `slot` (`0..16`) of `team`.
    pub fn new(team: TeamId, slot: u8) -> Self {
        Self(u16::from(team.0) * 16 + u16::from(slot & 15))
    }

    /// The team this hooper belongs to.
    pub fn team(self) -> TeamId {
        TeamId(u8::try_from(self.0 / 16).unwrap_or(u8::MAX))
    }

    /// The place in the team's roster, `0..16`.
    pub fn slot(self) -> u8 {
        u8::try_from(self.0 % 16).unwrap_or(0)
    }
}

/// A game: season and round from 1, matchup within the round from 1. Text form `s1r3g2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GameId {
    /// Season number, from 1.
    pub season: u16,
    /// Round number within the season, from 1; playoffs count on from the regular season.
    pub round: u16,
    /// Matchup within the round, from 1.
    pub matchup: u8,
}

impl fmt::Display for GameId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "s{}r{}g{}", self.season, self.round, self.matchup)
    }
}

/// A rule of the Book, numbered from 1 in the order of enactment. Text form `R12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RuleId(pub u16);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "R{}", self.0)
    }
}

/// The text is not a game id such as `s1r3g2`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a game id looks like s1r3g2: season, round, game")]
pub struct NotAGameId;

impl FromStr for GameId {
    type Err = NotAGameId;

    fn from_str(text: &str) -> Result<Self, NotAGameId> {
        let rest = text.strip_prefix('s').ok_or(NotAGameId)?;
        let (season, rest) = rest.split_once('r').ok_or(NotAGameId)?;
        let (round, matchup) = rest.split_once('g').ok_or(NotAGameId)?;
        let id = Self {
            season: season.parse().map_err(|_| NotAGameId)?,
            round: round.parse().map_err(|_| NotAGameId)?,
            matchup: matchup.parse().map_err(|_| NotAGameId)?,
        };
        // One spelling per id: `s01r1g1` and `s+1r1g1` name nothing.
        if id.to_string() == text { Ok(id) } else { Err(NotAGameId) }
    }
}

impl Serialize for GameId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for GameId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_game_id_reads_back_and_has_one_spelling() {
        let id = GameId { season: 12, round: 3, matchup: 4 };
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["", "s1", "s1r2", "s01r1g1", "s+1r1g1", "s1r1g1 ", "S1r1g1", "s99999r1g1"] {
            assert_eq!(wrong.parse::<GameId>(), Err(NotAGameId), "{wrong}");
        }
    }

    #[test]
    fn a_hooper_id_knows_team_and_slot() {
        let id = HooperId::new(TeamId(7), 3);
        assert_eq!((id.team(), id.slot()), (TeamId(7), 3));
    }
}
