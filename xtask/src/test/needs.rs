//! What the tests need from the machine, and where it comes from.
//!
//! May live here: the table, installing by package as root, and the exact line to type otherwise.
//! Must never live here: a test, or a way to skip one.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo;

/// A program that some test starts, or something that such a program needs.
struct Need {
    probe: Probe,
    /// Debian packages that bring it.
    packages: &'static [&'static str],
    why: &'static str,
}

/// How one sees that it is there.
enum Probe {
    /// A program in the search path.
    Program(&'static str),
    /// A folder with something in it.
    Folder(&'static str),
}

const NEEDS: [Need; 9] = [
    Need {
        probe: Probe::Program("cc"),
        packages: &["build-essential"],
        why: "links every binary and compiles SQLite",
    },
    Need {
        probe: Probe::Program("chromium"),
        packages: &["chromium"],
        why: "shows the pages in the browser tests",
    },
    Need {
        probe: Probe::Program("chromedriver"),
        packages: &["chromium-driver"],
        why: "drives the browser",
    },
    Need {
        probe: Probe::Folder("/usr/share/fonts"),
        packages: &["fonts-dejavu-core"],
        why: "lets the browser draw text before our own fonts are there",
    },
    Need {
        probe: Probe::Program("node"),
        packages: &["nodejs"],
        why: "runs the golden games on wasm32",
    },
    Need {
        // The server's own folder: Debian does not put its programs into the search path.
        probe: Probe::Folder("/usr/lib/postgresql"),
        packages: &["postgresql"],
        why: "stores what several machines share, in the tests of both databases",
    },
    Need {
        probe: Probe::Program("faketime"),
        packages: &["faketime"],
        why: "gives a machine another clock in the tests of faults",
    },
    Need {
        // Its program lies where only root looks for programs.
        probe: Probe::Folder("/etc/pgbouncer"),
        packages: &["pgbouncer"],
        why: "stands before PostgreSQL in the tests of what a pooler breaks",
    },
    Need {
        probe: Probe::Program("redis-server"),
        packages: &["redis-server"],
        why: "wakes and throttles, in the tests of what baton does with Redis",
    },
];

impl Probe {
    fn is_there(&self, path: &[PathBuf]) -> bool {
        match self {
            Self::Program(name) => path.iter().any(|it| it.join(name).is_file()),
            Self::Folder(folder) => {
                Path::new(folder).read_dir().is_ok_and(|mut it| it.next().is_some())
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Program(name) | Self::Folder(name) => name,
        }
    }
}

/// A part of the Rust toolchain.
struct Part {
    /// What shows that it is there: it succeeds.
    is_there: fn(&Path) -> bool,
    /// How rustup brings it.
    rustup: &'static [&'static str],
}

const PARTS: [Part; 3] = [
    Part { is_there: |root| succeeds(root, "fmt"), rustup: &["component", "add", "rustfmt"] },
    Part { is_there: |root| succeeds(root, "clippy"), rustup: &["component", "add", "clippy"] },
    Part { is_there: has_wasm_library, rustup: &["target", "add", "wasm32-unknown-unknown"] },
];

fn succeeds(root: &Path, subcommand: &str) -> bool {
    let mut command = cargo::command(root, &[subcommand, "--version"]);
    runs(command.stdout(Stdio::null()).stderr(Stdio::null()))
}

fn has_wasm_library(root: &Path) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let arguments = ["--print", "target-libdir", "--target", "wasm32-unknown-unknown"];
    let output = Command::new(rustc).args(arguments).current_dir(root).output();
    output.is_ok_and(|it| Path::new(String::from_utf8_lossy(&it.stdout).trim()).is_dir())
}

fn runs(command: &mut Command) -> bool {
    command.status().is_ok_and(|it| it.success())
}

/// Brings what is missing; otherwise answers what to type.
pub(super) fn bring(root: &Path) -> Result<(), String> {
    bring_packages()?;
    for part in &PARTS {
        let line = format!("rustup {}", part.rustup.join(" "));
        if (part.is_there)(root) {
            continue;
        }
        println!("needs: {line}");
        let is_added = runs(Command::new("rustup").args(part.rustup).current_dir(root));
        if !is_added || !(part.is_there)(root) {
            return Err(format!("the tests need another part of Rust. Type:\n\n    {line}\n"));
        }
    }
    Ok(())
}

fn bring_packages() -> Result<(), String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let packages: Vec<&str> = missing.iter().flat_map(|it| it.packages.iter().copied()).collect();
    for need in &missing {
        println!("needs: {} ({}); it {}", need.probe.name(), need.packages.join(" "), need.why);
    }
    if nix::unistd::geteuid().is_root() {
        install(&packages);
        let left = self::missing();
        if left.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> = left.iter().map(|it| it.probe.name()).collect();
        return Err(instruction(&packages, &format!("{} is still missing", names.join(", "))));
    }
    Err(instruction(&packages, "only root may install packages"))
}

fn missing() -> Vec<&'static Need> {
    let path = env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = env::split_paths(&path).collect();
    NEEDS.iter().filter(|it| !it.probe.is_there(&path)).collect()
}

fn install(packages: &[&str]) {
    let apt = |arguments: &[&str]| {
        let mut command = Command::new("apt-get");
        runs(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    // Whether it worked is seen by looking for what was missing.
    let _ = apt(&["update"])
        && apt(&[&["install", "--yes", "--no-install-recommends"], packages].concat());
}

fn instruction(packages: &[&str], because: &str) -> String {
    format!(
        "the tests need packages and {because}. Type:\n\n    sudo apt-get update && sudo apt-get \
         install --yes --no-install-recommends {}\n\nand then: cargo xtask test",
        packages.join(" ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_looked_for_in_the_path() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = [folder.path().to_owned()];
        assert!(!Probe::Program("driver").is_there(&path));
        std::fs::write(folder.path().join("driver"), "").expect("a file");
        assert!(Probe::Program("driver").is_there(&path));
    }

    #[test]
    fn the_instruction_is_a_line_to_type() {
        let text = instruction(&["chromium", "nodejs"], "only root may install packages");
        let line = "    sudo apt-get update && sudo apt-get install --yes \
                    --no-install-recommends chromium nodejs\n";
        assert!(text.contains(line), "{text}");
    }
}
