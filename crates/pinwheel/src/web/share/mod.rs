//! `GET /games/{game}/share.png`: a game as a picture, for links shown elsewhere.
//!
//! May live here: the address, the few pictures that are kept. Never: what is on the picture
//! (`board`), plays that have not been shown.

mod board;
mod draw;

use super::Web;
use super::api::{ApiError, Asked, At, etag_of, has_already, not_modified};
use axum::Router;
use axum::extract::Extension;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use bytes::Bytes;
use serde::Deserialize;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Pictures kept.
const KEPT: usize = 24;
/// Pictures drawn at the same time: each holds a core and three megabytes.
const AT_ONCE: usize = 1;

/// Pictures of games.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/games/{game}/share.png", get(share))
        .layer(Extension(Arc::new(Easel::default())))
}

/// What may be asked of a picture.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PictureAsked {
    /// 0 leaves the score out.
    s: Option<u8>,
}

/// The latest pictures, each under the tag of what is on it.
#[derive(Debug)]
struct Easel {
    kept: Mutex<VecDeque<(String, Bytes)>>,
    turn: Semaphore,
}

impl Default for Easel {
    fn default() -> Self {
        Self { kept: Mutex::default(), turn: Semaphore::new(AT_ONCE) }
    }
}

async fn share(
    Extension(easel): Extension<Arc<Easel>>,
    at: At,
    Asked(asked): Asked<PictureAsked>,
) -> Result<Response, ApiError> {
    let loaded = at.game().await?;
    let view = at.view()?;
    let svg = board::svg(view.league, &loaded.card, asked.s != Some(0));
    // The tag is that of the drawing, which holds nothing but what is seen.
    let etag = etag_of(svg.as_bytes());
    if has_already(&at.headers, &etag) {
        return Ok(not_modified(&etag));
    }
    let png = easel.picture(&etag, svg).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png".to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, etag),
    ];
    Ok((headers, png).into_response())
}

impl Easel {
    /// The picture of this drawing, drawn unless it is at hand.
    async fn picture(&self, etag: &str, svg: String) -> Result<Bytes, ApiError> {
        if let Some(png) = self.kept(etag) {
            return Ok(png);
        }
        let failed = |why: String| ApiError::unavailable(&format!("draw a picture: {why}"));
        let _turn = self.turn.acquire().await.map_err(|it| failed(it.to_string()))?;
        // Whoever was here before may have drawn it.
        if let Some(png) = self.kept(etag) {
            return Ok(png);
        }
        let drawn = tokio::task::spawn_blocking(move || draw::png(&svg)).await;
        let png =
            drawn.map_err(|it| failed(it.to_string()))?.map_err(|it| failed(it.to_string()))?;
        let png = Bytes::from(png);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back((etag.to_owned(), png.clone()));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        Ok(png)
    }

    fn kept(&self, etag: &str) -> Option<Bytes> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|it| it.0 == etag).map(|it| it.1.clone())
    }
}
