//! The last check at enactment: five hundred games under the Book as it would be.
//!
//! Arithmetic can miss what a set of effects does to a game; playing cannot. May live here: playing
//! the games and saying what is wrong with them. Never: who proposed the rule.

use crate::dice::GameKey;
use crate::rules::{Fault, InForce, Refusal};
use crate::sim::{Kind, Matchup, Occasion, Ruling, play_ruled};

/// Games that are played.
pub const PROBE_GAMES: u64 = 500;
/// Possessions of both sides that a game must have on average; see game.md.
const LENGTH: (i64, i64) = (40, 600);
/// Of a hundred games, those that may reach the cap on possessions.
const CAPPED_MOST: u64 = 5;
/// The series of the probe's dice: its games are no league's.
const SERIES: u64 = 0x0070_726f_6265;

/// What the probe saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probe {
    /// Games played.
    pub games: u64,
    /// Possessions of both sides, all games together.
    pub possessions: i64,
    /// Games that only the cap on possessions ended.
    pub capped: u64,
    /// Points of both sides, all games together.
    pub points: u64,
    /// Plays at which a rule did something.
    pub deeds: u64,
}

/// Plays games between these teams, in turn, under what is in force.
pub fn probe(matchups: &[Matchup], now: &InForce, games: u64) -> Probe {
    let occasion = Occasion::default();
    let ruling = Ruling { effects: &now.effects, occasion: &occasion };
    let mut seen = Probe::default();
    for (n, matchup) in (0..games).zip(matchups.iter().cycle()) {
        let game = play_ruled(matchup, &now.rules, GameKey::trial(SERIES, n), ruling);
        seen.games += 1;
        seen.possessions += i64::from(game.possessions);
        seen.capped += u64::from(game.plays.iter().any(|it| it.kind == Kind::Capped));
        seen.points += game.score.map(u64::from).iter().sum::<u64>();
        seen.deeds += u64::try_from(game.trace.marks.len()).unwrap_or(0);
    }
    seen
}

impl Probe {
    /// Whether these were games.
    ///
    /// # Errors
    /// They were too short or too long on average, or too many did not end by themselves.
    pub fn verdict(&self) -> Result<(), Refusal> {
        let games = i64::try_from(self.games.max(1)).unwrap_or(1);
        let length = self.possessions / games;
        let fault = |text: String, nearest: String| {
            Err(Refusal::Unplayable(Fault { what: text, nearest: Some(nearest) }))
        };
        let within = format!("{} to {}", LENGTH.0, LENGTH.1);
        if !(LENGTH.0..=LENGTH.1).contains(&length) {
            let text = format!("a game would have {length} possessions; it must have {within}");
            return fault(text, length.clamp(LENGTH.0, LENGTH.1).to_string());
        }
        if self.games * CAPPED_MOST < self.capped * 100 {
            let text = format!(
                "{} of {} games would reach the cap on possessions without a winner by score or clock",
                self.capped, self.games
            );
            return fault(text, "a lower target or a shorter game".to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::{ordinary_venue, squad};
    use crate::rules::{Action, At, Book, Cond, Effect, Hook, Param, Rule, Rules, Who};

    const AT: At = At { season: 1, round: 1, under_way: true };

    fn seen(rules: &[Rule]) -> Probe {
        let mut book = Book::new(Rules::default());
        for rule in rules {
            book.enact(book.next_id(), rule.clone(), AT);
        }
        let matchup =
            Matchup { home: squad(50), away: squad(50), venue: ordinary_venue(), travel_km: 0 };
        probe(&[matchup], &book.resolve(AT), 60)
    }

    #[test]
    fn the_house_rules_are_a_game() {
        let seen = seen(&[]);
        assert_eq!((seen.games, seen.capped, seen.deeds), (60, 0, 0));
        assert_eq!(seen.verdict(), Ok(()));
        assert!((120..160).contains(&(seen.possessions / 60)), "{seen:?}");
    }

    #[test]
    fn a_game_that_is_over_at_once_or_never_is_refused() {
        let short = [
            Rule::set(Param::ClockPeriods, 1),
            Rule::set(Param::EndElamAfterPeriod, 1),
            Rule::set(Param::ClockPeriodSecs, 60),
            Rule::set(Param::EndElamMargin, 1),
        ];
        let refusal = seen(&short).verdict().expect_err("too short").to_string();
        assert!(refusal.contains("it must have 40 to 600"), "{refusal}");
        let costs = |hook| {
            let action = Action::AddPoints { who: Who::Us, n: -10 };
            Rule::Effect(Effect::new(hook, Cond::True, vec![action]))
        };
        let endless = [costs(Hook::ShotMade), costs(Hook::FtMade), costs(Hook::Steal)];
        let refusal = seen(&endless).verdict().expect_err("never over").to_string();
        assert!(refusal.contains("reach the cap on possessions"), "{refusal}");
    }
}
