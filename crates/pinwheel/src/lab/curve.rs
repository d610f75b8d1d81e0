//! One rule swept over its bounds.
//!
//! May live here: which values are tried and what comes of each. Must never live here: drawing.

use league::lab::{Arm, Batch, Metric, own_metric, values};
use league::rules::{Param, Rules, Scope};
use league::sim::Matchup;

/// What one value came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) value: i32,
    /// In millionths; `None` where there was nothing to measure.
    pub(crate) measured: Option<i64>,
    /// Standard error, millionths.
    pub(crate) error: i64,
}

/// A rule's curve.
#[derive(Clone, Debug)]
pub(crate) struct Curve {
    pub(crate) param: Param,
    pub(crate) metric: &'static Metric,
    /// The value in force.
    pub(crate) current: i32,
    /// One entry per value, the smallest first.
    pub(crate) points: Vec<Point>,
    /// Values that cannot stand beside the other rules.
    pub(crate) left_out: Vec<i32>,
    /// Games for each value.
    pub(crate) games: u64,
}

/// A sweep that has been planned: every value with its rules.
pub(crate) struct Sweep {
    pub(crate) param: Param,
    pub(crate) metric: &'static Metric,
    current: i32,
    arms: Vec<(i32, Rules)>,
    left_out: Vec<i32>,
}

/// Why a rule has no curve.
pub(crate) const OF_THE_SEASON: &str =
    "acts on the season, not on a game; its effect is in the Book";

impl Sweep {
    /// Plans a sweep. `metric`: what to show instead of the rule's own metric.
    pub(crate) fn of(
        param: Param,
        rules: &Rules,
        metric: Option<&'static Metric>,
        smallest_squad: usize,
    ) -> Result<Self, &'static str> {
        let metric = metric.or_else(|| own_metric(param)).ok_or(OF_THE_SEASON)?;
        if own_metric(param).is_none() && param.scope() == Scope::Season {
            return Err(OF_THE_SEASON);
        }
        let current = rules.get(param);
        let mut sweep = Self { param, metric, current, arms: Vec::new(), left_out: Vec::new() };
        for value in values(param, current) {
            match rules.with(param, value) {
                Ok(rules) if rules.contradictions(smallest_squad).is_empty() => {
                    sweep.arms.push((value, rules));
                }
                _ => sweep.left_out.push(value),
            }
        }
        Ok(sweep)
    }

    /// How many values are tried.
    pub(crate) fn len(&self) -> usize {
        self.arms.len()
    }

    /// Plays it: the same games with the same dice for every value.
    pub(crate) fn play(
        &self,
        games: u64,
        pairings: &dyn Fn(&Rules) -> Vec<Matchup>,
        play: &dyn Fn(&Arm) -> Batch,
    ) -> Curve {
        let point = |(value, rules): &(i32, Rules)| {
            let sums = play(&Arm::of(pairings(rules), rules.clone())).of(self.metric.id);
            Point { value: *value, measured: sums.value(), error: sums.error() }
        };
        Curve {
            param: self.param,
            metric: self.metric,
            current: self.current,
            points: self.arms.iter().map(point).collect(),
            left_out: self.left_out.clone(),
            games,
        }
    }
}

impl Curve {
    /// The points that have a number: value, millionths, error.
    pub(crate) fn known(&self) -> Vec<(i32, i64, i64)> {
        self.points.iter().filter_map(|it| Some((it.value, it.measured?, it.error))).collect()
    }

    /// The smallest and the largest number, with room for their errors.
    pub(crate) fn range(&self) -> (i64, i64) {
        let known = self.known();
        let low = known.iter().map(|(_, it, error)| it - 2 * error).min().unwrap_or(0);
        let high = known.iter().map(|(_, it, error)| it + 2 * error).max().unwrap_or(1);
        (low, high.max(low + 1))
    }
}
