//! Fouls, tiredness, shares of the shots: B12 to B14.

use crate::arms::{arm, even, gained, house, meet, more, of, starry};
use league::dice::GameKey;
use league::lab::Pairs;
use league::rules::Param;
use league::sim::{BoxScore, Line, Lineup, Skills, play};

/// B12: what is called, and what it costs; 1 000 games an arm.
#[test]
fn b12_fouls_follow_what_is_called() {
    let call = |rate| arm(house(&[(Param::FoulCallRate, rate)]));
    let pairs = Pairs::play([&call(50), &call(150)], 0..1_000);
    assert!(gained(&pairs, "fouls").is_more_than(8.0));
    assert!(gained(&pairs, "free_rate").is_more_than(0.1));
    assert!(gained(&pairs, "fouled_out").is_more_than(0.5));
    let bonus = |from| arm(house(&[(Param::FoulTeamBonus, from)]));
    assert!(more(&bonus(9), &bonus(3), "free_tries", 1_000).is_more_than(2.0));
    let limit = |fouls| arm(house(&[(Param::FoulPersonalLimit, fouls)]));
    assert!(more(&limit(6), &limit(3), "fouled_out", 1_000).is_more_than(0.5));
}

/// B12: a stricter limit takes minutes from whoever fouls most.
#[test]
fn b12_a_stricter_limit_shortens_the_games_of_those_who_foul() {
    let mut rough = even(50);
    rough.skills[0] = Skills { defend: 5, ..Skills::from_values([60; 10]) };
    let matchup = meet(rough, even(50));
    let minutes = |limit| -> i64 {
        let rules = house(&[(Param::FoulPersonalLimit, limit), (Param::FoulCallRate, 150)]);
        let of = |n| {
            let game = play(&matchup, &rules, GameKey::trial(12, n));
            let boxes = BoxScore::from_plays([4, 4], 3, &game.plays);
            let hoopers = &boxes.sides[0].hoopers;
            let time = |it: &Line| i64::from(it.time_tenths);
            time(&hoopers[0]) * 1_000 / hoopers.iter().map(time).sum::<i64>()
        };
        (0..400).map(of).sum::<i64>() / 400
    };
    let [strict, mild, none] = [2, 4, 0].map(minutes);
    assert!(strict + 20 < mild && mild < none, "{strict} {mild} {none}");
}

/// B13: the quicker they tire, the fewer shots go in, the more the bench plays, and the more a deep
/// squad is worth; 1 500 games an arm.
#[test]
fn b13_tired_hoopers_shoot_worse_and_a_bench_helps() {
    let drain = |rate| (Param::RateEnergyDrain, rate);
    let even_squads = |rate| arm(house(&[drain(rate)]));
    let rates = [0, 100, 200, 400].map(even_squads);
    for pair in rates.windows(2) {
        let pairs = Pairs::play([&pair[0], &pair[1]], 0..1_500);
        let made = gained(&pairs, "made");
        assert!(-made.value > 3.0 * made.error, "{made:?}");
    }
    // One on the bench of four cannot play more than a quarter; at twice the drain it is nearly that.
    assert!(more(&rates[0], &rates[1], "bench", 1_500).is_more_than(0.1));
    assert!(more(&rates[1], &rates[2], "bench", 1_500).is_more_than(0.003));
    let eight = Lineup { skills: vec![Skills::from_values([50; 10]); 8], ..even(50) };
    let deep = |rate| {
        let rules = house(&[drain(rate), (Param::RosterSize, 8), (Param::HomeAdvantage, 0)]);
        of(meet(eight.clone(), even(50)), rules)
    };
    assert!(more(&deep(0), &deep(400), "home_wins", 3_000).is_more_than(0.02));
}

/// B14: nobody takes more than their share and one shot; holding the best shooter back costs points.
#[test]
fn b14_no_one_shoots_more_than_their_share() {
    let matchup = meet(starry(), starry());
    let share = |most| (Param::UsageMaxShare, most);
    for n in 0..200 {
        let game = play(&matchup, &house(&[share(40)]), GameKey::trial(40, n));
        for side in &BoxScore::from_plays([4, 4], 3, &game.plays).sides {
            let total = side.total().tried();
            let most = side.hoopers.iter().map(Line::tried).max().unwrap_or(0);
            assert!(most * 100 <= total * 40 + 100, "game {n}: {most} of {total}");
        }
    }
    let arms = [100, 34].map(|most| of(matchup.clone(), house(&[share(most)])));
    let pairs = Pairs::play([&arms[0], &arms[1]], 0..2_000);
    let points = gained(&pairs, "per_possession");
    assert!(-points.value > 4.0 * points.error, "{points:?}");
}
