//! Rules as data: every number that a league plays by, and everything a rule can say.
//!
//! May live here: the parameters with unit, bounds and default; presets; checks across parameters;
//! the algebra of rules (`rule`: its kinds, `hook`, `vars`, `cond`, `action`, `label`).
//! Never: what a parameter or an effect does (`sim`, `season`), who changed it (`governance`).

pub mod action;
mod admit;
mod book;
pub mod cond;
mod diff;
mod fault;
pub mod hook;
mod label;
mod meta;
mod number;
mod params;
mod parts;
mod presets;
mod rule;
pub mod sentence;
mod table;
mod vars;

pub use action::{Action, Who};
pub use admit::{Circumstances, Refusal, ossified};
pub use book::{Active, At, Book, Entry, InForce, Standing, Step};
pub use cond::{Answers, Compare, Cond, Known};
pub use diff::{Changed, Diff};
pub use fault::Fault;
pub use hook::Hook;
pub use label::{LABEL_MAX, Label, Noun};
pub use meta::{Government, Meta};
pub use number::Number;
pub use params::Param;
pub use presets::Preset;
pub use rule::{
    ACTIONS_MAX, CAP_MAX, Effect, FACTOR_MAX, GAMES_MAX, NOTE_MAX, Op, ROUNDS_MAX, Rule, SCHEMA,
    Span, Stored,
};
pub use sentence::sentence;
pub use table::{Scope, Unit};
pub use vars::Var;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One value for every parameter. Always within bounds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, i32>", into = "BTreeMap<String, i32>")]
pub struct Rules {
    values: [i32; Param::COUNT],
}

/// Possessions of both sides after which a game is ended; see RULEBOOK.md.
const MOST_POSSESSIONS: i32 = 400;
/// An ordinary possession.
const SECONDS_OF_A_POSSESSION: i32 = 8;

/// How a game ends; the values of `end.mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndMode {
    /// When the last period's clock runs out; overtime if level.
    Timed,
    /// After `end.elam_after_period` the clock is off; first to the leader's score plus `end.elam_margin`.
    Elam,
    /// First to `end.target_score`, by `end.win_by`; the clock still ends it.
    Target,
}

impl Default for Rules {
    /// The `house` preset.
    fn default() -> Self {
        Self { values: Param::ALL.map(Param::default_value) }
    }
}

/// A value outside its parameter's bounds, or a parameter that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The number is not allowed for this parameter.
    #[error("{id} is {value}; it must be {allowed}; the nearest legal value is {nearest}")]
    OutOfBounds {
        /// Id of the parameter, for example `clock.shot_secs`.
        id: &'static str,
        /// What was asked for.
        value: i32,
        /// The bounds in words, with the unit.
        allowed: String,
        /// The legal value closest to it.
        nearest: i32,
    },
    /// No parameter has this id.
    #[error("there is no rule called {0}")]
    Unknown(String),
    /// Two or more values that are legal alone but not together.
    #[error("{0}")]
    Contradiction(String),
}

impl Rules {
    /// The value of one parameter, in its own unit.
    #[inline]
    pub fn get(&self, param: Param) -> i32 {
        self.values[param as usize]
    }

    /// A copy with one value changed.
    pub fn with(&self, param: Param, value: i32) -> Result<Self, RuleFault> {
        if !param.allows(value) {
            return Err(RuleFault::OutOfBounds {
                id: param.id(),
                value,
                allowed: param.bounds_in_words(),
                nearest: param.nearest(value),
            });
        }
        let mut changed = self.clone();
        changed.values[param as usize] = value;
        Ok(changed)
    }

    /// How games end.
    pub fn end_mode(&self) -> EndMode {
        match self.get(Param::EndMode) {
            0 => EndMode::Timed,
            1 => EndMode::Elam,
            _ => EndMode::Target,
        }
    }

    /// How many periods are played by the clock, overtime not counted.
    pub fn timed_periods(&self) -> i32 {
        match self.end_mode() {
            EndMode::Elam => self.get(Param::EndElamAfterPeriod),
            EndMode::Timed | EndMode::Target => self.get(Param::ClockPeriods),
        }
    }

    /// How many phases a game has before overtime: the timed periods, and the untimed ending if any.
    pub fn regular_phases(&self) -> i32 {
        self.timed_periods() + i32::from(self.end_mode() == EndMode::Elam)
    }

    /// Whether phase `period` (from 1) is played by the clock.
    pub fn is_timed(&self, period: u8) -> bool {
        let period = i32::from(period);
        period <= self.timed_periods()
            || (period > self.regular_phases() && self.get(Param::OvertimeSecs) > 0)
    }

    /// Everything wrong with the values taken together; empty when a league can be played by them.
    ///
    /// `smallest_roster`: hoopers in the smallest team.
    pub fn contradictions(&self, smallest_roster: usize) -> Vec<RuleFault> {
        let mut faults = Vec::new();
        let mut fault = |text: String| faults.push(RuleFault::Contradiction(text));
        let (court, size) = (self.get(Param::RosterOnCourt), self.get(Param::RosterSize));
        if size <= court {
            fault(format!(
                "roster.size is {size} and roster.on_court is {court}; a team needs at least one hooper on the bench, so roster.size must be at least {}",
                court + 1
            ));
        }
        if usize::try_from(size).is_ok_and(|size| smallest_roster < size) {
            fault(format!(
                "roster.size is {size} but the smallest team has {smallest_roster} hoopers; use {smallest_roster} or add hoopers"
            ));
        }
        let values = [Param::ScoreInside, Param::ScoreArc, Param::ScoreDeep];
        if values.iter().all(|it| self.get(*it) == 0) {
            fault(
                "no basket is worth a point; set score.inside or score.arc to at least 1"
                    .to_owned(),
            );
        }
        if self.end_mode() == EndMode::Elam
            && self.get(Param::EndElamAfterPeriod) > self.get(Param::ClockPeriods)
        {
            fault(format!(
                "end.elam_after_period is {} but a game has {} periods; use at most {}",
                self.get(Param::EndElamAfterPeriod),
                self.get(Param::ClockPeriods),
                self.get(Param::ClockPeriods)
            ));
        }
        if let Some(text) = self.endless().or_else(|| self.out_of_reach()) {
            fault(text);
        }
        if self.get(Param::FoulPossessionAfter) < self.get(Param::FoulTeamBonus) {
            fault(format!(
                "foul.possession_after is {} but the bonus starts at {}; it must not be smaller",
                self.get(Param::FoulPossessionAfter),
                self.get(Param::FoulTeamBonus)
            ));
        }
        faults
    }

    /// What is wrong when the clock alone lasts longer than a game may.
    fn endless(&self) -> Option<String> {
        let (periods, secs) = (self.timed_periods(), self.get(Param::ClockPeriodSecs));
        // An ordinary shot clock makes a possession of eight seconds; a game ends after 400 of them.
        let most = MOST_POSSESSIONS * SECONDS_OF_A_POSSESSION;
        let nearest = most / periods.max(1);
        (periods * secs > most).then(|| {
            format!(
                "{periods} periods of {secs} seconds have more possessions than a game may have ({MOST_POSSESSIONS}); set clock.period_secs to at most {nearest}"
            )
        })
    }

    /// What is wrong when no side can reach a fixed target before the clock ends the game.
    fn out_of_reach(&self) -> Option<String> {
        if self.end_mode() != EndMode::Target {
            return None;
        }
        let values = [Param::ScoreInside, Param::ScoreArc, Param::ScoreDeep];
        let best = values.into_iter().map(|it| self.get(it)).max().unwrap_or(0);
        let secs = self.get(Param::ClockPeriods) * self.get(Param::ClockPeriodSecs);
        // A side that scores the best basket in three of five possessions does all that can be done.
        let most = secs / SECONDS_OF_A_POSSESSION / 2 * best * 3 / 5;
        let target = self.get(Param::EndTargetScore);
        let nearest = Param::EndTargetScore.nearest(most);
        (best > 0 && target > most).then(|| {
            format!(
                "end.target_score is {target}, but in {secs} seconds of play nobody gets so far; set it to at most {nearest} or lengthen clock.period_secs"
            )
        })
    }

    /// SHA-256 over every parameter's id and value, in the order of the table.
    pub fn hash(&self) -> crate::chain::Hash {
        use sha2::{Digest, Sha256};
        let mut hasher = Sha256::new();
        for param in Param::ALL {
            hasher.update(param.id().as_bytes());
            hasher.update(self.get(param).to_be_bytes());
        }
        hasher.finalize().into()
    }
}

impl From<Rules> for BTreeMap<String, i32> {
    fn from(rules: Rules) -> Self {
        Param::ALL.iter().map(|it| (it.id().to_owned(), rules.get(*it))).collect()
    }
}

impl TryFrom<BTreeMap<String, i32>> for Rules {
    type Error = RuleFault;

    /// Parameters that are not named keep their default, so that a log from before a parameter
    /// existed still reads.
    fn try_from(values: BTreeMap<String, i32>) -> Result<Self, RuleFault> {
        values.into_iter().try_fold(Self::default(), |rules, (id, value)| {
            let param = Param::by_id(&id).ok_or(RuleFault::Unknown(id))?;
            rules.with(param, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_legal_and_the_house_rules_hold_together() {
        for param in Param::ALL {
            assert!(param.allows(param.default_value()), "{}", param.id());
            assert_eq!(Param::by_id(param.id()), Some(param));
        }
        assert_eq!(Rules::default().contradictions(4), []);
    }

    #[test]
    fn a_value_out_of_bounds_names_the_nearest_legal_one() {
        let fault = Rules::default().with(Param::ClockShotSecs, 90).expect_err("too long");
        assert_eq!(
            fault.to_string(),
            "clock.shot_secs is 90; it must be 6 to 60 seconds; the nearest legal value is 60"
        );
    }

    #[test]
    fn contradictions_are_all_named() {
        let rules = Rules::default()
            .with(Param::RosterSize, 3)
            .and_then(|it| it.with(Param::ScoreInside, 0))
            .and_then(|it| it.with(Param::ScoreArc, 0))
            .and_then(|it| it.with(Param::EndElamAfterPeriod, 8))
            .expect("each legal alone");
        assert_eq!(rules.contradictions(4).len(), 3);
    }

    #[test]
    fn a_target_that_nobody_reaches_is_refused_with_the_nearest_that_somebody_does() {
        let rules = Preset::Fiba3x3.rules().with(Param::EndTargetScore, 150).expect("legal alone");
        let faults = rules.contradictions(4);
        assert_eq!(
            faults[0].to_string(),
            "end.target_score is 150, but in 600 seconds of play nobody gets so far; set it to at most 44 or lengthen clock.period_secs"
        );
        let good = rules.with(Param::EndTargetScore, 44).expect("legal");
        assert_eq!(good.contradictions(4), []);
    }

    #[test]
    fn a_game_that_would_be_cut_short_is_refused() {
        let rules = Rules::default()
            .with(Param::ClockPeriods, 8)
            .and_then(|it| it.with(Param::EndElamAfterPeriod, 8))
            .and_then(|it| it.with(Param::ClockPeriodSecs, 1_200))
            .expect("each legal alone");
        assert_eq!(
            rules.contradictions(4)[0].to_string(),
            "8 periods of 1200 seconds have more possessions than a game may have (400); set clock.period_secs to at most 400"
        );
    }

    #[test]
    fn rules_read_back_and_old_logs_get_defaults() {
        let rules = Rules::default().with(Param::ScoreArc, 7).expect("legal");
        let text = serde_json::to_string(&rules).expect("serialises");
        assert_eq!(serde_json::from_str::<Rules>(&text).expect("reads"), rules);
        assert_eq!(serde_json::from_str::<Rules>("{}").expect("reads"), Rules::default());
        assert_ne!(rules.hash(), Rules::default().hash());
    }
}
