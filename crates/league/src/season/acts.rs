//! What rules have done between games, as it is stored, and the home sides that follow.
//!
//! May live here: that form. Never: asking the rules (`hooks`), folding what follows in (`state`).

use super::Pairing;
use crate::ids::{RuleId, TeamId};
use crate::sim::Gift;
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
