//! The table of government's numbers: how the people who change the rules may change them.
//!
//! Same form as `params`, which is the game's. May live here: that table, and one value for each.
//! Never: votes, tallies, tokens (`governance`).

use super::RuleFault;
use super::table::Unit::{Choice, Count, Percent};
use super::table::numbers;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

numbers! {
    /// One number of government: a meta-rule changes it.
    Meta
    PassPct "gov.pass_pct" "Pass mark" 50 50 75 Percent, Game, None, "An ordinary proposal passes with strictly more than this share of the votes.";
    SupermajorityMetaPct "gov.supermajority_meta_pct" "Pass mark for structure and meta-rules" 60 55 80 Percent, Game, None, "A proposal that changes how the league is governed or built passes with strictly more than this share.";
    SupermajorityWildPct "gov.supermajority_wild_pct" "Pass mark for wild proposals" 67 55 80 Percent, Game, None, "A wild proposal passes with strictly more than this share.";
    QuorumPct "gov.quorum_pct" "Quorum" 10 0 50 Percent, Game, Some("none"), "The share of eligible governors that must vote for a ballot to count.";
    WindowRounds "gov.window_rounds" "Voting window" 1 1 5 Count, Game, None, "How many rounds a ballot stays open.";
    ProposalsPerWindow "gov.proposals_per_window" "Proposals in a window" 2 1 10 Count, Game, None, "How many proposals one governor may open in a window.";
    VoteMethod "gov.vote_method" "How votes are counted" 0 0 4 Choice(&["yes_no", "approval", "score", "ranked_pairs", "quadratic"]), Game, None, "Yes or no; approval; a score of 0 to 5; ranked pairs; or quadratic credits.";
    WeightMode "gov.weight_mode" "Weight of a vote" 0 0 2 Choice(&["per_team", "per_governor", "mixed"]), Game, None, "Every team counts the same, split among its members who vote; or every governor; or half and half.";
    Ballot "gov.ballot" "Secrecy of the ballot" 1 0 2 Choice(&["open", "secret_until_close", "secret"]), Game, None, "Whether anyone sees how a governor voted: at once, after the close, or never.";
    TokensPerWindow "gov.tokens_per_window" "Tokens in a window" 2 0 5 Count, Game, None, "Tokens of each kind that a governor is given in a window.";
    TokenCap "gov.token_cap" "Most tokens" 6 1 20 Count, Game, None, "Tokens of one kind that a governor can hold.";
    TokenTrade "gov.token_trade" "Trading tokens" 2 0 2 Choice(&["off", "gifts_limited", "on"]), Game, None, "Whether tokens may be given away: not at all, one gift a window, or traded freely.";
    Delegation "gov.delegation" "Passing on a vote" 0 0 3 Count, Game, Some("off"), "How many steps a delegated vote may travel.";
    SunsetDefaultRounds "gov.sunset_default_rounds" "Rules end by themselves after" 0 0 60 Count, Game, Some("never"), "How many rounds a rule lasts that does not say how long.";
    MaxActiveEffects "gov.max_active_effects" "Most effects" 32 8 64 Count, Game, None, "How many effects may be in force at once.";
    BoostMode "gov.boost_mode" "What a boost does" 0 0 1 Choice(&["agenda", "double_vote"]), Game, None, "A boost lifts a proposal up the agenda, or doubles the booster's vote.";
    WaitingRounds "gov.waiting_rounds" "Waiting time" 0 0 3 Count, Game, Some("none"), "How many rounds a new governor waits before voting.";
    RefundPct "gov.refund_pct" "Deposit comes back from" 20 0 100 Percent, Game, None, "The share of the votes from which a proposal that fails gives its author the tokens back.";
}

#[expect(clippy::unused_self, reason = "the table asks; no number of government has gaps")]
impl Meta {
    fn is_gap(self, _value: i32) -> bool {
        false
    }

    fn gaps_in_words(self) -> Option<&'static str> {
        None
    }
}

/// One value for every number of government. Always within bounds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, i32>", into = "BTreeMap<String, i32>")]
pub struct Government {
    values: [i32; Meta::COUNT],
}

impl Default for Government {
    fn default() -> Self {
        Self { values: Meta::ALL.map(Meta::default_value) }
    }
}

impl Government {
    /// The value of one number, in its own unit.
    pub fn get(&self, meta: Meta) -> i32 {
        self.values[meta as usize]
    }

    /// A copy with one value changed.
    pub fn with(&self, meta: Meta, value: i32) -> Result<Self, RuleFault> {
        if !meta.allows(value) {
            return Err(RuleFault::OutOfBounds {
                id: meta.id(),
                value,
                allowed: meta.bounds_in_words(),
                nearest: meta.nearest(value),
            });
        }
        let mut changed = self.clone();
        changed.values[meta as usize] = value;
        Ok(changed)
    }
}

impl From<Government> for BTreeMap<String, i32> {
    fn from(values: Government) -> Self {
        Meta::ALL.iter().map(|it| (it.id().to_owned(), values.get(*it))).collect()
    }
}

impl TryFrom<BTreeMap<String, i32>> for Government {
    type Error = RuleFault;

    /// Numbers that are not named keep their default.
    fn try_from(values: BTreeMap<String, i32>) -> Result<Self, RuleFault> {
        values.into_iter().try_fold(Self::default(), |values, (id, value)| {
            let meta = Meta::by_id(&id).ok_or(RuleFault::Unknown(id))?;
            values.with(meta, value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_legal_and_reads_back() {
        for meta in Meta::ALL {
            assert!(meta.allows(meta.default_value()), "{}", meta.id());
            assert_eq!(Meta::by_id(meta.id()), Some(meta));
            assert!(meta.id().starts_with("gov."));
        }
        let text = serde_json::to_string(&Government::default()).expect("serialises");
        assert_eq!(
            serde_json::from_str::<Government>(&text).expect("reads"),
            Government::default()
        );
    }
}
