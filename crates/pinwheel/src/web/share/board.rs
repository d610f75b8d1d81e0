//! The board of a game as a drawing: one sheet folded on the diagonal, each half in a team's ink.
//!
//! May live here: shapes, places, colours, sizes of type. Never: anything that is not on the card.

use crate::web::feeds::xml;
use crate::words;
use league::League;
use league::sim::Ball;
use league::spec::{Ink, TeamSpec};
use league::view::{Card, Moment, Status};
use std::fmt::Write as _;

const WIDTH: i32 = 1200;
const HEIGHT: i32 = 630;
/// Height of the bar at the foot.
const BAR: i32 = 104;
/// Space to the edge of the sheet.
const EDGE: i32 = 64;
/// How far the fold leans over the height of the board.
const LEAN: i32 = 92;

const INK: &str = "#1C1A17";
const PAPER: &str = "#F7F1E3";
const WHITE: &str = "#FFFCF5";
const BRASS: &str = "#F2B632";
const LIVE: &str = "#FF6B57";
const DIM: &str = "#CFC3AE";

/// What a team's ink is printed with: the blocks of the site's style sheet.
fn block(ink: Ink) -> &'static str {
    match ink {
        Ink::Brick => "#9A2737",
        Ink::Rust => "#933606",
        Ink::Amber => "#7C4B02",
        Ink::Olive => "#68570B",
        Ink::Moss => "#416407",
        Ink::Pine => "#0C6944",
        Ink::Teal => "#04665E",
        Ink::Lake => "#056374",
        Ink::Blue => "#005A9D",
        Ink::Indigo => "#4B48A8",
        Ink::Violet => "#713995",
        Ink::Plum => "#8E2B6B",
    }
}

/// One half of the sheet.
struct Half<'a> {
    team: &'a TeamSpec,
    score: Option<u16>,
    lost: bool,
    right: bool,
}

/// The board as an SVG of 1200 by 630. `scores`: whether points are wanted.
pub(super) fn svg(league: &League, card: &Card, scores: bool) -> String {
    let [home, away] = [card.home, card.away].map(|it| league.team(it));
    let points = card.status.score().filter(|_| scores);
    let over = matches!(card.status, Status::Final { .. });
    let lost = |own: usize| over && points.is_some_and(|it| it[own] < it[1 - own]);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\"><rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{INK}\"/>"
    );
    sheet(&mut text, home.ink, away.ink.against(home.ink));
    half(
        &mut text,
        &Half { team: home, score: points.map(|it| it[0]), lost: lost(0), right: false },
    );
    half(
        &mut text,
        &Half { team: away, score: points.map(|it| it[1]), lost: lost(1), right: true },
    );
    pinwheel(&mut text, ball(&card.status, scores));
    bar(&mut text, league, card, scores);
    text.push_str("</svg>");
    text
}

/// The two inks, and the light and the shadow of the fold.
fn sheet(text: &mut String, home: Ink, away: Ink) {
    let (middle, foot) = (WIDTH / 2, HEIGHT - BAR);
    let (top, bottom) = (middle + LEAN / 2, middle - LEAN / 2);
    let (home, away) = (block(home), block(away));
    let _ = write!(
        text,
        "<path fill=\"{home}\" d=\"M0 0H{top}L{bottom} {foot}H0Z\"/><path fill=\"{away}\" d=\"M{top} 0H{WIDTH}V{foot}H{bottom}Z\"/><path fill=\"#000\" opacity=\".16\" d=\"M{top} 0h58L{bottom} {foot}Z\"/><path fill=\"#FFF\" opacity=\".10\" d=\"M{top} 0L{bottom} {foot}h-58Z\"/>",
    );
}

fn half(text: &mut String, half: &Half<'_>) {
    let (x, anchor) = if half.right { (WIDTH - EDGE, "end") } else { (EDGE, "start") };
    let nickname = &half.team.nickname;
    let place = half.team.name.strip_suffix(nickname).unwrap_or("").trim();
    let size = fitting(nickname, 60, 440);
    let _ = write!(
        text,
        "<g fill=\"{WHITE}\" text-anchor=\"{anchor}\"><text x=\"{x}\" y=\"96\" font-family=\"Archivo Text\" font-size=\"30\" opacity=\".86\">{}</text><text x=\"{x}\" y=\"{}\" font-family=\"Archivo Display\" font-size=\"{size}\">{}</text>",
        xml(place),
        104 + size,
        xml(nickname),
    );
    let (big, size, letters) = match half.score {
        Some(score) => {
            let digits = score.to_string();
            let size = if digits.len() > 2 { 190 } else { 264 };
            (digits, size, -size / 24)
        }
        None => (half.team.code.clone(), code_size(&half.team.code), 0),
    };
    let opacity = if half.lost { ".74" } else { "1" };
    // Optical: numerals begin a little inside their box.
    let x = if half.right { x + size / 40 } else { x - size / 26 };
    let _ = write!(
        text,
        "<text x=\"{x}\" y=\"464\" font-family=\"Archivo Score\" font-size=\"{size}\" letter-spacing=\"{letters}\" opacity=\"{opacity}\">{}</text></g>",
        xml(&big),
    );
}

/// The size of type, at most `largest`, at which wide letters stay within `width`.
fn fitting(words: &str, largest: i32, width: i32) -> i32 {
    let letters = i32::try_from(words.chars().count().max(1)).unwrap_or(1);
    // A wide capital is about three quarters as wide as the type is high.
    largest.min(width * 100 / (letters * 72))
}

/// The size of type of a code: a W is as wide as the type is high.
fn code_size(code: &str) -> i32 {
    let letters = i32::try_from(code.len().max(1)).unwrap_or(1);
    (420 / letters).min(144)
}

/// Who the pinwheel points to: whoever has the ball. Dead still when nothing is live.
fn ball(status: &Status, scores: bool) -> Ball {
    match status {
        Status::Live(Moment { ball, .. }) if scores => *ball,
        Status::Live(_) | Status::Scheduled | Status::Final { .. } => Ball::Nobody,
    }
}

fn pinwheel(text: &mut String, ball: Ball) {
    let (turn, front) = match ball {
        Ball::Nobody => (-28, WHITE),
        Ball::Home => (-73, BRASS),
        Ball::Away => (17, BRASS),
    };
    let (x, y) = (WIDTH / 2, (HEIGHT - BAR) / 2);
    let mut blades = |shift: i32, fill: Option<&str>| {
        let _ = write!(
            text,
            "<g transform=\"translate({x} {}) scale(1.9) rotate({turn})\">",
            y + shift
        );
        for blade in 0..4 {
            let color = fill.unwrap_or(if blade == 0 { front } else { WHITE });
            let opacity = if fill.is_some() { ".30" } else { "1" };
            let _ = write!(
                text,
                "<g transform=\"rotate({})\"><path fill=\"{color}\" opacity=\"{opacity}\" d=\"M0 0V-46L34-23Z\"/>",
                blade * 90
            );
            if fill.is_none() {
                text.push_str("<path fill=\"#000\" opacity=\".18\" d=\"M0 0V-46L12-30Z\"/>");
            }
            text.push_str("</g>");
        }
        text.push_str("</g>");
    };
    blades(5, Some("#000"));
    blades(0, None);
    let _ = write!(
        text,
        "<circle cx=\"{x}\" cy=\"{y}\" r=\"11\" fill=\"{INK}\"/><circle cx=\"{x}\" cy=\"{y}\" r=\"4\" fill=\"{DIM}\"/>"
    );
}

fn bar(text: &mut String, league: &League, card: &Card, scores: bool) {
    let (base, live) = (HEIGHT - BAR / 2 + 13, matches!(card.status, Status::Live(_)));
    let mut x = EDGE;
    if live {
        let _ = write!(
            text,
            "<circle cx=\"{}\" cy=\"{}\" r=\"11\" fill=\"{LIVE}\"/>",
            x + 11,
            base - 13
        );
        x += 38;
    }
    let color = if live { LIVE } else { WHITE };
    let state = state(league, &card.status, scores);
    let _ = write!(
        text,
        "<text x=\"{x}\" y=\"{base}\" font-family=\"Archivo Display\" font-size=\"38\" fill=\"{color}\">{}</text>",
        xml(&state.0),
    );
    if !state.1.is_empty() {
        let after = x + 28 + i32::try_from(state.0.len()).unwrap_or(0) * 25;
        let _ = write!(
            text,
            "<text x=\"{after}\" y=\"{base}\" font-family=\"Archivo Display\" font-size=\"38\" fill=\"{PAPER}\">{}</text>",
            xml(&state.1),
        );
    }
    let _ = write!(
        text,
        "<text x=\"{}\" y=\"{base}\" text-anchor=\"end\" font-family=\"Archivo Text\" font-size=\"{}\" fill=\"{DIM}\">{}</text>",
        WIDTH - EDGE,
        fitting(&league.spec.name, 30, 480),
        xml(&line(league, card)),
    );
}

/// The state in one word, and what belongs to it.
fn state(league: &League, status: &Status, scores: bool) -> (String, String) {
    match status {
        Status::Scheduled => ("Upcoming".to_owned(), String::new()),
        Status::Live(moment) if scores => {
            let rest = match moment.target {
                Some(target) => format!("First to {target}"),
                None if moment.period == 0 => "Tip-off".to_owned(),
                None => capital(&words::phase_in_words(&league.rules, moment.period)),
            };
            ("Live".to_owned(), rest)
        }
        Status::Live(_) => ("Live".to_owned(), String::new()),
        Status::Final { .. } => ("Final".to_owned(), String::new()),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|it| it.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// The league, and the round where there is room for it.
fn line(league: &League, card: &Card) -> String {
    let name = &league.spec.name;
    if name.chars().count() > 26 {
        name.clone()
    } else {
        format!("{name}, round {}", card.id.round)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inks_are_those_of_the_style_sheet() {
        let css = include_str!("../../../assets/app.css");
        for ink in Ink::ALL {
            let wanted = format!("--b{}:{};", ink.hue(), block(ink));
            assert!(css.contains(&wanted), "{wanted}");
        }
    }
}
