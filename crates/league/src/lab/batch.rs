//! Batches of games: an arm, keys, and what comes of them.
//!
//! A batch over a range of keys can be cut anywhere and merged in any order, so that callers may use
//! as many threads as they have. May live here: playing and summing. Never: threads.

use super::{Facts, METRICS, Paired, Sums};
use crate::dice::GameKey;
use crate::rules::Rules;
use crate::sim::{Fit, Lineup, Matchup, Skills, Strategy, Venue, play_fitted};
use std::ops::Range;

/// Slices that a game is cut into for the time of its last lead change.
pub const SLICES: usize = 50;

/// A way to play: who meets whom by which rules, and the numbers of the model.
#[derive(Clone, Debug)]
pub struct Arm {
    /// One entry per pairing; game number n is played by pairing n modulo their number. Not empty.
    pub matchups: Vec<Matchup>,
    /// The rules.
    pub rules: Rules,
    /// The model's numbers.
    pub fit: Fit,
    /// Which dice: arms with the same series can be paired.
    pub series: u64,
}

impl Arm {
    /// Two squads of `skill` in an ordinary venue.
    pub fn even(skill: u8, rules: Rules) -> Self {
        let matchup = Matchup {
            home: squad(skill),
            away: squad(skill),
            venue: ordinary_venue(),
            travel_km: 300,
        };
        Self::of(vec![matchup], rules)
    }

    /// These pairings, with the committed fit.
    pub fn of(matchups: Vec<Matchup>, rules: Rules) -> Self {
        Self { matchups, rules, fit: Fit::COMMITTED, series: 2_026 }
    }

    /// What one game came to; `None` when there is no pairing.
    fn facts(&self, game: u64) -> Option<Facts> {
        let count = u64::try_from(self.matchups.len()).ok()?;
        let at = usize::try_from(game.checked_rem(count)?).ok()?;
        let matchup = &self.matchups[at];
        let played =
            play_fitted(matchup, &self.rules, GameKey::trial(self.series, game), &self.fit);
        let sizes = [&matchup.home, &matchup.away].map(|it| it.skills.len());
        Some(Facts::of(&played, sizes, &self.rules))
    }
}

/// Four hoopers with every skill at `skill`, who play an ordinary game.
pub fn squad(skill: u8) -> Lineup {
    Lineup { skills: vec![Skills::from_values([skill; 10]); 4], strategy: Strategy::default() }
}

/// A hall of 5 000 at 100 metres.
pub fn ordinary_venue() -> Venue {
    Venue { capacity: 5_000, altitude_m: 100 }
}

/// What the games of one arm came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// One entry per entry of `METRICS`.
    pub sums: Vec<Sums>,
    /// Games by the slice in which the lead changed last, the first slice first.
    pub last_change: [i64; SLICES],
}

impl Default for Batch {
    fn default() -> Self {
        Self { sums: vec![Sums::default(); METRICS.len()], last_change: [0; SLICES] }
    }
}

impl Batch {
    /// Plays the games with these numbers.
    pub fn play(arm: &Arm, games: Range<u64>) -> Self {
        let mut batch = Self::default();
        games.filter_map(|it| arm.facts(it)).for_each(|it| batch.add(&it));
        batch
    }

    fn add(&mut self, facts: &Facts) {
        for (sums, metric) in self.sums.iter_mut().zip(&METRICS) {
            sums.add((metric.of)(facts));
        }
        let at = usize::try_from(facts.last_change).unwrap_or(0);
        self.last_change[(at * SLICES / 1_000).min(SLICES - 1)] += 1;
    }

    /// Adds other games.
    pub fn merge(&mut self, other: &Self) {
        for (own, theirs) in self.sums.iter_mut().zip(&other.sums) {
            own.merge(theirs);
        }
        for (own, theirs) in self.last_change.iter_mut().zip(other.last_change) {
            *own += theirs;
        }
    }

    /// The sums of the metric with this id; empty sums where there is none.
    pub fn of(&self, id: &str) -> Sums {
        let at = METRICS.iter().position(|it| it.id == id);
        at.and_then(|at| self.sums.get(at)).copied().unwrap_or_default()
    }

    /// The value of the metric with this id, millionths; 0 where it has none.
    pub fn value(&self, id: &str) -> i64 {
        self.of(id).value().unwrap_or(0)
    }
}

/// The same games played by two arms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pairs {
    /// One entry per entry of `METRICS`.
    pub metrics: Vec<Paired>,
    /// Games won by another side than before.
    pub flips: i64,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { metrics: vec![Paired::default(); METRICS.len()], flips: 0 }
    }
}

impl Pairs {
    /// Plays the games with these numbers both ways.
    pub fn play(arms: [&Arm; 2], games: Range<u64>) -> Self {
        let mut pairs = Self::default();
        for game in games {
            let [Some(a), Some(b)] = arms.map(|it| it.facts(game)) else { continue };
            for (paired, metric) in pairs.metrics.iter_mut().zip(&METRICS) {
                paired.add((metric.of)(&a), (metric.of)(&b));
            }
            let winner = |it: &Facts| it.score[0] > it.score[1];
            pairs.flips += i64::from(winner(&a) != winner(&b));
        }
        pairs
    }

    /// Adds other games.
    pub fn merge(&mut self, other: &Self) {
        for (own, theirs) in self.metrics.iter_mut().zip(&other.metrics) {
            own.merge(theirs);
        }
        self.flips += other.flips;
    }

    /// The pair of the metric with this id; an empty one where there is none.
    pub fn of(&self, id: &str) -> Paired {
        let at = METRICS.iter().position(|it| it.id == id);
        at.and_then(|at| self.metrics.get(at)).copied().unwrap_or_default()
    }
}
