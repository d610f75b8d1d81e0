//! Rules that act between games: when a season starts, before a round, after it.
//!
//! May live here: asking every team's condition at a hook of the season, and what follows. Never:
//! doing what follows (home sides, points in the standings, tokens), hooks of a game (`sim`).

use crate::dice::{GameKey, below};
use crate::ids::{RuleId, TeamId};
use crate::rules::{Active, Answers, Hook, Known, Var};
use crate::sim::{Gift, Phase};

/// What rules may ask about one team between games.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Which team.
    pub team: TeamId,
    /// Place in the standings, from 1; when a season starts, in the one before.
    pub rank: u8,
    /// Games won since the last loss.
    pub win_streak: u8,
    /// Games lost since the last win.
    pub loss_streak: u8,
    /// Whether it has won, when a round ends.
    pub won: Option<bool>,
}

/// When a hook of the season is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// `SeasonStart`, `RoundStart` or `RoundEnd`.
    pub hook: Hook,
    /// Round of the season, from 1.
    pub round: u16,
    /// What part of the season it is.
    pub phase: Phase,
    /// The dice, derived from the round; a rule's chance is keyed by rule and team.
    pub key: GameKey,
}

struct Asking<'a> {
    form: &'a Form,
    moment: &'a Moment,
    teams: usize,
    rule: RuleId,
    rolls: u8,
}

impl Answers for Asking<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "little is known between games")]
    fn value(&mut self, var: Var) -> Known {
        Known::Is(match var {
            Var::Rank => self.form.rank.into(),
            Var::Teams => i32::try_from(self.teams).unwrap_or(0),
            Var::WinStreak => self.form.win_streak.into(),
            Var::LossStreak => self.form.loss_streak.into(),
            Var::RoundNo => self.moment.round.into(),
            Var::SeasonPhase => self.moment.phase as i32,
            Var::Result => return self.form.won.map_or(Known::Unknown, |it| Known::Is(it.into())),
            _ => return Known::Unknown,
        })
    }

    fn roll(&mut self) -> u16 {
        let team = u16::from(self.form.team.0);
        let bits = self.moment.key.draw(team, self.rule.0, self.moment.hook as u8, self.rolls);
        self.rolls = self.rolls.wrapping_add(1);
        u16::try_from(below(bits, 1_000)).unwrap_or(0)
    }
}

/// What the effects at this hook give to which team: by effect in the order of enactment, then by team
/// in the order of `forms`. A rule's cap per game counts here per visit.
pub fn visit(moment: &Moment, effects: &[Active], forms: &[Form]) -> Vec<(TeamId, RuleId, Gift)> {
    let mut gifts = Vec::new();
    for Active { id, effect } in effects.iter().filter(|it| it.effect.hook == moment.hook) {
        let mut left = effect.cap_per_game;
        for form in forms {
            let teams = forms.len();
            let mut asking = Asking { form, moment, teams, rule: *id, rolls: 0 };
            if left == 0 || !effect.when.holds(&mut asking) {
                continue;
            }
            left -= 1;
            gifts.extend(effect.actions.iter().filter_map(Gift::of).map(|it| (form.team, *id, it)));
        }
    }
    gifts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Action, Compare, Cond, Effect};

    fn forms() -> Vec<Form> {
        let form =
            |at| Form { team: TeamId(at), rank: at + 1, win_streak: 0, loss_streak: 0, won: None };
        (0..8).map(form).collect()
    }

    fn moment(hook: Hook) -> Moment {
        Moment { hook, round: 5, phase: Phase::Regular, key: GameKey::trial(1, 1) }
    }

    #[test]
    fn the_last_team_plays_at_home() {
        let last = Cond::CmpVar(Var::Rank, Compare::Is, Var::Teams);
        let effect = Effect::new(Hook::RoundStart, last, vec![Action::SetHome]);
        assert_eq!(effect.check(), Ok(()));
        let effects = [Active { id: RuleId(4), effect }];
        let gifts = visit(&moment(Hook::RoundStart), &effects, &forms());
        assert_eq!(gifts, [(TeamId(7), RuleId(4), Gift::Home)]);
        assert_eq!(visit(&moment(Hook::RoundEnd), &effects, &forms()), []);
    }

    #[test]
    fn a_chance_is_each_teams_own_and_the_same_again() {
        let action = Action::StandingsPoints { n: 1 };
        let effect = Effect::new(Hook::RoundEnd, Cond::Chance(500), vec![action]);
        let effects = [Active { id: RuleId(4), effect }];
        let gifts = visit(&moment(Hook::RoundEnd), &effects, &forms());
        assert!((1..8).contains(&gifts.len()), "{gifts:?}");
        assert_eq!(gifts, visit(&moment(Hook::RoundEnd), &effects, &forms()));
    }
}
