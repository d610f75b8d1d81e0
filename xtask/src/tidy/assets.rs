//! What is shipped beside the code: migrations, and what a browser downloads.
//!
//! May live here: their numbering and their sizes. Must never live here: what they contain.

use std::collections::BTreeMap;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Finding;
use super::tree::{File, Tree};

const MIGRATIONS: &str = "crates/pinwheel/migrations/";
const SHIPPED: &str = "crates/pinwheel/";
const TESTS: &str = "crates/pinwheel/tests/";

/// What all files of one kind may weigh together.
struct Budget {
    extension: &'static str,
    most_bytes: usize,
    /// Whether the size is taken after gzip, as it is sent.
    is_compressed: bool,
}

/// From the interface's budgets (issue 2): fonts are compressed already.
const BUDGETS: [Budget; 3] = [
    Budget { extension: "css", most_bytes: 12 << 10, is_compressed: true },
    Budget { extension: "js", most_bytes: 15 << 10, is_compressed: true },
    Budget { extension: "woff2", most_bytes: 170 << 10, is_compressed: false },
];

pub(super) fn migrations(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, Vec<(&str, &File)>> = BTreeMap::new();
    for file in tree.with("sql") {
        let inside = file.path.strip_prefix(MIGRATIONS).and_then(|it| it.split_once('/'));
        if let Some((folder, name)) = inside {
            folders.entry(folder).or_default().push((name, file));
        }
    }
    for files in folders.values_mut() {
        files.sort_by_key(|it| it.0);
        for (wanted, (name, file)) in (1..).zip(files.iter()) {
            let number = name.get(..5).and_then(|it| it.strip_suffix('_'));
            if number.and_then(|it| it.parse().ok()) != Some(wanted) {
                let what =
                    format!("should be number {wanted:04}; number without gaps: NNNN_what.sql");
                findings.push(Finding::new(&file.path, 1, what));
            }
        }
    }
    for (name, file) in folders.values().flatten() {
        for (folder, files) in &folders {
            if files.iter().all(|it| it.0 != *name) {
                let what = format!("has no counterpart in `{MIGRATIONS}{folder}/`; add it there");
                findings.push(Finding::new(&file.path, 1, what));
            }
        }
    }
    findings
}

pub(super) fn budgets(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Budget { extension, most_bytes, is_compressed } in BUDGETS {
        let is_shipped = |it: &&File| it.path.starts_with(SHIPPED) && !it.path.starts_with(TESTS);
        let files: Vec<&File> = tree.with(extension).filter(is_shipped).collect();
        let size = |it: &&File| if is_compressed { gzip_length(&it.bytes) } else { it.bytes.len() };
        let total: usize = files.iter().map(size).sum();
        if let (true, Some(largest)) = (most_bytes < total, files.iter().max_by_key(|it| size(it)))
        {
            let sent = if is_compressed { " after gzip" } else { "" };
            let what = format!(
                "all .{extension} together have {total} bytes{sent}, {most_bytes} are allowed; \
                 make the largest smaller"
            );
            findings.push(Finding::new(&largest.path, 1, what));
        }
    }
    findings
}

fn gzip_length(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail; if it did, the plain size is the safe answer.
    encoder.write_all(bytes).and_then(|()| encoder.finish()).map_or(bytes.len(), |it| it.len())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::super::tests::check;
    use super::*;

    #[test]
    fn migrations_are_numbered_without_gaps() {
        let files = [
            ("crates/pinwheel/migrations/sqlite/0001_log.sql", ""),
            ("crates/pinwheel/migrations/sqlite/0003_lease.sql", ""),
            ("crates/pinwheel/migrations/sqlite/3_x.sql", ""),
        ];
        check(
            migrations,
            &files,
            &expect![[r#"
            crates/pinwheel/migrations/sqlite/0003_lease.sql:1: should be number 0002; number without gaps: NNNN_what.sql
            crates/pinwheel/migrations/sqlite/3_x.sql:1: should be number 0003; number without gaps: NNNN_what.sql"#]],
        );
    }

    #[test]
    fn every_database_has_every_migration() {
        let files = [
            ("crates/pinwheel/migrations/sqlite/0001_log.sql", ""),
            ("crates/pinwheel/migrations/postgres/0001_log.sql", ""),
            ("crates/pinwheel/migrations/postgres/0002_lease.sql", ""),
        ];
        check(
            migrations,
            &files,
            &expect![
                "crates/pinwheel/migrations/postgres/0002_lease.sql:1: has no counterpart in `crates/pinwheel/migrations/sqlite/`; add it there"
            ],
        );
    }

    #[test]
    fn what_a_browser_downloads_has_a_budget() {
        let (font, style) = ("x".repeat(90 << 10), "a{}\n".repeat(90 << 10));
        let files = [
            ("crates/pinwheel/assets/a.woff2", font.as_str()),
            ("crates/pinwheel/assets/b.woff2", &font),
            ("crates/pinwheel/assets/app.css", &style),
            ("crates/pinwheel/tests/axe.woff2", &font),
        ];
        check(
            budgets,
            &files,
            &expect![
                "crates/pinwheel/assets/b.woff2:1: all .woff2 together have 184320 bytes, 174080 are allowed; make the largest smaller"
            ],
        );
    }
}
