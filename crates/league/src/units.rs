//! Quantities with their units in the type.
//!
//! May live here: newtypes over integers and their arithmetic. Never: floats, clocks, formatting for people.

use serde::{Deserialize, Serialize};

/// Milliseconds since 1970-01-01 UTC. The shell reads the clock; the core only compares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl UnixMillis {
    /// This instant moved by `millis` (may be negative). Saturates.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to this; negative when this is the earlier one.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// A probability in basis points: `Chance::new(5_000)` is a coin flip. At most 10 000.
///
/// Integer, because a replay must be exact on every machine and `f64::exp` is not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Chance(u16);

impl Chance {
    /// The chance `basis_points / 10 000`, clamped to `0..=10_000`.
    pub fn new(basis_points: i32) -> Self {
        Self(u16::try_from(basis_points.clamp(0, 10_000)).unwrap_or(10_000))
    }

    /// Basis points, `0..=10_000`.
    pub fn basis_points(self) -> u16 {
        self.0
    }
}

/// `numerator / denominator` rounded half away from zero; the one rounding rule of the core.
///
/// `denominator` must be positive.
pub fn div_round(numerator: i64, denominator: i64) -> i64 {
    let half = denominator / 2;
    if numerator < 0 { (numerator - half) / denominator } else { (numerator + half) / denominator }
}

#[cfg(test)]
mod tests {
    use super::div_round;

    #[test]
    fn rounding_is_half_away_from_zero_on_both_sides() {
        let cases = [(5, 2, 3), (-5, 2, -3), (4, 3, 1), (-4, 3, -1), (0, 7, 0), (7, 7, 1)];
        for (n, d, want) in cases {
            assert_eq!(div_round(n, d), want, "{n}/{d}");
        }
    }
}
