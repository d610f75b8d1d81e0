//! The one test command: `cargo xtask test`.
//!
//! May live here: the order of things, and the sum. Must never live here: a step, a need.
//!
//! It never skips. What is missing it installs, or it says what to type and exits with 2.

mod needs;
mod packages;
mod steps;

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use steps::{Count, STEPS};

/// The exit code for a machine that lacks something.
const MACHINE_LACKS: u8 = 2;

/// Runs every step, also after one has failed. The last line says how many checks passed.
pub(crate) fn run(root: &Path) -> ExitCode {
    if let Err(instruction) = needs::bring(root) {
        println!("{instruction}");
        return ExitCode::from(MACHINE_LACKS);
    }
    let started = Instant::now();
    let mut failed = Vec::new();
    let mut sum = Count::default();
    for step in &STEPS {
        let count = step.run(root);
        sum = sum.and(count);
        if count.failed > 0 {
            failed.push(step.name);
        }
    }
    println!("\n{:.0} s", started.elapsed().as_secs_f32());
    for name in &failed {
        println!("FAILED: {name}");
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
