//! Many games at once: what rules come to, two sets of them compared, one number swept.
//!
//! May live here: which games, cores, curves as pictures. Must never live here: what is measured and
//! how sure it is (`league::lab`), commands (`cli`), pages (`web`).

pub(crate) mod curve;
pub(crate) mod numbers;
pub(crate) mod picture;

use league::lab::{Arm, Batch, Pairs};
use league::rules::Rules;
use league::sim::Matchup;
use league::spec::TeamSpec;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// Games that one step of the progress stands for.
pub(crate) const STEP: u64 = 100;

/// Every pairing of these teams, each at home and away.
pub(crate) fn pairings(teams: &[TeamSpec], rules: &Rules) -> Vec<Matchup> {
    let pair = |home: usize, away: usize| {
        (home != away).then(|| league::decide::meeting(rules, &teams[home], &teams[away]))
    };
    let all = 0..teams.len();
    all.clone().flat_map(|home| all.clone().filter_map(move |away| pair(home, away))).collect()
}

/// Plays an arm's games on `cores` threads; `tick` is called after every `STEP` games.
pub(crate) fn play(arm: &Arm, games: u64, cores: usize, tick: &(dyn Fn() + Sync)) -> Batch {
    let parts = spread(games, cores, tick, &|range| Batch::play(arm, range));
    let mut all = Batch::default();
    for part in &parts {
        all.merge(part);
    }
    all
}

/// Plays the same games both ways, as `play` does.
pub(crate) fn pairs(arms: [&Arm; 2], games: u64, cores: usize, tick: &(dyn Fn() + Sync)) -> Pairs {
    let parts = spread(games, cores, tick, &|range| Pairs::play(arms, range));
    let mut all = Pairs::default();
    for part in &parts {
        all.merge(part);
    }
    all
}

/// Hands out the games in steps to as many threads; the parts come back in no order.
fn spread<T: Send>(
    games: u64,
    cores: usize,
    tick: &(dyn Fn() + Sync),
    part: &(dyn Fn(Range<u64>) -> T + Sync),
) -> Vec<T> {
    let next = AtomicU64::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let from = next.fetch_add(STEP, Ordering::Relaxed);
            if from >= games {
                return done;
            }
            done.push(part(from..games.min(from + STEP)));
            tick();
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores.max(1)).map(|_| scope.spawn(work)).collect();
        threads.into_iter().filter_map(|it| it.join().ok()).flatten().collect()
    })
}

/// Cores of this machine.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_threads_gives_the_same() {
        let arm = Arm::even(50, Rules::default());
        let one = play(&arm, 250, 1, &|| ());
        assert_eq!(play(&arm, 250, 3, &|| ()), one);
        assert_eq!(one.of("margin").games, 250);
    }

    #[test]
    fn every_team_meets_every_other_at_home_and_away() {
        let spec = crate::demo::league();
        let all = pairings(&spec.teams, &spec.rules);
        assert_eq!(all.len(), spec.teams.len() * (spec.teams.len() - 1));
    }
}
