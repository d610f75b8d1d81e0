//! The Book: every rule that the league plays by.
//!
//! May live here: the public form of a rule. Never: what a rule does.

use league::League;
use league::chain::hex;
use league::rules::{Param, Scope, Unit};
use serde::Serialize;
use utoipa::ToSchema;

/// Every rule in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Book {
    /// SHA-256 over every rule: what a game names as the rules it was played by.
    pub(crate) hash: String,
    /// In the order of the Book.
    pub(crate) rules: Vec<Rule>,
}

/// One rule.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Rule {
    /// Stable name.
    #[schema(example = "clock.shot_secs")]
    pub(crate) id: &'static str,
    /// Name for people.
    pub(crate) name: &'static str,
    /// One sentence on what it does.
    pub(crate) about: &'static str,
    /// The value in force.
    pub(crate) value: i32,
    /// The value in words: `12 seconds`.
    pub(crate) value_in_words: String,
    /// What the number counts: `points`, `seconds`, `percent`, `centimetres`, `count`, `choice`.
    pub(crate) unit: &'static str,
    /// Names of the values, when they are choices.
    pub(crate) choices: &'static [&'static str],
    /// Smallest value.
    pub(crate) min: i32,
    /// Largest value.
    pub(crate) max: i32,
    /// What is allowed, in words.
    pub(crate) allowed: String,
    /// The value of the house rules.
    pub(crate) default: i32,
    /// The value of the house rules, in words.
    pub(crate) default_in_words: String,
    /// From when a change counts: `game` or `season`.
    pub(crate) takes_effect: &'static str,
    /// Whether it differs from what the league was founded with.
    pub(crate) changed: bool,
}

/// The Book of a league.
pub(crate) fn book(league: &League) -> Book {
    Book {
        hash: hex(&league.rules.hash()),
        rules: Param::ALL.into_iter().map(|it| rule(league, it)).collect(),
    }
}

/// One rule of the Book.
pub(crate) fn rule(league: &League, param: Param) -> Rule {
    let (value, default) = (league.rules.get(param), param.default_value());
    let (min, max) = param.bounds();
    let (unit, choices): (_, &'static [&'static str]) = match param.unit() {
        Unit::Points => ("points", &[]),
        Unit::Seconds => ("seconds", &[]),
        Unit::Percent => ("percent", &[]),
        Unit::Centimetres => ("centimetres", &[]),
        Unit::Count => ("count", &[]),
        Unit::Choice(names) => ("choice", names),
    };
    Rule {
        id: param.id(),
        name: param.name(),
        about: param.about(),
        value,
        value_in_words: param.in_words(value),
        unit,
        choices,
        min,
        max,
        allowed: param.bounds_in_words(),
        default,
        default_in_words: param.in_words(default),
        takes_effect: match param.scope() {
            Scope::Game => "game",
            Scope::Season => "season",
        },
        changed: value != league.spec.rules.get(param),
    }
}
