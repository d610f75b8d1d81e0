//! Every rule of a game moves what it is about, the way it should, by at least so much.
//!
//! A parameter without a line here fails the suite: a lever that is not tested is a dead one.

use crate::tally::{Tally, even, meet, with};
use league::rules::{Param, Preset, Rules, Scope};
use league::sim::{Lineup, Scheme, Skills, Strategy};

/// One parameter's promise: from `low` to `high`, `metric` changes by `least` or more; below zero,
/// it falls by as much.
struct Lever {
    param: Param,
    base: &'static [(Param, i32)],
    low: i32,
    high: i32,
    metric: fn(&Tally) -> i64,
    least: i64,
}

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
const LEVERS: &[Lever] = &[
    Lever { param: Param::ScoreInside, base: &[], low: 1, high: 5, metric: Tally::arc_share, least: -300 },
    Lever { param: Param::ScoreArc, base: &[], low: 1, high: 7, metric: Tally::arc_share, least: 600 },
    Lever { param: Param::ScoreDeep, base: &[], low: 0, high: 6, metric: |it| Tally::share(it.deep, it.arc[0]), least: 300 },
    Lever { param: Param::ScoreFt, base: TIMED, low: 0, high: 5, metric: |it| it.per_game(it.points), least: 3_000 },
    Lever { param: Param::ClockPeriods, base: TIMED, low: 2, high: 5, metric: |it| it.per_game(it.possessions), least: 9_000 },
    Lever { param: Param::ClockPeriodSecs, base: &[], low: 120, high: 420, metric: |it| it.per_game(it.possessions), least: 8_000 },
    Lever { param: Param::ClockShotSecs, base: TIMED, low: 6, high: 24, metric: |it| it.per_game(it.possessions), least: -4_000 },
    Lever { param: Param::ClockOrbResetSecs, base: &[], low: 4, high: 12, metric: |it| it.second[0] * 100 / it.second[1], least: 300 },
    Lever { param: Param::ClockDeadBallSecs, base: &[], low: 0, high: 20, metric: |it| it.per_game(it.elapsed), least: 1_000_000 },
    Lever { param: Param::EndMode, base: &[], low: 0, high: 1, metric: |it| Tally::share(it.targets, it.games), least: 900 },
    Lever { param: Param::EndElamAfterPeriod, base: &[], low: 1, high: 3, metric: |it| it.per_game(it.target_at), least: 600_000 },
    Lever { param: Param::EndElamMargin, base: &[], low: 5, high: 40, metric: |it| it.per_game(it.possessions), least: 5_000 },
    Lever { param: Param::EndTargetScore, base: TARGET, low: 11, high: 40, metric: |it| it.per_game(it.points), least: 4_000 },
    Lever { param: Param::EndWinBy, base: FIFTY, low: 1, high: 5, metric: |it| Tally::share(it.by_two, it.games), least: -60 },
    Lever { param: Param::OvertimeSecs, base: LEVEL, low: 0, high: 300, metric: |it| it.overtime[0] / it.overtime[1].max(1), least: 1_000 },
    Lever { param: Param::OvertimeTarget, base: LEVEL, low: 1, high: 10, metric: |it| it.overtime[0] / it.overtime[1].max(1), least: 1_000 },
    Lever { param: Param::FoulPersonalLimit, base: &[], low: 2, high: 10, metric: |it| it.per_game(it.fouled_out), least: -200 },
    Lever { param: Param::FoulTeamBonus, base: &[], low: 1, high: 15, metric: |it| it.per_game(it.free[0]), least: -1_000 },
    Lever { param: Param::FoulPossessionAfter, base: BONUS, low: 2, high: 30, metric: Tally::per_possession, least: -50 },
    Lever { param: Param::FoulCallRate, base: &[], low: 20, high: 300, metric: |it| it.per_game(it.fouls), least: 1_000 },
    Lever { param: Param::UsageMaxShare, base: &[], low: 100, high: 35, metric: |it| it.top_share / it.games / 2, least: -60 },
    Lever { param: Param::UsageMinPasses, base: &[], low: 0, high: 4, metric: |it| Tally::share(it.assists, it.arc[1] + it.inside[1]), least: 100 },
    Lever { param: Param::SubEnergy, base: &[], low: 5, high: 90, metric: |it| it.per_game(it.substitutions), least: 500 },
    Lever { param: Param::SubMaxMinutes, base: &[], low: 100, high: 40, metric: |it| it.top_minutes / it.games / 2, least: -30 },
    Lever { param: Param::RateTurnover, base: &[], low: 20, high: 300, metric: |it| Tally::share(it.turnovers, it.possessions), least: 150 },
    Lever { param: Param::RateSteal, base: &[], low: 20, high: 300, metric: |it| Tally::share(it.steals, it.possessions), least: 80 },
    Lever { param: Param::RateBlock, base: &[], low: 20, high: 300, metric: |it| it.per_game(it.blocks), least: 500 },
    Lever { param: Param::RateOrb, base: &[], low: 20, high: 300, metric: |it| Tally::share(it.rebounds[1], it.rebounds[0]), least: 400 },
    Lever { param: Param::RateEnergyDrain, base: &[], low: 0, high: 400, metric: Tally::make_share, least: -15 },
    Lever { param: Param::EnergyRecoverBreak, base: TIRING, low: 0, high: 100, metric: |it| it.per_game(it.substitutions), least: -100 },
    Lever { param: Param::EnergyRecoverHalf, base: TIRING, low: 0, high: 100, metric: |it| it.per_game(it.substitutions), least: -100 },
    Lever { param: Param::CourtArcCm, base: &[], low: 500, high: 900, metric: Tally::arc_share, least: -300 },
    Lever { param: Param::HomeAdvantage, base: &[], low: 0, high: 300, metric: Tally::home_win_share, least: 80 },
];

/// A team with one hooper whom all would like to shoot.
fn starry() -> Lineup {
    let mut lineup = even(45);
    lineup.skills[0] = Skills::from_values([85; 10]);
    lineup
}

#[test]
fn every_rule_of_a_game_has_a_lever() {
    for param in Param::ALL.into_iter().filter(|it| it.scope() == Scope::Game) {
        assert!(LEVERS.iter().any(|it| it.param == param), "{} has no lever", param.id());
    }
}

#[test]
fn every_lever_moves_what_it_is_about() {
    let matchup = meet(starry(), starry());
    let mut dead = Vec::new();
    for lever in LEVERS {
        let base = with(&Rules::default(), lever.base);
        let [low, high] = [lever.low, lever.high].map(|value| {
            (lever.metric)(&Tally::of(&matchup, &with(&base, &[(lever.param, value)]), 300))
        });
        let moved = high - low;
        if moved.signum() != lever.least.signum() || moved.abs() < lever.least.abs() {
            let id = lever.param.id();
            dead.push(format!(
                "{id} {} -> {}: {low} -> {high}, not {}",
                lever.low, lever.high, lever.least
            ));
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn season_rules_that_reach_into_a_game_do() {
    let rules = Rules::default();
    let eight = Lineup { skills: vec![Skills::from_values([50; 10]); 8], ..even(50) };
    let matchup = meet(eight.clone(), eight);
    let bench = |size| {
        let tally = Tally::of(&matchup, &with(&rules, &[(Param::RosterSize, size)]), 200);
        tally.top_minutes / tally.games
    };
    assert!(bench(8) < bench(4), "more hoopers, fewer minutes for each");
    let boards = |court| {
        let tally = Tally::of(
            &matchup,
            &with(&rules, &[(Param::RosterOnCourt, court), (Param::RosterSize, 8)]),
            200,
        );
        tally.top_share / tally.games
    };
    assert!(boards(5) < boards(3) && boards(3) < boards(2), "more on court, fewer shots for each");
}

#[test]
fn every_dial_of_a_team_does_something() {
    let tally = |strategy: Strategy| {
        let dialled = Lineup { strategy, ..even(50) };
        let rules = with(&Rules::default(), &[(Param::EndMode, 0)]);
        Tally::of(&meet(dialled, even(50)), &rules, 300)
    };
    let [slow, fast] = [-10, 10].map(|pace| tally(Strategy { pace, ..Strategy::default() }));
    assert!(slow.possessions * 102 < fast.possessions * 100, "pace");
    let [near, far] = [-10, 10].map(|diet| tally(Strategy { diet, ..Strategy::default() }));
    assert!(near.home_arc[0] * 120 < far.home_arc[0] * 100, "diet");
    let [few, many] = [-10, 10].map(|bench| tally(Strategy { bench, ..Strategy::default() }));
    assert!(few.substitutions < many.substitutions, "bench");
    let of = |scheme| tally(Strategy { scheme, ..Strategy::default() });
    let away_arc = |it: &Tally| Tally::share(it.arc[0] - it.home_arc[0], it.inside[0] + it.arc[0]);
    let man = of(Scheme::Man);
    assert!(away_arc(&of(Scheme::Zone)) > away_arc(&man) + 10, "a zone gives up the arc");
    assert!(of(Scheme::Press).turnovers * 100 > man.turnovers * 105, "a press takes the ball");
    assert!(away_arc(&of(Scheme::Switch)) < away_arc(&man) - 10, "switching guards the arc");
}

#[test]
fn every_skill_is_worth_having() {
    let rules = with(&Rules::default(), &[(Param::EndMode, 0), (Param::HomeAdvantage, 0)]);
    let lead = |values: [u8; 10]| {
        let better = Lineup { skills: vec![Skills::from_values(values); 4], ..even(50) };
        let tally = Tally::of(&meet(better, even(50)), &rules, 800);
        tally.per_game(2 * tally.home_points - tally.points)
    };
    let even_lead = lead([50; 10]);
    for (at, name) in Skills::NAMES.iter().enumerate() {
        let mut values = [50; 10];
        values[at] = 95;
        let gained = lead(values) - even_lead;
        assert!(gained >= 50, "{name}: {gained} hundredths of a point");
    }
}

#[test]
fn every_preset_has_its_own_ending() {
    let matchup = meet(even(50), even(50));
    for preset in Preset::ALL {
        let tally = Tally::of(&matchup, &preset.rules(), 50);
        let targets = Tally::share(tally.targets, tally.games);
        let elam = matches!(preset, Preset::House | Preset::Tbt | Preset::Allstar);
        assert_eq!(targets == 1_000, elam, "{}", preset.name());
    }
}
