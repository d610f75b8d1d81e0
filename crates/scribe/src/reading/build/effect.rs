//! Effects: a moment, a condition, what happens then.
//!
//! May live here: choosing the moment and joining the conditions. Never: points (`points`), numbers of
//! the Book (`change`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::Sentence;
use super::points;
use super::subject::{Parts, Sign};
use super::when::{conditions, counted, in_period, joined, with_zone};
use crate::reading::amount::{Amount, Measure, Ratio};
use crate::reading::ask::Why;
use crate::reading::mean::{Event, Item, Knob, Mean, Topic, Word};
use league::rules::action::{Odds, Rate};
use league::rules::{Action, Compare, Cond, Effect, Hook, Param, Rule, Var, Who};

/// Whether a sentence speaks of something that happens in games, not of a number of the Book.
pub(super) fn is_effect(items: &[Item]) -> bool {
    let any = |wanted: &dyn Fn(&Mean) -> bool| items.iter().any(|it| wanted(&it.mean));
    if any(&|it| matches!(it, Mean::When(_) | Mean::Do(_))) {
        return true;
    }
    let of = |wanted: &[Measure]| {
        items.iter().any(|it| {
            matches!(it.mean, Mean::Amount | Mean::More | Mean::Less)
                && it.amount().is_none_or(|it| wanted.contains(&it.measure))
        })
    };
    let verbs = [Word::Worth, Word::Cost, Word::Gain, Word::Double, Word::Halve];
    let differs = any(&|it| matches!(it, Mean::More | Mean::Less));
    let worth = differs || items.iter().any(|it| verbs.iter().any(|word| it.is(*word)));
    // A bare number beside an event may count anything; points are points.
    let points = of(&[Measure::Points, Measure::PercentPoints]) || worth && of(&[Measure::Bare]);
    let knobs = any(&|it| matches!(it, Mean::Knob(_) | Mean::Let(_) | Mean::Fix(..)));
    let happening = any(&|it| matches!(it, Mean::Event(event) if event.value().is_none()));
    let drains = happening
        && any(&|it| matches!(it, Mean::Topic(Topic::Energy)))
        && !any(&|it| matches!(it, Mean::Topic(Topic::Break | Topic::Halftime)));
    let chance =
        items.iter().filter_map(Item::amount).any(|it| it.measure == Measure::PercentPoints);
    let governed = any(&|it| matches!(it, Mean::Topic(_))) && !drains;
    happening && !knobs && !governed && points && (worth || !rates(items))
        || drains
        || happening && chance && !knobs
}

/// Whether what is said of the event is how often it happens.
fn rates(items: &[Item]) -> bool {
    let event =
        items.iter().any(|it| matches!(it.mean, Mean::Event(event) if event.rate().is_some()));
    let share = items
        .iter()
        .filter_map(Item::amount)
        .any(|it| matches!(it.measure, Measure::Percent | Measure::Factor));
    event && share
}

/// The effects of a sentence.
pub(super) fn effects(sentence: &Sentence<'_>) -> Result<Vec<Rule>, Why> {
    let items: Vec<Item> = sentence
        .items
        .iter()
        .filter(|it| !matches!(it.mean, Mean::Light | Mean::Old | Mean::Span(_)))
        .cloned()
        .collect();
    let mut rules = Vec::new();
    for group in groups(&items) {
        rules.push(Rule::Effect(one(&group)?));
    }
    Ok(rules)
}

/// "Steals are worth one and blocks two" are two; a condition keeps a sentence together.
fn groups(items: &[Item]) -> Vec<Vec<Item>> {
    let whole = |items: &[Item]| {
        items.iter().any(|it| matches!(it.mean, Mean::Event(_)))
            && items.iter().any(|it| matches!(it.mean, Mean::Amount | Mean::More | Mean::Less))
    };
    let has_condition = items.iter().any(|it| matches!(it.mean, Mean::When(_) | Mean::Do(_)));
    let cut = items.iter().position(|it| it.is(Word::And));
    match cut {
        Some(at) if !has_condition && whole(&items[..at]) && whole(&items[at + 1..]) => {
            let mut all = vec![items[..at].to_vec()];
            all.extend(groups(&items[at + 1..]));
            all
        }
        _ => vec![items.to_vec()],
    }
}

/// One effect.
fn one(items: &[Item]) -> Result<Effect, Why> {
    if items.iter().any(|it| it.is(Word::Not) || it.is(Word::Off)) {
        return Err(Why::Negation);
    }
    let (items, counted) = counted(items);
    let items = items.as_slice();
    let parts = Parts::of(items);
    let mut conds = conditions(items)?;
    in_period(items, &mut conds);
    conds.extend(counted);
    let actions: Vec<Action> = items
        .iter()
        .filter_map(|it| match it.mean {
            Mean::Do(of) => Some(of(&it.found).ok_or(Why::Structure)),
            _ => None,
        })
        .collect::<Result<_, _>>()?;
    let (hook, action) = match actions[..] {
        [action] => done(action, &parts, &mut conds)?,
        [] => said(&parts, &mut conds)?,
        _ => return Err(Why::Structure),
    };
    let when = joined(conds);
    let effect = Effect::new(hook, when, vec![action]);
    effect.check().map_err(|fault| match fault.nearest {
        Some(nearest) if !nearest.contains("hooks") => {
            Why::OutOfBounds { what: fault.what, nearest }
        }
        _ => Why::Unsupported(fault.what),
    })?;
    Ok(effect)
}

/// The moment of an action that was named by itself.
fn done(action: Action, parts: &Parts<'_>, conds: &mut Vec<Cond>) -> Result<(Hook, Action), Why> {
    let of_period = parts.topics == [Topic::Period] || parts.events == [Event::PeriodStart];
    if parts.amount.is_some() || !parts.knobs.is_empty() || !parts.topics.is_empty() && !of_period {
        return Err(Why::Structure);
    }
    if let (true, Action::AddPoints { .. }) = (of_period, action) {
        return Ok((Hook::PeriodStart, action));
    }
    if of_period && parts.events.is_empty() {
        return Err(Why::Structure);
    }
    let result = |won: bool| Cond::Cmp(Var::Result, Compare::Is, i32::from(won));
    let ended = parts.events.iter().find_map(|it| match it {
        Event::GameWon => Some(true),
        Event::GameLost => Some(false),
        _ => None,
    });
    let action = match action {
        Action::GivePossession { .. } if parts.has(Word::OtherSide) => {
            Action::GivePossession { who: Who::Them }
        }
        _ if parts.has(Word::OtherSide) => return Err(Why::Structure),
        action => action,
    };
    match action {
        Action::StandingsPoints { .. }
        | Action::GrantTokens { .. }
        | Action::NextGamePoints { .. } => {
            let won = ended.ok_or(Why::Structure)?;
            conds.insert(0, result(won));
            only(parts, &[Event::GameWon, Event::GameLost]).map(|()| (Hook::GameEnd, action))
        }
        Action::SetHome => {
            conds.retain(|it| !matches!(it, Cond::Cmp(Var::IsHome, ..)));
            only(parts, &[]).map(|()| (Hook::RoundStart, action))
        }
        Action::AddPoints { n, .. } => match ended {
            // A head start after a game is one in the next.
            Some(won) if conds.is_empty() => {
                conds.push(result(won));
                Ok((Hook::GameEnd, Action::NextGamePoints { n }))
            }
            _ => only(parts, &[Event::GameStart, Event::GameWon, Event::GameLost])
                .map(|()| (Hook::GameStart, action)),
        },
        Action::Bench { .. } if parts.events.iter().all(|it| *it == Event::Foul) => {
            Ok((Hook::Foul, action))
        }
        _ => {
            let [event] = parts.events[..] else { return Err(Why::Structure) };
            with_zone(event, conds);
            Ok((event.hook(), action))
        }
    }
}

/// That nothing else happens in the sentence.
fn only(parts: &Parts<'_>, events: &[Event]) -> Result<(), Why> {
    if parts.events.iter().all(|it| events.contains(it)) { Ok(()) } else { Err(Why::Structure) }
}

/// What verbs and amounts around an event make of it.
fn said(parts: &Parts<'_>, conds: &mut Vec<Cond>) -> Result<(Hook, Action), Why> {
    let amount = parts.amount;
    if parts.amounts > 1 {
        return Err(Why::Choice(
            parts.items.iter().filter_map(Item::amount).map(Amount::in_words).collect(),
        ));
    }
    if let Some((amount, sign)) = amount.filter(|(it, _)| it.measure == Measure::PercentPoints) {
        return odds(amount, sign, parts, conds);
    }
    if parts.topics.contains(&Topic::Energy) || parts.knobs == [Knob::Param(Param::RateEnergyDrain)]
    {
        return energy(parts, conds);
    }
    if parts.knobs == [Knob::Param(Param::ClockShotSecs)] {
        return shot_clock(parts);
    }
    if !parts.knobs.is_empty() || !parts.topics.iter().all(|it| *it == Topic::Arc) {
        return Err(Why::Structure);
    }
    if let (Some((amount, sign)), [event]) = (amount, &parts.events[..])
        && event.rate().is_some()
        && matches!(amount.measure, Measure::Percent | Measure::Factor)
        && !conds.is_empty()
    {
        return rate(*event, amount, sign, parts);
    }
    let event = points::event(parts, conds)?;
    with_zone(event, conds);
    points::action(event, parts).map(|it| (event.hook(), it))
}

/// Up or down, by the words of the sentence; `None` where they do not say.
pub(super) fn rises(sign: Sign, parts: &Parts<'_>) -> Option<bool> {
    let has = |words: &[Word]| words.iter().any(|it| parts.has(*it));
    let up = sign == Sign::More || has(&[Word::Better, Word::Up, Word::More, Word::Gain]);
    let down = sign == Sign::Less || has(&[Word::Worse, Word::Down, Word::Less, Word::Cost]);
    (up != down).then_some(up)
}

fn odds(
    amount: Amount,
    sign: Sign,
    parts: &Parts<'_>,
    conds: &mut Vec<Cond>,
) -> Result<(Hook, Action), Why> {
    let points = amount.whole().ok_or(Why::Structure)?;
    let up = match rises(sign, parts) {
        Some(up) => up,
        None if points < 0 => true,
        None => !parts.has(Word::Worse),
    };
    let (target, hook) = match parts.events[..] {
        [] | [Event::Basket] => (Odds::Make, Hook::ShotAttempt),
        [Event::Arc | Event::Inside | Event::Deep | Event::Rim | Event::Mid | Event::Paint] => {
            with_zone(parts.events[0], conds);
            (Odds::Make, Hook::ShotAttempt)
        }
        [Event::Steal] => (Odds::Steal, Hook::PossessionStart),
        [Event::Turnover] => (Odds::Turnover, Hook::PossessionStart),
        [Event::Foul] => (Odds::Foul, Hook::ShotAttempt),
        [Event::Block] => (Odds::Block, Hook::ShotAttempt),
        [Event::OwnRebound] => (Odds::Orb, Hook::ShotAttempt),
        _ => return Err(Why::Structure),
    };
    Ok((hook, Action::ModifyProb { target, pp: if up { points } else { -points } }))
}

fn energy(parts: &Parts<'_>, conds: &mut Vec<Cond>) -> Result<(Hook, Action), Why> {
    let (amount, sign) = parts.amount.ok_or_else(|| Why::MissingValue(vec![]))?;
    let [event] = parts.events[..] else { return Err(Why::Structure) };
    if amount.measure != Measure::Percent {
        return Err(Why::Structure);
    }
    let hundredths = amount.value.times(100, 1).and_then(Ratio::as_whole).ok_or(Why::Structure)?;
    let drains = parts.knobs == [Knob::Param(Param::RateEnergyDrain)]
        || parts.items.iter().any(|it| it.is(Word::Cost));
    let up = !drains && rises(sign, parts) != Some(false);
    with_zone(event, conds);
    let who = if matches!(event.hook(), Hook::PeriodStart | Hook::PeriodEnd | Hook::GameStart) {
        Who::Us
    } else {
        Who::Actor
    };
    Ok((event.hook(), Action::Energy { who, n: if up { hundredths } else { -hundredths } }))
}

fn shot_clock(parts: &Parts<'_>) -> Result<(Hook, Action), Why> {
    let (amount, sign) = parts.amount.ok_or_else(|| Why::MissingValue(vec![]))?;
    let shorter = parts.has(Word::Shorter)
        || parts.has(Word::Down)
        || parts.has(Word::Less)
        || parts.has(Word::Cost)
        || sign == Sign::Less;
    let longer = parts.has(Word::Longer)
        || parts.has(Word::Up)
        || parts.has(Word::More)
        || sign == Sign::More;
    let secs =
        amount.whole().filter(|_| amount.measure == Measure::Seconds).ok_or(Why::Structure)?;
    if !parts.events.is_empty() || shorter == longer {
        return Err(Why::Structure);
    }
    Ok((Hook::PossessionStart, Action::ShotClock { secs: if shorter { -secs } else { secs } }))
}

fn rate(
    event: Event,
    amount: Amount,
    sign: Sign,
    parts: &Parts<'_>,
) -> Result<(Hook, Action), Why> {
    let target = match event {
        Event::Turnover => Rate::Turnover,
        Event::Foul => Rate::Foul,
        _ => {
            return Err(Why::Unsupported(
                "only turnovers, fouls and tiring can be more or less frequent for a time".into(),
            ));
        }
    };
    let share = match amount.measure {
        Measure::Percent => amount.value,
        _ => amount.value.times(100, 1).ok_or(Why::Structure)?,
    };
    let share = share.as_whole().ok_or(Why::Structure)?;
    let percent = match rises(sign, parts) {
        Some(true) => 100 + share,
        Some(false) => 100 - share,
        None => share,
    };
    Ok((Hook::PossessionStart, Action::ScaleRate { target, percent }))
}
