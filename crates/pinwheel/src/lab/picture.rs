//! A curve as a picture: for the terminal and as SVG.
//!
//! May live here: axes, points, the mark of the value in force. Must never live here: numbers' units
//! (`numbers`), what is measured (`curve`).

use super::curve::Curve;
use super::numbers::shown;
use std::fmt::Write as _;

/// Lines of a curve in the terminal.
const LINES: i64 = 12;
/// Columns between two values.
const COLUMNS: usize = 3;

/// The curve in letters: `●` a value's number, `◆` that of the value in force.
pub(crate) fn letters(curve: &Curve) -> String {
    let known = curve.known();
    let (low, high) = curve.range();
    let line_of = |it: i64| league::units::div_round((it - low) * (LINES - 1), (high - low).max(1));
    let mut text = String::new();
    for line in (0..LINES).rev() {
        let label = match line {
            0 => shown(curve.metric, low),
            it if it == LINES - 1 => shown(curve.metric, high),
            _ => String::new(),
        };
        let _ = write!(text, "{label:>10} │");
        for (value, number, _) in &known {
            let mark = match line_of(*number) == line {
                true if *value == curve.current => "◆",
                true => "●",
                false => " ",
            };
            let _ = write!(text, "{mark:>COLUMNS$}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    let _ = writeln!(text, "{:>10} └{}", "", "─".repeat(known.len() * COLUMNS + 1));
    let ends = [known.first(), known.last()].map(|it| it.map_or(0, |it| it.0).to_string());
    let room = (known.len() * COLUMNS).saturating_sub(ends[0].len() + COLUMNS - 1);
    let _ = writeln!(text, "{:>10}  {:>COLUMNS$}{:>room$}", "", ends[0], ends[1]);
    text
}

/// Where a picture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A file of its own: black on white.
    File,
    /// Inside a page: in the colours of its text.
    Page,
}

const WIDTH: i64 = 640;
const HEIGHT: i64 = 360;
const LEFT: i64 = 112;
const BOTTOM: i64 = 66;

/// The curve as SVG, with two standard errors to either side of every number.
pub(crate) fn svg(curve: &Curve, place: Place) -> String {
    let known = curve.known();
    let (low, high) = curve.range();
    let (first, last) = match (known.first(), known.last()) {
        (Some(first), Some(last)) => (i64::from(first.0), i64::from(last.0)),
        _ => (0, 1),
    };
    let x = |it: i64| LEFT + 16 + (it - first) * (WIDTH - LEFT - 40) / (last - first).max(1);
    let y = |it: i64| HEIGHT - BOTTOM - 10 - (it - low) * (HEIGHT - BOTTOM - 40) / (high - low);
    let (class, ground) = match place {
        Place::File => ("", "<rect width=\"640\" height=\"360\" fill=\"#fff\"/>"),
        Place::Page => (" class=\"chart\"", ""),
    };
    let ink = if place == Place::File { "#1b1b1b" } else { "currentColor" };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\"{class} viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
         aria-label=\"{} by {}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"{ink}\" stroke=\"none\">{ground}\
         <text x=\"{LEFT}\" y=\"18\" font-weight=\"bold\">{}</text>\
         <path d=\"M{LEFT} 28V{}H{WIDTH}\" fill=\"none\" stroke=\"{ink}\" stroke-opacity=\".5\"/>",
        curve.metric.name,
        curve.param.id(),
        curve.metric.name,
        HEIGHT - BOTTOM,
    );
    for at in 0..=4 {
        let value = low + (high - low) * at / 4;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><path d=\"M{LEFT} {}H{WIDTH}\" stroke=\"{ink}\" \
             stroke-opacity=\".15\"/>",
            LEFT - 8,
            y(value) + 4,
            shown(curve.metric, value),
            y(value),
        );
    }
    let line: Vec<String> =
        known.iter().map(|(value, it, _)| format!("{},{}", x(i64::from(*value)), y(*it))).collect();
    let _ = write!(
        svg,
        "<polyline points=\"{}\" fill=\"none\" stroke=\"{ink}\" stroke-width=\"2\"/>",
        line.join(" ")
    );
    dots(&mut svg, curve, ink, [&x, &y]);
    let _ = write!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}; the large dot is in force</text></svg>",
        WIDTH - 8,
        HEIGHT - 8,
        curve.param.name(),
    );
    svg.push('\n');
    svg
}

/// Every number as a dot with its error, and a label where there is room for one.
fn dots(svg: &mut String, curve: &Curve, ink: &str, [x, y]: [&dyn Fn(i64) -> i64; 2]) {
    let known = curve.known();
    for (at, (value, it, error)) in known.iter().enumerate() {
        let (cx, cy, r) =
            (x(i64::from(*value)), y(*it), if *value == curve.current { 7 } else { 4 });
        // A number too near to the one in force would be drawn over it.
        let is_free = (cx - x(i64::from(curve.current))).abs() > 56;
        let label = *value == curve.current
            || (is_free && (at == 0 || at + 1 == known.len() || at % 3 == 0));
        let text = if label {
            format!(
                "<text x=\"{cx}\" y=\"{}\" text-anchor=\"middle\">{value}</text>",
                HEIGHT - BOTTOM + 24
            )
        } else {
            String::new()
        };
        let _ = write!(
            svg,
            "<path d=\"M{cx} {}V{}\" stroke=\"{ink}\"/><circle cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"/>{text}",
            y(it - 2 * error),
            y(it + 2 * error),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::curve::Point;
    use super::*;
    use league::lab::metric;
    use league::rules::Param;

    fn curve() -> Curve {
        let point = |value: i32| Point {
            value,
            measured: (value != 3).then_some(i64::from(value) * 100_000),
            error: 1_000,
        };
        Curve {
            param: Param::ScoreArc,
            metric: metric("arc_share").expect("a metric"),
            current: 2,
            points: (0..=4).map(point).collect(),
            left_out: Vec::new(),
            games: 10,
        }
    }

    #[test]
    fn a_curve_in_letters_rises_and_marks_what_is_in_force() {
        let text = letters(&curve());
        let first = text.lines().next().expect("a line");
        assert!(first.trim_start().starts_with("40.2\u{a0}%") && first.ends_with('●'), "{text}");
        assert_eq!(text.matches('●').count(), 3);
        assert_eq!(text.matches('◆').count(), 1);
    }

    #[test]
    fn a_picture_has_a_dot_for_every_number_and_a_name() {
        let svg = svg(&curve(), Place::Page);
        assert_eq!(svg.matches("<circle").count(), 4);
        assert!(svg.contains("aria-label=\"Shots from beyond the arc by score.arc\""));
        // A page allows no style of its own.
        assert!(!svg.contains("style="));
    }
}
