//! Pictures made of plays: who led when, and where shots came from. Each with its sentence and table.
//!
//! May live here: geometry of these pictures. Must never live here: markup, colours, plays to come.

use crate::model::play::shot_salt;
use crate::words;
use league::sim::{Kind, Play, Side, shot_spot};
use league::view::{Course, GameView, Tries, View, by_zone};
use std::fmt::Write as _;

/// Width of the lead tracker and the height of its middle line, in its own units.
const LEAD: (u32, i32) = (600, 60);
/// Largest lead shows as this much.
const LEAD_HIGH: i32 = 54;
/// A lead smaller than this does not fill the picture.
const LEAD_LEAST: i32 = 8;

/// The lead tracker.
#[derive(Clone, Debug)]
pub(super) struct Lead {
    pub(super) names: [String; 2],
    /// Areas above and below the line.
    pub(super) paths: [String; 2],
    /// Where periods after the first begin.
    pub(super) grid: String,
    /// Periods: where their name stands, and the name.
    pub(super) labels: Vec<(u32, String)>,
    pub(super) sentence: String,
    pub(super) rows: Vec<LeadRow>,
}

/// A period in the table beside the picture.
#[derive(Clone, Debug)]
pub(super) struct LeadRow {
    pub(super) phase: String,
    /// Score at its end, or so far.
    pub(super) score: [u16; 2],
    pub(super) lead: String,
}

impl Lead {
    pub(super) fn of(view: &View<'_>, game: &GameView<'_>) -> Self {
        let names =
            [game.card.home, game.card.away].map(|it| view.league.team(it).nickname.clone());
        let course = Course::of(game.plays);
        let scores = game.running_score();
        let starts = starts(game.plays);
        let label = |at: &usize| {
            let play = &game.plays[*at];
            (across(game.plays, play), words::phase(&view.league.rules, play.period))
        };
        let labels: Vec<(u32, String)> = starts.iter().map(label).collect();
        let mut grid = String::new();
        for (at, _) in labels.iter().skip(1) {
            let _ = write!(grid, "M{at} 6v108");
        }
        let ends = starts.iter().skip(1).map(|it| it - 1).chain(game.plays.len().checked_sub(1));
        let row = |(start, end): (&usize, usize)| LeadRow {
            phase: words::phase(&view.league.rules, game.plays[*start].period),
            score: scores[end],
            lead: in_words(&names, i32::from(scores[end][0]) - i32::from(scores[end][1])),
        };
        Self {
            paths: areas(game.plays, &scores, &course),
            grid,
            // The name of a period that has just begun would stand over the edge.
            labels: labels.into_iter().filter(|it| it.0 + 50 < LEAD.0).collect(),
            sentence: format!(
                "Lead by time: {} led by as many as {}, {} by {}; {}",
                names[0],
                course.largest[0],
                names[1],
                course.largest[1],
                ending(&names, &course, game.over)
            ),
            rows: starts.iter().zip(ends).map(row).collect(),
            names,
        }
    }
}

fn ending(names: &[String; 2], course: &Course, over: bool) -> String {
    let lead = course.lead();
    let who = &names[usize::from(lead < 0)];
    match (lead, over) {
        (0, _) => "the score is level now".to_owned(),
        (_, true) => format!("{who} won by {}", lead.abs()),
        (_, false) => format!("{who} lead by {} now", lead.abs()),
    }
}

/// `Herons by 4`, `level`.
pub(super) fn in_words(names: &[String; 2], lead: i32) -> String {
    match lead {
        0 => "level".to_owned(),
        it => format!("{} by {}", names[usize::from(it < 0)], it.abs()),
    }
}

/// Indexes of the plays that begin a period.
fn starts(plays: &[Play]) -> Vec<usize> {
    let begins = |(_, it): &(usize, &Play)| it.kind == Kind::PeriodStart;
    plays.iter().enumerate().filter(begins).map(|(at, _)| at).collect()
}

/// Where a play stands across the picture: by the time that has passed, up to the newest play.
fn across(plays: &[Play], play: &Play) -> u32 {
    let whole = plays.last().map_or(1, |it| it.elapsed).max(1);
    play.elapsed * LEAD.0 / whole
}

/// The lead as two areas of steps.
fn areas(plays: &[Play], scores: &[[u16; 2]], course: &Course) -> [String; 2] {
    let most = course.largest.into_iter().max().map_or(0, i32::from).max(LEAD_LEAST);
    let mut paths = [format!("M0 {}", LEAD.1), format!("M0 {}", LEAD.1)];
    let mut heights = [0, 0];
    for (play, [home, away]) in plays.iter().zip(scores).filter(|(it, _)| it.points > 0) {
        let lead = (i32::from(*home) - i32::from(*away)) * LEAD_HIGH / most;
        for (path, (height, own)) in
            paths.iter_mut().zip(heights.iter_mut().zip([lead.max(0), lead.min(0)]))
        {
            if *height != own {
                let _ = write!(path, "H{}V{}", across(plays, play), LEAD.1 - own);
                *height = own;
            }
        }
    }
    for path in &mut paths {
        let _ = write!(path, "H{}V{}Z", LEAD.0, LEAD.1);
    }
    paths
}

/// Centimetres of the court per unit of the shot map, and where its base line is.
const COURT: (i32, i32) = (5, 8);
/// Names of the zones, in the order of `by_zone`.
const ZONES: [&str; 5] = ["At the rim", "In the paint", "Mid-range", "Beyond the arc", "Deep"];

/// The shot map.
#[derive(Clone, Debug)]
pub(super) struct Shots {
    pub(super) names: [String; 2],
    /// The arc.
    pub(super) arc: String,
    /// Made by home, missed by home, made by the visitors, missed by the visitors.
    pub(super) marks: [String; 4],
    pub(super) sentence: String,
    /// Zone, then made of tried with the share, home and away.
    pub(super) rows: Vec<(&'static str, [String; 2])>,
}

impl Shots {
    pub(super) fn of(view: &View<'_>, game: &GameView<'_>) -> Self {
        let names =
            [game.card.home, game.card.away].map(|it| view.league.team(it).nickname.clone());
        let table = by_zone(game.plays);
        let totals = table.map(|zones| {
            zones.iter().fold(Tries::default(), |sum, it| Tries {
                made: sum.made + it.made,
                tried: sum.tried + it.tried,
            })
        });
        let part =
            |at: usize| format!("{} made {} of {}", names[at], totals[at].made, totals[at].tried);
        let row = |(at, name): (usize, &&'static str)| {
            (*name, [0, 1].map(|side: usize| tries(table[side][at])))
        };
        Self {
            arc: arc(game.arc_cm),
            marks: marks(game),
            sentence: format!("Shot map: {}, {}. The table is below.", part(0), part(1)),
            rows: ZONES.iter().enumerate().map(row).collect(),
            names,
        }
    }
}

fn tries(it: Tries) -> String {
    if it.tried == 0 {
        return "–".to_owned();
    }
    format!("{}–{}, {} %", it.made, it.tried, words::percent(it.made.into(), it.tried.into()))
}

/// The arc around the basket, from sideline to sideline or base line to base line.
fn arc(arc_cm: i32) -> String {
    let radius = arc_cm / COURT.0;
    let (dx, dy) =
        if radius <= 150 { (radius, 0) } else { (150, (radius * radius - 150 * 150).isqrt()) };
    let y = COURT.1 + dy;
    format!("M{} {y}A{radius} {radius} 0 0 0 {} {y}", 150 - dx, 150 + dx)
}

fn marks(game: &GameView<'_>) -> [String; 4] {
    let mut marks: [String; 4] = Default::default();
    for (index, play) in game.plays.iter().enumerate() {
        if !matches!(play.kind, Kind::Made | Kind::Missed | Kind::Blocked) {
            continue;
        }
        let (x, y) = shot_spot(play, shot_salt(game.card.id), index, game.arc_cm);
        let (x, y) = (150 + x / COURT.0, COURT.1 + y / COURT.0);
        let (x, y) = (x.clamp(6, 294), y.clamp(6, 222));
        let _ = match (play.side, play.kind == Kind::Made) {
            (Side::Home, true) => {
                write!(marks[0], "M{} {y}a5 5 0 1 0 10 0a5 5 0 1 0-10 0", x - 5)
            }
            (Side::Home, false) => write!(marks[1], "M{} {}l8 8m0-8l-8 8", x - 4, y - 4),
            (Side::Away, true) => write!(marks[2], "M{x} {}l6 6-6 6-6-6z", y - 6),
            (Side::Away, false) => write!(marks[3], "M{x} {}v10m-5-5h10", y - 5),
        };
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_far_arc_ends_at_the_sidelines() {
        assert_eq!(arc(675), "M15 8A135 135 0 0 0 285 8");
        assert_eq!(arc(1_000), "M0 140A200 200 0 0 0 300 140");
    }

    #[test]
    fn a_lead_names_who_has_it() {
        let names = ["Herons".to_owned(), "Furnace".to_owned()];
        assert_eq!(in_words(&names, 4), "Herons by 4");
        assert_eq!(in_words(&names, -1), "Furnace by 1");
        assert_eq!(in_words(&names, 0), "level");
    }

    #[test]
    fn shares_of_nothing_are_a_dash() {
        assert_eq!(tries(Tries { made: 1, tried: 2 }), "1–2, 50.0 %");
        assert_eq!(tries(Tries::default()), "–");
    }
}
