//! What was asked for, read back from what happened: so that every commit can be decided again.
//!
//! May live here: that reading. Never: deciding (`desk`, `close`).

use super::act::{Act, ChairAct};
use super::fact::{Ending, Fact};
use super::people::GovernorId;
use super::proposal::Matter;
use crate::command::Command;
use crate::rules::Rule;
use crate::units::UnixMillis;

impl Fact {
    /// The request whose commit begins with this fact, and when it was decided; `None` for facts
    /// that only follow others.
    pub(crate) fn request(&self) -> Option<(Command, UnixMillis)> {
        let of_chair = |by: &String, act| Command::Chair { by: by.clone(), act };
        Some(match self {
            Self::FloorSet { settings, at } => (Command::SetFloor(*settings), *at),
            Self::WindowClosed { window, at, closing: Some(closing) } => {
                (Command::CloseWindow { window: *window, closing: closing.clone() }, *at)
            }
            Self::SeedCommitted { hash, at } => (Command::CommitSeed { hash: *hash }, *at),
            Self::ProposalVetoed { proposal, by, reason, at, .. } => {
                let (proposal, reason) = (*proposal, reason.clone());
                (of_chair(by, ChairAct::Veto { proposal, reason }), *at)
            }
            Self::ProposalCleared { proposal, by, at } => {
                (of_chair(by, ChairAct::Clear { proposal: *proposal }), *at)
            }
            Self::ProposalApproved { proposal, by, at } => {
                (of_chair(by, ChairAct::Approve { proposal: *proposal }), *at)
            }
            Self::ProposalOpened { .. }
            | Self::ProposalWithdrawn { .. }
            | Self::ProposalBoosted { .. }
            | Self::VoteCast { .. }
            | Self::TradeOffered { .. }
            | Self::TradeEnded { .. }
            | Self::ResetCalled { .. }
            | Self::StrategyAsked { .. } => {
                let (governor, act, at) = self.act()?;
                (Command::Act { governor, act }, at)
            }
            Self::WindowClosed { .. }
            | Self::ProposalTallied { .. }
            | Self::ProposalSettled { .. }
            | Self::RuleEnacted { .. }
            | Self::RuleExpired { .. }
            | Self::RuleReset { .. }
            | Self::WindowOpened { .. }
            | Self::StrategySet { .. } => return None,
        })
    }

    /// What a governor did.
    #[expect(clippy::wildcard_enum_match_arm, reason = "`request` names every fact")]
    fn act(&self) -> Option<(GovernorId, Act, UnixMillis)> {
        Some(match self {
            Self::ProposalOpened { author, words, rules, parent, matter, at, .. } => {
                if *matter == Matter::Reset {
                    return None;
                }
                let words = words.clone();
                let rules: Vec<Rule> = rules.iter().map(|it| it.rule.clone()).collect();
                let act = match *parent {
                    None => Act::Propose { words, rules },
                    Some(proposal) => Act::Amend { proposal, words, rules },
                };
                (author.clone(), act, *at)
            }
            Self::ProposalWithdrawn { proposal, governor, at, .. } => {
                (governor.clone(), Act::Withdraw { proposal: *proposal }, *at)
            }
            Self::ProposalBoosted { proposal, governor, at } => {
                (governor.clone(), Act::Boost { proposal: *proposal }, *at)
            }
            Self::VoteCast { proposal, governor, ballot, at } => {
                (governor.clone(), Act::Vote { proposal: *proposal, ballot: *ballot }, *at)
            }
            Self::TradeOffered { from, to, give, want, at, .. } => {
                (from.clone(), Act::Offer { to: to.clone(), give: *give, want: *want }, *at)
            }
            Self::TradeEnded { offer, by, ending, at } => {
                let offer = *offer;
                let act = match ending {
                    Ending::Accepted => Act::Answer { offer, accept: true },
                    Ending::Declined => Act::Answer { offer, accept: false },
                    Ending::TakenBack => Act::TakeBack { offer },
                };
                (by.clone(), act, *at)
            }
            Self::ResetCalled { governor, at } => (governor.clone(), Act::CallReset, *at),
            Self::StrategyAsked { governor, strategy, at } => {
                (governor.clone(), Act::SetStrategy { strategy: *strategy }, *at)
            }
            _ => return None,
        })
    }
}
