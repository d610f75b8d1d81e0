//! The order in which effects act on a number: fixed layers, so that it does not matter which rule
//! came first unless both say the same kind of thing.
//!
//! Points: set (the last wins), then all factors multiplied and rounded once, then all sums, then
//! the clamp. Chances: base, then rates multiplied, then percentage points added up within 35 either
//! way, then held between 1 and 99 %. May live here: that arithmetic. Never: conditions, the game.

use crate::units::div_round;

/// The most that a basket or free throw counts, whatever the rules.
pub const POINTS_MOST: i32 = 100;
/// The most percentage points that all rules together move a chance by.
pub const MOVE_MOST: i32 = 35;
/// Basis points within which a chance that rules have moved lies.
const CHANCES: (i32, i32) = (100, 9_900);
/// One, as a factor: nine places, so that products of per cents stay exact.
const ONE: i64 = 1_000_000_000;
/// The largest product of factors.
const FACTOR_MOST: i64 = 100 * ONE;
/// Per cent that a rate is scaled to at most, all rules together.
const RATE_MOST: i32 = 1_000;

/// What effects make of the points of one basket or free throw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PointLayers {
    set: Option<i32>,
    factor: i64,
    sum: i32,
}

impl Default for PointLayers {
    fn default() -> Self {
        Self { set: None, factor: ONE, sum: 0 }
    }
}

impl PointLayers {
    /// It counts this.
    pub fn set(&mut self, points: i32) {
        self.set = Some(points);
    }

    /// It counts so many per cent.
    pub fn multiply(&mut self, percent: i32) {
        self.factor = (self.factor * i64::from(percent.clamp(0, 500)) / 100).min(FACTOR_MOST);
    }

    /// It counts so much more.
    pub fn add(&mut self, points: i32) {
        self.sum = self.sum.saturating_add(points);
    }

    /// What a basket worth `base` counts, 0 to 100.
    pub fn count(&self, base: i32) -> i32 {
        let value = i64::from(self.set.unwrap_or(base));
        let times = div_round(value * self.factor, ONE) + i64::from(self.sum);
        i32::try_from(times.clamp(0, i64::from(POINTS_MOST))).unwrap_or(0)
    }
}

/// A rate, in per cent, after one more rule has scaled it.
pub fn scaled(rate: i32, percent: i32) -> i32 {
    (rate * percent.clamp(0, 400) / 100).min(RATE_MOST)
}

/// A chance in basis points after rules have moved it by `pp` percentage points in all, of which
/// `share` parts in a hundred count here. What lies outside 1 to 99 % by itself goes no further out.
pub fn moved(base: i32, pp: i32, share: i32) -> i32 {
    let by = pp.clamp(-MOVE_MOST, MOVE_MOST) * share;
    if by == 0 {
        return base;
    }
    (base + by).clamp(CHANCES.0.min(base), CHANCES.1.max(base))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_set_then_multiplied_then_added_to_whatever_the_order() {
        let mut layers = PointLayers::default();
        layers.add(1);
        layers.multiply(150);
        layers.set(3);
        // 3 × 150 % = 4.5, rounded 5, and 1.
        assert_eq!(layers.count(2), 6);
        let mut thirds = PointLayers::default();
        (0..2).for_each(|_| thirds.multiply(50));
        assert_eq!(thirds.count(2), 1, "2 × 25 % = 0.5, rounded once, away from nothing");
        layers.add(-40);
        assert_eq!(layers.count(2), 0);
        (0..60).for_each(|_| layers.multiply(500));
        assert_eq!(layers.count(2), POINTS_MOST);
    }

    #[test]
    fn a_moved_chance_stays_a_chance() {
        assert_eq!(moved(4_000, 4, 100), 4_400);
        assert_eq!(moved(4_000, 90, 100), 7_500);
        assert_eq!((moved(4_000, -90, 100), moved(2_000, -30, 100)), (500, 100));
        assert_eq!((moved(9_800, 25, 100), moved(60, -5, 33), moved(60, 5, 33)), (9_900, 60, 225));
        assert_eq!((scaled(100, 50), scaled(1_000, 400)), (50, 1_000));
    }
}
