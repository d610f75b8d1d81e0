//! The order of the teams: standings, the bracket, the schedule.
//!
//! May live here: the public form of a table. Never: how level teams are separated (`league::season`).

use super::TeamRef;
use super::game::{GameLine, line};
use super::stats::hundredths;
use super::times;
use crate::words;
use league::League;
use league::ids::TeamId;
use league::rules::Param;
use league::season::{GameStage, Row, Series, TieBreak};
use league::state::PastSeason;
use league::view::{SeriesCard, View};
use serde::Serialize;
use utoipa::ToSchema;

/// The table of a season.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Standings {
    /// Season number.
    pub(crate) season: u16,
    /// How many teams reach the playoffs.
    pub(crate) playoff_places: i32,
    /// What separates teams with as many points, in this order.
    pub(crate) tie_breakers: Vec<&'static str>,
    /// Best team first.
    pub(crate) rows: Vec<StandingsRow>,
}

/// One line of the table.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StandingsRow {
    /// Place, from 1.
    pub(crate) place: usize,
    /// Which team.
    pub(crate) team: TeamRef,
    /// Games won.
    pub(crate) wins: u16,
    /// Games lost.
    pub(crate) losses: u16,
    /// Points in the standings.
    pub(crate) points: i32,
    /// Games behind the first.
    pub(crate) games_behind: f64,
    /// Points scored.
    pub(crate) scored: u32,
    /// Points allowed.
    pub(crate) allowed: u32,
    /// Points scored less points allowed.
    pub(crate) difference: i64,
    /// Games won at home.
    pub(crate) home_wins: u16,
    /// Games lost at home.
    pub(crate) home_losses: u16,
    /// Games won away.
    pub(crate) away_wins: u16,
    /// Games lost away.
    pub(crate) away_losses: u16,
    /// The last ten games, oldest first: `WWLW`.
    pub(crate) last_ten: String,
    /// Games won (`W3`) or lost (`L2`) in a row; empty before the first.
    pub(crate) streak: String,
    /// What separates it from the team above, when they have as many points.
    pub(crate) separated_by: Option<&'static str>,
}

/// The table of a season; `None` when there is no such season.
pub(crate) fn standings(view: &View<'_>, season: Option<u16>) -> Option<Standings> {
    let season = season.unwrap_or(view.season());
    let rows = if season == view.season() {
        view.standings()
    } else {
        past(view.league, season)?.table.clone()
    };
    let leader = rows.first().cloned();
    let rows = (1..).zip(&rows).map(|(place, it)| {
        row(
            view.league,
            place,
            it,
            leader.as_ref().map_or(0, |leader| it.half_games_behind(leader)),
        )
    });
    Some(Standings {
        season,
        playoff_places: view.league.rules.get(Param::LeaguePlayoffTeams),
        tie_breakers: [
            TieBreak::HeadToHead,
            TieBreak::PointDifference,
            TieBreak::PointsScored,
            TieBreak::DecidingGame,
            TieBreak::Lot,
        ]
        .map(TieBreak::in_words)
        .to_vec(),
        rows: rows.collect(),
    })
}

fn row(league: &League, place: usize, it: &Row, half_games_behind: i32) -> StandingsRow {
    let streak = match it.streak {
        0 => String::new(),
        won if won > 0 => format!("W{won}"),
        lost => format!("L{}", lost.unsigned_abs()),
    };
    StandingsRow {
        place,
        team: TeamRef::of(league, it.team),
        wins: it.wins,
        losses: it.losses,
        points: it.points,
        games_behind: hundredths(i64::from(half_games_behind) * 50),
        scored: it.scored,
        allowed: it.allowed,
        difference: it.difference(),
        home_wins: it.home[0],
        home_losses: it.home[1],
        away_wins: it.away[0],
        away_losses: it.away[1],
        last_ten: it.last_ten.iter().map(|won| if *won { 'W' } else { 'L' }).collect(),
        streak,
        separated_by: it.separated_by.map(TieBreak::in_words),
    }
}

/// A season that is over.
pub(super) fn past(league: &League, season: u16) -> Option<&PastSeason> {
    league.past.iter().find(|it| it.number == season).map(|it| &**it)
}

/// The playoffs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Bracket {
    /// Season number.
    pub(crate) season: u16,
    /// One entry per stage reached; empty before the playoffs.
    pub(crate) stages: Vec<BracketStage>,
    /// The champion, once crowned.
    pub(crate) champion: Option<TeamRef>,
}

/// One stage of the playoffs.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BracketStage {
    /// In words.
    #[schema(example = "Semi-finals")]
    pub(crate) name: &'static str,
    /// In bracket order.
    pub(crate) series: Vec<SeriesLine>,
}

/// One series.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SeriesLine {
    /// The better seed: home advantage is theirs.
    pub(crate) high: Seeded,
    /// The other side.
    pub(crate) low: Seeded,
    /// At most this many games.
    pub(crate) best_of: u8,
    /// Slug of the winner, once there is one.
    pub(crate) winner: Option<String>,
}

/// One side of a series.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Seeded {
    /// Which team.
    pub(crate) team: TeamRef,
    /// Its seed, from 1.
    pub(crate) seed: u8,
    /// Games won.
    pub(crate) wins: u8,
}

/// The playoffs of a season; `None` when there is no such season.
pub(crate) fn bracket(view: &View<'_>, season: Option<u16>) -> Option<Bracket> {
    let league = view.league;
    let number = season.unwrap_or(view.season());
    let (stages, champion) = if number == view.season() {
        (view.bracket(), view.champion())
    } else {
        let season = past(league, number)?;
        (past_stages(season), Some(season.champion))
    };
    let stages = stages.iter().map(|stage| BracketStage {
        name: stage_name(stage.len()),
        series: stage.iter().map(|it| series_line(league, it)).collect(),
    });
    Some(Bracket {
        season: number,
        stages: stages.collect(),
        champion: champion.map(|it| TeamRef::of(league, it)),
    })
}

fn past_stages(season: &PastSeason) -> Vec<Vec<SeriesCard>> {
    let card = |stage_at: u8, at: u8, series: &Series| {
        let mut wins = [0, 0];
        for game in &season.games {
            let is_in = matches!(game.stage, GameStage::Playoff { stage, series, .. } if (stage, series) == (stage_at, at));
            if is_in {
                let home_won = game.score[0] > game.score[1];
                let winner = if home_won { game.home } else { game.away };
                wins[usize::from(winner != series.high)] += 1;
            }
        }
        let winner = if wins[0] > wins[1] { series.high } else { series.low };
        SeriesCard { series: *series, wins, winner: Some(winner) }
    };
    let stages = (0_u8..).zip(&season.bracket);
    stages
        .map(|(stage, it)| (0_u8..).zip(it).map(|(at, it)| card(stage, at, it)).collect())
        .collect()
}

/// What a stage with this many series is called.
pub(crate) fn stage_name(series: usize) -> &'static str {
    match series {
        1 => "Final",
        2 => "Semi-finals",
        _ => "Quarter-finals",
    }
}

fn series_line(league: &League, card: &SeriesCard) -> SeriesLine {
    let seeded =
        |team: TeamId, seed: u8, wins: u8| Seeded { team: TeamRef::of(league, team), seed, wins };
    let Series { high, high_seed, low, low_seed, best_of } = card.series;
    SeriesLine {
        high: seeded(high, high_seed, card.wins[0]),
        low: seeded(low, low_seed, card.wins[1]),
        best_of,
        winner: card.winner.map(|it| league.team(it).slug.clone()),
    }
}

/// What is still to come of the season.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ScheduleOut {
    /// Season number.
    pub(crate) season: u16,
    /// When rounds are played: a cron expression, in UTC.
    pub(crate) cron: String,
    /// Rounds to come whose pairings are known, in order.
    pub(crate) rounds: Vec<RoundLine>,
}

/// A round to come.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoundLine {
    /// Round number.
    pub(crate) round: u16,
    /// When it is expected to tip off, by the schedule.
    #[schema(example = "2026-11-20T12:00:00Z")]
    pub(crate) expected: Option<String>,
    /// Its games.
    pub(crate) games: Vec<GameLine>,
}

/// The rounds to come, of one team or of all.
pub(crate) fn schedule(view: &View<'_>, team: Option<TeamId>) -> ScheduleOut {
    let rounds: Vec<_> = view.rounds().into_iter().filter(|it| it.tip_off.is_none()).collect();
    let expected = times::next_tip_offs(view, rounds.len());
    let rounds = (0..).zip(&rounds).map(|(at, it): (usize, _)| RoundLine {
        round: it.number,
        expected: expected.get(at).copied().map(words::iso),
        games: it
            .games
            .iter()
            .filter(|it| team.is_none_or(|team| [it.home, it.away].contains(&team)))
            .map(|it| line(view.league, it))
            .collect(),
    });
    ScheduleOut {
        season: view.season(),
        cron: view.league.cron.clone(),
        rounds: rounds.filter(|it| !it.games.is_empty()).collect(),
    }
}
