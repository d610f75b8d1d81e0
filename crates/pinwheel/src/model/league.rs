//! The league as a whole: what it is, how it stands, its past.
//!
//! May live here: the public form of the league, its history, its status. Never: the state of the
//! machine (`web::health`).

use super::hooper::{AwardOut, award};
use super::table::{Standings, standings};
use super::{TeamRef, times};
use crate::words;
use league::view::View;
use serde::Serialize;
use utoipa::ToSchema;

/// The league.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LeagueOut {
    /// Name for people.
    pub(crate) name: String,
    /// Name in addresses.
    pub(crate) slug: String,
    /// Founded by the program for show.
    pub(crate) demo: bool,
    /// When it was founded.
    #[schema(example = "2026-11-20T12:00:00Z")]
    pub(crate) founded_at: String,
    /// Number of the season under way.
    pub(crate) season: u16,
    /// Where the season stands, in words.
    #[schema(example = "regular season")]
    pub(crate) stage: &'static str,
    /// When the season started.
    pub(crate) season_started_at: String,
    /// Rounds of the regular season.
    pub(crate) regular_rounds: usize,
    /// The latest round that has tipped off.
    pub(crate) latest_round: Option<LatestRound>,
    /// When the next round is expected to tip off.
    pub(crate) next_tip_off: Option<String>,
    /// How quickly the next round will unfold: `production`, `fast`, `instant`.
    pub(crate) pace: &'static str,
    /// When rounds are played: a cron expression, in UTC.
    pub(crate) cron: String,
    /// The teams.
    pub(crate) teams: Vec<TeamRef>,
    /// The champion of the season under way, once crowned.
    pub(crate) champion: Option<TeamRef>,
    /// Numbers of the seasons that are over.
    pub(crate) past_seasons: Vec<u16>,
}

/// The latest round that has tipped off.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LatestRound {
    /// Round number.
    pub(crate) round: u16,
    /// When it tipped off.
    pub(crate) tip_off: String,
    /// Whether any of its games is under way.
    pub(crate) live: bool,
}

/// The league.
pub(crate) fn league(view: &View<'_>) -> LeagueOut {
    let league = view.league;
    let count = u8::try_from(league.spec.teams.len()).unwrap_or(u8::MAX);
    LeagueOut {
        name: league.spec.name.clone(),
        slug: league.spec.slug.clone(),
        demo: league.spec.demo,
        founded_at: words::iso(league.founded_at),
        season: view.season(),
        stage: view.stage().in_words(),
        season_started_at: words::iso(view.season_started_at()),
        regular_rounds: view.regular_rounds(),
        latest_round: latest_round(view),
        next_tip_off: times::next_tip_off(view).map(words::iso),
        pace: league.pace.name(),
        cron: league.cron.clone(),
        teams: (0..count).map(|it| TeamRef::of(league, ::league::ids::TeamId(it))).collect(),
        champion: view.champion().map(|it| TeamRef::of(league, it)),
        past_seasons: league.past.iter().map(|it| it.number).collect(),
    }
}

fn latest_round(view: &View<'_>) -> Option<LatestRound> {
    view.latest_round().map(|(round, tip_off)| LatestRound {
        round,
        tip_off: words::iso(tip_off),
        live: view.is_live(),
    })
}

/// The seasons that are over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct History {
    /// Oldest first.
    pub(crate) seasons: Vec<SeasonOut>,
}

/// A season that is over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeasonOut {
    /// Season number.
    pub(crate) season: u16,
    /// When it began.
    pub(crate) began_at: String,
    /// When the next one began.
    pub(crate) ended_at: String,
    /// The champion.
    pub(crate) champion: TeamRef,
    /// Games played.
    pub(crate) games: usize,
    /// The final table of the regular season.
    pub(crate) standings: Option<Standings>,
    /// Its awards.
    pub(crate) awards: Vec<AwardOut>,
}

/// The seasons that are over.
pub(crate) fn history(view: &View<'_>) -> History {
    let seasons = view.league.past.iter().map(|it| SeasonOut {
        season: it.number,
        began_at: words::iso(it.span[0]),
        ended_at: words::iso(it.span[1]),
        champion: TeamRef::of(view.league, it.champion),
        games: it.games.len(),
        standings: standings(view, Some(it.number)),
        awards: it.awards.iter().map(|award_| award(view.league, it.number, award_)).collect(),
    });
    History { seasons: seasons.collect() }
}

/// How things stand.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StatusOut {
    /// `ok`, or `failing` while nothing can be stored.
    pub(crate) status: &'static str,
    /// Version of the program.
    pub(crate) version: &'static str,
    /// Number of the season under way.
    pub(crate) season: u16,
    /// Where the season stands, in words.
    pub(crate) stage: &'static str,
    /// The latest round that has tipped off.
    pub(crate) latest_round: Option<LatestRound>,
    /// When the next round is expected to tip off.
    pub(crate) next_tip_off: Option<String>,
    /// Streams open now.
    pub(crate) spectators: usize,
}

/// How things stand. `storing`: whether the log can be written; `spectators`: streams open now.
pub(crate) fn status(view: &View<'_>, storing: bool, spectators: usize) -> StatusOut {
    StatusOut {
        status: if storing { "ok" } else { "failing" },
        version: env!("CARGO_PKG_VERSION"),
        season: view.season(),
        stage: view.stage().in_words(),
        latest_round: latest_round(view),
        next_tip_off: times::next_tip_off(view).map(words::iso),
        spectators,
    }
}
