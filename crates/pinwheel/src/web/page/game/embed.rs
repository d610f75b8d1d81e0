//! `/embed/games/{id}`: one board for other sites, from 320 by 120 pixels up. No cookie, no script.
//!
//! May live here: what such a board needs around it. Must never live here: anything that the game's
//! own page does not tell.

use super::{Lines, facts, find};
use crate::web::assets;
use crate::web::page::lines::GameLine;
use crate::web::page::{Visit, answer, missing};
use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use std::collections::BTreeMap;

/// As on every page, except that other sites may show it.
const CSP: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; frame-ancestors *; base-uri 'none'";

#[derive(Template)]
#[template(path = "embed.html")]
struct Page {
    assets: &'static str,
    /// `light` or `dark`, as the address says; else the system's.
    theme: Option<&'static str>,
    game: GameLine,
}

/// `GET /embed/games/{id}`: `?s=0` leaves the score out, `?theme=dark` chooses.
pub(in crate::web::page) async fn page(
    mut visit: Visit,
    Path(path): Path<BTreeMap<String, String>>,
) -> Response {
    visit.hide_scores |= visit.query("s") == Some("0");
    let theme = ["light", "dark"].into_iter().find(|it| visit.query("theme") == Some(it));
    let card = match find(&visit, &path).await {
        Ok(Some(loaded)) => loaded.card,
        Ok(None) => return missing::game(&visit, path.get("id").map_or("", String::as_str)),
        Err(response) => return response,
    };
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let lines = if card.id.season == view.season() {
        Lines::of(&visit, &view)
    } else {
        Lines::of_past(&visit, &view, facts::past_stages(&view, card.id.season))
    };
    let page = Page { assets: &assets::FOLDER, theme, game: lines.game(&card) };
    let mut response = answer(&page, &visit.headers);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    response
}
