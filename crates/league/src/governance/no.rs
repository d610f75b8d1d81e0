//! Why the Floor says no. Shown to the person who asked; a no costs nothing.

use super::proposal::{ProposalId, RULES_MAX, WORDS_MAX};
use super::tokens::Tokens;
use super::trade::OfferId;
use crate::rules::{Fault, Refusal};

/// Why the Floor says no.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says what it means")]
pub enum No {
    #[error("the Floor is not open in this league yet; nothing was changed")]
    NotOpen,
    #[error("only governors of this league can do that; join a team first")]
    NotAGovernor,
    #[error("a proposal has 1 to {WORDS_MAX} visible characters; nothing was spent")]
    Words,
    #[error("a proposal has 1 to {RULES_MAX} rules; nothing was spent")]
    RuleCount,
    #[error("this cannot become a rule: {0}; nothing was spent")]
    Refused(Refusal),
    #[error("the same has been proposed in {0}; vote there or amend it; nothing was spent")]
    Duplicate(ProposalId),
    #[error(
        "you have opened {most} proposals in this window, as many as one may; nothing was spent"
    )]
    TooMany { most: u32 },
    #[error("this costs {cost} and you have {has}; nothing was spent")]
    Tokens { cost: Tokens, has: Tokens },
    #[error("there is no proposal {0}; nothing was changed")]
    NoProposal(ProposalId),
    #[error("{id} is {stage}; nothing was changed")]
    NotOpenAnyMore { id: ProposalId, stage: &'static str },
    #[error("{0} goes to the vote when the next window opens; nothing was changed")]
    NotYet(ProposalId),
    #[error("who has just joined votes after {rounds} more rounds; nothing was changed")]
    Waiting { rounds: u32 },
    #[error("a ballot here says {wanted}; nothing was changed")]
    Choice { wanted: &'static str },
    #[error("ballots are {wanted} in this window; nothing was changed")]
    Secrecy { wanted: &'static str },
    #[error("{0} has been amended as often as a proposal can be; nothing was spent")]
    Amended(ProposalId),
    #[error("{0} cannot be amended; nothing was spent")]
    NotAmendable(ProposalId),
    #[error("you have boosted {0} already; nothing was spent")]
    Boosted(ProposalId),
    #[error("only whoever opened {0} can withdraw it; nothing was changed")]
    NotYours(ProposalId),
    #[error("{0} has ballots and stands until its window closes; nothing was changed")]
    HasBallots(ProposalId),
    #[error("{0} is not a wild proposal; only those wait for an admin; nothing was changed")]
    NotWild(ProposalId),
    #[error("a reason has 1 to {WORDS_MAX} visible characters; nothing was changed")]
    Reason,
    #[error("tokens are not traded in this league; nothing was changed")]
    NoTrade,
    #[error("gifts only, one in a window; nothing was changed")]
    GiftsOnly,
    #[error("nobody gives tokens to themselves; nothing was changed")]
    Oneself,
    #[error("there is no such governor; nothing was changed")]
    NoSuchGovernor,
    #[error("an offer gives or asks for something, up to 20 of each; nothing was changed")]
    NothingOffered,
    #[error("more than {0} offers of one governor cannot stand; nothing was changed")]
    TooManyOffers(usize),
    #[error("there is no offer {0} any more; nothing was changed")]
    NoOffer(OfferId),
    #[error("this offer is for somebody else; nothing was changed")]
    NotForYou,
    #[error("{whose} would hold more than {cap} tokens of a kind; nothing was changed")]
    OverCap { whose: &'static str, cap: i32 },
    #[error("you have called for a reset in this window already; nothing was changed")]
    Called,
    #[error("a reset is on the ballot already, as {0}; nothing was changed")]
    ResetOpen(ProposalId),
    #[error("a dial goes from -10 to 10; nothing was changed")]
    Dials,
    #[error("a round is being shown; the window closes when it is over")]
    Showing,
    #[error("window {asked} is not open: it is window {open}")]
    NotThisWindow { asked: u32, open: u32 },
    #[error("windows of this league close after rounds, not by the clock")]
    NotTimed,
    #[error("the window is open until {0}, in milliseconds since 1970")]
    TooEarly(i64),
    #[error("ballots have been cast since position {0}; look again and close then")]
    StaleOpenings(u64),
    #[error("an opening does not fit its ballot: {0}")]
    BadOpening(String),
    #[error("a seed is committed to already; nothing was changed")]
    Committed,
    #[error("the secret is not what was committed to; nothing was played")]
    WrongSecret,
    #[error("a window lasts 60 seconds to 30 days; nothing was changed")]
    WindowLength,
    #[error("nothing would change; nothing was stored")]
    SameSettings,
}

impl From<Refusal> for No {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Refused(Refusal::Illegal(fault))
    }
}
