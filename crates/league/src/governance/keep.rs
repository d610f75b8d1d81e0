//! Folding what happened on the Floor into the Floor itself: proposals, purses, offers.
//!
//! May live here: what each fact changes there. Never: what it changes in the league (`fold`).

use super::ballot::Ballot;
use super::fact::{Ending, Fact, Verdict};
use super::floor::{Floor, TURNOUTS};
use super::people::GovernorId;
use super::proposal::{Cast, Proposal, ProposalId, Stage};
use super::tokens::{Purse, Tokens};
use super::trade::Offer;
use crate::rules::Meta;
use crate::rules::action::Token;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Floor {
    pub(super) fn change(&mut self, id: ProposalId, change: impl FnOnce(&mut Proposal)) {
        if let Some(proposal) = Arc::make_mut(&mut self.proposals).get_mut(&id) {
            change(Arc::make_mut(proposal));
        }
    }

    fn purse_mut(&mut self, governor: &GovernorId) -> &mut Purse {
        Arc::make_mut(&mut self.purses).entry(governor.clone()).or_default()
    }

    fn cap(&self) -> u8 {
        u8::try_from(self.number(Meta::TokenCap)).unwrap_or(u8::MAX)
    }

    /// Gives tokens of this window; what is too old goes.
    pub(super) fn grant(
        &mut self,
        governors: impl IntoIterator<Item = GovernorId>,
        tokens: Tokens,
    ) {
        let (window, cap) = (self.window.number, self.cap());
        let purses = Arc::make_mut(&mut self.purses);
        for governor in governors {
            let purse = purses.entry(governor).or_default();
            purse.age(window);
            purse.grant(window, tokens, cap);
        }
    }

    fn refund(&mut self, id: ProposalId, refund: Tokens) {
        if let Some(author) = self.proposal(id).map(|it| it.author.clone()) {
            self.grant([author], refund);
        }
    }

    pub(super) fn fold_proposal(&mut self, fact: &Fact, position: u64) {
        match fact {
            Fact::ProposalOpened { author, cost, .. } => {
                self.purse_mut(author).take(*cost);
                if let Some(opened) = opened(fact, position) {
                    Arc::make_mut(&mut self.proposals).insert(opened.id, Arc::new(opened));
                }
            }
            Fact::ProposalWithdrawn { proposal, refund, .. } => {
                self.change(*proposal, |it| it.stage = Stage::Withdrawn);
                self.refund(*proposal, *refund);
            }
            Fact::ProposalVetoed { proposal, reason, refund, .. } => {
                let stage = Stage::Vetoed { reason: reason.clone() };
                self.change(*proposal, |it| {
                    it.stage = stage;
                    it.ballots = BTreeMap::new();
                });
                self.refund(*proposal, *refund);
            }
            Fact::ProposalBoosted { proposal, governor, .. } => {
                self.purse_mut(governor).take(Tokens::of(Token::Boost, 1));
                self.change(*proposal, |it| {
                    it.boosts.insert(governor.clone());
                });
            }
            Fact::VoteCast { proposal, governor, ballot, .. } => {
                self.last_ballot = position;
                self.mix(ballot, position);
                let cast = Cast { ballot: *ballot, position };
                self.change(*proposal, |it| {
                    it.ballots.insert(governor.clone(), cast);
                });
            }
            Fact::ProposalTallied { proposal, count, verdict, refund } => {
                self.turnouts.push(u8::try_from(count.turnout_bp.div_ceil(100)).unwrap_or(100));
                if TURNOUTS < self.turnouts.len() {
                    self.turnouts.remove(0);
                }
                self.change(*proposal, |it| {
                    it.stage = stage_of(verdict);
                    it.count = Some(*count);
                    it.ballots = BTreeMap::new();
                });
                self.refund(*proposal, *refund);
            }
            Fact::ProposalSettled { proposal, verdict } => {
                self.change(*proposal, |it| it.stage = stage_of(verdict));
            }
            Fact::ProposalCleared { proposal, .. } => {
                self.change(*proposal, |it| it.is_cleared = true);
            }
            Fact::ProposalApproved { proposal, .. } => {
                self.change(*proposal, |it| it.is_approved = true);
            }
            Fact::FloorSet { .. }
            | Fact::WindowClosed { .. }
            | Fact::RuleEnacted { .. }
            | Fact::RuleExpired { .. }
            | Fact::RuleReset { .. }
            | Fact::WindowOpened { .. }
            | Fact::TradeOffered { .. }
            | Fact::TradeEnded { .. }
            | Fact::ResetCalled { .. }
            | Fact::StrategyAsked { .. }
            | Fact::StrategySet { .. }
            | Fact::SeedCommitted { .. } => {}
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`fold_fact` names every fact")]
    pub(super) fn fold_rest(&mut self, fact: &Fact) {
        match fact {
            Fact::WindowClosed { .. } => {
                self.end_offers();
                self.givers.clear();
                self.reset_calls.clear();
            }
            Fact::StrategySet { team, strategy, .. } => {
                self.strategies.insert(*team, *strategy);
            }
            Fact::SeedCommitted { hash, .. } => self.committed = Some(*hash),
            Fact::ResetCalled { governor, .. } => {
                self.reset_calls.insert(governor.clone());
            }
            Fact::TradeOffered { offer, from, to, give, want, at } => {
                self.last_offer = offer.0;
                let stake = self.purse_mut(from).stake(*give);
                let (from, to) = (from.clone(), to.clone());
                let made = Offer { from, to, give: *give, want: *want, made_at: *at, stake };
                Arc::make_mut(&mut self.offers).insert(*offer, made);
            }
            Fact::TradeEnded { offer, ending, .. } => {
                if let Some(offer) = Arc::make_mut(&mut self.offers).remove(offer) {
                    self.end_offer(&offer, *ending == Ending::Accepted);
                }
            }
            _ => {}
        }
    }

    /// Offers end with their window, and with the season: what was put aside goes back.
    pub(super) fn end_offers(&mut self) {
        for offer in std::mem::take(&mut self.offers).values() {
            self.end_offer(offer, false);
        }
    }

    fn end_offer(&mut self, offer: &Offer, accepted: bool) {
        self.purse_mut(&offer.from).unstake(offer.give);
        if accepted {
            let paid = self.purse_mut(&offer.to).take(offer.want);
            self.purse_mut(&offer.to).put(&offer.stake);
            self.purse_mut(&offer.from).put(&paid);
            self.givers.insert(offer.from.clone());
        } else {
            self.purse_mut(&offer.from).put(&offer.stake);
        }
    }

    fn mix(&mut self, ballot: &Ballot, position: u64) {
        let mut hasher = Sha256::new();
        hasher.update(self.mix);
        hasher.update(position.to_be_bytes());
        match ballot {
            Ballot::Sealed(commitment) => hasher.update(commitment.0),
            Ballot::Open(choice) => hasher.update(choice.code()),
        }
        self.mix = hasher.finalize().into();
    }
}

fn stage_of(verdict: &Verdict) -> Stage {
    match verdict {
        Verdict::Passed => Stage::InForce,
        Verdict::Held => Stage::Held,
        Verdict::Failed { why } => Stage::Failed { why: why.clone() },
        Verdict::Superseded { by } => Stage::Superseded { by: *by },
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "asked of one fact only")]
fn opened(fact: &Fact, position: u64) -> Option<Proposal> {
    match fact {
        Fact::ProposalOpened {
            proposal,
            author,
            team,
            words,
            rules,
            tier,
            cost,
            parent,
            matter,
            window,
            at,
        } => Some(Proposal {
            id: *proposal,
            author: author.clone(),
            team: *team,
            words: words.clone(),
            rules: rules.iter().map(|it| it.rule.clone()).collect(),
            tier: *tier,
            cost: *cost,
            parent: *parent,
            matter: *matter,
            window: *window,
            opened_at: *at,
            position,
            boosts: [].into(),
            ballots: BTreeMap::new(),
            is_cleared: false,
            is_approved: false,
            stage: Stage::Open,
            count: None,
            enacted: Vec::new(),
        }),
        _ => None,
    }
}
