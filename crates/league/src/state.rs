//! What is so: the fold of every event, and nothing else.
//!
//! `evolve` applies a fact: it never refuses, never rolls dice, and names every event. Results of
//! games that are still being shown are in here too, so fields that would give them away are
//! visible to this crate only; everybody else looks through `view`.

use crate::dice::Seed;
use crate::event::{Award, Event, GamePlayed};
use crate::governance::{Governor, Governors};
use crate::ids::{GameId, HooperId, TeamId};
use crate::report::{About, Filed};
use crate::rules::{Param, Rules};
use crate::season::{GameStage, Level, Outcome, Pairing, Row, Series, Totals, table};
use crate::sim::BoxScore;
use crate::spec::{LeagueSpec, Pace, TeamSpec};
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Version of the snapshot's form: a snapshot of another version is folded anew from the log.
pub const STATE_VERSION: u32 = 4;

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
    /// The rules in force.
    pub rules: Rules,
    /// Who has joined.
    pub governors: Governors,
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

/// What is kept in memory of a game; its plays stay in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GameRecord {
    pub(crate) id: GameId,
    pub(crate) position: u64,
    pub(crate) home: TeamId,
    pub(crate) away: TeamId,
    pub(crate) stage: GameStage,
    pub(crate) engine: u16,
    pub(crate) seed: Seed,
    pub(crate) rules: String,
    pub(crate) squads: [u8; 2],
    pub(crate) on_court: u8,
    pub(crate) arc_cm: i32,
    /// Phases before overtime.
    pub(crate) regular_phases: u8,
    pub(crate) score: [u16; 2],
    /// Tenths of a second from tip-off to the last play.
    pub(crate) duration: u32,
    pub(crate) plays: u32,
    pub(crate) boxes: BoxScore,
}

/// A season that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastSeason {
    /// Season number.
    pub number: u16,
    /// When it began and ended.
    pub span: [UnixMillis; 2],
    /// The champion.
    pub champion: TeamId,
    /// The final table of the regular season.
    pub table: Vec<Row>,
    /// One entry per playoff stage.
    pub bracket: Vec<Vec<Series>>,
    /// Its awards.
    pub awards: Vec<Award>,
    /// Every game, in order of play.
    pub games: Vec<PastGame>,
    /// What each hooper did over the season.
    pub totals: BTreeMap<HooperId, Totals>,
    /// What was told of its rounds, by round number.
    pub reports: BTreeMap<u16, Filed>,
}

/// A game of a season that is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastGame {
    /// Which game.
    pub id: GameId,
    /// Where the log keeps it.
    pub position: u64,
    /// The home side.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// What it counted for.
    pub stage: GameStage,
    /// Final points, home then away.
    pub score: [u16; 2],
    /// When it tipped off.
    pub tip_off: UnixMillis,
    /// Whether it went past the last regular phase.
    pub overtime: bool,
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
            Event::RoundTippedOff { round, pairings, tip_off, pace, .. } => {
                if season.stage != Stage::Playoffs && !season.to_come.is_empty() {
                    season.to_come.remove(0);
                }
                season.rounds.push(Round {
                    number: *round,
                    position,
                    tip_off: *tip_off,
                    pace: *pace,
                    pairings: pairings.clone(),
                    games: Vec::new(),
                    completed_at: None,
                    reports: Filed::new(),
                });
            }
            Event::GamePlayed(game) => {
                let rules = &league.rules;
                if let Some(round) = season.rounds.last_mut() {
                    round.position = position;
                    round.games.push(Arc::new(GameRecord::of(game, position, rules)));
                }
            }
            Event::RoundCompleted { at, reports, .. } => {
                if let Some(round) = season.rounds.last_mut() {
                    round.completed_at = Some(*at);
                    round.reports.extend(reports.iter().map(|it| (it.about, position)));
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
            Event::OffseasonBegan { .. } => season.stage = Stage::Offseason,
            Event::PaceSet { pace } => league.pace = *pace,
            Event::CronSet { cron } => league.cron.clone_from(cron),
            Event::GovernorJoined { governor, name, team, at } => {
                let joined = Governor { name: name.clone(), team: *team, joined_at: *at };
                league.governors.insert(governor.clone(), joined);
            }
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
            governors: Governors::new(),
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
        let values = [self.rules.get(Param::StandingsWin), self.rules.get(Param::StandingsLoss)];
        let count = u8::try_from(self.spec.teams.len()).unwrap_or(u8::MAX);
        (values, (0..count).map(TeamId).collect())
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
        }
    }

    pub(crate) fn games(&self) -> impl Iterator<Item = (&Round, &Arc<GameRecord>)> {
        self.rounds.iter().flat_map(|round| round.games.iter().map(move |game| (round, game)))
    }

    /// The table over every game of the regular season and its deciding games.
    pub(crate) fn full_table(&self, (values, lot): &([i32; 2], Vec<TeamId>)) -> Vec<Row> {
        let outcomes: Vec<Outcome> = self.games().filter_map(|(_, it)| it.outcome()).collect();
        table(&outcomes, Level { values: *values, lot })
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

impl GameRecord {
    fn of(game: &GamePlayed, position: u64, rules: &Rules) -> Self {
        let sizes = game.squads.map(usize::from);
        Self {
            id: game.id,
            position,
            home: game.home,
            away: game.away,
            stage: game.stage,
            engine: game.engine,
            seed: game.seed,
            rules: game.rules.clone(),
            squads: game.squads,
            on_court: game.on_court,
            arc_cm: rules.get(Param::CourtArcCm),
            regular_phases: u8::try_from(rules.regular_phases()).unwrap_or(u8::MAX),
            score: game.score,
            duration: game.plays.last().map_or(0, |it| it.elapsed),
            plays: u32::try_from(game.plays.len()).unwrap_or(u32::MAX),
            boxes: BoxScore::from_plays(sizes, usize::from(game.on_court), &game.plays),
        }
    }

    /// The record of a game read back from the log, for pages about past seasons.
    ///
    /// `rules`: those it was played by, as far as they are known.
    pub fn from_log(game: &GamePlayed, position: u64, rules: &Rules) -> Self {
        Self::of(game, position, rules)
    }

    /// Whether the game went past its last regular phase.
    pub(crate) fn overtime(&self) -> bool {
        self.boxes.sides[0].by_period.len() > usize::from(self.regular_phases)
    }

    pub(crate) fn winner(&self) -> TeamId {
        if self.score[0] > self.score[1] { self.home } else { self.away }
    }

    /// What the table counts; `None` for playoff games.
    pub(crate) fn outcome(&self) -> Option<Outcome> {
        let deciding = match self.stage {
            GameStage::Regular => false,
            GameStage::Tiebreak => true,
            GameStage::Playoff { .. } => return None,
        };
        Some(Outcome { home: self.home, away: self.away, score: self.score, deciding })
    }

    /// Adds every hooper's line to the totals.
    pub(crate) fn add_to(&self, totals: &mut BTreeMap<HooperId, Totals>) {
        for (team, side) in [self.home, self.away].into_iter().zip(&self.boxes.sides) {
            for (slot, line) in (0..).zip(&side.hoopers) {
                totals.entry(HooperId::new(team, slot)).or_default().add(line);
            }
        }
    }

    fn past(&self, tip_off: UnixMillis) -> PastGame {
        PastGame {
            id: self.id,
            position: self.position,
            home: self.home,
            away: self.away,
            stage: self.stage,
            score: self.score,
            tip_off,
            overtime: self.overtime(),
        }
    }
}
