//! Conditions of an effect, put together from phrases.
//!
//! May live here: joining them, counting, sides. Never: the moment and what happens then (`effect`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use crate::reading::amount::{Amount, Measure};
use crate::reading::ask::Why;
use crate::reading::mean::{Event, Item, Mean, Word};
use league::rules::{Compare, Cond, Var};

/// "Two blocks in one period": every second of a period; the number is no amount of anything.
pub(super) fn counted(items: &[Item]) -> (Vec<Item>, Option<Cond>) {
    let at = items.windows(2).position(|it| {
        matches!(it[0].mean, Mean::Amount)
            && matches!(it[1].mean, Mean::Event(_))
            && it[0].amount().is_some_and(|it| it.measure == Measure::Bare)
    });
    let n = at.and_then(|at| items[at].amount()).and_then(Amount::whole);
    let rest = items
        .iter()
        .enumerate()
        .filter(|(it, _)| Some(*it) != at)
        .map(|(_, it)| it.clone())
        .collect();
    let has = |word| items.iter().any(|it| it.is(word));
    match n.and_then(|it| u8::try_from(it).ok()) {
        // "One steal is a point".
        Some(1) => (rest, None),
        Some(n) if has(Word::InPeriod) => (rest, Some(Cond::Every(Var::TimesPeriod, n))),
        Some(n) if has(Word::InGame) => (rest, Some(Cond::Every(Var::TimesGame, n))),
        _ => (items.to_vec(), None),
    }
}

/// "The second steal of a period".
pub(super) fn in_period(items: &[Item], conds: &mut [Cond]) {
    if !items.iter().any(|it| it.is(Word::InPeriod)) {
        return;
    }
    for cond in conds {
        match cond {
            Cond::Cmp(var @ Var::TimesGame, ..) | Cond::Every(var @ Var::TimesGame, _) => {
                *var = Var::TimesPeriod;
            }
            _ => {}
        }
    }
}

pub(super) fn conditions(items: &[Item]) -> Result<Vec<Cond>, Why> {
    let mut conds = Vec::new();
    for item in items {
        if let Mean::When(of) = item.mean {
            let cond = of(&item.found).ok_or_else(|| not_whole(&item.found))?;
            if !conds.contains(&cond) {
                conds.push(cond);
            }
        }
    }
    for item in items {
        if item.is(Word::Behind) && !conds.iter().any(is_lead) {
            conds.push(Cond::Cmp(Var::ScoreDiff, Compare::Less, 0));
        }
        if item.is(Word::Ahead) && !conds.iter().any(is_lead) {
            conds.push(Cond::Cmp(Var::ScoreDiff, Compare::More, 0));
        }
    }
    Ok(sided(conds))
}

fn not_whole(found: &[Amount]) -> Why {
    match found.first() {
        Some(it) if it.whole().is_none() => {
            let low = it.value.n.div_euclid(it.value.d);
            Why::NotWhole(vec![low.to_string(), (low + 1).to_string()])
        }
        _ => Why::Structure,
    }
}

fn is_lead(cond: &Cond) -> bool {
    matches!(cond, Cond::Cmp(Var::ScoreDiff, ..))
}

/// "Once the gap is twenty, the side behind …": the gap becomes that side's deficit.
fn sided(mut conds: Vec<Cond>) -> Vec<Cond> {
    let gap = conds.iter().position(|it| {
        matches!(it, Cond::Cmp(Var::AbsMargin, Compare::AtLeast | Compare::More, _))
    });
    let side = conds
        .iter()
        .position(|it| matches!(it, Cond::Cmp(Var::ScoreDiff, Compare::Less | Compare::More, 0)));
    let (Some(gap), Some(side)) = (gap, side) else { return conds };
    let (Cond::Cmp(_, how, least), Cond::Cmp(_, which, _)) =
        (conds[gap].clone(), conds[side].clone())
    else {
        return conds;
    };
    let behind = which == Compare::Less;
    let how = match (behind, how) {
        (true, Compare::More) => Compare::Less,
        (true, _) => Compare::AtMost,
        (false, how) => how,
    };
    conds[side] = Cond::Cmp(Var::ScoreDiff, how, if behind { -least } else { least });
    conds.remove(gap);
    conds
}

pub(super) fn joined(mut conds: Vec<Cond>) -> Cond {
    match conds.len() {
        0 => Cond::True,
        1 => conds.remove(0),
        _ => Cond::And(conds),
    }
}

/// The zone of a shot as a condition, in front of the others.
pub(super) fn with_zone(event: Event, conds: &mut Vec<Cond>) {
    let zones: Vec<Cond> =
        event.zones().iter().map(|it| Cond::Cmp(Var::Zone, Compare::Is, *it)).collect();
    match zones.len() {
        0 => {}
        1 => conds.insert(0, zones[0].clone()),
        _ => conds.insert(0, Cond::Or(zones)),
    }
}
