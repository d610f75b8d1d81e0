//! What rules did in a game: which acted on which play, how often each, what follows for the season.
//!
//! Stored for ever beside the plays: add deeds and gifts at the end, never change or reorder one.
//! May live here: those facts and their stored form. Never: making them (`floor`).

use super::play::{Side, stored_enum};
use crate::ids::RuleId;
use crate::rules::Param;
use crate::rules::action::{Action, Token};
use serde::{Deserialize, Serialize};

stored_enum! {
    /// What a rule did; the number that belongs to it in brackets.
    Deed {
        /// The basket or free throw counted this (points).
        Set = 0,
        /// The basket or free throw was multiplied (per cent).
        Multiplied = 1,
        /// The basket or free throw counted more or less (points).
        Added = 2,
        /// Points of their own were given or taken (points).
        Gave = 3,
        /// A chance was moved so that it decided this play (percentage points).
        Decided = 4,
        /// Energy was given or taken (hundredths of a per cent).
        Energy = 5,
        /// A hooper must sit (possessions).
        Benched = 6,
        /// An extra possession was given.
        Possession = 7,
        /// The possession ended.
        Ended = 8,
        /// The period clock was moved (seconds).
        Clock = 9,
        /// The shot clock was moved (seconds).
        ShotClock = 10,
        /// A foul was counted more or less (1 or -1).
        Foul = 11,
        /// A side's parameter was changed (by how much).
        Param = 12,
        /// Something was called out (place in `Announcement::ALL`).
        Called = 13,
        /// Points brought from the game before (points).
        HeadStart = 14,
    }
}

/// One deed of one rule. Serialised as an array of four numbers in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[i32; 4]", into = "[i32; 4]")]
pub struct Mark {
    /// Index of the play that it belongs to.
    pub play: u16,
    /// Which rule.
    pub rule: RuleId,
    /// What it did.
    pub deed: Deed,
    /// The deed's number.
    pub n: i16,
}

impl From<Mark> for [i32; 4] {
    fn from(it: Mark) -> Self {
        [it.play.into(), it.rule.0.into(), it.deed as i32, it.n.into()]
    }
}

impl TryFrom<[i32; 4]> for Mark {
    type Error = String;

    fn try_from([play, rule, deed, n]: [i32; 4]) -> Result<Self, String> {
        let short = |n: i32| u16::try_from(n).map_err(|_| format!("{n} does not fit two bytes"));
        Ok(Self {
            play: short(play)?,
            rule: RuleId(short(rule)?),
            deed: Deed::read(u32::try_from(deed).unwrap_or(u32::MAX))?,
            n: i16::try_from(n).map_err(|_| format!("{n} does not fit two bytes"))?,
        })
    }
}

/// Something that an effect does outside the game it acted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "gift", rename_all = "snake_case")]
pub enum Gift {
    /// A parameter differs while the team has the ball, in its next game.
    NextGameParam {
        /// Which.
        param: Param,
        /// By how much.
        n: i32,
    },
    /// The team begins its next game with so many points.
    NextGamePoints {
        /// Points.
        n: i32,
    },
    /// Points in the standings.
    StandingsPoints {
        /// Points.
        n: i32,
    },
    /// Tokens for every governor of the team, up to the cap.
    Tokens {
        /// Which.
        token: Token,
        /// How many.
        n: i32,
    },
    /// The team plays this round's game at home.
    Home,
}

impl Gift {
    /// What this action gives, if it gives anything outside the game.
    pub fn of(action: &Action) -> Option<Self> {
        match *action {
            Action::NextGameTeamParam { param, n } => Some(Self::NextGameParam { param, n }),
            Action::NextGamePoints { n } => Some(Self::NextGamePoints { n }),
            Action::StandingsPoints { n } => Some(Self::StandingsPoints { n }),
            Action::GrantTokens { token, n } => Some(Self::Tokens { token, n }),
            Action::SetHome => Some(Self::Home),
            Action::AddPoints { .. }
            | Action::SetValue { .. }
            | Action::MultPoints { .. }
            | Action::ModifyProb { .. }
            | Action::ScaleRate { .. }
            | Action::Energy { .. }
            | Action::Bench { .. }
            | Action::GivePossession { .. }
            | Action::EndPossession
            | Action::Clock { .. }
            | Action::ShotClock { .. }
            | Action::Foul { .. }
            | Action::TeamParamDelta { .. }
            | Action::Counter { .. }
            | Action::Announce { .. } => None,
        }
    }
}

/// What follows from a game for one side, outside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consequence {
    /// Whose.
    #[serde(with = "side_number")]
    pub side: Side,
    /// By which rule.
    pub rule: RuleId,
    /// What.
    #[serde(flatten)]
    pub gift: Gift,
}

mod side_number {
    //! A side as 0 or 1, as in a play.

    use super::Side;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn serialize<S: Serializer>(side: &Side, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(*side as u8)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Side, D::Error> {
        let number = u8::deserialize(from)?;
        Ok(if number == 0 { Side::Home } else { Side::Away })
    }
}

/// What rules did in a game. Empty for a game without any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// One entry per deed, in order of play. A basket's marks name every rule that made its points.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// One entry per rule that acted: how often.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<(RuleId, u16)>,
    /// What follows outside the game, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub consequences: Vec<Consequence>,
}

impl Trace {
    /// Whether no rule did anything.
    pub fn is_empty(&self) -> bool {
        self.marks.is_empty() && self.fired.is_empty() && self.consequences.is_empty()
    }

    /// What was done to one play.
    pub fn of_play(&self, play: usize) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |it| usize::from(it.play) == play)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rules_did_is_stored_briefly_and_reads_back() {
        let rule = RuleId(12);
        let trace = Trace {
            marks: vec![Mark { play: 7, rule, deed: Deed::Gave, n: -2 }],
            fired: vec![(rule, 3)],
            consequences: vec![Consequence {
                side: Side::Away,
                rule,
                gift: Gift::StandingsPoints { n: 1 },
            }],
        };
        let text = serde_json::to_string(&trace).expect("serialises");
        assert_eq!(
            text,
            r#"{"marks":[[7,12,3,-2]],"fired":[[12,3]],"consequences":[{"side":1,"rule":12,"gift":"standings_points","n":1}]}"#
        );
        assert_eq!(serde_json::from_str::<Trace>(&text).expect("reads"), trace);
        assert_eq!(serde_json::to_string(&Trace::default()).expect("serialises"), "{}");
    }
}
