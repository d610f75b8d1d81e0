//! Who meets whom, when, and where: the circle method.

use super::{GameStage, Pairing};
use crate::dice::{GameKey, below};
use crate::ids::TeamId;

/// The regular season: `robins` round robins of `teams` teams (even).
///
/// One entry per round. Every team plays once a round; over the season its home and away games
/// differ by at most one, and so do the venues of each pair. `key` shuffles who plays whom first.
pub fn regular_season(teams: u8, robins: u8, key: GameKey) -> Vec<Vec<Pairing>> {
    let order = shuffled(teams, key);
    let once = round_robin(&order, GameStage::Regular);
    (0..robins)
        .flat_map(|robin| once.iter().map(move |round| flip(round, robin % 2 == 1)))
        .collect()
}

/// One round robin of the level teams, as deciding games; an odd team out sits a round.
pub fn deciding_rounds(teams: &[TeamId]) -> Vec<Vec<Pairing>> {
    round_robin(teams, GameStage::Tiebreak)
}

fn flip(round: &[Pairing], swap: bool) -> Vec<Pairing> {
    let turn = |it: &Pairing| Pairing { home: it.away, away: it.home, ..*it };
    round.iter().map(|it| if swap { turn(it) } else { *it }).collect()
}

/// Team ids in an order drawn from the key (Fisher and Yates).
fn shuffled(teams: u8, key: GameKey) -> Vec<TeamId> {
    let mut order: Vec<TeamId> = (0..teams).map(TeamId).collect();
    for at in (1..order.len()).rev() {
        let at16 = u16::try_from(at).unwrap_or(u16::MAX);
        let with = below(key.draw(at16, 0, 0, 0), u32::from(at16) + 1);
        order.swap(at, usize::try_from(with).unwrap_or(0));
    }
    order
}

/// The circle method. One team stands still, the others turn; odd counts leave one team out a round.
fn round_robin(teams: &[TeamId], stage: GameStage) -> Vec<Vec<Pairing>> {
    let mut circle: Vec<Option<TeamId>> = teams.iter().copied().map(Some).collect();
    if circle.len() % 2 == 1 {
        circle.push(None);
    }
    let size = circle.len();
    let mut rounds = Vec::new();
    for round in 0..size.saturating_sub(1) {
        let mut games = Vec::new();
        for place in 0..size / 2 {
            let (a, b) = (circle[place], circle[size - 1 - place]);
            // The standing team alternates by round, the others by place: that is what keeps home
            // and away even.
            let a_at_home = if place == 0 { round % 2 == 0 } else { place % 2 == 1 };
            if let (Some(a), Some(b)) = (a, b) {
                let (home, away) = if a_at_home { (a, b) } else { (b, a) };
                games.push(Pairing { home, away, stage });
            }
        }
        rounds.push(games);
        circle[1..].rotate_right(1);
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_schedule_is_complete_and_fair() {
        for teams in (4..=16).step_by(2) {
            for robins in 1..=6 {
                let rounds = regular_season(teams, robins, GameKey::trial(1, teams.into()));
                assert_eq!(rounds.len(), usize::from(robins) * usize::from(teams - 1));
                let mut home: BTreeMap<TeamId, i32> = BTreeMap::new();
                let mut pairs: BTreeMap<(TeamId, TeamId), (i32, i32)> = BTreeMap::new();
                for round in &rounds {
                    let mut seen = std::collections::BTreeSet::new();
                    for it in round {
                        assert!(seen.insert(it.home) && seen.insert(it.away), "twice in a round");
                        *home.entry(it.home).or_default() += 1;
                        *home.entry(it.away).or_default() -= 1;
                        let pair = (it.home.min(it.away), it.home.max(it.away));
                        let count = pairs.entry(pair).or_default();
                        if it.home < it.away { count.0 += 1 } else { count.1 += 1 }
                    }
                    assert_eq!(seen.len(), usize::from(teams), "everyone plays");
                }
                assert!(home.values().all(|it| it.abs() <= 1), "{teams} teams, {robins}: {home:?}");
                assert!(
                    pairs.values().all(|(a, b)| a + b == i32::from(robins) && (a - b).abs() <= 1)
                );
            }
        }
    }

    #[test]
    fn three_level_teams_meet_once_each() {
        let rounds = deciding_rounds(&[TeamId(4), TeamId(1), TeamId(6)]);
        assert_eq!(rounds.iter().map(Vec::len).sum::<usize>(), 3);
    }
}
