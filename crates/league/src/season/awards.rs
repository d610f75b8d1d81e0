//! What hoopers did over a season, and who is honoured for it.

use crate::event::Award;
use crate::ids::HooperId;
use crate::sim::Line;
use crate::state::Season;
use crate::units::div_round;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one hooper did over several games.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Games with time on court.
    pub games: u16,
    /// Games from the start.
    pub starts: u16,
    /// Sums over those games.
    pub sum: Line,
    /// Sum of plus and minus.
    pub plus_minus: i32,
}

impl Totals {
    /// Adds one game.
    pub fn add(&mut self, line: &Line) {
        if line.time_tenths == 0 {
            return;
        }
        self.games += 1;
        self.starts += u16::from(line.started);
        self.plus_minus += i32::from(line.plus_minus);
        self.sum.add(line);
    }

    /// Hundredths of `what` per game; 0 without a game.
    fn per_game(&self, what: i64) -> i32 {
        let hundredths = div_round(what * 100, i64::from(self.games.max(1)));
        i32::try_from(hundredths).unwrap_or(i32::MAX)
    }
}

/// What an award is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AwardKind {
    /// Highest game score per game: everything a box score counts, weighed.
    MostValuable,
    /// Steals, blocks and defensive rebounds, less fouls, per game.
    BestDefender,
    /// Points per hundred shots, free throws counted as 0.44 of one.
    MostEfficient,
    /// Points per game.
    Points,
    /// Rebounds per game.
    Rebounds,
    /// Assists per game.
    Assists,
    /// Steals per game.
    Steals,
    /// Blocks per game.
    Blocks,
}

impl AwardKind {
    /// Every kind; the three that a jury would give first.
    pub const ALL: [Self; 8] = [
        Self::MostValuable,
        Self::BestDefender,
        Self::MostEfficient,
        Self::Points,
        Self::Rebounds,
        Self::Assists,
        Self::Steals,
        Self::Blocks,
    ];

    /// The number that decides it, in hundredths; `None` when the hooper has done too little for it.
    pub fn value(self, totals: &Totals) -> Option<i32> {
        let it = &totals.sum;
        let int = |number: u16| i64::from(number);
        let missed_free = int(it.free_tried) - int(it.free_made);
        Some(match self {
            // Weights after Hollinger's game score, in tenths of a point.
            Self::MostValuable => {
                let tenths = int(it.points) * 10 + int(it.made()) * 4
                    - int(it.tried()) * 7
                    - missed_free * 4
                    + int(it.rebounds_offensive) * 7
                    + int(it.rebounds_defensive) * 3
                    + int(it.steals) * 10
                    + int(it.assists) * 7
                    + int(it.blocks) * 7
                    - int(it.fouls) * 4
                    - int(it.turnovers) * 10;
                totals.per_game(div_round(tenths, 10))
            }
            Self::BestDefender => {
                let tenths =
                    int(it.steals) * 10 + int(it.blocks) * 10 + int(it.rebounds_defensive) * 3
                        - int(it.fouls) * 4;
                totals.per_game(div_round(tenths, 10))
            }
            Self::MostEfficient => {
                let hundredths_of_shots = int(it.tried()) * 100 + int(it.free_tried) * 44;
                // At least five shots a game.
                if hundredths_of_shots < int(totals.games) * 500 || totals.games == 0 {
                    return None;
                }
                i32::try_from(div_round(int(it.points) * 100 * 100 * 100, hundredths_of_shots))
                    .ok()?
            }
            Self::Points => totals.per_game(int(it.points)),
            Self::Rebounds => totals.per_game(int(it.rebounds())),
            Self::Assists => totals.per_game(int(it.assists)),
            Self::Steals => totals.per_game(int(it.steals)),
            Self::Blocks => totals.per_game(int(it.blocks)),
        })
    }
}

/// Who leads in `kind`, best first, with the deciding number in hundredths; level ones by id.
///
/// Only hoopers with at least half as many games as whoever has most.
pub fn leaders(totals: &BTreeMap<HooperId, Totals>, kind: AwardKind) -> Vec<(HooperId, i32)> {
    let most = totals.values().map(|it| it.games).max().unwrap_or(0);
    let enough = totals.iter().filter(|(_, it)| it.games > 0 && it.games * 2 >= most);
    let mut leaders: Vec<(HooperId, i32)> =
        enough.filter_map(|(id, it)| Some((*id, kind.value(it)?))).collect();
    leaders.sort_by_key(|(id, value)| (std::cmp::Reverse(*value), *id));
    leaders
}

/// A season's awards, over all its games.
pub(crate) fn awards(season: &Season) -> Vec<Award> {
    let mut totals = BTreeMap::new();
    for (_, game) in season.games() {
        game.add_to(&mut totals);
    }
    let best = |kind| {
        leaders(&totals, kind).first().map(|(hooper, value)| Award {
            kind,
            hooper: *hooper,
            value: *value,
        })
    };
    AwardKind::ALL.into_iter().filter_map(best).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::TeamId;

    fn totals(games: u16, points: u16, tried: u16) -> Totals {
        let sum = Line { points, inside_tried: tried, time_tenths: 1, ..Line::default() };
        Totals { games, sum, ..Totals::default() }
    }

    #[test]
    fn leaders_need_half_the_games_and_ties_go_by_id() {
        let ids = [0, 1, 2, 3].map(|it| HooperId::new(TeamId(it), 0));
        let all = [totals(10, 100, 80), totals(10, 100, 90), totals(4, 400, 40), totals(5, 60, 10)];
        let totals: BTreeMap<_, _> = ids.into_iter().zip(all).collect();
        let points: Vec<_> = leaders(&totals, AwardKind::Points);
        assert_eq!(points, [(ids[3], 1_200), (ids[0], 1_000), (ids[1], 1_000)]);
        // Two shots a game are too few to be called efficient.
        assert_eq!(leaders(&totals, AwardKind::MostEfficient)[0], (ids[0], 12_500));
    }
}
