//! One game, from tip-off to the final score.
//!
//! `play` is the seam: a matchup, rules and a key go in, a whole game comes out, the same on every
//! machine. May live here: possessions, shots, fouls, fatigue, substitution, the box score, and the
//! words for a play. Must never live here: who voted for the rules (`governance`), the season,
//! how a game is shown.

mod act;
mod ask;
mod box_score;
mod by_rule;
mod fit;
mod floor;
mod game;
mod language;
mod law;
pub mod layers;
mod logistic;
mod occasion;
mod plan;
mod play;
mod possession;
mod purpose;
mod shot;
mod shot_map;
mod team;
mod trace;
mod tuning;
mod visit;
mod words;

pub use box_score::{BoxScore, Line, TeamBox};
pub use fit::Fit;
pub use language::{Names, Parts, describe, describe_parts};
pub use occasion::{Form, Occasion, Phase, Ruling};
pub use play::{Ball, Kind, NO_ONE, Play, Side, Start, Style, Zone};
pub use shot_map::shot_spot;
pub use trace::{Consequence, Deed, Gift, Mark, Trace};

use crate::dice::GameKey;
use crate::rules::Rules;
use serde::{Deserialize, Serialize};

/// Plays a whole game.
///
/// The same arguments give the same game on every machine. Ends for every matchup and all rules.
pub fn play(matchup: &Matchup, rules: &Rules, key: GameKey) -> Game {
    play_fitted(matchup, rules, key, &Fit::COMMITTED)
}

/// Plays a whole game with rules that act in it.
///
/// Without effects, and with an occasion that brings nothing, it is the game of `play`. Ends for
/// every set of effects: a possession has a limit, a game has a limit of possessions, an effect has a
/// cap, and what an effect does reaches no hook.
pub fn play_ruled(matchup: &Matchup, rules: &Rules, key: GameKey, ruling: Ruling<'_>) -> Game {
    game::Live::new(matchup, rules, key, &Fit::COMMITTED).ruled(ruling, matchup, rules).run()
}

/// Plays a whole game with other numbers for the model: for fitting it, never for a league.
pub fn play_fitted(matchup: &Matchup, rules: &Rules, key: GameKey, fit: &Fit) -> Game {
    game::Live::new(matchup, rules, key, fit).run()
}

/// What the home side asks of a look before it shoots, by whole seconds left on the shot clock, 1 to
/// 60: ten-thousandths of a point. What keeping the ball is worth, at a level score.
pub fn asking_prices(matchup: &Matchup, rules: &Rules, fit: &Fit) -> [i32; 60] {
    game::Live::new(matchup, rules, GameKey::trial(0, 0), fit).asking_prices()
}

/// Bytes of a game being played, without its plays: for measuring.
pub const fn state_bytes() -> usize {
    size_of::<game::Live>()
}

/// The engine's version: part of every game, so that only games of this version are re-simulated.
pub const ENGINE_VERSION: u16 = 2;

/// What a hooper can do; each skill `0..=100`, 50 is a league average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skills {
    /// Finishing at the rim and in the paint.
    pub finish: u8,
    /// Shooting from between paint and arc.
    pub mid: u8,
    /// Shooting from beyond the arc.
    pub long: u8,
    /// Keeping the ball against pressure.
    pub handle: u8,
    /// Finding the open team-mate.
    #[serde(rename = "pass")]
    pub passing: u8,
    /// Guarding, stealing, blocking.
    pub defend: u8,
    /// Rebounding.
    pub board: u8,
    /// How slowly energy runs out.
    pub endurance: u8,
    /// Choosing the better shot.
    pub decide: u8,
    /// Steadiness at the free-throw line and late in close games.
    pub nerve: u8,
}

impl Skills {
    /// Names of the skills, in the order of `values`.
    pub const NAMES: [&'static str; 10] = [
        "finish",
        "mid",
        "long",
        "handle",
        "pass",
        "defend",
        "board",
        "endurance",
        "decide",
        "nerve",
    ];

    /// The ten values, in the order of `NAMES`.
    pub fn values(&self) -> [u8; 10] {
        [
            self.finish,
            self.mid,
            self.long,
            self.handle,
            self.passing,
            self.defend,
            self.board,
            self.endurance,
            self.decide,
            self.nerve,
        ]
    }

    /// Skills from ten values in the order of `NAMES`.
    pub fn from_values(values: [u8; 10]) -> Self {
        let [finish, mid, long, handle, passing, defend, board, endurance, decide, nerve] = values;
        Self { finish, mid, long, handle, passing, defend, board, endurance, decide, nerve }
    }
}

/// One team as a game sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lineup {
    /// One entry per hooper of the squad, starters first, at most 8. Places in it are what a
    /// `Play` calls actor, other and helper.
    pub skills: Vec<Skills>,
    /// The team's dials.
    pub strategy: Strategy,
}

/// How a team likes to play: bounded dials, 0 is neutral.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Strategy {
    /// Shoots earlier (positive) or later in the shot clock, `-10..=10`.
    pub pace: i8,
    /// Leans to the arc (positive) or to the rim, `-10..=10`.
    pub diet: i8,
    /// Defensive scheme.
    pub scheme: Scheme,
    /// Uses the bench more (positive) or less, `-10..=10`.
    pub bench: i8,
}

/// A way to defend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Each guards one opponent.
    #[default]
    Man,
    /// As man, exchanging opponents at screens.
    Switch,
    /// Each guards an area; protects the rim, gives up the arc.
    Zone,
    /// High pressure: more turnovers, more energy spent, more easy baskets.
    Press,
}

/// Where the game is played, as far as it matters to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// Seats, `100..=50_000`.
    pub capacity: u32,
    /// Height above the sea in metres, `0..=4_000`.
    pub altitude_m: u16,
}

/// Who meets whom, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matchup {
    /// The side whose venue it is.
    pub home: Lineup,
    /// The visitors.
    pub away: Lineup,
    /// The home side's venue.
    pub venue: Venue,
    /// How far the visitors travelled, kilometres.
    pub travel_km: u16,
}

/// A whole game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Game {
    /// One entry per play, in order of play; from `Kind::PeriodStart` to `Kind::GameEnd`.
    pub plays: Vec<Play>,
    /// Final points, home then away. Never level.
    pub score: [u16; 2],
    /// Possessions of both sides.
    pub possessions: u16,
    /// What rules did. Empty where none acted.
    pub trace: Trace,
}
