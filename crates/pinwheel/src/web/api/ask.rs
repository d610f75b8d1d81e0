//! What is asked: the league of the address at one instant, and the fields of the query.
//!
//! May live here: extractors, and ids in addresses. Never: answers.

use super::answer::ApiError;
use crate::clock;
use crate::director::{Director, Now};
use crate::games::{self, Loaded};
use crate::model;
use crate::web::{Here, Web};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use league::ids::{GameId, HooperId, TeamId};
use league::rules::Param;
use league::units::UnixMillis;
use league::view::View;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// One request: the league at one instant, and what the address names.
#[derive(Clone, Debug)]
pub(crate) struct At {
    /// The league of the address.
    pub(crate) here: Here,
    /// The league as it is now.
    pub(crate) now: Arc<Now>,
    /// The instant of the answer.
    pub(crate) instant: UnixMillis,
    /// The request's headers.
    pub(crate) headers: HeaderMap,
    names: BTreeMap<String, String>,
}

impl FromRequestParts<Web> for At {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Self, ApiError> {
        let no_league = || ApiError::not_found("there is no league here yet");
        let here = parts.extensions.get::<Here>().cloned().ok_or_else(no_league)?;
        let now = here.hosted.director.now();
        now.state.league().ok_or_else(no_league)?;
        let Path(names) = Path::from_request_parts(parts, web)
            .await
            .map_err(|_| ApiError::bad_request("the address does not read"))?;
        Ok(Self { here, now, instant: clock::now(), headers: parts.headers.clone(), names })
    }
}

impl At {
    /// The league's director.
    pub(crate) fn director(&self) -> &Director {
        &self.here.hosted.director
    }

    /// What spectators may know.
    pub(crate) fn view(&self) -> Result<View<'_>, ApiError> {
        let view = View::at(&self.now.state, &self.now.plays, self.instant);
        view.ok_or_else(|| ApiError::not_found("there is no league here yet"))
    }

    fn name(&self, name: &str) -> &str {
        self.names.get(name).map_or("", String::as_str)
    }

    /// The game that the address names.
    pub(crate) async fn game(&self) -> Result<Loaded, ApiError> {
        let text = self.name("game");
        let id: GameId = text
            .parse()
            .map_err(|it| ApiError::not_found(format!("there is no game {text:?}; {it}")))?;
        let loaded = games::load_at(self.director(), self.now.clone(), self.instant, id).await?;
        loaded.ok_or_else(|| ApiError::not_found(format!("there is no game {id}, or not yet")))
    }

    /// The season and the round that the address names.
    pub(crate) fn round(&self) -> Result<(u16, u16), ApiError> {
        let number = |name| self.name(name).parse::<u16>().ok();
        let none = || ApiError::not_found("seasons and rounds are numbers from 1");
        number("season").zip(number("round")).ok_or_else(none)
    }

    /// The command that the address names.
    pub(crate) fn command(&self) -> &str {
        self.name("command")
    }

    /// The team that the address names.
    pub(crate) fn team(&self) -> Result<TeamId, ApiError> {
        self.team_called(self.name("team"))
    }

    /// The team with this slug.
    pub(crate) fn team_called(&self, slug: &str) -> Result<TeamId, ApiError> {
        let found = model::team_by_slug(self.view()?.league, slug);
        found.ok_or_else(|| {
            ApiError::not_found(format!("there is no team {slug:?}; see /api/v1/teams"))
        })
    }

    /// The rule that the address names.
    pub(crate) fn rule(&self) -> Result<Param, ApiError> {
        let id = self.name("rule");
        Param::ALL.into_iter().find(|it| it.id() == id).ok_or_else(|| {
            ApiError::not_found(format!("there is no rule {id:?}; see /api/v1/book"))
        })
    }

    /// The hooper that the address names.
    pub(crate) fn hooper(&self) -> Result<HooperId, ApiError> {
        let slug = self.name("hooper");
        let found = model::hooper_by_slug(self.view()?.league, slug);
        found.ok_or_else(|| {
            ApiError::not_found(format!("there is no hooper {slug:?}; see /api/v1/teams"))
        })
    }
}

/// What there is of a season that does not exist.
pub(crate) fn no_season() -> ApiError {
    ApiError::not_found("there is no such season; /api/v1/league names those there are")
}

/// The fields of the query; unknown ones are refused.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Web> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Self, ApiError> {
        match Query::try_from_uri(&parts.uri) {
            Ok(Query(asked)) => Ok(Self(asked)),
            Err(error) => {
                let why = error.body_text();
                let why = why.rsplit("query string: ").next().unwrap_or_default();
                Err(ApiError::bad_request(format!("the query does not read: {why}")))
            }
        }
    }
}

/// Form of the answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// JSON.
    #[default]
    Json,
    /// Comma-separated values.
    Csv,
}

/// No field.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// The form of the answer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct FormAsked {
    /// `json` (default) or `csv`.
    #[serde(default)]
    pub(crate) format: Format,
}

/// A season.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SeasonAsked {
    /// Number of a season; without it the one under way.
    pub(crate) season: Option<u16>,
}

/// A season, and the form of the answer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TableAsked {
    /// Number of a season; without it the one under way.
    pub(crate) season: Option<u16>,
    /// `json` (default) or `csv`.
    #[serde(default)]
    pub(crate) format: Format,
}

/// Which games.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct GamesAsked {
    /// Number of a season; without it the one under way.
    pub(crate) season: Option<u16>,
    /// Only games of this round.
    pub(crate) round: Option<u16>,
    /// Only games of the team with this slug.
    pub(crate) team: Option<String>,
    /// `json` (default) or `csv`.
    #[serde(default)]
    pub(crate) format: Format,
}

/// A team.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct TeamAsked {
    /// Only games of the team with this slug.
    pub(crate) team: Option<String>,
}

/// A part of the log.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct LogAsked {
    /// Only entries after this position; without it from the start.
    #[serde(default)]
    pub(crate) after: u64,
    /// At most this many entries: 1 to 200, 50 without it.
    pub(crate) limit: Option<u32>,
}

/// Where the site is, as the reader sees it: `https://league.example`; `None` when the request does not say.
pub(crate) fn origin(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(axum::http::header::HOST)?.to_str().ok()?;
    let legal = |it: u8| it.is_ascii_alphanumeric() || b".-:[]_".contains(&it);
    if host.is_empty() || host.len() > 255 || !host.bytes().all(legal) {
        return None;
    }
    let secure = headers.get("x-forwarded-proto").is_some_and(|it| it.as_bytes() == b"https");
    Some(format!("{}://{host}", if secure { "https" } else { "http" }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_and_a_port_become_part_of_an_address() {
        let at = |host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("host", host.parse().expect("a header"));
            origin(&headers)
        };
        assert_eq!(at("localhost:8080").as_deref(), Some("http://localhost:8080"));
        assert_eq!([at("a b"), at("x\"y"), at("x/y"), at("")], [None, None, None, None]);
    }
}
