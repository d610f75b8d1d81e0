//! What the compiler cannot check: `cargo xtask tidy`, and a test, so that `cargo test` is enough.
//!
//! May live here: the list of checks, and how findings are told. Must never live here: a check;
//! each kind has a file.

mod assets;
mod borders;
mod docs;
mod guarantees;
mod source;
mod style;
mod tree;

use std::path::Path;

use anyhow::Result;
use tree::Tree;

/// Something to repair.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    /// From the root of the repository.
    path: String,
    /// Counted from 1.
    line: usize,
    /// What is wrong, and what to do.
    what: String,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(to, "{}:{}: {}", self.path, self.line, self.what)
    }
}

const CHECKS: [fn(&Tree) -> Vec<Finding>; 13] = [
    style::headers,
    style::lengths,
    style::unfinished,
    style::sleeps,
    style::trailing_space,
    style::paths_of_this_machine,
    borders::forbidden,
    borders::called_once,
    docs::links,
    docs::rulebook,
    guarantees::tested,
    assets::migrations,
    assets::budgets,
];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = CHECKS.iter().flat_map(|check| check(tree)).collect();
    findings.sort();
    findings
}

/// Prints every finding; answers whether there was none.
pub(crate) fn is_tidy(root: &Path) -> Result<bool> {
    let tree = Tree::read(root)?;
    let findings = check(&tree);
    for finding in &findings {
        println!("{finding}");
    }
    println!("tidy: {} files, {} to repair", tree.files().len(), findings.len());
    Ok(findings.is_empty())
}

#[cfg(test)]
mod tests {
    use expect_test::Expect;

    use super::*;

    /// Runs one check on files that are only written here.
    pub(super) fn check(
        check: fn(&Tree) -> Vec<Finding>,
        files: &[(&str, &str)],
        expected: &Expect,
    ) {
        let lines: Vec<String> = check(&Tree::of(files)).iter().map(ToString::to_string).collect();
        // This file must not name the place itself.
        expected.assert_eq(&lines.join("\n").replace(concat!("/", "work/"), "@/"));
    }

    #[test]
    fn the_repository_is_tidy() {
        let findings = super::check(&Tree::read(crate::root()).expect("the repository"));
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "to repair:\n{}", lines.join("\n"));
    }
}
