//! A proposal: words, their reading, and how far it has come.
//!
//! May live here: what a proposal is, its tier and cost, its stages. Never: counting its votes
//! (`count`), reading words (the scribe's).

use super::ballot::Ballot;
use super::count::Count;
use super::people::GovernorId;
use super::tokens::Tokens;
use crate::ids::{RuleId, TeamId};
use crate::rules::action::Token;
use crate::rules::{Action, Effect, Government, Meta, Number, Rule, Scope};
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Longest words of a proposal, in characters.
pub const WORDS_MAX: usize = 500;
/// Most rules of one proposal.
pub(super) const RULES_MAX: usize = 6;
/// Most amendments of one proposal.
pub(super) const AMENDMENTS_MAX: usize = 2;

/// A proposal, numbered from 1 in the order of opening. Text form `P12`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProposalId(pub u32);

impl std::fmt::Display for ProposalId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "P{}", self.0)
    }
}

/// How much must agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Numbers of the game, names, effects on points, chances and energy.
    Ordinary,
    /// How the season is built, and how the league is governed.
    Structure,
    /// Effects that take the ball, a hooper or time away, or reach beyond the game.
    Wild,
}

impl Tier {
    /// The share of the weight that must be exceeded, per cent.
    pub fn pass_pct(self, government: &Government) -> i32 {
        government.get(match self {
            Self::Ordinary => Meta::PassPct,
            Self::Structure => Meta::SupermajorityMetaPct,
            Self::Wild => Meta::SupermajorityWildPct,
        })
    }

    /// What opening such a proposal costs. Never more than anybody can hold.
    pub fn cost(self, government: &Government) -> Tokens {
        let cap = u8::try_from(government.get(Meta::TokenCap)).unwrap_or(1);
        let n: u8 = if self == Self::Wild { 2 } else { 1 };
        Tokens::of(Token::Propose, n.min(cap))
    }

    /// The tier of a rule; `of`: the tier by which a rule in force was passed, for repeals.
    pub(crate) fn of_rule(rule: &Rule, of: impl Fn(RuleId) -> Option<Self>) -> Self {
        match rule {
            Rule::Param { param, .. } if param.scope() == Scope::Season => Self::Structure,
            Rule::Param { .. } | Rule::Label(_) => Self::Ordinary,
            Rule::Meta { .. } => Self::Structure,
            Rule::Effect(effect) => Self::of_effect(effect),
            Rule::Repeal { target } => of(*target).unwrap_or(Self::Ordinary),
        }
    }

    fn of_effect(effect: &Effect) -> Self {
        let is_wild = |action: &Action| match action {
            Action::AddPoints { .. }
            | Action::SetValue { .. }
            | Action::MultPoints { .. }
            | Action::ModifyProb { .. }
            | Action::ScaleRate { .. }
            | Action::Energy { .. }
            | Action::ShotClock { .. }
            | Action::Counter { .. }
            | Action::Announce { .. } => false,
            Action::Bench { .. }
            | Action::GivePossession { .. }
            | Action::EndPossession
            | Action::Clock { .. }
            | Action::Foul { .. }
            | Action::TeamParamDelta { .. }
            | Action::NextGameTeamParam { .. }
            | Action::NextGamePoints { .. }
            | Action::StandingsPoints { .. }
            | Action::GrantTokens { .. }
            | Action::SetHome => true,
        };
        if effect.actions.iter().any(is_wild) { Self::Wild } else { Self::Ordinary }
    }
}

/// What a proposal is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Rules.
    #[default]
    Change,
    /// Back to the Book of the last season's end. Always possible, by simple majority.
    Reset,
}

impl Matter {
    /// Whether it is about rules.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn is_change(&self) -> bool {
        *self == Self::Change
    }
}

/// How far a proposal has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// On the ballot of its window, which may be the next one.
    Open,
    /// It has the votes and waits for an admin.
    Held,
    /// Its rules are in the Book.
    InForce,
    /// It did not pass, or could not be enacted.
    Failed {
        /// Why, in words.
        why: String,
    },
    /// Its author took it back before anybody voted.
    Withdrawn,
    /// An admin stopped it.
    Vetoed {
        /// Why, in words.
        reason: String,
    },
    /// It passed, and another one that passed too took its place.
    Superseded {
        /// Which.
        by: ProposalId,
    },
    /// Its rules' span is over.
    Expired,
    /// Its rules were repealed.
    Repealed,
}

impl Stage {
    /// In a word.
    pub fn in_words(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Held => "waiting for an admin",
            Self::InForce => "in force",
            Self::Failed { .. } => "failed",
            Self::Withdrawn => "withdrawn",
            Self::Vetoed { .. } => "vetoed",
            Self::Superseded { .. } => "superseded",
            Self::Expired => "expired",
            Self::Repealed => "repealed",
        }
    }
}

/// A ballot on a proposal, and the log position that holds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cast {
    /// The ballot.
    pub ballot: Ballot,
    /// Where the log keeps it: the voter's receipt.
    pub position: u64,
}

/// A proposal and everything public about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Its number.
    pub id: ProposalId,
    /// Who opened it.
    pub author: GovernorId,
    /// The author's team.
    pub team: TeamId,
    /// The author's words: a quotation, never read by anything.
    pub words: String,
    /// What was understood, and is voted on. Never changes.
    pub rules: Vec<Rule>,
    /// How much must agree.
    pub tier: Tier,
    /// What it cost.
    pub cost: Tokens,
    /// The proposal that it amends.
    pub parent: Option<ProposalId>,
    /// Rules, or a reset.
    pub matter: Matter,
    /// The window whose close tallies it.
    pub window: u32,
    /// When it was opened.
    pub opened_at: UnixMillis,
    /// Log position of its opening.
    pub position: u64,
    /// Who lifted it up the agenda.
    pub boosts: BTreeSet<GovernorId>,
    /// Ballots; empty again once they are counted.
    pub ballots: BTreeMap<GovernorId, Cast>,
    /// An admin has looked at it and finds nothing wrong.
    pub is_cleared: bool,
    /// An admin lets it be enacted.
    pub is_approved: bool,
    /// How far it has come.
    pub stage: Stage,
    /// Its tally.
    pub count: Option<Count>,
    /// The rules of the Book that came of it.
    pub enacted: Vec<RuleId>,
}

impl Proposal {
    /// Numbers that it changes.
    pub(super) fn numbers(&self) -> impl Iterator<Item = Number> + '_ {
        self.rules.iter().filter_map(|it| Number::of(it).map(|it| it.0))
    }
}

/// Whether two readings are the same but for their titles.
pub(super) fn same_reading(a: &[Rule], b: &[Rule]) -> bool {
    let bare = |rule: &Rule| match rule {
        Rule::Effect(effect) => Rule::Effect(Effect { note: String::new(), ..effect.clone() }),
        Rule::Param { .. } | Rule::Meta { .. } | Rule::Repeal { .. } | Rule::Label(_) => {
            rule.clone()
        }
    };
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| bare(a) == bare(b))
}
