//! What may be asked of the Floor: by governors, by admins, by the operator.
//!
//! May live here: requests as data. Never: deciding them (`desk`, `trade`).

use super::ballot::Ballot;
use super::people::GovernorId;
use super::proposal::ProposalId;
use super::tokens::Tokens;
use super::trade::OfferId;
use crate::rules::Rule;
use crate::sim::Strategy;
use serde::{Deserialize, Serialize};

/// What a governor does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Open a proposal with the reading that they have confirmed. A repeal is one too.
    Propose {
        /// Their words.
        words: String,
        /// What was understood.
        rules: Vec<Rule>,
    },
    /// Open another version of a proposal, with a vote of its own.
    Amend {
        /// Of which.
        proposal: ProposalId,
        /// Their words.
        words: String,
        /// What was understood.
        rules: Vec<Rule>,
    },
    /// Take a proposal back before anybody has voted.
    Withdraw {
        /// Which.
        proposal: ProposalId,
    },
    /// Lift a proposal up the agenda.
    Boost {
        /// Which.
        proposal: ProposalId,
    },
    /// Vote, or vote otherwise: the last ballot counts.
    Vote {
        /// On which proposal.
        proposal: ProposalId,
        /// The ballot; sealed unless `gov.ballot` is open.
        ballot: Ballot,
    },
    /// Offer tokens to another governor.
    Offer {
        /// To whom.
        to: GovernorId,
        /// What is given.
        give: Tokens,
        /// What is asked for it; nothing makes it a gift.
        want: Tokens,
    },
    /// Accept or decline an offer.
    Answer {
        /// Which.
        offer: OfferId,
        /// Whether it is accepted.
        accept: bool,
    },
    /// Take an offer back.
    TakeBack {
        /// Which.
        offer: OfferId,
    },
    /// Call for a vote on going back to the Book that the season began with.
    CallReset,
    /// Say how their team should play.
    SetStrategy {
        /// The dials.
        strategy: Strategy,
    },
}

/// What an admin does. The shell has made sure that it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChairAct {
    /// Stop a wild proposal.
    Veto {
        /// Which.
        proposal: ProposalId,
        /// Why, for everybody to read.
        reason: String,
    },
    /// Note that a wild proposal has been looked at and may stand.
    Clear {
        /// Which.
        proposal: ProposalId,
    },
    /// Let a wild proposal be enacted where the league asks for that.
    Approve {
        /// Which.
        proposal: ProposalId,
    },
}

/// How the operator runs the Floor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// How long a window lasts, in seconds; `None`: it closes after `gov.window_rounds` rounds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window_secs: Option<u32>,
    /// Whether wild proposals that pass wait for an admin.
    #[serde(default)]
    pub needs_approval: bool,
}
