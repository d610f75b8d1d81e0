//! Closing a window: ballots are opened, counted, and what passes is enacted.
//!
//! May live here: when a window closes, the order of what happens then. Never: what a ballot weighs
//! (`weigh`), whether a rule may enter (`enact`).

use super::ballot::{Closing, Probed};
use super::count::{Counted, Eligible, count};
use super::desk::waits;
use super::fact::{Fact, Verdict};
use super::floor::Floor;
use super::group::{Item, agenda, order, silent};
use super::no::No;
use super::proposal::{Matter, Proposal, ProposalId, Stage, Tier};
use super::tokens::Tokens;
use super::{enact, open, reset, strategy};
use crate::along::Along;
use crate::event::Event;
use crate::rules::{Meta, Number, Op};
use crate::sim::ENGINE_VERSION;
use crate::state::League;
use crate::units::UnixMillis;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether the next round that is completed closes the window.
pub(super) fn is_last_round(floor: &Floor) -> bool {
    let is_by_rounds = floor.settings.is_some_and(|it| it.window_secs.is_none());
    is_by_rounds && floor.number(Meta::WindowRounds) <= u32::from(floor.window.rounds) + 1
}

/// What the completion of a round closes the window with; `None` when it does not close it.
pub(crate) fn of_round(league: &League, closing: &Closing) -> Result<Option<Closing>, No> {
    is_last_round(&league.floor).then(|| open::checked(league, closing)).transpose()
}

/// The clock closes a window.
pub(crate) fn close(
    along: &mut Along,
    window: u32,
    closing: &Closing,
    now: UnixMillis,
) -> Result<(), No> {
    let Some(league) = along.league() else { return Ok(()) };
    let floor = &league.floor;
    if floor.settings.is_none() {
        return Err(No::NotOpen);
    }
    let end = floor.closes_at().ok_or(No::NotTimed)?;
    if window != floor.window.number {
        return Err(No::NotThisWindow { asked: window, open: floor.window.number });
    }
    if league.is_showing() {
        return Err(No::Showing);
    }
    if now < end {
        return Err(No::TooEarly(end.0));
    }
    let closing = open::checked(league, closing)?;
    along.push(Event::Floor(Fact::WindowClosed {
        window,
        at: now,
        closing: Some(closing.clone()),
    }));
    let probed = tally(along, &closing, now);
    if let Some(Event::Floor(Fact::WindowClosed { closing: Some(closing), .. })) =
        along.events.first_mut()
    {
        closing.probed = probed;
    }
    Ok(())
}

/// What the Floor makes of a completed round, which is the first event of `along`: rules expire,
/// what waited is enacted, and the window is closed if `closing` says so.
pub(crate) fn complete(along: &mut Along, closing: Option<Closing>, now: UnixMillis) {
    let Some(league) = along.league() else { return };
    if league.floor.settings.is_none() {
        return;
    }
    let due = league.book.due(league.next_at());
    along.extend(due.into_iter().map(|id| Event::Floor(Fact::RuleExpired { id })));
    settle_held(along);
    let (Some(closing), Some(league)) = (closing, along.league()) else { return };
    let window = league.floor.window.number;
    along.push(Event::Floor(Fact::WindowClosed { window, at: now, closing: None }));
    let probed = tally(along, &closing, now);
    if let Some(Event::RoundCompleted { closing: Some(closing), .. }) = along.events.first_mut() {
        closing.probed = probed;
    }
}

/// What waited for an admin and has been approved is enacted, unless a round is being shown.
pub(crate) fn settle_held(along: &mut Along) {
    let Some(league) = along.league() else { return };
    if league.is_showing() {
        return;
    }
    let is_due = |it: &&Arc<Proposal>| it.stage == Stage::Held && it.is_approved;
    let due: Vec<_> = league.floor.proposals.values().filter(is_due).cloned().collect();
    for proposal in due {
        let Some(league) = along.league() else { return };
        let verdict = match enact::admit(league, &proposal.rules) {
            Ok(()) => Verdict::Passed,
            Err(no) => Verdict::Failed { why: no.to_string() },
        };
        let enacts = verdict == Verdict::Passed;
        along.push(Event::Floor(Fact::ProposalSettled { proposal: proposal.id, verdict }));
        put_in(along, &proposal, enacts);
    }
}

/// Counts everything on the window's ballot, enacts what passes, and opens the next window. Gives
/// what trial games said.
fn tally(along: &mut Along, closing: &Closing, now: UnixMillis) -> Option<Probed> {
    // As it is before anything is enacted; what grows in it is shared.
    let league = along.league()?.clone();
    let (floor, eligible) = (&league.floor, eligible(&league));
    let items = open::items(&league, closing);
    let mut trial = Trial::new(closing);
    for group in agenda(&items) {
        let government = &floor.window.government;
        let counted: BTreeMap<ProposalId, Counted> = group
            .iter()
            .map(|it| {
                let ballots: Vec<_> = it.ballots.iter().map(|it| it.1).collect();
                let silent = silent(&group, it);
                let counted = count(it.proposal, &ballots, &silent, &eligible, government);
                (it.proposal.id, counted)
            })
            .collect();
        let passing = order(&group, &counted, government);
        settle(along, &group, &counted, &passing, &mut trial);
    }
    set_strategies(along);
    let each = u8::try_from(floor_tokens(along)).unwrap_or(u8::MAX);
    let (window, tokens) = (floor.window.number + 1, Tokens::each(each));
    along.push(Event::Floor(Fact::WindowOpened { window, tokens, at: now }));
    trial.result()
}

/// Tokens that the Book, as it is after the tally, gives in the window that opens.
fn floor_tokens(along: &Along) -> i32 {
    let value = |it: &League| it.book.value(Number::Meta(Meta::TokensPerWindow), it.next_at());
    along.league().map_or(0, value)
}

/// Governors who may vote in this window, by team.
fn eligible(league: &League) -> Eligible {
    let mut eligible = Eligible::new();
    for (id, governor) in &*league.governors {
        if waits(league, id) == 0 {
            *eligible.entry(governor.team).or_insert(0) += 1;
        }
    }
    eligible
}

/// Settles one group: what passes in its order, each read again after the one before; then the rest.
fn settle(
    along: &mut Along,
    group: &[&Item<'_>],
    counted: &BTreeMap<ProposalId, Counted>,
    passing: &[ProposalId],
    trial: &mut Trial,
) {
    let mut enacted: Vec<&Proposal> = Vec::new();
    let proposal_of =
        |id: &ProposalId| group.iter().find(|it| it.proposal.id == *id).map(|it| it.proposal);
    for proposal in passing.iter().filter_map(proposal_of) {
        let taken = enacted.iter().find(|it| takes_place_of(it, proposal));
        let verdict = match taken {
            Some(by) => Verdict::Superseded { by: by.id },
            None => verdict(along, proposal, trial),
        };
        if verdict == Verdict::Passed {
            enacted.push(proposal);
        }
        told(along, proposal, &counted[&proposal.id], verdict);
    }
    for item in group.iter().filter(|it| !passing.contains(&it.proposal.id)) {
        let counted = &counted[&item.proposal.id];
        let why = counted.count.why_not();
        told(along, item.proposal, counted, Verdict::Failed { why });
    }
}

/// Whether a proposal that was enacted leaves no room for another of its group: they are versions
/// of one, or the other would set a number that this one has just changed.
fn takes_place_of(enacted: &Proposal, other: &Proposal) -> bool {
    let family = |it: &Proposal| it.parent.unwrap_or(it.id);
    let sets = |number: Number| {
        other.rules.iter().filter_map(Number::of).any(|it| (it.0, it.1) == (number, Op::Set))
    };
    family(enacted) == family(other) || enacted.numbers().any(sets)
}

/// What becomes of a proposal that has the votes, as the Book stands by now.
fn verdict(along: &Along, proposal: &Proposal, trial: &mut Trial) -> Verdict {
    let Some(league) = along.league() else { return Verdict::Passed };
    if proposal.matter == Matter::Reset {
        return Verdict::Passed;
    }
    if let Err(no) = enact::admit(league, &proposal.rules) {
        return Verdict::Failed { why: no.to_string() };
    }
    if let Err(why) = trial.of(league, proposal) {
        return Verdict::Failed { why };
    }
    let waits = league.floor.settings.is_some_and(|it| it.needs_approval);
    if waits && proposal.tier == Tier::Wild && !proposal.is_approved {
        return Verdict::Held;
    }
    Verdict::Passed
}

/// Tells the tally of one proposal, and enacts it if it passed.
fn told(along: &mut Along, proposal: &Proposal, counted: &Counted, verdict: Verdict) {
    let count = counted.count;
    let Some(league) = along.league() else { return };
    let least = league.floor.number(Meta::RefundPct) * 100;
    // Trying is free for whoever comes near: the deposit comes back.
    let has_some = count.counted > 0 && least <= u32::from(count.support_bp);
    let is_deposit = matches!(verdict, Verdict::Failed { .. } | Verdict::Superseded { .. });
    let refund = if is_deposit && has_some { proposal.cost } else { Tokens::default() };
    let passed = verdict == Verdict::Passed;
    let id = proposal.id;
    along.push(Event::Floor(Fact::ProposalTallied { proposal: id, count, verdict, refund }));
    put_in(along, proposal, passed);
}

fn put_in(along: &mut Along, proposal: &Proposal, passed: bool) {
    let Some(league) = along.league().filter(|_| passed) else { return };
    let counted = league.floor.proposal(proposal.id).cloned();
    let events = match proposal.matter {
        Matter::Change => enact::enacted(league, counted.as_deref().unwrap_or(proposal)),
        Matter::Reset => reset::undone(league, proposal),
    };
    along.extend(events);
}

/// Teams play from now on as their governors have said in this window.
fn set_strategies(along: &mut Along) {
    let Some(league) = along.league() else { return };
    let mut events = Vec::new();
    for (team, answers) in &*league.floor.asked {
        let now = league.strategy(*team);
        let said: Vec<_> = answers.values().copied().collect();
        let strategy = strategy::settled(&said, now);
        if strategy != now {
            let answers = u32::try_from(said.len()).unwrap_or(u32::MAX);
            events.push(Event::Floor(Fact::StrategySet { team: *team, strategy, answers }));
        }
    }
    along.extend(events);
}

/// Trial games of what is about to be enacted.
struct Trial {
    /// What games of another engine said, where this is a recount.
    read: Option<Probed>,
    was_asked: bool,
    unplayable: Vec<ProposalId>,
}

impl Trial {
    fn new(closing: &Closing) -> Self {
        // Games of this engine are played again; what another one played can only be read.
        let read = closing.probed.clone().filter(|it| it.engine != ENGINE_VERSION);
        Self { read, was_asked: false, unplayable: Vec::new() }
    }

    fn of(&mut self, league: &League, proposal: &Proposal) -> Result<(), String> {
        if let Some(read) = &self.read {
            let is_in = read.unplayable.contains(&proposal.id);
            return if is_in { Err(UNPLAYABLE.to_owned()) } else { Ok(()) };
        }
        self.was_asked = true;
        enact::playable(league, &proposal.rules).map_err(|_| {
            self.unplayable.push(proposal.id);
            UNPLAYABLE.to_owned()
        })
    }

    fn result(self) -> Option<Probed> {
        self.read.or_else(|| {
            let unplayable = self.unplayable;
            self.was_asked.then_some(Probed { engine: ENGINE_VERSION, unplayable })
        })
    }
}

/// The same words whichever engine played: a recount must find the same event.
const UNPLAYABLE: &str = "in trial games under it, games were not games any more";
