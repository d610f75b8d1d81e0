//! The desk: decides what governors and admins ask of the Floor.
//!
//! May live here: proposing, amending, withdrawing, boosting, voting; what admins and the operator
//! do. Never: tokens changing hands (`trade`), closing a window (`close`).

use super::act::{Act, ChairAct, Settings};
use super::ballot::{Ballot, Choice, Commitment, Method, seal};
use super::fact::Fact;
use super::floor::Floor;
use super::no::No;
use super::people::{GovernorId, quoted};
use super::proposal::{
    AMENDMENTS_MAX, Matter, Proposal, ProposalId, RULES_MAX, Stage, Tier, WORDS_MAX, same_reading,
};
use super::tokens::Tokens;
use super::{enact, reset, trade};
use crate::dice::Seed;
use crate::event::Event;
use crate::ids::TeamId;
use crate::rules::action::Token;
use crate::rules::{Meta, Rule};
use crate::state::League;
use crate::units::UnixMillis;
use std::sync::Arc;

/// Shortest and longest window that goes by the clock, in seconds.
const WINDOW_SECS: std::ops::RangeInclusive<u32> = 60..=30 * 86_400;
/// Furthest that a dial goes.
const DIAL: i8 = 10;

/// The Floor as one governor finds it.
pub(super) struct Asked<'a> {
    pub league: &'a League,
    pub floor: &'a Floor,
    pub who: GovernorId,
    pub team: TeamId,
    pub at: UnixMillis,
}

/// Decides what a governor asks.
pub(crate) fn act(
    league: &League,
    governor: GovernorId,
    act: Act,
    at: UnixMillis,
) -> Result<Vec<Event>, No> {
    let floor = opened(league)?;
    let team = league.governors.get(&governor).ok_or(No::NotAGovernor)?.team;
    let asked = Asked { league, floor, who: governor, team, at };
    let fact = match act {
        Act::Propose { words, rules } => propose(asked, &words, rules),
        Act::Amend { proposal, words, rules } => amend(asked, proposal, &words, rules),
        Act::Withdraw { proposal } => withdraw(asked, proposal),
        Act::Boost { proposal } => boost(asked, proposal),
        Act::Vote { proposal, ballot } => vote(asked, proposal, ballot),
        Act::Offer { to, give, want } => trade::offer(asked, to, give, want),
        Act::Answer { offer, accept } => trade::answer(asked, offer, accept),
        Act::TakeBack { offer } => trade::take_back(asked, offer),
        Act::CallReset => return reset::call(asked),
        Act::SetStrategy { strategy } => {
            let dials = [strategy.pace, strategy.diet, strategy.bench];
            if dials.iter().any(|it| it.abs() > DIAL) {
                return Err(No::Dials);
            }
            Ok(Fact::StrategyAsked { governor: asked.who, strategy, at })
        }
    }?;
    Ok(vec![Event::Floor(fact)])
}

/// The Floor, once it is open.
fn opened(league: &League) -> Result<&Floor, No> {
    league.floor.settings.map(|_| &*league.floor).ok_or(No::NotOpen)
}

fn propose(asked: Asked<'_>, words: &str, rules: Vec<Rule>) -> Result<Fact, No> {
    let (tier, words) = readable(&asked, words, &rules)?;
    let window = window_of(asked.league, asked.at);
    let own = |it: &&Arc<Proposal>| {
        it.window == window
            && it.author == asked.who
            && it.parent.is_none()
            && it.matter == Matter::Change
            && it.stage != Stage::Withdrawn
    };
    let most = asked.floor.number(Meta::ProposalsPerWindow);
    if most as usize <= asked.floor.proposals.values().filter(own).count() {
        return Err(No::TooMany { most });
    }
    let cost = tier.cost(&asked.floor.window.government);
    open(asked, Draft { words, rules, tier, cost, parent: None, window })
}

fn amend(asked: Asked<'_>, parent: ProposalId, words: &str, rules: Vec<Rule>) -> Result<Fact, No> {
    let parent = asked.floor.standing(parent)?;
    if parent.parent.is_some() || parent.matter == Matter::Reset {
        return Err(No::NotAmendable(parent.id));
    }
    let (tier, words) = readable(&asked, words, &rules)?;
    let children = asked
        .floor
        .proposals
        .values()
        .filter(|it| it.parent == Some(parent.id) && it.stage != Stage::Withdrawn);
    if AMENDMENTS_MAX <= children.count() {
        return Err(No::Amended(parent.id));
    }
    let cost = Tokens::of(Token::Amend, 1);
    // In the window of what it amends, so that voters see both side by side.
    let (window, parent) = (parent.window, Some(parent.id));
    open(asked, Draft { words, rules, tier, cost, parent, window })
}

/// What is about to be opened.
struct Draft {
    words: String,
    rules: Vec<Rule>,
    tier: Tier,
    cost: Tokens,
    parent: Option<ProposalId>,
    window: u32,
}

fn open(asked: Asked<'_>, draft: Draft) -> Result<Fact, No> {
    let has = asked.floor.purse(&asked.who).free();
    if !has.covers(draft.cost) {
        return Err(No::Tokens { cost: draft.cost, has });
    }
    Ok(Fact::ProposalOpened {
        proposal: next_id(asked.floor),
        author: asked.who,
        team: asked.team,
        words: draft.words,
        rules: draft.rules.into_iter().map(Into::into).collect(),
        tier: draft.tier,
        cost: draft.cost,
        parent: draft.parent,
        matter: Matter::Change,
        window: draft.window,
        at: asked.at,
    })
}

/// The number that the next proposal gets.
pub(super) fn next_id(floor: &Floor) -> ProposalId {
    ProposalId(floor.proposals.last_key_value().map_or(1, |it| it.0.0 + 1))
}

/// The words as they are kept, and the tier of the reading, if it could become rules as things stand.
fn readable(asked: &Asked<'_>, words: &str, rules: &[Rule]) -> Result<(Tier, String), No> {
    let words = quoted(words, WORDS_MAX).ok_or(No::Words)?;
    if rules.is_empty() || RULES_MAX < rules.len() {
        return Err(No::RuleCount);
    }
    let same = asked.floor.open().find(|it| same_reading(&it.rules, rules));
    if let Some(first) = same {
        return Err(No::Duplicate(first.id));
    }
    enact::admit(asked.league, rules)?;
    let of = |rule| asked.floor.tier_of(rule);
    let tiers = rules.iter().map(|it| Tier::of_rule(it, of));
    Ok((tiers.max().unwrap_or(Tier::Ordinary), words))
}

/// The window that a proposal opened now goes to.
///
/// What comes when there is hardly time left to think is held over to the next window instead of
/// being refused: while the round is being shown whose end closes this one, or in the last third
/// of a window that goes by the clock.
pub(super) fn window_of(league: &League, at: UnixMillis) -> u32 {
    let floor = &league.floor;
    let late = match (floor.closes_at(), floor.settings.and_then(|it| it.window_secs)) {
        (Some(end), Some(secs)) => end.since(at) < i64::from(secs) * 1_000 / 3,
        _ => league.is_showing() && super::close::is_last_round(floor),
    };
    floor.window.number + u32::from(late)
}

fn withdraw(asked: Asked<'_>, id: ProposalId) -> Result<Fact, No> {
    let proposal = asked.floor.standing(id)?;
    if proposal.author != asked.who || proposal.matter == Matter::Reset {
        return Err(No::NotYours(id));
    }
    if !proposal.ballots.is_empty() {
        return Err(No::HasBallots(id));
    }
    let refund = proposal.cost;
    Ok(Fact::ProposalWithdrawn { proposal: id, governor: asked.who, refund, at: asked.at })
}

fn boost(asked: Asked<'_>, id: ProposalId) -> Result<Fact, No> {
    let proposal = asked.floor.standing(id)?;
    if proposal.boosts.contains(&asked.who) {
        return Err(No::Boosted(id));
    }
    let (cost, has) = (Tokens::of(Token::Boost, 1), asked.floor.purse(&asked.who).free());
    if !has.covers(cost) {
        return Err(No::Tokens { cost, has });
    }
    Ok(Fact::ProposalBoosted { proposal: id, governor: asked.who, at: asked.at })
}

fn vote(asked: Asked<'_>, id: ProposalId, ballot: Ballot) -> Result<Fact, No> {
    let proposal = asked.floor.standing(id)?;
    if proposal.window != asked.floor.window.number {
        return Err(No::NotYet(id));
    }
    let rounds = waits(asked.league, &asked.who);
    if rounds > 0 {
        return Err(No::Waiting { rounds });
    }
    let is_open = asked.floor.number(Meta::Ballot) == 0;
    match ballot {
        Ballot::Open(_) if !is_open => return Err(No::Secrecy { wanted: "sealed" }),
        Ballot::Sealed(_) if is_open => return Err(No::Secrecy { wanted: "open" }),
        Ballot::Open(choice) => {
            let method = method_for(asked.floor, proposal);
            if !method.takes(choice) {
                return Err(No::Choice { wanted: method.in_words() });
            }
        }
        // What it says is looked at when it is opened.
        Ballot::Sealed(_) => {}
    }
    Ok(Fact::VoteCast { proposal: id, governor: asked.who, ballot, at: asked.at })
}

/// How ballots on this proposal are counted: a reset is always a matter of yes or no.
pub(super) fn method_for(floor: &Floor, proposal: &Proposal) -> Method {
    match proposal.matter {
        Matter::Change => Method::of(&floor.window.government),
        Matter::Reset => Method::YesNo,
    }
}

impl Floor {
    /// The ballot that says this, in the form that this window takes: sealed with `salt`, or open.
    ///
    /// # Errors
    /// No ballot of this window can say it, or there is no such proposal.
    pub fn ballot(
        &self,
        id: ProposalId,
        governor: &GovernorId,
        choice: Choice,
        salt: Seed,
    ) -> Result<Ballot, No> {
        let method = method_for(self, self.standing(id)?);
        if !method.takes(choice) {
            return Err(No::Choice { wanted: method.in_words() });
        }
        let is_open = self.number(Meta::Ballot) == 0;
        let sealed = || Ballot::Sealed(seal(id, governor, choice, salt));
        Ok(if is_open { Ballot::Open(choice) } else { sealed() })
    }
}

/// Rounds that a governor who has just joined still waits before voting.
pub(super) fn waits(league: &League, governor: &GovernorId) -> u32 {
    let joined = league.governors.get(governor).map_or(0, |it| it.joined_round);
    let wait = league.floor.number(Meta::WaitingRounds);
    (joined + wait).saturating_sub(league.rounds_played)
}

/// Decides what an admin asks.
pub(crate) fn chair(
    league: &League,
    by: &str,
    act: ChairAct,
    at: UnixMillis,
) -> Result<Vec<Event>, No> {
    let floor = opened(league)?;
    let by = quoted(by, 200).ok_or(No::Reason)?;
    let (ChairAct::Veto { proposal: id, .. }
    | ChairAct::Clear { proposal: id }
    | ChairAct::Approve { proposal: id }) = act;
    let proposal = floor.proposal(id).ok_or(No::NoProposal(id))?;
    if !matches!(proposal.stage, Stage::Open | Stage::Held) {
        return Err(No::NotOpenAnyMore { id, stage: proposal.stage.in_words() });
    }
    // What is not wild is the voters' business alone.
    if proposal.tier != Tier::Wild || proposal.matter == Matter::Reset {
        return Err(No::NotWild(id));
    }
    let fact = match act {
        ChairAct::Veto { reason, .. } => {
            let reason = quoted(&reason, WORDS_MAX).ok_or(No::Reason)?;
            Fact::ProposalVetoed { proposal: id, by, reason, refund: proposal.cost, at }
        }
        ChairAct::Clear { .. } if proposal.is_cleared => return Err(No::SameSettings),
        ChairAct::Clear { .. } => Fact::ProposalCleared { proposal: id, by, at },
        ChairAct::Approve { .. } if proposal.is_approved => return Err(No::SameSettings),
        ChairAct::Approve { .. } => Fact::ProposalApproved { proposal: id, by, at },
    };
    Ok(vec![Event::Floor(fact)])
}

/// The operator opens the Floor, or runs it otherwise.
pub(crate) fn set(league: &League, settings: Settings, at: UnixMillis) -> Result<Vec<Event>, No> {
    if settings.window_secs.is_some_and(|it| !WINDOW_SECS.contains(&it)) {
        return Err(No::WindowLength);
    }
    if league.floor.settings == Some(settings) {
        return Err(No::SameSettings);
    }
    Ok(vec![Event::Floor(Fact::FloorSet { settings, at })])
}

/// The operator binds itself to a seed for the next round.
pub(crate) fn commit_seed(
    league: &League,
    hash: Commitment,
    at: UnixMillis,
) -> Result<Vec<Event>, No> {
    if league.floor.committed.is_some() {
        return Err(No::Committed);
    }
    Ok(vec![Event::Floor(Fact::SeedCommitted { hash, at })])
}
