//! Changes of numbers: set, add, multiply, swap, on and off.
//!
//! May live here: what becomes of a number. Never: which number (`subject`), effects.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::Sentence;
use super::subject::{Parts, Sign};
use crate::reading::Given;
use crate::reading::amount::{Amount, Measure, Ratio};
use crate::reading::ask::{Why, stands};
use crate::reading::mean::{Item, Knob, Mean, Topic, Word};
use league::rules::{EndMode, Meta, Op, Param, Rule, Span, Unit};

/// The rules of a sentence that changes numbers.
pub(super) fn changes(sentence: &Sentence<'_>) -> Result<Vec<Rule>, Why> {
    let items: Vec<Item> = sentence
        .items
        .iter()
        .filter(|it| !matches!(it.mean, Mean::Light | Mean::Old | Mean::Span(_)))
        .cloned()
        .collect();
    if items.iter().any(|it| it.is(Word::Swap)) {
        return swap(&items, sentence.given);
    }
    let items = without_idle(without_old_ending(items));
    let mut rules = Vec::new();
    let mut last = None;
    for group in groups(&items) {
        rules.extend(group_rules(&group, sentence.given, &mut last)?);
    }
    if rules.is_empty() {
        return Err(Why::MissingValue(vec![]));
    }
    Ok(with_end_mode(rules, sentence.given))
}

/// "No Elam, by the clock": where the new ending is said, the old one needs no words.
fn without_old_ending(items: Vec<Item>) -> Vec<Item> {
    let says = items.iter().any(|it| matches!(it.mean, Mean::Fix(Knob::Param(Param::EndMode), _)));
    let old = |it: &Item| {
        matches!(it.mean, Mean::Topic(Topic::Elam)) || it.is(Word::Off) || it.is(Word::Not)
    };
    items.into_iter().filter(|it| !says || !old(it)).collect()
}

/// Where a phrase says it all, "votes" and the name of the same number add nothing.
fn without_idle(items: Vec<Item>) -> Vec<Item> {
    let said: Vec<Knob> = items
        .iter()
        .filter_map(|it| match it.mean {
            Mean::Let(knob) | Mean::Fix(knob, _) => Some(knob),
            _ => None,
        })
        .collect();
    let idle = |it: &Item| match it.mean {
        Mean::Topic(Topic::Votes | Topic::Tokens) => {
            said.iter().any(|it| matches!(it, Knob::Meta(_)))
        }
        Mean::Knob(knob) => said.contains(&knob),
        _ => false,
    };
    items.iter().filter(|it| !idle(it)).cloned().collect()
}

/// A sentence cut where one change is complete and another follows.
fn groups(items: &[Item]) -> Vec<Vec<Item>> {
    let mut groups: Vec<Vec<Item>> = Vec::new();
    let mut group: Vec<Item> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let rest = &items[at + 1..];
        let whole = matches!(item.mean, Mean::Let(_) | Mean::Fix(..));
        if item.is(Word::And) {
            if is_complete(&group) && is_complete(rest) {
                groups.push(std::mem::take(&mut group));
            }
            continue;
        }
        if whole {
            groups.push(vec![item.clone()]);
            continue;
        }
        group.push(item.clone());
    }
    groups.push(group);
    groups
}

/// Whether a change could be read from these alone.
fn is_complete(items: &[Item]) -> bool {
    let subject = items.iter().any(|it| {
        matches!(it.mean, Mean::Knob(_) | Mean::Topic(_) | Mean::Event(_)) || it.is(Word::It)
    });
    let value = items.iter().any(|it| {
        matches!(it.mean, Mean::Amount | Mean::More | Mean::Less | Mean::Topic(Topic::BestOf))
            || [Word::Double, Word::Halve, Word::Default].iter().any(|word| it.is(*word))
    });
    let whole = items.iter().any(|it| matches!(it.mean, Mean::Let(_) | Mean::Fix(..)));
    subject && value || whole
}

fn group_rules(items: &[Item], given: &Given, last: &mut Option<Knob>) -> Result<Vec<Rule>, Why> {
    if let [Item { mean: Mean::Let(knob), found, .. }] = items {
        let amount = found.first().copied().ok_or(Why::Structure)?;
        *last = Some(*knob);
        return rule(*knob, change(*knob, amount, Sign::Value, &Parts::of(&[]))?)
            .map(|it| vec![it]);
    }
    if let [Item { mean: Mean::Fix(knob, value), .. }] = items {
        *last = Some(*knob);
        let change = match *value {
            i32::MAX => (Op::Add, 1),
            i32::MIN => (Op::Add, -1),
            value => (Op::Set, value),
        };
        return rule(*knob, change).map(|it| vec![it]);
    }
    let parts = Parts::of(items);
    let says_something =
        !(parts.knobs.is_empty() && parts.topics.is_empty() && parts.events.is_empty());
    if !says_something {
        if let (Some(knob), Some((amount, sign)), true) =
            (*last, parts.amount, parts.has(Word::Worth) || parts.has(Word::It))
        {
            let knob = if knob == Knob::Param(Param::CourtArcCm) {
                Knob::Param(Param::ScoreArc)
            } else {
                knob
            };
            return rule(knob, change(knob, amount, sign, &parts)?).map(|it| vec![it]);
        }
        // Verbs that stand beside something complete.
        let idle = items.iter().all(|it| matches!(it.mean, Mean::Word(word) if word != Word::Not));
        return if idle { Ok(vec![]) } else { Err(Why::Structure) };
    }
    if let Some(rules) = elam(&parts) {
        return rules;
    }
    let knob = parts.knob()?;
    *last = Some(knob);
    if parts.amounts > 1 {
        return Err(Why::Choice(
            items.iter().filter_map(Item::amount).map(Amount::in_words).collect(),
        ));
    }
    let change = match parts.amount {
        Some((amount, sign)) if !parts.has(Word::Not) => change(knob, amount, sign, &parts)?,
        Some(_) => return Err(Why::Negation),
        None => without_amount(knob, &parts, given)?,
    };
    rule(knob, change).map(|it| vec![it])
}

/// The Elam ending without a number: on, or a question what instead.
fn elam(parts: &Parts<'_>) -> Option<Result<Vec<Rule>, Why>> {
    if parts.topics != [Topic::Elam] || parts.amount.is_some() || !parts.knobs.is_empty() {
        return None;
    }
    if parts.has(Word::Off) || parts.has(Word::Not) || parts.has(Word::Down) {
        // What ends a game instead is said elsewhere in the sentence, or asked for.
        return Some(Err(Why::Choice(vec![
            "by the clock".into(),
            "first to a target score".into(),
        ])));
    }
    Some(Ok(vec![Rule::set(Param::EndMode, 1)]))
}

fn without_amount(knob: Knob, parts: &Parts<'_>, given: &Given) -> Result<(Op, i32), Why> {
    let has = |word| parts.has(word);
    if has(Word::Default) {
        let value = match knob {
            Knob::Param(it) => it.default_value(),
            Knob::Meta(it) => it.default_value(),
        };
        return Ok((Op::Set, value));
    }
    if has(Word::Double) && !has(Word::Not) {
        return Ok((Op::MulPermille, 2_000));
    }
    if has(Word::Halve) && !has(Word::Not) {
        return Ok((Op::MulPermille, 500));
    }
    if has(Word::Off) || has(Word::Not) {
        return off(knob).map(|it| (Op::Set, it)).ok_or(Why::Negation);
    }
    Err(Why::MissingValue(vec![stands(knob, given)]))
}

/// What "no" or "off" means for a number, where it means anything.
fn off(knob: Knob) -> Option<i32> {
    match knob {
        Knob::Param(it) => match it {
            Param::ScoreDeep
            | Param::FoulPersonalLimit
            | Param::HomeAdvantage
            | Param::UsageMinPasses
            | Param::RateEnergyDrain
            | Param::ClockDeadBallSecs => Some(0),
            Param::UsageMaxShare | Param::SubMaxMinutes => Some(100),
            _ => None,
        },
        Knob::Meta(it) => match it {
            Meta::QuorumPct | Meta::Delegation | Meta::SunsetDefaultRounds | Meta::TokenTrade => {
                Some(0)
            }
            _ => None,
        },
    }
}

/// The change that an amount makes.
fn change(knob: Knob, amount: Amount, sign: Sign, parts: &Parts<'_>) -> Result<(Op, i32), Why> {
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
    let up =
        has(&[Word::Up, Word::More, Word::Longer, Word::Better]) || length && has(&[Word::Farther]);
    let down =
        has(&[Word::Down, Word::Off, Word::Less, Word::Shorter]) || length && has(&[Word::Nearer]);
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
    if knob == Knob::Param(Param::LeagueRoundRobins) {
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

fn rule(knob: Knob, (op, value): (Op, i32)) -> Result<Rule, Why> {
    Ok(match knob {
        Knob::Param(param) => Rule::Param { param, op, value, span: Span::Permanent },
        Knob::Meta(id) => Rule::Meta { id, op, value },
    })
}

/// Two baskets change what they are worth.
fn swap(items: &[Item], given: &Given) -> Result<Vec<Rule>, Why> {
    let mut params: Vec<Param> = Vec::new();
    for item in items {
        match item.mean {
            Mean::Event(event) => params.push(event.value().ok_or(Why::Structure)?),
            Mean::Amount | Mean::More | Mean::Less | Mean::Let(_) | Mean::Fix(..) => {
                return Err(Why::Structure);
            }
            Mean::Topic(Topic::Arc) => params.push(Param::ScoreArc),
            _ => {}
        }
    }
    params.dedup();
    let [a, b] = params[..] else { return Err(Why::Choice(vec![])) };
    if a == b {
        return Err(Why::Structure);
    }
    Ok(vec![Rule::set(a, given.rules.get(b)), Rule::set(b, given.rules.get(a))])
}

/// A target score counts only where games end by one: the two go together.
fn with_end_mode(mut rules: Vec<Rule>, given: &Given) -> Vec<Rule> {
    let sets = |rules: &[Rule], wanted: Param| {
        rules.iter().any(|it| matches!(it, Rule::Param { param, .. } if *param == wanted))
    };
    let needs = sets(&rules, Param::EndTargetScore) && !sets(&rules, Param::EndMode);
    if needs && given.rules.end_mode() != EndMode::Target {
        rules.insert(0, Rule::set(Param::EndMode, 2));
    }
    rules
}
