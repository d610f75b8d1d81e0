//! The engine by itself, for `cargo xtask bench engine` to time and to count.
//!
//! `engine play N` plays N games and prints a sum; `engine time` prints numbers, one `name value` a line.
//! May live here: loops over games. Must never live here: what the numbers must be (`bench::engine`).
#![expect(clippy::print_stdout, reason = "it is read by a bench")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use league::dice::{GameKey, below, roll};
use league::lab::{Arm, Facts, busy_effects};
use league::rules::Preset;
use league::sim::{Matchup, Occasion, Ruling, play, play_ruled};

/// How long each timing lasts.
const WINDOW: Duration = Duration::from_millis(1_500);
/// Games of a whole season of eight teams, playoffs at their longest.
const SEASON: u64 = 95;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let what = arguments.next().unwrap_or_default();
    let count = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(200);
    match what.as_str() {
        "play" => println!("{}", games(0..count)),
        "ruled20" => println!("{}", ruled(20, 0..count)),
        "ruled32" => println!("{}", ruled(32, 0..count)),
        "floor" => println!("{}", floor(count)),
        _ => times(),
    }
}

fn house() -> (Matchup, league::rules::Rules) {
    let mut arm = Arm::even(50, Preset::House.rules());
    (arm.matchups.remove(0), arm.rules)
}

/// Plays these games by the house rules; gives a sum that depends on all of them.
fn games(numbers: std::ops::Range<u64>) -> u64 {
    let (matchup, rules) = house();
    let points = |n| {
        let game = play(black_box(&matchup), black_box(&rules), GameKey::trial(95, n));
        u64::from(game.score[0]) + game.plays.len() as u64
    };
    numbers.map(points).sum()
}

/// As `games`, with so many effects in force.
fn ruled(effects: u16, numbers: std::ops::Range<u64>) -> u64 {
    let (matchup, rules) = house();
    let (effects, occasion) = (busy_effects(effects), Occasion::default());
    let points = |n| {
        let ruling = Ruling { effects: black_box(&effects), occasion: &occasion };
        let game =
            play_ruled(black_box(&matchup), black_box(&rules), GameKey::trial(95, n), ruling);
        u64::from(game.score[0]) + game.plays.len() as u64
    };
    numbers.map(points).sum()
}

/// The draws and comparisons that a game cannot do without, possession by possession: three touches
/// of four draws and a comparison each, one shot of four draws, half a rebound of three.
fn floor(games: u64) -> u64 {
    let mut sum = 0;
    for n in 0..games {
        let key = GameKey::trial(95, n);
        for possession in 0..136_u16 {
            for touch in 0..3 {
                for purpose in 0..4 {
                    sum += u64::from(roll(key.draw(possession, touch, purpose, 0)) < 5_000);
                }
            }
            for purpose in 4..8 {
                sum += u64::from(roll(key.draw(possession, 3, purpose, 0)) < 5_000);
            }
            if possession % 2 == 0 {
                for purpose in 8..11 {
                    sum += u64::from(below(key.draw(possession, 3, purpose, 0), 3));
                }
            }
        }
    }
    sum
}

fn times() {
    let best = (0..40).map(|at| {
        let started = processor_ns();
        black_box(games(at * 100..at * 100 + 100));
        (processor_ns() - started) / 100
    });
    println!("game_ns {}", best.min().unwrap_or(0));
    for effects in [20, 32] {
        let best = (0..20).map(|at| {
            let started = processor_ns();
            black_box(ruled(effects, at * 100..at * 100 + 100));
            (processor_ns() - started) / 100
        });
        println!("ruled{effects}_ns {}", best.min().unwrap_or(0));
    }
    println!("games_on_one {}", rate(1));
    println!("games_on_two {}", rate(2));
    let season = (0..9).map(|_| {
        let started = processor_ns();
        black_box(games(0..SEASON));
        (processor_ns() - started) / 1_000
    });
    println!("season_us {}", season.min().unwrap_or(0));
    let started = processor_ns();
    black_box(floor(2_000));
    println!("floor_ns {}", (processor_ns() - started) / 2_000);
    let (matchup, rules) = house();
    let sizes = [4, 4];
    let (mut possessions, mut plays) = (0, 0);
    for n in 0..1_000 {
        let game = play(&matchup, &rules, GameKey::trial(95, n));
        possessions += Facts::of(&game, sizes, &rules).possessions;
        plays += game.plays.len();
    }
    println!("possessions_a_thousand_games {possessions}");
    println!("plays_a_thousand_games {plays}");
    println!("play_bytes {}", size_of::<league::sim::Play>());
    println!("state_bytes {}", league::sim::state_bytes());
}

/// Processor time that this thread has had: other work on the machine does not count.
fn processor_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(0)
}

/// Games a second of processor time, on average and summed over so many threads at once.
fn rate(threads: u64) -> u64 {
    let play_for = |thread: u64| {
        let started = Instant::now();
        let (mut played, processor) = (0, processor_ns());
        while started.elapsed() < WINDOW {
            black_box(games(thread << 32 | played..thread << 32 | (played + 100)));
            played += 100;
        }
        played * 1_000_000_000 / (processor_ns() - processor).max(1)
    };
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|it| scope.spawn(move || play_for(it))).collect();
        all.into_iter().filter_map(|it| it.join().ok()).sum()
    })
}
