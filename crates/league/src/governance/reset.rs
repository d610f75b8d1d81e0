//! The way out: a vote on going back to the Book that the season began with.
//!
//! Always possible, whatever has become of the meta-rules: any five governors or a fifth of them may
//! call it, it costs nothing, and more than half of the votes decide, without a quorum.
//! May live here: calling it, what it does to the Book. Never: counting its votes (`count`).

use super::desk::{Asked, next_id, window_of};
use super::fact::Fact;
use super::no::No;
use super::proposal::{Matter, Proposal, Tier};
use super::tokens::Tokens;
use crate::event::Event;
use crate::rules::{Entry, Span, Standing};
use crate::state::League;

/// So many governors can call a reset.
const CALLERS: usize = 5;
/// Or one in so many of all governors.
const CALLERS_ONE_IN: usize = 5;

/// A governor calls for a reset; the call that completes the number opens the vote.
pub(super) fn call(asked: Asked<'_>) -> Result<Vec<Event>, No> {
    let floor = asked.floor;
    if let Some(open) = floor.open().find(|it| it.matter == Matter::Reset) {
        return Err(No::ResetOpen(open.id));
    }
    if floor.reset_calls.contains(&asked.who) {
        return Err(No::Called);
    }
    let fifth = asked.league.governors.len().div_ceil(CALLERS_ONE_IN);
    let is_called = CALLERS.min(fifth.max(1)) <= floor.reset_calls.len() + 1;
    let (at, window) = (asked.at, window_of(asked.league, asked.at));
    let mut events =
        vec![Event::Floor(Fact::ResetCalled { governor: asked.who.clone(), at: asked.at })];
    if is_called {
        events.push(Event::Floor(Fact::ProposalOpened {
            proposal: next_id(floor),
            author: asked.who,
            team: asked.team,
            words: "Back to the Book that the season began with.".to_owned(),
            rules: Vec::new(),
            tier: Tier::Ordinary,
            cost: Tokens::default(),
            parent: None,
            matter: Matter::Reset,
            window,
            at,
        }));
    }
    Ok(events)
}

/// What the reset does: what came since is taken out, what was repealed since comes back.
pub(super) fn undone(league: &League, proposal: &Proposal) -> Vec<Event> {
    let then = &league.floor.season_book;
    let out = league
        .book
        .entries()
        .iter()
        .filter(|it| it.standing == Standing::Enacted && !then.contains(&it.id))
        .map(|it| Event::Floor(Fact::RuleReset { id: it.id, proposal: proposal.id }));
    let mut next = league.book.next_id();
    // A span that has begun is not begun again.
    let is_gone = |it: &&Entry| {
        then.contains(&it.id)
            && it.standing == Standing::Repealed
            && it.rule.span() == Span::Permanent
    };
    let back = league.book.entries().iter().filter(is_gone).map(|it| {
        let id = next;
        next.0 = next.0.saturating_add(1);
        Event::Floor(Fact::RuleEnacted {
            id,
            rule: it.rule.clone().into(),
            proposal: proposal.id,
            tier: league.floor.tier_of(it.id).unwrap_or(Tier::Ordinary),
            from: league.next_at(),
        })
    });
    out.chain(back).collect()
}
