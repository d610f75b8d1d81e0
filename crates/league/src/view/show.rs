//! The running order of a round: every play of every game with the instant at which it is shown.

use crate::ids::GameId;
use crate::sim::Play;
use crate::spec::Pace;
use crate::units::UnixMillis;

/// One thing that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// When.
    pub at: UnixMillis,
    /// In which game.
    pub game: GameId,
    /// What.
    pub what: What,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The play with this index.
    Play(u32),
    /// The game is over. Directly after its last play.
    Final,
}

/// The running order of one round: sorted by time; at one instant by game, then by order of play.
///
/// The same on every machine, so that the number of an item in it is a position that all agree on.
pub fn items<'a>(
    tip_off: UnixMillis,
    pace: Pace,
    games: impl Iterator<Item = (GameId, &'a [Play])>,
) -> Vec<Item> {
    let scale = pace.millis_per_tenth();
    let mut items = Vec::new();
    for (game, plays) in games {
        for (at, play) in (0_u32..).zip(plays) {
            items.push(Item {
                at: tip_off.plus(i64::from(play.elapsed) * scale),
                game,
                what: What::Play(at),
            });
        }
        let end = plays.last().map_or(0, |it| i64::from(it.elapsed));
        items.push(Item { at: tip_off.plus(end * scale), game, what: What::Final });
    }
    items.sort_by_key(|it| (it.at, it.game, it.what));
    items
}
