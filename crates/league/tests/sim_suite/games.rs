//! Every play of every game holds together, for all rules and lineups.

use crate::arms::{even, meet, with};
use crate::chaos::{Chaos, possessions};
use league::dice::GameKey;
use league::rules::{Param, Preset, Rules};
use league::sim::{BoxScore, Game, Kind, Matchup, NO_ONE, Play, Side, play};

#[test]
fn stored_plays_read_back() {
    let game = play(&meet(even(50), even(50)), &Rules::default(), GameKey::trial(1, 1));
    let stored = serde_json::to_string(&game.plays).expect("serialises");
    assert_eq!(serde_json::from_str::<Vec<Play>>(&stored).expect("reads"), game.plays);
}

/// Sets of rules in the ordinary run; 50 games each.
const SETS: u64 = 200;

fn sets() -> u64 {
    let asked = std::env::var("PINWHEEL_SETS").ok();
    asked.map_or(SETS, |it| it.parse().expect("PINWHEEL_SETS is a number"))
}

/// 200 rule sets of 50 games, half of the sets with all parameters changed, contradictions included,
/// and lineups, dials and venues beyond what a league allows.
#[test]
fn any_rules_and_any_lineups_give_a_game() {
    for set in 0..sets() {
        let mut chaos = Chaos { key: GameKey::trial(3, set), drawn: 0 };
        let rules = chaos.rules();
        for n in 0..50 {
            let matchup = chaos.matchup();
            let game = play(&matchup, &rules, GameKey::trial(set, n));
            check(&game, &matchup, &rules, &format!("set {set}, game {n}"));
        }
    }
}

#[test]
fn presets_give_games_that_hold_together() {
    for preset in Preset::ALL {
        for n in 0..60 {
            let matchup = meet(even(50), even(60));
            let game = play(&matchup, &preset.rules(), GameKey::trial(4, n));
            check(&game, &matchup, &preset.rules(), &format!("{} {n}", preset.name()));
        }
    }
}

#[test]
fn each_parameter_at_each_bound_gives_a_game() {
    for param in Param::ALL {
        for value in [param.bounds().0, param.bounds().1].map(|it| param.nearest(it)) {
            for mode in 0..3 {
                let rules = with(&Rules::default(), &[(Param::EndMode, mode), (param, value)]);
                let matchup = meet(even(50), even(50));
                let game = play(&matchup, &rules, GameKey::trial(5, 5));
                check(&game, &matchup, &rules, &format!("{} {value}", param.id()));
            }
        }
    }
}

/// Who is on court, how many fouls each has, as the plays tell it.
struct Floor {
    on: [Vec<u8>; 2],
    fouls: [[i32; 16]; 2],
    out: [[bool; 16]; 2],
}

pub(crate) fn check(game: &Game, matchup: &Matchup, rules: &Rules, name: &str) {
    let court = usize::try_from(rules.get(Param::RosterOnCourt)).expect("positive");
    let sizes = [&matchup.home, &matchup.away].map(|it| it.skills.len());
    let first =
        |size: usize| (0..u8::try_from(court.min(size.clamp(1, 8))).expect("few")).collect();
    let mut floor = Floor { on: sizes.map(first), fouls: [[0; 16]; 2], out: [[false; 16]; 2] };
    let mut score = [0_u16; 2];
    let mut before = game.plays[0];
    for (at, play) in game.plays.iter().enumerate() {
        let name = format!("{name}, play {at}: {play:?}");
        check_clocks(&before, play, rules, &name);
        check_floor(&mut floor, play, rules, &name);
        score[play.side as usize] += u16::from(play.points);
        before = *play;
    }
    assert_eq!(score, game.score, "{name}");
    assert_ne!(score[0], score[1], "{name}: level");
    let end = game.plays.last().expect("a game has plays");
    let winner = if score[0] > score[1] { Side::Home } else { Side::Away };
    assert_eq!((end.kind, end.side), (Kind::GameEnd, winner), "{name}");
    assert_eq!(game.plays[0].kind, Kind::PeriodStart, "{name}");
    assert!(possessions(&game.plays) <= 401, "{name}: {} possessions", possessions(&game.plays));
    check_box(game, sizes, court, name);
}

fn check_clocks(before: &Play, play: &Play, rules: &Rules, name: &str) {
    assert!(before.elapsed <= play.elapsed && before.period <= play.period, "{name}");
    let new_period = play.kind == Kind::PeriodStart;
    assert!(new_period || play.clock <= before.clock, "{name}: the clock ran backwards");
    let longest = rules.get(Param::ClockShotSecs) * 10;
    assert!(i32::from(play.shot_clock) <= longest, "{name}");
    let shot = matches!(play.kind, Kind::Made | Kind::Missed);
    assert!(!shot || (100..=9_900).contains(&play.chance), "{name}: certain");
    let success = matches!(play.kind, Kind::Made | Kind::FreeThrowMade | Kind::Blocked);
    assert!(!success || play.roll < play.chance, "{name}: failed and succeeded");
    let failure = matches!(play.kind, Kind::Missed | Kind::FreeThrowMissed);
    assert!(!failure || play.roll >= play.chance, "{name}: succeeded and failed");
}

fn check_floor(floor: &mut Floor, play: &Play, rules: &Rules, name: &str) {
    let own = play.side as usize;
    let actor = usize::from(play.actor);
    if play.kind == Kind::Substitution {
        assert!(!floor.on[own].contains(&play.actor) && !floor.out[own][actor], "{name}");
        floor.on[own].retain(|it| *it != play.other);
        floor.on[own].push(play.actor);
        let most = usize::try_from(rules.get(Param::RosterOnCourt)).expect("positive");
        assert!(floor.on[own].len() <= most, "{name}");
        return;
    }
    if play.kind == Kind::FouledOut {
        assert_eq!(floor.fouls[own][actor], rules.get(Param::FoulPersonalLimit), "{name}");
        floor.out[own][actor] = true;
        floor.on[own].retain(|it| *it != play.actor);
        assert!(!floor.on[own].is_empty(), "{name}: nobody left");
        return;
    }
    if matches!(play.kind, Kind::Foul | Kind::ShootingFoul) {
        floor.fouls[own][actor] += 1;
        let limit = rules.get(Param::FoulPersonalLimit);
        assert!(limit == 0 || floor.fouls[own][actor] <= limit, "{name}: too many fouls");
    }
    for (side, place) in [(own, play.actor), (own, play.helper), (1 - own, play.other)] {
        assert!(place == NO_ONE || floor.on[side].contains(&place), "{name}: {place} not on court");
    }
    assert!(play.helper == NO_ONE || play.helper != play.actor, "{name}: assisted itself");
}

/// The box score of every prefix follows from the plays so far.
fn check_box(game: &Game, sizes: [usize; 2], court: usize, name: &str) {
    let mut last = [0, 0];
    for end in (0..game.plays.len()).step_by(37).chain([game.plays.len()]) {
        let score = BoxScore::from_plays(sizes, court, &game.plays[..end]);
        let points = [0, 1].map(|it: usize| {
            let total = score.sides[it].total();
            assert_eq!(i32::from(total.plus_minus), lead(&score, it), "{name}");
            total.points
        });
        assert_eq!(points, score.score(), "{name}: by period");
        assert!(last[0] <= points[0] && last[1] <= points[1], "{name}: a score fell");
        last = points;
    }
    assert_eq!(last, game.score, "{name}: box score");
}

fn lead(score: &BoxScore, side: usize) -> i32 {
    i32::from(score.score()[side]) - i32::from(score.score()[1 - side])
}
