//! The report of a calibration: a table for the terminal, docs/calibration.md, its plots.
//!
//! May live here: wording and columns. Must never live here: measuring.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use league::lab::calibration::{Evidence, Measured, Reading, Setting};
use league::lab::{Batch, ROWS, Row};
use league::sim::{ENGINE_VERSION, Fit};

use super::plot;

/// A row with its number.
pub(super) struct Line {
    pub(super) row: &'static Row,
    pub(super) measured: Measured,
}

pub(super) fn lines(played: &BTreeMap<Setting, Batch>) -> Vec<Line> {
    let of = |setting: Setting| played.get(&setting).cloned().unwrap_or_default();
    ROWS.iter().map(|row| Line { row, measured: row.measured(&of) }).collect()
}

/// A number of millionths as its row reads it.
pub(super) fn read(reading: Reading, millionths: i64) -> String {
    let hundredths = |it: i64| {
        let (sign, it) = (if it < 0 { "−" } else { "" }, it.abs());
        format!("{sign}{}.{:02}", it / 100, it % 100)
    };
    match reading {
        Reading::Percent => format!("{} %", hundredths(league::units::div_round(millionths, 100))),
        Reading::Number => hundredths(league::units::div_round(millionths, 10_000)),
    }
}

fn range(row: &Row) -> String {
    let [low, high] = row.range.map(|it| read(row.reading, it * 100));
    if low == high { low } else { format!("{low} to {high}") }
}

/// The lines for a terminal.
pub(super) fn table(lines: &[Line]) -> String {
    let mut text = String::new();
    for Line { row, measured } in lines {
        let verdict = if row.holds(*measured) { "holds" } else { "OUT" };
        let value = read(row.reading, measured.value);
        let error = read(row.reading, measured.error);
        let _ = writeln!(
            text,
            "{:4} {:55} {value:>9} ± {error:8} {:>20}  {verdict}",
            row.id,
            row.what,
            range(row)
        );
    }
    text
}

/// Writes docs/calibration.md and its plot.
pub(super) fn write(root: &Path, lines: &[Line], games: u64, fit: &Fit) -> Result<()> {
    let folder = root.join("docs");
    let text = page(lines, games, fit);
    fs::write(folder.join("calibration.md"), text).context("write docs/calibration.md")?;
    let plot = plot::ranges(lines);
    fs::write(folder.join("calibration.svg"), plot).context("write docs/calibration.svg")
}

fn page(lines: &[Line], games: u64, fit: &Fit) -> String {
    let holding = lines.iter().filter(|it| it.row.holds(it.measured)).count();
    let mut text = format!(
        "# Calibration\n\nWritten by `cargo xtask calibrate`; not edited by hand. Engine version {ENGINE_VERSION}, {games} \
         games under each setting, keys `GameKey::trial(2026, 0..{games})`, {holding} of {} numbers in \
         their range. The test suite measures the same table with 6 000 games a setting and fails outside \
         a range.\n\n![Where each number lies in its range](calibration.svg)\n\n\
         | # | what | range | measured | standard error | evidence | source | verdict |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        lines.len(),
    );
    for Line { row, measured } in lines {
        let [value, error] = [measured.value, measured.error].map(|it| read(row.reading, it));
        let verdict = if row.holds(*measured) { "holds" } else { "**out**" };
        let evidence = match row.evidence {
            Evidence::Firm => "firm",
            Evidence::Fair => "fair",
            Evidence::Thin => "thin",
        };
        let _ = writeln!(
            text,
            "| {} | {} | {} | {value} | {error} | {evidence} | {} | {verdict} |",
            row.id,
            row.what,
            range(row),
            row.source
        );
    }
    text + NOTES + &numbers(fit)
}

const NOTES: &str = "
## How to read it

* **Settings.** Squads of four with every skill at 50, unless a row says otherwise. `fiba3x3` and `big3`
  on neutral ground; the women's figures with long shots of skill 28; tiredness with three in a squad;
  the usage row with one hooper of 70 among 45s, held to 36 % of the shots or to 60 %.
* **Fitted** to `fiba3x3` (the only three-a-side game with published statistics) and to the home edge
  and lead effects of full-court basketball. `big3` is a check: nothing was fitted to its box scores.
  `house` is extrapolation.
* **C7 to C9** count a play as everything between two starts (live ball, check ball, offensive rebound).

## Where the evidence is thin

* **C1 and C2** rest on 16 quoted finals. Six of the 16 were decided by one point (37 %); the
  Clopper-Pearson interval of six in sixteen is 15 to 65 % (95 %), and that is the range here. A
  narrower one (25 to 45 %) would contradict C9: with 33 possessions a side and independent scoring the
  margin has a standard deviation of about 5.5, and no more than about a sixth of such games end
  with a margin of one. Either close finals are closer than chance, or six of sixteen was luck.
* **C3** takes the tries as those of 96 side-games of the men's and as many of the women's World Cup;
  the abstract's count of games would allow half of it. The first reading agrees with C8.
* **C10**: some of the games were played to 60, so the average is good to about one point.
* **C11** has no source in three on three at all.
* **C15** takes the shape from full-court play by play.
* **C22** is full court, and a few hundred possessions at most.
* How the model answers at the far end of a rule (an arc worth seven) is design: no league has tried it.
";

/// The fitted integers, for the record.
fn numbers(fit: &Fit) -> String {
    let mut fit = *fit;
    let mut text = "\n## The fitted integers\n\nIn `crates/league/src/sim/fit.rs`; `cargo xtask calibrate --fit 300` searches \
                    from there, one number at a time.\n\n| name | value | what it is |\n| --- | --- | --- |\n"
        .to_owned();
    for (at, (name, about)) in Fit::NAMES.iter().zip(Fit::ABOUT).enumerate() {
        let value = fit.value_mut(at).copied().unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {value} | {about} |");
    }
    text
}
