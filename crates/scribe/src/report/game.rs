//! The story of one game.
//!
//! May live here: its templates. Must never live here: what several games have in common.

use super::facts::{GameFacts, Star};
use super::phrase::{count, pick};
use std::fmt::Write as _;

/// One game, told from its end: three short paragraphs.
pub fn commentary(facts: &GameFacts<'_>) -> String {
    [opening(facts), course(facts), people(facts)].join("\n\n")
}

fn opening(facts: &GameFacts<'_>) -> String {
    let (winner, loser) = (facts.team(facts.winner()), facts.team(facts.winner().other()));
    let verbs: &[&str] = match facts.margin() {
        0..=2 => &["edged out", "just held off", "slipped past"],
        3..=7 => &["beat", "got the better of", "saw off"],
        8..=14 => &["were clearly better than", "pulled away from", "were too much for"],
        _ => &["ran away from", "overran", "overwhelmed"],
    };
    let verb = pick(verbs, facts.salt());
    let overtime = if facts.went_to_overtime { " after overtime" } else { "" };
    format!(
        "{} {verb} {} {}{overtime} at {}.",
        winner.name,
        loser.name,
        facts.result(),
        facts.teams[0].venue.name
    )
}

fn course(facts: &GameFacts<'_>) -> String {
    let changes = facts.course.lead_changes;
    let winner = &facts.team(facts.winner()).nickname;
    let mut text = match (changes, facts.comeback()) {
        (0, 0) => format!("{winner} were never behind."),
        (0 | 1, behind) if behind > 0 => format!(
            "{winner} were {} behind at worst, then took the lead and kept it.",
            count(behind, "point")
        ),
        (_, behind) => format!(
            "The lead changed hands {}, and the score was level {}; {winner} trailed by as much as {}.",
            times(changes),
            times(facts.course.ties),
            count(behind, "point")
        ),
    };
    if let Some(run) = facts.longest_run().filter(|it| it.points >= 6) {
        let side = &facts.team(run.side).nickname;
        let more = pick(
            &["The longest run was", "Nothing hurt more than", "The stretch to remember was"],
            facts.salt(),
        );
        let _ = write!(text, " {more} {} in a row by {side}.", count(run.points, "point"));
    }
    text
}

fn people(facts: &GameFacts<'_>) -> String {
    let winner = facts.winner();
    let own = facts.stars[winner as usize]
        .map(|it| format!("{} led {} with {}", it.name, facts.team(winner).nickname, figures(&it)));
    let other = facts.stars[winner.other() as usize].map(|it| {
        format!("{} had {} for {}", it.name, figures(&it), facts.team(winner.other()).nickname)
    });
    let mut text = match (own, other) {
        (Some(own), Some(other)) => format!("{own}; {other}."),
        (Some(one), None) | (None, Some(one)) => format!("{one}."),
        (None, None) => "Nobody scored a point of their own.".to_owned(),
    };
    if let Some(last) = facts.last_word() {
        let _ = write!(text, " The last points of the winners: {last}.");
    }
    text
}

/// `17 points, 6 rebounds and 4 assists`: what is worth a word.
fn figures(star: &Star<'_>) -> String {
    let line = &star.line;
    let mut parts = vec![count(line.points, "point")];
    let more = [
        (line.rebounds(), 4, "rebound"),
        (line.assists, 3, "assist"),
        (line.steals, 2, "steal"),
        (line.blocks, 2, "block"),
    ];
    parts.extend(more.iter().filter(|it| it.0 >= it.1).map(|it| count(it.0, it.2)));
    super::phrase::list(&parts)
}

fn times(number: u16) -> String {
    match number {
        0 => "not once".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}
