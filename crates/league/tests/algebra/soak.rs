//! Two hundred rule sets, fifty games each: numbers and effects at random, whatever they do together.

use crate::effects::matchup;
use crate::laws::check;
use crate::make::tape;
use league::dice::GameKey;
use league::sim::{Occasion, Phase, Ruling, play_ruled};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

/// Rule sets; `PINWHEEL_SETS` asks for more.
const SETS: usize = 200;
/// Games under each.
const GAMES: u64 = 50;

#[test]
fn every_game_under_every_rule_set_ends_and_adds_up() {
    let asked = std::env::var("PINWHEEL_SETS").ok().and_then(|it| it.parse().ok());
    let mut runner = TestRunner::deterministic();
    for set in 0..asked.unwrap_or(SETS) {
        let mut tape = tape(1_500).new_tree(&mut runner).expect("a tape").current();
        let rules = tape.rules();
        let effects = tape.game_effects(32);
        let phase = [Phase::Regular, Phase::Tiebreak, Phase::Playoffs][set % 3];
        let occasion = Occasion { phase, ..Occasion::default() };
        let ruling = Ruling { effects: &effects, occasion: &occasion };
        for n in 0..GAMES {
            let key = GameKey::trial(u64::try_from(set).expect("few"), n);
            check(&play_ruled(&matchup(), &rules, key, ruling), &rules, &effects);
        }
    }
}
