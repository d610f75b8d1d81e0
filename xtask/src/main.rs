//! The chores: `cargo xtask tidy`, `test`, `bench`.
//!
//! May live here: the command line. Must never live here: a check, a step or a measurement; each
//! chore has a folder.
#![expect(clippy::print_stdout, reason = "a chore talks to its terminal")]

mod bench;
mod cargo;
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
}

fn main() -> Result<ExitCode> {
    match Cli::parse().chore {
        Chore::Tidy => {
            Ok(if tidy::is_tidy(root())? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Chore::Test => test::run(root()),
        Chore::Bench(options) => bench::run(root(), &options),
    }
}

/// The root of the repository that this binary was built from.
fn root() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}
