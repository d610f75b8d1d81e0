//! From a passed proposal to rules in the Book.
//!
//! May live here: whether rules may enter as things stand, where they begin to count, trial games.
//! Never: votes (`count`).

use super::fact::Fact;
use super::proposal::{Proposal, Tier};
use crate::decide::matchup;
use crate::event::Event;
use crate::ids::TeamId;
use crate::lab::{PROBE_GAMES, probe};
use crate::rules::{At, Circumstances, Meta, Rule, Scope};
use crate::rules::{Number, Refusal};
use crate::state::League;

/// Whether these rules may enter the Book before the next round.
pub(super) fn admit(league: &League, rules: &[Rule]) -> Result<(), Refusal> {
    league.book.admit_all(rules, league.next_at(), circumstances(league, rules))
}

fn circumstances(league: &League, rules: &[Rule]) -> Circumstances {
    let smallest = league.spec.teams.iter().map(|it| it.hoopers.len()).min().unwrap_or(0);
    let is_meta = rules.iter().any(|it| matches!(it, Rule::Meta { .. }));
    // Few voters never stop a rule of the game, nor a meta-rule that lowers the quorum.
    let quorum = league.book.value(Number::Meta(Meta::QuorumPct), league.next_at());
    let turnout = league.floor.turnout_pct().max(u8::try_from(quorum).unwrap_or(0));
    Circumstances { smallest_roster: smallest, turnout_pct: if is_meta { turnout } else { 100 } }
}

/// Where a rule begins to count. The structure of a season changes with the next one, unless two
/// thirds were in favour.
fn from(league: &League, rule: &Rule, has_two_thirds: bool) -> At {
    let at = league.next_at();
    let is_structure = matches!(rule, Rule::Param { param, .. } if param.scope() == Scope::Season);
    At { under_way: at.under_way && !(is_structure && has_two_thirds), ..at }
}

/// The events that put a proposal's rules into the Book.
pub(super) fn enacted(league: &League, proposal: &Proposal) -> Vec<Event> {
    let has_two_thirds = proposal.count.is_some_and(|it| it.has_two_thirds());
    let mut next = league.book.next_id();
    let mut events = Vec::new();
    for rule in &proposal.rules {
        let tier = Tier::of_rule(rule, |it| league.floor.tier_of(it));
        events.push(Event::Floor(Fact::RuleEnacted {
            id: next,
            rule: rule.clone().into(),
            proposal: proposal.id,
            tier,
            from: from(league, rule, has_two_thirds),
        }));
        next.0 = next.0.saturating_add(1);
    }
    events
}

/// Whether games under the Book with these rules are games. Only asked of rules that act in games.
pub(super) fn playable(league: &League, rules: &[Rule]) -> Result<(), Refusal> {
    let acts = |it: &Rule| match it {
        Rule::Param { .. } | Rule::Effect(_) | Rule::Repeal { .. } => true,
        Rule::Meta { .. } | Rule::Label(_) => false,
    };
    if !rules.iter().any(acts) {
        return Ok(());
    }
    let at = league.next_at();
    let mut book = (*league.book).clone();
    for rule in rules {
        book.enact(book.next_id(), rule.clone(), at);
    }
    let teams = u8::try_from(league.spec.teams.len()).unwrap_or(u8::MAX);
    let pairs = (0..teams).zip(1..teams);
    let matchups: Vec<_> = pairs.map(|(a, b)| matchup(league, TeamId(a), TeamId(b))).collect();
    probe(&matchups, &book.resolve(at), PROBE_GAMES).verdict()
}
