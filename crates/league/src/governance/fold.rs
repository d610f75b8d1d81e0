//! Folding what happened on the Floor into the league. Refuses nothing, rolls no dice.
//!
//! May live here: what each fact changes. Never: deciding (`desk`, `close`).

use super::act::Settings;
use super::fact::Fact;
use super::floor::{Floor, Window};
use super::people::GovernorId;
use super::proposal::Stage;
use super::tokens::{Purse, Tokens};
use crate::ids::{RuleId, TeamId};
use crate::rules::action::Token;
use crate::rules::{Meta, Rule, Standing};
use crate::state::League;
use crate::units::UnixMillis;
use std::sync::Arc;

impl League {
    /// Folds a fact of the Floor in.
    pub(crate) fn fold_fact(&mut self, fact: &Fact, position: u64) {
        match fact {
            Fact::FloorSet { settings, at } => self.set_floor(*settings, *at),
            Fact::WindowOpened { window, tokens, at } => self.open_window(*window, *tokens, *at),
            Fact::RuleEnacted { id, rule, proposal, tier, from } => {
                let rule = &rule.rule;
                Arc::make_mut(&mut self.book).enact(*id, rule.clone(), *from);
                let floor = self.floor_mut();
                Arc::make_mut(&mut floor.origins).insert(*id, (*proposal, *tier));
                floor.change(*proposal, |it| it.enacted.push(*id));
                if let Rule::Repeal { target } = rule {
                    self.rule_ended(*target, Stage::Repealed);
                }
                self.refresh();
            }
            Fact::RuleExpired { id } => {
                Arc::make_mut(&mut self.book).expire(*id);
                self.rule_ended(*id, Stage::Expired);
                self.refresh();
            }
            Fact::RuleReset { id, .. } => {
                Arc::make_mut(&mut self.book).repeal(*id);
                self.rule_ended(*id, Stage::Repealed);
                self.refresh();
            }
            Fact::ProposalOpened { .. }
            | Fact::ProposalWithdrawn { .. }
            | Fact::ProposalBoosted { .. }
            | Fact::VoteCast { .. }
            | Fact::ProposalVetoed { .. }
            | Fact::ProposalCleared { .. }
            | Fact::ProposalApproved { .. }
            | Fact::ProposalTallied { .. }
            | Fact::ProposalSettled { .. } => self.floor_mut().fold_proposal(fact, position),
            Fact::WindowClosed { .. }
            | Fact::TradeOffered { .. }
            | Fact::TradeEnded { .. }
            | Fact::ResetCalled { .. }
            | Fact::SeedCommitted { .. }
            | Fact::StrategySet { .. } => self.floor_mut().fold_rest(fact),
            Fact::StrategyAsked { governor, strategy, .. } => {
                if let Some(team) = self.governors.get(governor).map(|it| it.team) {
                    let asked = Arc::make_mut(&mut self.floor_mut().asked);
                    asked.entry(team).or_default().insert(governor.clone(), *strategy);
                }
            }
        }
    }

    fn floor_mut(&mut self) -> &mut Floor {
        Arc::make_mut(&mut self.floor)
    }

    fn set_floor(&mut self, settings: Settings, at: UnixMillis) {
        let is_new = self.floor.settings.is_none();
        self.floor_mut().settings = Some(settings);
        if is_new {
            let each = u8::try_from(self.government.get(Meta::TokensPerWindow)).unwrap_or(0);
            self.open_window(1, Tokens::each(each), at);
        }
    }

    fn open_window(&mut self, number: u32, tokens: Tokens, at: UnixMillis) {
        let government = self.government.clone();
        let governors: Vec<_> = self.governors.keys().cloned().collect();
        let floor = self.floor_mut();
        floor.window = Window { number, opened_at: at, rounds: 0, government };
        floor.asked = Arc::default();
        floor.grant(governors, tokens);
    }

    /// A governor has joined: they have tokens at once.
    pub(crate) fn welcome(&mut self, governor: &GovernorId) {
        if self.floor.settings.is_some() {
            let floor = self.floor_mut();
            let each = u8::try_from(floor.number(Meta::TokensPerWindow)).unwrap_or(0);
            floor.grant([governor.clone()], Tokens::each(each));
        }
    }

    /// A season has begun: no token is carried over, and the Book is remembered as it is.
    pub(crate) fn begin_season_on_the_floor(&mut self) {
        let at = self.next_at();
        let book: Vec<RuleId> = self.book.in_force(at).map(|it| it.id).collect();
        let governors: Vec<_> = self.governors.keys().cloned().collect();
        if self.floor.settings.is_none() && book.is_empty() {
            return;
        }
        let floor = self.floor_mut();
        floor.season_book = book;
        if floor.settings.is_some() {
            floor.end_offers();
            Arc::make_mut(&mut floor.purses).values_mut().for_each(Purse::empty);
            let each = u8::try_from(floor.number(Meta::TokensPerWindow)).unwrap_or(0);
            floor.grant(governors, Tokens::each(each));
        }
    }

    /// A round has been completed.
    pub(crate) fn count_round_on_the_floor(&mut self) {
        if self.floor.settings.is_some() {
            let window = &mut self.floor_mut().window;
            window.rounds = window.rounds.saturating_add(1);
        }
    }

    /// A round has tipped off: what was committed to has been shown.
    pub(crate) fn show_seed(&mut self) {
        if self.floor.committed.is_some() {
            self.floor_mut().committed = None;
        }
    }

    /// A rule gives every governor of a team tokens, up to the cap.
    pub(crate) fn give_tokens(&mut self, team: TeamId, token: Token, n: i32) {
        let n = u8::try_from(n).unwrap_or(0);
        let of_team = self.governors.iter().filter(|it| it.1.team == team);
        let governors: Vec<_> = of_team.map(|it| it.0.clone()).collect();
        if self.floor.settings.is_some() {
            self.floor_mut().grant(governors, Tokens::of(token, n));
        }
    }

    /// A rule is no longer in force; so is its proposal, when none of its rules is.
    fn rule_ended(&mut self, id: RuleId, stage: Stage) {
        let Some(origin) = self.floor.origin(id) else { return };
        let Some(proposal) = self.floor.proposal(origin) else { return };
        let is_over =
            |it: &RuleId| self.book.entry(*it).is_none_or(|it| it.standing != Standing::Enacted);
        if proposal.stage == Stage::InForce && proposal.enacted.iter().all(is_over) {
            self.floor_mut().change(origin, |it| it.stage = stage);
        }
    }
}
