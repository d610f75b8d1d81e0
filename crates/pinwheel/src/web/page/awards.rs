//! `/awards`: the race of the season under way, the awards of those that are over.
//!
//! May live here: the page. Must never live here: what decides (`league::season`).

use super::know::{Honour, told};
use super::leaders::{List, lists};
use super::{Chrome, Nav, Visit, answer, missing};
use askama::Template;
use axum::response::Response;
use league::View;
use league::event::Award;

/// Places of each race.
const CONTENDERS: usize = 3;
/// Past seasons that are shown in full.
const SEASONS: usize = 12;

#[derive(Template)]
#[template(path = "know/awards.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    season: u16,
    given: Vec<Honour>,
    race: Vec<List>,
    past: Vec<(u16, Vec<Honour>)>,
    /// Older seasons that are not listed.
    older: usize,
}

/// `GET /awards`
pub(super) async fn awards(visit: Visit) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let base = &visit.here.base;
    let told = told(&visit);
    let mut chrome = visit.chrome(Nav::Awards, "Awards");
    chrome.refresh = "round final";
    chrome.description =
        format!("The awards of {}, and who is in the race.", view.league.spec.name);
    let mut page = Page {
        chrome,
        told,
        season: view.season(),
        given: Vec::new(),
        race: Vec::new(),
        past: Vec::new(),
        older: view.league.past.len().saturating_sub(SEASONS),
    };
    if told {
        page.given = honours(&view, base, view.awards());
        if page.given.is_empty() {
            page.race = lists(view.league, base, &view.totals(), CONTENDERS);
            page.race.retain(|it| !it.places.is_empty());
        }
        let past = view.league.past.iter().rev().take(SEASONS);
        page.past = past.map(|it| (it.number, honours(&view, base, &it.awards))).collect();
    }
    answer(&page, &visit.headers)
}

/// Awards as they are printed.
pub(super) fn honours(view: &View<'_>, base: &str, awards: &[Award]) -> Vec<Honour> {
    let honour = |it: &Award| Honour::of(view.league, base, it.kind, (it.hooper, it.value));
    awards.iter().filter_map(honour).collect()
}
