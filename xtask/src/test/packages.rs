//! What we take from others: licences we can pass on, and nothing that we have ruled out.
//!
//! May live here: the lists, and how they are checked. Must never live here: what the core may
//! depend on (`steps`).

use std::path::Path;
use std::process::Stdio;

use anyhow::Result;

use crate::cargo;

/// Licences that anyone may pass on with the program.
const LICENCES: [&str; 10] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "0BSD",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "BSL-1.0",
];

/// Packages that must not come in, and why.
const RULED_OUT: [(&str, &str); 4] = [
    ("openssl-sys", "TLS is rustls; OpenSSL would have to be on the machine"),
    ("native-tls", "TLS is rustls"),
    ("aws-lc-sys", "rustls uses ring; this one takes minutes to build"),
    ("chrono", "time is jiff; two calendars disagree"),
];

/// Checks every package that the product is built from; prints what is wrong.
pub(super) fn are_good(root: &Path) -> Result<bool> {
    let arguments = [
        "tree",
        "--package",
        "pinwheel",
        "--edges",
        "normal,build",
        "--prefix",
        "none",
        "--format",
        "{p}\t{l}",
    ];
    let output = cargo::command(root, &arguments).stderr(Stdio::inherit()).output()?;
    let tree = String::from_utf8_lossy(&output.stdout);
    let faults = faults_in(&tree);
    for fault in &faults {
        println!("{fault}");
    }
    Ok(output.status.success() && faults.is_empty())
}

fn faults_in(tree: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for line in tree.lines() {
        let Some((package, licence)) = line.split_once('\t') else { continue };
        let name = package.split_whitespace().next().unwrap_or_default();
        if let Some((_, why)) = RULED_OUT.iter().find(|it| it.0 == name) {
            faults.push(format!(
                "`{name}` is ruled out: {why}; see who brings it: cargo tree -i {name}"
            ));
        }
        let licence = licence.trim_end_matches(" (*)");
        if !may_be_passed_on(licence) {
            faults.push(format!("`{name}` is under {licence:?}, which is not on the list in xtask/src/test/packages.rs"));
        }
    }
    faults.sort();
    faults.dedup();
    faults
}

/// Whether every part joined by AND has an alternative on the list.
fn may_be_passed_on(licence: &str) -> bool {
    let known = |it: &str| LICENCES.contains(&it.trim().trim_matches(['(', ')']));
    !licence.is_empty()
        && licence.split(" AND ").all(|part| part.replace('/', " OR ").split(" OR ").any(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_read_as_they_are_written() {
        for good in
            ["MIT", "MIT OR GPL-3.0", "MIT/Apache-2.0", "(MIT OR Apache-2.0) AND Unicode-3.0"]
        {
            assert!(may_be_passed_on(good), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "WTFPL"] {
            assert!(!may_be_passed_on(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_ruled_out_is_seen() {
        let faults = faults_in("openssl-sys v0.9.1\tMIT\nserde v1.0.0\tMIT OR Apache-2.0 (*)\n");
        assert!(
            faults.len() == 1 && faults[0].starts_with("`openssl-sys` is ruled out"),
            "{faults:?}"
        );
    }
}
