//! The calibration table: what real basketball says, and how the model is measured against it.
//!
//! `cargo xtask calibrate` fits and reports by this table, and a test measures it again. May live
//! here: rows, ranges, sources, how a row is measured. Never: how the fit is searched.

use super::{Arm, Batch, MICRO, SLICES, squad};
use crate::rules::{Param, Preset, Rules};
use crate::sim::{Fit, Skills, asking_prices};

/// A set-up that rows are measured under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Setting {
    /// Equal squads by the rules of `fiba3x3`, on neutral ground.
    Fiba,
    /// The same with a weaker long shot, for the women's figures.
    FibaWomen,
    /// Equal squads by the rules of `big3`, on neutral ground.
    Big3,
    /// Equal squads by the `house` rules, home and away.
    House,
    /// The same, ended by the clock.
    HouseTimed,
    /// Ended by the clock, on neutral ground: for leads.
    NeutralTimed,
    /// Ended by the clock, on neutral ground, three in a squad: nobody rests.
    NoBench,
    /// The same, and nobody tires.
    NoBenchFresh,
    /// One hooper whom all would like to shoot.
    Star,
    /// The same, held to a smaller share of the shots.
    StarHeld,
}

impl Setting {
    /// Every setting.
    pub const ALL: [Self; 10] = [
        Self::Fiba,
        Self::FibaWomen,
        Self::Big3,
        Self::House,
        Self::HouseTimed,
        Self::NeutralTimed,
        Self::NoBench,
        Self::NoBenchFresh,
        Self::Star,
        Self::StarHeld,
    ];

    /// The arm that is played.
    pub fn arm(self, fit: &Fit) -> Arm {
        let mut arm = Arm::even(50, self.rules());
        arm.fit = *fit;
        for matchup in &mut arm.matchups {
            for lineup in [&mut matchup.home, &mut matchup.away] {
                match self {
                    Self::FibaWomen => lineup.skills.iter_mut().for_each(|it| it.long = 28),
                    Self::NoBench | Self::NoBenchFresh => lineup.skills.truncate(3),
                    Self::Star | Self::StarHeld => {
                        *lineup = squad(45);
                        lineup.skills[0] = Skills::from_values([70; 10]);
                    }
                    Self::Fiba
                    | Self::Big3
                    | Self::House
                    | Self::HouseTimed
                    | Self::NeutralTimed => {}
                }
            }
        }
        arm
    }

    fn rules(self) -> Rules {
        let timed = (Param::EndMode, 0);
        let neutral = (Param::HomeAdvantage, 0);
        let (preset, changes): (_, &[(Param, i32)]) = match self {
            Self::Fiba | Self::FibaWomen => (Preset::Fiba3x3, &[neutral]),
            Self::Big3 => (Preset::Big3, &[neutral]),
            Self::House => (Preset::House, &[]),
            Self::HouseTimed => (Preset::House, &[timed]),
            Self::NeutralTimed | Self::NoBench => (Preset::House, &[timed, neutral]),
            Self::NoBenchFresh => (Preset::House, &[timed, neutral, (Param::RateEnergyDrain, 0)]),
            Self::Star => (Preset::House, &[timed, neutral, (Param::UsageMaxShare, 60)]),
            Self::StarHeld => (Preset::House, &[timed, neutral, (Param::UsageMaxShare, 36)]),
        };
        // Every value is within its bounds; a test says so.
        changes.iter().fold(preset.rules(), |rules, (param, value)| {
            rules.with(*param, *value).unwrap_or(rules)
        })
    }
}

/// How a row's number comes about.
#[derive(Clone, Copy, Debug)]
pub enum Measure {
    /// A metric of a setting.
    Metric(Setting, &'static str),
    /// The first metric less the second, of one setting, times a hundred.
    Difference(Setting, &'static str, &'static str),
    /// By how much of itself the metric is lower in the first setting than in the second.
    Loss(Setting, Setting, &'static str),
    /// The first hooper's loss of points per shot for ten points more of the shots.
    Usage,
    /// The distance of the last lead change's times from the arcsine law (Kolmogorov–Smirnov).
    Arcsine(Setting),
    /// Seconds of the shot clock that do not raise what is asked of a look; all must.
    Threshold(Setting),
}

/// How a row's number is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Per cent.
    Percent,
    /// A number with two decimals.
    Number,
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Such as `C1`.
    pub id: &'static str,
    /// What is measured.
    pub what: &'static str,
    /// How.
    pub measure: Measure,
    /// How it is read.
    pub reading: Reading,
    /// The range that the test holds the model to, ten-thousandths.
    pub range: [i64; 2],
    /// Where the range comes from.
    pub source: &'static str,
    /// How much the evidence carries.
    pub evidence: Evidence,
}

/// How much a row's evidence carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A rule, or many games counted.
    Firm,
    /// Derived, or counted in other basketball.
    Fair,
    /// A few games, or from memory.
    Thin,
}

/// A row's number and its standard error, millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// The number.
    pub value: i64,
    /// Its standard error; 0 where none is given.
    pub error: i64,
}

impl Row {
    /// Whether the number lies in the range.
    pub fn holds(&self, measured: Measured) -> bool {
        let [low, high] = self.range.map(|it| it * 100);
        (low..=high).contains(&measured.value)
    }

    /// The settings that its number needs.
    pub fn settings(&self) -> Vec<Setting> {
        match self.measure {
            Measure::Metric(it, _)
            | Measure::Difference(it, _, _)
            | Measure::Arcsine(it)
            | Measure::Threshold(it) => vec![it],
            Measure::Loss(a, b, _) => vec![a, b],
            Measure::Usage => vec![Setting::Star, Setting::StarHeld],
        }
    }

    /// Its number, by what was played under each setting.
    pub fn measured(&self, played: &impl Fn(Setting) -> Batch) -> Measured {
        match self.measure {
            Measure::Metric(setting, id) => {
                let sums = played(setting).of(id);
                Measured { value: sums.value().unwrap_or(0), error: sums.error() }
            }
            Measure::Difference(setting, a, b) => {
                let batch = played(setting);
                let [a, b] = [a, b].map(|it| batch.of(it));
                let difference = a.value().unwrap_or(0) - b.value().unwrap_or(0);
                let square = a.error() * a.error() + b.error() * b.error();
                Measured { value: difference * 100, error: square.isqrt() * 100 }
            }
            Measure::Loss(a, b, id) => {
                let [a, b] = [a, b].map(|it| played(it).of(id));
                let base = b.value().unwrap_or(0).max(1);
                let lost = base - a.value().unwrap_or(0);
                let square = a.error() * a.error() + b.error() * b.error();
                Measured { value: lost * MICRO / base, error: square.isqrt() * MICRO / base }
            }
            Measure::Usage => usage(&played(Setting::Star), &played(Setting::StarHeld)),
            Measure::Arcsine(setting) => {
                let batch = played(setting);
                Measured { value: arcsine_distance(&batch.last_change), error: 0 }
            }
            Measure::Threshold(setting) => {
                let arm = setting.arm(&Fit::COMMITTED);
                let Some(matchup) = arm.matchups.first() else {
                    return Measured { value: MICRO, error: 0 };
                };
                let prices = asking_prices(matchup, &arm.rules, &arm.fit);
                let secs = usize::try_from(arm.rules.get(Param::ClockShotSecs)).unwrap_or(0);
                let flat = prices[..secs.min(60)].windows(2).filter(|it| it[0] >= it[1]).count();
                Measured { value: i64::try_from(flat).unwrap_or(0) * MICRO, error: 0 }
            }
        }
    }
}

fn usage(free: &Batch, held: &Batch) -> Measured {
    let more = free.value("first_share") - held.value("first_share");
    let [free, held] = [free, held].map(|it| it.of("first_value"));
    let base = held.value().unwrap_or(0).max(1);
    let lost = base - free.value().unwrap_or(0);
    let square = free.error() * free.error() + held.error() * held.error();
    // For ten points of the share.
    let per_ten = |it: i64| it * MICRO / base * (MICRO / 10) / more.max(1);
    Measured { value: per_ten(lost), error: per_ten(square.isqrt()) }
}

/// `2/π · asin √(n/SLICES)`, millionths, for n = 1 to `SLICES`: the share of games whose last lead
/// change comes by then, were scoring a walk without memory. A test computes it again.
#[rustfmt::skip]
const ARCSINE: [i64; SLICES] = [
    90_334, 128_188, 157_542, 182_555, 204_833, 225_199, 244_142, 261_980, 278_934, 295_167,
    310_801, 325_932, 340_637, 354_978, 369_010, 382_777, 396_317, 409_666, 422_853, 435_906,
    448_851, 461_711, 474_508, 487_264, 500_000, 512_736, 525_492, 538_289, 551_149, 564_094,
    577_147, 590_334, 603_683, 617_223, 630_990, 645_022, 659_363, 674_068, 689_199, 704_833,
    721_066, 738_020, 755_858, 774_801, 795_167, 817_445, 842_458, 871_812, 909_666, 1_000_000,
];

/// The largest distance between the times of the last lead change and the arcsine law, millionths.
fn arcsine_distance(games: &[i64; SLICES]) -> i64 {
    let all = games.iter().sum::<i64>().max(1);
    let (mut sum, mut most) = (0, 0);
    for (count, law) in games.iter().zip(ARCSINE) {
        sum += count;
        most = most.max((sum * MICRO / all - law).abs());
    }
    most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arcsine_law_is_itself() {
        for (at, entry) in ARCSINE.iter().enumerate() {
            let x = f64::from(u32::try_from(at + 1).expect("fifty")) / 50.0;
            let exact = 2_000_000.0 / std::f64::consts::PI * x.sqrt().asin();
            let entry = f64::from(i32::try_from(*entry).expect("a million"));
            assert!((exact - entry).abs() <= 1.0, "{at}: {entry}, not {exact}");
        }
    }

    #[test]
    fn every_setting_is_what_it_says() {
        for setting in Setting::ALL {
            let arm = setting.arm(&Fit::COMMITTED);
            let timed = arm.rules.end_mode() == crate::rules::EndMode::Timed;
            let is_house_elam = setting == Setting::House;
            let target = matches!(setting, Setting::Fiba | Setting::FibaWomen | Setting::Big3);
            assert!(timed || is_house_elam || target, "{setting:?}");
        }
        let held = Setting::StarHeld.arm(&Fit::COMMITTED);
        assert_eq!(held.rules.get(Param::UsageMaxShare), 36);
        assert_eq!(held.rules.get(Param::HomeAdvantage), 0);
    }
}
