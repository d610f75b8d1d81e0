//! Documents that must agree with the repository.
//!
//! May live here: links between files, and the rulebook against the table of parameters. Must
//! never live here: how a document is worded.

use super::Finding;
use super::source::words;
use super::tree::{File, Tree};

const PARAMS: &str = "crates/league/src/rules/params.rs";
const RULEBOOK: &str = "RULEBOOK.md";

pub(super) fn links(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.with("md") {
        let mut is_fenced = false;
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("```") {
                is_fenced = !is_fenced;
            }
            if is_fenced {
                continue;
            }
            for target in targets(&without_code(line)) {
                let is_found = resolve(&file.path, &target).is_some_and(|it| tree.has(&it));
                if !is_found {
                    let what =
                        format!("links to `{target}`, which does not exist; correct the link");
                    findings.push(Finding::new(&file.path, number, what));
                }
            }
        }
    }
    findings
}

/// The line without what stands between backticks.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect::<Vec<&str>>().join("``")
}

/// The relative files that a line links to: `[a](file)`, `[a]: file`, `src="file"`, `href="file"`.
fn targets(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (open, close) in [("](", ")"), ("src=\"", "\""), ("href=\"", "\"")] {
        for part in line.split(open).skip(1) {
            found.extend(part.split(close).next());
        }
    }
    if let Some((_, target)) =
        line.trim_start().strip_prefix('[').and_then(|it| it.split_once("]: "))
    {
        found.push(target);
    }
    let bare = |it: &str| {
        let it = it.trim().trim_start_matches('<').split([' ', '#', '?', '>']).next();
        it.unwrap_or_default().to_owned()
    };
    let is_relative = |it: &String| !it.is_empty() && !it.starts_with('/') && !it.contains(':');
    found.into_iter().map(bare).filter(is_relative).collect()
}

/// The path, from the root, of a target beside `from`; `None` when it leads out.
fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => (),
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

pub(super) fn rulebook(tree: &Tree) -> Vec<Finding> {
    let Some(params) = tree.file(PARAMS) else { return Vec::new() };
    let Some(rulebook) = tree.file(RULEBOOK) else {
        let what = format!("is missing; write down what every parameter of `{PARAMS}` does");
        return vec![Finding::new(RULEBOOK, 1, what)];
    };
    let ids = ids(params);
    if ids.is_empty() {
        let what = "no row of `params!` can be read; teach `xtask/src/tidy/docs.rs` its form";
        return vec![Finding::new(PARAMS, 1, what)];
    }
    let unknown = ids.into_iter().filter(|(_, id)| !is_named(rulebook, id));
    let finding = |(line, id)| {
        Finding::new(PARAMS, line, format!("`{id}` is not in {RULEBOOK}; say there what it does"))
    };
    unknown.map(finding).collect()
}

/// The first string of every row of the table, with its line.
fn ids(params: &File) -> Vec<(usize, &str)> {
    let in_table = params.lines().skip_while(|it| it.1 != "params! {").take_while(|it| it.1 != "}");
    in_table.filter_map(|(number, line)| Some((number, id(line)?))).collect()
}

/// The id in a row such as `ScoreFt "score.ft" "Free throw" 1 …`.
fn id(row: &str) -> Option<&str> {
    let (variant, rest) = row.trim().split_once(" \"")?;
    let is_variant = variant.chars().all(|it| it.is_ascii_alphanumeric());
    rest.split('"').next().filter(|_| is_variant)
}

/// Whether the id stands by itself: `score.ft` is not named by `score.ft_bonus`.
fn is_named(rulebook: &File, id: &str) -> bool {
    words(rulebook.text(), id).next().is_some()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_link_leads_to_something() {
        let text = "[a](adr/one.md#why) [b](../README.md \"title\") [c](gone.md) `[d](e.md)`\n\
                    [e](https://x.org/y.md) [f](#here) <img src=\"pic.png\">\n\
                    [ref]: ../../out.md\n```\n[g](h.md)\n```\n[i](adr)\n";
        let files = [("docs/a.md", text), ("docs/adr/one.md", ""), ("README.md", "[x](docs)")];
        check(
            links,
            &files,
            &expect![[r#"
            docs/a.md:1: links to `gone.md`, which does not exist; correct the link
            docs/a.md:2: links to `pic.png`, which does not exist; correct the link
            docs/a.md:3: links to `../../out.md`, which does not exist; correct the link"#]],
        );
    }

    #[test]
    fn every_parameter_is_in_the_rulebook() {
        let table = "macro_rules! params {\n}\nparams! {\n    ScoreFt \"score.ft\" \"Free throw\" 1;\n    \
                     EndMode \"end.mode\" \"How\" 1 0 2 Choice(&[\"timed\"]);\n}\nfn f() {\n    g \"no.id\"\n}\n";
        let rules = "`score.ft_bonus` and `end.mode`";
        check(
            rulebook,
            &[(PARAMS, table), (RULEBOOK, rules)],
            &expect![
                "crates/league/src/rules/params.rs:4: `score.ft` is not in RULEBOOK.md; say there what it does"
            ],
        );
        check(
            rulebook,
            &[(PARAMS, table)],
            &expect![
                "RULEBOOK.md:1: is missing; write down what every parameter of `crates/league/src/rules/params.rs` does"
            ],
        );
        check(
            rulebook,
            &[(PARAMS, "fn f() {}"), (RULEBOOK, rules)],
            &expect![
                "crates/league/src/rules/params.rs:1: no row of `params!` can be read; teach `xtask/src/tidy/docs.rs` its form"
            ],
        );
    }
}
