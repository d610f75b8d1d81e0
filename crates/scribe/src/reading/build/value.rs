//! What an amount makes of a number: a value, a difference, a factor.
//!
//! May live here: units and directions. Never: which number (`subject`), sentences (`change`).

use super::subject::{Parts, Sign};
use crate::reading::amount::{Amount, Measure, Ratio};
use crate::reading::ask::Why;
use crate::reading::mean::{Item, Knob, Mean, Word};
use league::rules::{Op, Param, Unit};

/// The change that an amount makes.
pub(super) fn change(
    knob: Knob,
    amount: Amount,
    sign: Sign,
    parts: &Parts<'_>,
) -> Result<(Op, i32), Why> {
    let unit = unit(knob);
    let sign = direction(amount, sign, parts)?;
    // "Target score -10".
    let says_value = [Word::To, Word::Worth, Word::Set].iter().any(|it| parts.has(*it));
    if sign == Sign::Value && amount.value.n < 0 && !says_value && !parts.items.is_empty() {
        let amount = Amount::new(amount.value.negative(), amount.measure);
        return change(knob, amount, Sign::Less, parts);
    }
    match amount.measure {
        Measure::Factor => factor(knob, amount.value, sign, parts),
        Measure::Percent if unit != Unit::Percent => {
            factor(knob, hundredth(amount.value)?, sign, parts)
        }
        Measure::Percent if !is_share(knob) && sign != Sign::Value => {
            factor(knob, hundredth(amount.value)?, sign, parts)
        }
        Measure::Percent if sign != Sign::Value => Err(Why::Choice(vec![
            format!("{} percentage points", amount.value.in_words()),
            format!("{} % of what it is", amount.value.in_words()),
        ])),
        Measure::PercentPoints if sign == Sign::Value => Err(Why::Structure),
        Measure::PercentPoints
        | Measure::Percent
        | Measure::Bare
        | Measure::Place
        | Measure::Points
        | Measure::Seconds
        | Measure::Length => {
            let value = in_unit(knob, unit, amount)?;
            Ok(match sign {
                Sign::Value => (Op::Set, value),
                Sign::More => (Op::Add, value),
                Sign::Less => (Op::Add, -value),
            })
        }
    }
}

fn hundredth(value: Ratio) -> Result<Ratio, Why> {
    value.times(1, 100).ok_or(Why::Structure)
}

/// Whether the amount is a value or a difference, by the words around it.
fn direction(amount: Amount, sign: Sign, parts: &Parts<'_>) -> Result<Sign, Why> {
    if sign != Sign::Value {
        return Ok(sign);
    }
    let at = |wanted: &dyn Fn(&Item) -> bool| parts.items.iter().position(wanted);
    let Some(number) = at(&|it| matches!(it.mean, Mean::Amount)) else { return Ok(sign) };
    let just_before = |word| number > 0 && parts.items[number - 1].is(word);
    if just_before(Word::To) || just_before(Word::Worth) || just_before(Word::Most) {
        return Ok(Sign::Value);
    }
    let has = |words: &[Word]| words.iter().any(|it| parts.has(*it));
    let length = amount.measure == Measure::Length;
    let up = has(&[Word::Up, Word::More, Word::Longer]) || length && has(&[Word::Farther]);
    let down = has(&[Word::Down, Word::Off, Word::Less, Word::Shorter, Word::Cost])
        || length && has(&[Word::Nearer]);
    match (up, down) {
        (true, true) if length => Ok(if has(&[Word::Nearer]) { Sign::Less } else { Sign::More }),
        (true, true) => Err(Why::Structure),
        (true, false) => Ok(Sign::More),
        (false, true) => Ok(Sign::Less),
        (false, false) if has(&[Word::By]) => Err(Why::Structure),
        (false, false) => Ok(Sign::Value),
    }
}

/// Percentages that are shares of something; of the others 100 is the ordinary.
fn is_share(knob: Knob) -> bool {
    match knob {
        Knob::Meta(_) => true,
        Knob::Param(it) => matches!(
            it,
            Param::UsageMaxShare
                | Param::SubEnergy
                | Param::SubMaxMinutes
                | Param::EnergyRecoverBreak
                | Param::EnergyRecoverHalf
        ),
    }
}

fn factor(knob: Knob, value: Ratio, sign: Sign, parts: &Parts<'_>) -> Result<(Op, i32), Why> {
    let small = value.n < value.d;
    if is_share(knob) && sign == Sign::Value && small && unit(knob) == Unit::Percent {
        let percent = value.times(100, 1).ok_or(Why::Structure)?;
        return Ok((Op::Set, whole(percent)?));
    }
    if matches!(knob, Knob::Param(Param::LeagueRoundRobins | Param::UsageMinPasses)) {
        return Ok((Op::Set, whole(value)?));
    }
    let one = Ratio::whole(1);
    let by = match sign {
        Sign::Value => value,
        Sign::More if small || value.d == 1 && value.n == 1 => {
            one.plus(value).ok_or(Why::Structure)?
        }
        // "Twice as many", "150 % more" is said both ways.
        Sign::More if parts.has(Word::Double) => value,
        Sign::More if value.d == 1 && !parts.has(Word::By) => value,
        Sign::More => one.plus(value).ok_or(Why::Structure)?,
        Sign::Less if small => one.plus(value.negative()).ok_or(Why::Structure)?,
        Sign::Less => return Err(Why::Structure),
    };
    let permille = by.times(1_000, 1).ok_or(Why::Structure)?.rounded();
    Ok((Op::MulPermille, i32::try_from(permille).map_err(|_| Why::Structure)?))
}

fn unit(knob: Knob) -> Unit {
    match knob {
        Knob::Param(it) => it.unit(),
        Knob::Meta(it) => it.unit(),
    }
}

/// The amount in the number's own unit.
fn in_unit(knob: Knob, unit: Unit, amount: Amount) -> Result<i32, Why> {
    let mismatch = || {
        let name = match unit {
            Unit::Points => "points",
            Unit::Seconds => "seconds",
            Unit::Percent => "per cent",
            Unit::Centimetres => "centimetres",
            Unit::Count => "a plain number",
            Unit::Choice(_) => "one of a few names",
        };
        Why::Unit(vec![name.to_owned()])
    };
    let short_clock = matches!(
        knob,
        Knob::Param(Param::ClockShotSecs | Param::ClockOrbResetSecs | Param::ClockDeadBallSecs)
    );
    match (unit, amount.measure) {
        (Unit::Points | Unit::Count, Measure::Bare | Measure::Points | Measure::Place)
        | (Unit::Seconds, Measure::Seconds)
        | (Unit::Percent, Measure::Percent | Measure::PercentPoints | Measure::Bare) => {
            whole(amount.value)
        }
        (Unit::Seconds, Measure::Bare) if short_clock => whole(amount.value),
        (Unit::Seconds, Measure::Bare) => Err(Why::Unit(vec!["minutes".into(), "seconds".into()])),
        // Feet do not come out even.
        (Unit::Centimetres, Measure::Length) => {
            i32::try_from(amount.value.rounded()).map_err(|_| Why::Structure)
        }
        (Unit::Centimetres, Measure::Bare) => {
            Err(Why::Unit(vec!["centimetres".into(), "metres".into(), "feet".into()]))
        }
        _ => Err(mismatch()),
    }
}

fn whole(value: Ratio) -> Result<i32, Why> {
    value.as_whole().ok_or_else(|| {
        let low = value.n.div_euclid(value.d);
        Why::NotWhole(vec![low.to_string(), (low + 1).to_string()])
    })
}
