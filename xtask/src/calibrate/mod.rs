//! Fits the model to the calibration table and reports: `cargo xtask calibrate`.
//!
//! May live here: the command line, and playing the settings on all cores. Must never live here: the
//! table (`league::lab`), how a fit is searched (`search`), how the report looks (`report`, `plot`).

mod plot;
mod report;
mod search;

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use league::lab::calibration::Setting;
use league::lab::{Arm, Batch, ROWS};
use league::sim::Fit;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Games under each setting.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(100..))]
    games: u64,
    /// Search for a better fit from the committed one for so many seconds, and write it down.
    #[arg(long, value_name = "SECONDS")]
    fit: Option<u64>,
    /// Only tell; leave docs/calibration.md as it is.
    #[arg(long)]
    check: bool,
}

/// Measures every row and writes the report; fails when a row is out of its range.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let mut fit = Fit::COMMITTED;
    if let Some(seconds) = options.fit {
        fit = search::search(seconds);
        search::write(root, &fit)?;
    }
    let played = settings(&fit, options.games);
    let lines = report::lines(&played);
    print!("{}", report::table(&lines));
    if !options.check {
        report::write(root, &lines, options.games, &fit)?;
    }
    let holds = lines.iter().all(|it| it.row.holds(it.measured));
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Every setting that a row needs, played.
fn settings(fit: &Fit, games: u64) -> BTreeMap<Setting, Batch> {
    let mut needed: Vec<Setting> = ROWS.iter().flat_map(league::lab::Row::settings).collect();
    needed.sort_unstable();
    needed.dedup();
    needed.into_iter().map(|it| (it, play(&it.arm(fit), 0..games))).collect()
}

/// Plays the games on all cores.
pub(crate) fn play(arm: &Arm, games: Range<u64>) -> Batch {
    let mut batch = Batch::default();
    let parts = split(games);
    let done: Vec<Batch> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            parts.into_iter().map(|it| scope.spawn(move || Batch::play(arm, it))).collect();
        threads.into_iter().filter_map(|it| it.join().ok()).collect()
    });
    for part in &done {
        batch.merge(part);
    }
    batch
}

/// The range in as many parts as there are cores.
pub(crate) fn split(games: Range<u64>) -> Vec<Range<u64>> {
    let cores = std::thread::available_parallelism().map_or(1, |it| it.get() as u64);
    let count = games.end.saturating_sub(games.start);
    let cut = |at: u64| games.start + count * at / cores;
    (0..cores).map(|it| cut(it)..cut(it + 1)).collect()
}
