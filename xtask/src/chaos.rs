//! `cargo xtask chaos`: the tests of what happens to machines and databases, for as long as one likes.
//!
//! May live here: how long, with which builds. Must never live here: a fault (`tests/chaos.rs`).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use clap::Args;

use crate::cargo;

/// How long, and beside what.
#[derive(Args)]
pub(crate) struct Options {
    /// Minutes of faults on each database.
    #[arg(long, default_value_t = 10)]
    minutes: u64,
    /// A revision whose build serves as the third machine, beside this one's.
    #[arg(long, value_name = "REV")]
    old: Option<String>,
    /// Repeats the moments of a run.
    #[arg(long)]
    seed: Option<u64>,
}

/// Runs the faults; fails when anything was lost, doubled or refused for too long.
pub(crate) fn run(root: &Path, options: &Options) -> Result<ExitCode> {
    let arguments = ["test", "--package", "pinwheel", "--test", "chaos", "--"];
    let harness = ["--nocapture", "--test-threads", "1"];
    let mut command = cargo::command(root, &[&arguments[..], &harness[..]].concat());
    command.env("PINWHEEL_CHAOS_SECONDS", (options.minutes * 60).to_string());
    if let Some(seed) = options.seed {
        command.env("PINWHEEL_SEED", seed.to_string());
    }
    if let Some(revision) = &options.old {
        command.env("PINWHEEL_OLD_BUILD", build(root, revision)?);
    }
    let status = command.status().context("run cargo")?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds another revision in a working tree of its own; its binary.
fn build(root: &Path, revision: &str) -> Result<PathBuf> {
    let tree = cargo::target_folder(root)?.join("old-build");
    let path = tree.to_str().context("a path that is text")?;
    let git = |arguments: &[&str]| {
        std::process::Command::new("git").args(arguments).current_dir(root).status()
    };
    if tree.exists() {
        ensure!(
            git(&["worktree", "remove", "--force", path])?.success(),
            "git cannot remove {path}"
        );
    }
    let added = git(&["worktree", "add", "--detach", path, revision])?;
    ensure!(added.success(), "git knows no revision {revision:?}");
    let built = cargo::command(&tree, &["build", "--package", "pinwheel"]).status()?;
    ensure!(built.success(), "revision {revision:?} does not build");
    Ok(tree.join("target/debug/pinwheel"))
}
