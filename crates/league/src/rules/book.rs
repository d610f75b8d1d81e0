//! The Book: every rule that was ever enacted, what is in force, and the numbers that follow.
//!
//! A pure fold: the same rules in the same order give the same Book. Layers are fixed: what the
//! league was founded with, permanent changes, temporary changes; inside a layer the order of
//! enactment. Nothing is deleted: a rule is repealed or expires, and what it shadowed returns.
//! May live here: that. Never: who voted (`governance`), whether a rule may enter (`enact`), what
//! an effect does (`sim`).

use super::number::Number;
use super::rule::{Effect, Rule, Span};
use super::{Government, Meta, Noun, Param, Rules, Scope};
use crate::ids::RuleId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A place in the league's calendar: before a round is played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct At {
    /// The season of that round, from 1.
    pub season: u16,
    /// The round, counted from the league's first, over seasons.
    pub round: u32,
    /// Whether that season is under way, so that its structure can no longer change.
    pub under_way: bool,
}

/// Where a rule of the Book stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In force, as far as nothing shadows it.
    Enacted,
    /// Its span is over.
    Expired,
    /// Another rule ended it.
    Repealed,
    /// It did what it does at once: a repeal.
    Done,
}

/// A rule with its history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number.
    pub id: RuleId,
    /// What it says.
    pub rule: Rule,
    /// Before which round it was enacted.
    pub from: At,
    /// The last round, counted from the league's first, that is played under it; `None` for good,
    /// or until the end of its season.
    pub last_round: Option<u32>,
    /// Where it stands.
    pub standing: Standing,
}

/// An effect in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Active {
    /// The rule.
    pub id: RuleId,
    /// What it does.
    pub effect: Effect,
}

/// One step in how a number came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule that made it.
    pub rule: RuleId,
    /// The number before.
    pub before: i32,
    /// The number after, within bounds.
    pub after: i32,
    /// What it would be without bounds, where they bent it: other rules changed since it was enacted.
    pub wanted: Option<i64>,
}

/// What a game, or government, is played by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InForce {
    /// The numbers of game and season.
    pub rules: Rules,
    /// The numbers of government.
    pub government: Government,
    /// Effects, in the order of enactment.
    pub effects: Vec<Active>,
    /// Things that have another name.
    pub labels: BTreeMap<&'static str, String>,
}

/// Every rule that was ever enacted, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Book {
    base: Rules,
    entries: Vec<Entry>,
}

impl Entry {
    /// Whether its span is over at this place.
    fn is_over(&self, at: At) -> bool {
        match (self.rule.span(), self.last_round) {
            (_, Some(last)) => last < at.round,
            (Span::UntilSeasonEnd, None) => self.from.season < at.season,
            (Span::Permanent | Span::Rounds(_) | Span::Games(_), None) => false,
        }
    }

    /// Whether it is in force before this round; shadowed or not.
    pub fn is_in_force(&self, at: At) -> bool {
        self.standing == Standing::Enacted && self.from.round <= at.round && !self.is_over(at)
    }

    /// Whether what it changes counts: the structure of a season changes with the next one.
    fn counts(&self, at: At) -> bool {
        let waits = match &self.rule {
            Rule::Param { param, .. } => param.scope() == Scope::Season && self.from.under_way,
            Rule::Meta { .. } | Rule::Effect(_) | Rule::Repeal { .. } | Rule::Label(_) => false,
        };
        self.is_in_force(at) && (!waits || self.from.season < at.season)
    }

    fn is_temporary(&self) -> bool {
        self.rule.span() != Span::Permanent
    }
}

impl Book {
    /// The Book of a league that was founded with these rules.
    pub fn new(base: Rules) -> Self {
        Self { base, entries: Vec::new() }
    }

    /// What the league was founded with.
    pub fn base(&self) -> &Rules {
        &self.base
    }

    /// Every rule that was ever enacted, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The rule with this number.
    pub fn entry(&self, id: RuleId) -> Option<&Entry> {
        self.entries.iter().find(|it| it.id == id)
    }

    /// The number that the next rule gets.
    pub fn next_id(&self) -> RuleId {
        RuleId(self.entries.last().map_or(1, |it| it.id.0.saturating_add(1)))
    }

    /// Writes a rule in; a repeal ends its target. Refuses nothing: ask `Book::admit` before.
    pub fn enact(&mut self, id: RuleId, rule: Rule, at: At) {
        let last_round = self.last_round(&rule, at);
        let mut standing = Standing::Enacted;
        if let Rule::Repeal { target } = rule {
            self.end(target, Standing::Repealed);
            standing = Standing::Done;
        }
        self.entries.push(Entry { id, rule, from: at, last_round, standing });
    }

    /// The last round of a rule that is enacted at this place. A rule for good ends by itself where
    /// government says so.
    fn last_round(&self, rule: &Rule, at: At) -> Option<u32> {
        let sunset = match (rule, rule.span()) {
            (Rule::Param { .. } | Rule::Effect(_), Span::Permanent) => {
                u32::try_from(self.value(Number::Meta(Meta::SunsetDefaultRounds), at)).unwrap_or(0)
            }
            _ => 0,
        };
        let rounds = rule.span().rounds().map_or(sunset, u32::from);
        (rounds > 0).then(|| at.round.saturating_add(rounds - 1))
    }

    /// Ends a rule before its time; what it shadowed returns.
    pub fn repeal(&mut self, id: RuleId) {
        self.end(id, Standing::Repealed);
    }

    /// The rules whose span is over before this round and that have not been marked so.
    pub fn due(&self, at: At) -> Vec<RuleId> {
        let due =
            self.entries.iter().filter(|it| it.standing == Standing::Enacted && it.is_over(at));
        due.map(|it| it.id).collect()
    }

    /// Marks a rule's span as over; what it shadowed returns.
    pub fn expire(&mut self, id: RuleId) {
        self.end(id, Standing::Expired);
    }

    fn end(&mut self, id: RuleId, standing: Standing) {
        let entry = self.entries.iter_mut().find(|it| it.id == id);
        if let Some(entry) = entry.filter(|it| it.standing == Standing::Enacted) {
            entry.standing = standing;
        }
    }

    /// The rules in force before this round, in order.
    pub fn in_force(&self, at: At) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |it| it.is_in_force(at))
    }

    /// How a number comes to be: every rule in force that changes it, layer by layer.
    pub fn steps(&self, number: Number, at: At) -> Vec<Step> {
        let mut steps = Vec::new();
        self.fold(number, at, |step| steps.push(step));
        steps
    }

    /// The value of a number.
    pub fn value(&self, number: Number, at: At) -> i32 {
        self.fold(number, at, |_| {})
    }

    fn base_value(&self, number: Number) -> i32 {
        match number {
            Number::Param(param) => self.base.get(param),
            Number::Meta(meta) => meta.default_value(),
        }
    }

    fn fold(&self, number: Number, at: At, mut tell: impl FnMut(Step)) -> i32 {
        let mut value = self.base_value(number);
        for is_temporary in [false, true] {
            let layer = self.entries.iter().filter(|it| it.is_temporary() == is_temporary);
            for entry in layer.filter(|it| it.counts(at)) {
                let Some((_, op, by)) = Number::of(&entry.rule).filter(|it| it.0 == number) else {
                    continue;
                };
                let wanted = op.apply(value, by);
                let fits = i32::try_from(wanted).ok().filter(|it| number.allows(*it));
                let nearest = i32::try_from(wanted.clamp(-1_000_000, 1_000_000)).unwrap_or(0);
                let after = fits.unwrap_or_else(|| number.nearest(nearest));
                let wanted = fits.is_none().then_some(wanted);
                tell(Step { rule: entry.id, before: value, after, wanted });
                value = after;
            }
        }
        value
    }

    /// Which rule hides this one; `None` when nothing does.
    ///
    /// A number that is set hides every change of it before; a name every name before.
    pub fn shadowed_by(&self, id: RuleId, at: At) -> Option<RuleId> {
        let own = self.entry(id).filter(|it| it.is_in_force(at))?;
        let place = |it: &Entry| (it.is_temporary(), it.id);
        let hides = |it: &&Entry| place(it) > place(own) && hides(&it.rule, &own.rule);
        self.in_force(at).filter(hides).max_by_key(|it| place(it)).map(|it| it.id)
    }

    /// What a game of this round is played by.
    pub fn resolve(&self, at: At) -> InForce {
        let rules = Param::ALL.into_iter().fold(self.base.clone(), |rules, param| {
            let value = self.value(Number::Param(param), at);
            // Within bounds by `fold`.
            rules.with(param, value).unwrap_or(rules)
        });
        let government = Meta::ALL.into_iter().fold(Government::default(), |numbers, meta| {
            let value = self.value(Number::Meta(meta), at);
            numbers.with(meta, value).unwrap_or(numbers)
        });
        let mut effects = Vec::new();
        let mut labels = BTreeMap::new();
        for Entry { id, rule, .. } in self.in_force(at) {
            match rule {
                Rule::Effect(effect) => effects.push(Active { id: *id, effect: effect.clone() }),
                Rule::Label(label) => {
                    labels.insert(label.noun.id(), label.text.clone());
                }
                Rule::Param { .. } | Rule::Meta { .. } | Rule::Repeal { .. } => {}
            }
        }
        InForce { rules, government, effects, labels }
    }
}

impl InForce {
    /// What a thing is called.
    pub fn label(&self, noun: Noun) -> &str {
        self.labels.get(noun.id()).map_or(noun.name(), String::as_str)
    }
}

/// Whether a later rule makes nothing of an earlier one.
fn hides(later: &Rule, earlier: &Rule) -> bool {
    if let (Rule::Label(later), Rule::Label(earlier)) = (later, earlier) {
        return later.noun == earlier.noun;
    }
    match (Number::of(later), Number::of(earlier)) {
        (Some((later, super::Op::Set, _)), Some((earlier, ..))) => later == earlier,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Label, Op};

    const AT: At = At { season: 1, round: 5, under_way: true };

    fn at(round: u32) -> At {
        At { round, ..AT }
    }

    fn arc(op: Op, value: i32, span: Span) -> Rule {
        Rule::Param { param: Param::ScoreArc, op, value, span }
    }

    fn book(rules: &[Rule]) -> Book {
        let mut book = Book::new(Rules::default());
        for rule in rules {
            book.enact(book.next_id(), rule.clone(), AT);
        }
        book
    }

    fn value(book: &Book, round: u32) -> i32 {
        book.resolve(at(round)).rules.get(Param::ScoreArc)
    }

    #[test]
    fn a_later_rule_shadows_an_earlier_one_which_returns_when_it_ends() {
        let mut book = book(&[
            arc(Op::Set, 4, Span::Permanent),
            arc(Op::Set, 9, Span::Rounds(2)),
            arc(Op::Add, 1, Span::Permanent),
        ]);
        let shadowed = |book: &Book, id| book.shadowed_by(RuleId(id), AT);
        assert_eq!((value(&book, 5), value(&book, 6), value(&book, 7)), (9, 9, 5));
        assert_eq!(shadowed(&book, 1), Some(RuleId(2)));
        assert_eq!(shadowed(&book, 3), Some(RuleId(2)), "temporary is a later layer");
        assert_eq!(book.due(at(6)), []);
        assert_eq!(book.due(at(7)), [RuleId(2)]);
        book.enact(book.next_id(), Rule::Repeal { target: RuleId(2) }, AT);
        assert_eq!((value(&book, 5), shadowed(&book, 1)), (5, None));
        assert_eq!(book.entry(RuleId(2)).map(|it| it.standing), Some(Standing::Repealed));
        book.repeal(RuleId(1));
        assert_eq!(value(&book, 5), 4, "relative to what was there before");
    }

    #[test]
    fn a_relative_change_that_no_longer_fits_is_bent_and_says_so() {
        let mut book = book(&[
            arc(Op::Set, 10, Span::Permanent),
            arc(Op::Add, -8, Span::Permanent),
            arc(Op::MulPermille, 1_500, Span::Permanent),
        ]);
        assert_eq!(value(&book, 5), 3);
        book.repeal(RuleId(1));
        let steps = book.steps(Number::Param(Param::ScoreArc), AT);
        assert_eq!(steps[0], Step { rule: RuleId(2), before: 3, after: 0, wanted: Some(-5) });
        assert_eq!(value(&book, 5), 0);
    }

    #[test]
    fn spans_end_with_rounds_seasons_and_by_default() {
        let book = book(&[
            arc(Op::Add, 1, Span::Games(1)),
            arc(Op::Add, 2, Span::UntilSeasonEnd),
            Rule::Meta { id: Meta::SunsetDefaultRounds, op: Op::Set, value: 3 },
            arc(Op::Add, 4, Span::Permanent),
        ]);
        assert_eq!((value(&book, 5), value(&book, 6), value(&book, 8)), (10, 9, 5));
        let next = At { season: 2, round: 9, under_way: false };
        assert_eq!(book.resolve(next).rules.get(Param::ScoreArc), 3);
        assert_eq!(book.due(next), [RuleId(1), RuleId(2), RuleId(4)]);
    }

    #[test]
    fn the_structure_of_a_season_changes_with_the_next_one() {
        let change = Rule::set(Param::LeagueRoundRobins, 1);
        let book = book(&[change]);
        let robins = |at| book.resolve(at).rules.get(Param::LeagueRoundRobins);
        assert_eq!(robins(at(9)), 3);
        assert_eq!(robins(At { season: 2, round: 30, under_way: false }), 1);
    }

    #[test]
    fn the_last_name_counts() {
        let name = |text: &str| Rule::Label(Label { noun: Noun::Steal, text: text.into() });
        let mut book = book(&[name("heist"), name("pinch")]);
        assert_eq!(book.resolve(AT).label(Noun::Steal), "pinch");
        book.repeal(RuleId(2));
        assert_eq!(book.resolve(AT).label(Noun::Steal), "heist");
        assert_eq!(book.resolve(AT).label(Noun::Block), "block");
    }
}
