//! What a proposal would change in the Book: before and after, what it hides, what it meets.
//!
//! May live here: comparing two Books. Never: whether it may enter (`admit`), how a diff is shown.

use super::book::{At, Book};
use super::number::Number;
use super::rule::Rule;
use super::sentence::sentence;
use super::{Noun, Param};
use crate::ids::RuleId;

/// A number that would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub number: Number,
    /// Its value now.
    pub before: i32,
    /// Its value then.
    pub after: i32,
    /// Whether it changes with the next season only.
    pub next_season: bool,
}

/// What rules would change in a Book. Every list is in the order of the Book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Numbers.
    pub numbers: Vec<Changed>,
    /// Rules that would no longer count because a later one says otherwise.
    pub shadowed: Vec<RuleId>,
    /// Rules that would count again.
    pub returns: Vec<RuleId>,
    /// Effects that would begin, as sentences.
    pub begins: Vec<(RuleId, String)>,
    /// Rules that would end.
    pub ends: Vec<RuleId>,
    /// Effects in force that act at the same moment on the same thing.
    pub meets: Vec<RuleId>,
    /// Things that would be called otherwise: the thing, its name now and then.
    pub names: Vec<(Noun, String, String)>,
}

impl Book {
    /// What these rules, enacted in this order before this round, would change.
    pub fn diff(&self, rules: &[Rule], at: At) -> Diff {
        let mut after = self.clone();
        for rule in rules {
            after.enact(after.next_id(), rule.clone(), at);
        }
        let mut diff = Diff::default();
        for number in Number::all() {
            diff.numbers.extend(self.changed(&after, number, at));
        }
        for entry in self.in_force(at) {
            let (before, then) = (self.shadowed_by(entry.id, at), after.shadowed_by(entry.id, at));
            let stays = after.entry(entry.id).is_some_and(|it| it.is_in_force(at));
            match (before, then) {
                _ if !stays => diff.ends.push(entry.id),
                (None, Some(_)) => diff.shadowed.push(entry.id),
                (Some(_), None) => diff.returns.push(entry.id),
                (None, None) | (Some(_), Some(_)) => {}
            }
        }
        for entry in &after.entries()[self.entries().len()..] {
            if let Rule::Effect(_) = entry.rule {
                diff.begins.push((entry.id, sentence(&entry.rule)));
            }
            diff.meets.extend(self.interactions(&entry.rule, at));
        }
        diff.meets.sort_unstable();
        diff.meets.dedup();
        let (now, then) = (self.resolve(at), after.resolve(at));
        for noun in Noun::ALL {
            let (before, after) = (now.label(*noun), then.label(*noun));
            if before != after {
                diff.names.push((*noun, before.to_owned(), after.to_owned()));
            }
        }
        diff
    }

    fn changed(&self, after: &Self, number: Number, at: At) -> Option<Changed> {
        let later = At { season: at.season + 1, ..at };
        [(at, false), (later, true)].into_iter().find_map(|(when, next_season)| {
            let waits = matches!(number, Number::Param(it) if it.scope() == super::Scope::Season);
            let (before, after) = (self.value(number, when), after.value(number, when));
            let counts = before != after && (waits || !next_season);
            counts.then_some(Changed { number, before, after, next_season })
        })
    }
}

impl Diff {
    /// One line per change, in plain words.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Changed { number, before, after, next_season } in &self.numbers {
            let when = if *next_season { " (from next season)" } else { "" };
            let (before, after) = (number.in_words(*before), number.in_words(*after));
            lines.push(format!("{} ({}): {before} → {after}{when}", number.name(), number.id()));
        }
        for (id, text) in &self.begins {
            lines.push(format!("{id} begins: {text}"));
        }
        for (noun, before, after) in &self.names {
            lines.push(format!("{}: “{before}” → “{after}”", noun.name()));
        }
        let each = |ids: &[RuleId], text: &str| {
            ids.iter().map(|id| format!("{id} {text}")).collect::<Vec<_>>()
        };
        lines.extend(each(&self.ends, "ends"));
        lines.extend(each(&self.shadowed, "no longer counts while this does"));
        lines.extend(each(&self.returns, "counts again"));
        lines.extend(each(&self.meets, "acts at the same moment on the same thing"));
        lines
    }

    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.lines().is_empty()
    }

    /// The game's parameters among the numbers, for a preview.
    pub fn params(&self) -> impl Iterator<Item = (Param, i32)> {
        self.numbers.iter().filter_map(|it| match it.number {
            Number::Param(param) => Some((param, it.after)),
            Number::Meta(_) => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Action, Cond, Effect, Hook, Label, Op, Rules, Span, Who};

    const AT: At = At { season: 1, round: 5, under_way: true };

    #[test]
    fn a_diff_says_everything_that_changes() {
        let mut book = Book::new(Rules::default());
        let pay = |n| {
            let action = Action::AddPoints { who: Who::Us, n };
            Rule::Effect(Effect::new(Hook::Steal, Cond::True, vec![action]))
        };
        book.enact(RuleId(1), Rule::set(Param::ScoreArc, 4), AT);
        book.enact(RuleId(2), pay(1), AT);
        let rules = [
            Rule::Param { param: Param::ScoreArc, op: Op::Set, value: 5, span: Span::Rounds(1) },
            Rule::set(Param::LeagueRoundRobins, 2),
            pay(2),
            Rule::Label(Label { noun: Noun::Steal, text: "heist".into() }),
        ];
        let expected = [
            "Basket beyond the arc (score.arc): 4 points → 5 points",
            "Round robins (league.round_robins): 3 → 2 (from next season)",
            "R5 begins: When the ball is stolen: the side gets 2 points (until it is repealed).",
            "steal: “steal” → “heist”",
            "R1 no longer counts while this does",
            "R2 acts at the same moment on the same thing",
        ];
        assert_eq!(book.diff(&rules, AT).lines(), expected);
        book.enact(RuleId(3), rules[0].clone(), AT);
        let repeal = Rule::Repeal { target: RuleId(3) };
        let expected = [
            "Basket beyond the arc (score.arc): 5 points → 4 points",
            "R3 ends",
            "R1 counts again",
        ];
        assert_eq!(book.diff(&[repeal], AT).lines(), expected);
    }
}
