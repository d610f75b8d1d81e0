//! The league for programs: what the API answers and what `--json` prints.
//!
//! May live here: plain structs, made from what spectators may know (`league::view`). Must never
//! live here: HTTP, tables for people, league internals. Whatever is serialised here is a promise:
//! add fields, never rename or remove one.

pub(crate) mod book;
pub(crate) mod game;
pub(crate) mod hooper;
pub(crate) mod league;
pub(crate) mod news;
pub(crate) mod play;
pub(crate) mod report;
pub(crate) mod roles;
pub(crate) mod stats;
pub(crate) mod table;
pub(crate) mod team;
pub(crate) mod times;

use ::league::League;
use ::league::ids::{HooperId, TeamId};
use serde::Serialize;
use utoipa::ToSchema;

/// A team, wherever it is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct TeamRef {
    /// Name in addresses.
    #[schema(example = "herons")]
    pub(crate) slug: String,
    /// Full name.
    #[schema(example = "St. Johns Herons")]
    pub(crate) name: String,
    /// Short name.
    #[schema(example = "Herons")]
    pub(crate) nickname: String,
    /// Two to four capital letters.
    #[schema(example = "HER")]
    pub(crate) code: String,
    /// Hue of its ink, degrees.
    #[schema(example = 215)]
    pub(crate) hue: u16,
}

impl TeamRef {
    /// The team with this id.
    pub(crate) fn of(league: &League, id: TeamId) -> Self {
        let team = league.team(id);
        Self {
            slug: team.slug.clone(),
            name: team.name.clone(),
            nickname: team.nickname.clone(),
            code: team.code.clone(),
            hue: team.ink.hue(),
        }
    }
}

/// A hooper, wherever one is named.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct HooperRef {
    /// Name in addresses.
    #[schema(example = "marisol-quint")]
    pub(crate) slug: String,
    /// Full name.
    #[schema(example = "Marisol Quint")]
    pub(crate) name: String,
    /// Slug of the team.
    #[schema(example = "furnace")]
    pub(crate) team: String,
}

impl HooperRef {
    /// The hooper with this id; without a name when the roster has no such place.
    pub(crate) fn of(league: &League, id: HooperId) -> Self {
        let hooper = crate::words::hooper(league, id);
        Self {
            slug: hooper.map(|it| it.slug.clone()).unwrap_or_default(),
            name: hooper.map(|it| it.name.clone()).unwrap_or_default(),
            team: league.team(id.team()).slug.clone(),
        }
    }
}

/// The team with this slug.
pub(crate) fn team_by_slug(league: &League, slug: &str) -> Option<TeamId> {
    let at = league.spec.teams.iter().position(|it| it.slug == slug)?;
    u8::try_from(at).ok().map(TeamId)
}

/// The hooper with this slug.
pub(crate) fn hooper_by_slug(league: &League, slug: &str) -> Option<HooperId> {
    (0_u8..).zip(&league.spec.teams).find_map(|(team, it)| {
        let slot = it.hoopers.iter().position(|it| it.slug == slug)?;
        Some(HooperId::new(TeamId(team), u8::try_from(slot).ok()?))
    })
}
