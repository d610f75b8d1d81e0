//! Bounds: a change that is not allowed becomes a question with the nearest legal value.
//!
//! May live here: holding a rule against the numbers as they stand. Never: changing the rule.

use super::Given;
use super::ask::Why;
use league::rules::{Effect, Op, Rule, Span};
use std::collections::BTreeMap;

/// Whether the rules are legal one by one and do not contradict each other.
pub(super) fn check(rules: &[Rule], given: &Given) -> Result<(), Why> {
    let mut seen: BTreeMap<&str, (Op, i32)> = BTreeMap::new();
    for rule in rules {
        legal(rule, given)?;
        moves(rule, given)?;
        let (id, op, value) = match rule {
            Rule::Param { param, op, value, .. } => (param.id(), *op, *value),
            Rule::Meta { id, op, value } => (id.id(), *op, *value),
            Rule::Effect(_) | Rule::Repeal { .. } | Rule::Label(_) => continue,
        };
        if seen.insert(id, (op, value)).is_some_and(|it| it != (op, value)) {
            return Err(Why::Contradiction(id.to_owned()));
        }
    }
    Ok(())
}

/// Twice nothing is nothing: a relative change must change something.
fn moves(rule: &Rule, given: &Given) -> Result<(), Why> {
    let (op, value, before) = match rule {
        Rule::Param { param, op, value, .. } => (*op, *value, given.rules.get(*param)),
        Rule::Meta { id, op, value } => (*op, *value, given.government.get(*id)),
        Rule::Effect(_) | Rule::Repeal { .. } | Rule::Label(_) => return Ok(()),
    };
    if op != Op::Set && op.apply(before, value) == i64::from(before) {
        return Err(Why::MissingValue(vec![]));
    }
    Ok(())
}

fn legal(rule: &Rule, given: &Given) -> Result<(), Why> {
    match rule {
        Rule::Param { param, op, value, .. } => {
            let after = op.apply(given.rules.get(*param), *value);
            let after = i32::try_from(after).unwrap_or(i32::MAX);
            if !param.allows(after) {
                let what = format!("{} must be {}", param.name(), param.bounds_in_words());
                return Err(Why::OutOfBounds {
                    what,
                    nearest: param.in_words(param.nearest(after)),
                });
            }
        }
        Rule::Meta { id, op, value } => {
            let after = op.apply(given.government.get(*id), *value);
            let after = i32::try_from(after).unwrap_or(i32::MAX);
            if !id.allows(after) {
                let what = format!("{} must be {}", id.name(), id.bounds_in_words());
                return Err(Why::OutOfBounds { what, nearest: id.in_words(id.nearest(after)) });
            }
        }
        Rule::Effect(_) | Rule::Repeal { .. } | Rule::Label(_) => {}
    }
    by_itself(rule)
}

/// Whether the rule is legal whatever else is in force.
pub(super) fn by_itself(rule: &Rule) -> Result<(), Why> {
    let Err(fault) = rule.check() else { return Ok(()) };
    match fault.nearest {
        Some(nearest) if !nearest.contains("hooks") => {
            Err(Why::OutOfBounds { what: fault.what, nearest })
        }
        _ => Err(Why::Unsupported(fault.what)),
    }
}

/// The rule with this span; `None` where it can have none.
pub(super) fn lasting(rule: Rule, span: Span) -> Option<Rule> {
    match rule {
        Rule::Param { param, op, value, .. } => Some(Rule::Param { param, op, value, span }),
        Rule::Effect(effect) => Some(Rule::Effect(Effect { span, ..effect })),
        Rule::Meta { .. } | Rule::Repeal { .. } | Rule::Label(_) => None,
    }
}
