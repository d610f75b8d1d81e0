//! `/in/{key}`: a link that signs somebody in, once. `/me/link`: a link for one's other devices.
//! `/me/out`: sign out.
//!
//! May live here: these forms. Must never live here: what a person may do once they are signed in.

use super::{Chrome, Nav, Visit, answer, answer_with, missing};
use crate::clock;
use crate::store::session::OneTime;
use crate::web::person::{self, Person, hash_of};
use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use std::collections::BTreeMap;

/// How long a link for one's own devices works, in milliseconds.
const LINK_MS: i64 = 15 * 60_000;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    chrome: Chrome,
    key: String,
    /// Whom it signs in; empty: whoever opens it.
    name: String,
    admin: bool,
    /// It does not work any more.
    gone: bool,
}

#[derive(Template)]
#[template(path = "link.html")]
struct Link {
    chrome: Chrome,
    url: String,
}

/// What a form of a signed-in person sends with everything else.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Sealed {
    #[serde(default)]
    seal: String,
}

/// `GET /in/{key}`: a page with a button; looking at it uses nothing up, as previews of links do look.
pub(super) async fn ask(visit: Visit, Path(path): Path<BTreeMap<String, String>>) -> Response {
    let key = path.get("key").cloned().unwrap_or_default();
    let found = visit.store().link(visit.now.id, &hash_of(&key), clock::now().0).await;
    let found = match found {
        Ok(found) => found,
        Err(error) => return unavailable(&error),
    };
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let known = |id: &str| {
        let id = league::governance::GovernorId(id.to_owned());
        view.league.governors.get(&id).map(|it| it.name.clone())
    };
    let page = Page {
        chrome: visit.chrome(Nav::More, "Sign in"),
        key,
        name: found.as_ref().and_then(|it| known(&it.governor)).unwrap_or_default(),
        admin: found.as_ref().is_some_and(|it| it.admin == 1),
        gone: found.is_none(),
    };
    let status = if page.gone { StatusCode::GONE } else { StatusCode::OK };
    answer_with(status, &page, &visit.headers)
}

/// `POST /in/{key}`.
pub(super) async fn enter(visit: Visit, Path(path): Path<BTreeMap<String, String>>) -> Response {
    if !person::is_own_form(&visit.headers) {
        return foreign();
    }
    let key = path.get("key").map_or("", String::as_str);
    // A key of its own: whoever knew the browser's former one is not signed in by it.
    let fresh = Person::new();
    let someone = match person::who(&visit).await {
        Ok(who) => who.map_or_else(|| fresh.governor(), |it| it.governor),
        Err(error) => return unavailable(&error),
    };
    let keys = (hash_of(key), fresh.hash());
    let used = visit.store().use_link(visit.now.id, (&keys.0, &keys.1), &someone.0, clock::now().0);
    match used.await {
        Ok(Some(_)) => go(&visit, "/me", fresh.cookie()),
        Ok(None) => ask(visit, Path(path)).await,
        Err(error) => unavailable(&error),
    }
}

/// `POST /me/link`.
pub(super) async fn make(visit: Visit, Form(sent): Form<Sealed>) -> Response {
    let who = match person::sealed(&visit, &sent.seal).await {
        Ok(who) => who,
        Err(response) => return response,
    };
    let key = person::random();
    let link = OneTime {
        hash: &hash_of(&key),
        governor: &who.governor.0,
        admin: who.admin,
        until: clock::now().0 + LINK_MS,
    };
    if let Err(error) = visit.store().keep_link(visit.now.id, &link).await {
        return unavailable(&error);
    }
    let url = format!("{}{}/in/{key}", visit.origin(), visit.here.base);
    let page = Link { chrome: visit.chrome(Nav::More, "A link for you"), url };
    answer(&page, &visit.headers)
}

/// `POST /me/out`.
pub(super) async fn leave(visit: Visit, Form(sent): Form<Sealed>) -> Response {
    if let Err(response) = person::sealed(&visit, &sent.seal).await {
        return response;
    }
    let ended = match Person::of(&visit.headers) {
        Some(person) => visit.store().end_session(&person.hash()).await,
        None => Ok(()),
    };
    match ended {
        Ok(()) => go(&visit, "/", Some(person::forget())),
        Err(error) => unavailable(&error),
    }
}

fn foreign() -> Response {
    let why = "That form came from another site, so nothing was changed. Open this league's own page and send it from there.\n";
    (StatusCode::FORBIDDEN, why).into_response()
}

fn unavailable(error: &crate::store::StoreError) -> Response {
    tracing::error!(error = %error.in_full(), "signing in does not work");
    let text = "Signing in does not work at this moment. Nothing was changed; please try again.\n";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}

fn go(visit: &Visit, path: &str, cookie: Option<axum::http::HeaderValue>) -> Response {
    let mut headers = HeaderMap::new();
    if let Ok(location) = format!("{}{path}", visit.here.base).parse() {
        headers.insert(LOCATION, location);
    }
    if let Some(cookie) = cookie {
        headers.insert(SET_COOKIE, cookie);
    }
    (StatusCode::SEE_OTHER, headers).into_response()
}
