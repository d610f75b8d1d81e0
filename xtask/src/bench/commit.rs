//! How long it takes to store a whole round: four games, their plays, the head, the request.
//!
//! May live here: playing rounds and sorting what they took. Must never live here: how a commit works.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::Context;
use super::server::{Options, Server};
use super::table::{Row, Unit};
use crate::cargo;

/// Rounds that are stored.
const ROUNDS: usize = 400;
/// A whole 8-team round, synchronised to the disk, in microseconds.
const ROUND_US_MAX: u64 = 5_000;

pub(super) fn run(context: &Context<'_>) -> Result<Vec<Row>> {
    println!("commit: {ROUNDS} rounds");
    let binary = context.binary()?;
    let folder = tempfile::tempdir().context("make a folder for the league")?;
    // A start founds the demo league.
    drop(Server::start(
        binary,
        Options { data: Some(folder.path().to_owned()), ..Options::default() },
    )?);
    let mut command = Command::new(binary);
    command
        .args(["advance", "--yes", &ROUNDS.to_string(), "--timings", "--data"])
        .arg(folder.path());
    cargo::clean(&mut command);
    let output = command.output().context("run `pinwheel advance`")?;
    ensure!(
        output.status.success(),
        "`pinwheel advance` failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8_lossy(&output.stdout);
    let mut took: Vec<u64> = text.lines().filter_map(|it| it.parse().ok()).collect();
    took.sort_unstable();
    ensure!(took.len() >= ROUNDS / 2, "{} of {ROUNDS} rounds told their time", took.len());
    let at = |percent: usize| took[(took.len() - 1) * percent / 100];
    let more = format!("p50 {}, max {}", Unit::Micros.words(at(50)), Unit::Micros.words(at(100)));
    Ok(vec![
        Row::at_most("round commit, p99", at(99), Some(ROUND_US_MAX), Unit::Micros).beside(&more),
    ])
}
