//! `GET /api`: the API for people who want to write a program against it.
//!
//! May live here: the fields of the page. Never: what an address answers; that is read from the
//! description that programs get.

use super::Document;
use crate::web::page::{Chrome, Nav, Visit, answer};
use askama::Template;
use axum::response::Response;
use utoipa::OpenApi as _;
use utoipa::openapi::RefOr;

#[derive(Template)]
#[template(path = "api.html")]
struct Api {
    chrome: Chrome,
    groups: Vec<Group>,
    /// Where this league's addresses begin, as a program needs it: `http://localhost:8080`.
    origin: String,
}

struct Group {
    name: String,
    addresses: Vec<Address>,
}

struct Address {
    path: String,
    about: String,
    /// An example without names to fill in, to look at in the browser.
    example: Option<String>,
    query: String,
}

/// `GET /api`.
pub(super) async fn page(visit: Visit) -> Response {
    let origin =
        super::origin(&visit.headers).unwrap_or_else(|| "http://localhost:8080".to_owned());
    let base = visit.here.base.clone();
    let page = Api {
        chrome: visit.chrome(Nav::More, "API"),
        groups: groups(&base),
        origin: format!("{origin}{base}"),
    };
    answer(&page, &visit.headers)
}

fn groups(base: &str) -> Vec<Group> {
    let document = Document::openapi();
    let tags = document.tags.unwrap_or_default();
    let group = |name: String, about: Option<String>| {
        let is_in = |tags: &Option<Vec<String>>| tags.iter().flatten().any(|it| *it == name);
        let addresses = document.paths.paths.iter().filter_map(|(path, item)| {
            let get = item.get.as_ref().filter(|it| is_in(&it.tags))?;
            let fields = get.parameters.iter().flatten().filter_map(|it| match it {
                RefOr::T(it) => Some(it.name.clone()),
                RefOr::Ref(_) => None,
            });
            let query: Vec<String> =
                fields.filter(|it| !path.contains(&format!("{{{it}}}"))).collect();
            Some(Address {
                about: get.summary.clone().unwrap_or_default(),
                example: (!path.contains('{')).then(|| format!("{base}{path}")),
                query: query.join(", "),
                path: path.clone(),
            })
        });
        Group { addresses: addresses.collect(), name: about.unwrap_or_default() }
    };
    tags.into_iter().map(|it| group(it.name, it.description)).collect()
}
