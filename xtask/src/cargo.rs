//! Cargo, called from a chore as a person would call it.
//!
//! May live here: the environment of a child, building the product. Must never live here: what is
//! called.

use std::env;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// What `cargo run` sets for this process. Build scripts that watch it would run again for nothing.
const SET_BY_CARGO_RUN: [&str; 4] =
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_NAME", "CARGO_CRATE_NAME"];

/// Cargo at the root of the repository, with a clean environment.
pub(crate) fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    clean(&mut command);
    command
}

/// Takes out of a child's environment what would change how the product behaves.
pub(crate) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let is_setting = text.starts_with("PINWHEEL_") || text == "DATABASE_URL";
        if is_setting || SET_BY_CARGO_RUN.iter().any(|it| text.starts_with(it)) {
            command.env_remove(name);
        }
    }
}

/// Where cargo puts what it builds.
pub(crate) fn target_folder(root: &Path) -> Result<PathBuf> {
    let arguments = ["metadata", "--format-version", "1", "--no-deps"];
    let output =
        command(root, &arguments).stderr(Stdio::inherit()).output().context("run cargo")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let folder = text.split_once("\"target_directory\":\"").and_then(|it| it.1.split_once('"'));
    folder.map(|it| PathBuf::from(it.0)).context("cargo names no target folder")
}

/// Builds the product as `cargo run --release` does; answers where the binary is.
pub(crate) fn build_product(root: &Path) -> Result<PathBuf> {
    let arguments =
        ["build", "--release", "--package", "pinwheel", "--message-format=json-render-diagnostics"];
    let mut child =
        command(root, &arguments).stdout(Stdio::piped()).spawn().context("run cargo")?;
    let messages = child.stdout.take().context("listen to cargo")?;
    let mut binary = None;
    for line in BufReader::new(messages).lines() {
        let line = line.context("listen to cargo")?;
        let executable = line.split_once("\"executable\":\"").and_then(|it| it.1.split_once('"'));
        binary = executable.map(|it| PathBuf::from(it.0)).or(binary);
    }
    let status = child.wait().context("wait for cargo")?;
    ensure!(status.success(), "the product does not build; cargo says why above");
    binary.context("cargo built no binary `pinwheel`")
}
