//! Figures that another program of the workspace measures and prints, one a line.
//!
//! May live here: running it, and reading its lines. Must never live here: a measurement; this tool
//! stays quick to build, and theirs need databases.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};

use super::Context;
use super::table::{Row, Unit};
use crate::cargo;

/// What coordination costs, and how long nobody acts.
pub(super) fn baton(context: &Context<'_>) -> Result<Vec<Row>> {
    println!("baton: take-overs, rates, duplicates and peers, on SQLite and PostgreSQL");
    let example = ["run", "--release", "--package", "baton", "--example", "measure"];
    of(context, &[&example[..], &["--features", "redis,testing"]].concat())
}

/// Whether anybody is locked out while prose is written.
pub(super) fn join(context: &Context<'_>) -> Result<Vec<Row>> {
    println!("join: people come while reports take a minute each, on SQLite and PostgreSQL");
    of(context, &["bench", "--package", "pinwheel", "--bench", "join"])
}

fn of(context: &Context<'_>, arguments: &[&str]) -> Result<Vec<Row>> {
    let mut command = cargo::command(context.root, arguments);
    let output = command.stderr(Stdio::inherit()).output().context("run the measurements")?;
    ensure!(output.status.success(), "the measurements failed; they say why above");
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter(|it| it.contains('\t')).map(row).collect()
}

/// Reads one line: what, kind, value, most, beside.
fn row(line: &str) -> Result<Row> {
    let parts: Vec<&str> = line.split('\t').collect();
    let [what, kind, value, most, beside] = parts.as_slice() else {
        anyhow::bail!("`{line}` is not a figure");
    };
    let number = || value.parse().with_context(|| format!("`{value}` is no number"));
    let row = match *kind {
        "us" => Row::at_most(*what, number()?, most.parse().ok(), Unit::Micros),
        "never" => Row::never(*what, &[number()?]),
        _ => Row::told(*what, *value),
    };
    Ok(if beside.is_empty() { row } else { row.beside(beside) })
}

#[cfg(test)]
mod tests {
    use super::super::table::render;
    use super::*;

    #[test]
    fn figures_are_read_as_they_are_told() {
        let lines =
            ["take-over\tus\t1500\t10000\tp50", "doubles\tnever\t0\t\t", "rate\ttold\t7/s\t\t"];
        let rows: Vec<Row> = lines.iter().map(|it| row(it).expect("a figure")).collect();
        let text = render(&rows);
        assert!(text.contains("1.5 ms (p50)") && text.contains("≤ 10 ms") && text.contains("7/s"));
        assert!(row("a warning").is_err());
    }
}
