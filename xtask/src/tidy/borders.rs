//! Which part of the house may know which.
//!
//! May live here: tables of words that a folder must not use, and of calls that are made in one
//! place. Must never live here: how Rust is read (`source`).

use super::Finding;
use super::source::{path_uses, words};
use super::tree::{File, Tree};

/// Words that must not stand in the code of a folder. Its tests may: they compare with the world.
struct Border {
    /// A folder, or the one file beside it that bears its name.
    folder: &'static str,
    /// A name, or a path of two names.
    never: &'static [&'static str],
    why: &'static str,
}

const BORDERS: [Border; 5] = [
    Border {
        folder: "crates/league/src/sim",
        never: &[
            "crate::season",
            "crate::state",
            "crate::decide",
            "super::season",
            "super::state",
            "governance",
        ],
        why: "a game must not know who voted or what season it is; pass what it needs",
    },
    Border {
        folder: "crates/league/src",
        never: &["f32", "f64"],
        why: "a replay must be exact on every machine; use integers",
    },
    Border {
        folder: "crates/league/src",
        never: &["HashMap", "HashSet"],
        why: "its order differs between runs; use BTreeMap or BTreeSet",
    },
    Border {
        folder: "crates/league/src",
        never: &["std::time", "std::env", "std::fs", "std::net", "std::process", "tokio"],
        why: "the league is pure; take it as an argument",
    },
    Border {
        folder: "libs/baton/src",
        never: &["pinwheel", "league", "scribe", "basketball"],
        why: "the baton must serve any program; keep what it coordinates out",
    },
];

/// A call that a part of the house makes in one place only.
struct Once {
    folder: &'static str,
    /// Ends with the opening parenthesis.
    call: &'static str,
    /// Files whose path begins so make the call; while there is none, nothing is asked.
    home: &'static str,
    why: &'static str,
}

const CALLED_ONCE: [Once; 2] = [
    Once {
        folder: "crates/pinwheel/src",
        call: "decide(",
        home: "crates/pinwheel/src/director",
        why: "every command takes the one path",
    },
    Once {
        folder: "crates/pinwheel/src",
        call: ".commit(",
        home: "crates/pinwheel/src/director",
        why: "every event takes the one path",
    },
];

fn is_in(file: &File, folder: &str) -> bool {
    let rest = file.path.strip_prefix(folder);
    file.is("rs") && rest.is_some_and(|it| it.starts_with('/') || it == ".rs")
}

pub(super) fn forbidden(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Border { folder, never, why } in BORDERS {
        for file in tree.files().iter().filter(|it| is_in(it, folder)) {
            for word in never {
                for at in path_uses(file.product_code(), word) {
                    let what = format!("`{word}` in `{folder}`: {why}");
                    findings.push(Finding::new(&file.path, file.line_of(at), what));
                }
            }
        }
    }
    findings
}

pub(super) fn called_once(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for once in CALLED_ONCE {
        let Some(home) = tree.files().iter().find(|it| it.path.starts_with(once.home)) else {
            continue;
        };
        let mut calls = Vec::new();
        for file in tree.files().iter().filter(|it| is_in(it, once.folder)) {
            calls.extend(calls_in(file, &once).map(|at| (file, at)));
        }
        let Once { call, folder, why, .. } = once;
        let call = call.trim_end_matches('(');
        if calls.is_empty() {
            let what = format!("`{call}` is called nowhere in `{folder}`: {why}; call it here");
            findings.push(Finding::new(&home.path, 1, what));
        }
        for (file, at) in calls.iter().skip(1) {
            let (first, first_at) = calls[0];
            let (path, line) = (&first.path, first.line_of(first_at));
            let what = format!("`{call}` is also called at {path}:{line}: {why}; go through there");
            findings.push(Finding::new(&file.path, file.line_of(*at), what));
        }
    }
    findings
}

/// Calls with arguments in the product's code: no definitions, no tests, and not
/// `transaction.commit()`, which is another one.
fn calls_in<'a>(file: &'a File, once: &'a Once) -> impl Iterator<Item = usize> + 'a {
    let code = file.product_code();
    words(code, once.call).filter(move |at| {
        let is_definition = code[..*at].trim_end().ends_with("fn");
        let is_bare = code[at + once.call.len()..].trim_start().starts_with(')');
        !is_definition && !is_bare
    })
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_game_does_not_know_who_voted() {
        let files = [
            (
                "crates/league/src/sim/play.rs",
                "//! No governance.\nuse crate::{ids, season::Stage};\n",
            ),
            ("crates/league/src/sim.rs", "use crate::governance;\n"),
            ("crates/league/src/simple.rs", "use crate::season;\n"),
        ];
        check(
            forbidden,
            &files,
            &expect![[r#"
            crates/league/src/sim/play.rs:2: `crate::season` in `crates/league/src/sim`: a game must not know who voted or what season it is; pass what it needs
            crates/league/src/sim.rs:1: `governance` in `crates/league/src/sim`: a game must not know who voted or what season it is; pass what it needs"#]],
        );
    }

    #[test]
    fn the_league_is_exact_and_pure() {
        let text = "/// Not `f64`.\nfn f(x: f64) {}\nuse std::{fmt, fs};\nuse std::collections::HashMap;\n\
                    #[cfg(test)]\nmod tests {\n    fn exact() -> f64 {}\n}\n";
        let files =
            [("crates/league/src/a.rs", text), ("crates/league/tests/b.rs", "use std::fs;")];
        check(
            forbidden,
            &files,
            &expect![[r#"
            crates/league/src/a.rs:2: `f64` in `crates/league/src`: a replay must be exact on every machine; use integers
            crates/league/src/a.rs:4: `HashMap` in `crates/league/src`: its order differs between runs; use BTreeMap or BTreeSet
            crates/league/src/a.rs:3: `std::fs` in `crates/league/src`: the league is pure; take it as an argument"#]],
        );
    }

    #[test]
    fn there_is_one_path() {
        let director = "fn decide(x: u8) {}\nlet events = league::decide(state);\nstore.commit(&events);\ntransaction.commit();\n#[cfg(test)]\nmod tests { fn f() { decide(1) } }";
        let other = "fn f() {\n    store.commit(&x);\n}";
        let files = [
            ("crates/pinwheel/src/director.rs", director),
            ("crates/pinwheel/src/web/mod.rs", other),
            ("crates/pinwheel/tests/a.rs", other),
        ];
        check(
            called_once,
            &files,
            &expect![
                "crates/pinwheel/src/web/mod.rs:2: `.commit` is also called at crates/pinwheel/src/director.rs:3: every event takes the one path; go through there"
            ],
        );
    }

    #[test]
    fn the_path_is_asked_for_as_soon_as_its_home_is_built() {
        check(called_once, &[("crates/pinwheel/src/main.rs", "decide(1)")], &expect![""]);
        check(
            called_once,
            &[("crates/pinwheel/src/director/mod.rs", "decide(1)")],
            &expect![
                "crates/pinwheel/src/director/mod.rs:1: `.commit` is called nowhere in `crates/pinwheel/src`: every event takes the one path; call it here"
            ],
        );
    }
}
