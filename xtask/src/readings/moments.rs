//! Moments of a game: what effects do in them, one after the other.
//!
//! A moment is a hook with some values of variables; every other variable has an ordinary value. What
//! an effect does is compared with what it should do, so that a condition may be put in any form. May
//! live here: answering conditions for one side. Must never live here: the engine's own way (`league`).

use league::rules::{Action, Cond, Effect, Hook, Var};
use serde_json::Value;
use std::collections::BTreeMap;

/// How often the rest of each effect's condition has held: in the game, in the period.
#[derive(Clone, Copy, Default)]
struct Times {
    game: i32,
    period: i32,
}

/// Whether the effects do in every moment what they should.
pub(super) fn fit(effects: &[&Effect], moments: &Value) -> bool {
    let Some(moments) = moments.as_array() else { return false };
    let mut times = vec![Times::default(); effects.len()];
    for moment in moments {
        if moment["new"] == "period" {
            for it in &mut times {
                it.period = 0;
            }
            continue;
        }
        let Some(hook) = moment["hook"].as_str().and_then(Hook::by_id) else { return false };
        let values = values(&moment["with"]);
        let mut done: Vec<Action> = Vec::new();
        for (effect, times) in effects.iter().zip(&mut times) {
            if effect.hook == hook && acts(effect, &values, times) {
                done.extend(&effect.actions);
            }
        }
        let done = serde_json::to_value(&done).unwrap_or_default();
        if done != moment["does"] {
            return false;
        }
    }
    true
}

fn acts(effect: &Effect, values: &BTreeMap<Var, i32>, times: &mut Times) -> bool {
    let mut values = values.clone();
    if !holds(&effect.when, &values, true) {
        return false;
    }
    *times = Times { game: times.game + 1, period: times.period + 1 };
    values.insert(Var::TimesGame, times.game);
    values.insert(Var::TimesPeriod, times.period);
    holds(&effect.when, &values, false)
}

/// `rest`: leave out what asks how often the rest has held.
fn holds(cond: &Cond, values: &BTreeMap<Var, i32>, rest: bool) -> bool {
    let of = |var: &Var| values.get(var).copied().unwrap_or(0);
    match cond {
        Cond::True | Cond::Chance(_) => true,
        Cond::Cmp(var, how, value) => rest && var.counts_times() || how.holds(of(var), *value),
        Cond::CmpVar(left, how, right) => how.holds(of(left), of(right)),
        Cond::Every(var, n) => {
            rest && var.counts_times() || of(var) > 0 && of(var) % i32::from(*n) == 0
        }
        Cond::Not(part) => !holds(part, values, rest),
        Cond::And(parts) => parts.iter().all(|it| holds(it, values, rest)),
        Cond::Or(parts) => parts.iter().any(|it| holds(it, values, rest)),
    }
}

/// Ordinary values, and those that the moment names.
fn values(named: &Value) -> BTreeMap<Var, i32> {
    let ordinary = [
        (Var::Period, 1),
        (Var::Half, 1),
        (Var::PeriodClockSecs, 200),
        (Var::ShotClockSecs, 8),
        (Var::PossessionNo, 20),
        (Var::Zone, 3),
        (Var::ShotValue, 2),
        (Var::Passes, 2),
        (Var::Rank, 4),
        (Var::OtherRank, 5),
        (Var::Teams, 8),
        (Var::Energy, 80),
        (Var::PlayerPoints, 4),
        (Var::PlayerFouls, 1),
        (Var::TeamFouls, 2),
        (Var::RoundNo, 3),
        (Var::AbsMargin, 5),
    ];
    let mut values: BTreeMap<Var, i32> = ordinary.into_iter().collect();
    for (id, value) in named.as_object().into_iter().flatten() {
        if let (Some(var), Some(value)) = (Var::by_id(id), value.as_i64()) {
            values.insert(var, i32::try_from(value).unwrap_or(0));
        }
    }
    if let Some(lead) = named["score_diff"].as_i64() {
        values.insert(Var::AbsMargin, i32::try_from(lead.abs()).unwrap_or(0));
    }
    values
}
