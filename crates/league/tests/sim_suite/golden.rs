//! Every bit of 512 games is as it was: eight rule sets, 64 games each, other squads in each.

use league::lab::golden::{GAMES, SETS, game, hash};
use std::fmt::Write as _;

/// Changing the engine changes these. Then: raise `ENGINE_VERSION`, run with `UPDATE_EXPECT=1`.
#[test]
fn golden_games_are_still_the_same() {
    expect_test::expect_file!["golden.txt"].assert_eq(&lines(0..SETS.len()));
}

fn lines(sets: std::ops::Range<usize>) -> String {
    let mut text = String::new();
    for set in sets {
        for n in 0..GAMES {
            let game = game(set, n);
            let [own, theirs] = game.score;
            let (name, plays) = (SETS[set], game.plays.len());
            let _ = writeln!(text, "{name} {n} {own}-{theirs} {plays} {:016x}", hash(&game));
        }
    }
    text
}

#[test]
fn threads_change_nothing() {
    let parts: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..SETS.len()).map(|set| scope.spawn(move || lines(set..set + 1))).collect();
        threads.into_iter().map(|it| it.join().expect("played")).collect()
    });
    assert_eq!(parts.concat(), lines(0..SETS.len()));
}

#[test]
fn the_hash_sees_every_number() {
    let game = game(0, 0);
    let whole = hash(&game);
    let mut other = game.clone();
    other.plays[17].roll ^= 1;
    assert_ne!(hash(&other), whole);
    let mut other = game;
    other.score[0] += 1;
    assert_ne!(hash(&other), whole);
}
