//! Who is looking: the league of the address, and what the reader has chosen.

use super::{Chrome, Nav};
use crate::director::Now;
use crate::store::Store;
use crate::web::{Here, Web, refuse};
use axum::extract::rejection::FormRejection;
use axum::extract::{Form, FromRequestParts};
use axum::http::header::{COOKIE, LOCATION, REFERER, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use league::units::UnixMillis;
use league::view::View;
use std::sync::Arc;

/// Why a page cannot be shown: there is no league.
const NO_LEAGUE: (StatusCode, &str) = (StatusCode::NOT_FOUND, "There is no league here yet.\n");

/// One look at one page: everything that is the same for all of them.
#[derive(Clone)]
pub(crate) struct Visit {
    /// The league.
    pub(crate) here: Here,
    /// The league as it is now. One instant for the whole page.
    pub(crate) now: Arc<Now>,
    /// `light` or `dark`, when the reader has chosen.
    pub(crate) theme: Option<&'static str>,
    /// The reader does not want to see results.
    pub(crate) hide_scores: bool,
    /// The instant of the whole page.
    pub(crate) at: UnixMillis,
    /// The request's headers.
    pub(crate) headers: HeaderMap,
    /// The request's address.
    pub(crate) uri: Uri,
    web: Web,
}

impl FromRequestParts<Web> for Visit {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, Self::Rejection> {
        let here = parts.extensions.get::<Here>().cloned().ok_or(NO_LEAGUE)?;
        let now = here.hosted.director.now();
        now.state.league().ok_or(NO_LEAGUE)?;
        let cookie = |name: &str| cookie(&parts.headers, name);
        let theme = match cookie("theme") {
            Some("light") => Some("light"),
            Some("dark") => Some("dark"),
            _ => None,
        };
        Ok(Self {
            theme,
            hide_scores: cookie("spoilers") == Some("hide"),
            at: crate::clock::now(),
            headers: parts.headers.clone(),
            uri: parts.uri.clone(),
            web: web.clone(),
            here,
            now,
        })
    }
}

/// The value of a cookie.
fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers.get_all(COOKIE).iter().filter_map(|it| it.to_str().ok());
    all.flat_map(|it| it.split(';')).find_map(|it| {
        let (key, value) = it.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

impl Visit {
    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        cookie(&self.headers, name).map(str::to_owned)
    }

    /// What may be known at the instant of this page. A visit without a league is refused, so there is one.
    pub(crate) fn view(&self) -> Option<View<'_>> {
        View::at(&self.now.state, &self.now.plays, self.at)
    }

    /// The beginning of an absolute address, as the reader wrote it: `https://host`. For links in
    /// previews and on paper, never for deciding anything.
    pub(crate) fn origin(&self) -> String {
        let header = |name: &str| self.headers.get(name).and_then(|it| it.to_str().ok());
        let plain =
            |it: &&str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b".-:[]_".contains(&it));
        let host = header("host").filter(plain).unwrap_or("localhost");
        let scheme = if header("x-forwarded-proto") == Some("https") { "https" } else { "http" };
        format!("{scheme}://{host}")
    }

    /// The frame of a page.
    pub(crate) fn chrome(&self, nav: Nav, title: &str) -> Chrome {
        Chrome::of(self, &self.web, nav, title)
    }

    /// The value of a query field, as it stands in the address (not decoded).
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let pairs = self.uri.query()?.split('&').filter_map(|it| it.split_once('='));
        pairs.filter(|it| it.0 == name).map(|it| it.1).next()
    }

    /// The database.
    pub(crate) fn store(&self) -> &Store {
        self.here.hosted.director.store()
    }

    /// The site's other parts.
    pub(crate) fn web(&self) -> &Web {
        &self.web
    }
}

/// What the settings form sends.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Chosen {
    theme: Option<String>,
    spoilers: Option<String>,
}

/// A year, in seconds.
const YEAR: u32 = 31_536_000;

/// `POST /settings`: keeps the choice in a cookie and goes back.
pub(super) async fn settings(
    visit: Visit,
    chosen: Result<Form<Chosen>, FormRejection>,
) -> Response {
    let chosen = match chosen {
        Ok(Form(chosen)) => chosen,
        Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => return why.into_response(),
        Err(_) => return refuse::form(),
    };
    let mut headers = HeaderMap::new();
    let mut keep = |name: &str, value: &str, keeping: bool| {
        let age = if keeping { YEAR } else { 0 };
        if let Ok(cookie) =
            format!("{name}={value}; Path=/; Max-Age={age}; SameSite=Lax; HttpOnly").parse()
        {
            headers.append(SET_COOKIE, cookie);
        }
    };
    match chosen.theme.as_deref() {
        Some(theme @ ("light" | "dark")) => keep("theme", theme, true),
        Some(_) => keep("theme", "", false),
        None => {}
    }
    match chosen.spoilers.as_deref() {
        Some("hide") => keep("spoilers", "hide", true),
        Some(_) => keep("spoilers", "", false),
        None => {}
    }
    let back = back(&visit).unwrap_or_else(|| format!("{}/", visit.here.base));
    if let Ok(back) = back.parse() {
        headers.insert(LOCATION, back);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The page that the form stood on: path and query only, so that it is one of ours.
fn back(visit: &Visit) -> Option<String> {
    let referer: Uri = visit.headers.get(REFERER)?.to_str().ok()?.parse().ok()?;
    let path = referer.path_and_query()?.as_str();
    (path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}
