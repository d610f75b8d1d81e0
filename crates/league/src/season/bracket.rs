//! The playoffs: who meets whom in which stage, and at whose venue.

use crate::ids::TeamId;
use serde::{Deserialize, Serialize};

/// One playoff series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The better seed: home advantage is theirs.
    pub high: TeamId,
    /// Their seed, from 1.
    pub high_seed: u8,
    /// The other side.
    pub low: TeamId,
    /// Their seed.
    pub low_seed: u8,
    /// At most this many games; odd.
    pub best_of: u8,
}

/// Games that win a series of `best_of`.
pub fn wins_needed(best_of: u8) -> u8 {
    best_of / 2 + 1
}

/// Who is at home in game `game` (from 1) of a series: the better seed in the odd ones, so that it
/// has the first, the last, and one more in all.
pub fn home_of(series: &Series, game: u8) -> [TeamId; 2] {
    if game % 2 == 1 { [series.high, series.low] } else { [series.low, series.high] }
}

/// The first stage for `seeds` (best first; 2, 4 or 8): best against last, so that the two best
/// can meet only in the final.
pub fn first_stage(seeds: &[TeamId], best_of: impl Fn(usize) -> u8) -> Vec<Series> {
    let places: &[[u8; 2]] = match seeds.len() {
        8 => &[[1, 8], [4, 5], [2, 7], [3, 6]],
        4 => &[[1, 4], [2, 3]],
        _ => &[[1, 2]],
    };
    let team = |seed: u8| seeds.get(usize::from(seed) - 1).copied().unwrap_or(TeamId(0));
    let series = |it: &[u8; 2]| Series {
        high: team(it[0]),
        high_seed: it[0],
        low: team(it[1]),
        low_seed: it[1],
        best_of: best_of(places.len()),
    };
    places.iter().map(series).collect()
}

/// The next stage from the winners (team and seed) of the last, in bracket order; empty after the final.
pub fn next_stage(winners: &[(TeamId, u8)], best_of: impl Fn(usize) -> u8) -> Vec<Series> {
    if winners.len() < 2 {
        return Vec::new();
    }
    let stage = winners.chunks_exact(2);
    let count = winners.len() / 2;
    stage
        .map(|pair| {
            let (high, low) =
                if pair[0].1 < pair[1].1 { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            Series {
                high: high.0,
                high_seed: high.1,
                low: low.0,
                low_seed: low.1,
                best_of: best_of(count),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_best_meet_only_in_the_final() {
        for size in [2, 4, 8] {
            let seeds: Vec<TeamId> = (0..size).map(TeamId).collect();
            let mut stage = first_stage(&seeds, |_| 3);
            while stage.len() > 1 {
                assert!(stage.iter().all(|it| !(it.high_seed == 1 && it.low_seed == 2)));
                let winners: Vec<_> = stage.iter().map(|it| (it.high, it.high_seed)).collect();
                stage = next_stage(&winners, |count| if count == 1 { 5 } else { 3 });
            }
            assert_eq!((stage[0].high_seed, stage[0].low_seed), (1, 2));
        }
    }

    #[test]
    fn the_better_seed_has_the_first_the_last_and_one_more() {
        let series = first_stage(&[TeamId(3), TeamId(5)], |_| 5)[0];
        let at_home = (1..=5).filter(|it| home_of(&series, *it)[0] == TeamId(3)).count();
        assert_eq!(
            (at_home, home_of(&series, 1)[0], home_of(&series, 5)[0]),
            (3, TeamId(3), TeamId(3))
        );
    }
}
