//! The chores: `cargo xtask tidy`, `test`, `bench`, `calibrate`, `chaos`, `readings`.
//!
//! May live here: the command line. Must never live here: a check, a step or a measurement; each
//! chore has a folder.
#![expect(clippy::print_stdout, reason = "a chore talks to its terminal")]

mod bench;
mod calibrate;
mod cargo;
mod chaos;
mod readings;
mod test;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// The chores of Pinwheel.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Check what the compiler cannot: file headers, borders between modules, links, budgets.
    Tidy,
    /// Install what is missing, then run every check and every test.
    Test,
    /// Measure the numbers that we hold ourselves to.
    Bench(bench::Options),
    /// Inflict faults on three machines and their database, for some minutes.
    Chaos(chaos::Options),
    /// Measure the model against real basketball, fit it, and write docs/calibration.md.
    Calibrate(calibrate::Options),
    /// Measure how well proposals are read, and hold it against the gates.
    Readings(readings::Options),
}

fn main() -> ExitCode {
    run(Cli::parse().chore).unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}

fn run(chore: Chore) -> Result<ExitCode> {
    match chore {
        Chore::Tidy if tidy::is_tidy(root())? => Ok(ExitCode::SUCCESS),
        Chore::Tidy => Ok(ExitCode::FAILURE),
        Chore::Test => Ok(test::run(root())),
        Chore::Bench(options) => bench::run(root(), &options),
        Chore::Chaos(options) => chaos::run(root(), &options),
        Chore::Calibrate(options) => calibrate::run(root(), &options),
        Chore::Readings(options) => readings::run(root(), &options),
    }
}

/// The root of the repository that this binary was built from.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
