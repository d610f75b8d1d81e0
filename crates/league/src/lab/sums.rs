//! Exact sums over games, their ratio and its standard error, and paired differences.
//!
//! Every metric is a ratio of two sums over games: an average has 1 a game below the line. The error
//! is that of a ratio estimate (the variance of `x - ratio * y` over games). All in integers, so that
//! any number of threads in any order gives the same. May live here: that arithmetic. Never: what is
//! summed.

use crate::units::div_round;

/// Parts of one that values and errors are counted in.
pub const MICRO: i64 = 1_000_000;

/// Sums of one metric over games.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Games.
    pub games: i64,
    /// Above and below the line.
    pub of: [i64; 2],
    /// Their squares and their product.
    squares: [i64; 2],
    product: i64,
}

impl Sums {
    /// Adds a game's pair.
    pub fn add(&mut self, [x, y]: [i64; 2]) {
        self.games += 1;
        self.of = [self.of[0] + x, self.of[1] + y];
        self.squares = [self.squares[0] + x * x, self.squares[1] + y * y];
        self.product += x * y;
    }

    /// Adds another set of games.
    pub fn merge(&mut self, other: &Self) {
        self.games += other.games;
        for at in 0..2 {
            self.of[at] += other.of[at];
            self.squares[at] += other.squares[at];
        }
        self.product += other.product;
    }

    /// The ratio in millionths; `None` where there is nothing below the line.
    pub fn value(&self) -> Option<i64> {
        (self.of[1] != 0).then(|| micro(self.of[0], self.of[1]))
    }

    /// The standard error of the value, millionths.
    pub fn error(&self) -> i64 {
        let Some(value) = self.value() else { return 0 };
        root(self.spread(value), self.of[1])
    }

    /// The sum of squares of `x - value * y`, in squared millionths.
    fn spread(&self, value: i64) -> i128 {
        let (m, r) = (i128::from(MICRO), i128::from(value));
        let [xx, yy] = self.squares.map(i128::from);
        m * m * xx - 2 * m * r * i128::from(self.product) + r * r * yy
    }
}

/// Two arms of the same games with the same keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paired {
    /// The sums of each arm.
    pub arms: [Sums; 2],
    /// Products across the arms: of what is above and below the line.
    cross: [[i64; 2]; 2],
}

impl Paired {
    /// Adds the same game played both ways.
    pub fn add(&mut self, a: [i64; 2], b: [i64; 2]) {
        self.arms[0].add(a);
        self.arms[1].add(b);
        for (row, left) in self.cross.iter_mut().zip(a) {
            for (sum, right) in row.iter_mut().zip(b) {
                *sum += left * right;
            }
        }
    }

    /// Adds another set of games.
    pub fn merge(&mut self, other: &Self) {
        for (own, theirs) in self.arms.iter_mut().zip(&other.arms) {
            own.merge(theirs);
        }
        for (own, theirs) in self.cross.iter_mut().flatten().zip(other.cross.iter().flatten()) {
            *own += theirs;
        }
    }

    /// The second arm's value less the first's, millionths; `None` where one has no value.
    pub fn difference(&self) -> Option<i64> {
        Some(self.arms[1].value()? - self.arms[0].value()?)
    }

    /// The standard error of the difference, millionths: far smaller than two separate errors where
    /// the dice that both share decide most.
    pub fn error(&self) -> i64 {
        let [Some(a), Some(b)] = self.arms.map(|it| it.value()) else { return 0 };
        let [below_a, below_b] = self.arms.map(|it| it.of[1]);
        let m = i128::from(MICRO);
        let [[xx, xy], [yx, yy]] = self.cross.map(|it| it.map(i128::from));
        // The sum over games of (x - a y) times (x' - b y'), in squared millionths.
        let both = m * m * xx - m * i128::from(b) * xy - m * i128::from(a) * yx
            + i128::from(a) * i128::from(b) * yy;
        let square = |sums: &Sums, value, below: i64| {
            sums.spread(value) / (i128::from(below) * i128::from(below)).max(1)
        };
        let own = square(&self.arms[0], a, below_a) + square(&self.arms[1], b, below_b);
        let shared = 2 * both / (i128::from(below_a) * i128::from(below_b)).max(1);
        narrow((own - shared).max(0).isqrt())
    }
}

fn micro(x: i64, y: i64) -> i64 {
    let half = i128::from(y.abs()) / 2;
    let (x, y) = (i128::from(x) * i128::from(MICRO) * i128::from(y.signum()), i128::from(y.abs()));
    narrow(if x < 0 { (x - half) / y } else { (x + half) / y })
}

fn root(square: i128, below: i64) -> i64 {
    div_round(narrow(square.max(0).isqrt()), below.abs().max(1))
}

fn narrow(wide: i128) -> i64 {
    i64::try_from(wide).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_and_its_error_are_those_of_a_textbook() {
        let mut sums = Sums::default();
        for x in [2, 4, 4, 4, 5, 5, 7, 9] {
            sums.add([x, 1]);
        }
        // Mean 5, deviation 2, eight games: 2 / sqrt(8).
        assert_eq!(sums.value(), Some(5 * MICRO));
        assert_eq!(sums.error(), 707_107);
    }

    #[test]
    fn the_order_of_adding_changes_nothing() {
        let pairs: Vec<[i64; 2]> = (1..50).map(|it| [it * 7 % 13, it % 5 + 1]).collect();
        let sum = |pairs: &[[i64; 2]]| {
            let mut sums = Sums::default();
            for pair in pairs {
                sums.add(*pair);
            }
            sums
        };
        let (left, right) = pairs.split_at(17);
        let mut merged = sum(right);
        merged.merge(&sum(left));
        assert_eq!(merged, sum(&pairs));
    }

    #[test]
    fn what_both_arms_share_is_not_in_the_error() {
        let mut paired = Paired::default();
        for x in 0..1_000 {
            let noise = x * 37 % 101;
            paired.add([noise, 1], [noise + 3, 1]);
        }
        assert_eq!((paired.difference(), paired.error()), (Some(3 * MICRO), 0));
        assert!(paired.arms[0].error() > 0);
    }

    #[test]
    fn nothing_below_the_line_has_no_value() {
        let mut sums = Sums::default();
        sums.add([0, 0]);
        assert_eq!((sums.value(), sums.error()), (None, 0));
    }
}
