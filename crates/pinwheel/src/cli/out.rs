//! How answers reach the terminal: lines, tables, JSON, colours.
//!
//! May live here: printing, and who reads. Must never live here: what is printed.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle};
use serde::Serialize;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Columns of a narrow terminal: what every table fits in.
pub(super) const WIDTH: u16 = 80;

/// The reader of the standard output.
#[derive(Clone, Copy, Debug)]
pub(super) struct Out {
    colors: bool,
}

/// A way to set words apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// Scores, headings.
    Strong,
    /// What matters less.
    Faint,
    /// The home side.
    Home,
    /// The visitors.
    Away,
    /// What works.
    Good,
    /// What does not.
    Bad,
}

impl Out {
    /// Colours only on a terminal, and only when `NO_COLOR` does not forbid them.
    pub(super) fn new() -> Self {
        let forbidden = std::env::var_os("NO_COLOR").is_some_and(|it| !it.is_empty());
        Self { colors: io::stdout().is_terminal() && !forbidden }
    }

    /// The words in this tone.
    pub(super) fn tone(self, tone: Tone, words: &str) -> String {
        let code = match tone {
            Tone::Strong => 1,
            Tone::Faint => 2,
            Tone::Home => 36,
            Tone::Away => 35,
            Tone::Good => 32,
            Tone::Bad => 31,
        };
        if self.colors { format!("\u{1b}[{code}m{words}\u{1b}[0m") } else { words.to_owned() }
    }

    /// Prints one line.
    #[expect(clippy::unused_self, reason = "an answer has one reader, whatever its form")]
    pub(super) fn line(self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        writeln!(stdout, "{text}")?;
        stdout.flush()
    }

    /// Prints a heading.
    pub(super) fn heading(self, text: &str) -> io::Result<()> {
        self.line(&self.tone(Tone::Strong, text))
    }

    /// Prints a table.
    pub(super) fn table(self, sheet: &Sheet) -> io::Result<()> {
        let text = sheet.0.to_string();
        let mut lines = text.lines().map(str::trim_end);
        let head = lines.next().unwrap_or_default();
        self.line(&self.tone(Tone::Faint, head))?;
        lines.try_for_each(|it| self.line(it))
    }

    /// Prints a JSON document.
    pub(super) fn json(self, value: &impl Serialize) -> io::Result<()> {
        self.line(&serde_json::to_string_pretty(value)?)
    }

    /// Prints a JSON document in one line.
    pub(super) fn json_line(self, value: &impl Serialize) -> io::Result<()> {
        self.line(&serde_json::to_string(value)?)
    }
}

/// A table in the making.
#[derive(Debug)]
pub(super) struct Sheet(Table);

impl Sheet {
    /// Columns by their headings; those that begin with `>` are set flush right.
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut table = Table::new();
        table.load_style(TableStyle::new());
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(columns.iter().map(|it| it.trim_start_matches('>')));
        for (column, name) in table.column_iter_mut().zip(columns) {
            column.set_padding((0, 2));
            if name.starts_with('>') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        Self(table)
    }

    /// Keeps the first column in one piece; others give way.
    pub(super) fn whole(mut self) -> Self {
        if let Some(first) = self.0.column_mut(0) {
            first.set_constraint(ColumnConstraint::ContentWidth);
        }
        self
    }

    /// Adds a line.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.0.add_row(cells);
    }
}

/// The first `most` letters, with an ellipsis where there are more.
pub(super) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A reader who has left, as in `| head`, is no failure.
pub(super) fn unless_closed(outcome: anyhow::Result<ExitCode>) -> anyhow::Result<ExitCode> {
    let is_closed = |error: &anyhow::Error| {
        let cause = error.downcast_ref::<io::Error>().map(io::Error::kind);
        cause == Some(io::ErrorKind::BrokenPipe)
    };
    match outcome {
        Err(error) if is_closed(&error) => Ok(ExitCode::SUCCESS),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_is_cut_between_letters() {
        assert_eq!(cut("Müllers", 7), "Müllers");
        assert_eq!(cut("Müllers", 4), "Mül…");
    }

    #[test]
    fn only_a_closed_pipe_is_forgiven() {
        let failed =
            |kind: io::ErrorKind| unless_closed(Err(io::Error::from(kind).into())).is_err();
        assert!(!failed(io::ErrorKind::BrokenPipe) && failed(io::ErrorKind::StorageFull));
    }
}
