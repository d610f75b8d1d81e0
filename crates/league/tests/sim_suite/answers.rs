//! How shots and pace answer to the rules: B1 to B6, and what follows from expected value.

use crate::arms::{Number, arm, gained, house, metric, more, read};
use league::lab::{Batch, Pairs};
use league::rules::Param;

/// B1: the more a basket from outside is worth, the more are tried there; 3 000 games a value.
#[test]
fn b1_the_arc_is_used_for_what_it_is_worth() {
    let arms = [1, 2, 3, 4, 5, 7].map(|value| arm(house(&[(Param::ScoreArc, value)])));
    for pair in arms.windows(2) {
        let moved = more(&pair[0], &pair[1], "arc_share", 1_500);
        assert!(moved.is_more_than(0.02), "{moved:?}");
    }
    let share = |at: usize| metric(&arms[at], "arc_share", 3_000);
    share(0).within("at 1", 0.0, 0.10);
    share(2).within("at 3", 0.30, 0.45);
    share(5).within("at 7", 0.75, 0.99);
}

/// What one side makes of a game: shots and baskets a possession, inside and beyond the arc.
struct Mix {
    far: [f64; 2],
    near: [f64; 2],
    all: f64,
}

fn mix(arc: i32) -> Mix {
    let batch = Batch::play(&arm(house(&[(Param::ScoreArc, arc)])), 0..3_000);
    let of = |id| read(&batch, id).value;
    let possessions = of("possessions");
    let far = of("arc_tries") / possessions;
    let near = far / of("arc_share") * (1.0 - of("arc_share"));
    Mix {
        far: [far, far * of("arc_made")],
        near: [near, near * of("inside_made")],
        all: of("per_possession"),
    }
}

/// B2: the defence follows. Accuracy falls outside and rises inside; what is gained lies between
/// what the old shots would have brought and what the new ones would have brought unanswered.
#[test]
fn b2_the_defence_answers() {
    let arms = [2, 3, 4, 5, 7].map(|value| arm(house(&[(Param::ScoreArc, value)])));
    for pair in arms.windows(2) {
        let outside = more(&pair[0], &pair[1], "arc_made", 2_000);
        assert!(-outside.value > 4.0 * outside.error, "outside: {outside:?}");
    }
    for pair in arms[..4].windows(2) {
        let rim = more(&pair[0], &pair[1], "rim_made", 2_000);
        assert!(rim.is_more_than(0.0), "rim: {rim:?}");
    }
    let (old, new) = (mix(3), mix(5));
    let same_shots = old.all + 2.0 * old.far[1];
    // The new shots at the old accuracy.
    let outside = new.far[0] * (old.far[1] / old.far[0]) * 5.0 - old.far[1] * 3.0;
    let inside = (new.near[0] * (old.near[1] / old.near[0]) - old.near[1]) * 2.0;
    let unanswered = old.all + outside + inside;
    let all = new.all;
    assert!(same_shots < all && all < unanswered, "{same_shots} < {all} < {unanswered}");
}

/// B3: the line of 1994, 53 cm nearer: 35 to 65 % more tries, better aimed. B4: it need not mean as
/// many more points: their share of more is far below that of tries. 6 000 games an arm.
#[test]
fn b3_b4_a_nearer_line_is_used_more() {
    let [far, near] = [675, 622].map(|cm| arm(house(&[(Param::CourtArcCm, cm)])));
    let pairs = Pairs::play([&far, &near], 0..6_000);
    let before = metric(&far, "arc_share", 6_000).value;
    let share = gained(&pairs, "arc_share");
    Number { value: share.value / before, error: share.error / before }.within(
        "share of tries",
        0.35,
        0.65,
    );
    gained(&pairs, "arc_made").within("accuracy", 0.015, 0.035);
    let points =
        gained(&pairs, "per_possession").value / metric(&far, "per_possession", 6_000).value;
    assert!(points.abs() < 0.10 && points < share.value / before / 3.0, "points: {points}");
    // Taken back, everything is as before.
    let back = arm(house(&[(Param::CourtArcCm, 675)]));
    assert_eq!(Batch::play(&back, 0..50), Batch::play(&far, 0..50));
}

/// B5: a shot clock a seventh shorter, as in college in 2015: more of everything, as close as
/// before, as well aimed. 6 000 games an arm.
#[test]
fn b5_a_shorter_shot_clock_quickens_the_game() {
    let [long, short] =
        [14, 12].map(|secs| arm(house(&[(Param::EndMode, 0), (Param::ClockShotSecs, secs)])));
    let pairs = Pairs::play([&long, &short], 0..6_000);
    let relative = |id| {
        let (gain, before) = (gained(&pairs, id), metric(&long, id, 6_000).value);
        Number { value: gain.value / before, error: gain.error / before }
    };
    relative("possessions").within("possessions", 0.03, 0.08);
    relative("points").within("points", 0.03, 0.09);
    assert!(relative("arc_tries").is_more_than(0.0), "tries from outside");
    gained(&pairs, "margin").within("margin", -0.5, 0.5);
    gained(&pairs, "arc_made").within("accuracy outside", -0.01, 0.01);
}

/// B6: fewer possessions the longer the clock, until it no longer matters. 1 500 games a value.
#[test]
fn b6_a_longer_clock_slows_the_game_until_it_is_long_enough() {
    let arms = [6, 8, 10, 12, 15, 19, 24]
        .map(|secs| arm(house(&[(Param::EndMode, 0), (Param::ClockShotSecs, secs)])));
    for pair in arms.windows(2) {
        let fewer = more(&pair[1], &pair[0], "possessions", 800);
        assert!(fewer.is_more_than(0.2), "{fewer:?}");
    }
    let sixty = arm(house(&[(Param::EndMode, 0), (Param::ClockShotSecs, 60)]));
    let flat = more(&arms[6], &sixty, "possessions", 800);
    let base = metric(&arms[6], "possessions", 800).value;
    assert!((flat.value / base).abs() < 0.04, "{flat:?} of {base}");
}

/// What is asked of a look falls with the clock, second by second (C17), whatever baskets are worth.
#[test]
fn less_is_asked_of_a_look_as_the_clock_runs() {
    for (inside, arc) in [(1, 2), (2, 3), (3, 7), (5, 1)] {
        let rules = house(&[(Param::ScoreInside, inside), (Param::ScoreArc, arc)]);
        let arm = arm(rules);
        let prices = league::sim::asking_prices(&arm.matchups[0], &arm.rules, &arm.fit);
        assert!(prices[..12].is_sorted_by(|late, early| late < early), "{prices:?}");
    }
}

/// A change that changes nothing changes nothing: the same dice fall, game by game.
#[test]
fn a_placebo_moves_nothing() {
    let base = arm(house(&[]));
    // Without a limit on anybody's share, and with nobody near it, these are the same.
    let same = arm(house(&[(Param::OvertimeTarget, 9), (Param::EndTargetScore, 99)]));
    let pairs = Pairs::play([&base, &same], 0..400);
    assert_eq!(pairs.flips, 0);
    assert!(gained(&pairs, "points").value.abs() < f64::EPSILON);
    assert!(gained(&pairs, "points").error.abs() < f64::EPSILON);
}

/// The same dice tell two rule sets apart far sooner than other dice would.
#[test]
fn paired_games_are_sharper_than_separate_ones() {
    let [three, four] = [3, 4].map(|value| arm(house(&[(Param::ScoreArc, value)])));
    let paired = more(&three, &four, "points", 3_000).error;
    let other = league::lab::Arm { series: 7, ..four };
    let separate = more(&three, &other, "points", 3_000).error;
    assert!(paired * 1.3 < separate, "{paired} and {separate}");
}
