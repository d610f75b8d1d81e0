//! Changes of numbers: set, add, multiply, swap, on and off.
//!
//! May live here: what becomes of a number. Never: which number (`subject`), effects.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::Sentence;
use super::subject::{Parts, Sign};
use super::value::change;
use crate::reading::Given;
use crate::reading::amount::{Amount, Measure};
use crate::reading::ask::{Why, stands};
use crate::reading::mean::{Item, Knob, Mean, Topic, Word};
use league::rules::{EndMode, Meta, Op, Param, Rule, Span};

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
    let items = without_idle(&without_old_ending(items));
    let mut rules = Vec::new();
    let mut last = None;
    for group in groups(&items) {
        rules.extend(group_rules(&group, sentence, &mut last)?);
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
fn without_idle(items: &[Item]) -> Vec<Item> {
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

fn group_rules(
    items: &[Item],
    sentence: &Sentence<'_>,
    last: &mut Option<Knob>,
) -> Result<Vec<Rule>, Why> {
    let given = sentence.given;
    if let [only @ Item { mean: Mean::Let(knob), found, .. }] = items {
        let amount = found.first().copied().ok_or(Why::Structure)?;
        *last = Some(*knob);
        let sign = sign_beside(sentence, only)?;
        return Ok(vec![rule(*knob, change(*knob, amount, sign, &Parts::of(&[]))?)]);
    }
    if let [Item { mean: Mean::Fix(knob, value), .. }] = items {
        *last = Some(*knob);
        let change = match *value {
            i32::MAX => (Op::Add, 1),
            i32::MIN => (Op::Add, -1),
            value => (Op::Set, value),
        };
        return Ok(vec![rule(*knob, change)]);
    }
    let parts = Parts::of(items);
    let says_something =
        !(parts.knobs.is_empty() && parts.topics.is_empty() && parts.events.is_empty());
    if !says_something {
        let of_periods = *last == Some(Knob::Param(Param::ClockPeriods))
            && parts.amount.is_some_and(|(it, _)| it.measure == Measure::Seconds);
        let goes_on = parts.has(Word::Worth) || parts.has(Word::It) || of_periods;
        if let (Some(knob), Some((amount, sign)), true) = (*last, parts.amount, goes_on) {
            let knob = it_means(knob);
            return Ok(vec![rule(knob, change(knob, amount, sign, &parts)?)]);
        }
        // Verbs that stand beside something complete.
        let idle = items.iter().all(|it| matches!(it.mean, Mean::Word(word) if word != Word::Not));
        return if idle { Ok(vec![]) } else { Err(Why::Structure) };
    }
    if let Some(rules) = elam(&parts) {
        return rules;
    }
    if parts.events.len() > 1
        && parts.knobs.is_empty()
        && parts.topics.is_empty()
        && parts.amounts < 2
    {
        return each_event(&parts, given);
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
    Ok(vec![rule(knob, change)])
}

/// What "it" is in a second half of a sentence: an arc is worth something, periods last.
fn it_means(knob: Knob) -> Knob {
    match knob {
        Knob::Param(Param::CourtArcCm) => Knob::Param(Param::ScoreArc),
        Knob::Param(Param::ClockPeriods) => Knob::Param(Param::ClockPeriodSecs),
        other => other,
    }
}

/// "Threes and free throws are worth two": the same for each.
fn each_event(parts: &Parts<'_>, given: &Given) -> Result<Vec<Rule>, Why> {
    let rate = parts
        .amount
        .is_some_and(|(it, _)| matches!(it.measure, Measure::Percent | Measure::Factor));
    let knobs: Option<Vec<Param>> =
        parts.events.iter().map(|it| it.value().or(if rate { it.rate() } else { None })).collect();
    let knobs = knobs.ok_or(Why::Structure)?;
    let one = |param: Param| {
        let knob = Knob::Param(param);
        let change = match parts.amount {
            Some((amount, sign)) if !parts.has(Word::Not) => change(knob, amount, sign, parts)?,
            Some(_) => return Err(Why::Negation),
            None => without_amount(knob, parts, given)?,
        };
        Ok(rule(knob, change))
    };
    knobs.into_iter().map(one).collect()
}

/// "Add a minute to overtime": a phrase that says a value, beside a verb that says a difference.
fn sign_beside(sentence: &Sentence<'_>, phrase: &Item) -> Result<Sign, Why> {
    let has = |words: &[Word]| words.iter().any(|it| sentence.has(*it));
    let up = has(&[Word::Up, Word::More, Word::Longer]);
    let down = has(&[Word::Down, Word::Less, Word::Shorter, Word::Cost, Word::Off]);
    let others = sentence
        .items
        .iter()
        .filter(|it| matches!(it.mean, Mean::Let(_) | Mean::Fix(..) | Mean::Amount))
        .count();
    if !up && !down || others > 1 || sentence.leads_to(phrase) {
        return Ok(Sign::Value);
    }
    match (up, down) {
        (true, false) => Ok(Sign::More),
        (false, true) => Ok(Sign::Less),
        _ => Err(Why::Structure),
    }
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

fn rule(knob: Knob, (op, value): (Op, i32)) -> Rule {
    match knob {
        Knob::Param(param) => Rule::Param { param, op, value, span: Span::Permanent },
        Knob::Meta(id) => Rule::Meta { id, op, value },
    }
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
