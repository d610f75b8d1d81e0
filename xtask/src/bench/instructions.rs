//! Instructions and allocations of a piece of work, counted by valgrind: the same on a busy machine.
//!
//! A run of many repetitions less a run of few leaves what the repetitions cost. May live here:
//! running valgrind and reading what it says. Must never live here: what may be spent.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Repetitions of the two runs.
const FEW: u64 = 100;
const MANY: u64 = 300;

/// What one repetition costs.
pub(super) struct Cost {
    pub(super) total: u64,
    /// By function without what it calls, the costliest first.
    pub(super) functions: Vec<(String, u64)>,
    pub(super) allocations: u64,
    /// Bytes asked for.
    pub(super) allocated: u64,
}

/// Counts `binary what N`.
pub(super) fn of(binary: &Path, what: &str) -> Result<Cost> {
    let (few, many) = (callgrind(binary, what, FEW)?, callgrind(binary, what, MANY)?);
    let each = |many: u64, few: u64| many.saturating_sub(few) / (MANY - FEW);
    let mut functions: Vec<(String, u64)> = many
        .iter()
        .map(|(name, count)| (name.clone(), each(*count, few.get(name).copied().unwrap_or(0))))
        .filter(|it| it.1 > 0)
        .collect();
    functions.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let total = each(many.values().sum(), few.values().sum());
    let (few, many) = (heap(binary, what, FEW)?, heap(binary, what, MANY)?);
    Ok(Cost {
        total,
        functions,
        allocations: each(many[0], few[0]),
        allocated: each(many[1], few[1]),
    })
}

fn valgrind(arguments: &[&str], binary: &Path, what: &str, times: u64) -> Result<String> {
    let mut command = Command::new("valgrind");
    command.args(arguments).arg(binary).arg(what).arg(times.to_string());
    let output =
        command.output().context("run valgrind; to install it: apt-get install valgrind")?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "valgrind failed: {text}");
    Ok(text)
}

/// Instructions by function.
fn callgrind(binary: &Path, what: &str, times: u64) -> Result<BTreeMap<String, u64>> {
    let folder = tempfile::tempdir().context("make a folder for the counts")?;
    let file = folder.path().join("counts");
    let out = format!("--callgrind-out-file={}", file.display());
    valgrind(&["--tool=callgrind", &out], binary, what, times)?;
    let text = std::fs::read_to_string(&file).context("read the counts")?;
    Ok(self_costs(&text))
}

/// Reads callgrind's file: `fn=(7) name` begins a function, a line of two numbers is a cost of its own,
/// and the line after `calls=` is the cost of what it calls.
fn self_costs(text: &str) -> BTreeMap<String, u64> {
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    let mut costs: BTreeMap<String, u64> = BTreeMap::new();
    let (mut current, mut is_call) = ("", false);
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("fn=").or_else(|| line.strip_prefix("cfn=")) {
            let (number, name) = rest.split_once(' ').unwrap_or((rest, ""));
            if !name.is_empty() {
                names.insert(number, name);
            }
            if line.starts_with("fn=") {
                current = names.get(number).copied().unwrap_or(number);
            }
        } else if line.starts_with("calls=") {
            is_call = true;
        } else if line.starts_with(|it: char| it.is_ascii_digit() || "+-*".contains(it)) {
            let cost = line.split(' ').nth(1).and_then(|it| it.parse::<u64>().ok());
            if let Some(cost) = cost.filter(|_| !std::mem::take(&mut is_call)) {
                *costs.entry(short(current)).or_default() += cost;
            }
        }
    }
    costs
}

/// `league::sim::possession::<impl league::sim::game::Live>::best_look` is `possession::best_look`.
fn short(name: &str) -> String {
    let name = name.strip_prefix("league::").unwrap_or(name);
    match (name.split_once("::<impl "), name.rsplit_once(">::")) {
        (Some((place, _)), Some((_, function))) => format!("{place}::{function}"),
        _ => name.to_owned(),
    }
}

/// Allocations and bytes, as memcheck counts them: `total heap usage: 1,234 allocs, 1,230 frees,
/// 56,789 bytes allocated`.
fn heap(binary: &Path, what: &str, times: u64) -> Result<[u64; 2]> {
    let text = valgrind(&["--tool=memcheck", "--undef-value-errors=no"], binary, what, times)?;
    let line = text.split("total heap usage: ").nth(1).context("memcheck told no heap usage")?;
    let numbers: Vec<u64> =
        line.split([' ', '\n']).filter_map(|it| it.replace(',', "").parse().ok()).take(3).collect();
    ensure!(numbers.len() == 3, "memcheck's heap usage is not understood");
    Ok([numbers[0], numbers[2]])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_function_calls_is_not_its_own() {
        let text = "events: Ir\nfl=(1) a.rs\nfn=(1) league::sim::play\n0 10\n+3 5\ncfn=(2) \
                    league::sim::shot::<impl league::sim::game::Live>::shoot\ncalls=2 0\n0 700\n0 1\n\nfn=(2)\n0 350\n";
        let costs = self_costs(text);
        assert_eq!(costs["sim::play"], 16);
        assert_eq!(costs["sim::shot::shoot"], 350);
    }
}
