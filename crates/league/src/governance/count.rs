//! Counting one proposal: from ballots to a verdict.
//!
//! May live here: what every method makes of a ballot, quorum, mark. Never: which proposal goes
//! first (`group`), enacting anything (`enact`).

use super::ballot::{Choice, Method, SCORE_MAX};
use super::proposal::{Matter, Proposal};
use super::weigh::{Mode, Voice, Weights, turnout};
use crate::ids::TeamId;
use crate::rules::{Government, Meta};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Strictly more than this share lets a change of structure count in the season under way.
const TWO_THIRDS_BP: u16 = 6_667;

/// A tally as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Governors who could vote.
    pub eligible: u32,
    /// Ballots that were cast.
    pub cast: u32,
    /// Ballots that could be opened and counted.
    pub counted: u32,
    /// Of these, those in favour, at least in part.
    pub in_favour: u32,
    /// Turnout in basis points, as the league weighs it.
    pub turnout_bp: u16,
    /// What of it was needed, per cent.
    pub quorum_pct: u8,
    /// Whether that was reached.
    pub has_quorum: bool,
    /// Weight in favour in basis points of all weight, rounded down.
    pub support_bp: u16,
    /// What had to be exceeded, per cent.
    pub needed_pct: u8,
    /// Whether it was, strictly and before rounding.
    pub has_support: bool,
}

impl Count {
    /// Whether the proposal has the votes.
    pub fn passes(&self) -> bool {
        self.has_quorum && self.has_support
    }

    /// Whether two thirds were in favour.
    pub(super) fn has_two_thirds(&self) -> bool {
        self.passes() && TWO_THIRDS_BP <= self.support_bp
    }

    /// Why it does not pass, in words.
    pub(super) fn why_not(&self) -> String {
        let percent = |bp: u16| format!("{}.{:02} %", bp / 100, bp % 100);
        if self.counted == 0 {
            return "nobody voted".to_owned();
        }
        if !self.has_quorum {
            return format!(
                "{} took part and {} % were needed",
                percent(self.turnout_bp),
                self.quorum_pct
            );
        }
        format!(
            "{} were in favour and more than {} % were needed",
            percent(self.support_bp),
            self.needed_pct
        )
    }
}

/// One ballot, opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Opened {
    pub team: TeamId,
    pub choice: Choice,
    /// The voter's boost doubles it.
    pub is_doubled: bool,
}

/// Who may vote, by team.
pub(super) type Eligible = BTreeMap<TeamId, u32>;

/// A count with the exact weights that decided it.
pub(super) struct Counted {
    pub count: Count,
    pub weights: Weights,
}

/// The tally of one proposal.
///
/// `silent`: who voted on another proposal of its group and not on this one; by approval that is a no.
pub(super) fn count(
    proposal: &Proposal,
    ballots: &[Opened],
    silent: &[TeamId],
    eligible: &Eligible,
    government: &Government,
) -> Counted {
    let mode = Mode::of(government);
    let percent = |it: i32| u32::try_from(it).unwrap_or(0);
    let (needed, quorum) = match proposal.matter {
        Matter::Change => (proposal.tier.pass_pct(government), government.get(Meta::QuorumPct)),
        // The way out is always open, whatever has become of the meta-rules.
        Matter::Reset => (50, 0),
    };
    let mut voices: Vec<Voice> = ballots.iter().copied().map(voice).collect();
    if Method::of(government) == Method::Approval {
        let no = |team: &TeamId| Voice { team: *team, shares: 1, in_favour: 0, of: 1 };
        voices.extend(silent.iter().map(no));
    }
    let mut voted = BTreeMap::new();
    for ballot in ballots {
        *voted.entry(ballot.team).or_insert(0) += 1;
    }
    let weights = Weights::of(mode, &voices);
    let (turnout_bp, has_quorum) = turnout(mode, eligible, &voted, percent(quorum));
    let many = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let count = Count {
        eligible: eligible.values().sum(),
        cast: many(proposal.ballots.len()),
        counted: many(ballots.len()),
        in_favour: many(ballots.iter().filter(|it| voice(**it).in_favour > 0).count()),
        turnout_bp,
        quorum_pct: u8::try_from(quorum).unwrap_or(0),
        has_quorum,
        support_bp: weights.support_bp(),
        needed_pct: u8::try_from(needed).unwrap_or(100),
        has_support: weights.exceeds(percent(needed)),
    };
    Counted { count, weights }
}

/// What part of a ballot is in favour.
fn voice(ballot: Opened) -> Voice {
    let (in_favour, of) = match ballot.choice {
        Choice::Yes | Choice::Rank(_) => (1, 1),
        Choice::No => (0, 1),
        Choice::Score(n) => (n.min(SCORE_MAX), SCORE_MAX),
        Choice::Votes(n) if n > 0 => (n.unsigned_abs(), n.unsigned_abs()),
        Choice::Votes(n) => (0, n.unsigned_abs()),
    };
    Voice { team: ballot.team, shares: 1 + u8::from(ballot.is_doubled), in_favour, of }
}
