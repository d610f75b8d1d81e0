//! The API: addresses, their description, and what all of them have in common.
//!
//! May live here: the list of addresses. Must never live here: what an answer consists of
//! (`model`), what may be known (`league::view`).

mod answer;
mod ask;
mod commands;
mod csv;
mod games;
mod league;
mod page;

pub(crate) use answer::{ApiError, etag_of, has_already, not_modified, tagged};
pub(crate) use ask::{Asked, At, origin};

use super::Web;
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, get};
use utoipa::OpenApi;

/// An address and who answers it.
type Address = (&'static str, fn() -> MethodRouter<Web>);

/// Every address of the API.
const ADDRESSES: [Address; 27] = [
    ("/api/v1/league", || get(league::get_league)),
    ("/api/v1/status", || get(league::get_status)),
    ("/api/v1/roles", || get(league::get_roles)),
    ("/api/v1/commands", || get(commands::get_commands)),
    ("/api/v1/commands/{command}", || axum::routing::post(commands::post_command)),
    ("/api/v1/history", || get(league::get_history)),
    ("/api/v1/book", || get(league::get_book)),
    ("/api/v1/book/{rule}", || get(league::get_rule)),
    ("/api/v1/games", || get(games::get_games)),
    ("/api/v1/games.csv", || get(games::get_games_csv)),
    ("/api/v1/games/{game}", || get(games::get_game)),
    ("/api/v1/games/{game}/plays", || get(games::get_plays)),
    ("/api/v1/games/{game}/plays.csv", || get(games::get_plays_csv)),
    ("/api/v1/games/{game}/box", || get(games::get_box)),
    ("/api/v1/games/{game}/box.csv", || get(games::get_box_csv)),
    ("/api/v1/standings", || get(games::get_standings)),
    ("/api/v1/standings.csv", || get(games::get_standings_csv)),
    ("/api/v1/bracket", || get(games::get_bracket)),
    ("/api/v1/schedule", || get(games::get_schedule)),
    ("/api/v1/teams", || get(league::get_teams)),
    ("/api/v1/teams/{team}", || get(league::get_team)),
    ("/api/v1/hoopers/{hooper}", || get(league::get_hooper)),
    ("/api/v1/leaders", || get(league::get_leaders)),
    ("/api/v1/leaders.csv", || get(league::get_leaders_csv)),
    ("/api/v1/awards", || get(league::get_awards)),
    ("/api/v1/reports/{season}/{round}", || get(league::get_reports)),
    ("/api/v1/log", || get(league::get_log)),
];

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Pinwheel",
        description = "A league of simulated 3-on-3 basketball, as far as spectators may know it. Everything can be read by anyone; commands are carried out for whoever has a key of their own. Times are UTC. The live broadcast is at `GET /events`, as server-sent events or, with `Accept: application/x-ndjson`, one object a line.",
        license(name = "MIT")
    ),
    tags(
        (name = "league", description = "The league as a whole"),
        (name = "games", description = "Games, plays, box scores"),
        (name = "season", description = "Standings, playoffs, schedule"),
        (name = "teams", description = "Teams and hoopers"),
        (name = "log", description = "Everything that happened, in order"),
        (name = "commands", description = "What people can ask of a league"),
        (name = "csv", description = "Tables as comma-separated values"),
    ),
    paths(
        league::get_league, league::get_status, league::get_roles,
        commands::get_commands, commands::post_command, league::get_history, league::get_book,
        league::get_rule,
        games::get_games, games::get_games_csv, games::get_game, games::get_plays,
        games::get_plays_csv, games::get_box, games::get_box_csv, games::get_standings,
        games::get_standings_csv, games::get_bracket, games::get_schedule, league::get_teams,
        league::get_team, league::get_hooper, league::get_leaders, league::get_leaders_csv,
        league::get_awards, league::get_reports, league::get_log,
    )
)]
struct Document;

/// Everything for programs: the API, its description, feeds, images.
pub(crate) fn routes() -> Router<Web> {
    let mut api = Router::new();
    for (address, handler) in ADDRESSES {
        api = api.route(address, handler().fallback(other_method));
    }
    api.route("/api/openapi.json", get(document).fallback(other_method))
        .route("/api/{*rest}", any(unknown))
        .layer(middleware::from_fn(open_to_all))
        .route("/api", get(page::page))
        .merge(super::feeds::routes())
}

/// `GET /api/openapi.json`.
async fn document(request: Request) -> answer::Reply {
    answer::json(request.headers(), &Document::openapi())
}

async fn unknown() -> ApiError {
    ApiError::not_found("there is no such address; /api lists those there are")
}

/// Anything but reading: what a browser asks before a request of another site's page, or a refusal.
async fn other_method(method: Method) -> Response {
    if method == Method::OPTIONS {
        let headers = [
            (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, "*"),
            (header::ACCESS_CONTROL_MAX_AGE, "86400"),
        ];
        return (StatusCode::NO_CONTENT, headers).into_response();
    }
    ([(header::ALLOW, "GET, HEAD, OPTIONS")], ApiError::method()).into_response()
}

/// Pages of other sites may read the API: there is nothing in it that is not public.
async fn open_to_all(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("etag"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_is_described_and_every_description_has_its_address() {
        let mut registered: Vec<&str> = ADDRESSES.into_iter().map(|(address, _)| address).collect();
        let document = Document::openapi();
        let mut described: Vec<&str> = document.paths.paths.keys().map(String::as_str).collect();
        registered.sort_unstable();
        described.sort_unstable();
        assert_eq!(described, registered);
        let text = document.to_json().expect("the document is JSON");
        assert!(text.contains("\"openapi\":\"3.1"), "{}", &text[..40]);
    }
}
