//! The plot of a calibration: for each row its range, its number, and the number's error.
//!
//! May live here: drawing. Must never live here: measuring, wording beyond labels.

use std::fmt::Write as _;

use super::report::{Line, read};

/// Height of a row, pixels.
const ROW: i64 = 22;
/// Where the ranges begin, and how wide they are drawn.
const LEFT: i64 = 430;
const WIDTH: i64 = 300;

/// Every range drawn equally wide, its number as a dot with two standard errors to either side.
/// Black on white or white on black, as the reader has it.
pub(super) fn ranges(lines: &[Line]) -> String {
    let height = i64::try_from(lines.len()).unwrap_or(0) * ROW + 20;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 {height}\" role=\"img\" \
         aria-label=\"Where each number lies in its range\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <style>:root{{color-scheme:light dark}}text,circle{{fill:#1b1b1b}}rect{{fill:#d9e4ef}}\
         line{{stroke:#1b1b1b}}.out{{fill:#b3261e}}@media(prefers-color-scheme:dark){{\
         text,circle{{fill:#eee}}rect{{fill:#33475b}}line{{stroke:#eee}}.out{{fill:#ff8a80}}}}</style>\n"
    );
    for (at, line) in (0..).zip(lines) {
        draw(&mut svg, line, at * ROW + 20);
    }
    svg + "</svg>\n"
}

fn draw(svg: &mut String, Line { row, measured }: &Line, y: i64) {
    let [low, high] = row.range.map(|it| it * 100);
    let across = |value: i64| {
        let part = if high > low { (value - low) * WIDTH / (high - low) } else { WIDTH / 2 };
        LEFT + part.clamp(-40, WIDTH + 40)
    };
    let (x, class) =
        (across(measured.value), if row.holds(*measured) { "" } else { " class=\"out\"" });
    let [from, to] = [-2, 2].map(|it| across(measured.value + it * measured.error));
    let value = read(row.reading, measured.value);
    let (what, middle) = (row.what.replace('&', "&amp;"), y - 4);
    let _ = writeln!(
        svg,
        "<text x=\"10\" y=\"{y}\">{} {what}</text><rect x=\"{LEFT}\" y=\"{}\" width=\"{WIDTH}\" height=\"12\"/>\
         <line x1=\"{from}\" x2=\"{to}\" y1=\"{middle}\" y2=\"{middle}\"/>\
         <circle cx=\"{x}\" cy=\"{middle}\" r=\"4\"{class}/><text x=\"{}\" y=\"{y}\">{value}</text>",
        row.id,
        y - 10,
        LEFT + WIDTH + 50,
    );
}
