//! `/join`: become a governor of a team. `/me`: what one is.
//!
//! May live here: the form and the card. Must never live here: who may join what (`league`).

use super::{Chrome, Nav, TeamTag, Visit, answer, answer_with, missing};
use crate::commands::{self, Asked, Asker, Card, Refused};
use crate::store::private::PrivateReport;
use crate::web::person::{self, Person, Who};
use askama::Template;
use axum::Form;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use league::governance::NAME_MAX;
use league::view::View;

#[derive(Template)]
#[template(path = "join.html")]
struct Page {
    chrome: Chrome,
    /// The league's no to what was sent.
    refused: Option<String>,
    name: String,
    name_max: usize,
    /// Makes one request of it, however often the form is sent.
    request: String,
    teams: Vec<Choice>,
}

/// A team to choose.
struct Choice {
    tag: TeamTag,
    slug: String,
    governors: usize,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "me.html")]
struct Me {
    chrome: Chrome,
    name: String,
    team: TeamTag,
    slug: String,
    /// Others of the team, by name.
    others: Vec<String>,
    /// What the latest rounds were for them: headline and paragraphs.
    reports: Vec<(String, Vec<String>)>,
    /// Whether this person runs the league.
    admin: bool,
    /// What this person's forms carry.
    seal: String,
}

/// What the form sends.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    name: String,
    #[serde(default)]
    team: String,
    #[serde(default)]
    request: String,
}

/// `GET /join`.
pub(super) async fn form(visit: Visit) -> Response {
    let who = person::who(&visit).await.ok().flatten();
    let joined = who
        .zip(visit.now.state.league())
        .is_some_and(|(who, league)| league.governors.contains_key(&who.governor));
    if joined {
        return go(&visit, "/me", None);
    }
    let sent = Sent {
        name: String::new(),
        team: visit.query("team").unwrap_or_default().to_owned(),
        request: person::random(),
    };
    page(&visit, StatusCode::OK, sent, None)
}

/// `POST /join`.
pub(super) async fn join(visit: Visit, Form(sent): Form<Sent>) -> Response {
    if !person::is_own_form(&visit.headers) {
        let why = "That form came from another site, so nothing was changed. Open this league's own page and send it from there.\n";
        return (StatusCode::FORBIDDEN, why).into_response();
    }
    let known = Person::of(&visit.headers);
    // A first visit sent twice in one breath has no cookie yet: the form's own key makes it one person.
    let person = known.clone().or_else(|| Person::keyed(&sent.request)).unwrap_or_else(Person::new);
    // The form's own key may be the person's: it is kept as a hash.
    let form = if sent.request.is_empty() { person::random() } else { sent.request.clone() };
    // A browser that a link has signed in is somebody already.
    let signed_in = match person::who(&visit).await {
        Ok(who) => who,
        Err(error) => {
            let refused = Refused::Submit(error.into());
            return page(&visit, crate::web::status_of(&refused), sent, Some(refused.to_string()));
        }
    };
    let governor = signed_in.map_or_else(|| person.governor(), |it| it.governor);
    let asker = Asker { governor, request: person::named("form", &form).0 };
    let param = |name: &str| match name {
        "name" => Some(sent.name.as_str()),
        "team" => Some(sent.team.as_str()),
        _ => None,
    };
    let outcome = match Asked::read("join", param) {
        Ok(asked) => commands::carry_out(&visit.here.hosted.director, &asker, asked).await,
        Err(refused) => Err(refused),
    };
    match outcome {
        Ok(Card { .. }) => go(&visit, "/me", known.is_none().then_some(&person)),
        Err(refused) => {
            let status = crate::web::status_of(&refused);
            page(&visit, status, sent, Some(refused.to_string()))
        }
    }
}

/// `GET /me`.
pub(super) async fn me(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let who = person::who(&visit).await.ok().flatten();
    let found = who.and_then(|it| {
        let governor = view.league.governors.get(&it.governor)?;
        Some((it, governor))
    });
    let Some((who, governor)) = found else { return go(&visit, "/join", None) };
    let mut others: Vec<String> = view
        .league
        .governors
        .iter()
        .filter(|it| it.1.team == governor.team && *it.0 != who.governor)
        .map(|it| it.1.name.clone())
        .collect();
    others.sort();
    let page = Me {
        chrome: visit.chrome(Nav::More, "You"),
        name: governor.name.clone(),
        team: TeamTag::of(view.league, &visit.here.base, governor.team),
        slug: view.league.team(governor.team).slug.clone(),
        others,
        reports: own_reports(&visit, &view, &who).await,
        admin: who.admin,
        seal: Person::of(&visit.headers).map(|it| it.seal()).unwrap_or_default(),
    };
    answer(&page, &visit.headers)
}

/// What was told to this person alone of the latest rounds that have been shown.
async fn own_reports(visit: &Visit, view: &View<'_>, who: &Who) -> Vec<(String, Vec<String>)> {
    const LATEST: u32 = 4;
    if visit.hide_scores {
        return Vec::new();
    }
    let store = visit.here.hosted.director.store();
    let found = store.private_reports(visit.now.id, &who.governor.0, LATEST).await;
    let found = found.unwrap_or_else(|error| {
        tracing::warn!(error = %error.in_full(), "private reports could not be read");
        Vec::new()
    });
    let is_shown = |it: &PrivateReport| {
        let number = |it: i64| u16::try_from(it).ok();
        number(it.season)
            .zip(number(it.round))
            .is_some_and(|(season, round)| view.reports(season, round).is_some())
    };
    let told = |it: PrivateReport| {
        let title = format!("Season {}, round {}", it.season, it.round);
        (title, it.text.split("\n\n").map(str::to_owned).collect())
    };
    found.into_iter().filter(is_shown).map(told).collect()
}

fn page(visit: &Visit, status: StatusCode, sent: Sent, refused: Option<String>) -> Response {
    let Some(view) = visit.view() else { return missing::page(visit) };
    let league = view.league;
    let count = u8::try_from(league.spec.teams.len()).unwrap_or(u8::MAX);
    let choice = |team| Choice {
        tag: TeamTag::of(league, &visit.here.base, team),
        slug: league.team(team).slug.clone(),
        governors: league.governors.values().filter(|it| it.team == team).count(),
        chosen: league.team(team).slug == sent.team,
    };
    let page = Page {
        chrome: visit.chrome(Nav::More, "Join"),
        refused,
        teams: (0..count).map(league::ids::TeamId).map(choice).collect(),
        name: sent.name,
        name_max: NAME_MAX,
        request: sent.request,
    };
    answer_with(status, &page, &visit.headers)
}

fn go(visit: &Visit, path: &str, remember: Option<&Person>) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(location) = format!("{}{path}", visit.here.base).parse() {
        headers.insert(LOCATION, location);
    }
    if let Some(cookie) = remember.and_then(Person::cookie) {
        headers.insert(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}
