//! Ways to play, and what a change of one of them moves: with its standard error.
//!
//! Shares and averages are floats here: a test is read by people.

use league::lab::{Arm, Batch, Pairs};
use league::rules::{Param, Rules};
use league::sim::{Lineup, Matchup, Skills, Strategy, Venue};

pub(crate) use league::lab::squad as even;

/// Two lineups in an ordinary place.
pub(crate) fn meet(home: Lineup, away: Lineup) -> Matchup {
    Matchup { home, away, venue: league::lab::ordinary_venue(), travel_km: 300 }
}

/// `rules` with some values changed.
pub(crate) fn with(rules: &Rules, changes: &[(Param, i32)]) -> Rules {
    changes.iter().fold(rules.clone(), |rules, (param, value)| {
        rules.with(*param, *value).unwrap_or_else(|fault| panic!("{fault}"))
    })
}

/// The house rules with some values changed.
pub(crate) fn house(changes: &[(Param, i32)]) -> Rules {
    with(&Rules::default(), changes)
}

/// Even squads by these rules.
pub(crate) fn arm(rules: Rules) -> Arm {
    Arm::even(50, rules)
}

/// A pairing by these rules.
pub(crate) fn of(matchup: Matchup, rules: Rules) -> Arm {
    Arm::of(vec![matchup], rules)
}

/// Four hoopers of skill 45 and one of 85 whom all would like to shoot.
pub(crate) fn starry() -> Lineup {
    let mut lineup = even(45);
    lineup.skills[0] = Skills::from_values([85; 10]);
    lineup
}

/// Even squads with a strategy for the home side.
pub(crate) fn dialled(strategy: Strategy) -> Matchup {
    meet(Lineup { strategy, ..even(50) }, even(50))
}

/// A venue at sea level without an echo.
pub(crate) fn small_hall() -> Venue {
    Venue { capacity: 100, altitude_m: 0 }
}

/// A number with its standard error.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub(crate) value: f64,
    pub(crate) error: f64,
}

impl Number {
    /// More than this, and not by chance: four standard errors from nothing.
    pub(crate) fn is_more_than(self, least: f64) -> bool {
        self.value >= least && self.value > 4.0 * self.error
    }

    /// Fails unless the number lies in the range.
    #[track_caller]
    pub(crate) fn within(self, what: &str, low: f64, high: f64) {
        let Self { value, error } = self;
        assert!(
            (low..=high).contains(&value),
            "{what}: {value:.4} ± {error:.4}, not {low} to {high}"
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "a test reads it")]
fn micro(value: i64) -> f64 {
    value as f64 / 1e6
}

/// A metric of an arm.
pub(crate) fn metric(arm: &Arm, id: &str, games: u64) -> Number {
    read(&Batch::play(arm, 0..games), id)
}

/// A metric of what was played.
pub(crate) fn read(batch: &Batch, id: &str) -> Number {
    let sums = batch.of(id);
    let value = sums.value().unwrap_or_else(|| panic!("{id} has no value"));
    Number { value: micro(value), error: micro(sums.error()) }
}

/// What the second arm has more of than the first, game by game with the same dice.
pub(crate) fn more(a: &Arm, b: &Arm, id: &str, games: u64) -> Number {
    gained(&Pairs::play([a, b], 0..games), id)
}

/// The same, of what was played.
pub(crate) fn gained(pairs: &Pairs, id: &str) -> Number {
    let paired = pairs.of(id);
    let value = paired.difference().unwrap_or_else(|| panic!("{id} has no value"));
    Number { value: micro(value), error: micro(paired.error()) }
}
