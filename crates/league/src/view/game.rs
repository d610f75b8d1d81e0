//! One game as far as it has been shown.

use super::Card;
use crate::sim::{Ball, BoxScore, Kind, Play};
use crate::state::GameRecord;

/// The state of play after the last play shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Points, home then away.
    pub score: [u16; 2],
    /// Period, from 1; 0 before the tip.
    pub period: u8,
    /// Tenths of a second left in the period.
    pub clock: u16,
    /// The target score, once the clock is switched off.
    pub target: Option<u16>,
    /// Who has the ball.
    pub ball: Ball,
    /// How many plays have been shown.
    pub plays: u32,
}

impl Moment {
    /// The state of play after these plays, the first of the game first.
    pub fn after(plays: &[Play]) -> Self {
        let mut score = [0_u16; 2];
        let mut target = None;
        for play in plays {
            play.count(&mut score);
            if play.kind == Kind::TargetSet {
                target = Some(play.value);
            }
        }
        let last = plays.last();
        Self {
            score,
            period: last.map_or(0, |it| it.period),
            clock: last.map_or(0, |it| it.clock),
            target,
            ball: last.map_or(Ball::Nobody, |it| it.ball),
            plays: u32::try_from(plays.len()).unwrap_or(u32::MAX),
        }
    }
}

/// One game as far as it has been shown.
#[derive(Clone, Debug)]
pub struct GameView<'p> {
    /// The game as a line in a list.
    pub card: Card,
    /// The plays shown, in order of play.
    pub plays: &'p [Play],
    /// The box score over those plays.
    pub boxes: BoxScore,
    /// Whether the game is over.
    pub over: bool,
    /// SHA-256 of the rules it is played by, hexadecimal.
    pub rules: String,
    /// Version of the engine.
    pub engine: u16,
    /// Distance of the arc, centimetres: where the shot map draws it.
    pub arc_cm: i32,
    /// What its dice were keyed with; told only once the game is over.
    pub seed: Option<String>,
}

impl<'p> GameView<'p> {
    pub(crate) fn new(game: &GameRecord, card: Card, plays: &'p [Play], over: bool) -> Self {
        let sizes = game.squads.map(usize::from);
        Self {
            card,
            plays,
            boxes: BoxScore::from_plays(sizes, usize::from(game.on_court), plays),
            over,
            rules: game.rules.clone(),
            engine: game.engine,
            arc_cm: game.arc_cm,
            seed: over.then(|| String::from(game.seed)),
        }
    }

    /// A game of a past season, from its record and its plays. Always over.
    pub fn of_past(game: &GameRecord, card: Card, plays: &'p [Play]) -> Self {
        Self::new(game, card, plays, true)
    }

    /// Points after each play shown, home then away; one entry per play.
    pub fn running_score(&self) -> Vec<[u16; 2]> {
        let step = |score: &mut [u16; 2], play: &Play| {
            play.count(score);
            Some(*score)
        };
        self.plays.iter().scan([0, 0], step).collect()
    }
}
