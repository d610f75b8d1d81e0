//! Commands for programs: `POST /api/v1/commands/{name}`.
//!
//! May live here: reading the request, the person's key, status codes. Must never live here: what a
//! command does.

use super::answer::{ApiError, ErrorBody, Reply, json};
use super::ask::{Asked as Fields, At, Nothing};
use crate::commands::{self, Asked, Asker, Card, TABLE};
use crate::web::{person, status_of};
use axum::Json;
use axum::http::HeaderMap;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Longest key of a person or a request, in bytes.
const KEY_MAX: usize = 200;
/// Shortest key of a person: shorter ones could be guessed.
const KEY_MIN: usize = 16;

/// Every command.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CommandsOut {
    /// In the order of the help.
    commands: Vec<CommandOut>,
}

/// One command.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CommandOut {
    /// Its name in the address.
    name: &'static str,
    /// What it does.
    about: &'static str,
    /// Whether it changes anything: then it needs `Idempotency-Key`.
    changes: bool,
    /// What goes with it, as fields of the body.
    params: Vec<ParamOut>,
}

/// One parameter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ParamOut {
    /// Its name.
    name: &'static str,
    /// What it means.
    about: &'static str,
    /// Whether it can be left out.
    optional: bool,
}

/// The commands there are.
#[utoipa::path(get, path = "/api/v1/commands", tag = "commands", responses((status = 200, body = CommandsOut)))]
pub(super) async fn get_commands(at: At, _: Fields<Nothing>) -> Reply {
    let params =
        |it: &commands::Param| ParamOut { name: it.name, about: it.about, optional: it.optional };
    let commands = TABLE.iter().map(|it| CommandOut {
        name: it.name,
        about: it.about,
        changes: it.changes,
        params: it.params.iter().map(params).collect(),
    });
    json(&at.headers, &CommandsOut { commands: commands.collect() })
}

/// Carries out a command. The same `Idempotency-Key` again is the same request and gets the same
/// answer; with another body it is refused.
#[utoipa::path(
    post, path = "/api/v1/commands/{command}", tag = "commands",
    params(
        ("command" = String, Path, description = "Name of the command"),
        ("Authorization" = String, Header, description = "`Bearer` and the person's key: any secret of 16 to 200 characters; whoever has it is that person"),
        ("Idempotency-Key" = Option<String>, Header, description = "The request's id, for commands that change something"),
    ),
    request_body = BTreeMap<String, String>,
    responses(
        (status = 200, body = Card),
        (status = 401, body = ErrorBody, description = "No key of a person"),
        (status = 409, body = ErrorBody, description = "The league says no"),
        (status = 422, body = ErrorBody, description = "The words do not read, or the request id was used for something else"),
        (status = 503, body = ErrorBody, description = "Nothing can be stored"),
    )
)]
pub(super) async fn post_command(
    at: At,
    headers: HeaderMap,
    body: Result<Json<BTreeMap<String, String>>, axum::extract::rejection::JsonRejection>,
) -> Reply {
    let Json(params) = body.map_err(|error| {
        ApiError::bad_request(format!("the body must be a JSON object of texts: {error}"))
    })?;
    let name = at.command();
    let asked = Asked::read(name, |it| params.get(it).map(String::as_str));
    let asked = asked.map_err(|it| ApiError::of(status_of(&it), it.to_string()))?;
    let key = bearer(&headers)?;
    let changes = TABLE.iter().any(|it| it.name == name && it.changes);
    let governor = person::named("api", key);
    let request = match text(&headers, "idempotency-key") {
        Some(it) if it.len() <= KEY_MAX => format!("{}:{it}", governor.0),
        None if !changes => String::new(),
        _ => {
            return Err(ApiError::bad_request(format!(
                "a command that changes something needs the header Idempotency-Key, of at most {KEY_MAX} characters: repeated with the same one, it is carried out once"
            )));
        }
    };
    let asker = Asker { governor, request };
    let card = commands::carry_out(at.director(), &asker, asked).await;
    let card = card.map_err(|it| ApiError::of(status_of(&it), it.to_string()))?;
    json(&HeaderMap::new(), &card)
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok().map(str::trim).filter(|it| !it.is_empty())
}

fn bearer(headers: &HeaderMap) -> Result<&str, ApiError> {
    let key = text(headers, "authorization").and_then(|it| it.strip_prefix("Bearer "));
    key.map(str::trim).filter(|it| (KEY_MIN..=KEY_MAX).contains(&it.len())).ok_or_else(|| {
        ApiError::of(
            axum::http::StatusCode::UNAUTHORIZED,
            format!("say who asks: Authorization: Bearer and a secret of {KEY_MIN} to {KEY_MAX} characters of your own; whoever has it is that person"),
        )
    })
}
