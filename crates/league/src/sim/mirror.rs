//! B15: without a home edge a game does not know which side is which.
//!
//! Exchanging the sides, and letting the two lots fall for the other side (who has the first ball, who
//! wins a level game that nothing ends), must give the same game in a mirror, play by play. May live
//! here: that test. Never: statistics of many games (`tests/sim_suite`).

use super::{Live, Side};
use crate::dice::{GameKey, below};
use crate::lab::ordinary_venue;
use crate::rules::{Param, Preset, Rules};
use crate::sim::{Ball, Fit, Game, Kind, Lineup, Matchup, Play, Scheme, Skills, Strategy};

/// Games under each set of rules.
const GAMES: u64 = 60;

/// Two squads as different as a league allows: sizes, skills, dials and schemes.
fn matchup(n: u64) -> Matchup {
    let key = GameKey::trial(15, n);
    let number = |of: u8, index: u8, most: u32| below(key.draw(0, 0, of, index), most);
    let byte = |it: u32| u8::try_from(it).expect("a byte");
    let dial = |of: u8| i8::try_from(number(2, of, 21)).expect("a dial") - 10;
    let lineup = |side: u8| Lineup {
        skills: (0..byte(4 + number(3, side, 5)))
            .map(|place| {
                Skills::from_values(std::array::from_fn(|it| {
                    byte(20 + number(side, place * 10 + byte(u32::try_from(it).expect("ten")), 71))
                }))
            })
            .collect(),
        strategy: Strategy {
            pace: dial(side),
            diet: dial(side + 2),
            bench: dial(side + 4),
            scheme: [Scheme::Man, Scheme::Switch, Scheme::Zone, Scheme::Press]
                [number(4, side, 4) as usize],
        },
    };
    Matchup { home: lineup(0), away: lineup(1), venue: ordinary_venue(), travel_km: 900 }
}

/// The game; when `lots_turned`, the lot for the first ball falls for the other side.
fn played(matchup: &Matchup, rules: &Rules, key: GameKey, lots_turned: bool) -> Game {
    let mut live = Live::new(matchup, rules, key, &Fit::COMMITTED);
    if lots_turned {
        live.first = 1 - live.first;
        live.offence = live.first;
    }
    live.run()
}

fn turned(play: &Play) -> Play {
    let ball = match play.ball {
        Ball::Home => Ball::Away,
        Ball::Away => Ball::Home,
        Ball::Nobody => Ball::Nobody,
    };
    Play { side: play.side.other(), ball, ..*play }
}

/// The plays; of two changes at the same moment, the home side's is written first.
fn in_order(mut plays: Vec<Play>) -> Vec<Play> {
    let change = |it: &Play| it.kind == Kind::Substitution;
    for at in 1..plays.len() {
        if change(&plays[at - 1]) && change(&plays[at]) && plays[at].side == Side::Home {
            plays.swap(at - 1, at);
        }
    }
    plays
}

fn sets() -> Vec<(&'static str, Rules)> {
    let neutral = |rules: Rules| rules.with(Param::HomeAdvantage, 0).expect("legal");
    let mut sets: Vec<_> =
        Preset::ALL.map(|it| (it.name(), neutral(it.rules()))).into_iter().collect();
    let overtime = [
        (Param::EndMode, 0),
        (Param::ClockPeriods, 1),
        (Param::ClockPeriodSecs, 60),
        (Param::ScoreInside, 1),
        (Param::ScoreArc, 1),
        (Param::OvertimeSecs, 60),
    ];
    let overtime = overtime
        .into_iter()
        .fold(Rules::default(), |rules, (param, value)| rules.with(param, value).expect("legal"));
    sets.push(("overtime", neutral(overtime)));
    sets
}

#[test]
fn b15_a_game_with_the_sides_exchanged_is_the_same_game_in_a_mirror() {
    for (name, rules) in sets() {
        for n in 0..GAMES {
            let straight = matchup(n);
            let Matchup { home, away, .. } = straight.clone();
            let exchanged = Matchup { home: away, away: home, ..straight.clone() };
            let key = GameKey::trial(16, n);
            let game = played(&straight, &rules, key, false);
            let other = played(&exchanged, &rules, key, true);
            if game.plays.iter().any(|it| it.kind == Kind::Capped && it.points > 0) {
                // The other lot.
                continue;
            }
            let mirror = in_order(other.plays.iter().map(turned).collect());
            for (at, (play, image)) in in_order(game.plays).iter().zip(&mirror).enumerate() {
                assert_eq!(play, image, "{name}, game {n}, play {at}");
            }
            assert_eq!(game.score, [other.score[1], other.score[0]], "{name}, game {n}");
        }
    }
}

/// The lot itself prefers nobody: of 20 000 games either side has the first ball in half, to four
/// standard errors.
#[test]
fn b15_the_first_ball_prefers_nobody() {
    let first =
        |n| Live::new(&matchup(0), &Rules::default(), GameKey::trial(17, n), &Fit::COMMITTED).first;
    let away: usize = (0..20_000).map(first).sum();
    assert!((9_717..=10_283).contains(&away), "{away} of 20 000");
}
