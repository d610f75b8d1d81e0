//! A round that another version of the engine played: it cannot be played again, but it must add up.

use super::Finding;
use crate::chain::hex;
use crate::decide::seed_of_engine;
use crate::event::{Event, GamePlayed};
use crate::ids::GameId;
use crate::season::Pairing;
use crate::state::State;
use std::collections::BTreeMap;

/// The games that are still to come in the commit, by id.
#[derive(Debug)]
pub(super) struct OtherEngine {
    to_come: BTreeMap<GameId, Pairing>,
}

impl OtherEngine {
    /// Just after the tip-off has been folded in.
    pub(super) fn new(state: &State) -> Self {
        let mut to_come = BTreeMap::new();
        if let Some(season) = state.league().map(|it| &it.season)
            && let Some(round) = season.rounds.last()
        {
            for (matchup, pairing) in (1_u8..).zip(&round.pairings) {
                let id = GameId { season: season.number, round: round.number, matchup };
                to_come.insert(id, *pairing);
            }
        }
        Self { to_come }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.to_come.is_empty()
    }

    /// Whether the next event is one of the games, and adds up.
    pub(super) fn check(&mut self, state: &State, event: &Event) -> Result<(), Vec<Finding>> {
        let Event::GamePlayed(game) = event else {
            return Err(vec![Finding::new("the event here", event.kind(), "game_played")]);
        };
        let Some(pairing) = self.to_come.remove(&game.id) else {
            let left = format!("one of {:?}", self.to_come.keys().collect::<Vec<_>>());
            return Err(vec![Finding::new("the game here", game.id, left)]);
        };
        let findings = adds_up(state, game, pairing);
        if findings.is_empty() { Ok(()) } else { Err(findings) }
    }
}

fn adds_up(state: &State, game: &GamePlayed, pairing: Pairing) -> Vec<Finding> {
    let Some(league) = state.league() else { return Vec::new() };
    let mut findings = Vec::new();
    let mut look = |what: &str, stored: String, expected: String| {
        if stored != expected {
            findings.push(Finding::new(format!("{what} of {}", game.id), stored, expected));
        }
    };
    let played = Pairing { home: game.home, away: game.away, stage: game.stage };
    look("the pairing", format!("{played:?}"), format!("{pairing:?}"));
    let round_seed = league.season.round_seed.unwrap_or(league.seed);
    let seed = seed_of_engine(round_seed, game.id, game.engine);
    look("the seed", hex(&game.seed.0), hex(&seed.0));
    look("the rules' hash", game.rules.clone(), league.rules_hash());
    let mut sum = [0; 2];
    game.plays.iter().for_each(|it| it.count(&mut sum));
    let score = game.score;
    look("the score", format!("{}-{}", score[0], score[1]), format!("{}-{}", sum[0], sum[1]));
    findings
}
