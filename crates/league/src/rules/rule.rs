//! A rule: what a passed proposal puts into the Book.
//!
//! May live here: the five kinds of rule, how long one lasts, what makes one legal by itself.
//! Never: what is in force (`book`), words for it (`sentence`), running it (`sim`).
//! Closed and total: no loops, no recursion, no text in conditions. A new kind, hook, variable or
//! action is a change of this code with another `SCHEMA`, never an act of a reader.

use super::action::Action;
use super::cond::Cond;
use super::fault::Fault;
use super::hook::{Hook, OF_SEASON};
use super::label::Label;
use super::table::Unit;
use super::{Meta, Param};
use crate::ids::RuleId;
use serde::{Deserialize, Serialize};

/// Version of the stored form.
pub const SCHEMA: u16 = 1;
/// Most actions of an effect.
pub const ACTIONS_MAX: usize = 4;
/// Most times that an effect acts in a game.
pub const CAP_MAX: u8 = 200;
/// Most rounds of a span.
pub const ROUNDS_MAX: u8 = 60;
/// Most games of a span.
pub const GAMES_MAX: u8 = 10;
/// Most characters of a note.
pub const NOTE_MAX: usize = 60;
/// Largest factor, in thousandths.
pub const FACTOR_MAX: i32 = 10_000;

/// One rule.
///
/// Stored as one object with `rule` naming the kind, for example
/// `{"rule":"param","param":"score.arc","op":"set","value":4,"span":"permanent"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "rule", rename_all = "snake_case")]
pub enum Rule {
    /// Changes a number of the game or the season.
    Param {
        /// Which.
        param: Param,
        /// How.
        op: Op,
        /// In the parameter's unit; for `MulPermille` thousandths.
        value: i32,
        /// For how long.
        span: Span,
    },
    /// Acts while games are played.
    Effect(Effect),
    /// Changes a number of government.
    Meta {
        /// Which.
        id: Meta,
        /// How.
        op: Op,
        /// In the number's unit; for `MulPermille` thousandths.
        value: i32,
    },
    /// Ends another rule.
    Repeal {
        /// Which: a number is serialised, `12` for R12.
        target: RuleId,
    },
    /// Gives a thing another name.
    Label(Label),
}

/// How a number changes. Relative changes stay relative: they are worked out in the order of the Book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Becomes this.
    Set,
    /// Grows by this; below zero it shrinks.
    Add,
    /// Becomes so many thousandths of what it is.
    MulPermille,
}

impl Op {
    /// What `value` makes of `before`; not yet held against any bounds.
    pub fn apply(self, before: i32, value: i32) -> i64 {
        let (before, value) = (i64::from(before), i64::from(value));
        match self {
            Self::Set => value,
            Self::Add => before + value,
            Self::MulPermille => crate::units::div_round(before * value, 1_000),
        }
    }
}

/// For how long a rule holds. Every team plays at most one game a round, so that a game of the league
/// is a round in which games are played: `Games(1)` is "for the next game".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Until it is repealed.
    Permanent,
    /// So many rounds, 1 to 60, counted on over seasons.
    Rounds(u8),
    /// So many games of each team, 1 to 10.
    Games(u8),
    /// Until the season is over.
    UntilSeasonEnd,
}

impl Span {
    fn check(self) -> Result<(), Fault> {
        match self {
            Self::Permanent | Self::UntilSeasonEnd => Ok(()),
            Self::Rounds(n) => Fault::unless_in("the number of rounds", n, 1, ROUNDS_MAX),
            Self::Games(n) => Fault::unless_in("the number of games", n, 1, GAMES_MAX),
        }
    }

    /// Rounds that it lasts, where it counts any.
    pub fn rounds(self) -> Option<u8> {
        match self {
            Self::Rounds(n) | Self::Games(n) => Some(n),
            Self::Permanent | Self::UntilSeasonEnd => None,
        }
    }
}

/// A rule that acts at a hook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effect {
    /// The moment.
    pub hook: Hook,
    /// Under what condition.
    pub when: Cond,
    /// What it does: one to four actions, in this order.
    #[serde(rename = "do")]
    pub actions: Vec<Action>,
    /// For how long.
    pub span: Span,
    /// How often it acts in one game at most, both sides together: 1 to 200.
    pub cap_per_game: u8,
    /// A title for people, up to 60 characters, or empty. Never read by anything.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Effect {
    /// An effect for good, up to 200 times a game, without a title.
    pub fn new(hook: Hook, when: Cond, actions: Vec<Action>) -> Self {
        Self {
            hook,
            when,
            actions,
            span: Span::Permanent,
            cap_per_game: CAP_MAX,
            note: String::new(),
        }
    }

    /// Checks everything about it.
    ///
    /// # Errors
    /// The first thing that is wrong, with the nearest legal one.
    pub fn check(&self) -> Result<(), Fault> {
        self.when.check(self.hook)?;
        if self.actions.is_empty() {
            return Err(Fault::new("an effect does at least one thing"));
        }
        if self.actions.len() > ACTIONS_MAX {
            let text = format!("an effect does at most {ACTIONS_MAX} things");
            return Err(Fault::new(text).nearest("two effects"));
        }
        self.actions.iter().try_for_each(|it| it.check(self.hook))?;
        self.span.check()?;
        Fault::unless_in("the cap per game", self.cap_per_game, 1, CAP_MAX)?;
        if OF_SEASON.has(self.hook) && self.when.counts_times() {
            return Err(Fault::new("times are counted within a game only"));
        }
        check_note(&self.note)
    }
}

/// A note is one line of printable text without quotation marks, so that it can stand in a sentence.
fn check_note(note: &str) -> Result<(), Fault> {
    if note.chars().count() > NOTE_MAX {
        return Err(Fault::new(format!("a title has at most {NOTE_MAX} characters")));
    }
    if note.trim() != note || note.chars().any(|it| it.is_control() || "“”\"".contains(it)) {
        return Err(Fault::new("a title is one line without quotation marks"));
    }
    Ok(())
}

impl Rule {
    /// Sets a game parameter for good.
    pub fn set(param: Param, value: i32) -> Self {
        Self::Param { param, op: Op::Set, value, span: Span::Permanent }
    }

    /// Checks the rule by itself; what else is in force is checked at enactment (`Book::enact`).
    ///
    /// # Errors
    /// The first thing that is wrong, with the nearest legal one.
    pub fn check(&self) -> Result<(), Fault> {
        match self {
            Self::Param { param, op, value, span } => {
                let set = (!param.allows(*value)).then(|| {
                    let text = format!(
                        "{} cannot be {value}; it must be {}",
                        param.id(),
                        param.bounds_in_words()
                    );
                    Fault::new(text).nearest(param.in_words(param.nearest(*value)))
                });
                check_change(param.id(), param.unit(), param.bounds(), (*op, *value), set)?;
                span.check()
            }
            Self::Meta { id, op, value } => {
                let set = (!id.allows(*value)).then(|| {
                    let text = format!(
                        "{} cannot be {value}; it must be {}",
                        id.id(),
                        id.bounds_in_words()
                    );
                    Fault::new(text).nearest(id.in_words(id.nearest(*value)))
                });
                check_change(id.id(), id.unit(), id.bounds(), (*op, *value), set)
            }
            Self::Effect(effect) => effect.check(),
            Self::Repeal { .. } => Ok(()),
            Self::Label(label) => label.check(),
        }
    }

    /// For how long it holds once enacted.
    pub fn span(&self) -> Span {
        match self {
            Self::Param { span, .. } | Self::Effect(Effect { span, .. }) => *span,
            Self::Meta { .. } | Self::Repeal { .. } | Self::Label(_) => Span::Permanent,
        }
    }
}

/// `set`: what is wrong with the value if the number is set to it.
fn check_change(
    id: &str,
    unit: Unit,
    (min, max): (i32, i32),
    (op, value): (Op, i32),
    set: Option<Fault>,
) -> Result<(), Fault> {
    if matches!(unit, Unit::Choice(_)) && op != Op::Set {
        return Err(Fault::new(format!(
            "{id} is one of {}; it can only be set",
            unit.range_in_words(min, max)
        )));
    }
    match op {
        Op::Set => set.map_or(Ok(()), Err),
        Op::Add if value == 0 => Err(Fault::new(format!("adding 0 to {id} changes nothing"))),
        Op::Add => Fault::unless_in(&format!("the change of {id}"), value, min - max, max - min),
        Op::MulPermille if value == 1_000 => {
            Err(Fault::new(format!("multiplying {id} by 1 changes nothing")))
        }
        Op::MulPermille => {
            Fault::unless_in(&format!("the factor of {id}, in thousandths,"), value, 0, FACTOR_MAX)
        }
    }
}

/// A rule in its stored form, with the version of the form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// Version of the form.
    pub schema: u16,
    /// The rule.
    #[serde(flatten)]
    pub rule: Rule,
}

impl From<Rule> for Stored {
    fn from(rule: Rule) -> Self {
        Self { schema: SCHEMA, rule }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Compare, Var};

    #[test]
    fn a_rule_is_stored_by_its_names_and_reads_back() {
        let buzzer = Effect {
            span: Span::Rounds(2),
            note: "Buzzer-beater".into(),
            ..Effect::new(
                Hook::ShotMade,
                Cond::Cmp(Var::PeriodClockSecs, Compare::AtMost, 1),
                vec![Action::SetValue { n: 5 }, Action::EndPossession],
            )
        };
        let cases = [
            (
                Rule::set(Param::ScoreArc, 4),
                r#"{"schema":1,"rule":"param","param":"score.arc","op":"set","value":4,"span":"permanent"}"#,
            ),
            (
                Rule::Meta { id: Meta::BoostMode, op: Op::Set, value: 1 },
                r#"{"schema":1,"rule":"meta","id":"gov.boost_mode","op":"set","value":1}"#,
            ),
            (Rule::Repeal { target: RuleId(12) }, r#"{"schema":1,"rule":"repeal","target":12}"#),
            (
                Rule::Label(Label { noun: crate::rules::Noun::Steal, text: "heist".into() }),
                r#"{"schema":1,"rule":"label","noun":"steal","text":"heist"}"#,
            ),
            (
                Rule::Effect(buzzer),
                r#"{"schema":1,"rule":"effect","hook":"shot.made","when":{"cmp":["period_clock_secs","<=",1]},"do":[{"act":"set_value","n":5},{"act":"end_possession"}],"span":{"rounds":2},"cap_per_game":200,"note":"Buzzer-beater"}"#,
            ),
        ];
        for (rule, text) in cases {
            let stored = Stored::from(rule);
            assert_eq!(serde_json::to_string(&stored).expect("serialises"), text);
            assert_eq!(serde_json::from_str::<Stored>(text).expect("reads"), stored);
        }
    }

    #[test]
    fn a_rule_that_is_not_legal_says_why_and_what_is() {
        let wrong = |rule: Rule| rule.check().expect_err("not legal").to_string();
        assert_eq!(
            wrong(Rule::set(Param::ScoreArc, -4)),
            "score.arc cannot be -4; it must be 0 to 20 points; the nearest legal thing is 0 points"
        );
        let param =
            |op, value| Rule::Param { param: Param::EndMode, op, value, span: Span::Permanent };
        assert!(wrong(param(Op::Add, 1)).contains("can only be set"));
        let zero =
            Rule::Param { param: Param::ScoreArc, op: Op::Add, value: 0, span: Span::Rounds(61) };
        assert!(wrong(zero).contains("changes nothing"));
        let effect = Effect::new(Hook::RoundStart, Cond::True, vec![Action::SetHome; 5]);
        assert!(wrong(Rule::Effect(effect)).contains("at most 4"));
        let titled = Effect {
            note: "a “quoted” title".into(),
            ..Effect::new(Hook::RoundStart, Cond::True, vec![Action::SetHome])
        };
        assert!(wrong(Rule::Effect(titled)).contains("quotation"));
    }
}
