//! The table of guarantees against the tests that it names.
//!
//! May live here: that each test exists, that each id has one, and that none is missing. Must never
//! live here: whether a test shows what it says; that is seen by breaking the code.

use std::collections::BTreeMap;

use super::Finding;
use super::source::words;
use super::tree::{File, Tree};

const TABLE: &str = "libs/baton/GUARANTEES.md";
const TESTS: &str = "libs/baton/";

pub(super) fn tested(tree: &Tree) -> Vec<Finding> {
    let Some(table) = tree.file(TABLE) else { return Vec::new() };
    let tests = tests(tree);
    let mut findings = Vec::new();
    let mut named = Vec::new();
    for (number, line) in table.lines() {
        let Some((id, names)) = row(line) else { continue };
        if names.is_empty() {
            let what = format!("`{id}` has no test; name one");
            findings.push(Finding::new(TABLE, number, what));
        }
        for name in names {
            if !name.starts_with(&format!("{}_", id.to_lowercase())) {
                let what = format!("`{name}` does not begin with the id `{id}`; rename it");
                findings.push(Finding::new(TABLE, number, what));
            } else if !tests.contains_key(name) {
                let what = format!("no test is called `{name}`; write it, or correct the name");
                findings.push(Finding::new(TABLE, number, what));
            }
            named.push(name);
        }
    }
    for (name, (path, line)) in &tests {
        if !named.contains(&name.as_str()) {
            let what = format!("`{name}` bears an id and is not in {TABLE}; add it there");
            findings.push(Finding::new(path, *line, what));
        }
    }
    findings
}

/// The id and the tests of a row: `| T1 | guarantee | by | tests in backticks |`.
fn row(line: &str) -> Option<(&str, Vec<&str>)> {
    let cells: Vec<&str> = line.strip_prefix('|')?.split('|').map(str::trim).collect();
    let (id, last) = (*cells.first()?, *cells.iter().rev().find(|it| !it.is_empty())?);
    let names = last.split('`').skip(1).step_by(2).collect();
    is_id(id).then_some((id, names))
}

fn is_id(text: &str) -> bool {
    let number = text.strip_prefix(['T', 'D']);
    number.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

/// Every function of baton's tests whose name begins with an id, and where it is.
fn tests(tree: &Tree) -> BTreeMap<String, (String, usize)> {
    let mut tests = BTreeMap::new();
    let files = tree.with("rs").filter(|it| it.path.starts_with(TESTS));
    for file in files {
        for (at, name) in functions(file) {
            if name.split('_').next().is_some_and(|it| is_id(&it.to_uppercase())) {
                tests.insert(name.to_owned(), (file.path.clone(), file.line_of(at)));
            }
        }
    }
    tests
}

fn functions(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let from = file.tests_from();
    words(&file.code[from..], "fn ").map(move |it| {
        let at = from + it;
        let rest = &file.code[at + "fn ".len()..];
        let end = rest.find(|it: char| !it.is_alphanumeric() && it != '_');
        (at, &rest[..end.unwrap_or(rest.len())])
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_guarantee_has_a_test_that_bears_its_id() {
        let table = "| id | guarantee | by | test |\n| --- | --- | --- | --- |\n\
                     | T1 | x | y | `t1_there`, `t1_gone` |\n| D8 | x | y | `other` |\n\
                     | T2 | x | y | later |\n";
        let tests =
            "mod m {\n    async fn t1_there() {}\n    fn d9_unlisted() {}\n    fn t() {}\n}\n";
        let files = [(TABLE, table), ("libs/baton/tests/guarantees/a.rs", tests)];
        check(
            tested,
            &files,
            &expect![[r#"
                libs/baton/GUARANTEES.md:3: no test is called `t1_gone`; write it, or correct the name
                libs/baton/GUARANTEES.md:4: `other` does not begin with the id `D8`; rename it
                libs/baton/GUARANTEES.md:5: `T2` has no test; name one
                libs/baton/tests/guarantees/a.rs:3: `d9_unlisted` bears an id and is not in libs/baton/GUARANTEES.md; add it there"#]],
        );
    }
}
