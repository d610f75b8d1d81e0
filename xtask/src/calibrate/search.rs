//! The search for a fit: one number at a time, from the committed ones.
//!
//! May live here: the loss, the search, writing the numbers down. Must never live here: what is
//! measured.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use league::lab::calibration::Measured;
use league::lab::{Arm, MICRO, ROWS};
use league::rules::Param::{self, CourtArcCm, ScoreArc};
use league::rules::Rules;
use league::sim::Fit;

/// The file that holds the fitted numbers.
const FILE: &str = "crates/league/src/sim/fit.rs";
/// Games under each setting while searching: enough to tell one step from another.
const GAMES: u64 = 1_500;

/// How far a fit is from the middle of every range: the square of the distance in half-widths,
/// thousandths, and much more outside.
fn loss(fit: &Fit) -> i64 {
    let played = super::settings(fit, GAMES);
    let of = |setting| played.get(&setting).cloned().unwrap_or_default();
    let rows: i64 = ROWS.iter().map(|row| distance(row.range, row.measured(&of))).sum();
    let answers = ANSWERS.iter().map(|it| distance(it.range, it.measured(fit)));
    rows + answers.sum::<i64>()
}

/// How the model must answer to a changed number while it is fitted, so that no fit is bought with a
/// dead lever. The behaviour suite tests the same with narrower ranges.
struct Answer {
    /// What is changed of the `house` rules, and to what.
    change: (Param, i32),
    metric: &'static str,
    /// Whether the number is compared with the unchanged rules: as a share of theirs.
    relative: bool,
    /// Ten-thousandths.
    range: [i64; 2],
}

const ANSWERS: [Answer; 7] = [
    Answer { change: (ScoreArc, 1), metric: "arc_share", relative: false, range: [0, 500] },
    Answer { change: (ScoreArc, 2), metric: "arc_share", relative: false, range: [800, 2_200] },
    Answer { change: (ScoreArc, 3), metric: "arc_share", relative: false, range: [3_000, 3_600] },
    Answer { change: (ScoreArc, 7), metric: "arc_share", relative: false, range: [7_600, 9_000] },
    Answer {
        change: (CourtArcCm, 622),
        metric: "arc_share",
        relative: true,
        range: [13_700, 15_500],
    },
    Answer {
        change: (CourtArcCm, 622),
        metric: "arc_made",
        relative: true,
        range: [10_500, 11_000],
    },
    Answer { change: (ScoreArc, 3), metric: "rim_made", relative: false, range: [3_600, 5_200] },
];

impl Answer {
    fn measured(&self, fit: &Fit) -> Measured {
        let value = |rules: Rules| {
            let arm = Arm { fit: *fit, ..Arm::even(50, rules) };
            super::play(&arm, 0..GAMES).value(self.metric)
        };
        let (param, to) = self.change;
        let changed = value(Rules::default().with(param, to).unwrap_or_default());
        let before = if self.relative { value(Rules::default()).max(1) } else { MICRO };
        Measured { value: changed * MICRO / before, error: 0 }
    }
}

fn distance([low, high]: [i64; 2], measured: Measured) -> i64 {
    if low == high {
        return i64::from(measured.value != low * 100) * 20_000;
    }
    let (low, high) = (low * 100, high * 100);
    let off = (2 * measured.value - low - high).abs() * 1_000 / (high - low);
    let off = off.min(20_000);
    off * off / 1_000 + if off > 1_000 { 1_000 + 30 * (off - 1_000) } else { 0 }
}

/// Tries one number after the other, a step up and a step down, and keeps what is better, until
/// nothing is or the time is over.
pub(super) fn search(seconds: u64) -> Fit {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut fit = Fit::COMMITTED;
    let mut best = loss(&fit);
    println!("loss {best}");
    let mut scale = 1;
    while Instant::now() < end && scale > 0 {
        let before = best;
        for at in 0..Fit::NAMES.len() {
            for step in [Fit::STEPS[at] * scale, -Fit::STEPS[at] * scale] {
                while Instant::now() < end {
                    let mut tried = fit;
                    if let Some(value) = tried.value_mut(at) {
                        *value += step;
                    }
                    let loss = loss(&tried);
                    if loss >= best {
                        break;
                    }
                    (fit, best) = (tried, loss);
                    println!("loss {best}: {} by {step}", Fit::NAMES[at]);
                }
            }
        }
        if best == before {
            scale -= 1;
        }
    }
    fit
}

/// Writes the numbers into the table of the model.
pub(super) fn write(root: &Path, fit: &Fit) -> Result<()> {
    let path = root.join(FILE);
    let text = fs::read_to_string(&path).with_context(|| format!("read {FILE}"))?;
    fs::write(&path, rewritten(&text, fit)).with_context(|| format!("write {FILE}"))
}

/// The table with other numbers: only the first number of a row changes.
fn rewritten(text: &str, fit: &Fit) -> String {
    let mut fit = *fit;
    let line = |line: &str| {
        let name = line.split_whitespace().next().unwrap_or_default();
        let at = Fit::NAMES.iter().position(|it| *it == name);
        let value = at.and_then(|at| fit.value_mut(at).copied());
        let Some(value) = value.filter(|_| line.trim_end().ends_with("\";")) else {
            return line.to_owned();
        };
        let rest: Vec<&str> = line.trim_start().splitn(3, ' ').collect();
        format!("    {name} {value} {}", rest.get(2).copied().unwrap_or_default())
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_numbers_are_written_as_they_stand() {
        let text = fs::read_to_string(crate::root().join(FILE)).expect("the table");
        assert_eq!(rewritten(&text, &Fit::COMMITTED), text);
        let other = Fit { steal: 1_234, ..Fit::COMMITTED };
        let changed = rewritten(&text, &other);
        assert!(changed.contains("\n    steal 1234 10 \"Chance"), "{changed}");
        assert_eq!(changed.lines().count(), text.lines().count());
    }

    #[test]
    fn the_middle_of_a_range_is_best_and_outside_costs_much() {
        let at = |value| distance([1_000, 2_000], Measured { value, error: 0 });
        assert_eq!(at(150_000), 0);
        assert!(at(190_000) < 1_000 && at(210_000) > 3_000);
    }
}
