//! The golden games: 64 games under each of eight rule sets, and their hashes.
//!
//! They must come out the same on every machine, in every build. The hashes are kept in
//! `tests/sim_suite/golden.txt`; the tests compare them in debug and release, `cargo xtask test` on
//! wasm32. May live here: which games, and how one is hashed. Never: comparing.

use crate::dice::{GameKey, below};
use crate::rules::{Param, Preset, Rules};
use crate::sim::{Game, Lineup, Matchup, Scheme, Skills, Strategy, Venue, play};
use sha2::{Digest, Sha256};

/// Games under each rule set.
pub const GAMES: u16 = 64;
/// Names of the rule sets.
pub const SETS: [&str; 8] =
    ["house", "fiba3x3", "big3", "tbt", "allstar", "deep", "crowded", "overtime"];

const DEEP: &[(Param, i32)] = &[
    (Param::ScoreArc, 5),
    (Param::ScoreDeep, 9),
    (Param::CourtArcCm, 560),
    (Param::UsageMaxShare, 40),
    (Param::HomeAdvantage, 300),
];
const CROWDED: &[(Param, i32)] = &[
    (Param::RosterOnCourt, 5),
    (Param::RosterSize, 8),
    (Param::ClockShotSecs, 24),
    (Param::ClockOrbResetSecs, 14),
    (Param::UsageMinPasses, 2),
    (Param::FoulCallRate, 220),
    (Param::FoulPersonalLimit, 3),
    (Param::SubMaxMinutes, 60),
    (Param::RateEnergyDrain, 300),
];
const OVERTIME: &[(Param, i32)] = &[
    (Param::EndMode, 0),
    (Param::ClockPeriods, 2),
    (Param::ClockPeriodSecs, 60),
    (Param::OvertimeSecs, 60),
    (Param::ScoreInside, 1),
    (Param::ScoreArc, 1),
    (Param::FoulTeamBonus, 2),
    (Param::FoulPossessionAfter, 3),
];

/// The rules of the set with this place in `SETS`.
fn rules(set: usize) -> Rules {
    let name = SETS.get(set).copied().unwrap_or_default();
    let changes = match name {
        "deep" => DEEP,
        "crowded" => CROWDED,
        "overtime" => OVERTIME,
        _ => return Preset::by_name(name).map(Preset::rules).unwrap_or_default(),
    };
    changes
        .iter()
        .fold(Rules::default(), |rules, (param, value)| rules.with(*param, *value).unwrap_or(rules))
}

/// Game `n` of the set with this place in `SETS`: other hoopers, dials and venues each time.
pub fn game(set: usize, n: u16) -> Game {
    let key = GameKey::trial(1_891, u64::from(n));
    let number = |of: u8, index: u8, most: u32| below(key.draw(0, 0, of, index), most);
    let byte = |number: u32| u8::try_from(number).unwrap_or(50);
    let dial =
        |of: u8, index: u8| i8::try_from(number(of, index, 21).cast_signed() - 10).unwrap_or(0);
    let lineup = |side: u8| Lineup {
        skills: (0..8)
            .map(|place| {
                Skills::from_values(std::array::from_fn(|it| {
                    byte(20 + number(side, place * 10 + byte(u32::try_from(it).unwrap_or(0)), 71))
                }))
            })
            .collect(),
        strategy: Strategy {
            pace: dial(side + 2, 0),
            diet: dial(side + 2, 1),
            bench: dial(side + 2, 2),
            scheme: [Scheme::Man, Scheme::Switch, Scheme::Zone, Scheme::Press]
                [number(side + 2, 3, 4) as usize],
        },
    };
    let matchup = Matchup {
        home: lineup(10),
        away: lineup(11),
        venue: Venue {
            capacity: 100 + number(14, 0, 30_000),
            altitude_m: u16::try_from(number(14, 1, 3_000)).unwrap_or(0),
        },
        travel_km: u16::try_from(number(14, 2, 4_000)).unwrap_or(0),
    };
    play(&matchup, &rules(set), key)
}

/// The first eight bytes of the SHA-256 over every number of every play, and the score.
pub fn hash(game: &Game) -> u64 {
    let mut hasher = Sha256::new();
    for play in &game.plays {
        for number in <[u32; 17]>::from(*play) {
            hasher.update(number.to_be_bytes());
        }
    }
    for points in game.score {
        hasher.update(points.to_be_bytes());
    }
    let digest: [u8; 32] = hasher.finalize().into();
    digest[..8].iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}
