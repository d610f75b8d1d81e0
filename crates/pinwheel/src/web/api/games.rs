//! Answers about games and their order: games, plays, box scores, standings, bracket, schedule.
//!
//! May live here: handlers. Never: what an answer consists of (`model`).

use super::answer::{ApiError, ErrorBody, Reply, csv, json};
use super::ask::{
    Asked, At, FormAsked, Format, GamesAsked, Nothing, SeasonAsked, TableAsked, TeamAsked,
    no_season,
};
use super::csv as sheet;
use crate::model::{game, play, table};

/// The games of a season, those to come included as far as their pairings are known.
#[utoipa::path(
    get, path = "/api/v1/games", tag = "games", params(GamesAsked),
    responses((status = 200, body = game::Games), (status = 404, body = ErrorBody, description = "No such season or team"))
)]
pub(super) async fn get_games(at: At, Asked(asked): Asked<GamesAsked>) -> Reply {
    let team = asked.team.as_deref().map(|it| at.team_called(it)).transpose()?;
    let wanted = game::Wanted { season: asked.season, round: asked.round, team };
    let found = game::games(&at.view()?, wanted).ok_or_else(no_season)?;
    match asked.format {
        Format::Json => json(&at.headers, &found),
        Format::Csv => Ok(csv(&at.headers, "games", sheet::games(&found))),
    }
}

/// The games of a season, as CSV.
#[utoipa::path(
    get, path = "/api/v1/games.csv", tag = "csv", params(GamesAsked),
    responses((status = 200, content_type = "text/csv", body = String))
)]
pub(super) async fn get_games_csv(at: At, Asked(asked): Asked<GamesAsked>) -> Reply {
    get_games(at, Asked(GamesAsked { format: Format::Csv, ..asked })).await
}

/// One game as far as it has been shown.
#[utoipa::path(
    get, path = "/api/v1/games/{game}", tag = "games", params(("game" = String, Path, description = "Id such as s1r3g2")),
    responses((status = 200, body = game::Game), (status = 404, body = ErrorBody, description = "No such game"))
)]
pub(super) async fn get_game(at: At, _: Asked<Nothing>) -> Reply {
    json(&at.headers, &game::game(&at.game().await?).ok_or_else(gone)?)
}

/// The plays of a game as far as they have been shown.
#[utoipa::path(
    get, path = "/api/v1/games/{game}/plays", tag = "games",
    params(("game" = String, Path, description = "Id such as s1r3g2"), FormAsked),
    responses((status = 200, body = play::PlayByPlay), (status = 404, body = ErrorBody, description = "No such game"))
)]
pub(super) async fn get_plays(at: At, Asked(asked): Asked<FormAsked>) -> Reply {
    let found = play::plays(&at.game().await?).ok_or_else(gone)?;
    match asked.format {
        Format::Json => json(&at.headers, &found),
        Format::Csv => Ok(csv(&at.headers, &format!("{}-plays", found.game), sheet::plays(&found))),
    }
}

/// The plays of a game, as CSV.
#[utoipa::path(
    get, path = "/api/v1/games/{game}/plays.csv", tag = "csv",
    params(("game" = String, Path, description = "Id such as s1r3g2")),
    responses((status = 200, content_type = "text/csv", body = String))
)]
pub(super) async fn get_plays_csv(at: At, _: Asked<Nothing>) -> Reply {
    get_plays(at, Asked(FormAsked { format: Format::Csv })).await
}

/// The box score of a game as far as it has been shown.
#[utoipa::path(
    get, path = "/api/v1/games/{game}/box", tag = "games",
    params(("game" = String, Path, description = "Id such as s1r3g2"), FormAsked),
    responses((status = 200, body = game::GameBox), (status = 404, body = ErrorBody, description = "No such game"))
)]
pub(super) async fn get_box(at: At, Asked(asked): Asked<FormAsked>) -> Reply {
    let found = game::game_box(&at.game().await?).ok_or_else(gone)?;
    match asked.format {
        Format::Json => json(&at.headers, &found),
        Format::Csv => {
            Ok(csv(&at.headers, &format!("{}-box", found.game), sheet::game_box(&found)))
        }
    }
}

/// The box score of a game, as CSV.
#[utoipa::path(
    get, path = "/api/v1/games/{game}/box.csv", tag = "csv",
    params(("game" = String, Path, description = "Id such as s1r3g2")),
    responses((status = 200, content_type = "text/csv", body = String))
)]
pub(super) async fn get_box_csv(at: At, _: Asked<Nothing>) -> Reply {
    get_box(at, Asked(FormAsked { format: Format::Csv })).await
}

fn gone() -> ApiError {
    ApiError::not_found("there is no league here yet")
}

/// The table of a season, with what separates level teams.
#[utoipa::path(
    get, path = "/api/v1/standings", tag = "season", params(TableAsked),
    responses((status = 200, body = table::Standings), (status = 404, body = ErrorBody, description = "No such season"))
)]
pub(super) async fn get_standings(at: At, Asked(asked): Asked<TableAsked>) -> Reply {
    let found = table::standings(&at.view()?, asked.season).ok_or_else(no_season)?;
    match asked.format {
        Format::Json => json(&at.headers, &found),
        Format::Csv => Ok(csv(&at.headers, "standings", sheet::standings(&found))),
    }
}

/// The table of a season, as CSV.
#[utoipa::path(
    get, path = "/api/v1/standings.csv", tag = "csv", params(SeasonAsked),
    responses((status = 200, content_type = "text/csv", body = String))
)]
pub(super) async fn get_standings_csv(at: At, Asked(asked): Asked<SeasonAsked>) -> Reply {
    get_standings(at, Asked(TableAsked { season: asked.season, format: Format::Csv })).await
}

/// The playoffs of a season.
#[utoipa::path(
    get, path = "/api/v1/bracket", tag = "season", params(SeasonAsked),
    responses((status = 200, body = table::Bracket), (status = 404, body = ErrorBody, description = "No such season"))
)]
pub(super) async fn get_bracket(at: At, Asked(asked): Asked<SeasonAsked>) -> Reply {
    json(&at.headers, &table::bracket(&at.view()?, asked.season).ok_or_else(no_season)?)
}

/// The rounds to come, with the times at which they are expected.
#[utoipa::path(
    get, path = "/api/v1/schedule", tag = "season", params(TeamAsked),
    responses((status = 200, body = table::ScheduleOut), (status = 404, body = ErrorBody, description = "No such team"))
)]
pub(super) async fn get_schedule(at: At, Asked(asked): Asked<TeamAsked>) -> Reply {
    let team = asked.team.as_deref().map(|it| at.team_called(it)).transpose()?;
    json(&at.headers, &table::schedule(&at.view()?, team))
}
