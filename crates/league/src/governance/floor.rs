//! The Floor as it stands: its window, proposals, purses, offers.
//!
//! May live here: that state and questions to it. Never: changing it (`fold`), deciding (`desk`).
//! Whatever grows is shared, so that a copy of the state costs little.

use super::act::Settings;
use super::ballot::Commitment;
use super::no::No;
use super::people::GovernorId;
use super::proposal::{Proposal, ProposalId, Stage, Tier};
use super::tokens::Purse;
use super::trade::{Offer, OfferId};
use crate::chain::Hash;
use crate::ids::{RuleId, TeamId};
use crate::rules::{Government, Meta};
use crate::sim::Strategy;
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The span in which ballots are collected. Votes are held by the meta-rules that were in force
/// when it opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// From 1.
    pub number: u32,
    /// When it opened.
    pub opened_at: UnixMillis,
    /// Rounds completed since.
    pub rounds: u8,
    /// The numbers of government, for this window.
    pub government: Government,
}

/// The Floor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// How it is run; `None` while it has not been opened.
    pub settings: Option<Settings>,
    /// The window that is open.
    pub window: Window,
    /// Every proposal ever opened.
    pub proposals: Arc<BTreeMap<ProposalId, Arc<Proposal>>>,
    /// What governors have.
    pub purses: Arc<BTreeMap<GovernorId, Purse>>,
    /// Offers that stand.
    pub offers: Arc<BTreeMap<OfferId, Offer>>,
    /// The number of the last offer that was made.
    pub(super) last_offer: u32,
    /// Who gave something away in this window.
    pub(super) givers: BTreeSet<GovernorId>,
    /// Who calls for a reset in this window.
    pub reset_calls: BTreeSet<GovernorId>,
    /// The rules that were in force when the season began.
    pub(super) season_book: Vec<RuleId>,
    /// Which proposal each rule of the Book came from, and its tier.
    pub(super) origins: Arc<BTreeMap<RuleId, (ProposalId, Tier)>>,
    /// Turnout of the last five tallies, per cent, oldest first.
    pub(super) turnouts: Vec<u8>,
    /// How governors want their team to play, as they have said in this window.
    pub(super) asked: Arc<BTreeMap<TeamId, BTreeMap<GovernorId, Strategy>>>,
    /// How teams play that have decided otherwise than at the founding.
    pub(super) strategies: BTreeMap<TeamId, Strategy>,
    /// Log position of the last ballot.
    pub(super) last_ballot: u64,
    /// Every ballot ever cast, mixed: part of what games are drawn from.
    #[serde(with = "hash_hex")]
    pub(super) mix: Hash,
    /// The seed that the operator is bound to for the next round.
    pub(super) committed: Option<Commitment>,
}

mod hash_hex {
    //! A hash as 64 hexadecimal digits.

    use crate::chain::{Hash, hex, unhex};
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(hash))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Hash, D::Error> {
        let text = String::deserialize(from)?;
        unhex(&text).ok_or_else(|| serde::de::Error::custom("a hash is 64 hexadecimal digits"))
    }
}

/// Tallies whose turnout is remembered.
pub(super) const TURNOUTS: usize = 5;

impl Floor {
    /// The proposal with this number.
    pub fn proposal(&self, id: ProposalId) -> Option<&Arc<Proposal>> {
        self.proposals.get(&id)
    }

    /// Proposals that are not settled, in the order of opening: of this window and the next.
    pub fn open(&self) -> impl Iterator<Item = &Arc<Proposal>> {
        self.proposals.values().filter(|it| it.stage == Stage::Open)
    }

    /// What this window votes on, in the order of the agenda: most boosts first, then the oldest.
    pub fn agenda(&self) -> Vec<&Arc<Proposal>> {
        let mut agenda: Vec<_> = self.open().filter(|it| it.window == self.window.number).collect();
        agenda.sort_by_key(|it| (std::cmp::Reverse(it.boosts.len()), it.id));
        agenda
    }

    /// What a governor has.
    pub fn purse(&self, governor: &GovernorId) -> Purse {
        self.purses.get(governor).cloned().unwrap_or_default()
    }

    /// Which proposal a rule of the Book came from.
    pub fn origin(&self, rule: RuleId) -> Option<ProposalId> {
        self.origins.get(&rule).map(|it| it.0)
    }

    /// How much agreed when a rule was passed, and must to repeal it.
    pub fn tier_of(&self, rule: RuleId) -> Option<Tier> {
        self.origins.get(&rule).map(|it| it.1)
    }

    /// How a governor has said in this window that their team should play.
    pub fn asked_strategy(&self, team: TeamId, governor: &GovernorId) -> Option<Strategy> {
        self.asked.get(&team)?.get(governor).copied()
    }

    /// How a team has decided to play; `None`: as at the founding.
    pub(crate) fn strategy_of(&self, team: TeamId) -> Option<Strategy> {
        self.strategies.get(&team).copied()
    }

    /// Every ballot ever cast, mixed.
    pub(crate) fn mixed(&self) -> Hash {
        self.mix
    }

    /// The seed that the operator is bound to for the next round.
    pub fn committed(&self) -> Option<Commitment> {
        self.committed
    }

    /// When a window that goes by the clock may be closed; `None` where rounds close it.
    pub fn closes_at(&self) -> Option<UnixMillis> {
        let secs = self.settings?.window_secs?;
        Some(self.window.opened_at.plus(i64::from(secs) * 1_000))
    }

    /// Log position of the last ballot: openings must have been looked for up to here.
    pub fn last_ballot(&self) -> u64 {
        self.last_ballot
    }

    /// Median turnout of the last tallies, per cent; 100 where there has been none.
    pub(super) fn turnout_pct(&self) -> u8 {
        let mut sorted = self.turnouts.clone();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied().unwrap_or(100)
    }

    /// One number of the window's government.
    pub(super) fn number(&self, meta: Meta) -> u32 {
        u32::try_from(self.window.government.get(meta)).unwrap_or(0)
    }

    /// The proposal, while it stands on a ballot.
    pub(super) fn standing(&self, id: ProposalId) -> Result<&Arc<Proposal>, No> {
        let proposal = self.proposal(id).ok_or(No::NoProposal(id))?;
        if proposal.stage == Stage::Open {
            return Ok(proposal);
        }
        Err(No::NotOpenAnyMore { id, stage: proposal.stage.in_words() })
    }
}
