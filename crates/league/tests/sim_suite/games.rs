//! Every play of every game holds together, for all rules and lineups.

use crate::tally::{even, meet, possessions, with};
use league::dice::{GameKey, below};
use league::rules::{Param, Preset, Rules};
use league::sim::{
    BoxScore, Game, Kind, Lineup, Matchup, NO_ONE, Play, Scheme, Side, Skills, Strategy, Venue,
    play,
};
use sha2::{Digest, Sha256};

/// Changing the engine changes these. Then: raise `ENGINE_VERSION`, run with `UPDATE_EXPECT=1`.
#[test]
fn golden_games_are_still_the_same() {
    let mut lines = Vec::new();
    for preset in Preset::ALL {
        for n in 0..3 {
            let mut home = even(55);
            home.skills[1] = Skills::from_values([30, 40, 50, 60, 70, 80, 90, 35, 45, 65]);
            home.strategy.scheme = Scheme::Zone;
            let game = play(&meet(home, even(52)), &preset.rules(), GameKey::trial(77, n));
            let stored = serde_json::to_vec(&game.plays).expect("serialises");
            let hash = league::chain::hex(&Sha256::digest(&stored)[..8]);
            let [own, theirs] = game.score;
            lines.push(format!(
                "{} {n}: {own}-{theirs} {} {hash}\n",
                preset.name(),
                game.plays.len()
            ));
        }
    }
    expect_test::expect_file!["golden.txt"].assert_eq(&lines.concat());
}

#[test]
fn stored_plays_read_back() {
    let game = play(&meet(even(50), even(50)), &Rules::default(), GameKey::trial(1, 1));
    let stored = serde_json::to_string(&game.plays).expect("serialises");
    assert_eq!(serde_json::from_str::<Vec<Play>>(&stored).expect("reads"), game.plays);
}

/// Numbers that a test makes up, the same in every run.
struct Chaos {
    key: GameKey,
    drawn: u16,
}

impl Chaos {
    fn below(&mut self, n: i32) -> i32 {
        self.drawn += 1;
        below(self.key.draw(self.drawn, 0, 0, 0), n.unsigned_abs()).cast_signed()
    }

    /// Any value a parameter allows, its bounds more often than others.
    fn value(&mut self, param: Param) -> i32 {
        let (min, max) = param.bounds();
        let value = match self.below(4) {
            0 => min,
            1 => max,
            _ => min + self.below(max - min + 1),
        };
        param.nearest(value)
    }

    /// The house rules with some, or all, parameters changed; contradictions included.
    fn rules(&mut self) -> Rules {
        let all = self.below(2) == 0;
        let mut rules = Rules::default();
        for param in Param::ALL {
            if all || self.below(6) == 0 {
                rules = with(&rules, &[(param, self.value(param))]);
            }
        }
        rules
    }

    fn lineup(&mut self) -> Lineup {
        let byte = |it: i32| u8::try_from(it).expect("a byte");
        let size = if self.below(3) == 0 { self.below(11) } else { 4 };
        let skills = (0..size)
            .map(|_| Skills::from_values(std::array::from_fn(|_| byte(self.below(256)))))
            .collect();
        let mut dial = || i8::try_from(self.below(256) - 128).expect("a signed byte");
        let (pace, diet, bench) = (dial(), dial(), dial());
        let schemes = [Scheme::Man, Scheme::Switch, Scheme::Zone, Scheme::Press];
        let scheme = schemes[usize::try_from(self.below(4)).expect("an index")];
        Lineup { skills, strategy: Strategy { pace, diet, scheme, bench } }
    }

    fn matchup(&mut self) -> Matchup {
        let (home, away) = (self.lineup(), self.lineup());
        let venue = Venue {
            capacity: self.below(100_000).unsigned_abs(),
            altitude_m: u16::try_from(self.below(65_536)).expect("two bytes"),
        };
        Matchup {
            home,
            away,
            venue,
            travel_km: u16::try_from(self.below(65_536)).expect("two bytes"),
        }
    }
}

#[test]
fn any_rules_and_any_lineups_give_a_game() {
    for set in 0..400 {
        let mut chaos = Chaos { key: GameKey::trial(3, set), drawn: 0 };
        let rules = chaos.rules();
        for n in 0..4 {
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

fn check(game: &Game, matchup: &Matchup, rules: &Rules, name: &str) {
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
