//! `/leaders`: who leads the season in what.
//!
//! May live here: the page. Must never live here: what decides (`league::season`), awards given.

use super::know::{Honour, award_unit, told};
use super::{Chrome, Nav, Visit, answer, missing};
use crate::words;
use askama::Template;
use axum::response::Response;
use league::League;
use league::ids::HooperId;
use league::season::{self, AwardKind, Totals};
use std::collections::BTreeMap;

/// Places of each list.
const PLACES: usize = 10;

#[derive(Template)]
#[template(path = "know/leaders.html")]
struct Page {
    chrome: Chrome,
    told: bool,
    season: u16,
    /// Games of whoever has most, and how many are needed to be listed.
    most: u16,
    needed: u16,
    lists: Vec<List>,
}

/// One category.
pub(super) struct List {
    pub(super) id: String,
    pub(super) name: &'static str,
    pub(super) short: &'static str,
    pub(super) unit: &'static str,
    pub(super) about: &'static str,
    pub(super) places: Vec<(usize, Honour)>,
}

/// `GET /leaders`
pub(super) async fn leaders(visit: Visit) -> Response {
    let Some(view) = visit.now.view() else { return missing::page(&visit) };
    let told = told(&visit);
    let totals = view.totals();
    let most = totals.values().map(|it| it.games).max().unwrap_or(0);
    let lists =
        if told { lists(view.league, &visit.here.base, &totals, PLACES) } else { Vec::new() };
    let mut chrome = visit.chrome(Nav::Leaders, "Leaders");
    chrome.refresh = "round final";
    chrome.description =
        format!("Who leads season {} of {}.", view.season(), view.league.spec.name);
    let (season, needed) = (view.season(), most.div_ceil(2).max(1));
    answer(&Page { chrome, told, season, most, needed, lists }, &visit.headers)
}

/// Every category with its first `places`, as many as have played enough.
pub(super) fn lists(
    league: &League,
    base: &str,
    totals: &BTreeMap<HooperId, Totals>,
    places: usize,
) -> Vec<List> {
    let list = |kind: AwardKind| {
        let leaders = season::leaders(totals, kind);
        // Those who are level share a place.
        let place = |value: i32| 1 + leaders.iter().filter(|it| it.1 > value).count();
        let ranked = leaders
            .iter()
            .take(places)
            .filter_map(|it| Some((place(it.1), Honour::of(league, base, kind, *it)?)));
        List {
            id: slug(kind).to_owned(),
            name: words::award(kind),
            short: short(kind),
            unit: award_unit(kind),
            about: about(kind),
            places: ranked.collect(),
        }
    };
    AwardKind::ALL.into_iter().map(list).collect()
}

/// The category's name in addresses.
fn slug(kind: AwardKind) -> &'static str {
    match kind {
        AwardKind::MostValuable => "mvp",
        AwardKind::BestDefender => "defence",
        AwardKind::MostEfficient => "efficiency",
        AwardKind::Points => "points",
        AwardKind::Rebounds => "rebounds",
        AwardKind::Assists => "assists",
        AwardKind::Steals => "steals",
        AwardKind::Blocks => "blocks",
    }
}

/// The category's name in a list of categories.
fn short(kind: AwardKind) -> &'static str {
    match kind {
        AwardKind::MostValuable => "Game score",
        AwardKind::BestDefender => "Defence",
        AwardKind::MostEfficient => "Efficiency",
        AwardKind::Points => "Points",
        AwardKind::Rebounds => "Rebounds",
        AwardKind::Assists => "Assists",
        AwardKind::Steals => "Steals",
        AwardKind::Blocks => "Blocks",
    }
}

/// What decides the category.
fn about(kind: AwardKind) -> &'static str {
    match kind {
        AwardKind::MostValuable => {
            "Everything in the box score, weighed and added up: points, rebounds, assists, steals and blocks count for a hooper; misses, turnovers and fouls against."
        }
        AwardKind::BestDefender => {
            "Steals and blocks, a share of the defensive rebounds, less a share of the fouls."
        }
        AwardKind::MostEfficient => {
            "Points made of a hundred shots, a free throw counted as 0.44 of a shot. At least five shots a game."
        }
        AwardKind::Points
        | AwardKind::Rebounds
        | AwardKind::Assists
        | AwardKind::Steals
        | AwardKind::Blocks => "",
    }
}
