//! Style sheet, script, fonts and icons: embedded, addressed by their content, kept for ever.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use rust_embed::{EmbeddedFile, RustEmbed};
use sha2::{Digest as _, Sha256};
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "assets"]
struct Assets;

/// The folder that the assets are served from: named after what is in them.
pub(crate) static FOLDER: LazyLock<String> = LazyLock::new(|| {
    let mut names: Vec<_> = Assets::iter().collect();
    names.sort();
    let mut hasher = Sha256::new();
    for file in names.iter().filter_map(|it| Assets::get(it)) {
        hasher.update(file.metadata.sha256_hash());
    }
    format!("/assets/{}", &league::chain::hex(&hasher.finalize())[..12])
});

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// `GET /assets/{folder}/{path}`: as long as the folder is the current one, for ever.
pub(crate) async fn hashed(
    Path((folder, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let current = FOLDER.rsplit('/').next() == Some(&folder);
    let found = if current { Assets::get(&path) } else { Assets::get(&format!("{folder}/{path}")) };
    found.map_or_else(missing, |file| {
        answer(&path, &file, if current { FOR_EVER } else { "no-cache" }, &headers)
    })
}

/// `GET /assets/{path}`: an address that a person typed.
pub(crate) async fn plain(Path(path): Path<String>, headers: HeaderMap) -> Response {
    Assets::get(&path).map_or_else(missing, |file| answer(&path, &file, "no-cache", &headers))
}

/// `GET /favicon.ico`: what browsers ask for by themselves.
pub(crate) async fn favicon(headers: HeaderMap) -> Response {
    plain(Path("favicon.svg".to_owned()), headers).await
}

/// `GET /robots.txt`: everything may be read; a stream has no end.
pub(crate) async fn robots() -> &'static str {
    "User-agent: *\nDisallow: /events\nDisallow: /l/*/events\n"
}

fn missing() -> Response {
    let text = "There is no such file here. Nothing is broken: the page that named it may be of an earlier version. Load the page again.\n";
    (StatusCode::NOT_FOUND, text).into_response()
}

fn answer(path: &str, file: &EmbeddedFile, keep: &'static str, headers: &HeaderMap) -> Response {
    let etag = format!("\"{}\"", &league::chain::hex(&file.metadata.sha256_hash())[..16]);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|it| it.as_bytes() == etag.as_bytes()) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, etag)]).into_response();
    }
    let kind = match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "text/plain; charset=utf-8",
    };
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, keep.to_owned()),
        (header::ETAG, etag),
    ];
    (headers, file.data.clone()).into_response()
}
