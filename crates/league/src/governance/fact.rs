//! What happened on the Floor. Stored for ever: add variants and defaulted fields, never change one.
//!
//! May live here: the facts and their names. Never: applying them (`fold`), what was asked (`asked`).

use super::act::Settings;
use super::ballot::{Ballot, Closing, Commitment};
use super::count::Count;
use super::people::GovernorId;
use super::proposal::{Matter, ProposalId, Tier};
use super::tokens::Tokens;
use super::trade::OfferId;
use crate::ids::{RuleId, TeamId};
use crate::rules::{At, Stored};
use crate::sim::Strategy;
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};

/// What became of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Its rules enter the Book, in the events that follow.
    Passed,
    /// It has the votes and waits for an admin.
    Held,
    /// It lacks the votes, or cannot be enacted any more.
    Failed {
        /// Why, in words.
        why: String,
    },
    /// Another proposal that passed took its place.
    Superseded {
        /// Which.
        by: ProposalId,
    },
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// Both have what they were promised.
    Accepted,
    /// The other one does not want it.
    Declined,
    /// Whoever made it took it back.
    TakenBack,
}

macro_rules! facts {
    ($($(#[$doc:meta])* $Variant:ident $name:literal {
        $($(#[$fdoc:meta])* $field:ident: $kind:ty,)*
    })*) => {
        /// A fact of the Floor.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "fact", rename_all = "snake_case")]
        pub enum Fact {
            $($(#[$doc])* $Variant { $($(#[$fdoc])* $field: $kind,)* },)*
        }

        impl Fact {
            /// Its stored name.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$Variant { .. } => $name,)* }
            }

            /// Every name, in the order of the list.
            pub const KINDS: &'static [&'static str] = &[$($name,)*];
        }
    };
}

facts! {
    /// The Floor opens, or is run otherwise from now on.
    FloorSet "floor_set" {
        /// How.
        settings: Settings,
        /// When.
        at: UnixMillis,
    }
    /// A proposal is on the ballot.
    ProposalOpened "proposal_opened" {
        /// Its number.
        proposal: ProposalId,
        /// Who opened it.
        author: GovernorId,
        /// Their team.
        team: TeamId,
        /// Their words: a quotation, never read by anything.
        words: String,
        /// What is voted on.
        rules: Vec<Stored>,
        /// How much must agree.
        tier: Tier,
        /// What was spent on it.
        cost: Tokens,
        /// The proposal that it amends.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<ProposalId>,
        /// Rules, or a reset.
        #[serde(default, skip_serializing_if = "Matter::is_change")]
        matter: Matter,
        /// The window whose close tallies it.
        window: u32,
        /// When.
        at: UnixMillis,
    }
    /// Its author took it back before anybody voted.
    ProposalWithdrawn "proposal_withdrawn" {
        /// Which.
        proposal: ProposalId,
        /// The author.
        governor: GovernorId,
        /// What the author gets back.
        refund: Tokens,
        /// When.
        at: UnixMillis,
    }
    /// A proposal is lifted up the agenda.
    ProposalBoosted "proposal_boosted" {
        /// Which.
        proposal: ProposalId,
        /// By whom.
        governor: GovernorId,
        /// When.
        at: UnixMillis,
    }
    /// A ballot is cast; it replaces the one before it.
    VoteCast "vote_cast" {
        /// On which proposal.
        proposal: ProposalId,
        /// By whom.
        governor: GovernorId,
        /// The ballot, sealed unless the league votes openly.
        ballot: Ballot,
        /// When.
        at: UnixMillis,
    }
    /// An admin stopped a wild proposal.
    ProposalVetoed "proposal_vetoed" {
        /// Which.
        proposal: ProposalId,
        /// Who.
        by: String,
        /// Why.
        reason: String,
        /// What the author gets back.
        refund: Tokens,
        /// When.
        at: UnixMillis,
    }
    /// An admin has looked at a wild proposal.
    ProposalCleared "proposal_cleared" {
        /// Which.
        proposal: ProposalId,
        /// Who.
        by: String,
        /// When.
        at: UnixMillis,
    }
    /// An admin lets a wild proposal be enacted.
    ProposalApproved "proposal_approved" {
        /// Which.
        proposal: ProposalId,
        /// Who.
        by: String,
        /// When.
        at: UnixMillis,
    }
    /// No more ballots: what was cast is counted in the events that follow.
    WindowClosed "window_closed" {
        /// Which window.
        window: u32,
        /// When.
        at: UnixMillis,
        /// What the sealed ballots say; `None` where the round that closes the window says it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closing: Option<Closing>,
    }
    /// A proposal is counted.
    ProposalTallied "proposal_tallied" {
        /// Which.
        proposal: ProposalId,
        /// How it was counted.
        count: Count,
        /// What became of it.
        #[serde(flatten)]
        verdict: Verdict,
        /// What the author gets back.
        #[serde(default, skip_serializing_if = "Tokens::is_empty")]
        refund: Tokens,
    }
    /// What became of a proposal that waited for an admin.
    ProposalSettled "proposal_settled" {
        /// Which.
        proposal: ProposalId,
        /// What.
        #[serde(flatten)]
        verdict: Verdict,
    }
    /// A rule enters the Book; a repeal ends its target.
    RuleEnacted "rule_enacted" {
        /// Its number.
        id: RuleId,
        /// What it says.
        rule: Stored,
        /// The proposal that it comes from.
        proposal: ProposalId,
        /// How much must agree to repeal it.
        tier: Tier,
        /// Before which round.
        from: At,
    }
    /// A rule's span is over.
    RuleExpired "rule_expired" {
        /// Which.
        id: RuleId,
    }
    /// A reset took a rule out of the Book.
    RuleReset "rule_reset" {
        /// Which.
        id: RuleId,
        /// The reset.
        proposal: ProposalId,
    }
    /// The next window opens, and tokens are given.
    WindowOpened "window_opened" {
        /// Which window.
        window: u32,
        /// Tokens for every governor, up to the cap.
        tokens: Tokens,
        /// When.
        at: UnixMillis,
    }
    /// A governor offers tokens to another; what is given is put aside.
    TradeOffered "trade_offered" {
        /// The offer's number.
        offer: OfferId,
        /// By whom.
        from: GovernorId,
        /// To whom.
        to: GovernorId,
        /// What is given.
        give: Tokens,
        /// What is asked for it.
        want: Tokens,
        /// When.
        at: UnixMillis,
    }
    /// An offer stands no more.
    TradeEnded "trade_ended" {
        /// Which.
        offer: OfferId,
        /// Who ended it.
        by: GovernorId,
        /// How.
        ending: Ending,
        /// When.
        at: UnixMillis,
    }
    /// A governor calls for a reset.
    ResetCalled "reset_called" {
        /// Who.
        governor: GovernorId,
        /// When.
        at: UnixMillis,
    }
    /// A governor says how their team should play.
    StrategyAsked "strategy_asked" {
        /// Who.
        governor: GovernorId,
        /// The dials.
        strategy: Strategy,
        /// When.
        at: UnixMillis,
    }
    /// A team plays otherwise from the next round on.
    StrategySet "strategy_set" {
        /// Which team.
        team: TeamId,
        /// The dials.
        strategy: Strategy,
        /// How many of its governors answered.
        answers: u32,
    }
    /// The operator is bound to a seed for a round to come, without showing it.
    SeedCommitted "seed_committed" {
        /// Its hash.
        hash: Commitment,
        /// When.
        at: UnixMillis,
    }
}
