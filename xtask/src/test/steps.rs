//! The steps of the gate, one after the other.
//!
//! May live here: the table of steps, running one, and reading what the test harness says. Must
//! never live here: what the tests need from the machine (`needs`).

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result};

use super::packages;
use crate::{cargo, tidy};

/// What the core must not depend on, however far down: it could wait, store or roll dice.
const IMPURE: [&str; 4] = ["tokio", "sqlx", "rand", "getrandom"];

/// What a step found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Count {
    fn one(is_good: bool) -> Self {
        Self { passed: u64::from(is_good), failed: u64::from(!is_good) }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// One step; it counts as one check, and brings the tests that it ran.
pub(super) struct Step {
    pub(super) name: &'static str,
    run: fn(&Path) -> Result<Count>,
}

/// Cheap ones first, and those that share what they compile in a row.
pub(super) const STEPS: [Step; 10] = [
    Step { name: "format", run: |root| cargo_step(root, &["fmt", "--all", "--check"]) },
    Step { name: "tidy", run: |root| Ok(Count::one(tidy::is_tidy(root)?)) },
    Step { name: "packages", run: |root| Ok(Count::one(packages::are_good(root)?)) },
    Step { name: "the core depends on nothing impure", run: pure_dependencies },
    Step {
        name: "the core compiles without an operating system",
        run: |root| {
            cargo_step(root, &["check", "-p", "league", "--target", "wasm32-unknown-unknown"])
        },
    },
    Step {
        name: "lints",
        run: |root| {
            cargo_step(root, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
        },
    },
    Step { name: "documentation", run: documentation },
    Step { name: "tests", run: all_tests },
    Step {
        name: "golden games in release",
        run: |root| {
            cargo_step(
                root,
                &["test", "--release", "-p", "league", "--test", "sim_suite", "golden::"],
            )
        },
    },
    Step { name: "golden games on wasm32 in Node", run: golden_in_node },
];

impl Step {
    /// Runs it; an error of its own counts as a failure.
    pub(super) fn run(&self, root: &Path) -> Count {
        println!("\n=== {} ===", self.name);
        let started = Instant::now();
        let count = (self.run)(root).unwrap_or_else(|error| {
            println!("{error:#}");
            Count::one(false)
        });
        let word = if count.failed == 0 { "ok" } else { "FAILED" };
        println!("=== {}: {word}, {:.1} s ===", self.name, started.elapsed().as_secs_f32());
        count
    }
}

fn cargo_step(root: &Path, arguments: &[&str]) -> Result<Count> {
    Ok(Count::one(succeeds(&mut cargo::command(root, arguments))?))
}

fn succeeds(command: &mut Command) -> Result<bool> {
    Ok(command.status().context("run cargo")?.success())
}

fn pure_dependencies(root: &Path) -> Result<Count> {
    let arguments = ["tree", "--package", "league", "--edges", "normal", "--prefix", "none"];
    let output = cargo::command(root, &arguments).stderr(Stdio::inherit()).output()?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let impure = impure_in(&tree);
    for name in &impure {
        println!("`league` depends on `{name}`; take it out: cargo tree -p league -i {name}");
    }
    Ok(Count::one(output.status.success() && impure.is_empty()))
}

/// The forbidden packages in what `cargo tree --prefix none` prints.
fn impure_in(tree: &str) -> Vec<&'static str> {
    let names: Vec<&str> = tree.lines().filter_map(|it| it.split_whitespace().next()).collect();
    IMPURE.into_iter().filter(|it| names.contains(it)).collect()
}

/// Plays the golden games in a build for wasm32, debug and release, and compares every hash.
fn golden_in_node(root: &Path) -> Result<Count> {
    let mut count = Count::default();
    for (profile, folder) in [("dev", "debug"), ("release", "release")] {
        let target = "wasm32-unknown-unknown";
        let arguments = ["build", "--package", "golden", "--target", target, "--profile", profile];
        let mut is_good = succeeds(&mut cargo::command(root, &arguments))?;
        let built = cargo::target_folder(root)?.join(target).join(folder).join("golden.wasm");
        let mut node = Command::new("node");
        node.arg(root.join("xtask/golden/compare.mjs")).arg(built);
        node.arg(root.join("crates/league/tests/sim_suite/golden.txt"));
        is_good = is_good && node.status().context("run node")?.success();
        count = count.and(Count::one(is_good));
    }
    Ok(count)
}

fn documentation(root: &Path) -> Result<Count> {
    let mut command = cargo::command(root, &["doc", "--workspace", "--no-deps"]);
    Ok(Count::one(succeeds(command.env("RUSTDOCFLAGS", "-D warnings"))?))
}

/// All tests of all crates, in one build. The step's own check is that every test binary was built
/// and came to its end, which no `test result:` line says.
fn all_tests(root: &Path) -> Result<Count> {
    let mut command = cargo::command(root, &["test", "--workspace", "--no-fail-fast"]);
    let mut child = command.stdout(Stdio::piped()).spawn().context("run cargo")?;
    let output = BufReader::new(child.stdout.take().context("listen to cargo")?);
    let mut count = Count::default();
    for line in output.split(b'\n') {
        let line = line.context("listen to cargo")?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        count = count.and(result_line(&line).unwrap_or_default());
    }
    let is_good = child.wait().context("wait for cargo")?.success() || count.failed > 0;
    Ok(count.and(Count::one(is_good)))
}

/// Reads a line such as `test result: ok. 12 passed; 0 failed; 0 ignored; …`. A test that is
/// ignored has not passed, so it counts as failed.
fn result_line(line: &str) -> Option<Count> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |what: &str| {
        let part = counts.split(';').find_map(|it| it.trim().strip_suffix(what));
        part.and_then(|it| it.trim().parse::<u64>().ok()).unwrap_or_default()
    };
    Some(Count { passed: number("passed"), failed: number("failed") + number("ignored") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_harness_is_understood() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 4 filtered out; finished in 0.01s";
        assert_eq!(result_line(line), Some(Count { passed: 12, failed: 3 }));
        assert_eq!(result_line("test sim::tests::x ... ok"), None);
    }

    #[test]
    fn an_impure_dependency_is_seen_however_deep() {
        let tree =
            "league v0.1.0 (crates/league)\nserde v1.0.2\nrand_core v0.9.0\ngetrandom v0.4.1\n";
        assert_eq!(impure_in(tree), ["getrandom"]);
        assert_eq!(impure_in("league v0.1.0\nserde v1.0.2 (*)\n"), Vec::<&str>::new());
    }
}
