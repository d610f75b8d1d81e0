//! Governors: who has joined which team.
//!
//! May live here: what people may do in a league, as facts and decisions. Must never live here: how
//! a person is recognised (the shell's), what a game does with it (`sim`).

use crate::command::Rejection;
use crate::event::Event;
use crate::ids::TeamId;
use crate::state::League;
use crate::units::UnixMillis;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Longest name of a governor, in characters.
pub const NAME_MAX: usize = 32;
/// Longest id of a governor, in bytes.
const ID_MAX: usize = 200;

/// A person in one league, as their surface names them, such as `web:9f3c…`. Never a secret.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GovernorId(pub String);

/// A person who joined a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Governor {
    /// What people call them.
    pub name: String,
    /// The team whose rules and play they have a say in.
    pub team: TeamId,
    /// When they joined.
    pub joined_at: UnixMillis,
}

/// Every governor of a league.
pub type Governors = BTreeMap<GovernorId, Governor>;

/// A governor joins a team; without one named, the team with the fewest governors.
pub(crate) fn join(
    league: &League,
    governor: GovernorId,
    name: &str,
    team: Option<TeamId>,
    at: UnixMillis,
) -> Result<Vec<Event>, Rejection> {
    let name = name_of(name)?;
    if governor.0.is_empty() || governor.0.len() > ID_MAX {
        return Err(Rejection::BadGovernor);
    }
    if let Some(known) = league.governors.get(&governor) {
        return Err(Rejection::AlreadyJoined { team: league.team(known.team).name.clone() });
    }
    let teams = u8::try_from(league.spec.teams.len()).unwrap_or(u8::MAX);
    let team = team.unwrap_or_else(|| smallest(league, teams));
    if team.0 >= teams {
        return Err(Rejection::NoSuchTeam);
    }
    Ok(vec![Event::GovernorJoined { governor, name, team, at }])
}

/// The name as it is kept: single spaces, nothing that cannot be seen.
fn name_of(text: &str) -> Result<String, Rejection> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let name = words.join(" ");
    let hidden = |it: char| {
        it.is_control()
            || matches!(it, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(hidden) {
        return Err(Rejection::BadName);
    }
    Ok(name)
}

fn smallest(league: &League, teams: u8) -> TeamId {
    let size = |team: &TeamId| league.governors.values().filter(|it| it.team == *team).count();
    (0..teams).map(TeamId).min_by_key(size).unwrap_or(TeamId(0))
}
