//! `/status`: how the machine is, in words for people.
//!
//! May live here: the page, durations and sizes in words. Must never live here: what a monitor reads
//! (`health`), a word that hides a failure.

use super::know::{count, grouped};
use super::{Chrome, Nav, TimeTag, Visit, answer, missing};
use crate::model::roles::{RoleOut, work_in_words};
use crate::schedule::Schedule;
use crate::store::Address;
use crate::{clock, ticker};
use askama::Template;
use axum::response::Response;
use league::spec::Pace;
use league::{League, Stage, View};
use std::path::Path;
use std::sync::atomic::Ordering;

#[derive(Template)]
#[template(path = "know/status.html")]
struct Page {
    chrome: Chrome,
    /// Why nothing can be stored, when nothing can.
    failing: Option<String>,
    checked: TimeTag,
    league: Vec<(&'static str, String)>,
    last: Option<(u16, TimeTag, &'static str)>,
    next: Option<TimeTag>,
    /// Roles and who has them.
    roles: Vec<(&'static str, String)>,
    machine: Vec<(&'static str, String)>,
    leagues: Vec<Neighbour>,
}

/// A league of this machine.
struct Neighbour {
    name: String,
    href: String,
    here: bool,
    season: String,
}

/// `GET /status`
pub(super) async fn status(visit: Visit) -> Response {
    let web = visit.web();
    let now = clock::now();
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let mut chrome = visit.chrome(Nav::More, "Status");
    chrome.refresh = "round tipoff final";
    let latest = view.latest_round().map(|(number, at)| {
        (number, TimeTag::from(at), if view.is_live() { "being shown now" } else { "over" })
    });
    let address = web.app.store.address();
    let database = match address {
        Address::File(file) => format!("SQLite, {}", size_of(file).await),
        Address::Server(_) => address.kind().to_owned(),
    };
    let machine = vec![
        ("Spectators now", grouped(web.streams.load(Ordering::Relaxed) as u64)),
        ("Log", format!("{} entries", grouped(visit.now.state.position()))),
        ("Latest event", chrome.event_id.clone()),
        ("Database", database),
        ("Started", words_for(now.since(web.started))),
        ("Version", env!("CARGO_PKG_VERSION").to_owned()),
    ];
    let page = Page {
        failing: web.app.store.trouble(),
        checked: now.into(),
        league: league_facts(&view),
        last: latest,
        next: ticker::next_tip_off(view.league, now).map(TimeTag::from),
        leagues: neighbours(&visit),
        roles: roles_of(&visit).await,
        machine,
        chrome,
    };
    answer(&page, &visit.headers)
}

/// Who has which role, and how this machine stands to it.
async fn roles_of(visit: &Visit) -> Vec<(&'static str, String)> {
    let web = visit.web();
    let own = web.roles.own();
    let Some(found) = web.roles.overview(&web.app.store).await else { return Vec::new() };
    let line = |role: &RoleOut| {
        let own = own.iter().find(|it| it.duty.name() == role.role);
        let here = own.map_or("not stood for here", |it| it.role);
        let machine = role.machine.as_deref().unwrap_or("nobody");
        let waiting = match role.waiting.len() {
            0 => String::new(),
            1 => ", one waits".to_owned(),
            many => format!(", {many} wait"),
        };
        let slow = own.and_then(|it| it.unhinted.as_deref());
        let slow = slow.map_or_else(String::new, |why| {
            format!("; if its holder dies, that is noticed only when the lease runs out ({why})")
        });
        let held =
            role.held_ms.zip(role.renewed_ms_ago).map_or_else(String::new, |(held, renewed)| {
                let renewed = i64::try_from(renewed).unwrap_or(0) / 1_000;
                format!(
                    ", taken {}, renewed {renewed} s ago",
                    words_for(i64::try_from(held).unwrap_or(0))
                )
            });
        let token = role.token;
        (role.role, format!("{machine}, term {token}{held}{waiting}; this machine: {here}{slow}"))
    };
    let work = ("work", work_in_words(&found.work));
    found.roles.iter().map(line).chain([work]).collect()
}

fn league_facts(view: &View<'_>) -> Vec<(&'static str, String)> {
    let league = view.league;
    let hoopers: usize = league.spec.teams.iter().map(|it| it.hoopers.len()).sum();
    vec![
        ("League", league.spec.name.clone()),
        (
            "Size",
            format!("{}, {}", count(league.spec.teams.len(), "team"), count(hoopers, "hooper")),
        ),
        ("Season", season_in_words(view)),
        ("Rounds are played", rhythm(league)),
        ("Pace", pace_in_words(league.pace).to_owned()),
    ]
}

/// Where the season stands: `Season 2, regular season, round 4 of 21`.
fn season_in_words(view: &View<'_>) -> String {
    let stage = view.stage();
    let round = match view.latest_round() {
        Some((number, _)) if stage == Stage::Regular => {
            format!(", round {number} of {}", view.regular_rounds())
        }
        Some((number, _)) => format!(", round {number}"),
        None => ", not begun".to_owned(),
    };
    format!("Season {}, {}{round}", view.season(), stage.in_words())
}

fn rhythm(league: &League) -> String {
    match Schedule::parse(&league.cron) {
        Ok(schedule) => {
            format!("{}, UTC (cron: {})", schedule.in_words(), league.cron)
        }
        Err(error) => format!("never: {error}"),
    }
}

fn pace_in_words(pace: Pace) -> &'static str {
    match pace {
        Pace::Production => "about twenty minutes a game",
        Pace::Fast => "about a minute and a half a game",
        Pace::Instant => "at once: games are over as they begin",
    }
}

fn neighbours(visit: &Visit) -> Vec<Neighbour> {
    let app = &visit.web().app;
    let primary = app.primary().map(|it| it.director.slug.clone());
    let one = |hosted: &std::sync::Arc<crate::app::Hosted>| {
        let slug = &hosted.director.slug;
        let now = hosted.director.now();
        let view = now.view()?;
        Some(Neighbour {
            name: view.league.spec.name.clone(),
            href: if primary.as_ref() == Some(slug) { "/".into() } else { format!("/l/{slug}/") },
            here: *slug == visit.here.hosted.director.slug,
            season: season_in_words(&view),
        })
    };
    app.leagues().iter().filter_map(one).collect()
}

/// The size of the database with its write-ahead log.
async fn size_of(file: &Path) -> String {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let main = match tokio::fs::metadata(file).await {
        Ok(it) => it.len(),
        Err(error) => return format!("size unknown: {error}"),
    };
    bytes(main + tokio::fs::metadata(log).await.map_or(0, |it| it.len()))
}

/// A size in words: `12 MB`. Not finer: it grows with the games of a round that are still to be shown,
/// and how much one more page counts would tell how long they are.
fn bytes(size: u64) -> String {
    match size.div_ceil(1_000_000) {
        0 | 1 => "less than 1 MB".to_owned(),
        it => format!("{it} MB"),
    }
}

/// How long ago something began, its two largest units: `3 days and 4 hours ago`.
fn words_for(millis: i64) -> String {
    let seconds = usize::try_from(millis / 1_000).unwrap_or(0);
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => "less than a minute ago".to_owned(),
        (0, 0, _) => format!("{} ago", count(minutes, "minute")),
        (0, _, _) => format!("{} and {} ago", count(hours, "hour"), count(minutes, "minute")),
        _ => format!("{} and {} ago", count(days, "day"), count(hours, "hour")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_durations_read_as_people_say_them() {
        assert_eq!(
            [12, 640_000, 12_450_000].map(bytes).join("; "),
            "less than 1 MB; less than 1 MB; 13 MB"
        );
        let said = [4_000, 60_000, 3_660_000, 273_600_000].map(words_for).join("; ");
        assert_eq!(
            said,
            "less than a minute ago; 1 minute ago; 1 hour and 1 minute ago; 3 days and 4 hours ago"
        );
    }
}
