//! Ballots: what a governor may say, sealed until the window closes.
//!
//! A sealed ballot in the log is a commitment: a salted hash over the proposal, the governor and the
//! choice. The shell keeps choice and salt in a private place, in the same transaction, and hands
//! all of them over when the window is closed; each opening is checked against its commitment.
//! What this protects, and what not: docs/adr/0012-sealed-ballots.md.
//! May live here: choices, seals, openings. Never: weighing or counting them (`weigh`, `count`).

use super::people::GovernorId;
use super::proposal::ProposalId;
use crate::chain::{Hash, hex, unhex};
use crate::dice::Seed;
use crate::ids::TeamId;
use crate::rules::{Government, Meta};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Highest score of a ballot by score.
pub const SCORE_MAX: u8 = 5;
/// Lowest rank of a ranked ballot.
const RANK_MAX: u8 = 20;
/// Most votes that a quadratic ballot gives one proposal; they cost their square.
const VOTES_MAX: i8 = 5;
/// Credits of one governor in one window, for quadratic ballots.
pub(super) const CREDITS: u32 = 25;

/// What a ballot says. Which of these a ballot may be is the league's `gov.vote_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// For it; by approval: acceptable.
    Yes,
    /// Against it; by approval: not acceptable; ranked: worse than no change.
    No,
    /// 0 to 5.
    Score(u8),
    /// 1 is the best; better than no change.
    Rank(u8),
    /// -5 to 5 votes, not 0.
    Votes(i8),
}

impl Choice {
    /// What it is hashed as.
    pub(super) fn code(self) -> [u8; 2] {
        match self {
            Self::Yes => [0, 1],
            Self::No => [0, 0],
            Self::Score(n) => [1, n],
            Self::Rank(n) => [2, n],
            Self::Votes(n) => [3, n.cast_unsigned()],
        }
    }
}

/// How a league counts; the values of `gov.vote_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    YesNo,
    Approval,
    Score,
    Ranked,
    Quadratic,
}

impl Method {
    pub(super) fn of(government: &Government) -> Self {
        match government.get(Meta::VoteMethod) {
            0 => Self::YesNo,
            1 => Self::Approval,
            2 => Self::Score,
            3 => Self::Ranked,
            _ => Self::Quadratic,
        }
    }

    /// Whether a ballot may say this.
    pub(super) fn takes(self, choice: Choice) -> bool {
        match (self, choice) {
            (Self::YesNo | Self::Approval, Choice::Yes | Choice::No)
            | (Self::Ranked, Choice::No) => true,
            (Self::Score, Choice::Score(n)) => n <= SCORE_MAX,
            (Self::Ranked, Choice::Rank(n)) => (1..=RANK_MAX).contains(&n),
            (Self::Quadratic, Choice::Votes(n)) => n != 0 && n.unsigned_abs() <= VOTES_MAX as u8,
            _ => false,
        }
    }

    /// What it takes, in words.
    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::YesNo | Self::Approval => "yes or no",
            Self::Score => "a score of 0 to 5",
            Self::Ranked => "a rank from 1, or no",
            Self::Quadratic => "-5 to 5 votes",
        }
    }
}

/// A SHA-256 hash that binds whoever published it. Serialised as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Commitment(pub Hash);

impl Commitment {
    /// The commitment to a seed that is kept secret until its round is played.
    pub fn of_seed(seed: Seed) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"pinwheel seed 1");
        hasher.update(seed.0);
        Self(hasher.finalize().into())
    }
}

impl std::fmt::Debug for Commitment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl From<Commitment> for String {
    fn from(it: Commitment) -> Self {
        hex(&it.0)
    }
}

impl TryFrom<String> for Commitment {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        unhex(&text).map(Self).ok_or("a commitment is 64 hexadecimal digits")
    }
}

/// A ballot as it is cast and logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ballot {
    /// What it says is known when the window has closed.
    Sealed(Commitment),
    /// What it says is known at once, where `gov.ballot` is open.
    Open(Choice),
}

/// The commitment of a sealed ballot.
///
/// `salt`: 32 bytes that nobody can guess, the same when the same request is repeated. Bound to
/// proposal and governor, so that a ballot cannot be copied by somebody else.
pub fn seal(proposal: ProposalId, governor: &GovernorId, choice: Choice, salt: Seed) -> Commitment {
    let mut hasher = Sha256::new();
    hasher.update(b"pinwheel ballot 1");
    hasher.update(proposal.0.to_be_bytes());
    hasher.update(salt.0);
    hasher.update(choice.code());
    hasher.update(governor.0.as_bytes());
    Commitment(hasher.finalize().into())
}

/// What a sealed ballot says, told when its window closes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Opening {
    /// Whose it was is told too, and the salt: anybody can check it.
    Linked {
        /// Of which proposal.
        proposal: ProposalId,
        /// Whose.
        governor: GovernorId,
        /// What it says.
        choice: Choice,
        /// What it was sealed with.
        salt: Salt,
    },
    /// Where `gov.ballot` is secret: from which team, nothing more.
    Unlinked {
        /// Of which proposal.
        proposal: ProposalId,
        /// The voter's team.
        team: TeamId,
        /// What it says.
        choice: Choice,
    },
}

/// What a ballot was sealed with. Serialised as 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Salt(pub Seed);

impl PartialOrd for Salt {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Salt {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.0.cmp(&other.0.0)
    }
}

impl Opening {
    /// Which proposal it is about.
    pub fn proposal(&self) -> ProposalId {
        match self {
            Self::Linked { proposal, .. } | Self::Unlinked { proposal, .. } => *proposal,
        }
    }
}

/// What the closing of a window needs besides the log.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The log position up to which the shell has looked for sealed ballots.
    pub through: u64,
    /// What they say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Opening>,
    /// What trial games said, and which engine played them: the shell leaves it out, the log keeps
    /// it for whoever checks with another engine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probed: Option<Probed>,
}

/// What trial games said of what would have been enacted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probed {
    /// Version of the engine that played them.
    pub engine: u16,
    /// The proposals under which games would not be games.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unplayable: Vec<ProposalId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_binds_every_part_of_a_ballot() {
        let (ada, ben) = (GovernorId("web:a".into()), GovernorId("web:b".into()));
        let salt = Seed([7; 32]);
        let base = seal(ProposalId(1), &ada, Choice::Yes, salt);
        for other in [
            seal(ProposalId(2), &ada, Choice::Yes, salt),
            seal(ProposalId(1), &ben, Choice::Yes, salt),
            seal(ProposalId(1), &ada, Choice::No, salt),
            seal(ProposalId(1), &ada, Choice::Score(1), salt),
            seal(ProposalId(1), &ada, Choice::Yes, Seed([8; 32])),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn an_opening_reads_back_in_both_forms() {
        let linked = Opening::Linked {
            proposal: ProposalId(3),
            governor: GovernorId("web:a".into()),
            choice: Choice::Score(4),
            salt: Salt(Seed([1; 32])),
        };
        let unlinked =
            Opening::Unlinked { proposal: ProposalId(3), team: TeamId(2), choice: Choice::No };
        for opening in [linked, unlinked] {
            let text = serde_json::to_string(&opening).expect("serialises");
            assert_eq!(serde_json::from_str::<Opening>(&text).expect("reads"), opening);
        }
    }
}
