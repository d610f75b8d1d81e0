//! Numbers with their units, as people write them: ten seconds, half a metre, 40 %, a point.
//!
//! May live here: units. Never: number words (`number`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::amount::{Amount, Measure, Ratio};
use super::token::Token;

/// The kind of number that a place in a pattern takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A plain number, without a unit.
    Number,
    /// A span of time.
    Time,
    Length,
    Percent,
    PercentPoints,
    Points,
    /// A third, half, one and a half times, twice.
    Factor,
    /// The third.
    Place,
    /// Two more seconds, an extra point.
    MoreOf,
    /// Two fewer seconds, one point less is left to the patterns.
    LessOf,
    /// Any of these.
    Any,
}

impl Slot {
    /// The kind with this name in a pattern.
    pub(super) fn by_name(name: &str) -> Self {
        match name {
            "dur" => Self::Time,
            "len" => Self::Length,
            "pct" => Self::Percent,
            "pp" => Self::PercentPoints,
            "pts" => Self::Points,
            "factor" => Self::Factor,
            "ord" => Self::Place,
            "moreof" => Self::MoreOf,
            "lessof" => Self::LessOf,
            "any" => Self::Any,
            _ => Self::Number,
        }
    }
}

/// Units with how much of the measure one is, as a fraction.
const UNITS: &[(&str, Measure, i64, i64)] = &[
    ("s", Measure::Seconds, 1, 1),
    ("sec", Measure::Seconds, 1, 1),
    ("secs", Measure::Seconds, 1, 1),
    ("second", Measure::Seconds, 1, 1),
    ("seconds", Measure::Seconds, 1, 1),
    ("min", Measure::Seconds, 60, 1),
    ("mins", Measure::Seconds, 60, 1),
    ("minute", Measure::Seconds, 60, 1),
    ("minutes", Measure::Seconds, 60, 1),
    ("cm", Measure::Length, 1, 1),
    ("centimetre", Measure::Length, 1, 1),
    ("centimetres", Measure::Length, 1, 1),
    ("centimeter", Measure::Length, 1, 1),
    ("centimeters", Measure::Length, 1, 1),
    ("m", Measure::Length, 100, 1),
    ("metre", Measure::Length, 100, 1),
    ("metres", Measure::Length, 100, 1),
    ("meter", Measure::Length, 100, 1),
    ("meters", Measure::Length, 100, 1),
    ("foot", Measure::Length, 3_048, 100),
    ("feet", Measure::Length, 3_048, 100),
    ("ft", Measure::Length, 3_048, 100),
    ("'", Measure::Length, 3_048, 100),
    ("inch", Measure::Length, 254, 100),
    ("inches", Measure::Length, 254, 100),
    ("yard", Measure::Length, 9_144, 100),
    ("yards", Measure::Length, 9_144, 100),
    ("%", Measure::Percent, 1, 1),
    ("percent", Measure::Percent, 1, 1),
    ("pct", Measure::Percent, 1, 1),
    ("pp", Measure::PercentPoints, 1, 1),
    ("point", Measure::Points, 1, 1),
    ("points", Measure::Points, 1, 1),
    ("pt", Measure::Points, 1, 1),
    ("pts", Measure::Points, 1, 1),
];

/// What the unit at the start of the tokens says, and how many tokens it takes.
fn unit(tokens: &[Token]) -> Option<(Measure, i64, i64, usize)> {
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|it| words.contains(&it.text.as_str()))
    };
    let percent = usize::from(is(0, &["%", "percent", "percentage"]))
        + 2 * usize::from(is(0, &["per"]) && is(1, &["cent"]));
    if percent > 0 && is(percent, &["point", "points"]) {
        return Some((Measure::PercentPoints, 1, 1, percent + 1));
    }
    if is(0, &["per"]) && is(1, &["cent"]) {
        return Some((Measure::Percent, 1, 1, 2));
    }
    let word = tokens.first()?;
    let row = UNITS.iter().find(|(name, ..)| word.is(name))?;
    Some((row.1, row.2, row.3, 1))
}

/// The number at the start of the tokens, if it is of this kind, and how many tokens it takes.
pub(super) fn fits(slot: Slot, tokens: &[Token]) -> Option<(Amount, usize)> {
    let (amount, length) = match slot {
        Slot::Place => return place(tokens),
        Slot::Factor => return factor(tokens),
        Slot::MoreOf => {
            return between(tokens, &["more", "extra", "additional", "bonus", "further", "free"]);
        }
        Slot::LessOf => return between(tokens, &["less", "fewer"]),
        Slot::Number => return plain(tokens),
        Slot::Any => {
            let any = measured(tokens).or_else(|| factor(tokens)).or_else(|| plain(tokens));
            return any;
        }
        Slot::Time | Slot::Length | Slot::Percent | Slot::PercentPoints | Slot::Points => {
            measured(tokens)?
        }
    };
    let wanted = match slot {
        Slot::Time => Measure::Seconds,
        Slot::Length => Measure::Length,
        Slot::Percent => Measure::Percent,
        Slot::PercentPoints => Measure::PercentPoints,
        _ => Measure::Points,
    };
    (amount.measure == wanted).then_some((amount, length))
}

fn plain(tokens: &[Token]) -> Option<(Amount, usize)> {
    let token = tokens.first().filter(|it| !it.ordinal)?;
    if unit(tokens.get(1..)?).is_some_and(|it| it.0 != Measure::Length || !tokens[1].is("'")) {
        return None;
    }
    Some((Amount::new(token.number?, Measure::Bare), 1))
}

/// A number with one of these words before its unit.
fn between(tokens: &[Token], words: &[&str]) -> Option<(Amount, usize)> {
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|it| words.contains(&it.text.as_str()))
    };
    let (number, at) = match tokens.first()?.number {
        Some(number) if !tokens[0].ordinal => (number, 1),
        _ if is(0, &["a", "an"]) => (Ratio::whole(1), 1),
        _ if is(0, &["another"]) => (Ratio::whole(1), 0),
        _ if is(0, words) => (Ratio::whole(1), 0),
        _ => return None,
    };
    if !is(at, words) && !is(at, &["another"]) {
        return None;
    }
    let (measure, n, d, more) = unit(tokens.get(at + 1..)?)?;
    Some((Amount::new(number.times(n, d)?, measure), at + 1 + more))
}

fn place(tokens: &[Token]) -> Option<(Amount, usize)> {
    let token = tokens.first().filter(|it| it.ordinal)?;
    Some((Amount::new(token.number?, Measure::Place), 1))
}

/// A number with a unit.
fn measured(tokens: &[Token]) -> Option<(Amount, usize)> {
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|it| it.is(word));
    let first = tokens.first()?;
    // "Half a minute", "a quarter of a metre".
    let part = part(tokens);
    if let Some((share, length)) = part {
        let of = length + usize::from(is(length, "of"));
        if is(of, "a") || is(of, "an") {
            let (measure, n, d, more) = unit(tokens.get(of + 1..)?)?;
            let measures = matches!(measure, Measure::Seconds | Measure::Length | Measure::Points);
            return measures.then_some((Amount::new(share.times(n, d)?, measure), of + 1 + more));
        }
    }
    // "A point", "an extra second" is left to the patterns.
    if is(0, "a") || is(0, "an") {
        let (measure, n, d, more) = unit(tokens.get(1..)?)?;
        if tokens.get(1).is_some_and(|it| matches!(it.text.as_str(), "s" | "m" | "%" | "min")) {
            return None;
        }
        return Some((Amount::new(Ratio::new(n, d)?, measure), 1 + more));
    }
    let number = first.number.filter(|_| !first.ordinal)?;
    let (measure, n, d, more) = unit(tokens.get(1..)?)?;
    let mut value = number.times(n, d)?;
    let mut length = 1 + more;
    // "Two minutes and a half", "1 minute 30".
    if measure == Measure::Seconds && n == 60 {
        if is(length, "and") && is(length + 1, "a") && is(length + 2, "half") {
            (value, length) = (value.plus(Ratio::whole(30))?, length + 3);
        } else {
            let and = length + usize::from(is(length, "and"));
            let rest = tokens.get(and).and_then(|it| it.number);
            let seconds = tokens
                .get(and + 1..)
                .and_then(unit)
                .filter(|it| it.0 == Measure::Seconds && it.1 == 1);
            if let (Some(rest), Some(seconds)) = (rest, seconds) {
                (value, length) = (value.plus(rest)?, and + 1 + seconds.3);
            }
        }
    }
    Some((Amount::new(value, measure), length))
}

/// A share in words: half, a third, two thirds, three quarters, 1/3.
fn part(tokens: &[Token]) -> Option<(Ratio, usize)> {
    let name = |at: usize| {
        let d = match tokens.get(at)?.text.as_str() {
            "half" | "halves" => 2,
            "third" | "thirds" => 3,
            "quarter" | "quarters" => 4,
            "fifth" | "fifths" => 5,
            "sixth" => 6,
            "tenth" | "tenths" => 10,
            _ => return None,
        };
        Some(d)
    };
    let first = tokens.first()?;
    if first.is("half") {
        return Some((Ratio::new(1, 2)?, 1));
    }
    let count = match first.text.as_str() {
        "a" | "one" => Some(1),
        _ => first.number.filter(|_| !first.ordinal).and_then(Ratio::as_whole),
    };
    if let (Some(n), Some(d)) = (count, name(1))
        && n < d
    {
        return Some((Ratio::new(i64::from(n), i64::from(d))?, 2));
    }
    let digits =
        first.number.filter(|it| it.d > 1 && it.n > 0 && it.n < it.d && first.text.contains('/'));
    digits.map(|it| (it, 1))
}

/// A share or a factor.
fn factor(tokens: &[Token]) -> Option<(Amount, usize)> {
    let is = |at: usize, words: &[&str]| {
        tokens.get(at).is_some_and(|it| words.contains(&it.text.as_str()))
    };
    let amount = |value| Amount::new(value, Measure::Factor);
    if is(0, &["twice"]) {
        return Some((amount(Ratio::whole(2)), 1));
    }
    if is(0, &["thrice"]) {
        return Some((amount(Ratio::whole(3)), 1));
    }
    if let Some((share, length)) = part(tokens) {
        return Some((amount(share), length + usize::from(is(length, &["times"]))));
    }
    let number = |at: usize| tokens.get(at).filter(|it| !it.ordinal).and_then(|it| it.number);
    if let (true, Some(value)) = (is(0, &["x"]), number(1)) {
        return Some((amount(value), 2));
    }
    if let (Some(value), true) = (number(0), is(1, &["x", "times", "fold"])) {
        return Some((amount(value), 2));
    }
    None
}
