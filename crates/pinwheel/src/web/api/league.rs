//! Answers about the league: itself, its teams, its hoopers, its rules, its past.
//!
//! May live here: handlers. Never: what an answer consists of (`model`).

use super::answer::{ApiError, ErrorBody, Reply, csv, json};
use super::ask::{Asked, At, Format, LogAsked, Nothing, SeasonAsked, TableAsked, no_season};
use super::csv as sheet;
use crate::model;
use crate::model::{book, hooper, league, news, report, roles, team};
use crate::web::Web;
use axum::extract::State;
use std::sync::atomic::Ordering;

/// The league: name, season, stage, teams, when the next round is expected.
#[utoipa::path(get, path = "/api/v1/league", tag = "league", responses((status = 200, body = league::LeagueOut)))]
pub(super) async fn get_league(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &league::league(&at.view()?))
}

/// How things stand, for monitors and people.
#[utoipa::path(get, path = "/api/v1/status", tag = "league", responses((status = 200, body = league::StatusOut)))]
pub(super) async fn get_status(State(web): State<Web>, at: At, _: Asked<Nothing>) -> Reply {
    let storing = web.app.store.trouble().is_none();
    let spectators = web.streams.load(Ordering::Relaxed);
    json(&at.headers, &league::status(&at.view()?, storing, spectators))
}

/// Which machine has which role.
#[utoipa::path(get, path = "/api/v1/roles", tag = "league", responses((status = 200, body = roles::RolesOut)))]
pub(super) async fn get_roles(State(web): State<Web>, at: At, _: Asked<Nothing>) -> Reply {
    let found = web.roles.overview(&web.app.store).await;
    let found = found.ok_or_else(|| ApiError::unavailable("the database does not say"))?;
    json(&at.headers, &*found)
}

/// The seasons that are over, each with its final table and awards.
#[utoipa::path(get, path = "/api/v1/history", tag = "league", responses((status = 200, body = league::History)))]
pub(super) async fn get_history(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &league::history(&at.view()?))
}

/// Every rule in force, with its bounds and its default.
#[utoipa::path(get, path = "/api/v1/book", tag = "league", responses((status = 200, body = book::Book)))]
pub(super) async fn get_book(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &book::book(at.view()?.league))
}

/// One rule, with its bounds and its default.
#[utoipa::path(
    get, path = "/api/v1/book/{rule}", tag = "league", params(("rule" = String, Path, description = "Id of the rule, such as `clock.shot_secs`")),
    responses((status = 200, body = book::Rule), (status = 404, body = ErrorBody, description = "No such rule"))
)]
pub(super) async fn get_rule(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &book::rule(at.view()?.league, at.rule()?))
}

/// The teams, with their records.
#[utoipa::path(get, path = "/api/v1/teams", tag = "teams", responses((status = 200, body = team::Teams)))]
pub(super) async fn get_teams(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &team::teams(&at.view()?))
}

/// One team: venue, strategy, hoopers, games.
#[utoipa::path(
    get, path = "/api/v1/teams/{team}", tag = "teams", params(("team" = String, Path, description = "Slug of the team")),
    responses((status = 200, body = team::Team), (status = 404, body = ErrorBody, description = "No such team"))
)]
pub(super) async fn get_team(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &team::team(&at.view()?, at.team()?))
}

/// One hooper: skills, season, game log, career, awards.
#[utoipa::path(
    get, path = "/api/v1/hoopers/{hooper}", tag = "teams", params(("hooper" = String, Path, description = "Slug of the hooper")),
    responses((status = 200, body = hooper::HooperOut), (status = 404, body = ErrorBody, description = "No such hooper"))
)]
pub(super) async fn get_hooper(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &hooper::hooper(&at.view()?, at.hooper()?))
}

/// Who leads in what, over the finished games of a season.
#[utoipa::path(
    get, path = "/api/v1/leaders", tag = "teams", params(TableAsked),
    responses((status = 200, body = hooper::Leaders), (status = 404, body = ErrorBody, description = "No such season"))
)]
pub(super) async fn get_leaders(at: At, Asked(asked): Asked<TableAsked>) -> Reply {
    let found = hooper::leaders(&at.view()?, asked.season).ok_or_else(no_season)?;
    match asked.format {
        Format::Json => json(&at.headers, &found),
        Format::Csv => Ok(csv(&at.headers, "leaders", sheet::leaders(&found))),
    }
}

/// Who leads in what, as CSV.
#[utoipa::path(
    get, path = "/api/v1/leaders.csv", tag = "csv", params(SeasonAsked),
    responses((status = 200, content_type = "text/csv", body = String))
)]
pub(super) async fn get_leaders_csv(at: At, Asked(asked): Asked<SeasonAsked>) -> Reply {
    get_leaders(at, Asked(TableAsked { season: asked.season, format: Format::Csv })).await
}

/// The awards of a season, once they are given.
#[utoipa::path(
    get, path = "/api/v1/awards", tag = "teams", params(SeasonAsked),
    responses((status = 200, body = hooper::Awards), (status = 404, body = ErrorBody, description = "No such season"))
)]
pub(super) async fn get_awards(at: At, Asked(asked): Asked<SeasonAsked>) -> Reply {
    json(&at.headers, &hooper::awards(&at.view()?, asked.season).ok_or_else(no_season)?)
}

/// What was told of a round: the round, its best plays, its governors, each game.
#[utoipa::path(
    get, path = "/api/v1/reports/{season}/{round}", tag = "league",
    params(("season" = u16, Path, description = "Season number"), ("round" = u16, Path, description = "Round number")),
    responses((status = 200, body = report::RoundReports), (status = 404, body = ErrorBody, description = "No such round, or it is still being shown"))
)]
pub(super) async fn get_reports(at: At, _: Asked<Nothing>) -> Reply {
    let round = at.round()?;
    let found = report::of_round(at.director(), &at.now, &at.view()?, round).await?;
    let none = || ApiError::not_found("there was no such round, or it is still being shown");
    json(&at.headers, &found.ok_or_else(none)?)
}

/// Entries of one answer at most, and without a wish.
const LOG_LIMIT: [u32; 2] = [200, 50];

/// The log: everything that happened, in order. Games of a round that is being shown follow when it is over.
#[utoipa::path(
    get, path = "/api/v1/log", tag = "log", params(LogAsked),
    responses((status = 200, body = news::Log), (status = 400, body = ErrorBody, description = "A query that does not read"))
)]
pub(super) async fn get_log(at: At, Asked(asked): Asked<LogAsked>) -> Reply {
    let [most, usual] = LOG_LIMIT;
    let limit = asked.limit.unwrap_or(usual);
    if !(1..=most).contains(&limit) {
        return Err(super::answer::ApiError::bad_request(format!(
            "limit is {limit}; it must be 1 to {most}"
        )));
    }
    let view = at.view()?;
    let until = news::readable_until(&view, at.now.state.position());
    let found = news::entries(at.director(), asked.after, until, limit).await?;
    let next_after = found.last().map_or(asked.after, |it| it.position);
    let log = model::news::Log {
        entries: found.iter().map(|it| news::entry(view.league, it)).collect(),
        next_after,
        more: next_after < until,
        withheld: news::is_withholding(&view),
    };
    json(&at.headers, &log)
}
