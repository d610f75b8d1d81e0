//! Whether a reading is right: its kind, its numbers, what its effects do.
//!
//! May live here: comparing. Must never live here: counting (`mod`), playing moments (`moments`).

use super::item::{Item, rule_id};
use super::{moments, probes};
use league::rules::{Rule, Span};
use scribe::reading::{Outcome, Reading};
use serde_json::Value;

/// What is right about a reading.
#[expect(clippy::struct_excessive_bools, reason = "each is counted by itself")]
pub(crate) struct Verdict {
    pub(crate) kind_right: bool,
    /// Ids and values, where numbers, repeals or names are due.
    pub(crate) numbers_right: Option<bool>,
    /// What it does, where an effect is due.
    pub(crate) probe_right: Option<bool>,
    /// Enactable, wrong, and without a question.
    pub(crate) misread: bool,
    /// Enactable where it should have been refused.
    pub(crate) unsafe_accept: bool,
    /// A question where numbers were due.
    pub(crate) needless: bool,
}

impl Verdict {
    pub(crate) fn is_wrong(&self) -> bool {
        !self.kind_right || self.numbers_right == Some(false) || self.probe_right == Some(false)
    }
}

/// The kind of a reading, as the files call it.
pub(crate) fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Ask { .. } => "clarify",
        Outcome::Refuse { .. } => "reject",
        Outcome::Rules(ways) => {
            let rules = ways.first().map_or(&[][..], Vec::as_slice);
            if rules.iter().any(|it| matches!(it, Rule::Effect(_))) {
                "effect"
            } else if rules.iter().all(|it| matches!(it, Rule::Param { .. })) {
                "param"
            } else {
                "meta"
            }
        }
    }
}

pub(crate) fn judge(item: &Item, reading: &Reading) -> Verdict {
    let due = item.expect["kind"].as_str().unwrap_or_default();
    let kind = kind(&reading.outcome);
    let rules = match &reading.outcome {
        Outcome::Rules(ways) => ways.first(),
        Outcome::Ask { .. } | Outcome::Refuse { .. } => None,
    };
    let numbers = matches!(due, "param" | "meta");
    let numbers_right = numbers.then(|| rules.is_some_and(|it| numbers_fit(item, it)));
    let probe_right = (due == "effect").then(|| rules.is_some_and(|it| probe_fits(item, it)));
    let right = numbers_right.or(probe_right).unwrap_or(false);
    Verdict {
        kind_right: item.kinds().contains(&kind),
        numbers_right,
        probe_right,
        misread: rules.is_some() && !right,
        unsafe_accept: due == "reject" && rules.is_some(),
        needless: numbers && rules.is_none(),
    }
}

/// Every change as id and what comes of it, in order of the ids.
fn changes(item: &Item, rules: &[Rule]) -> Option<Vec<(String, i64)>> {
    let mut changes = Vec::new();
    for rule in rules {
        changes.push(match rule {
            Rule::Param { param, op, value, .. } => {
                (param.id().to_owned(), op.apply(item.given.rules.get(*param), *value))
            }
            Rule::Meta { id, op, value } => {
                (id.id().to_owned(), op.apply(item.given.government.get(*id), *value))
            }
            Rule::Repeal { target } => ("repeal".to_owned(), i64::from(target.0)),
            Rule::Label(label) => (format!("label {} {}", label.noun.id(), label.text), 0),
            Rule::Effect(_) => return None,
        });
    }
    changes.sort();
    Some(changes)
}

/// The value of a change as it is written in a file: a number, or the name of a choice.
fn resolved(id: &str, value: &Value) -> i64 {
    let word = value.as_str();
    let named = word.and_then(|it| {
        let param = league::rules::Param::by_id(id).and_then(|param| param.from_word(it));
        param.or_else(|| league::rules::Meta::by_id(id).and_then(|meta| meta.from_word(it)))
    });
    named.map(i64::from).or_else(|| value.as_i64()).unwrap_or(i64::MIN)
}

fn numbers_fit(item: &Item, rules: &[Rule]) -> bool {
    let expect = &item.expect;
    let tolerance = expect["tolerance"].as_i64().unwrap_or(0);
    let mut due: Vec<(String, i64)> = Vec::new();
    for change in expect["changes"].as_array().into_iter().flatten() {
        let id = change["param"].as_str().unwrap_or_default();
        due.push((id.to_owned(), resolved(id, &change["resolved"])));
    }
    for rule in expect["repeal"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        due.push(("repeal".to_owned(), i64::from(rule_id(rule).0)));
    }
    if let Some(noun) = expect["label"]["noun"].as_str() {
        due.push((
            format!("label {noun} {}", expect["label"]["text"].as_str().unwrap_or_default()),
            0,
        ));
    }
    due.sort();
    let Some(read) = changes(item, rules) else { return false };
    let same = read.len() == due.len()
        && read
            .iter()
            .zip(&due)
            .all(|(a, b)| a.0 == b.0 && a.1.abs_diff(b.1) <= tolerance.unsigned_abs());
    same && rules.iter().all(|it| lasts(it.span(), duration(expect), it))
}

/// For how long it is due to hold; an effect may say so itself.
fn duration(expect: &Value) -> &Value {
    let own = &expect["duration"];
    if own.is_null() { &expect["effects"][0]["duration"] } else { own }
}

/// Whether a rule lasts as long as it should.
fn lasts(span: Span, due: &Value, rule: &Rule) -> bool {
    let count = |name: &str| due[name].as_u64();
    match span {
        Span::Permanent => {
            due.is_null()
                || due == "permanent"
                || matches!(rule, Rule::Meta { .. } | Rule::Repeal { .. } | Rule::Label(_))
        }
        Span::Rounds(n) => count("rounds") == Some(n.into()),
        Span::Games(n) => count("games") == Some(n.into()),
        Span::UntilSeasonEnd => due == "season",
    }
}

fn probe_fits(item: &Item, rules: &[Rule]) -> bool {
    let effects: Vec<_> = rules
        .iter()
        .filter_map(|it| match it {
            Rule::Effect(effect) => Some(effect),
            Rule::Param { .. } | Rule::Meta { .. } | Rule::Repeal { .. } | Rule::Label(_) => None,
        })
        .collect();
    let all_last = rules.iter().all(|it| lasts(it.span(), duration(&item.expect), it));
    let moments = probes::of(&item.id).unwrap_or_else(|| item.expect["moments"].clone());
    effects.len() == rules.len() && all_last && moments::fit(&effects, &moments)
}

/// What a reading comes to, so that two can be compared.
pub(crate) fn comes_to(reading: &Reading, item: &Item) -> String {
    match &reading.outcome {
        Outcome::Rules(ways) => {
            let rules = ways.first().map_or(&[][..], Vec::as_slice);
            let spans: Vec<Span> = rules.iter().map(Rule::span).collect();
            changes(item, rules).map_or_else(
                // Two effects are one where they pass the same probe.
                || {
                    if probe_fits(item, rules) {
                        "the effect".to_owned()
                    } else {
                        format!("{rules:?}")
                    }
                },
                |it| format!("{it:?} {spans:?}"),
            )
        }
        Outcome::Ask { .. } | Outcome::Refuse { .. } => kind(&reading.outcome).to_owned(),
    }
}

/// One line on a reading.
pub(crate) fn told(reading: &Reading) -> String {
    let ignored = reading.ignored.join(" ");
    match &reading.outcome {
        Outcome::Rules(ways) => {
            let stored: Vec<String> = ways
                .iter()
                .flatten()
                .map(|it| serde_json::to_string(it).unwrap_or_default())
                .collect();
            format!("{} [{ignored}]", stored.join(" "))
        }
        Outcome::Ask { reason, question, options } => {
            format!("ask {reason}: {question} {options:?} [{ignored}]")
        }
        Outcome::Refuse { reason, .. } => format!("refuse {reason} [{ignored}]"),
    }
}

/// A text that means nothing: random characters, or random words of the game without sense.
pub(crate) fn random_text(n: u64) -> String {
    let key = league::dice::GameKey::trial(7, n);
    let number = |at: u16, most: u32| league::dice::below(key.draw(at, 0, 0, 0), most);
    let length = 1 + number(0, 60);
    let mut text = String::new();
    for at in 0..u16::try_from(length).unwrap_or(1) {
        let it = number(at * 3 + 1, 0x3000);
        let it = match number(at * 3 + 2, 4) {
            0 => char::from_u32(it).unwrap_or('?'),
            1 => char::from_u32(0x1f300 + it % 0x400).unwrap_or('?'),
            _ => char::from_u32(0x20 + it % 0x5f).unwrap_or('?'),
        };
        text.push(it);
    }
    text
}
