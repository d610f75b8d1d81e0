//! What a vote weighs, in whole numbers.
//!
//! By default every team weighs the same, one, split evenly among its members who vote, and nobody
//! weighs more than a third of a team. A team's one is [`TEAM`] units, the least common multiple of
//! 1 to 40: up to forty voters of a team every share is a whole number of units, so that sums and
//! ties are exact. Beyond that a share is rounded down by less than one unit; a majority must then
//! be larger than all roundings together, so that what is a tie in fractions never passes.
//! May live here: weights, sums, comparing them with a mark. Never: what a ballot says (`count`).

use crate::ids::TeamId;
use crate::rules::{Government, Meta};
use std::collections::BTreeMap;

/// The weight of one team, in units: the least common multiple of 1 to 40.
const TEAM: u128 = 5_342_931_457_063_200;
/// The largest part of a team's weight that one person can have: one in so many.
const PERSON_ONE_IN: u128 = 3;
/// Up to so many shares a team's weight is split without rest.
const EXACT_UP_TO: u128 = 40;

/// A ballot as it is weighed: `in_favour` of `of` parts of it are for the proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Voice {
    pub team: TeamId,
    /// 1; 2 for a doubled vote.
    pub shares: u8,
    pub in_favour: u8,
    pub of: u8,
}

/// How weights are counted; the values of `gov.weight_mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    PerTeam,
    PerGovernor,
    Mixed,
}

impl Mode {
    pub(super) fn of(government: &Government) -> Self {
        match government.get(Meta::WeightMode) {
            0 => Self::PerTeam,
            1 => Self::PerGovernor,
            _ => Self::Mixed,
        }
    }
}

/// One way of adding up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    in_favour: u128,
    of: u128,
    /// Units that rounding may have cost.
    lost: u128,
}

/// The weights of a vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Weights {
    /// One way of adding up, or two that count half each.
    first: Sum,
    second: Option<Sum>,
}

impl Weights {
    pub(super) fn of(mode: Mode, voices: &[Voice]) -> Self {
        match mode {
            Mode::PerTeam => Self { first: by_team(voices), second: None },
            Mode::PerGovernor => Self { first: by_head(voices), second: None },
            Mode::Mixed => Self { first: by_team(voices), second: Some(by_head(voices)) },
        }
    }

    /// Support and everything, over one denominator, and what rounding may have cost.
    fn fraction(&self) -> (u128, u128, u128) {
        let Sum { in_favour, of, lost } = self.first;
        match self.second {
            None => (in_favour, of, lost),
            // Below 2^57 by 5 a team, 16 teams, and 2^40 heads: far below 2^128 even a hundredfold.
            Some(heads) => (
                in_favour * heads.of + heads.in_favour * of,
                2 * of * heads.of,
                // A unit less of everything moves the mark by up to twice as much here.
                2 * lost * heads.of,
            ),
        }
    }

    /// Whether support is strictly more than so many per cent.
    pub(super) fn exceeds(&self, percent: u32) -> bool {
        let (in_favour, of, lost) = self.fraction();
        (of * u128::from(percent)) + 100 * lost < in_favour * 100
    }

    /// Support in basis points, rounded down; 0 without votes.
    pub(super) fn support_bp(&self) -> u16 {
        let (in_favour, of, _) = self.fraction();
        u16::try_from(in_favour * 10_000 / of.max(1)).unwrap_or(10_000)
    }

    /// Compares the support of two proposals.
    pub(super) fn compare(&self, other: &Self) -> std::cmp::Ordering {
        let ((a, all_a, _), (b, all_b, _)) = (self.fraction(), other.fraction());
        // Ten-thousandths of a basis point decide, so that products stay small.
        let fine = |part: u128, all: u128| part * 100_000_000 / all.max(1);
        fine(a, all_a).cmp(&fine(b, all_b))
    }
}

fn by_team(voices: &[Voice]) -> Sum {
    let mut shares: BTreeMap<TeamId, u128> = BTreeMap::new();
    for voice in voices {
        *shares.entry(voice.team).or_default() += u128::from(voice.shares);
    }
    let mut sum = Sum::default();
    for voice in voices {
        let split = shares[&voice.team].max(PERSON_ONE_IN);
        let weight = (u128::from(voice.shares) * TEAM / split).min(TEAM / PERSON_ONE_IN);
        sum.in_favour += weight * u128::from(voice.in_favour);
        sum.of += weight * u128::from(voice.of);
        sum.lost += if EXACT_UP_TO < split { u128::from(voice.of) } else { 0 };
    }
    sum
}

fn by_head(voices: &[Voice]) -> Sum {
    let mut sum = Sum::default();
    for voice in voices {
        sum.in_favour += u128::from(voice.shares) * u128::from(voice.in_favour);
        sum.of += u128::from(voice.shares) * u128::from(voice.of);
    }
    sum
}

/// How many of those who may vote did, in basis points, and whether it is as much as `quorum`
/// per cent. By teams where votes weigh by teams: the mean over the teams that have anybody, so that
/// many who never vote in one team hold up nobody else.
pub(super) fn turnout(
    mode: Mode,
    eligible: &BTreeMap<TeamId, u32>,
    voted: &BTreeMap<TeamId, u32>,
    quorum: u32,
) -> (u16, bool) {
    let voted_of = |team: &TeamId| u128::from(voted.get(team).copied().unwrap_or(0));
    let (part, all) = if mode == Mode::PerGovernor {
        let part: u128 = eligible.keys().map(voted_of).sum();
        (part, eligible.values().map(|it| u128::from(*it)).sum())
    } else {
        let teams = eligible.iter().filter(|(_, n)| **n > 0);
        // Rounded up: a quorum that is met exactly is met.
        let part = teams.clone().map(|(team, n)| (voted_of(team) * TEAM).div_ceil(u128::from(*n)));
        (part.sum::<u128>(), TEAM * teams.count() as u128)
    };
    let bp = u16::try_from(part * 10_000 / all.max(1)).unwrap_or(10_000).min(10_000);
    (bp, all * u128::from(quorum) <= part * 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voices(teams: &[(u32, u32)]) -> Vec<Voice> {
        let mut voices = Vec::new();
        for (team, (yes, no)) in (0_u8..).zip(teams) {
            let voice = |in_favour| Voice { team: TeamId(team), shares: 1, in_favour, of: 1 };
            voices.extend((0..*yes).map(|_| voice(1)));
            voices.extend((0..*no).map(|_| voice(0)));
        }
        voices
    }

    fn exceeds(mode: Mode, teams: &[(u32, u32)], percent: u32) -> bool {
        Weights::of(mode, &voices(teams)).exceeds(percent)
    }

    #[test]
    fn teams_weigh_the_same_however_many_vote() {
        let puppets = [(100, 0), (0, 3), (0, 3)];
        assert!(!exceeds(Mode::PerTeam, &puppets, 50));
        assert!(exceeds(Mode::PerGovernor, &puppets, 50));
        assert!(exceeds(Mode::Mixed, &puppets, 50), "(1/3 + 100/106) / 2");
        // One alone weighs a third of a team, not all of it.
        assert!(!exceeds(Mode::PerTeam, &[(1, 0), (0, 3)], 26));
        assert!(exceeds(Mode::PerTeam, &[(1, 0), (0, 3)], 24));
    }

    #[test]
    fn a_tie_never_passes_however_the_fractions_fall() {
        for n in 1..=130 {
            for m in [1, 3, 7, 39, 41, 43, 97, 113] {
                let tie = [(n, n), (m, m), (n + m, n + m)];
                assert!(!exceeds(Mode::PerTeam, &tie, 50), "{n} {m}");
                // 3/7 of one team and 4/7 of another that has as many voices.
                let crossed = [(3 * n, 4 * n), (4 * m, 3 * m)];
                let tied = n >= 1 && m >= 1 && 7 * n >= 3 && 7 * m >= 3;
                assert!(!tied || !exceeds(Mode::PerTeam, &crossed, 50), "{n} {m}");
                assert!(exceeds(Mode::PerTeam, &[(n + 1, n), (m, m)], 50) || n < 1, "{n} {m}");
            }
        }
        assert!(!exceeds(Mode::Mixed, &[(2, 2), (5, 5)], 50));
        assert!(!exceeds(Mode::PerTeam, &[], 50), "nobody voted");
    }

    #[test]
    fn sixty_per_cent_is_not_more_than_sixty() {
        assert!(!exceeds(Mode::PerTeam, &[(3, 2), (6, 4)], 60));
        assert!(exceeds(Mode::PerTeam, &[(3, 2), (7, 3)], 60));
        assert!(!exceeds(Mode::PerGovernor, &[(6, 4)], 60));
    }

    #[test]
    fn turnout_is_by_teams_and_a_quorum_met_exactly_is_met() {
        let of = |pairs: &[(u8, u32)]| pairs.iter().map(|it| (TeamId(it.0), it.1)).collect();
        let eligible = of(&[(0, 100), (1, 2), (2, 0)]);
        assert_eq!(turnout(Mode::PerTeam, &eligible, &of(&[(1, 1)]), 25), (2_500, true));
        assert_eq!(turnout(Mode::PerTeam, &eligible, &of(&[(1, 1)]), 26), (2_500, false));
        assert_eq!(turnout(Mode::PerGovernor, &eligible, &of(&[(1, 1)]), 1), (98, false));
        let thirds = of(&[(0, 3), (1, 7)]);
        assert!(turnout(Mode::PerTeam, &thirds, &of(&[(0, 3), (1, 7)]), 100).1);
    }
}
