//! Each preset is a rules value that a league can be played by, and has its own ending.

use crate::arms::{arm, metric};
use crate::common::{Played, spec};
use league::rules::{EndMode, Param, Preset};
use league::sim::{Kind, play};
use league::spec::LeagueSpec;
use league::{Event, Stage};

#[test]
fn every_preset_is_playable_as_a_league() {
    for preset in Preset::ALL {
        let rules = preset.rules();
        let mut played = Played::founded(LeagueSpec { rules, ..spec() });
        played.season();
        assert_eq!(played.view_stage(), Stage::Offseason, "{}", preset.name());
        let games = played.events.iter().filter(|it| matches!(it, Event::GamePlayed { .. }));
        assert!(games.count() >= 84, "{}", preset.name());
    }
}

#[test]
fn every_preset_has_its_own_ending() {
    for preset in Preset::ALL {
        let arm = arm(preset.rules());
        let with_target = metric(&arm, "target", 100).value;
        let is_elam = preset.rules().end_mode() == EndMode::Elam;
        assert_eq!(with_target > 0.99, is_elam, "{}: {with_target}", preset.name());
    }
}

/// Half time of `big3` comes when a side has half of the target, not by a clock.
#[test]
fn the_first_half_of_big3_ends_at_twenty_five() {
    let arm = arm(Preset::Big3.rules());
    let half = arm.rules.get(Param::EndTargetScore) / 2;
    for n in 0..50 {
        let key = league::dice::GameKey::trial(25, n);
        let game = play(&arm.matchups[0], &arm.rules, key);
        let end = game.plays.iter().position(|it| it.kind == Kind::PeriodEnd).expect("a half");
        let mut score = [0; 2];
        for play in &game.plays[..end] {
            score[play.side as usize] += i32::from(play.points);
        }
        let leader = score[0].max(score[1]);
        assert!(leader >= half && leader <= half + 5, "game {n}: {score:?} at half time");
        assert!(game.plays[end].clock > 0, "game {n}: by the clock");
    }
}

/// In `fiba3x3` the first to 21 wins at once, and overtime is won by two points.
#[test]
fn nobody_plays_on_after_twenty_one() {
    let arm = arm(Preset::Fiba3x3.rules());
    let mut by_target = 0;
    for n in 0..300 {
        let game = play(&arm.matchups[0], &arm.rules, league::dice::GameKey::trial(21, n));
        let most = game.score[0].max(game.score[1]);
        assert!(most <= 22, "game {n}: {:?}", game.score);
        by_target += i32::from(most >= 21);
        let overtime = game.plays.iter().any(|it| it.period > 1);
        if overtime {
            assert!(game.score[0].abs_diff(game.score[1]) <= 3, "game {n}: {:?}", game.score);
        }
    }
    assert!((90..=210).contains(&by_target), "{by_target} of 300 by the target");
}
