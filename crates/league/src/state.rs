//! What is so: the fold of every event, and nothing else.
//!
//! `evolve` applies a fact: it never refuses, never rolls dice, and names every event. Results of
//! games that are still being shown are in here too, so fields that would give them away are
//! visible to this crate only; everybody else looks through `view`.

use crate::dice::Seed;
use crate::event::{Award, Event};
use crate::governance::{Floor, Governor, GovernorId, Governors};
use crate::ids::{HooperId, RuleId, TeamId};
use crate::report::{About, Filed};
use crate::rules::{Book, Government, Param, Rules};
use crate::season::{Deed, Level, Outcome, Pairing, Row, Series, Totals, table};
use crate::sim::{Consequence, Gift, Side};
use crate::spec::{LeagueSpec, Pace, TeamSpec};
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

pub use crate::record::{GameRecord, PastGame, PastSeason};

/// Version of the snapshot's form: a snapshot of another version is folded anew from the log.
pub const STATE_VERSION: u32 = 5;

/// One league as it stands, or nothing yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    position: u64,
    league: Option<League>,
}

/// A founded league.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct League {
    /// What it was founded with.
    pub spec: Arc<LeagueSpec>,
    /// When it was founded.
    pub founded_at: UnixMillis,
    pub(crate) seed: Seed,
    /// How quickly the next round will unfold.
    pub pace: Pace,
    /// When rounds are played.
    pub cron: String,
    /// The numbers of game and season that the round being shown, or else the next, is played by.
    /// They follow from `book`.
    pub rules: Rules,
    /// The numbers of government that the Book says now; a window keeps those it opened with.
    pub government: Government,
    /// Every rule that was ever enacted.
    pub book: Arc<Book>,
    /// Proposals, votes, tokens.
    pub floor: Arc<Floor>,
    /// Who has joined.
    pub governors: Arc<Governors>,
    /// Rounds that have tipped off since the founding.
    pub rounds_played: u32,
    /// What rules have promised teams for their next game.
    pub(crate) owed: BTreeMap<TeamId, Vec<(RuleId, Gift)>>,
    pub(crate) season: Season,
    /// Seasons that are over, oldest first.
    pub past: Vec<Arc<PastSeason>>,
}

/// Where a season stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Founded; no season yet.
    Setup,
    /// Round robins.
    Regular,
    /// Deciding games at the playoff line.
    Tiebreak,
    /// Series.
    Playoffs,
    /// A champion is crowned; the next tick starts another season.
    Offseason,
}

impl Stage {
    /// In words.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Regular => "regular season",
            Self::Tiebreak => "tie-break",
            Self::Playoffs => "playoffs",
            Self::Offseason => "offseason",
        }
    }
}

/// The season under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Season {
    pub(crate) number: u16,
    pub(crate) stage: Stage,
    pub(crate) started_at: UnixMillis,
    /// Rounds still to come whose pairings are known: regular season, then deciding games.
    pub(crate) to_come: Vec<Vec<Pairing>>,
    pub(crate) rounds: Vec<Round>,
    /// One entry per playoff stage reached.
    pub(crate) bracket: Vec<Vec<Series>>,
    pub(crate) champion: Option<TeamId>,
    pub(crate) awards: Vec<Award>,
    /// Points in the standings for a win and for a loss: the same for a whole season, so that no
    /// rule changes what a game counted for.
    pub(crate) values: [i32; 2],
    /// Points in the standings that rules gave between games.
    pub(crate) by_rule: BTreeMap<TeamId, i32>,
    /// What this season's last round came from, for the dice of rules between games.
    pub(crate) round_seed: Option<Seed>,
}

/// One round that has tipped off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Round {
    pub(crate) number: u16,
    /// Log position of the last event of the commit that tipped it off.
    pub(crate) position: u64,
    pub(crate) tip_off: UnixMillis,
    pub(crate) pace: Pace,
    pub(crate) pairings: Vec<Pairing>,
    /// In the order in which they end.
    pub(crate) games: Vec<Arc<GameRecord>>,
    pub(crate) completed_at: Option<UnixMillis>,
    /// What has been told of it.
    pub(crate) reports: Filed,
}

impl State {
    /// How many events are folded in.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The league; `None` before the founding.
    pub fn league(&self) -> Option<&League> {
        self.league.as_ref()
    }

    /// Applies a fact.
    pub fn evolve(&mut self, event: &Event) {
        self.position += 1;
        let position = self.position;
        if let Event::LeagueFounded { spec, seed, at } = event {
            self.league = Some(League::founded(spec, *seed, *at));
        }
        let Some(league) = &mut self.league else { return };
        let season = &mut league.season;
        match event {
            Event::LeagueFounded { .. } | Event::SeriesWon { .. } => {}
            Event::SeasonStarted { season, schedule, at } => league.start(*season, schedule, *at),
            Event::RoundTippedOff { round, pairings, tip_off, pace, secret, .. } => {
                league.tip_off(
                    *secret,
                    Round {
                        number: *round,
                        position,
                        tip_off: *tip_off,
                        pace: *pace,
                        pairings: pairings.clone(),
                        games: Vec::new(),
                        completed_at: None,
                        reports: Filed::new(),
                    },
                );
            }
            Event::GamePlayed(game) => {
                let rules = &league.rules;
                if let Some(round) = season.rounds.last_mut() {
                    round.position = position;
                    round.games.push(Arc::new(GameRecord::of(game, position, rules)));
                }
            }
            Event::RoundCompleted { at, reports, .. } => {
                let filed = reports.iter().map(|it| (it.about, position)).collect();
                league.complete(*at, filed);
            }
            Event::RulesActed { deeds, .. } => {
                for deed in deeds {
                    league.give(*deed);
                }
            }
            Event::ReportWritten { season, round, report, .. } => {
                if let Some(filed) = league.filed(*season, *round) {
                    filed.push((report.about, position));
                }
            }
            Event::TiebreakCalled { rounds, .. } => {
                season.stage = Stage::Tiebreak;
                season.to_come.clone_from(rounds);
            }
            Event::PlayoffStageSet { series, .. } => {
                season.stage = Stage::Playoffs;
                season.to_come.clear();
                season.bracket.push(series.clone());
            }
            Event::ChampionCrowned { team, .. } => season.champion = Some(*team),
            Event::AwardsGiven { awards, .. } => season.awards.clone_from(awards),
            Event::OffseasonBegan { .. } => {
                season.stage = Stage::Offseason;
                league.refresh();
            }
            Event::PaceSet { pace } => league.pace = *pace,
            Event::CronSet { cron } => league.cron.clone_from(cron),
            Event::GovernorJoined { governor, name, team, at } => {
                league.join(governor, name, *team, *at);
            }
            Event::Floor(fact) => league.fold_fact(fact, position),
        }
    }
}

impl League {
    fn founded(spec: &LeagueSpec, seed: Seed, at: UnixMillis) -> Self {
        Self {
            founded_at: at,
            seed,
            pace: spec.pace,
            cron: spec.cron.clone(),
            rules: spec.rules.clone(),
            government: Government::default(),
            book: Arc::new(Book::new(spec.rules.clone())),
            floor: Arc::default(),
            governors: Arc::default(),
            rounds_played: 0,
            owed: BTreeMap::new(),
            season: Season::empty(0, at),
            past: Vec::new(),
            spec: Arc::new(spec.clone()),
        }
    }

    fn start(&mut self, number: u16, schedule: &[Vec<Pairing>], at: UnixMillis) {
        if let Some(past) = self.season.past(&self.table_rules(), at) {
            self.past.push(Arc::new(past));
        }
        self.season = Season {
            stage: Stage::Regular,
            to_come: schedule.to_vec(),
            ..Season::empty(number, at)
        };
        self.refresh();
        let values = [Param::StandingsWin, Param::StandingsLoss];
        self.season.values = values.map(|it| self.rules.get(it));
        self.begin_season_on_the_floor();
    }

    fn join(&mut self, governor: &GovernorId, name: &str, team: TeamId, at: UnixMillis) {
        let (name, joined_round) = (name.to_owned(), self.rounds_played);
        let joined = Governor { name, team, joined_at: at, joined_round };
        Arc::make_mut(&mut self.governors).insert(governor.clone(), joined);
        self.welcome(governor);
    }

    fn tip_off(&mut self, secret: Option<Seed>, round: Round) {
        let seed = self.round_seed(secret);
        self.rounds_played += 1;
        self.show_seed();
        let season = &mut self.season;
        season.round_seed = Some(seed);
        if season.stage != Stage::Playoffs && !season.to_come.is_empty() {
            season.to_come.remove(0);
        }
        season.rounds.push(round);
    }

    fn complete(&mut self, at: UnixMillis, filed: Filed) {
        if let Some(round) = self.season.rounds.last_mut() {
            round.completed_at = Some(at);
            round.reports.extend(filed);
        }
        self.hand_out();
        self.count_round_on_the_floor();
        self.refresh();
    }

    /// A round is over: what rules did in its games for afterwards takes place. What was promised for
    /// these games has been kept.
    fn hand_out(&mut self) {
        let games = self.season.rounds.last().map_or_else(Vec::new, |it| it.games.clone());
        for game in &games {
            self.owed.remove(&game.home);
            self.owed.remove(&game.away);
        }
        for game in &games {
            for Consequence { side, rule, gift } in &game.gifts {
                let team = if *side == Side::Home { game.home } else { game.away };
                // These count with the game itself.
                if !matches!(gift, Gift::StandingsPoints { .. }) {
                    self.give(Deed { team, rule: *rule, gift: *gift });
                }
            }
        }
    }

    /// Something that a rule does for a team outside a game.
    fn give(&mut self, deed: Deed) {
        match deed.gift {
            Gift::NextGameParam { .. } | Gift::NextGamePoints { .. } => {
                self.owed.entry(deed.team).or_default().push((deed.rule, deed.gift));
            }
            Gift::StandingsPoints { n } => {
                *self.season.by_rule.entry(deed.team).or_default() += n;
            }
            Gift::Tokens { token, n } => self.give_tokens(deed.team, token, n),
            // The pairings say it.
            Gift::Home => {}
        }
    }

    /// The rounds of this season and the one before that are over: season, number, how many games,
    /// what has been told of them.
    pub fn told_rounds(&self) -> impl Iterator<Item = (u16, u16, usize, &[(About, u64)])> {
        let season = &self.season;
        let rounds = season.rounds.iter().filter(|it| it.completed_at.is_some());
        let now = rounds.map(|it| (season.number, it.number, it.pairings.len(), &it.reports[..]));
        let before = self.past.last().into_iter().flat_map(|past| {
            past.reports.iter().map(|(number, filed)| {
                let games = past.games.iter().filter(|it| it.id.round == *number).count();
                (past.number, *number, games, &filed[..])
            })
        });
        before.chain(now)
    }

    /// When the round before the one that tipped off at `tip_off` did; `None` when it was the
    /// season's first.
    pub fn tip_off_before(&self, tip_off: UnixMillis) -> Option<UnixMillis> {
        let now = self.season.rounds.iter().map(|it| it.tip_off);
        let past = self.past.iter().flat_map(|it| it.games.iter().map(|game| game.tip_off));
        past.chain(now).filter(|it| *it < tip_off).max()
    }

    /// What has been told of a round, to be added to.
    fn filed(&mut self, season: u16, round: u16) -> Option<&mut Filed> {
        if season == self.season.number {
            let mut rounds = self.season.rounds.iter_mut();
            return rounds.find(|it| it.number == round).map(|it| &mut it.reports);
        }
        let past = self.past.iter_mut().find(|it| it.number == season)?;
        Arc::make_mut(past).reports.get_mut(&round)
    }

    /// The team with this id.
    pub fn team(&self, id: TeamId) -> &TeamSpec {
        &self.spec.teams[usize::from(id.0).min(self.spec.teams.len() - 1)]
    }

    /// The values and the lot of this season's table. The lot is the order of the teams.
    pub(crate) fn table_rules(&self) -> ([i32; 2], Vec<TeamId>) {
        let count = u8::try_from(self.spec.teams.len()).unwrap_or(u8::MAX);
        (self.season.values, (0..count).map(TeamId).collect())
    }
}

impl Season {
    fn empty(number: u16, at: UnixMillis) -> Self {
        Self {
            number,
            stage: Stage::Setup,
            started_at: at,
            to_come: Vec::new(),
            rounds: Vec::new(),
            bracket: Vec::new(),
            champion: None,
            awards: Vec::new(),
            values: [0; 2],
            by_rule: BTreeMap::new(),
            round_seed: None,
        }
    }

    pub(crate) fn games(&self) -> impl Iterator<Item = (&Round, &Arc<GameRecord>)> {
        self.rounds.iter().flat_map(|round| round.games.iter().map(move |game| (round, game)))
    }

    /// The table over every game of the regular season and its deciding games.
    pub(crate) fn full_table(&self, (values, lot): &([i32; 2], Vec<TeamId>)) -> Vec<Row> {
        let outcomes: Vec<Outcome> = self.games().filter_map(|(_, it)| it.outcome()).collect();
        table(&outcomes, Level { values: *values, lot, by_rule: &self.by_rule })
    }

    fn past(&self, rules: &([i32; 2], Vec<TeamId>), at: UnixMillis) -> Option<PastSeason> {
        let mut totals: BTreeMap<HooperId, Totals> = BTreeMap::new();
        for (_, game) in self.games() {
            game.add_to(&mut totals);
        }
        Some(PastSeason {
            number: self.number,
            span: [self.started_at, at],
            champion: self.champion?,
            table: self.full_table(rules),
            bracket: self.bracket.clone(),
            awards: self.awards.clone(),
            games: self.games().map(|(round, game)| game.past(round.tip_off)).collect(),
            totals,
            reports: self.rounds.iter().map(|it| (it.number, it.reports.clone())).collect(),
        })
    }
}
