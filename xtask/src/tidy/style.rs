//! How a file is written.
//!
//! May live here: headers, lengths, unfinished work, sleeping tests, white space, paths of one
//! machine. Must never live here: which module may know which (`borders`).

use super::Finding;
use super::source::words;
use super::tree::Tree;

/// Lines of a source file, at most (style §8).
const FILE_LINES_MAX: usize = 500;
/// What marks a wait in a test; the reason follows.
const WAITS: &str = "// waits:";
/// Where trailing white space is looked for.
const SPACED: [&str; 5] = ["rs", "md", "css", "js", "html"];
/// Split, so that this file does not name them.
const PLACES_OF_THIS_MACHINE: [&str; 4] = [
    concat!("/", "work/"),
    concat!("/", "root/"),
    concat!("/", "farm/"),
    concat!("/", "tmp/bash_jobs"),
];

pub(super) fn headers(tree: &Tree) -> Vec<Finding> {
    let bare = tree.with("rs").filter(|it| !it.text().starts_with("//!"));
    let what = "does not open with `//!`; say what may live here and what must never";
    bare.map(|it| Finding::new(&it.path, 1, what)).collect()
}

pub(super) fn lengths(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with("rs") {
        let lines = file.text().lines().count();
        if FILE_LINES_MAX < lines {
            let what =
                format!("has {lines} lines; cut it where it became two things (at most 500)");
            findings.push(Finding::new(&file.path, FILE_LINES_MAX + 1, what));
        }
    }
    findings
}

pub(super) fn unfinished(tree: &Tree) -> Vec<Finding> {
    let marks = ["todo!", "unimplemented!", "dbg!", "#[ignore"];
    let mut findings = Vec::new();
    for file in tree.with("rs") {
        for mark in marks {
            for at in words(&file.code, mark) {
                let what = format!("`{mark}` is unfinished work; finish it or take it out");
                findings.push(Finding::new(&file.path, file.line_of(at), what));
            }
        }
    }
    findings
}

pub(super) fn sleeps(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with("rs") {
        let from = file.tests_from();
        let lines: Vec<&str> = file.text().split('\n').collect();
        for at in words(&file.code[from..], "sleep(") {
            let line = file.line_of(from + at);
            let gives_reason = |it: &str| {
                it.split_once(WAITS).is_some_and(|(_, reason)| !reason.trim().is_empty())
            };
            let above = line.checked_sub(2).map_or("", |it| lines[it]);
            if !gives_reason(lines[line - 1]) && !gives_reason(above) {
                let what =
                    "a test sleeps; wait for the condition, or say why: `// waits: <reason>`";
                findings.push(Finding::new(&file.path, line, what));
            }
        }
    }
    findings
}

pub(super) fn trailing_space(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files().iter().filter(|file| SPACED.iter().any(|it| file.is(it))) {
        for (number, line) in file.lines() {
            if line.ends_with([' ', '\t', '\r']) {
                let what = "ends with white space; delete it";
                findings.push(Finding::new(&file.path, number, what));
            }
        }
    }
    findings
}

pub(super) fn paths_of_this_machine(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files() {
        for (number, line) in file.lines() {
            for place in PLACES_OF_THIS_MACHINE {
                if line.match_indices(place).any(|(at, _)| is_absolute(line, at)) {
                    let what = format!("names `{place}`, a place of one machine; make it relative");
                    findings.push(Finding::new(&file.path, number, what));
                }
            }
        }
    }
    findings
}

/// Whether a path begins here: nothing before it belongs to it.
fn is_absolute(line: &str, at: usize) -> bool {
    let before = line[..at].chars().next_back();
    !before.is_some_and(|it| it.is_alphanumeric() || "_-./~})>".contains(it))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_file_says_what_may_live_in_it() {
        let files = [("a.rs", "//! A.\n"), ("tests/b.rs", "fn f() {}\n"), ("c.md", "x")];
        check(
            headers,
            &files,
            &expect![
                "tests/b.rs:1: does not open with `//!`; say what may live here and what must never"
            ],
        );
    }

    #[test]
    fn a_file_has_500_lines_at_most() {
        let (full, over) = ("x\n".repeat(500), "x\n".repeat(501));
        let files = [("full.rs", full.as_str()), ("over.rs", &over), ("over.md", &over)];
        check(
            lengths,
            &files,
            &expect!["over.rs:501: has 501 lines; cut it where it became two things (at most 500)"],
        );
    }

    #[test]
    fn unfinished_work_is_found_in_code_only() {
        let text = "//! todo!\nlet a = \"dbg!\"; todo!()\n#[ignore = \"slow\"]\nmy_todo!()";
        check(
            unfinished,
            &[("a.rs", text)],
            &expect![[r#"
            a.rs:2: `todo!` is unfinished work; finish it or take it out
            a.rs:3: `#[ignore` is unfinished work; finish it or take it out"#]],
        );
    }

    #[test]
    fn a_test_that_sleeps_says_why() {
        let tests = "sleep(1);\nsleep(2); // waits: for the tide\n// waits: too\nt::sleep(3);\n\nsleep(4); // waits:";
        let source = "sleep(1);\n#[cfg(test)]\nmod tests {\n sleep(2);\n}";
        check(
            sleeps,
            &[("x/tests/a.rs", tests), ("b.rs", source)],
            &expect![[r#"
            x/tests/a.rs:1: a test sleeps; wait for the condition, or say why: `// waits: <reason>`
            x/tests/a.rs:6: a test sleeps; wait for the condition, or say why: `// waits: <reason>`
            b.rs:4: a test sleeps; wait for the condition, or say why: `// waits: <reason>`"#]],
        );
    }

    #[test]
    fn white_space_at_the_end_is_found() {
        let files = [("a.md", "one\ntwo \nthree\t\n"), ("b.txt", "x ")];
        check(
            trailing_space,
            &files,
            &expect![[r#"
            a.md:2: ends with white space; delete it
            a.md:3: ends with white space; delete it"#]],
        );
    }

    #[test]
    fn a_place_of_one_machine_is_found_where_a_path_begins() {
        let text = ["see WHERE/main", "https://x.org/aWHERE/b", "crates/WHERE/x", "`WHERE/x`"]
            .join("\n")
            .replace("WHERE", concat!("/", "work"));
        check(
            paths_of_this_machine,
            &[("a.md", text.as_str())],
            &expect![[r#"
            a.md:1: names `@/`, a place of one machine; make it relative
            a.md:4: names `@/`, a place of one machine; make it relative"#]],
        );
    }
}
