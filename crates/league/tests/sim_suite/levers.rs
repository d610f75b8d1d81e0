//! Every rule of a game moves what it is about, the way it should, by at least so much.
//!
//! A parameter without a line here, or in `season_levers`, fails the suite: a lever that is not tested
//! is a dead one. 400 games an arm with the same dice; the smallest movement that is accepted is
//! written down, and it must be four standard errors from nothing.

use crate::arms::{even, gained, house, meet, more, of, starry, with};
use league::lab::Pairs;
use league::rules::{Param, Rules};
use league::sim::{Lineup, Scheme, Skills, Strategy};

/// One parameter's promise: from `low` to `high`, `metric` changes by `least` or more; below zero,
/// it falls by as much.
pub(crate) struct Lever {
    pub(crate) param: Param,
    pub(crate) base: &'static [(Param, i32)],
    pub(crate) low: i32,
    pub(crate) high: i32,
    pub(crate) metric: &'static str,
    pub(crate) least: f64,
}

/// Games an arm.
const GAMES: u64 = 400;

const TIMED: &[(Param, i32)] = &[(Param::EndMode, 0)];
const TARGET: &[(Param, i32)] = &[(Param::EndMode, 2)];
const FIFTY: &[(Param, i32)] =
    &[(Param::EndMode, 2), (Param::EndTargetScore, 50), (Param::ClockPeriodSecs, 1_200)];
/// Short timed games of small baskets, many of them level at the end.
const LEVEL: &[(Param, i32)] = &[
    (Param::EndMode, 0),
    (Param::ClockPeriods, 1),
    (Param::ClockPeriodSecs, 60),
    (Param::ScoreInside, 1),
    (Param::ScoreArc, 1),
];
const BONUS: &[(Param, i32)] = &[(Param::FoulTeamBonus, 1), (Param::FoulPersonalLimit, 0)];
const TIRING: &[(Param, i32)] = &[
    (Param::EndMode, 0),
    (Param::RateEnergyDrain, 200),
    (Param::SubEnergy, 5),
    (Param::EnergyRecoverBreak, 0),
    (Param::EnergyRecoverHalf, 0),
];

#[rustfmt::skip]
pub(crate) const LEVERS: &[Lever] = &[
    Lever { param: Param::ScoreInside, base: &[], low: 1, high: 5, metric: "arc_share", least: -0.3 },
    Lever { param: Param::ScoreArc, base: &[], low: 1, high: 7, metric: "arc_share", least: 0.6 },
    Lever { param: Param::ScoreDeep, base: &[], low: 2, high: 6, metric: "deep_share", least: 0.15 },
    Lever { param: Param::ScoreFt, base: TIMED, low: 0, high: 5, metric: "points", least: 15.0 },
    Lever { param: Param::ClockPeriods, base: TIMED, low: 2, high: 5, metric: "possessions", least: 45.0 },
    Lever { param: Param::ClockPeriodSecs, base: &[], low: 120, high: 420, metric: "possessions", least: 40.0 },
    Lever { param: Param::ClockShotSecs, base: TIMED, low: 6, high: 24, metric: "possessions", least: -20.0 },
    Lever { param: Param::ClockOrbResetSecs, base: &[], low: 4, high: 12, metric: "second_chance_time", least: 0.2 },
    Lever { param: Param::ClockDeadBallSecs, base: &[], low: 0, high: 20, metric: "length", least: 10_000.0 },
    Lever { param: Param::EndMode, base: &[], low: 0, high: 1, metric: "target", least: 0.9 },
    Lever { param: Param::EndElamAfterPeriod, base: &[], low: 1, high: 3, metric: "target_at", least: 6_000.0 },
    Lever { param: Param::EndElamMargin, base: &[], low: 5, high: 40, metric: "possessions", least: 25.0 },
    Lever { param: Param::EndTargetScore, base: TARGET, low: 11, high: 40, metric: "points", least: 15.0 },
    Lever { param: Param::EndWinBy, base: FIFTY, low: 1, high: 5, metric: "by_three", least: -0.1 },
    Lever { param: Param::OvertimeSecs, base: LEVEL, low: 60, high: 300, metric: "overtime_length", least: 1_000.0 },
    Lever { param: Param::OvertimeTarget, base: LEVEL, low: 1, high: 10, metric: "overtime_length", least: 1_000.0 },
    Lever { param: Param::FoulPersonalLimit, base: &[], low: 2, high: 10, metric: "fouled_out", least: -1.5 },
    Lever { param: Param::FoulTeamBonus, base: &[], low: 1, high: 15, metric: "free_tries", least: -4.0 },
    Lever { param: Param::FoulPossessionAfter, base: BONUS, low: 2, high: 30, metric: "per_possession", least: -0.05 },
    Lever { param: Param::FoulCallRate, base: &[], low: 20, high: 300, metric: "fouls", least: 10.0 },
    Lever { param: Param::UsageMaxShare, base: &[], low: 100, high: 35, metric: "top_share", least: -0.05 },
    Lever { param: Param::UsageMinPasses, base: &[], low: 0, high: 4, metric: "assisted", least: 0.1 },
    Lever { param: Param::SubEnergy, base: &[], low: 5, high: 90, metric: "substitutions", least: 5.0 },
    Lever { param: Param::SubMaxMinutes, base: &[], low: 100, high: 40, metric: "top_minutes", least: -0.02 },
    Lever { param: Param::RateTurnover, base: &[], low: 20, high: 300, metric: "turnovers", least: 0.15 },
    Lever { param: Param::RateSteal, base: &[], low: 20, high: 300, metric: "steals", least: 0.08 },
    Lever { param: Param::RateBlock, base: &[], low: 20, high: 300, metric: "blocks", least: 5.0 },
    Lever { param: Param::RateOrb, base: &[], low: 20, high: 300, metric: "offensive_rebounds", least: 0.4 },
    Lever { param: Param::RateEnergyDrain, base: &[], low: 0, high: 400, metric: "late_chance", least: -0.015 },
    Lever { param: Param::EnergyRecoverBreak, base: TIRING, low: 0, high: 100, metric: "late_chance", least: 0.005 },
    Lever { param: Param::EnergyRecoverHalf, base: TIRING, low: 0, high: 100, metric: "late_chance", least: 0.002 },
    Lever { param: Param::CourtArcCm, base: &[], low: 500, high: 900, metric: "arc_share", least: -0.3 },
    Lever { param: Param::HomeAdvantage, base: &[], low: 0, high: 300, metric: "home_wins", least: 0.08 },
];

#[test]
fn every_lever_moves_what_it_is_about() {
    let matchup = meet(starry(), starry());
    let mut dead = Vec::new();
    for lever in LEVERS {
        let base = with(&Rules::default(), lever.base);
        let [low, high] = [lever.low, lever.high]
            .map(|value| of(matchup.clone(), with(&base, &[(lever.param, value)])));
        let moved = more(&low, &high, lever.metric, GAMES);
        let forward = if lever.least < 0.0 { -moved.value } else { moved.value };
        if !(crate::arms::Number { value: forward, ..moved }).is_more_than(lever.least.abs()) {
            let id = lever.param.id();
            dead.push(format!(
                "{id} {} -> {}: {} moves by {:.4} ± {:.4}, not {}",
                lever.low, lever.high, lever.metric, moved.value, moved.error, lever.least
            ));
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn every_dial_of_a_team_does_something() {
    let timed = house(&[(Param::EndMode, 0)]);
    let dialled = |strategy| of(crate::arms::dialled(strategy), timed.clone());
    let with_pace = |pace| dialled(Strategy { pace, ..Strategy::default() });
    assert!(more(&with_pace(-10), &with_pace(10), "possessions", 400).is_more_than(1.0), "pace");
    let with_diet = |diet| dialled(Strategy { diet, ..Strategy::default() });
    assert!(more(&with_diet(-10), &with_diet(10), "arc_share", 400).is_more_than(0.03), "diet");
    let with_bench = |bench| dialled(Strategy { bench, ..Strategy::default() });
    let bench = more(&with_bench(-10), &with_bench(10), "substitutions", 400);
    assert!(bench.is_more_than(1.0), "bench: {bench:?}");
    let scheme = |scheme| dialled(Strategy { scheme, ..Strategy::default() });
    // Only the visitors meet the scheme; both sides are counted.
    let against = |it, id| more(&scheme(Scheme::Man), &scheme(it), id, 600);
    let zone = against(Scheme::Zone, "arc_share");
    assert!(zone.is_more_than(0.005), "a zone gives up the arc: {zone:?}");
    let press = against(Scheme::Press, "turnovers");
    assert!(press.is_more_than(0.005), "a press takes the ball: {press:?}");
    let switch = against(Scheme::Switch, "arc_share");
    assert!(
        -switch.value > 0.005 && -switch.value > 4.0 * switch.error,
        "switching guards the arc: {switch:?}"
    );
}

#[test]
fn dials_beyond_their_bounds_count_as_the_bounds() {
    let rules = house(&[]);
    let of = |pace, diet, bench| {
        of(
            crate::arms::dialled(Strategy { pace, diet, bench, ..Strategy::default() }),
            rules.clone(),
        )
    };
    let pairs = Pairs::play([&of(10, -10, 10), &of(127, -128, 127)], 0..40);
    assert!(gained(&pairs, "points").value.abs() < f64::EPSILON && pairs.flips == 0);
}

#[test]
fn every_skill_is_worth_having() {
    let rules = house(&[(Param::EndMode, 0), (Param::HomeAdvantage, 0)]);
    for (at, name) in Skills::NAMES.iter().enumerate() {
        let mut values = [50; 10];
        values[at] = 95;
        let better = Lineup { skills: vec![Skills::from_values(values); 4], ..even(50) };
        let arms = [meet(even(50), even(50)), meet(better, even(50))]
            .map(|matchup| of(matchup, rules.clone()));
        let lead = more(&arms[0], &arms[1], "home_lead", 3_000);
        assert!(lead.is_more_than(0.5), "{name}: {lead:?}");
    }
}
