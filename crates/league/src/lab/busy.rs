//! A league with many effects in force, for measuring: a mix over the hooks that a game visits most.
//!
//! May live here: those effects. Never: measuring.

use crate::ids::RuleId;
use crate::rules::action::{Odds, Rate};
use crate::rules::{Action, Active, Compare, Cond, Effect, Hook, Param, Var, Who};

/// `count` effects, the commonest kinds of rule first; the list begins anew after sixteen, with other
/// numbers.
pub fn busy_effects(count: u16) -> Vec<Active> {
    (0..count)
        .map(|at| {
            let mut effect = kind(usize::from(at % 16));
            effect.cap_per_game = 200 - u8::try_from(at).unwrap_or(0);
            Active { id: RuleId(at + 1), effect }
        })
        .collect()
}

fn kind(at: usize) -> Effect {
    let is = |var, value| Cond::Cmp(var, Compare::Is, value);
    let least = |var, value| Cond::Cmp(var, Compare::AtLeast, value);
    let most = |var, value| Cond::Cmp(var, Compare::AtMost, value);
    let make = |pp| Action::ModifyProb { target: Odds::Make, pp };
    let points = |who, n| Action::AddPoints { who, n };
    let rate = |target, percent| Action::ScaleRate { target, percent };
    let (hook, when, action) = match at {
        0 => (Hook::ShotMade, is(Var::Zone, 4), Action::MultPoints { percent: 150 }),
        1 => (Hook::ShotAttempt, most(Var::ScoreDiff, -10), make(4)),
        2 => (
            Hook::ShotMade,
            Cond::And(vec![is(Var::Zone, 4), Cond::Every(Var::TimesGame, 3)]),
            points(Who::Us, 1),
        ),
        3 => (Hook::PossessionStart, is(Var::Half, 2), rate(Rate::EnergyDrain, 150)),
        4 => (Hook::Steal, Cond::True, points(Who::Us, 1)),
        5 => (Hook::ShotMade, most(Var::PeriodClockSecs, 1), Action::SetValue { n: 5 }),
        6 => (Hook::PossessionStart, is(Var::PrevPossession, 4), rate(Rate::Turnover, 50)),
        7 => (Hook::Turnover, least(Var::ScoreDiff, 20), points(Who::Us, -1)),
        8 => (
            Hook::ShotAttempt,
            Cond::Or(vec![least(Var::StreakPlayer, 3), most(Var::Energy, 30)]),
            make(-5),
        ),
        9 => (Hook::Rebound, Cond::Chance(100), Action::Energy { who: Who::Actor, n: 500 }),
        10 => {
            (Hook::Block, Cond::Every(Var::TimesPeriod, 2), Action::GivePossession { who: Who::Us })
        }
        11 => (Hook::Foul, least(Var::PlayerFouls, 3), points(Who::Them, 1)),
        12 => (Hook::FtMade, is(Var::InTargetPhase, 1), Action::SetValue { n: 2 }),
        13 => (
            Hook::PossessionStart,
            Cond::CmpVar(Var::Rank, Compare::More, Var::OtherRank),
            Action::ModifyProb { target: Odds::Steal, pp: -3 },
        ),
        14 => (
            Hook::PeriodStart,
            Cond::And(vec![is(Var::Period, 3), most(Var::ScoreDiff, -12)]),
            Action::TeamParamDelta { param: Param::ScoreArc, n: 1, min: 0, max: 8 },
        ),
        _ => (Hook::ShotMissed, least(Var::Passes, 4), Action::Clock { secs: 2 }),
    };
    Effect::new(hook, when, vec![action])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_one_is_legal() {
        for active in busy_effects(32) {
            assert_eq!(active.effect.check(), Ok(()), "{}", active.id);
        }
    }
}
