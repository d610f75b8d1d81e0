//! Points for what happens: what a basket counts, what a steal earns, what a turnover costs.
//!
//! May live here: amounts of points. Never: conditions and moments (`effect`).

use super::effect::rises;
use super::subject::{Parts, Sign};
use super::when::with_zone;
use crate::reading::amount::{Amount, Measure, Ratio};
use crate::reading::ask::Why;
use crate::reading::mean::{Event, Word};
use league::rules::{Action, Compare, Cond, Var, Who};

/// What the points are for. Of "a basket made by the home side after a miss" it is not clear.
pub(super) fn event(parts: &Parts<'_>, conds: &mut Vec<Cond>) -> Result<Event, Why> {
    let at_buzzer = conds.contains(&Cond::Cmp(Var::PeriodClockSecs, Compare::AtMost, 1));
    match parts.events[..] {
        [only] => Ok(only),
        // "A three-pointer made": the closer of two names for one thing.
        [Event::Basket, other] | [other, Event::Basket] if other.scores() => Ok(other),
        [Event::Miss, zone] | [zone, Event::Miss]
            if !zone.zones().is_empty() && zone != Event::Arc =>
        {
            with_zone(zone, conds);
            Ok(Event::Miss)
        }
        [Event::Miss, Event::Arc] | [Event::Arc, Event::Miss] => Ok(Event::MissArc),
        [Event::Basket, Event::Miss] | [Event::Miss, Event::Basket] => Ok(Event::Miss),
        [Event::Block, Event::Basket] | [Event::Basket, Event::Block] => Ok(Event::Block),
        [Event::MissArc, Event::Arc | Event::Miss] | [Event::Arc | Event::Miss, Event::MissArc] => {
            Ok(Event::MissArc)
        }
        [] if at_buzzer => Ok(Event::Basket),
        [] => Err(Why::MissingValue(vec![])),
        _ => Err(Why::Structure),
    }
}

/// The action.
pub(super) fn action(event: Event, parts: &Parts<'_>) -> Result<Action, Why> {
    if event.scores() { basket(parts) } else { happening(event, parts) }
}

fn whole(amount: Amount) -> Result<i32, Why> {
    amount.whole().ok_or_else(|| {
        let low = amount.value.n.div_euclid(amount.value.d);
        Why::NotWhole(vec![low.to_string(), (low + 1).to_string()])
    })
}

/// What a basket or a free throw counts.
fn basket(parts: &Parts<'_>) -> Result<Action, Why> {
    let Some((amount, sign)) = parts.amount else {
        return match (parts.has(Word::Double), parts.has(Word::Halve)) {
            (true, false) => Ok(Action::MultPoints { percent: 200 }),
            (false, true) => Ok(Action::MultPoints { percent: 50 }),
            _ => Err(Why::MissingValue(vec![])),
        };
    };
    if parts.has(Word::Double) || parts.has(Word::OtherSide) {
        return Err(Why::Structure);
    }
    match amount.measure {
        Measure::Factor => {
            let percent =
                amount.value.times(100, 1).and_then(Ratio::as_whole).ok_or(Why::Structure)?;
            let percent = match (sign, parts.has(Word::More) || parts.has(Word::Less)) {
                (Sign::More, _) => 100 + percent,
                (Sign::Less, _) => 100 - percent,
                (Sign::Value, false) => percent,
                (Sign::Value, true) => return Err(Why::Structure),
            };
            Ok(Action::MultPoints { percent })
        }
        Measure::Percent => match sign {
            Sign::Value if !parts.has(Word::More) && !parts.has(Word::Less) => {
                Ok(Action::MultPoints { percent: whole(amount)? })
            }
            Sign::More => Ok(Action::MultPoints { percent: 100 + whole(amount)? }),
            Sign::Less => Ok(Action::MultPoints { percent: 100 - whole(amount)? }),
            Sign::Value => Err(Why::Structure),
        },
        Measure::Bare | Measure::Points => {
            let n = whole(amount)?;
            let less = sign == Sign::Less
                || parts.has(Word::Less)
                || parts.has(Word::Cost)
                || parts.has(Word::Down);
            let more = sign == Sign::More || parts.has(Word::More) || parts.has(Word::Up);
            match (more, less) {
                (false, false) if n < 0 && !parts.has(Word::Worth) => {
                    Ok(Action::AddPoints { who: Who::Us, n })
                }
                (false, false) => Ok(Action::SetValue { n }),
                (true, false) => Ok(Action::AddPoints { who: Who::Us, n }),
                (_, true) => Ok(Action::AddPoints { who: Who::Us, n: -n.abs() }),
            }
        }
        Measure::Seconds | Measure::Length | Measure::PercentPoints | Measure::Place => {
            Err(Why::Structure)
        }
    }
}

/// Points for something that by itself scores none.
fn happening(event: Event, parts: &Parts<'_>) -> Result<Action, Why> {
    let (amount, sign) = parts.amount.ok_or_else(|| Why::MissingValue(vec![]))?;
    if !matches!(amount.measure, Measure::Bare | Measure::Points) || parts.has(Word::Double) {
        return Err(Why::Structure);
    }
    let n = whole(amount)?;
    let cost = parts.has(Word::Cost)
        || sign == Sign::Less
        || parts.has(Word::Down) && !parts.has(Word::Gain);
    let who = if parts.has(Word::OtherSide) && event != Event::Block { Who::Them } else { Who::Us };
    let gain = rises(sign, parts).unwrap_or(true) || parts.has(Word::Worth);
    let n = if cost && (who == Who::Us || !gain) { -n.abs() } else { n };
    Ok(Action::AddPoints { who, n })
}
