//! Whether a rule may enter the Book: the checks at enactment, each with its reason.
//!
//! May live here: what must hold of a whole Book, the invariants that no vote can lift, the reasons
//! for a no. Never: playing games to find out (`lab::probe`), votes (`governance`).

use super::book::{At, Book, Entry, Standing};
use super::fault::Fault;
use super::number::Number;
use super::rule::{Op, Rule};
use super::{Government, Meta, RuleFault};
use crate::ids::RuleId;

/// Why a rule does not enter the Book. Shown to whoever proposed it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The rule is not legal by itself, or not with what is in force.
    #[error("{0}")]
    Illegal(Fault),
    /// There is no such rule to repeal.
    #[error("there is no rule {0}")]
    NoSuchRule(RuleId),
    /// The rule to be repealed is not in force.
    #[error("{0} is not in force any more; nothing is left to repeal")]
    NotInForce(RuleId),
    /// The number is what the rule would make it.
    #[error("{id} is {value} already")]
    NoChange {
        /// Id of the number.
        id: &'static str,
        /// Its value in words.
        value: String,
    },
    /// The Book with this rule would contradict itself.
    #[error("{0}")]
    Contradiction(RuleFault),
    /// There are as many effects as government allows.
    #[error(
        "{most} effects are in force, the most that gov.max_active_effects allows; repeal one first"
    )]
    TooManyEffects {
        /// The most.
        most: i32,
    },
    /// With this meta-rule nothing could be changed any more.
    #[error("nothing could be changed any more: {0}")]
    Ossified(Fault),
    /// Games under this Book would be too short, too long, or would not end by themselves.
    #[error("games would not be games: {0}")]
    Unplayable(Fault),
}

/// What the checks need to know of the league.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circumstances {
    /// Hoopers in the smallest team.
    pub smallest_roster: usize,
    /// Median share of eligible governors who took part in the last five votes, per cent; 100 where
    /// there has been none.
    pub turnout_pct: u8,
}

/// An ordinary change with this share of the votes must be able to pass.
const SUPPORT_PCT: i32 = 60;

impl Book {
    /// Whether `rule` may enter before this round: legal by itself, of some effect, and leaving a
    /// Book that holds together.
    ///
    /// # Errors
    /// The first reason against it.
    pub fn admit(&self, rule: &Rule, at: At, league: Circumstances) -> Result<(), Refusal> {
        self.admit_all(std::slice::from_ref(rule), at, league)
    }

    /// Whether these rules, which one proposal makes together, may enter in this order. What must
    /// hold of the whole Book is asked once all of them are in.
    ///
    /// # Errors
    /// The first reason against them.
    pub fn admit_all(&self, rules: &[Rule], at: At, league: Circumstances) -> Result<(), Refusal> {
        let mut after = self.clone();
        for rule in rules {
            rule.check().map_err(Refusal::Illegal)?;
            if let Rule::Repeal { target } = rule {
                after.can_be_repealed(*target, at)?;
            }
            let before = after.clone();
            after.enact(before.next_id(), rule.clone(), at);
            if let Some((number, op, by)) = Number::of(rule) {
                before.fits(&after, number, (op, by), at)?;
            }
        }
        after.holds_together(at, league)
    }

    fn can_be_repealed(&self, target: RuleId, at: At) -> Result<(), Refusal> {
        let entry = self.entry(target).ok_or(Refusal::NoSuchRule(target))?;
        if entry.standing == Standing::Enacted && entry.is_in_force(at) {
            return Ok(());
        }
        Err(Refusal::NotInForce(target))
    }

    /// Whether the change stays within bounds and changes something.
    fn fits(
        &self,
        after: &Self,
        number: Number,
        (op, by): (Op, i32),
        at: At,
    ) -> Result<(), Refusal> {
        let when = Self::once_it_counts(at);
        let steps = after.steps(number, when);
        let own = steps.iter().find(|it| Some(it.rule) == after.entries().last().map(|it| it.id));
        let Some(own) = own else { return Ok(()) };
        if let Some(wanted) = own.wanted {
            let text = format!(
                "{} is {} and would become {wanted}; it must be {}",
                number.id(),
                number.in_words(own.before),
                number.bounds_in_words()
            );
            let fault = Fault::new(text).nearest(number.in_words(own.after));
            return Err(Refusal::Illegal(fault));
        }
        let value = || number.in_words(own.after);
        let same = own.before == own.after;
        // A rule that sets what a temporary one has set for now outlasts it: that is a change.
        if same && (op != Op::Set || self.value(number, when) == by) {
            return Err(Refusal::NoChange { id: number.id(), value: value() });
        }
        Ok(())
    }

    /// A place at which changes of the season's structure count too.
    fn once_it_counts(at: At) -> At {
        At { season: if at.under_way { at.season + 1 } else { at.season }, ..at }
    }

    /// Everything that must hold of the Book as a whole, as it is and as it will be next season.
    ///
    /// # Errors
    /// The first thing that does not.
    pub fn holds_together(&self, at: At, league: Circumstances) -> Result<(), Refusal> {
        for when in [at, Self::once_it_counts(at)] {
            let now = self.resolve(when);
            if let Some(fault) = now.rules.contradictions(league.smallest_roster).into_iter().next()
            {
                return Err(Refusal::Contradiction(fault));
            }
            let most = now.government.get(Meta::MaxActiveEffects);
            if usize::try_from(most).is_ok_and(|most| most < now.effects.len()) {
                return Err(Refusal::TooManyEffects { most });
            }
            if let Some(fault) = ossified(&now.government, league.turnout_pct) {
                return Err(Refusal::Ossified(fault));
            }
        }
        Ok(())
    }

    /// Effects in force that act at the same moment on the same thing as this rule does.
    pub fn interactions(&self, rule: &Rule, at: At) -> Vec<RuleId> {
        let Rule::Effect(own) = rule else { return Vec::new() };
        let acts: Vec<_> = own.actions.iter().map(super::Action::id).collect();
        let meets = |it: &&Entry| match &it.rule {
            Rule::Effect(other) => {
                other.hook == own.hook && other.actions.iter().any(|it| acts.contains(&it.id()))
            }
            Rule::Param { .. } | Rule::Meta { .. } | Rule::Repeal { .. } | Rule::Label(_) => false,
        };
        self.in_force(at).filter(meets).map(|it| it.id).collect()
    }
}

/// What would keep an ordinary change with the support of 60 % of the voters, at this turnout, from
/// passing, and so from passing within four windows; `None` when nothing would. No vote can lift this
/// check.
pub fn ossified(government: &Government, turnout_pct: u8) -> Option<Fault> {
    let get = |it| government.get(it);
    let too_high = |meta: Meta, most: i32, why: String| {
        (most < get(meta)).then(|| {
            let text = format!("{} would be {}; {why}", meta.id(), meta.in_words(get(meta)));
            Fault::new(text).nearest(meta.in_words(meta.nearest(most)))
        })
    };
    let support = format!("an ordinary change with the support of {SUPPORT_PCT} % would fail");
    let turnout =
        format!("{turnout_pct} % take part in an ordinary vote, so that none would count");
    too_high(Meta::PassPct, SUPPORT_PCT - 1, support)
        .or_else(|| too_high(Meta::QuorumPct, i32::from(turnout_pct), turnout))
        .or_else(|| {
            (get(Meta::TokensPerWindow) == 0).then(|| {
                let text = "gov.tokens_per_window would be 0; nobody could propose anything";
                Fault::new(text).nearest("1")
            })
        })
        .or_else(|| {
            let is_quadratic = get(Meta::VoteMethod) == 4;
            (is_quadratic && get(Meta::WeightMode) != 1).then(|| {
                let text = "quadratic votes count persons, so gov.weight_mode must be per_governor";
                Fault::new(text).nearest("gov.weight_mode per_governor first")
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Action, Cond, Effect, Hook, Param, Rules, Span, Who};

    const AT: At = At { season: 1, round: 5, under_way: true };
    const LEAGUE: Circumstances = Circumstances { smallest_roster: 4, turnout_pct: 40 };

    fn no(book: &Book, rule: &Rule) -> String {
        book.admit(rule, AT, LEAGUE).expect_err("refused").to_string()
    }

    fn change(param: Param, op: Op, value: i32) -> Rule {
        Rule::Param { param, op, value, span: Span::Permanent }
    }

    #[test]
    fn a_rule_that_does_not_fit_the_book_is_refused_with_the_reason() {
        let mut book = Book::new(Rules::default());
        assert_eq!(no(&book, &Rule::set(Param::ScoreArc, 3)), "score.arc is 3 points already");
        assert_eq!(
            no(&book, &change(Param::ClockShotSecs, Op::Add, -8)),
            "clock.shot_secs is 12 seconds and would become 4; it must be 6 to 60 seconds; the nearest legal thing is 6 seconds"
        );
        assert!(no(&book, &Rule::set(Param::RosterSize, 8)).contains("smallest team"));
        assert!(no(&book, &Rule::Repeal { target: RuleId(7) }).contains("no rule R7"));
        book.enact(RuleId(1), Rule::set(Param::ScoreArc, 4), AT);
        book.repeal(RuleId(1));
        assert!(no(&book, &Rule::Repeal { target: RuleId(1) }).contains("R1 is not in force"));
        assert_eq!(book.admit(&Rule::set(Param::ScoreArc, 4), AT, LEAGUE), Ok(()));
        // Neither alone: a game of one period cannot end after the third.
        let short = [Rule::set(Param::ClockPeriods, 1), Rule::set(Param::EndElamAfterPeriod, 1)];
        assert!(no(&book, &short[0]).contains("use at most 1"));
        assert_eq!(book.admit_all(&short, AT, LEAGUE), Ok(()));
    }

    #[test]
    fn effects_are_counted() {
        let mut book = Book::new(Rules::default());
        let effect = |who| {
            Rule::Effect(Effect::new(
                Hook::Steal,
                Cond::True,
                vec![Action::AddPoints { who, n: 1 }],
            ))
        };
        let few = Rule::Meta { id: Meta::MaxActiveEffects, op: Op::Set, value: 8 };
        book.enact(RuleId(1), few, AT);
        for _ in 0..8 {
            assert_eq!(book.admit(&effect(Who::Us), AT, LEAGUE), Ok(()));
            book.enact(book.next_id(), effect(Who::Us), AT);
        }
        assert!(no(&book, &effect(Who::Us)).contains("8 effects are in force"));
        assert_eq!(book.interactions(&effect(Who::Them), AT).len(), 8);
    }

    #[test]
    fn a_meta_rule_that_makes_change_impossible_is_refused() {
        let book = Book::new(Rules::default());
        let meta = |id, value| Rule::Meta { id, op: Op::Set, value };
        assert_eq!(
            no(&book, &meta(Meta::PassPct, 66)),
            "nothing could be changed any more: gov.pass_pct would be 66 %; an ordinary change with the support of 60 % would fail; the nearest legal thing is 59 %"
        );
        assert!(no(&book, &meta(Meta::QuorumPct, 45)).contains("nearest legal thing is 40 %"));
        assert!(no(&book, &meta(Meta::TokensPerWindow, 0)).contains("nobody could propose"));
        assert!(no(&book, &meta(Meta::VoteMethod, 4)).contains("per_governor"));
        assert_eq!(book.admit(&meta(Meta::PassPct, 59), AT, LEAGUE), Ok(()));
        assert_eq!(book.admit(&meta(Meta::SupermajorityMetaPct, 66), AT, LEAGUE), Ok(()));
    }
}
