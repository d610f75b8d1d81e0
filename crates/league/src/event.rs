//! What happened. Stored for ever: add variants and defaulted fields, never change one.
//!
//! Only this file and the types it names promise a stored form; `tests/wire.rs` holds it to that.

use crate::dice::Seed;
use crate::governance::{Closing, Fact, GovernorId};
use crate::ids::{GameId, HooperId, TeamId};
use crate::report::Report;
use crate::rules::Hook;
use crate::season::{AwardKind, Deed, GameStage, Pairing, Series};
use crate::sim::{Play, Trace};
use crate::spec::{LeagueSpec, Pace};
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};

/// A fact about one league.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The league exists. `seed` is where all its chance comes from.
    LeagueFounded {
        /// What it was founded with.
        spec: Box<LeagueSpec>,
        /// The secret that every game's key is derived from.
        seed: Seed,
        /// When.
        at: UnixMillis,
    },
    /// A season begins: from setup or offseason to the regular season.
    SeasonStarted {
        /// Season number, from 1.
        season: u16,
        /// One entry per round, one pairing per game; every team once a round.
        schedule: Vec<Vec<Pairing>>,
        /// When.
        at: UnixMillis,
    },
    /// A round tips off; its `games` events follow in the same commit.
    RoundTippedOff {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// Who meets whom, by matchup.
        pairings: Vec<Pairing>,
        /// When the games begin for spectators.
        tip_off: UnixMillis,
        /// How quickly they unfold.
        pace: Pace,
        /// The seed that was committed to, shown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        secret: Option<Seed>,
    },
    /// A whole game, known to the log at tip-off and to spectators as it unfolds.
    GamePlayed(Box<GamePlayed>),
    /// Every game of the round has been shown; its results count.
    RoundCompleted {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// When.
        at: UnixMillis,
        /// What had been written about it by then.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        reports: Vec<Report>,
        /// What the sealed ballots say, where the round closes a window.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closing: Option<Closing>,
    },
    /// Something was told of a round that had been completed.
    ReportWritten {
        /// Season number.
        season: u16,
        /// Round number.
        round: u16,
        /// The report.
        report: Report,
        /// When.
        at: UnixMillis,
    },
    /// What rules did between games.
    RulesActed {
        /// When: a hook of the season.
        hook: Hook,
        /// One entry per deed.
        deeds: Vec<Deed>,
    },
    /// Teams level on every count at the playoff line play deciding games.
    TiebreakCalled {
        /// Season number.
        season: u16,
        /// The level teams.
        teams: Vec<TeamId>,
        /// One entry per deciding round.
        rounds: Vec<Vec<Pairing>>,
    },
    /// A stage of the playoffs is set: the first by seeding, later ones by the winners.
    PlayoffStageSet {
        /// Season number.
        season: u16,
        /// The series of this stage, in bracket order.
        series: Vec<Series>,
    },
    /// A series is won.
    SeriesWon {
        /// Season number.
        season: u16,
        /// The winner.
        winner: TeamId,
        /// The other side.
        loser: TeamId,
        /// Games won by each, winner first.
        games: [u8; 2],
    },
    /// The final is won.
    ChampionCrowned {
        /// Season number.
        season: u16,
        /// The champion.
        team: TeamId,
    },
    /// A season's awards.
    AwardsGiven {
        /// Season number.
        season: u16,
        /// One entry per award.
        awards: Vec<Award>,
    },
    /// The season is over; the next tick starts another.
    OffseasonBegan {
        /// Season number.
        season: u16,
        /// When.
        at: UnixMillis,
    },
    /// Games unfold at another pace from the next round on.
    PaceSet {
        /// The new pace.
        pace: Pace,
    },
    /// Rounds are played at other times.
    CronSet {
        /// The new cron expression.
        cron: String,
    },
    /// A person joined a team.
    GovernorJoined {
        /// Who.
        governor: GovernorId,
        /// What people call them.
        name: String,
        /// Which team.
        team: TeamId,
        /// When.
        at: UnixMillis,
    },
    /// Something happened on the Floor.
    Floor(Fact),
}

/// One game as stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GamePlayed {
    /// Which game.
    pub id: GameId,
    /// The side whose venue it is.
    pub home: TeamId,
    /// The visitors.
    pub away: TeamId,
    /// What the game counts for.
    pub stage: GameStage,
    /// Version of the engine that played it.
    pub engine: u16,
    /// What its dice were keyed with.
    pub seed: Seed,
    /// SHA-256 of the rules it was played by, hexadecimal.
    pub rules: String,
    /// Lineup sizes, home then away.
    pub squads: [u8; 2],
    /// Hoopers on court.
    pub on_court: u8,
    /// Final points, home then away.
    pub score: [u16; 2],
    /// One entry per play, in order of play.
    pub plays: Vec<Play>,
    /// What rules did in it; not stored where none acted.
    #[serde(default, skip_serializing_if = "Trace::is_empty")]
    pub trace: Trace,
}

/// One award of one season.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// What for.
    pub kind: AwardKind,
    /// To whom.
    pub hooper: HooperId,
    /// The number that won it, in hundredths.
    pub value: i32,
}

impl Event {
    /// Its stored type name.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::LeagueFounded { .. } => "league_founded",
            Self::SeasonStarted { .. } => "season_started",
            Self::RoundTippedOff { .. } => "round_tipped_off",
            Self::GamePlayed(_) => "game_played",
            Self::RoundCompleted { .. } => "round_completed",
            Self::ReportWritten { .. } => "report_written",
            Self::TiebreakCalled { .. } => "tiebreak_called",
            Self::PlayoffStageSet { .. } => "playoff_stage_set",
            Self::SeriesWon { .. } => "series_won",
            Self::ChampionCrowned { .. } => "champion_crowned",
            Self::AwardsGiven { .. } => "awards_given",
            Self::OffseasonBegan { .. } => "offseason_began",
            Self::PaceSet { .. } => "pace_set",
            Self::CronSet { .. } => "cron_set",
            Self::GovernorJoined { .. } => "governor_joined",
            Self::RulesActed { .. } => "rules_acted",
            Self::Floor(fact) => fact.kind(),
        }
    }
}
