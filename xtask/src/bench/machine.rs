//! Where a number was measured: processor, load, commit.
//!
//! May live here: one line about the machine, and what keeps other work on it out. Must never
//! live here: measuring.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Such as `Xeon, 2 cores, load 0.50 | commit 6316f87 (changed)`.
pub(super) fn describe(root: &Path) -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|it| it.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |it| it.1);
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split_whitespace().next().unwrap_or("unknown");
    format!("{model}, {cores} cores, load {load} | commit {}", commit(root))
}

/// Puts this process before all ordinary ones; what it starts inherits that.
pub(super) fn take_priority() -> Result<()> {
    let pid = std::process::id().to_string();
    let arguments = ["--all-tasks", "--rr", "--pid", "1", &pid];
    let status = Command::new("chrt").args(arguments).status().context("run chrt (util-linux)")?;
    ensure!(status.success(), "chrt gave no real-time priority; it needs root");
    Ok(())
}

fn commit(root: &Path) -> String {
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim().to_owned())
    };
    let Some(commit) = git(&["rev-parse", "--short", "HEAD"]) else { return "unknown".to_owned() };
    let is_changed = git(&["status", "--porcelain"]).is_some_and(|it| !it.is_empty());
    if is_changed { format!("{commit} (changed)") } else { commit }
}
