//! What is told of a whole round: the report, and its best plays.
//!
//! May live here: comparing games, their templates. Must never live here: one game's story.

use super::facts::GameFacts;
use super::phrase::{capital, count, list, pick};

/// The round in a few paragraphs: its shape, every result, who stood out.
pub fn round_report(season: u16, round: u16, games: &[GameFacts<'_>]) -> String {
    let Some(first) = games.first() else {
        return format!("Nothing was played in round {round} of season {season}.");
    };
    let mut paragraphs = vec![shape(round, games), results(games)];
    if let Some(best) = games
        .iter()
        .filter_map(|it| Some((it, it.best()?)))
        .reduce(|a, b| if b.1.line.points > a.1.line.points { b } else { a })
    {
        let (game, star) = best;
        let team = game.teams[usize::from(star.id.team() != game.team_ids[0])];
        let opening = pick(
            &["Nobody scored more than", "The name of the round:", "The most points came from"],
            first.salt(),
        );
        paragraphs.push(format!(
            "{opening} {} of {} with {}.",
            star.name,
            team.nickname,
            count(star.line.points, "point")
        ));
    }
    paragraphs.join("\n\n")
}

fn shape(round: u16, games: &[GameFacts<'_>]) -> String {
    let close = games.iter().filter(|it| it.margin() <= 3).count();
    let away = games.iter().filter(|it| it.score[1] > it.score[0]).count();
    let points: u32 = games.iter().map(|it| u32::from(it.total())).sum();
    let number = games.len();
    let closeness = match close {
        0 => "none of them close".to_owned(),
        all if all == number && number > 1 => "every one of them close".to_owned(),
        1 => "one of them decided by three points or fewer".to_owned(),
        more => format!("{more} of them decided by three points or fewer"),
    };
    let visitors = match away {
        0 => "every home side won",
        all if all == number => "every visitor won",
        1 => "one visitor won",
        _ => "visitors took their share",
    };
    let games = if number == 1 { "one game".to_owned() } else { format!("{number} games") };
    format!("Round {round}: {games} and {points} points, {closeness}; {visitors}.")
}

fn results(games: &[GameFacts<'_>]) -> String {
    let mut closest: Vec<&GameFacts<'_>> = games.iter().collect();
    closest.sort_by_key(|it| (it.margin(), it.id));
    let line = |it: &&GameFacts<'_>| {
        let (winner, loser) = (it.team(it.winner()), it.team(it.winner().other()));
        let overtime = if it.went_to_overtime { " after overtime" } else { "" };
        format!("{} {} against {}{overtime}", winner.nickname, it.result(), loser.nickname)
    };
    let lines: Vec<String> = closest.iter().map(line).collect();
    format!("From the closest to the clearest: {}.", list(&lines))
}

/// The plays and turns of the round that one would tell a friend: one paragraph each.
pub fn highlights(games: &[GameFacts<'_>]) -> String {
    let mut reel: Vec<String> = Vec::new();
    if let Some(game) = games.iter().min_by_key(|it| (it.margin(), it.id))
        && let Some(last) = game.last_word()
    {
        reel.push(format!(
            "{}, in the closest game of the round: {last}. It ended {}.",
            game.team(game.winner()).nickname,
            game.result()
        ));
    }
    if let Some(game) = games.iter().max_by_key(|it| (it.comeback(), std::cmp::Reverse(it.id)))
        && game.comeback() >= 5
    {
        reel.push(format!(
            "{} were {} behind against {} and won all the same, {}.",
            game.team(game.winner()).nickname,
            count(game.comeback(), "point"),
            game.team(game.winner().other()).nickname,
            game.result()
        ));
    }
    let run = |it: &GameFacts<'_>| it.longest_run().map_or(0, |run| run.points);
    if let Some(game) = games.iter().max_by_key(|it| (run(it), std::cmp::Reverse(it.id)))
        && let Some(run) = game.longest_run()
    {
        reel.push(format!(
            "{} in a row by {}, the longest run of the round.",
            capital(&count(run.points, "point")),
            game.team(run.side).nickname
        ));
    }
    if let Some((game, (points, words))) = games
        .iter()
        .filter_map(|it| Some((it, it.richest()?)))
        .reduce(|a, b| if b.1.0 > a.1.0 { b } else { a })
    {
        reel.push(format!(
            "Worth {} in {} against {}: {words}.",
            count(points, "point"),
            game.teams[0].nickname,
            game.teams[1].nickname
        ));
    }
    if let Some((game, words)) = games.iter().find_map(|it| Some((it, it.deepest()?))) {
        reel.push(format!(
            "From far out, in {} against {}: {words}.",
            game.teams[0].nickname, game.teams[1].nickname
        ));
    }
    if reel.is_empty() {
        "A round without a basket to remember.".to_owned()
    } else {
        reel.join("\n\n")
    }
}
