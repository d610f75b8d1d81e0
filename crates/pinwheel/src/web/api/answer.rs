//! How the API answers: bodies with an `ETag`, errors as JSON.
//!
//! May live here: headers and error codes. Never: what is in a body.

use crate::store::StoreError;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;

/// What a handler gives back.
pub(crate) type Reply = Result<Response, ApiError>;

/// Why a request was not answered.
#[derive(Clone, Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

/// The form of every error.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorBody {
    /// What went wrong.
    pub(crate) error: ErrorOut,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ErrorOut {
    /// For programs: `not_found`, `bad_request`, `method_not_allowed`, `unauthorized`, `refused`,
    /// `unreadable`, `unavailable`.
    pub(crate) code: &'static str,
    /// For people.
    pub(crate) message: String,
}

impl ApiError {
    /// There is no such thing.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, code: "not_found", message: message.into() }
    }

    /// A no with a status of its own.
    pub(crate) fn of(status: StatusCode, message: String) -> Self {
        let code = match status {
            StatusCode::UNAUTHORIZED => "unauthorized",
            StatusCode::CONFLICT => "refused",
            StatusCode::UNPROCESSABLE_ENTITY => "unreadable",
            _ => "unavailable",
        };
        Self { status, code, message }
    }

    /// The request cannot be understood.
    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self { status: StatusCode::BAD_REQUEST, code: "bad_request", message: message.into() }
    }

    /// Only reading is possible here.
    pub(crate) fn method() -> Self {
        Self {
            status: StatusCode::METHOD_NOT_ALLOWED,
            code: "method_not_allowed",
            message: "this address can only be read: use GET or HEAD".to_owned(),
        }
    }

    /// It cannot be answered at present; the reason goes to the log of the program.
    pub(crate) fn unavailable(why: &str) -> Self {
        tracing::error!(error = why, "a request could not be answered");
        Self {
            status: StatusCode::SERVICE_UNAVAILABLE,
            code: "unavailable",
            message: "this cannot be read at present; what is stored is safe, please try again"
                .to_owned(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::unavailable(&error.in_full())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody { error: ErrorOut { code: self.code, message: self.message } };
        let text = serde_json::to_string(&body).unwrap_or_default() + "\n";
        (self.status, [(header::CONTENT_TYPE, JSON)], text).into_response()
    }
}

const JSON: &str = "application/json; charset=utf-8";

/// JSON as an answer.
pub(crate) fn json(asked: &HeaderMap, body: &impl Serialize) -> Reply {
    let text = serde_json::to_string(body)
        .map_err(|error| ApiError::unavailable(&format!("write JSON: {error}")))?;
    Ok(tagged(asked, JSON, text + "\n"))
}

/// CSV as an answer, to be kept under this name.
pub(crate) fn csv(asked: &HeaderMap, name: &str, body: String) -> Response {
    let mut response = tagged(asked, "text/csv; charset=utf-8", body);
    let disposition = format!("inline; filename=\"{name}.csv\"");
    if let Ok(value) = HeaderValue::from_str(&disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// A body with an `ETag` over nothing but itself; 304 when the reader has it already.
pub(crate) fn tagged(asked: &HeaderMap, kind: &'static str, body: impl Into<Bytes>) -> Response {
    let body = body.into();
    let etag = etag_of(&body);
    if has_already(asked, &etag) {
        return not_modified(&etag);
    }
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, etag),
    ];
    (headers, body).into_response()
}

/// The answer to a reader who has it already.
pub(crate) fn not_modified(etag: &str) -> Response {
    let headers = [(header::ETAG, etag), (header::CACHE_CONTROL, "no-cache")];
    (StatusCode::NOT_MODIFIED, headers).into_response()
}

/// The `ETag` of these bytes.
pub(crate) fn etag_of(body: &[u8]) -> String {
    format!("\"{}\"", &league::chain::hex(&Sha256::digest(body))[..32])
}

/// Whether `If-None-Match` names this tag.
pub(crate) fn has_already(asked: &HeaderMap, etag: &str) -> bool {
    let values = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|it| it.to_str().ok());
    values
        .flat_map(|it| it.split(','))
        .map(|it| it.trim().trim_start_matches("W/"))
        .any(|it| it == etag || it == "*")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_found_in_every_way_a_reader_may_send_it() {
        let etag = etag_of(b"x");
        let has = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, value.parse().expect("a header"));
            has_already(&headers, &etag)
        };
        assert!(
            has(&etag) && has(&format!("W/{etag}")) && has(&format!("\"a\", {etag}")) && has("*")
        );
        assert!(!has("\"a\"") && !has(""));
        assert_ne!(etag, etag_of(b"y"));
    }
}
