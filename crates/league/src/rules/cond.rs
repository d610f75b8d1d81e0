//! When an effect acts: a small tree of comparisons, at most four deep and of sixteen nodes.
//!
//! May live here: the tree and what makes it legal. Never: how it is answered in a game (`sim`).
//! No loops, no arithmetic, no text: a condition is answered in at most sixteen steps.

use super::fault::Fault;
use super::hook::Hook;
use super::table::Unit;
use super::vars::Var;
use serde::{Deserialize, Serialize};

/// Most levels of a condition.
pub const DEPTH_MAX: usize = 4;
/// Most nodes of a condition.
pub const NODES_MAX: usize = 16;
/// Largest `n` of "every n-th".
pub const EVERY_MAX: u8 = 99;
/// A chance is one to 999 in a thousand.
pub const CHANCE_MAX: u16 = 999;

/// How two numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Compare {
    /// Less than.
    #[serde(rename = "<")]
    Less,
    /// At most.
    #[serde(rename = "<=")]
    AtMost,
    /// Exactly.
    #[serde(rename = "==")]
    Is,
    /// At least.
    #[serde(rename = ">=")]
    AtLeast,
    /// More than.
    #[serde(rename = ">")]
    More,
}

impl Compare {
    /// Every way, in order.
    pub const ALL: [Self; 5] = [Self::Less, Self::AtMost, Self::Is, Self::AtLeast, Self::More];

    /// Whether `left` compares so with `right`.
    #[inline]
    pub fn holds(self, left: i32, right: i32) -> bool {
        match self {
            Self::Less => left < right,
            Self::AtMost => left <= right,
            Self::Is => left == right,
            Self::AtLeast => left >= right,
            Self::More => left > right,
        }
    }

    /// In words, after "is": `at most`; nothing for "is" itself.
    pub fn words(self) -> &'static str {
        match self {
            Self::Less => "less than",
            Self::AtMost => "at most",
            Self::Is => "exactly",
            Self::AtLeast => "at least",
            Self::More => "more than",
        }
    }
}

/// When an effect acts.
///
/// Stored as `"true"`, `{"cmp":["score_diff","<=",-20]}`, `{"cmp_var":["own_score","<","other_score"]}`,
/// `{"every":["times.game",3]}`, `{"chance":100}`, `{"not":…}`, `{"and":[…]}`, `{"or":[…]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cond {
    /// Always.
    True,
    /// A variable against a number.
    Cmp(Var, Compare, i32),
    /// A variable against another of the same unit.
    CmpVar(Var, Compare, Var),
    /// The variable is above zero and divisible by this, 2 to 99: every third.
    Every(Var, u8),
    /// So many times in a thousand, by the dice; 1 to 999.
    Chance(u16),
    /// Not so.
    Not(Box<Cond>),
    /// All of two or more.
    And(Vec<Cond>),
    /// Any of two or more.
    Or(Vec<Cond>),
}

/// What is known of a variable when a condition is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is this.
    Is(i32),
    /// Nobody can say: no comparison with it holds.
    Unknown,
    /// It is left out of account: the answer is that of the rest of the condition.
    LeftOut,
}

/// Who answers a condition.
pub trait Answers {
    /// What is known of this variable.
    fn value(&mut self, var: Var) -> Known;
    /// The next roll, `0..1_000`.
    fn roll(&mut self) -> u16;
}

impl Cond {
    /// Whether it holds. Every part is asked, so that the dice are the same whatever the answers.
    pub fn holds(&self, answers: &mut impl Answers) -> bool {
        self.answer(answers).unwrap_or(true)
    }

    /// `None`: every part of it is left out of account.
    fn answer(&self, answers: &mut impl Answers) -> Option<bool> {
        match self {
            Self::True => Some(true),
            Self::Cmp(var, how, value) => match answers.value(*var) {
                Known::Is(it) => Some(how.holds(it, *value)),
                Known::Unknown => Some(false),
                Known::LeftOut => None,
            },
            Self::CmpVar(left, how, right) => match (answers.value(*left), answers.value(*right)) {
                (Known::Is(left), Known::Is(right)) => Some(how.holds(left, right)),
                (Known::LeftOut, _) | (_, Known::LeftOut) => None,
                (Known::Unknown, _) | (_, Known::Unknown) => Some(false),
            },
            Self::Every(var, n) => match answers.value(*var) {
                Known::Is(it) => Some(it > 0 && it % i32::from(*n).max(1) == 0),
                Known::Unknown => Some(false),
                Known::LeftOut => None,
            },
            Self::Chance(permille) => Some(answers.roll() < *permille),
            Self::Not(part) => part.answer(answers).map(|it| !it),
            Self::And(parts) => join(parts, answers, |left, right| left && right),
            Self::Or(parts) => join(parts, answers, |left, right| left || right),
        }
    }

    /// The negation.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Nodes of the tree, this one included.
    pub fn nodes(&self) -> usize {
        1 + self.parts().iter().map(Self::nodes).sum::<usize>()
    }

    /// Levels of the tree.
    pub fn depth(&self) -> usize {
        1 + self.parts().iter().map(Self::depth).max().unwrap_or(0)
    }

    /// The parts of a node; empty for a leaf.
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::True | Self::Cmp(..) | Self::CmpVar(..) | Self::Every(..) | Self::Chance(_) => {
                &[]
            }
            Self::Not(part) => std::slice::from_ref(part),
            Self::And(parts) | Self::Or(parts) => parts,
        }
    }

    /// Whether it asks how often the rest of it has held.
    pub fn counts_times(&self) -> bool {
        match self {
            Self::Cmp(var, ..) | Self::Every(var, _) => var.counts_times(),
            Self::CmpVar(left, _, right) => left.counts_times() || right.counts_times(),
            Self::True | Self::Chance(_) => false,
            Self::Not(_) | Self::And(_) | Self::Or(_) => {
                self.parts().iter().any(Self::counts_times)
            }
        }
    }

    /// Checks size, variables and numbers for an effect at `hook`.
    ///
    /// # Errors
    /// The first thing that is wrong, with the nearest legal one where there is one.
    pub fn check(&self, hook: Hook) -> Result<(), Fault> {
        if self.depth() > DEPTH_MAX {
            return Err(Fault::new(format!(
                "the condition is {} levels deep; at most {DEPTH_MAX} are allowed",
                self.depth()
            )));
        }
        if self.nodes() > NODES_MAX {
            return Err(Fault::new(format!(
                "the condition has {} parts; at most {NODES_MAX} are allowed",
                self.nodes()
            )));
        }
        self.check_at(hook)
    }

    fn check_at(&self, hook: Hook) -> Result<(), Fault> {
        match self {
            Self::True => Ok(()),
            Self::Cmp(var, how, value) => check_cmp(*var, *how, *value, hook),
            Self::CmpVar(left, how, right) => check_vars(*left, *how, *right, hook),
            Self::Every(var, n) => check_every(*var, *n, hook),
            Self::Chance(permille) => {
                Fault::unless_in("the chance in a thousand", *permille, 1, CHANCE_MAX)
            }
            Self::Not(part) => part.check_at(hook),
            Self::And(parts) | Self::Or(parts) => {
                if parts.len() < 2 {
                    return Err(Fault::new("“and” and “or” join at least two parts"));
                }
                parts.iter().try_for_each(|it| it.check_at(hook))
            }
        }
    }
}

fn join(parts: &[Cond], answers: &mut impl Answers, with: fn(bool, bool) -> bool) -> Option<bool> {
    let mut all = None;
    for part in parts {
        if let Some(it) = part.answer(answers) {
            all = Some(all.map_or(it, |before| with(before, it)));
        }
    }
    all
}

fn check_var(var: Var, hook: Hook) -> Result<(), Fault> {
    if var.hooks().has(hook) {
        return Ok(());
    }
    let known: Vec<_> = var.hooks().list().into_iter().map(Hook::id).collect();
    let text = format!("{} is not known when {}", var.phrase(), hook.phrase());
    Err(Fault::new(text).nearest(format!("one of the hooks {}", known.join(", "))))
}

fn check_cmp(var: Var, how: Compare, value: i32, hook: Hook) -> Result<(), Fault> {
    check_var(var, hook)?;
    if var.is_named() && how != Compare::Is {
        let text = format!("{} has names, which cannot be more or less", var.phrase());
        return Err(Fault::new(text).nearest(format!("{} is …", var.phrase())));
    }
    let (min, max) = var.bounds();
    if (min..=max).contains(&value) {
        return Ok(());
    }
    let (unit, nearest) = (var.unit(), value.clamp(min, max));
    let text = format!(
        "{} is compared with {value}; it is {}",
        var.phrase(),
        unit.range_in_words(min, max)
    );
    Err(Fault::new(text).nearest(unit.value_in_words(nearest)))
}

fn check_vars(left: Var, how: Compare, right: Var, hook: Hook) -> Result<(), Fault> {
    check_var(left, hook)?;
    check_var(right, hook)?;
    if left.unit() != right.unit() || left == right {
        let text = format!("{} cannot be compared with {}", left.phrase(), right.phrase());
        return Err(Fault::new(text));
    }
    if left.is_named() && how != Compare::Is {
        return Err(Fault::new(format!(
            "{} has names, which cannot be more or less",
            left.phrase()
        )));
    }
    Ok(())
}

fn check_every(var: Var, n: u8, hook: Hook) -> Result<(), Fault> {
    check_var(var, hook)?;
    if matches!(var.unit(), Unit::Choice(_)) {
        return Err(Fault::new(format!("{} cannot be counted in steps", var.phrase())));
    }
    Fault::unless_in("“every”", n, 2, EVERY_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_bounded_and_asks_only_what_is_known() {
        let arc = Cond::Cmp(Var::Zone, Compare::Is, 4);
        assert_eq!(arc.check(Hook::ShotMade), Ok(()));
        let fault = arc.check(Hook::PeriodStart).expect_err("no zone");
        assert!(
            fault.to_string().starts_with("the zone is not known when a period starts"),
            "{fault}"
        );
        let far = Cond::Cmp(Var::PeriodClockSecs, Compare::AtMost, 9_999);
        assert_eq!(
            far.check(Hook::ShotMade).expect_err("too long").to_string(),
            "the period clock is compared with 9999; it is 0 to 1200 seconds; the nearest legal thing is 1200 seconds"
        );
        let wide = Cond::And(vec![arc.clone(); 16]);
        assert!(wide.check(Hook::ShotMade).is_err());
        let deep = arc.clone().negated().negated().negated().negated();
        assert!(deep.check(Hook::ShotMade).is_err());
        assert!(Cond::And(vec![arc]).check(Hook::ShotMade).is_err());
        assert!(Cond::Cmp(Var::Zone, Compare::More, 2).check(Hook::ShotMade).is_err());
        assert!(Cond::CmpVar(Var::Zone, Compare::Is, Var::Rank).check(Hook::ShotMade).is_err());
        assert!(Cond::Chance(0).check(Hook::ShotMade).is_err());
        assert!(Cond::Every(Var::TimesGame, 1).check(Hook::ShotMade).is_err());
    }

    #[test]
    fn a_condition_is_stored_by_its_names() {
        let cond = Cond::Or(vec![
            Cond::CmpVar(Var::OwnScore, Compare::Less, Var::OtherScore),
            Cond::Every(Var::TimesGame, 3).negated(),
            Cond::True,
        ]);
        let text = serde_json::to_string(&cond).expect("serialises");
        assert_eq!(
            text,
            r#"{"or":[{"cmp_var":["own_score","<","other_score"]},{"not":{"every":["times.game",3]}},"true"]}"#
        );
        assert_eq!(serde_json::from_str::<Cond>(&text).expect("reads"), cond);
    }
}
