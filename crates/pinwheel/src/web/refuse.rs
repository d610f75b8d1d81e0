//! Requests that are refused before any page is asked: in a sentence, whatever refuses them.
//!
//! May live here: what was wrong, what is safe, what to do. Must never live here: refusals that a page
//! or the API words by itself.

use axum::extract::{Request, rejection::QueryRejection};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use std::error::Error as _;

/// Largest request body, in bytes.
pub(super) const BODY_MAX: usize = 64 * 1024;
/// Longest piece of a method that is repeated, in characters.
const SHOWN: usize = 20;

/// Gives a refusal that has no words of its own its sentence.
pub(super) async fn in_words(request: Request, next: Next) -> Response {
    if !is_text(request.uri().path()) {
        let text = "This address is not text in UTF-8, so nothing can be called that. Nothing is broken. Check the signs that begin with %.\n";
        return (StatusCode::BAD_REQUEST, text).into_response();
    }
    let method = request.method().clone();
    let response = next.run(request).await;
    match response.status() {
        StatusCode::METHOD_NOT_ALLOWED if !has_words(&response) => {
            with_text(response, &other_method(&method))
        }
        StatusCode::PAYLOAD_TOO_LARGE => with_text(response, &too_large()),
        _ => response,
    }
}

/// Whether the path is text once its `%41` are taken as the bytes they stand for.
fn is_text(path: &str) -> bool {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, tail @ ..] = rest {
        let two =
            tail.get(..2).filter(|_| *first == b'%').and_then(|it| std::str::from_utf8(it).ok());
        let byte = two.and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// Whether the answer says something already, as the API does.
fn has_words(response: &Response) -> bool {
    response.headers().contains_key(header::CONTENT_TYPE)
}

/// A method that the stream does not take. It has no layers, so it is told here.
pub(super) async fn stream(method: Method) -> Response {
    let allowed = [(header::ALLOW, "GET, HEAD")];
    (StatusCode::METHOD_NOT_ALLOWED, allowed, other_method(&method)).into_response()
}

fn other_method(method: &Method) -> String {
    let method: String = method.as_str().chars().take(SHOWN).collect();
    format!("This address does not take {method}. Nothing was changed. Ask for it with GET.\n")
}

fn too_large() -> String {
    format!(
        "The request is too large: at most {} KiB are read. Nothing was changed. Send less.\n",
        BODY_MAX / 1024
    )
}

/// A form that could not be read.
pub(super) fn form() -> Response {
    let text = "This form could not be read. Nothing was changed. Go back, load the page again and send it once more.\n";
    (StatusCode::BAD_REQUEST, text).into_response()
}

/// A query that could not be read. `known`: the fields there are.
pub(super) fn query(rejection: &QueryRejection, known: &str) -> Response {
    let why =
        rejection.source().map_or_else(|| "it could not be read".to_owned(), ToString::to_string);
    let why = match why.split('`').nth(1).filter(|_| why.contains("unknown field")) {
        Some(field) => {
            format!("there is no field {:?}", field.chars().take(SHOWN).collect::<String>())
        }
        None => "it could not be read".to_owned(),
    };
    let text = format!(
        "The query of this address is refused: {why}. Nothing was changed. There are {known}; docs/api.md and /api say what they mean.\n"
    );
    (StatusCode::BAD_REQUEST, text).into_response()
}

/// The answer with other words; its status and what it allows stay.
fn with_text(mut response: Response, text: &str) -> Response {
    let length = HeaderValue::from(text.len());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CONTENT_LENGTH, length);
    *response.body_mut() = text.to_owned().into();
    response
}

#[cfg(test)]
mod tests {
    use super::is_text;

    #[test]
    fn an_address_is_text_once_it_is_decoded() {
        for good in ["/", "/l/%C3%A4/", "/100%", "/%zz", "/%4", "/a%20b"] {
            assert!(is_text(good), "{good}");
        }
        for bad in ["/%ff", "/l/%c3/", "/a%C3%28"] {
            assert!(!is_text(bad), "{bad}");
        }
    }
}
