//! A metric's number as people read it.
//!
//! May live here: units and decimals. Must never live here: measuring.

use league::lab::{Metric, Scale};
use league::units::div_round;

/// Decimals that are shown.
fn digits(scale: Scale, millionths: i64) -> (i64, &'static str) {
    match scale {
        Scale::Percent => (div_round(millionths, 1_000), "\u{a0}%"),
        Scale::Number => (div_round(millionths, 1_000), ""),
        // Tenths of a second are counted; minutes are read.
        Scale::Minutes => (div_round(millionths, 60_000_000), "\u{a0}min"),
    }
}

/// `30.3 %`, `0.915`, `33.5 min`.
pub(crate) fn shown(metric: &Metric, millionths: i64) -> String {
    let (number, unit) = digits(metric.scale, millionths);
    let (sign, number) = (if number < 0 { "−" } else { "" }, number.abs());
    match metric.scale {
        Scale::Percent | Scale::Minutes => format!("{sign}{}.{}{unit}", number / 10, number % 10),
        Scale::Number if number >= 10_000 => {
            let tenths = div_round(number, 100);
            format!("{sign}{}.{}{unit}", tenths / 10, tenths % 10)
        }
        Scale::Number => format!("{sign}{}.{:03}{unit}", number / 1_000, number % 1_000),
    }
}

/// The same with its sign, for a difference.
pub(crate) fn signed(metric: &Metric, millionths: i64) -> String {
    let text = shown(metric, millionths);
    if text.starts_with('−') { text } else { format!("+{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use league::lab::metric;

    #[test]
    fn numbers_are_read_in_their_unit() {
        let show = |id, value| shown(metric(id).expect("a metric"), value);
        assert_eq!(show("arc_share", 303_400), "30.3\u{a0}%");
        assert_eq!(show("per_possession", 914_600), "0.915");
        assert_eq!(show("points", 60_348_100), "60.3");
        assert_eq!(show("length", 20_100_000_000), "33.5\u{a0}min");
        assert_eq!(show("home_lead", -1_500_000), "−1.500");
        assert_eq!(signed(metric("made").expect("a metric"), 12_000), "+1.2\u{a0}%");
    }
}
