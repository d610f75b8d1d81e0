//! The table that a bench prints: what, measured, must.
//!
//! May live here: rows, units, the verdict. Must never live here: measuring.

use std::fmt::Write;

/// What a number counts, and how people read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Microseconds, read as milliseconds.
    Micros,
    /// Nanoseconds, read as microseconds.
    Nanos,
    /// Bytes, read as KiB or MiB.
    Bytes,
}

impl Unit {
    pub(super) fn words(self, value: u64) -> String {
        match self {
            Self::Micros => format!("{} ms", with_tenth(value, 1_000)),
            Self::Nanos => format!("{} µs", with_tenth(value, 1_000)),
            Self::Bytes if value < 1 << 20 => format!("{} KiB", with_tenth(value, 1 << 10)),
            Self::Bytes => format!("{} MiB", with_tenth(value, 1 << 20)),
        }
    }
}

/// `with_tenth(1_250, 1_000)` is `1.3`, and a whole number stays whole.
fn with_tenth(value: u64, unit: u64) -> String {
    let tenths = (value * 10 + unit / 2) / unit;
    match tenths % 10 {
        0 => with_spaces(tenths / 10),
        tenth => format!("{}.{tenth}", with_spaces(tenths / 10)),
    }
}

/// `with_spaces(50_000)` is `50 000`.
pub(super) fn with_spaces(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

/// How a number stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// There is no target.
    Told,
    Met,
    /// Over the target; on a busy machine that happens.
    Over,
    /// Over twice the target.
    FarOver,
    /// Something that must not happen on any machine.
    Wrong,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    what: String,
    measured: String,
    must: String,
    verdict: Verdict,
}

impl Row {
    /// A number without a target.
    pub(super) fn told(what: impl Into<String>, measured: impl Into<String>) -> Self {
        let (what, measured) = (what.into(), measured.into());
        Self { what, measured, must: String::new(), verdict: Verdict::Told }
    }

    /// A number with a target, or without one when `most` is `None`.
    pub(super) fn at_most(
        what: impl Into<String>,
        value: u64,
        most: Option<u64>,
        unit: Unit,
    ) -> Self {
        let row = Self::told(what, unit.words(value));
        let Some(most) = most else { return row };
        let verdict = match value {
            _ if value <= most => Verdict::Met,
            _ if value <= 2 * most => Verdict::Over,
            _ => Verdict::FarOver,
        };
        Self { must: format!("≤ {}", unit.words(most)), verdict, ..row }
    }

    /// A count that is the same on every machine: over its limit it fails the bench.
    pub(super) fn limit(what: impl Into<String>, value: u64, most: u64) -> Self {
        let verdict = if value <= most { Verdict::Met } else { Verdict::Wrong };
        let must = format!("≤ {}", with_spaces(most));
        Self { must, verdict, ..Self::told(what, with_spaces(value)) }
    }

    /// A ratio in hundredths that should not be smaller.
    pub(super) fn at_least(what: impl Into<String>, hundredths: u64, least: u64) -> Self {
        let ratio = |it: u64| format!("{}.{:02}", it / 100, it % 100);
        let verdict = if hundredths >= least { Verdict::Met } else { Verdict::Over };
        Self {
            must: format!("≥ {}", ratio(least)), verdict, ..Self::told(what, ratio(hundredths))
        }
    }

    /// How often things happened that must never happen.
    pub(super) fn never(what: impl Into<String>, times: &[u64]) -> Self {
        let is_met = times.iter().all(|it| *it == 0);
        let verdict = if is_met { Verdict::Met } else { Verdict::Wrong };
        let list = |it: fn(&u64) -> String| times.iter().map(it).collect::<Vec<_>>().join(", ");
        let measured = list(|it| with_spaces(*it));
        Self { must: list(|_| "0".to_owned()), verdict, ..Self::told(what, measured) }
    }

    /// The same row with more beside its number.
    pub(super) fn beside(mut self, more: &str) -> Self {
        let _ = write!(self.measured, " ({more})");
        self
    }

    /// Whether the bench may succeed; `gate` also asks for twice the target, at most.
    pub(super) fn is_acceptable(&self, gate: bool) -> bool {
        match self.verdict {
            Verdict::Told | Verdict::Met | Verdict::Over => true,
            Verdict::FarOver => !gate,
            Verdict::Wrong => false,
        }
    }
}

/// The rows as a Markdown table with aligned columns.
pub(super) fn render(rows: &[Row]) -> String {
    let cells = |it: &Row| {
        let word = match it.verdict {
            Verdict::Told => "",
            Verdict::Met => "ok",
            Verdict::Over => "over",
            Verdict::FarOver => "FAR OVER",
            Verdict::Wrong => "WRONG",
        };
        [it.what.clone(), it.measured.clone(), it.must.clone(), word.to_owned()]
    };
    let mut lines = vec![["what", "measured", "must", ""].map(str::to_owned)];
    lines.extend(rows.iter().map(cells));
    let width =
        |column: usize| lines.iter().map(|it| it[column].chars().count()).max().unwrap_or_default();
    let widths = [0, 1, 2, 3].map(width);
    lines.insert(1, widths.map(|it| "-".repeat(it)));
    let mut text = String::new();
    for line in &lines {
        for (cell, width) in line.iter().zip(widths) {
            let _ = write!(text, "| {cell:width$} ");
        }
        text.push_str("|\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn numbers_stand_beside_their_targets() {
        let rows = [
            Row::at_most("latency", 9_940, Some(10_000), Unit::Micros).beside("p50 2.1 ms"),
            Row::at_most("memory", 13_000, Some(12 << 10), Unit::Bytes),
            Row::at_most("processor", 14_100, Some(7_000), Unit::Nanos),
            Row::told("deliveries", with_spaces(50_000)),
            Row::never("missing, duplicated", &[3, 0]),
        ];
        expect![[r#"
            | what                | measured            | must     |          |
            | ------------------- | ------------------- | -------- | -------- |
            | latency             | 9.9 ms (p50 2.1 ms) | ≤ 10 ms  | ok       |
            | memory              | 12.7 KiB            | ≤ 12 KiB | over     |
            | processor           | 14.1 µs             | ≤ 7 µs   | FAR OVER |
            | deliveries          | 50 000              |          |          |
            | missing, duplicated | 3, 0                | 0, 0     | WRONG    |
        "#]]
        .assert_eq(&render(&rows));
        assert_eq!(
            rows.each_ref().map(|it| it.is_acceptable(false)),
            [true, true, true, true, false]
        );
        assert_eq!(
            rows.each_ref().map(|it| it.is_acceptable(true)),
            [true, true, false, true, false]
        );
    }

    #[test]
    fn units_are_read_by_people() {
        assert_eq!(Unit::Bytes.words(40 << 20), "40 MiB");
        assert_eq!(Unit::Micros.words(1_234_567), "1 234.6 ms");
        assert_eq!(with_spaces(999), "999");
    }
}
