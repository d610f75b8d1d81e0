//! What governors did, for everybody; and what a round was for one of them, for that one alone.
//!
//! May live here: their templates. Must never live here: advice on what to vote.

use super::facts::GameFacts;
use super::game::commentary;
use super::phrase::list;
use league::ids::TeamId;
use league::spec::LeagueSpec;

/// A person who joined.
#[derive(Clone, Copy, Debug)]
pub struct Joined<'a> {
    /// What people call them.
    pub name: &'a str,
    /// Their team.
    pub team: TeamId,
}

/// What the governors did since the round before. `in_all`: governors of the league.
pub fn governance(spec: &LeagueSpec, joined: &[Joined<'_>], in_all: usize) -> String {
    let team = |id: TeamId| spec.teams.get(usize::from(id.0)).map_or("", |it| it.nickname.as_str());
    let people: Vec<String> =
        joined.iter().map(|it| format!("{} ({})", it.name, team(it.team))).collect();
    let came = match people.len() {
        0 => "Nobody joined since the round before.".to_owned(),
        _ => format!("New governors: {}.", list(&people)),
    };
    let now = match in_all {
        0 => "The league has no governors yet: every rule stands as it was founded.".to_owned(),
        1 => "The league has one governor.".to_owned(),
        more => format!("The league has {more} governors."),
    };
    format!("{came} {now}")
}

/// What the round was for a governor of `team`.
pub fn private(name: &str, spec: &LeagueSpec, team: TeamId, games: &[GameFacts<'_>]) -> String {
    let own = spec.teams.get(usize::from(team.0)).map_or("Your team", |it| it.nickname.as_str());
    let Some(game) = games.iter().find(|it| it.team_ids.contains(&team)) else {
        return format!("{name}, {own} did not play in this round.");
    };
    let won = game.team_ids[game.winner() as usize] == team;
    let word = if won { "won" } else { "lost" };
    format!("{name}, {own} {word} {}.\n\n{}", game.result(), commentary(game))
}
