//! Addresses: which handler answers which, under which bounds.

use super::refuse::{self, BODY_MAX};
use super::{Here, Web, api, assets, events, health, page};
use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::collections::BTreeMap;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;

/// A page or an answer that takes longer is given up; streams are not bounded by it.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Every address of the site.
pub(crate) fn router(web: Web) -> Router {
    let at_primary = || middleware::from_fn_with_state(web.clone(), at_primary);
    let at_named = || middleware::from_fn_with_state(web.clone(), at_named);
    let headers = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let site = league().layer(middleware::from_fn(within));
    let machine = Router::new()
        .route("/live", get(health::live))
        .route("/ready", get(health::ready))
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .route("/favicon.ico", get(assets::favicon))
        .route("/robots.txt", get(assets::robots))
        .route("/assets/{folder}/{*path}", get(assets::hashed))
        .route("/assets/{path}", get(assets::plain));
    let named_home = Router::new().route("/l/{slug}/", page::home()).layer(at_named());
    let pages = (site.clone().layer(at_primary()))
        .merge(machine)
        .nest("/l/{slug}", site.layer(at_named()))
        .merge(named_home)
        .layer(CompressionLayer::new())
        .layer(CatchPanicLayer::new())
        .layer(RequestBodyLimitLayer::new(BODY_MAX))
        .layer(middleware::from_fn(refuse::in_words))
        .layer(headers(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(headers(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(headers(header::REFERRER_POLICY, "same-origin"));
    // Streams go past those layers: each costs every spectator memory, and every play time.
    let stream = || get(events::events).fallback(refuse::stream);
    let primary = Router::new().route("/events", stream()).layer(at_primary());
    let named = Router::new().route("/l/{slug}/events", stream()).layer(at_named());
    pages.merge(primary).merge(named).with_state(web)
}

/// Nothing from elsewhere, nothing inline.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; object-src 'none'";

/// The addresses of one league.
fn league() -> Router<Web> {
    page::routes().merge(api::routes())
}

/// The league of an address without a name.
async fn at_primary(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let Some(hosted) = web.app.primary() else { return no_league() };
    request.extensions_mut().insert(Here { hosted, base: String::new() });
    next.run(request).await
}

/// The league of an address that begins with `/l/slug`.
async fn at_named(
    State(web): State<Web>,
    Path(parts): Path<BTreeMap<String, String>>,
    mut request: Request,
    next: Next,
) -> Response {
    let slug = parts.get("slug").map_or("", String::as_str);
    let Some(hosted) = web.app.by_slug(slug) else {
        return no_such_league(&web, slug, request).await;
    };
    request.extensions_mut().insert(Here { hosted, base: format!("/l/{slug}") });
    next.run(request).await
}

/// An address under the name of a league that is not here: for programs as the API says everything,
/// for people as a page of the league that is.
async fn no_such_league(web: &Web, slug: &str, request: Request) -> Response {
    let slug: String = slug.chars().take(40).collect();
    if request.uri().path().split('/').any(|it| it == "api") {
        let leagues = web.app.leagues();
        let all: Vec<&str> = leagues.iter().map(|it| it.director.slug.as_str()).collect();
        let message = format!("there is no league {slug:?} here; there is {}", all.join(", "));
        return api::ApiError::not_found(message).into_response();
    }
    let Some(hosted) = web.app.primary() else { return no_league() };
    let (mut parts, _) = request.into_parts();
    parts.extensions.insert(Here { hosted, base: String::new() });
    page::no_such_league(parts, web, &slug).await
}

fn no_league() -> Response {
    (StatusCode::NOT_FOUND, "There is no such league here. Nothing is broken: the address may have a typing error. The leagues of this machine begin at /.\n").into_response()
}

/// Gives up on an answer that takes too long.
async fn within(request: Request, next: Next) -> Response {
    match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
        Ok(response) => response,
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "That took too long and was given up. Nothing was changed. Please try again in a moment.\n")
            .into_response(),
    }
}
