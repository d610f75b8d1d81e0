//! Where a league is in its calendar, and what is in force there.
//!
//! May live here: the place of the next and of the shown round, what the Book says there, the form
//! of the teams as rules may ask for it. Never: changing anything but the numbers kept beside the Book.

use crate::chain::{Hash, hex};
use crate::dice::Seed;
use crate::governance::Commitment;
use crate::ids::TeamId;
use crate::rules::{Active, At, InForce, Rule, sentence};
use crate::season::{Pairing, Row, Standing};
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

    /// Teams as rules between games see them: those of these pairings, or all.
    ///
    /// `won`: where a round has just ended, whether a team has won.
    pub(crate) fn between_games(
        &self,
        pairings: &[Pairing],
        won: impl Fn(TeamId) -> Option<bool>,
    ) -> Vec<Standing> {
        let table = self.table_now();
        let count = u8::try_from(self.spec.teams.len()).unwrap_or(u8::MAX);
        let plays = |team: &TeamId| {
            pairings.is_empty() || pairings.iter().any(|it| [it.home, it.away].contains(team))
        };
        let standing = |team: TeamId| {
            let round = self.season.rounds.last();
            let won = won(team);
            // After a round it is asked about that one, before a round about the next.
            let number = round.map_or(1, |it| it.number + u16::from(won.is_none()));
            let mut occasion = Occasion { round: number, teams: count, ..Occasion::default() };
            occasion.phase = self.phase();
            occasion.sides[0] = self.form(&table, team);
            let is_ranked = !pairings.is_empty();
            Standing { team, occasion, won, is_ranked }
        };
        (0..count).map(TeamId).filter(plays).map(standing).collect()
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
