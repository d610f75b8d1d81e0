//! Pages: what is on them. Complete without script; everything of the season comes through `View`.
//!
//! May live here: a handler and a template's fields per page. Never: wording that the terminal
//! shares (`words`), what may be known (`league::view`).

mod about;
mod awards;
mod chrome;
mod chronicle;
mod days;
mod game;
mod games;
mod glossary;
mod history;
mod hooper;
mod join;
mod know;
mod lab;
mod leaders;
mod lines;
mod missing;
mod records;
mod reports;
mod search;
mod sign_in;
mod since;
mod splits;
mod standings;
mod start;
mod status;
mod tag;
mod team;
mod teams;
mod today;
mod visit;

pub(crate) use chrome::{Chrome, Nav};
pub(crate) use tag::{TeamTag, TimeTag};
pub(crate) use visit::Visit;

use super::Web;
use askama::Template;
use axum::Router;
use axum::extract::FromRequestParts as _;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::{MethodRouter, get, post};
use sha2::{Digest as _, Sha256};

/// Every page of a league.
pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/", get(today::page))
        .route("/games", get(games::page))
        .route("/games/round/{n}", get(games::round))
        .route("/games/{id}", get(game::page))
        .route("/games/{id}/box", get(game::box_page))
        .route("/embed/games/{id}", get(game::embed))
        .route("/standings", get(standings::page))
        .route("/reports", get(reports::latest))
        .route("/reports/{season}/{round}", get(reports::of_round))
        .route("/book", get(about::book))
        .route("/lab", get(lab::page))
        .route("/settings", post(visit::settings))
        .route("/join", get(join::form).post(join::join))
        .route("/me", get(join::me))
        .route("/me/link", post(sign_in::make))
        .route("/me/out", post(sign_in::leave))
        .route("/in/{key}", get(sign_in::ask).post(sign_in::enter))
        .merge(know::routes())
        .fallback(about::not_found)
}

/// The page of an address under a league that is not here, drawn by the league that is.
pub(crate) async fn no_such_league(mut parts: Parts, web: &Web, slug: &str) -> Response {
    match Visit::from_request_parts(&mut parts, web).await {
        Ok(visit) => missing::league(&visit, slug),
        Err(none) => none.into_response(),
    }
}

/// The first page of a league, for the address that `nest` leaves out: `/l/slug/`.
pub(crate) fn home() -> MethodRouter<Web> {
    get(today::page)
}

/// A page as an answer, with an `ETag` over what is on it.
pub(crate) fn answer(template: &impl Template, headers: &HeaderMap) -> Response {
    answer_with(StatusCode::OK, template, headers)
}

/// As [`answer`], with a status of its own.
pub(crate) fn answer_with(
    status: StatusCode,
    template: &impl Template,
    headers: &HeaderMap,
) -> Response {
    let html = match template.render() {
        Ok(html) => html,
        Err(error) => {
            tracing::error!(%error, "a page could not be drawn");
            return (
                StatusCode::INTERNAL_SERVER_ERROR,
                "This page could not be drawn. The league goes on.\n",
            )
                .into_response();
        }
    };
    let etag = format!("\"{}\"", &league::chain::hex(&Sha256::digest(&html))[..20]);
    // The same address shows different readers different things (theme, hidden scores).
    let own = [
        (header::ETAG, etag.clone()),
        (header::CACHE_CONTROL, "no-cache".into()),
        (header::VARY, "Cookie".into()),
    ];
    if status == StatusCode::OK
        && headers.get(header::IF_NONE_MATCH).is_some_and(|it| it.as_bytes() == etag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, own).into_response();
    }
    (status, own, Html(html)).into_response()
}
