//! One game: as a line in a list, in full, and its box score.
//!
//! May live here: what a program is told about a game besides its plays (`play`). Never: plays that
//! have not been shown; everything comes from a `GameView` or a `Card`.

use super::stats::Stats;
use super::{HooperRef, TeamRef};
use crate::games::Loaded;
use crate::words;
use league::League;
use league::ids::{GameId, HooperId, TeamId};
use league::rules::Param;
use league::season::GameStage;
use league::sim::{Ball, BoxScore, TeamBox};
use league::view::{Card, GameView, Moment, Status, View};
use serde::Serialize;
use utoipa::ToSchema;

/// How far a game is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum GameStatus {
    /// Not tipped off.
    Scheduled,
    /// Being played.
    Live,
    /// Over.
    Final,
}

/// What a game counts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CountsFor {
    /// The regular season.
    Regular,
    /// A deciding game at the playoff line.
    Tiebreak,
    /// A playoff series.
    Playoff,
}

/// Points of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Score {
    /// The home side.
    pub(crate) home: u16,
    /// The visitors.
    pub(crate) away: u16,
}

impl From<[u16; 2]> for Score {
    fn from([home, away]: [u16; 2]) -> Self {
        Self { home, away }
    }
}

/// Which game of which series.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct SeriesGame {
    /// Stage of the playoffs, from 1.
    pub(crate) stage: u8,
    /// Series of the stage, from 1.
    pub(crate) series: u8,
    /// Game of the series, from 1.
    pub(crate) game: u8,
}

/// The state of play of a live game.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Live {
    /// Period, from 1; 0 before the tip.
    pub(crate) period: u8,
    /// Label of the period: `P3`, `Target`, `OT`.
    pub(crate) phase: String,
    /// Time left in the period: `2:41`.
    pub(crate) clock: String,
    /// First to this many points wins, once the clock is off.
    pub(crate) target: Option<u16>,
    /// Side that has the ball: `home` or `away`.
    pub(crate) ball: Option<&'static str>,
    /// Plays shown so far.
    pub(crate) plays: u32,
}

/// A game as a line in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct GameLine {
    /// Which game.
    #[schema(example = "s1r3g2")]
    pub(crate) id: String,
    /// Season number.
    pub(crate) season: u16,
    /// Round number within the season.
    pub(crate) round: u16,
    /// Game of the round, from 1.
    pub(crate) matchup: u8,
    /// What it counts for.
    pub(crate) counts_for: CountsFor,
    /// Which game of which series, in the playoffs.
    pub(crate) series: Option<SeriesGame>,
    /// The side at its own venue.
    pub(crate) home: TeamRef,
    /// The visitors.
    pub(crate) away: TeamRef,
    /// When it tipped off; `null` before.
    #[schema(example = "2026-11-20T12:00:00Z")]
    pub(crate) tip_off: Option<String>,
    /// How far it is.
    pub(crate) status: GameStatus,
    /// Points so far; `null` before the tip-off.
    pub(crate) score: Option<Score>,
    /// Slug of the winner, once it is over.
    pub(crate) winner: Option<String>,
    /// The state of play, while it is live.
    pub(crate) live: Option<Live>,
}

/// Points of one period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PeriodScore {
    /// Period, from 1.
    pub(crate) period: usize,
    /// Its label.
    pub(crate) phase: String,
    /// Points of the home side in it.
    pub(crate) home: u16,
    /// Points of the visitors in it.
    pub(crate) away: u16,
}

/// How the lead went, so far.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct Lead {
    /// How often the lead changed sides.
    pub(crate) changes: u16,
    /// How often a score made it level.
    pub(crate) levelled: u16,
    /// Largest lead of the home side.
    pub(crate) largest_home: u16,
    /// Largest lead of the visitors.
    pub(crate) largest_away: u16,
}

/// Where a game is played.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Venue {
    /// Its name.
    pub(crate) name: String,
    /// Seats.
    pub(crate) capacity: u32,
    /// Height above the sea, metres.
    pub(crate) altitude_m: u16,
}

/// A game in full, but for its plays and its box score.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Game {
    /// The game as a line in a list.
    #[serde(flatten)]
    pub(crate) line: GameLine,
    /// The home side's venue.
    pub(crate) venue: Venue,
    /// Points by period, so far.
    pub(crate) by_period: Vec<PeriodScore>,
    /// How the lead went, so far.
    pub(crate) lead: Lead,
    /// SHA-256 of the rules it is played by; `null` before the tip-off.
    pub(crate) rules: Option<String>,
    /// Version of the engine; `null` before the tip-off.
    pub(crate) engine: Option<u16>,
    /// What its dice were keyed with; told only once it is over.
    pub(crate) seed: Option<String>,
}

/// One hooper's line of a box score.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HooperLine {
    /// Who.
    pub(crate) hooper: HooperRef,
    /// On court at tip-off.
    pub(crate) started: bool,
    /// Has reached the foul limit.
    pub(crate) fouled_out: bool,
    /// Points of the own side less the opponent's while on court.
    pub(crate) plus_minus: i16,
    /// What they did.
    #[serde(flatten)]
    pub(crate) stats: Stats,
}

/// One side's box score.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SideBox {
    /// Which team.
    pub(crate) team: TeamRef,
    /// One line per hooper of the squad, starters first.
    pub(crate) hoopers: Vec<HooperLine>,
    /// What no hooper did: shot-clock violations, a point given by lot.
    pub(crate) team_only: Stats,
    /// The whole side.
    pub(crate) total: Stats,
}

/// The box score of a game, so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct GameBox {
    /// Which game.
    #[schema(example = "s1r3g2")]
    pub(crate) game: String,
    /// How far it is.
    pub(crate) status: GameStatus,
    /// Points by period.
    pub(crate) by_period: Vec<PeriodScore>,
    /// The home side.
    pub(crate) home: SideBox,
    /// The visitors.
    pub(crate) away: SideBox,
}

/// Several games.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Games {
    /// Season number.
    pub(crate) season: u16,
    /// In order of play.
    pub(crate) games: Vec<GameLine>,
}

/// Which games are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Wanted {
    /// Of this season; `None` for the one under way.
    pub(crate) season: Option<u16>,
    /// Of this round.
    pub(crate) round: Option<u16>,
    /// Of this team.
    pub(crate) team: Option<TeamId>,
}

/// The games of a season, those to come included as far as their pairings are known; `None` when
/// there is no such season.
pub(crate) fn games(view: &View<'_>, wanted: Wanted) -> Option<Games> {
    let season = wanted.season.unwrap_or(view.season());
    let cards: Vec<Card> = if season == view.season() {
        view.rounds().into_iter().flat_map(|it| it.games).collect()
    } else {
        let past = view.league.past.iter().find(|it| it.number == season)?;
        past.games.iter().map(Card::of_past).collect()
    };
    let is_wanted = |it: &&Card| {
        wanted.round.is_none_or(|round| it.id.round == round)
            && wanted.team.is_none_or(|team| [it.home, it.away].contains(&team))
    };
    let mut cards: Vec<&Card> = cards.iter().filter(is_wanted).collect();
    cards.sort_by_key(|it| it.id);
    Some(Games { season, games: cards.into_iter().map(|it| line(view.league, it)).collect() })
}

/// The game as a line in a list.
pub(crate) fn line(league: &League, card: &Card) -> GameLine {
    let GameId { season, round, matchup } = card.id;
    let (counts_for, series) = match card.stage {
        GameStage::Regular => (CountsFor::Regular, None),
        GameStage::Tiebreak => (CountsFor::Tiebreak, None),
        GameStage::Playoff { stage, series, game } => {
            let series = SeriesGame { stage: stage + 1, series: series + 1, game };
            (CountsFor::Playoff, Some(series))
        }
    };
    let (status, live) = match &card.status {
        Status::Scheduled => (GameStatus::Scheduled, None),
        Status::Live(moment) => (GameStatus::Live, Some(live(league, moment))),
        Status::Final { .. } => (GameStatus::Final, None),
    };
    GameLine {
        id: card.id.to_string(),
        season,
        round,
        matchup,
        counts_for,
        series,
        home: TeamRef::of(league, card.home),
        away: TeamRef::of(league, card.away),
        tip_off: card.tip_off.map(words::iso),
        status,
        score: card.status.score().map(Score::from),
        winner: winner(card).map(|it| league.team(it).slug.clone()),
        live,
    }
}

/// Who won, once the game is over.
pub(crate) fn winner(card: &Card) -> Option<TeamId> {
    match card.status {
        Status::Final { score: [home, away], .. } => {
            Some(if home > away { card.home } else { card.away })
        }
        Status::Scheduled | Status::Live(_) => None,
    }
}

fn live(league: &League, moment: &Moment) -> Live {
    Live {
        period: moment.period,
        phase: words::phase(&league.rules, moment.period),
        clock: words::clock_at(&league.rules, moment.period, moment.clock),
        target: moment.target,
        ball: side_of(moment.ball),
        plays: moment.plays,
    }
}

/// The side that has the ball.
pub(super) fn side_of(ball: Ball) -> Option<&'static str> {
    match ball {
        Ball::Nobody => None,
        Ball::Home => Some("home"),
        Ball::Away => Some("away"),
    }
}

/// A game in full.
pub(crate) fn game(loaded: &Loaded) -> Option<Game> {
    let view = loaded.view()?;
    let (league, card) = (view.league, &loaded.card);
    let shown = loaded.game();
    let venue = &league.team(card.home).venue;
    Some(Game {
        line: line(league, card),
        venue: Venue {
            name: venue.name.clone(),
            capacity: venue.capacity,
            altitude_m: venue.altitude_m,
        },
        by_period: shown.as_ref().map_or_else(Vec::new, |it| by_period(league, &it.boxes)),
        lead: shown.as_ref().map(lead).unwrap_or_default(),
        rules: shown.as_ref().map(|it| it.rules.clone()),
        engine: shown.as_ref().map(|it| it.engine),
        seed: shown.and_then(|it| it.seed),
    })
}

fn by_period(league: &League, boxes: &BoxScore) -> Vec<PeriodScore> {
    let [home, away] = &boxes.sides;
    let both = home.by_period.iter().zip(&away.by_period);
    let periods = (1_usize..).zip(both).map(|(period, (home, away))| PeriodScore {
        period,
        phase: words::phase(&league.rules, u8::try_from(period).unwrap_or(u8::MAX)),
        home: *home,
        away: *away,
    });
    periods.collect()
}

fn lead(game: &GameView<'_>) -> Lead {
    let mut lead = Lead::default();
    // 1 when the home side led last, -1 when the visitors did.
    let mut leader = 0;
    let mut before = [0, 0];
    for score in game.running_score() {
        let [home, away] = score;
        lead.largest_home = lead.largest_home.max(home.saturating_sub(away));
        lead.largest_away = lead.largest_away.max(away.saturating_sub(home));
        let ahead = (i32::from(home) - i32::from(away)).signum();
        lead.changes += u16::from(ahead != 0 && leader == -ahead);
        lead.levelled += u16::from(ahead == 0 && score != before);
        leader = if ahead == 0 { leader } else { ahead };
        before = score;
    }
    lead
}

/// The box score, so far.
pub(crate) fn game_box(loaded: &Loaded) -> Option<GameBox> {
    let view = loaded.view()?;
    let (league, card) = (view.league, &loaded.card);
    let boxes = loaded.game().map_or_else(|| before_tip_off(league, card), |it| it.boxes);
    let [home, away] = &boxes.sides;
    Some(GameBox {
        game: card.id.to_string(),
        status: line(league, card).status,
        by_period: by_period(league, &boxes),
        home: side_box(league, card.home, home),
        away: side_box(league, card.away, away),
    })
}

fn before_tip_off(league: &League, card: &Card) -> BoxScore {
    let count = |param| usize::try_from(league.rules.get(param)).unwrap_or(0);
    let squad = |team| league.team(team).hoopers.len().min(count(Param::RosterSize));
    BoxScore::from_plays([squad(card.home), squad(card.away)], count(Param::RosterOnCourt), &[])
}

fn side_box(league: &League, team: TeamId, side: &TeamBox) -> SideBox {
    let hoopers = (0_u8..).zip(&side.hoopers).map(|(slot, line)| HooperLine {
        hooper: HooperRef::of(league, HooperId::new(team, slot)),
        started: line.started,
        fouled_out: line.fouled_out,
        plus_minus: line.plus_minus,
        stats: Stats::from(line),
    });
    SideBox {
        team: TeamRef::of(league, team),
        hoopers: hoopers.collect(),
        team_only: Stats::from(&side.team),
        total: Stats::from(&side.total()),
    }
}
