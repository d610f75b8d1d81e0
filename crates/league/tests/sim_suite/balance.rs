//! Home and away, better and worse, short and long, ahead and behind: B7 to B9, B11.

use crate::arms::{Number, arm, even, house, meet, metric, more, of, read, with};
use league::lab::{Arm, Batch};
use league::rules::{Param, Preset, Rules};

const NEUTRAL: (Param, i32) = (Param::HomeAdvantage, 0);

/// B7: home is worth what the rules say; 12 000 games an arm with the same dice.
#[test]
fn b7_home_helps_as_much_as_the_rules_say() {
    let arms = [0, 50, 100, 200].map(|it| arm(house(&[(Param::HomeAdvantage, it)])));
    let share = |at: usize| metric(&arms[at], "home_wins", 12_000);
    share(0).within("none", 0.49, 0.51);
    share(1).within("half", 0.515, 0.55);
    share(2).within("ordinary", 0.55, 0.58);
    share(3).within("doubled", 0.60, 0.66);
    for pair in arms.windows(2) {
        assert!(more(&pair[0], &pair[1], "home_wins", 6_000).is_more_than(0.01));
    }
}

/// How often a side that is better by so much wins: half of the games at home, half away.
fn favourite(better: u8, rules: &Rules, games: u64) -> Number {
    let arms = [meet(even(50 + better), even(50)), meet(even(50), even(50 + better))]
        .map(|it| of(it, rules.clone()));
    let [home, away] = arms.map(|it| metric(&it, "home_wins", games));
    let error = (home.error.powi(2) + away.error.powi(2)).sqrt();
    assert!(
        (home.value - 1.0 + away.value).abs() < 4.0 * error,
        "home and away differ: {home:?} {away:?}"
    );
    Number { value: f64::midpoint(home.value, 1.0 - away.value), error: error / 2.0 }
}

/// B8: better hoopers win more, less surely in a short game; 2 × 2 000 games an arm.
#[test]
fn b8_the_better_side_wins_more() {
    let (long, short) = (house(&[NEUTRAL]), with(&Preset::Fiba3x3.rules(), &[NEUTRAL]));
    let [two, five, ten] = [2, 5, 10].map(|it| favourite(it, &long, 2_000));
    two.within("two points better", 0.55, 0.65);
    five.within("five points better", 0.66, 0.80);
    ten.within("ten points better", 0.85, 0.97);
    for (better, in_long) in [(5, five), (10, ten)] {
        let in_short = favourite(better, &short, 2_000);
        let gap = in_long.value - in_short.value;
        assert!(gap > 4.0 * in_long.error.hypot(in_short.error), "{better}: {gap}");
    }
}

/// B9: twice the game, fewer upsets; 2 × 2 000 games an arm.
#[test]
fn b9_a_longer_game_has_fewer_upsets() {
    let shares = [150, 300, 600].map(|secs| {
        let rules = house(&[NEUTRAL, (Param::EndMode, 0), (Param::ClockPeriodSecs, secs)]);
        favourite(5, &rules, 2_000)
    });
    for pair in shares.windows(2) {
        let gap = pair[1].value - pair[0].value;
        assert!(gap > 3.0 * pair[0].error.hypot(pair[1].error), "{shares:?}");
    }
}

/// B11: a larger Elam margin is a longer game: more possessions, a surer favourite, more time to come
/// back; 2 000 games an arm. Every game ends on a score, and hardly ever with a foul on purpose.
#[test]
fn b11_the_elam_margin_is_the_rest_of_the_game() {
    let rules = |margin| house(&[NEUTRAL, (Param::EndElamMargin, margin)]);
    let arms: Vec<Arm> = [5, 11, 24, 40]
        .map(|margin| of(meet(even(55), even(50)), rules(margin)))
        .into_iter()
        .collect();
    for pair in arms.windows(2) {
        assert!(more(&pair[0], &pair[1], "possessions", 500).is_more_than(1.0));
    }
    let (short, long) = (&arms[0], &arms[3]);
    assert!(more(short, long, "home_wins", 4_000).is_more_than(0.01));
    assert!(more(short, long, "comebacks", 4_000).is_more_than(0.02));
    for arm in &arms {
        let batch = Batch::play(arm, 0..500);
        read(&batch, "scored_last").within("ends on a score", 1.0, 1.0);
        read(&batch, "on_purpose").within("fouls on purpose", 0.0, 0.02);
    }
}

/// Ahead, a side eases off; level, it does not (C14). With effort that never fell, a lead would cost
/// nothing: the two sides of it would score alike.
#[test]
fn a_side_far_ahead_eases_off() {
    let batch = Batch::play(&arm(house(&[NEUTRAL, (Param::EndMode, 0)])), 0..6_000);
    let (ahead, behind) = (read(&batch, "ahead"), read(&batch, "behind"));
    let gap = behind.value - ahead.value;
    assert!(gap > 3.0 * ahead.error.hypot(behind.error), "{gap}");
}
