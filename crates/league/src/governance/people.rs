//! Governors: who has joined which team.
//!
//! May live here: joining, and text that people give as it is kept. Never: how a person is
//! recognised (the shell's), what they do on the Floor (`desk`).

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
    /// How many rounds the league had played by then.
    #[serde(default)]
    pub joined_round: u32,
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
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(is_hidden) {
        return Err(Rejection::BadName);
    }
    Ok(name)
}

/// Whether a character cannot be seen, or changes how others are seen.
fn is_hidden(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
            | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// Text that a person wrote as it is kept: one line, single spaces, nothing that cannot be seen.
/// `None` when nothing is left, or more than `most` characters are.
pub(super) fn quoted(text: &str, most: usize) -> Option<String> {
    // Looked at no further than it could matter: a long text is refused, not worked through.
    let space = |it: char| if it.is_whitespace() { ' ' } else { it };
    let start: String =
        text.chars().take(most * 4 + 1).map(space).filter(|it| !is_hidden(*it)).collect();
    let kept = start.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_whole = text.chars().nth(most * 4 + 1).is_none();
    (is_whole && !kept.is_empty() && kept.chars().count() <= most).then_some(kept)
}

fn smallest(league: &League, teams: u8) -> TeamId {
    let size = |team: &TeamId| league.governors.values().filter(|it| it.team == *team).count();
    (0..teams).map(TeamId).min_by_key(size).unwrap_or(TeamId(0))
}
