//! Every rule of a season does what the Book says, and no rule is without a test of its own.

use crate::arms::{even, house, meet, more, of};
use crate::common::{Played, spec};
use crate::levers::LEVERS;
use league::View;
use league::rules::{Param, Rules, Scope};
use league::sim::{Lineup, Skills};
use league::view::Plays;

/// A rule of the season with the test that it moves something.
struct Lever {
    param: Param,
    low: i32,
    high: i32,
    metric: fn(&Rules) -> i32,
    /// What `high` has more of than `low`.
    least: i32,
}

const LEVERS_OF_A_SEASON: &[Lever] = &[
    Lever { param: Param::LeagueRoundRobins, low: 1, high: 4, metric: rounds, least: 21 },
    Lever { param: Param::LeaguePlayoffTeams, low: 2, high: 8, metric: stages, least: 2 },
    Lever { param: Param::LeagueSemisBestOf, low: 1, high: 7, metric: semifinal_games, least: 3 },
    Lever { param: Param::LeagueFinalBestOf, low: 1, high: 9, metric: final_games, least: 4 },
    Lever { param: Param::StandingsWin, low: 1, high: 5, metric: most_points, least: 20 },
    Lever { param: Param::StandingsLoss, low: -3, high: 2, metric: fewest_points, least: 20 },
];

/// These reach into a game and are tested in a game.
const IN_A_GAME: [Param; 2] = [Param::RosterOnCourt, Param::RosterSize];

#[test]
fn every_parameter_has_a_lever() {
    for param in Param::ALL {
        let is_there = match param.scope() {
            Scope::Game => LEVERS.iter().any(|it| it.param == param),
            Scope::Season => {
                LEVERS_OF_A_SEASON.iter().any(|it| it.param == param) || IN_A_GAME.contains(&param)
            }
        };
        assert!(is_there, "{} has no lever", param.id());
    }
}

#[test]
fn every_lever_of_a_season_moves_what_it_is_about() {
    for Lever { param, low, high, metric, least } in LEVERS_OF_A_SEASON {
        let [low, high] = [low, high].map(|value| metric(&house(&[(*param, *value)])));
        assert!(high - low >= *least, "{}: {low} to {high}, not {least} more", param.id());
    }
}

/// A season of eight teams by these rules, played to the end.
fn season(rules: &Rules) -> Played {
    let mut played = Played::founded(league::spec::LeagueSpec { rules: rules.clone(), ..spec() });
    played.season();
    played
}

fn seen<T>(rules: &Rules, of: impl Fn(&View<'_>) -> T) -> T {
    let played = season(rules);
    let plays = Plays::new();
    of(&View::at(&played.state, &plays, played.now).expect("founded"))
}

fn count(number: usize) -> i32 {
    i32::try_from(number).expect("few")
}

fn rounds(rules: &Rules) -> i32 {
    seen(rules, |it| count(it.regular_rounds()))
}

fn stages(rules: &Rules) -> i32 {
    seen(rules, |it| count(it.bracket().len()))
}

/// Games of the longest series of a stage, counted from the last.
fn longest(rules: &Rules, stage_from_last: usize) -> i32 {
    seen(rules, |it| {
        let bracket = it.bracket();
        let stage = &bracket[bracket.len() - 1 - stage_from_last];
        stage.iter().map(|it| i32::from(it.wins[0] + it.wins[1])).max().expect("a series")
    })
}

fn semifinal_games(rules: &Rules) -> i32 {
    longest(rules, 1)
}

fn final_games(rules: &Rules) -> i32 {
    longest(rules, 0)
}

fn most_points(rules: &Rules) -> i32 {
    seen(rules, |it| it.standings().iter().map(|row| row.points).max().expect("teams"))
}

fn fewest_points(rules: &Rules) -> i32 {
    seen(rules, |it| it.standings().iter().map(|row| row.points).min().expect("teams"))
}

#[test]
fn the_size_of_a_squad_reaches_into_a_game() {
    let eight = Lineup { skills: vec![Skills::from_values([50; 10]); 8], ..even(50) };
    let arm = |changes: &[(Param, i32)]| of(meet(eight.clone(), eight.clone()), house(changes));
    let [four, all] = [4, 8].map(|size| arm(&[(Param::RosterSize, size)]));
    let minutes = more(&four, &all, "top_minutes", 400);
    assert!(-minutes.value > 0.03 && -minutes.value > 4.0 * minutes.error, "{minutes:?}");
    let shares = [2, 3, 5].map(|court| {
        let rules = [(Param::RosterOnCourt, court), (Param::RosterSize, 8)];
        crate::arms::metric(&arm(&rules), "top_share", 400).value
    });
    assert!(shares.is_sorted_by(|few, many| few > many), "{shares:?}");
}
