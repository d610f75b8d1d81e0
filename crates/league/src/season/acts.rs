//! What rules do between games: when a season starts, when a round starts, when it ends.
//!
//! May live here: asking the conditions of such rules, and what follows. Never: what rules do while
//! a game is played (`sim`), folding what follows in (`state`).

use super::Pairing;
use crate::dice::{Seed, below};
use crate::ids::{RuleId, TeamId};
use crate::rules::{Active, Answers, Hook, Known, Var};
use crate::sim::{Gift, Occasion};
use serde::{Deserialize, Serialize};

/// Something that a rule does for a team between games.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deed {
    /// For whom.
    pub team: TeamId,
    /// By which rule.
    pub rule: RuleId,
    /// What.
    #[serde(flatten)]
    pub gift: Gift,
}

/// What can be known of a team between games.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub team: TeamId,
    /// Rank and streaks, the round and its phase; of `sides` the first.
    pub occasion: Occasion,
    /// Whether it has won, where a round has just ended.
    pub won: Option<bool>,
    /// Whether there is a table to be ranked in.
    pub is_ranked: bool,
}

/// What the rules at this hook do, rule by rule in the order of the Book, team by team.
///
/// `seed`: where a rule's dice come from; another for every hook and round.
pub(crate) fn deeds(hook: Hook, effects: &[Active], teams: &[Standing], seed: Seed) -> Vec<Deed> {
    let mut deeds = Vec::new();
    for Active { id, effect } in effects.iter().filter(|it| it.effect.hook == hook) {
        for standing in teams {
            let seed = seed.derive(&format!("{}:{id}:{}", hook.id(), standing.team.0));
            let mut asker = Asker { standing, seed, rolls: 0 };
            if effect.when.holds(&mut asker) {
                let gifts = effect.actions.iter().filter_map(Gift::of);
                deeds.extend(gifts.map(|gift| Deed { team: standing.team, rule: *id, gift }));
            }
        }
    }
    deeds
}

struct Asker<'a> {
    standing: &'a Standing,
    seed: Seed,
    rolls: u8,
}

impl Answers for Asker<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest belongs to a game")]
    fn value(&mut self, var: Var) -> Known {
        let Standing { occasion, won, is_ranked, .. } = self.standing;
        let form = &occasion.sides[0];
        let known = match var {
            Var::Rank => is_ranked.then_some(form.rank.into()),
            Var::Teams => Some(occasion.teams.into()),
            Var::WinStreak => Some(form.win_streak.into()),
            Var::LossStreak => Some(form.loss_streak.into()),
            Var::RoundNo => Some(occasion.round.into()),
            Var::SeasonPhase => Some(occasion.phase as i32),
            Var::Result => won.map(i32::from),
            _ => None,
        };
        known.map_or(Known::Unknown, Known::Is)
    }

    fn roll(&mut self) -> u16 {
        let bits = self.seed.game_key().draw(0, 0, 0, self.rolls);
        self.rolls = self.rolls.wrapping_add(1);
        u16::try_from(below(bits, 1_000)).unwrap_or(0)
    }
}

/// The pairings with those sides at home that a rule puts there; of two in one game the one lower
/// in the standings (`rank_of`: 1 is first).
pub(crate) fn at_home(
    pairings: Vec<Pairing>,
    deeds: &[Deed],
    rank_of: impl Fn(TeamId) -> u8,
) -> Vec<Pairing> {
    let asks = |team| deeds.iter().any(|it| it.team == team && it.gift == Gift::Home);
    let turned = |it: Pairing| {
        let swap = match (asks(it.home), asks(it.away)) {
            (false, true) => true,
            (true, true) => rank_of(it.home) < rank_of(it.away),
            (_, false) => false,
        };
        if swap { Pairing { home: it.away, away: it.home, ..it } } else { it }
    };
    pairings.into_iter().map(turned).collect()
}
