//! The files that are checked, read once.
//!
//! May live here: which files belong to the repository. Must never live here: a check.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::source;

/// Folders that hold no file of ours, for when git cannot say.
const FOREIGN_FOLDERS: [&str; 4] = [".git", "target", "pinwheel-data", "node_modules"];

/// One file.
pub(super) struct File {
    /// From the root, with `/`.
    pub(super) path: String,
    pub(super) bytes: Vec<u8>,
    /// For Rust: the text with comments and the insides of strings blanked.
    pub(super) code: String,
}

impl File {
    pub(super) fn new(path: &str, bytes: Vec<u8>) -> Self {
        let mut file = Self { path: path.to_owned(), bytes, code: String::new() };
        if file.is("rs") {
            file.code = source::code(file.text());
        }
        file
    }

    /// The content; nothing for what is not text.
    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// Whether the name ends with `.` and this.
    pub(super) fn is(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|it| it == extension)
    }

    /// The lines with their numbers, counted from 1.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text().split('\n').enumerate().map(|(index, line)| (index + 1, line))
    }

    /// Whether the whole file is a test.
    pub(super) fn is_test(&self) -> bool {
        self.path.contains("/tests/") || self.path.ends_with("/tests.rs")
    }

    /// Where the tests at the end of a source file begin, as an index into text and code.
    pub(super) fn tests_from(&self) -> usize {
        if self.is_test() { 0 } else { source::tests_from(&self.code) }
    }

    /// The code without its tests; an index into it is one into the text.
    pub(super) fn product_code(&self) -> &str {
        &self.code[..self.tests_from()]
    }

    /// The line, counted from 1, of an index into text or code.
    pub(super) fn line_of(&self, index: usize) -> usize {
        self.text()[..index].matches('\n').count() + 1
    }
}

/// All files of the repository.
pub(super) struct Tree {
    files: Vec<File>,
}

impl Tree {
    /// Reads what git tracks or would track; without git, everything but build results.
    pub(super) fn read(root: &Path) -> Result<Self> {
        let mut paths = git_files(root).map_or_else(|| walk(root), Ok)?;
        paths.sort();
        let mut files = Vec::new();
        for path in paths {
            let whole = root.join(&path);
            if whole.is_file() {
                let bytes = fs::read(&whole).with_context(|| format!("read {path}"))?;
                files.push(File::new(&path, bytes));
            }
        }
        Ok(Self { files })
    }

    /// A tree for a test, from paths and texts.
    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |it: &(&str, &str)| File::new(it.0, it.1.as_bytes().to_vec());
        Self { files: files.iter().map(file).collect() }
    }

    /// Every file, by path.
    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    /// The files whose name ends with `.` and this.
    pub(super) fn with(&self, extension: &str) -> impl Iterator<Item = &File> {
        self.files.iter().filter(move |it| it.is(extension))
    }

    /// The file with exactly this path.
    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|it| it.path == path)
    }

    /// Whether there is such a file or folder.
    pub(super) fn has(&self, path: &str) -> bool {
        let inside = |it: &File| it.path.strip_prefix(path).is_some_and(|it| it.starts_with('/'));
        path.is_empty() || self.files.iter().any(|it| it.path == path || inside(it))
    }
}

fn git_files(root: &Path) -> Option<Vec<String>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let paths = text.split('\0').filter(|it| !it.is_empty()).map(str::to_owned);
    output.status.success().then(|| paths.collect())
}

fn walk(root: &Path) -> Result<Vec<String>> {
    let mut paths = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("list {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
            if path.is_dir() && !path.is_symlink() {
                let is_ours = !FOREIGN_FOLDERS.contains(&name);
                // Cargo marks its folder of build results, whatever its name.
                if is_ours && !path.join("CACHEDIR.TAG").exists() {
                    folders.push(path);
                }
            } else if let Some(path) = path.strip_prefix(root).ok().and_then(Path::to_str) {
                paths.push(path.replace('\\', "/"));
            }
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_git_build_results_are_left_out() {
        let root = tempfile::tempdir().expect("a folder");
        for path in ["a/b.rs", "target/x.rs", "built/x.rs", "built/CACHEDIR.TAG"] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            fs::write(path, "x").expect("a file");
        }
        assert_eq!(walk(root.path()).expect("a list"), ["a/b.rs"]);
    }

    #[test]
    fn a_folder_is_there_when_a_file_in_it_is() {
        let tree = Tree::of(&[("docs/adr/one.md", "")]);
        assert!(tree.has("docs/adr") && tree.has("docs/adr/one.md") && tree.has(""));
        assert!(!tree.has("docs/ad") && !tree.has("docs/adr/two.md"));
    }
}
