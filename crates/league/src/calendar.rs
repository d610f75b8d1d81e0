//! Where a league is in its calendar, and what is in force there.
//!
//! May live here: the place of the next and of the shown round, what the Book says there, the form
//! of the teams as rules may ask for it. Never: changing anything but the numbers kept beside the Book.

use crate::chain::{Hash, hex};
use crate::dice::Seed;
use crate::event::Event;
use crate::governance::Commitment;
use crate::ids::TeamId;
use crate::rules::{Active, At, Hook, InForce, Rule, sentence};
use crate::season::{Deed, Pairing, Row, hooks};
use crate::sim::{Form, Gift, Occasion, Phase, Strategy};
use crate::state::{League, Stage};
use sha2::{Digest, Sha256};

impl League {
    /// Whether a round has tipped off and has not been completed.
    pub fn is_showing(&self) -> bool {
        self.season.rounds.last().is_some_and(|it| it.completed_at.is_none())
    }

    /// The place before the next round: there a rule that passes begins to count.
    pub fn next_at(&self) -> At {
        let under_way =
            matches!(self.season.stage, Stage::Regular | Stage::Tiebreak | Stage::Playoffs);
        let season = self.season.number + u16::from(!under_way);
        At { season, round: self.rounds_played + 1, under_way }
    }

    /// The place of the round being shown, or else of the next.
    pub fn here(&self) -> At {
        let next = self.next_at();
        At { round: next.round - u32::from(self.is_showing()), ..next }
    }

    /// What games are played by here: the round being shown, or else the next.
    pub fn in_force(&self) -> InForce {
        self.book.resolve(self.here())
    }

    /// Works the kept numbers out again. They follow from the Book and the place.
    pub(crate) fn refresh(&mut self) {
        if !self.book.entries().is_empty() {
            let now = self.in_force();
            self.rules = now.rules;
            self.government = now.government;
        }
    }

    /// How a team plays.
    pub fn strategy(&self, team: TeamId) -> Strategy {
        let decided = self.floor.strategy_of(team);
        decided.unwrap_or_else(|| self.team(team).strategy)
    }

    /// SHA-256 of everything that games are played by, hexadecimal.
    pub fn rules_hash(&self) -> String {
        let now = self.in_force();
        hex(&hash_of(&now))
    }

    /// The seed that the next round's games come from: what was committed to, mixed with every
    /// ballot cast until then, so that neither the operator alone nor the voters alone choose it.
    /// Without a commitment, or where its secret was lost, the league's own.
    pub(crate) fn round_seed(&self, secret: Option<Seed>) -> Seed {
        secret.map_or(self.seed, |it| it.derive(&format!("mix:{}", hex(&self.floor.mixed()))))
    }

    /// Whether the secret is what was committed to. None shown is none checked.
    pub(crate) fn fits(&self, secret: Option<Seed>) -> bool {
        secret.is_none_or(|it| self.floor.committed() == Some(Commitment::of_seed(it)))
    }

    /// The table before the next round.
    fn table_now(&self) -> Vec<Row> {
        self.season.full_table(&self.table_rules())
    }

    /// What a game of these two is told of the season around it.
    pub(crate) fn occasion(&self, pairing: Pairing) -> Occasion {
        let table = self.table_now();
        let form = |team: TeamId| self.form(&table, team);
        Occasion {
            round: self.season.rounds.last().map_or(1, |it| it.number + 1),
            phase: self.phase(),
            teams: u8::try_from(self.spec.teams.len()).unwrap_or(u8::MAX),
            sides: [form(pairing.home), form(pairing.away)],
        }
    }

    fn phase(&self) -> Phase {
        match self.season.stage {
            Stage::Setup | Stage::Regular | Stage::Offseason => Phase::Regular,
            Stage::Tiebreak => Phase::Tiebreak,
            Stage::Playoffs => Phase::Playoffs,
        }
    }

    fn form(&self, table: &[Row], team: TeamId) -> Form {
        let row = table.iter().position(|it| it.team == team);
        let streak = row.map_or(0, |at| table[at].streak);
        let length = u8::try_from(streak.unsigned_abs()).unwrap_or(u8::MAX);
        let mut form = Form {
            rank: row.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(1),
            win_streak: if streak > 0 { length } else { 0 },
            loss_streak: if streak < 0 { length } else { 0 },
            ..Form::default()
        };
        for (rule, gift) in self.owed.get(&team).into_iter().flatten() {
            match *gift {
                Gift::NextGamePoints { n } => form.head_start.push((*rule, n)),
                Gift::NextGameParam { param, n } => form.changes.push((*rule, param, n)),
                Gift::StandingsPoints { .. } | Gift::Tokens { .. } | Gift::Home => {}
            }
        }
        form
    }

    /// What rules do at a hook between games; `None` where none does anything.
    ///
    /// - `teams`: who is asked.
    /// - `won`: where a round has just ended, whether a team has won.
    /// - `seed`: where the dice of rules come from.
    pub(crate) fn acted(
        &self,
        hook: Hook,
        teams: &[TeamId],
        won: impl Fn(TeamId) -> Option<bool>,
        seed: Seed,
    ) -> Option<Event> {
        let last = self.season.rounds.last().map_or(0, |it| it.number);
        let round = if hook == Hook::RoundEnd { last } else { last + 1 };
        let key = seed.derive(&format!("between:{}:{round}", self.season.number)).game_key();
        let moment = hooks::Moment { hook, round, phase: self.phase(), key };
        let table = match self.past.last() {
            Some(past) if hook == Hook::SeasonStart => past.table.clone(),
            _ => self.table_now(),
        };
        let form = |team: &TeamId| {
            let Form { rank, win_streak, loss_streak, .. } = self.form(&table, *team);
            hooks::Form { team: *team, rank, win_streak, loss_streak, won: won(*team) }
        };
        let forms: Vec<_> = teams.iter().map(form).collect();
        let gifts = hooks::visit(&moment, &self.in_force().effects, &forms);
        let deeds: Vec<Deed> =
            gifts.into_iter().map(|(team, rule, gift)| Deed { team, rule, gift }).collect();
        (!deeds.is_empty()).then_some(Event::RulesActed { hook, deeds })
    }

    /// Place in the standings before the next round, from 1.
    pub(crate) fn rank(&self, team: TeamId) -> u8 {
        self.form(&self.table_now(), team).rank
    }

    /// Every team.
    pub(crate) fn teams(&self) -> Vec<TeamId> {
        (0..u8::try_from(self.spec.teams.len()).unwrap_or(u8::MAX)).map(TeamId).collect()
    }
}

/// SHA-256 over the numbers, and over the effects where there are any.
///
/// An effect's sentence says everything that it does, so its sentence is what is hashed.
pub fn hash_of(now: &InForce) -> Hash {
    let numbers = now.rules.hash();
    if now.effects.is_empty() {
        return numbers;
    }
    let mut hasher = Sha256::new();
    hasher.update(numbers);
    for Active { id, effect } in &now.effects {
        hasher.update(id.0.to_be_bytes());
        hasher.update(sentence(&Rule::Effect(effect.clone())).as_bytes());
    }
    hasher.finalize().into()
}
