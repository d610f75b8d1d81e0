//! What an effect does: a closed list of actions, each with hard caps.
//!
//! May live here: the actions, their caps, the hooks at which each makes sense. Never: the names in
//! them (`parts`), doing them (`sim`, `season`). "The side" and the people are those of the hook (`hook`).

use super::Param;
use super::fault::Fault;
use super::hook::{FOR_BOTH, Hook, Hooks, IN_GAME, OF_SEASON, WITH_BALL};
pub use super::parts::{Announcement, Count, Counter, Odds, Rate, Token, Who};
use serde::{Deserialize, Serialize};

/// Most points that one action adds or takes.
pub const POINTS_MAX: i32 = 10;
/// Most points that a basket can be set to.
pub const VALUE_MAX: i32 = 20;
/// Most per cent that points are multiplied by.
pub const MULTIPLY_MAX: i32 = 500;
/// Most percentage points that one action moves a chance by.
pub const CHANCE_POINTS_MAX: i32 = 25;
/// Most per cent that a rate is scaled by.
pub const RATE_MAX: i32 = 400;
/// Most hundredths of a per cent of energy that one action gives or takes.
pub const ENERGY_MAX: i32 = 3_000;
/// Most possessions that a hooper is benched for.
pub const BENCH_MAX: i32 = 10;
/// Most seconds that one action moves the period clock by.
pub const CLOCK_MAX: i32 = 20;
/// Most seconds that one action moves the shot clock by.
pub const SHOT_CLOCK_MAX: i32 = 10;
/// Most points that a side begins its next game with by one action.
pub const NEXT_POINTS_MAX: i32 = 10;
/// Fewest and most points in the standings by one action.
pub const STANDINGS: (i32, i32) = (-3, 5);
/// Most tokens by one action.
pub const TOKENS_MAX: i32 = 2;
/// Largest value of a counter.
pub const COUNTER_MAX: i32 = 99;

/// What an effect does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Action {
    /// Adds points, -10 to 10, not 0; no score falls below 0. For the scoring side of a basket or
    /// free throw they are part of what it counts.
    AddPoints {
        /// `Us` or `Them`.
        who: Who,
        /// Points.
        n: i32,
    },
    /// The basket or free throw counts this, 0 to 20.
    SetValue {
        /// Points.
        n: i32,
    },
    /// The basket or free throw counts so many per cent, 0 to 500.
    MultPoints {
        /// Per cent.
        percent: i32,
    },
    /// Moves a chance by -25 to 25 percentage points, not 0: of this shot, or in this possession.
    ModifyProb {
        /// Which chance.
        target: Odds,
        /// Percentage points.
        pp: i32,
    },
    /// Scales a rate for this possession to 0 to 400 per cent.
    ScaleRate {
        /// Which rate.
        target: Rate,
        /// Per cent.
        percent: i32,
    },
    /// Gives or takes energy: -3 000 to 3 000 hundredths of a per cent, not 0.
    Energy {
        /// Whose.
        who: Who,
        /// Hundredths of a per cent of all energy.
        n: i32,
    },
    /// Sits a hooper down for 1 to 10 possessions, if there is a legal substitute.
    Bench {
        /// `Actor` or `Opponent`.
        who: Who,
        /// Possessions of both sides.
        possessions: i32,
    },
    /// The side has the ball again when it would next lose it. At most eight a game, all rules
    /// together.
    GivePossession {
        /// `Us` or `Them`.
        who: Who,
    },
    /// The possession is over: the other side has the ball.
    EndPossession,
    /// Moves the period clock by -20 to 20 seconds, not 0; never below 0, never more than 60 seconds
    /// added in a period; without a clock nothing.
    Clock {
        /// Seconds.
        secs: i32,
    },
    /// Moves the shot clock by -10 to 10 seconds, not 0; it stays between 1 and 60.
    ShotClock {
        /// Seconds.
        secs: i32,
    },
    /// Counts one foul more or less: of a hooper, or of a side in this period.
    Foul {
        /// A hooper's personal fouls, or a side's team fouls.
        who: Who,
        /// 1 or -1.
        n: i32,
    },
    /// Changes a parameter while the side has the ball, for this game.
    TeamParamDelta {
        /// One of `SIDE_PARAMS`.
        param: Param,
        /// By how much.
        n: i32,
        /// The result is not less than this.
        min: i32,
        /// The result is not more than this.
        max: i32,
    },
    /// Changes a parameter while the side has the ball, in its next game.
    NextGameTeamParam {
        /// One of `SIDE_PARAMS`.
        param: Param,
        /// By how much.
        n: i32,
    },
    /// The side begins its next game with 1 to 10 points.
    NextGamePoints {
        /// Points.
        n: i32,
    },
    /// Points in the standings, -3 to 5, not 0.
    StandingsPoints {
        /// Points.
        n: i32,
    },
    /// Gives every governor of the side's team 1 or 2 tokens, up to the cap.
    GrantTokens {
        /// Which.
        token: Token,
        /// How many.
        n: i32,
    },
    /// The side plays its game of this round at home. Of two such sides the one lower in the
    /// standings does.
    SetHome,
    /// Changes one of the side's counters; it stays within 0 to 99.
    Counter {
        /// Which.
        counter: Counter,
        /// How.
        op: Count,
        /// 0 to 99.
        n: i32,
    },
    /// Calls something out. Changes nothing.
    Announce {
        /// What.
        template: Announcement,
    },
}

/// The parameters that may differ between sides: they act while the side has the ball.
pub const SIDE_PARAMS: [Param; 11] = [
    Param::ScoreInside,
    Param::ScoreArc,
    Param::ScoreDeep,
    Param::ScoreFt,
    Param::ClockShotSecs,
    Param::ClockOrbResetSecs,
    Param::UsageMinPasses,
    Param::RateTurnover,
    Param::RateSteal,
    Param::RateBlock,
    Param::RateOrb,
];

/// Where a basket or free throw is counted.
const SCORING: Hooks = Hooks::of(&[Hook::ShotMade, Hook::FtMade]);
/// Where there is an opponent.
const WITH_OPPONENT: Hooks = Hooks::of(&[
    Hook::ShotAttempt,
    Hook::ShotMade,
    Hook::ShotMissed,
    Hook::Rebound,
    Hook::Steal,
    Hook::Block,
    Hook::Turnover,
    Hook::Foul,
]);
const AFTER_A_GAME: Hooks = Hooks::of(&[Hook::GameEnd, Hook::RoundEnd]);
/// Where it can still change who wins.
const WHILE_PLAYED: Hooks =
    WITH_BALL.and(Hooks::of(&[Hook::GameStart, Hook::PeriodStart, Hook::PeriodEnd]));
const POSSESSION: Hooks = Hooks::of(&[Hook::PossessionStart]);
const SHOT: Hooks = Hooks::of(&[Hook::PossessionStart, Hook::ShotAttempt]);

impl Action {
    /// The hooks at which it makes sense.
    pub fn hooks(&self) -> Hooks {
        match self {
            Self::AddPoints { .. } => WHILE_PLAYED,
            Self::SetValue { .. } | Self::MultPoints { .. } => SCORING,
            Self::ModifyProb { target, .. } => match target {
                Odds::Make | Odds::Foul | Odds::Block => SHOT,
                Odds::Turnover | Odds::Steal => POSSESSION,
                Odds::Orb => SHOT.and(Hooks::of(&[Hook::ShotMissed])),
            },
            Self::ScaleRate { .. } => POSSESSION,
            Self::Energy { who, .. } => who.hooks(WHILE_PLAYED),
            Self::Bench { who, .. } => who.hooks(Hooks::of(&[])),
            Self::GivePossession { .. } => WITH_BALL,
            Self::EndPossession => {
                Hooks::of(&[Hook::PossessionStart, Hook::ShotMissed, Hook::Block, Hook::Rebound])
            }
            Self::Clock { .. } => WITH_BALL.and(Hooks::of(&[Hook::PeriodStart])),
            Self::ShotClock { .. } => Hooks::of(&[Hook::PossessionStart, Hook::Rebound]),
            Self::Foul { who, .. } => who.hooks(WITH_BALL.and(Hooks::of(&[Hook::PeriodStart]))),
            Self::TeamParamDelta { .. } => Hooks::of(&[Hook::GameStart, Hook::PeriodStart]),
            Self::NextGameTeamParam { .. } | Self::NextGamePoints { .. } => AFTER_A_GAME,
            Self::StandingsPoints { .. } | Self::GrantTokens { .. } => OF_SEASON.and(AFTER_A_GAME),
            Self::SetHome => Hooks::of(&[Hook::RoundStart]),
            Self::Counter { .. } | Self::Announce { .. } => IN_GAME,
        }
    }

    /// Checks its numbers, and that it makes sense at `hook`.
    ///
    /// # Errors
    /// The first thing that is wrong, with the nearest legal one.
    pub fn check(&self, hook: Hook) -> Result<(), Fault> {
        self.check_numbers()?;
        if self.hooks().has(hook) {
            return Ok(());
        }
        let can: Vec<_> = self.hooks().list().into_iter().map(Hook::id).collect();
        let text = format!("{} cannot happen when {}", self.id(), hook.phrase());
        Err(Fault::new(text).nearest(format!("one of the hooks {}", can.join(", "))))
    }

    fn check_numbers(&self) -> Result<(), Fault> {
        match *self {
            Self::AddPoints { who, n } => side(who).and(not_zero("points", n, POINTS_MAX)),
            Self::SetValue { n } => Fault::unless_in("the value", n, 0, VALUE_MAX),
            Self::MultPoints { percent } => factor("the points", percent, MULTIPLY_MAX),
            Self::ModifyProb { pp, .. } => not_zero("percentage points", pp, CHANCE_POINTS_MAX),
            Self::ScaleRate { percent, .. } => factor("the rate", percent, RATE_MAX),
            Self::Energy { n, .. } => not_zero("hundredths of a per cent", n, ENERGY_MAX),
            Self::Bench { who, possessions } => {
                person(who).and(Fault::unless_in("possessions", possessions, 1, BENCH_MAX))
            }
            Self::GivePossession { who } => side(who),
            Self::EndPossession | Self::SetHome | Self::Announce { .. } => Ok(()),
            Self::Clock { secs } => not_zero("seconds", secs, CLOCK_MAX),
            Self::ShotClock { secs } => not_zero("seconds", secs, SHOT_CLOCK_MAX),
            Self::Foul { n, .. } => not_zero("fouls", n, 1),
            Self::TeamParamDelta { param, n, min, max } => {
                side_param(param, n).and(limits(param, min, max))
            }
            Self::NextGameTeamParam { param, n } => side_param(param, n),
            Self::NextGamePoints { n } => Fault::unless_in("points", n, 1, NEXT_POINTS_MAX),
            Self::StandingsPoints { n } => not_zero("points", n, STANDINGS.1)
                .and(Fault::unless_in("points", n, STANDINGS.0, STANDINGS.1)),
            Self::GrantTokens { n, .. } => Fault::unless_in("tokens", n, 1, TOKENS_MAX),
            Self::Counter { n, .. } => Fault::unless_in("the counter", n, 0, COUNTER_MAX),
        }
    }

    /// Its stored name.
    pub fn id(&self) -> &'static str {
        match self {
            Self::AddPoints { .. } => "add_points",
            Self::SetValue { .. } => "set_value",
            Self::MultPoints { .. } => "mult_points",
            Self::ModifyProb { .. } => "modify_prob",
            Self::ScaleRate { .. } => "scale_rate",
            Self::Energy { .. } => "energy",
            Self::Bench { .. } => "bench",
            Self::GivePossession { .. } => "give_possession",
            Self::EndPossession => "end_possession",
            Self::Clock { .. } => "clock",
            Self::ShotClock { .. } => "shot_clock",
            Self::Foul { .. } => "foul",
            Self::TeamParamDelta { .. } => "team_param_delta",
            Self::NextGameTeamParam { .. } => "next_game_team_param",
            Self::NextGamePoints { .. } => "next_game_points",
            Self::StandingsPoints { .. } => "standings_points",
            Self::GrantTokens { .. } => "grant_tokens",
            Self::SetHome => "set_home",
            Self::Counter { .. } => "counter",
            Self::Announce { .. } => "announce",
        }
    }
}

impl Who {
    /// The hooks at which there is such a one, when a side will do at `sides`.
    fn hooks(self, sides: Hooks) -> Hooks {
        match self {
            Self::Actor => WITH_BALL,
            Self::Opponent => WITH_OPPONENT,
            Self::Us | Self::Them => sides,
        }
    }
}

fn side(who: Who) -> Result<(), Fault> {
    match who {
        Who::Us | Who::Them => Ok(()),
        Who::Actor => Err(Fault::new("this happens to a side, not a hooper").nearest("us")),
        Who::Opponent => Err(Fault::new("this happens to a side, not a hooper").nearest("them")),
    }
}

fn person(who: Who) -> Result<(), Fault> {
    match who {
        Who::Actor | Who::Opponent => Ok(()),
        Who::Us => Err(Fault::new("this happens to a hooper, not a side").nearest("actor")),
        Who::Them => Err(Fault::new("this happens to a hooper, not a side").nearest("opponent")),
    }
}

fn not_zero(name: &str, n: i32, most: i32) -> Result<(), Fault> {
    Fault::unless_in(name, n, -most, most)?;
    if n == 0 { Err(Fault::new(format!("0 {name} change nothing")).nearest("1")) } else { Ok(()) }
}

fn factor(name: &str, percent: i32, most: i32) -> Result<(), Fault> {
    Fault::unless_in(&format!("the per cent of {name}"), percent, 0, most)?;
    if percent == 100 { Err(Fault::new(format!("100 % of {name} change nothing"))) } else { Ok(()) }
}

fn side_param(param: Param, n: i32) -> Result<(), Fault> {
    if !SIDE_PARAMS.contains(&param) {
        let can = SIDE_PARAMS.map(Param::id).join(", ");
        let text = format!("{} cannot differ between sides", param.id());
        return Err(Fault::new(text).nearest(format!("one of {can}")));
    }
    let (min, max) = param.bounds();
    not_zero(param.id(), n, max - min)
}

fn limits(param: Param, min: i32, max: i32) -> Result<(), Fault> {
    for limit in [min, max] {
        if !param.allows(limit) {
            let text =
                format!("{} is limited to {limit}; it is {}", param.id(), param.bounds_in_words());
            return Err(Fault::new(text).nearest(param.in_words(param.nearest(limit))));
        }
    }
    if min <= max { Ok(()) } else { Err(Fault::new("the least is more than the most")) }
}

/// Hooks that are visited for both sides take no person; kept beside `Who::hooks`, which relies on it.
const _: () = assert!(!WITH_OPPONENT.covers(FOR_BOTH));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_beyond_its_cap_names_the_nearest() {
        let fault = Action::AddPoints { who: Who::Us, n: -40 }.check(Hook::Steal);
        assert_eq!(
            fault.expect_err("too many").to_string(),
            "points is -40; it must be -10 to 10; the nearest legal thing is -10"
        );
        let fault = Action::SetValue { n: 4 }.check(Hook::Steal).expect_err("no basket");
        assert_eq!(
            fault.to_string(),
            "set_value cannot happen when the ball is stolen; the nearest legal thing is one of the hooks shot.made, ft.made"
        );
        let fault = Action::Bench { who: Who::Us, possessions: 2 }.check(Hook::Foul);
        assert_eq!(fault.expect_err("a side").nearest.as_deref(), Some("actor"));
        let delta = |param, n, min, max| Action::TeamParamDelta { param, n, min, max };
        assert!(delta(Param::ScoreArc, 1, 0, 20).check(Hook::GameStart).is_ok());
        assert!(delta(Param::ScoreArc, 1, 0, 21).check(Hook::GameStart).is_err());
        assert!(delta(Param::ClockPeriods, 1, 1, 8).check(Hook::GameStart).is_err());
    }

    #[test]
    fn an_action_is_stored_by_its_names() {
        let action = Action::ModifyProb { target: Odds::Orb, pp: 4 };
        let text = serde_json::to_string(&action).expect("serialises");
        assert_eq!(text, r#"{"act":"modify_prob","target":"orb","pp":4}"#);
        assert_eq!(serde_json::from_str::<Action>(&text).expect("reads"), action);
        assert_eq!(serde_json::to_string(&Action::SetHome).expect("fits"), r#"{"act":"set_home"}"#);
    }
}
