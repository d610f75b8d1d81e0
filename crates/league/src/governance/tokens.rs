//! Tokens: what proposing, amending and boosting cost, and what a governor has of them.
//!
//! May live here: purses, batches with an age, caps. Never: what anything costs (`proposal`), who
//! trades what (`trade`).

use crate::rules::action::Token;
use serde::{Deserialize, Serialize};

/// Windows in which a token can be spent, the one it was given in included.
const LIFETIME_WINDOWS: u32 = 2;

/// A number of tokens of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Tokens {
    /// To propose.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub propose: u8,
    /// To amend.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub amend: u8,
    /// To boost.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub boost: u8,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(n: &u8) -> bool {
    *n == 0
}

impl Tokens {
    /// So many of one kind.
    pub fn of(token: Token, n: u8) -> Self {
        let mut tokens = Self::default();
        *tokens.get_mut(token) = n;
        tokens
    }

    /// So many of every kind.
    pub fn each(n: u8) -> Self {
        Self { propose: n, amend: n, boost: n }
    }

    /// How many of one kind.
    pub fn get(&self, token: Token) -> u8 {
        match token {
            Token::Propose => self.propose,
            Token::Amend => self.amend,
            Token::Boost => self.boost,
        }
    }

    fn get_mut(&mut self, token: Token) -> &mut u8 {
        match token {
            Token::Propose => &mut self.propose,
            Token::Amend => &mut self.amend,
            Token::Boost => &mut self.boost,
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether these are at least as many of every kind as `other`.
    pub fn covers(&self, other: Self) -> bool {
        Token::ALL.iter().all(|it| other.get(*it) <= self.get(*it))
    }

    /// The sum, kind by kind.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        self.zip(other, u8::saturating_add)
    }

    /// What is left, kind by kind; never less than none.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        self.zip(other, u8::saturating_sub)
    }

    /// The smaller, kind by kind.
    #[must_use]
    pub fn at_most(self, other: Self) -> Self {
        self.zip(other, u8::min)
    }

    fn zip(self, other: Self, with: fn(u8, u8) -> u8) -> Self {
        Self {
            propose: with(self.propose, other.propose),
            amend: with(self.amend, other.amend),
            boost: with(self.boost, other.boost),
        }
    }
}

impl std::fmt::Display for Tokens {
    /// `2 propose tokens and 1 boost token`; `no tokens`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kinds = Token::ALL.iter().filter(|it| self.get(**it) > 0);
        let words: Vec<String> = kinds
            .map(|it| {
                let n = self.get(*it);
                format!("{n} {} token{}", it.phrase(), if n == 1 { "" } else { "s" })
            })
            .collect();
        match words.split_last() {
            None => f.write_str("no tokens"),
            Some((last, [])) => f.write_str(last),
            Some((last, first)) => write!(f, "{} and {last}", first.join(", ")),
        }
    }
}

/// Tokens of one age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Batch {
    /// The window that they were given in.
    pub window: u32,
    pub tokens: Tokens,
}

/// What one governor has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Purse {
    /// One entry per age, oldest first.
    batches: Vec<Batch>,
    /// In offers that stand: they count against the cap and cannot be spent.
    staked: Tokens,
}

impl Purse {
    /// What can be spent.
    pub fn free(&self) -> Tokens {
        self.batches.iter().fold(Tokens::default(), |sum, it| sum.plus(it.tokens))
    }

    /// What stands in offers.
    pub fn staked(&self) -> Tokens {
        self.staked
    }

    /// Everything that is theirs.
    pub fn held(&self) -> Tokens {
        self.free().plus(self.staked)
    }

    /// Gives tokens of this window's age, as far as the cap allows; gives what was given.
    pub(super) fn grant(&mut self, window: u32, tokens: Tokens, cap: u8) -> Tokens {
        let given = tokens.at_most(Tokens::each(cap).minus(self.held()));
        if !given.is_empty() {
            self.put(&[Batch { window, tokens: given }]);
        }
        given
    }

    /// Takes tokens out, oldest first; gives them with their age. Whoever asks has looked that there
    /// are as many.
    pub(super) fn take(&mut self, tokens: Tokens) -> Vec<Batch> {
        let mut left = tokens;
        let mut taken = Vec::new();
        for batch in &mut self.batches {
            let part = left.at_most(batch.tokens);
            batch.tokens = batch.tokens.minus(part);
            left = left.minus(part);
            if !part.is_empty() {
                taken.push(Batch { window: batch.window, tokens: part });
            }
        }
        self.batches.retain(|it| !it.tokens.is_empty());
        taken
    }

    /// Puts tokens in with the age that they have.
    pub(super) fn put(&mut self, batches: &[Batch]) {
        for batch in batches {
            match self.batches.iter_mut().find(|it| it.window == batch.window) {
                Some(same) => same.tokens = same.tokens.plus(batch.tokens),
                None => self.batches.push(*batch),
            }
        }
        self.batches.sort_unstable();
    }

    /// Puts tokens aside for an offer.
    pub(super) fn stake(&mut self, tokens: Tokens) -> Vec<Batch> {
        self.staked = self.staked.plus(tokens);
        self.take(tokens)
    }

    /// An offer of so many tokens stands no more.
    pub(super) fn unstake(&mut self, tokens: Tokens) {
        self.staked = self.staked.minus(tokens);
    }

    /// Drops what is too old in this window.
    pub(super) fn age(&mut self, window: u32) {
        self.batches.retain(|it| window < it.window + LIFETIME_WINDOWS);
    }

    /// A season ends: nothing is carried over.
    pub(super) fn empty(&mut self) {
        self.batches.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_spent_oldest_first_and_age() {
        let mut purse = Purse::default();
        assert_eq!(purse.grant(1, Tokens::each(2), 6), Tokens::each(2));
        purse.grant(2, Tokens::each(2), 6);
        purse.take(Tokens::of(Token::Propose, 3));
        assert_eq!(purse.free(), Tokens { propose: 1, amend: 4, boost: 4 });
        purse.age(3);
        assert_eq!(purse.free(), Tokens { propose: 1, amend: 2, boost: 2 });
        purse.age(4);
        assert_eq!(purse.free(), Tokens::default());
    }

    #[test]
    fn a_grant_stops_at_the_cap_and_a_stake_counts() {
        let mut purse = Purse::default();
        purse.grant(1, Tokens::each(4), 5);
        let staked = purse.stake(Tokens::of(Token::Boost, 3));
        assert_eq!(purse.free().boost, 1);
        assert_eq!(purse.grant(1, Tokens::each(4), 5), Tokens::each(1));
        purse.unstake(Tokens::of(Token::Boost, 3));
        purse.put(&staked);
        assert_eq!(purse.held(), Tokens::each(5));
        assert_eq!(purse.grant(2, Tokens::each(9), 3), Tokens::default(), "nothing is taken away");
    }

    #[test]
    fn tokens_are_told_in_words() {
        assert_eq!(Tokens::default().to_string(), "no tokens");
        let some = Tokens { propose: 2, amend: 0, boost: 1 };
        assert_eq!(some.to_string(), "2 propose tokens and 1 boost token");
    }
}
