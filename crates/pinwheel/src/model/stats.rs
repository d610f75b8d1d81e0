//! What hoopers and sides did, in numbers: one line of a box score, totals, averages.
//!
//! May live here: the public form of a line. Never: how it is counted (`league::sim`).

use league::season::Totals;
use league::sim::Line;
use serde::Serialize;
use utoipa::ToSchema;

/// One line of a box score.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Stats {
    /// Tenths of a second on court.
    pub(crate) time_tenths: u32,
    /// Points.
    pub(crate) points: u16,
    /// Baskets, free throws not included.
    pub(crate) shots_made: u16,
    /// Shots, free throws not included.
    pub(crate) shots_tried: u16,
    /// Baskets from inside the arc.
    pub(crate) inside_made: u16,
    /// Shots from inside the arc.
    pub(crate) inside_tried: u16,
    /// Baskets from beyond the arc.
    pub(crate) arc_made: u16,
    /// Shots from beyond the arc.
    pub(crate) arc_tried: u16,
    /// Free throws made.
    pub(crate) free_made: u16,
    /// Free throws taken.
    pub(crate) free_tried: u16,
    /// Rebounds at both ends.
    pub(crate) rebounds: u16,
    /// Rebounds of the own side's misses.
    pub(crate) rebounds_offensive: u16,
    /// Rebounds of the opponent's misses.
    pub(crate) rebounds_defensive: u16,
    /// Passes that led to a basket.
    pub(crate) assists: u16,
    /// Balls taken from an opponent.
    pub(crate) steals: u16,
    /// Shots blocked.
    pub(crate) blocks: u16,
    /// Balls lost.
    pub(crate) turnovers: u16,
    /// Fouls.
    pub(crate) fouls: u16,
}

impl From<&Line> for Stats {
    fn from(it: &Line) -> Self {
        Self {
            time_tenths: it.time_tenths,
            points: it.points,
            shots_made: it.made(),
            shots_tried: it.tried(),
            inside_made: it.inside_made,
            inside_tried: it.inside_tried,
            arc_made: it.arc_made,
            arc_tried: it.arc_tried,
            free_made: it.free_made,
            free_tried: it.free_tried,
            rebounds: it.rebounds(),
            rebounds_offensive: it.rebounds_offensive,
            rebounds_defensive: it.rebounds_defensive,
            assists: it.assists,
            steals: it.steals,
            blocks: it.blocks,
            turnovers: it.turnovers,
            fouls: it.fouls,
        }
    }
}

/// What a hooper did over several games.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Season {
    /// Games with time on court.
    pub(crate) games: u16,
    /// Games from the start.
    pub(crate) starts: u16,
    /// Sum of plus and minus.
    pub(crate) plus_minus: i32,
    /// Sums over those games.
    pub(crate) totals: Stats,
    /// Averages over those games.
    pub(crate) averages: Averages,
}

/// Averages a game, to a hundredth; all 0 without a game.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Averages {
    /// Minutes on court.
    pub(crate) minutes: f64,
    /// Points.
    pub(crate) points: f64,
    /// Rebounds.
    pub(crate) rebounds: f64,
    /// Assists.
    pub(crate) assists: f64,
    /// Steals.
    pub(crate) steals: f64,
    /// Blocks.
    pub(crate) blocks: f64,
    /// Balls lost.
    pub(crate) turnovers: f64,
}

impl From<&Totals> for Season {
    fn from(it: &Totals) -> Self {
        let games = i64::from(it.games.max(1));
        let average =
            |sum: i64, unit: i64| hundredths(league::units::div_round(sum * 100, games * unit));
        Self {
            games: it.games,
            starts: it.starts,
            plus_minus: it.plus_minus,
            totals: Stats::from(&it.sum),
            averages: Averages {
                minutes: average(it.sum.time_tenths.into(), 600),
                points: average(it.sum.points.into(), 1),
                rebounds: average(it.sum.rebounds().into(), 1),
                assists: average(it.sum.assists.into(), 1),
                steals: average(it.sum.steals.into(), 1),
                blocks: average(it.sum.blocks.into(), 1),
                turnovers: average(it.sum.turnovers.into(), 1),
            },
        }
    }
}

/// A number of hundredths as a number.
#[expect(clippy::cast_precision_loss, reason = "averages are far below 2⁵² hundredths")]
pub(crate) fn hundredths(number: i64) -> f64 {
    number as f64 / 100.0
}
