//! `/start` and `/glossary`: how the game works, for somebody who has just come in.
//!
//! May live here: the two pages, and rules in whole sentences. Must never live here: a number that a
//! vote may change, written out instead of read from the rules.

use super::glossary::{self, Term};
use super::know::count;
use super::{Chrome, Nav, TimeTag, Visit, answer, missing};
use crate::{clock, ticker};
use askama::Template;
use axum::response::{IntoResponse as _, Redirect, Response};
use league::rules::{EndMode, Param, Rules};

#[derive(Template)]
#[template(path = "know/start.html")]
struct Start {
    chrome: Chrome,
    teams: usize,
    games: usize,
    rounds: usize,
    robins: i32,
    playoff_teams: i32,
    semis: i32,
    last: i32,
    on_court: i32,
    squad: i32,
    ending: String,
    overtime: String,
    baskets: String,
    params: usize,
    next: Option<TimeTag>,
}

/// `GET /start`
pub(super) async fn start(visit: Visit) -> Response {
    let Some(view) = visit.view() else { return missing::page(&visit) };
    let league = view.league;
    let rules = &league.rules;
    let get = |it| rules.get(it);
    let teams = league.spec.teams.len();
    let robins = get(Param::LeagueRoundRobins);
    let mut chrome = visit.chrome(Nav::Start, "Start here");
    "How Pinwheel works, in ninety seconds.".clone_into(&mut chrome.description);
    let page = Start {
        rounds: usize::try_from(robins).unwrap_or(1) * (teams - 1),
        games: teams / 2,
        playoff_teams: get(Param::LeaguePlayoffTeams),
        semis: get(Param::LeagueSemisBestOf),
        last: get(Param::LeagueFinalBestOf),
        on_court: get(Param::RosterOnCourt),
        squad: get(Param::RosterSize),
        ending: ending(rules),
        overtime: overtime(rules),
        baskets: baskets(rules),
        params: Param::COUNT,
        next: ticker::next_tip_off(league, clock::now()).map(TimeTag::from),
        teams,
        robins,
        chrome,
    };
    answer(&page, &visit.headers)
}

/// `GET /help`: what helps is on one page.
pub(super) async fn help(visit: Visit) -> Response {
    Redirect::to(&format!("{}/start", visit.here.base)).into_response()
}

/// The periods in words: `3 periods of 5 minutes`.
fn periods(rules: &Rules) -> String {
    let timed = match rules.end_mode() {
        EndMode::Elam => rules.get(Param::EndElamAfterPeriod),
        EndMode::Timed | EndMode::Target => rules.get(Param::ClockPeriods),
    };
    let each = length(rules.get(Param::ClockPeriodSecs));
    format!("{} of {each}", count(usize::try_from(timed).unwrap_or(1), "period"))
}

/// A length of time: `5 minutes`, `4 minutes 30 seconds`.
fn length(seconds: i32) -> String {
    let number = |it: i32, one: &str| count(usize::try_from(it).unwrap_or(0), one);
    match (seconds / 60, seconds % 60) {
        (0, rest) => number(rest, "second"),
        (minutes, 0) => number(minutes, "minute"),
        (minutes, rest) => format!("{} {}", number(minutes, "minute"), number(rest, "second")),
    }
}

/// How a game ends under these rules, in a sentence or two.
fn ending(rules: &Rules) -> String {
    let points = |param| count(usize::try_from(rules.get(param)).unwrap_or(0), "point");
    match rules.end_mode() {
        EndMode::Timed => format!(
            "A game is {}. Whoever is ahead when the last one runs out has won.",
            periods(rules)
        ),
        EndMode::Elam => format!(
            "After {} the clock is switched off. The leader’s score plus {} becomes the target, and the first side to reach it wins. So a game ends on a made basket or free throw, never on a buzzer.",
            periods(rules),
            points(Param::EndElamMargin)
        ),
        EndMode::Target => {
            let by = match rules.get(Param::EndWinBy) {
                ..=1 => String::new(),
                it => format!(" and leads by {it}"),
            };
            format!(
                "The first side that has {}{by} wins. When {} have run out before that, whoever is ahead has won.",
                points(Param::EndTargetScore),
                periods(rules)
            )
        }
    }
}

/// What happens when a game is level at its end; empty where that cannot happen.
fn overtime(rules: &Rules) -> String {
    if rules.end_mode() == EndMode::Elam {
        return String::new();
    }
    let target = rules.get(Param::OvertimeTarget);
    match rules.get(Param::OvertimeSecs) {
        0 => format!(
            "When it is level, there is an overtime without a clock: the first side to score {} in it wins.",
            count(usize::try_from(target).unwrap_or(0), "point")
        ),
        seconds => {
            format!("When it is level, overtimes of {} follow until it is not.", length(seconds))
        }
    }
}

/// What baskets are worth, in a sentence.
fn baskets(rules: &Rules) -> String {
    let points = |param| count(usize::try_from(rules.get(param)).unwrap_or(0), "point");
    let deep = match rules.get(Param::ScoreDeep) {
        0 => String::new(),
        _ => format!(", one from two metres or more beyond it {}", points(Param::ScoreDeep)),
    };
    format!(
        "A basket from inside the arc counts {}, one from beyond it {}{deep}, a free throw {}.",
        points(Param::ScoreInside),
        points(Param::ScoreArc),
        points(Param::ScoreFt)
    )
}

#[derive(Template)]
#[template(path = "know/glossary.html")]
struct Glossary {
    chrome: Chrome,
    letters: Vec<(char, Vec<Term>)>,
    terms: usize,
}

/// `GET /glossary`
pub(super) async fn glossary(visit: Visit) -> Response {
    let mut letters: Vec<(char, Vec<Term>)> = Vec::new();
    for term in glossary::TERMS {
        let letter = term.name.chars().next().unwrap_or('?').to_ascii_uppercase();
        match letters.last_mut().filter(|it| it.0 == letter) {
            Some(group) => group.1.push(term),
            None => letters.push((letter, vec![term])),
        }
    }
    let mut chrome = visit.chrome(Nav::Glossary, "Glossary");
    "The words of the league, each in a sentence or two.".clone_into(&mut chrome.description);
    answer(&Glossary { chrome, letters, terms: glossary::TERMS.len() }, &visit.headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use league::rules::Preset;

    #[test]
    fn every_preset_says_how_its_games_end() {
        let said = |it: Preset| format!("{} {}", ending(&it.rules()), overtime(&it.rules()));
        assert_eq!(
            said(Preset::House).trim(),
            "After 3 periods of 5 minutes the clock is switched off. The leader’s score plus 11 points becomes the target, and the first side to reach it wins. So a game ends on a made basket or free throw, never on a buzzer."
        );
        assert_eq!(
            said(Preset::Big3),
            "The first side that has 50 points and leads by 2 wins. When 2 periods of 20 minutes have run out before that, whoever is ahead has won. When it is level, there is an overtime without a clock: the first side to score 2 points in it wins."
        );
        assert!(said(Preset::Fiba3x3).contains("21 points wins. When 1 period of 10 minutes"));
        let four = Preset::Tbt.rules().with(Param::ClockPeriodSecs, 270).expect("legal");
        assert_eq!(periods(&four), "4 periods of 4 minutes 30 seconds");
    }
}
