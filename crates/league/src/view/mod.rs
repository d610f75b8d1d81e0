//! What spectators may know at an instant: a pure function of the state, the stored plays, and `now`.
//!
//! A game is known to the log the moment it is played; spectators see it unfold. Everything that
//! pages, streams, feeds and images show of the season under way comes through here, so that
//! nothing can leak what lies ahead. Must never live here: how it is drawn.

mod course;
mod game;
mod show;

pub use course::{Course, Run, Tries, by_zone, is_turning_point, turning_points};
pub use game::{GameView, Moment};
pub use show::{Item, What, items};

use crate::decide::next_pairings;
use crate::event::Award;
use crate::ids::{GameId, HooperId, TeamId};
use crate::report::Filed;
use crate::season::{self, GameStage, Level, Outcome, Pairing, Row, Series, Totals, table};
use crate::sim::{Line, Play};
use crate::spec::Pace;
use crate::state::{GameRecord, League, PastGame, Round, Stage, State};
use crate::units::UnixMillis;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The plays of the games of the latest round, by game. Whole games: `View` shows only their past.
pub type Plays = BTreeMap<GameId, Arc<[Play]>>;

/// The league as spectators may see it at one instant.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Its teams, rules in force and past seasons: all public.
    pub league: &'a League,
    now: UnixMillis,
    plays: &'a Plays,
}

/// A game as a line in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which game.
    pub id: GameId,
    /// The home side.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// What it counts for.
    pub stage: GameStage,
    /// When it tips or tipped off; `None` while that is up to the clock.
    pub tip_off: Option<UnixMillis>,
    /// How far it is.
    pub status: Status,
}

/// How far a game is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not tipped off.
    Scheduled,
    /// Being shown.
    Live(Moment),
    /// Over.
    Final {
        /// Points, home then away.
        score: [u16; 2],
        /// Whether it went past the last regular phase.
        overtime: bool,
    },
}

impl Status {
    /// The score, once there is one.
    pub fn score(&self) -> Option<[u16; 2]> {
        match self {
            Self::Scheduled => None,
            Self::Live(moment) => Some(moment.score),
            Self::Final { score, .. } => Some(*score),
        }
    }
}

impl Card {
    /// A game of a past season.
    pub fn of_past(game: &PastGame) -> Self {
        Self {
            id: game.id,
            home: game.home,
            away: game.away,
            stage: game.stage,
            tip_off: Some(game.tip_off),
            status: Status::Final { score: game.score, overtime: game.overtime },
        }
    }
}

/// A round as spectators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoundCard {
    /// Round number.
    pub number: u16,
    /// When it tipped off; `None` when it has not.
    pub tip_off: Option<UnixMillis>,
    /// Its games, by matchup.
    pub games: Vec<Card>,
}

/// A series with the games that spectators have seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesCard {
    /// Who meets whom.
    pub series: Series,
    /// Games won, better seed first.
    pub wins: [u8; 2],
    /// The winner, once there is one.
    pub winner: Option<TeamId>,
}

/// One line of a hooper's game log.
#[derive(Clone, Debug)]
pub struct LogLine<'a> {
    /// The game.
    pub card: Card,
    /// What the hooper did.
    pub line: &'a Line,
    /// Whether the hooper's side was at home.
    pub home: bool,
}

impl<'a> View<'a> {
    /// What may be known of `state` at `now`; `None` before the founding.
    pub fn at(state: &'a State, plays: &'a Plays, now: UnixMillis) -> Option<Self> {
        state.league().map(|league| Self { league, now, plays })
    }

    /// The instant of this view.
    pub fn now(&self) -> UnixMillis {
        self.now
    }

    /// Number of the season under way.
    pub fn season(&self) -> u16 {
        self.league.season.number
    }

    /// Where the season stands. Moves on only after the round that decides it has been shown.
    pub fn stage(&self) -> Stage {
        self.league.season.stage
    }

    /// When the season started.
    pub fn season_started_at(&self) -> UnixMillis {
        self.league.season.started_at
    }

    /// The champion, once crowned.
    pub fn champion(&self) -> Option<TeamId> {
        self.league.season.champion
    }

    /// The season's awards, once given.
    pub fn awards(&self) -> &'a [Award] {
        &self.league.season.awards
    }

    /// Number of the latest round that has tipped off, and when.
    pub fn latest_round(&self) -> Option<(u16, UnixMillis)> {
        self.league.season.rounds.last().map(|it| (it.number, it.tip_off))
    }

    /// How many rounds the regular season has in all.
    pub fn regular_rounds(&self) -> usize {
        let season = &self.league.season;
        let regular = |it: &Round| it.pairings.iter().any(|it| it.stage == GameStage::Regular);
        let to_come = if season.stage == Stage::Regular { season.to_come.len() } else { 0 };
        season.rounds.iter().filter(|it| regular(it)).count() + to_come
    }

    /// Whether any game of the latest round is still unfolding.
    pub fn is_live(&self) -> bool {
        self.latest_games().iter().any(|it| matches!(it.status, Status::Live(_)))
    }

    /// The games of the latest round, by matchup.
    pub fn latest_games(&self) -> Vec<Card> {
        self.league.season.rounds.last().map_or_else(Vec::new, |it| self.round_cards(it))
    }

    /// Every round of the season whose pairings are known, in order.
    pub fn rounds(&self) -> Vec<RoundCard> {
        let season = &self.league.season;
        let played = season.rounds.iter().map(|round| RoundCard {
            number: round.number,
            tip_off: Some(round.tip_off),
            games: self.round_cards(round),
        });
        let first = season.rounds.last().map_or(1, |it| it.number + 1);
        let to_come = (first..).zip(self.known_pairings()).map(|(number, pairings)| RoundCard {
            number,
            tip_off: None,
            games: (1..).zip(&pairings).map(|(at, it)| self.scheduled(number, at, *it)).collect(),
        });
        played.chain(to_come).collect()
    }

    /// Pairings to come. A playoff round's depend on results, so they are known only once the
    /// round before has been completed.
    fn known_pairings(&self) -> Vec<Vec<Pairing>> {
        let season = &self.league.season;
        if season.stage != Stage::Playoffs {
            return season.to_come.clone();
        }
        let showing = season.rounds.last().is_some_and(|it| it.completed_at.is_none());
        let next = if showing { Vec::new() } else { next_pairings(season) };
        if next.is_empty() { Vec::new() } else { vec![next] }
    }

    fn scheduled(&self, round: u16, matchup: u8, pairing: Pairing) -> Card {
        Card {
            id: GameId { season: self.season(), round, matchup },
            home: pairing.home,
            away: pairing.away,
            stage: pairing.stage,
            tip_off: None,
            status: Status::Scheduled,
        }
    }

    fn round_cards(&self, round: &Round) -> Vec<Card> {
        let mut cards: Vec<Card> = round.games.iter().map(|it| self.card(round, it)).collect();
        cards.sort_by_key(|it| it.id);
        cards
    }

    fn card(&self, round: &Round, game: &GameRecord) -> Card {
        let status = if self.is_final(round, game) {
            Status::Final { score: game.score, overtime: game.overtime() }
        } else {
            let plays = self.plays.get(&game.id).map_or(&[][..], |it| &it[..]);
            Status::Live(Moment::after(self.shown(round, plays)))
        };
        Card {
            id: game.id,
            home: game.home,
            away: game.away,
            stage: game.stage,
            tip_off: Some(round.tip_off),
            status,
        }
    }

    /// Tenths of a second of a game that have been shown.
    fn shown_tenths(&self, round: &Round) -> u32 {
        let elapsed = self.now.since(round.tip_off);
        match round.pace {
            Pace::Production | Pace::Fast | Pace::Instant if elapsed < 0 => 0,
            Pace::Instant => u32::MAX,
            pace @ (Pace::Production | Pace::Fast) => {
                u32::try_from(elapsed / pace.millis_per_tenth()).unwrap_or(u32::MAX)
            }
        }
    }

    fn is_final(&self, round: &Round, game: &GameRecord) -> bool {
        round.completed_at.is_some()
            || (self.now >= round.tip_off && self.shown_tenths(round) >= game.duration)
    }

    /// The plays that have been shown; a prefix of the game.
    fn shown<'p>(&self, round: &Round, plays: &'p [Play]) -> &'p [Play] {
        if round.completed_at.is_some() {
            return plays;
        }
        if self.now < round.tip_off {
            return &[];
        }
        let tenths = self.shown_tenths(round);
        &plays[..plays.partition_point(|it| it.elapsed <= tenths)]
    }

    /// Finished games of the season, in order of play.
    pub fn results(&self) -> impl Iterator<Item = (UnixMillis, &'a Arc<GameRecord>)> + '_ {
        let games = self.league.season.games();
        games
            .filter(|(round, game)| self.is_final(round, game))
            .map(|(round, game)| (round.tip_off, game))
    }

    /// The table after the games that have been shown.
    pub fn standings(&self) -> Vec<Row> {
        let outcomes: Vec<Outcome> = self.results().filter_map(|(_, it)| it.outcome()).collect();
        let (values, lot) = self.league.table_rules();
        let by_rule = &self.league.season.by_rule;
        let mut rows = table(&outcomes, Level { values, lot: &lot, by_rule });
        if outcomes.is_empty() {
            // Nothing separates anybody yet, and the lot is drawn for when something must.
            rows.sort_by_key(|it| self.league.team(it.team).nickname.to_lowercase());
            for row in &mut rows {
                row.separated_by = None;
            }
        }
        rows
    }

    /// The bracket, one entry per stage reached; empty before the playoffs.
    pub fn bracket(&self) -> Vec<Vec<SeriesCard>> {
        let stages = (0_u8..).zip(&self.league.season.bracket);
        stages.map(|(at, stage)| self.stage_cards(at, stage)).collect()
    }

    fn stage_cards(&self, stage_at: u8, stage: &[Series]) -> Vec<SeriesCard> {
        let cards = (0_u8..).zip(stage).map(|(at, series)| {
            let mut wins = [0, 0];
            for (_, game) in self.results() {
                if matches!(game.stage, GameStage::Playoff { stage, series, .. } if (stage, series) == (stage_at, at)) {
                    wins[usize::from(game.winner() != series.high)] += 1;
                }
            }
            let needed = season::wins_needed(series.best_of);
            let winner = match wins {
                [high, _] if high >= needed => Some(series.high),
                [_, low] if low >= needed => Some(series.low),
                _ => None,
            };
            SeriesCard { series: *series, wins, winner }
        });
        cards.collect()
    }

    /// One game of this season as a line in a list; `None` when there is no such game (yet).
    pub fn card_of(&self, id: GameId) -> Option<Card> {
        if id.season != self.season() {
            return None;
        }
        self.rounds()
            .into_iter()
            .find(|it| it.number == id.round)?
            .games
            .into_iter()
            .find(|it| it.id == id)
    }

    /// One game that has tipped off, with its plays so far. `plays`: the whole game, from the log.
    pub fn game<'p>(&self, id: GameId, plays: &'p [Play]) -> Option<GameView<'p>> {
        let (round, game) = self.league.season.games().find(|(_, it)| it.id == id)?;
        let over = self.is_final(round, game);
        Some(GameView::new(game, self.card(round, game), self.shown(round, plays), over))
    }

    /// Where the log keeps a game that has tipped off this season.
    pub fn position_of(&self, id: GameId) -> Option<u64> {
        self.league.season.games().find(|(_, it)| it.id == id).map(|(_, it)| it.position)
    }

    /// What has been told of a round, by what it is about; `None` when there was no such round, or
    /// it is still being shown.
    pub fn reports(&self, season: u16, round: u16) -> Option<&'a Filed> {
        if season == self.league.season.number {
            let rounds = &self.league.season.rounds;
            let round = rounds.iter().find(|it| it.number == round)?;
            return round.completed_at.map(|_| &round.reports);
        }
        self.league.past.iter().find(|it| it.number == season)?.reports.get(&round)
    }

    /// What every hooper has done in the finished games of the season.
    pub fn totals(&self) -> BTreeMap<HooperId, Totals> {
        let mut totals = BTreeMap::new();
        for (_, game) in self.results() {
            game.add_to(&mut totals);
        }
        totals
    }

    /// A hooper's finished games of the season, latest first.
    pub fn game_log(&self, hooper: HooperId) -> Vec<LogLine<'a>> {
        let games = self.league.season.games().filter(|(round, game)| self.is_final(round, game));
        let mut lines: Vec<LogLine<'a>> = games
            .filter_map(|(round, game)| {
                let home = game.home == hooper.team();
                if !home && game.away != hooper.team() {
                    return None;
                }
                let line =
                    game.boxes.sides[usize::from(!home)].hoopers.get(usize::from(hooper.slot()))?;
                Some(LogLine { card: self.card(round, game), line, home })
            })
            .collect();
        lines.reverse();
        lines
    }

    /// The commit that tipped off the latest round: its last log position, tip-off, pace, whether completed.
    pub fn show(&self) -> Option<(u64, UnixMillis, Pace, bool)> {
        self.league
            .season
            .rounds
            .last()
            .map(|it| (it.position, it.tip_off, it.pace, it.completed_at.is_some()))
    }

    /// Everything that the latest round shows, in order, its future included: for the broadcaster,
    /// which sends an item when its time has come. Empty when the plays are not at hand.
    pub fn show_items(&self) -> Vec<Item> {
        self.league.season.rounds.last().map_or_else(Vec::new, |round| {
            let games =
                round.games.iter().filter_map(|it| Some((it.id, &self.plays.get(&it.id)?[..])));
            items(round.tip_off, round.pace, games)
        })
    }
}

/// When the round being shown tipped off, and its pace; `None` when no round is being shown.
pub fn showing_since(league: &League) -> Option<(UnixMillis, Pace)> {
    let round = league.season.rounds.last().filter(|it| it.completed_at.is_none())?;
    Some((round.tip_off, round.pace))
}

/// When the round being shown will have been shown in full; `None` when no round is being shown.
///
/// For the clock alone: told to spectators it would say how long the games are.
pub fn show_ends_at(league: &League) -> Option<UnixMillis> {
    let round = league.season.rounds.last().filter(|it| it.completed_at.is_none())?;
    let longest = round.games.iter().map(|it| it.duration).max().unwrap_or(0);
    Some(round.tip_off.plus(i64::from(longest) * round.pace.millis_per_tenth()))
}
