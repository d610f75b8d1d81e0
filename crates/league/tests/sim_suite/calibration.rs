//! Basketball under known rules looks like basketball. Ranges: RULEBOOK.md, "How the game behaves".

use crate::tally::{Tally, even, meet, with};
use league::rules::{Param, Preset, Rules};

#[track_caller]
fn within(what: &str, value: i64, low: i64, high: i64) {
    assert!((low..=high).contains(&value), "{what}: {value}, not {low}..={high}");
}

#[test]
fn three_by_three_looks_like_three_by_three() {
    let it = Tally::of(&meet(even(50), even(50)), &Preset::Fiba3x3.rules(), 2_000);
    let sides = it.games * 2;
    within("points of a team", it.points * 100 / sides, 1_600, 1_900);
    within("margin", it.per_game(it.margin), 320, 480);
    within("games that reach 21", Tally::share(it.to_21, it.games), 350, 650);
    within("shots from the arc", it.arc[0] * 100 / sides, 900, 1_300);
    within("arc accuracy", Tally::share(it.arc[1], it.arc[0]), 230, 280);
    within("possessions of a team", it.possessions * 100 / sides, 3_200, 3_800);
    within("turnovers", Tally::share(it.turnovers, it.possessions), 100, 150);
    within("offensive rebounds", Tally::share(it.rebounds[1], it.rebounds[0]), 200, 280);
    within("free throws a shot", Tally::share(it.free[0], it.inside[0] + it.arc[0]), 180, 300);
    within("free throws made", Tally::share(it.free[1], it.free[0]), 680, 780);
    within("arc shots off the catch", Tally::share(it.arc_catches, it.arc[0]), 550, 660);
}

#[test]
fn big3_is_close_though_nothing_was_fitted_to_it() {
    let it = Tally::of(&meet(even(50), even(50)), &Preset::Big3.rules(), 600);
    within("points of a team", it.points * 100 / it.games / 2, 4_400, 5_000);
}

#[test]
fn a_basket_is_taken_where_it_is_worth_more() {
    let matchup = meet(even(50), even(50));
    let share = |value| {
        let rules = with(&Rules::default(), &[(Param::ScoreArc, value)]);
        Tally::of(&matchup, &rules, 400).arc_share()
    };
    let shares = [1, 2, 3, 4, 5, 7].map(share);
    assert!(shares.is_sorted_by(|low, high| low < high), "{shares:?}");
    within("at 1", shares[0], 0, 100);
    within("at 3", shares[2], 300, 450);
    within("at 7", shares[5], 750, 999);
}

#[test]
fn a_longer_shot_clock_slows_the_game_until_it_no_longer_matters() {
    let matchup = meet(even(50), even(50));
    let possessions = |secs| {
        let rules = with(&Rules::default(), &[(Param::EndMode, 0), (Param::ClockShotSecs, secs)]);
        Tally::of(&matchup, &rules, 300).possessions
    };
    let counts = [6, 8, 10, 12, 15, 19, 24].map(possessions);
    assert!(counts.is_sorted_by(|short, long| short > long), "{counts:?}");
    let flat = possessions(60);
    assert!((flat - counts[6]).abs() * 100 < counts[6] * 4, "{flat} at 60, {counts:?}");
}

#[test]
fn home_helps_as_much_as_the_rules_say() {
    let matchup = meet(even(50), even(50));
    let share = |percent| {
        let rules = with(&Rules::default(), &[(Param::HomeAdvantage, percent)]);
        Tally::of(&matchup, &rules, 5_000).home_win_share()
    };
    let shares = [0, 100, 200].map(share);
    within("without advantage", shares[0], 485, 515);
    within("ordinary", shares[1], 550, 580);
    within("doubled", shares[2], 600, 660);
}

#[test]
fn the_better_team_wins_more_and_the_more_the_longer_the_game() {
    let even_ground = with(&Rules::default(), &[(Param::HomeAdvantage, 0)]);
    let short = with(&Preset::Fiba3x3.rules(), &[(Param::HomeAdvantage, 0)]);
    let share = |better: u8, rules: &Rules| {
        // Better at home in half the games, away in the other half: which side is which is nothing.
        let home = Tally::of(&meet(even(50 + better), even(50)), rules, 1_000).home_win_share();
        let away = Tally::of(&meet(even(50), even(50 + better)), rules, 1_000).home_win_share();
        within("home and away differ by", home - (1_000 - away), -66, 66);
        i64::midpoint(home, 1_000 - away)
    };
    within("two points better", share(2, &even_ground), 550, 650);
    within("five points better", share(5, &even_ground), 660, 800);
    let long = share(10, &even_ground);
    within("ten points better", long, 850, 970);
    assert!(share(10, &short) < long, "a short game is more of a lottery");
}

#[test]
fn no_one_shoots_more_than_their_share() {
    let mut star = even(40);
    star.skills[0] = league::sim::Skills::from_values([95; 10]);
    let rules = with(&Rules::default(), &[(Param::UsageMaxShare, 40)]);
    for n in 0..100 {
        let key = league::dice::GameKey::trial(40, n);
        let game = league::sim::play(&meet(star.clone(), even(50)), &rules, key);
        let score = league::sim::BoxScore::from_plays([4, 4], 3, &game.plays);
        for side in &score.sides {
            let total = side.total().tried();
            let most = side.hoopers.iter().map(league::sim::Line::tried).max().unwrap_or(0);
            assert!(most * 100 <= total * 40 + 100, "game {n}: {most} of {total}");
        }
    }
}

#[test]
fn tired_hoopers_shoot_a_little_worse() {
    let mut three = even(50);
    three.skills.truncate(3);
    let rules = with(&Preset::House.rules(), &[(Param::EndMode, 0)]);
    let fresh = with(&rules, &[(Param::RateEnergyDrain, 0)]);
    let matchup = meet(three.clone(), three);
    let [tired, fresh] = [rules, fresh].map(|it| Tally::of(&matchup, &it, 1_000).make_share());
    within("loss of accuracy", (fresh - tired) * 1_000 / fresh, 15, 80);
}
