//! `/reports` and `/reports/{season}/{round}`: what was told of a round.
//!
//! May live here: the page. Never: a report (`scribe` writes, the log keeps).

use super::know::told;
use super::{Chrome, Nav, Visit, about, answer, missing};
use crate::model::report::{self, ReportOut, RoundReports};
use askama::Template;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;

#[derive(Template)]
#[template(path = "reports.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    season: u16,
    round: u16,
    reports: Vec<ReportOut>,
    /// The rounds before and after, as far as they have been shown.
    before: Option<(String, String)>,
    after: Option<(String, String)>,
}

/// `GET /reports`: the latest round that something was told of.
pub(super) async fn latest(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return missing::page(&visit) };
    match report::latest(view.league) {
        Some((season, round)) => {
            let to = format!("{}/reports/{season}/{round}", visit.here.base);
            (StatusCode::SEE_OTHER, [(LOCATION, to)]).into_response()
        }
        None => answer(&page(&visit, None), &visit.headers),
    }
}

/// `GET /reports/{season}/{round}`.
pub(super) async fn of_round(visit: Visit, Path(path): Path<BTreeMap<String, String>>) -> Response {
    let number = |name: &str| path.get(name).and_then(|it| it.parse::<u16>().ok());
    let (Some(view), Some(season), Some(round)) = (visit.view(), number("season"), number("round"))
    else {
        return about::not_found(visit).await;
    };
    let director = &visit.here.hosted.director;
    match report::of_round(director, &visit.now, &view, (season, round)).await {
        Ok(Some(found)) => answer(&page(&visit, Some(found)), &visit.headers),
        Ok(None) => about::not_found(visit).await,
        Err(error) => {
            tracing::error!(season, round, error = %error.in_full(), "reports could not be read");
            let text =
                "These reports could not be read just now. Nothing is lost; please try again.\n";
            (StatusCode::INTERNAL_SERVER_ERROR, text).into_response()
        }
    }
}

fn page(visit: &Visit, found: Option<RoundReports>) -> Page {
    let (season, round) = found.as_ref().map_or((0, 0), |it| (it.season, it.round));
    let title = if round == 0 { "Reports".to_owned() } else { format!("Round {round}, told") };
    let mut chrome = visit.chrome(Nav::More, &title);
    "What happened in the round: its games, its best plays, its governors."
        .clone_into(&mut chrome.description);
    chrome.refresh = "report";
    let near = |number: Option<u16>| {
        let view = visit.view()?;
        let number = number.filter(|it| view.reports(season, *it).is_some())?;
        Some((format!("{}/reports/{season}/{number}", visit.here.base), format!("Round {number}")))
    };
    Page {
        told: told(visit),
        season,
        round,
        before: near(round.checked_sub(1)),
        after: near(round.checked_add(1)),
        reports: found.map(|it| it.reports).unwrap_or_default(),
        chrome,
    }
}
