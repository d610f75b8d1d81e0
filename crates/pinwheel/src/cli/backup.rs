//! `backup`: a consistent copy, checked before it gets its name.

use super::manage::{progress, tick};
use super::say;
use crate::config::Place;
use crate::store::{Address, Open, Store};
use crate::verify::{self, Checked, Depth};
use anyhow::{Context as _, bail};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Copies the database into a new file.
pub(super) async fn backup(place: &Place, file: &Path) -> anyhow::Result<ExitCode> {
    if file.exists() {
        bail!(
            "{} exists already. Nothing was changed. Give the backup another name",
            file.display()
        );
    }
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|it| !it.is_dir()) {
        bail!(
            "the folder {} does not exist. Nothing was written, and the league is untouched. Make it first, or name another",
            folder.display()
        );
    }
    let store = place.open(Open::Existing).await?;
    let copy = Copy::of(&store, file).await?;
    store.close().await;
    let leagues = check(&copy.path, Depth::Chain).await.with_context(|| {
        format!("check the copy; {} was not written, the league is untouched", file.display())
    })?;
    copy.name(file)?;
    let size = std::fs::metadata(file).map_or(0, |it| it.len());
    say(&format!("Wrote {}: {}, {}.", file.display(), bytes(size), in_words(&leagues)));
    Ok(ExitCode::SUCCESS)
}

/// A copy under a temporary name beside its place; removed unless it is given its name.
#[derive(Debug)]
pub(super) struct Copy {
    pub(super) path: PathBuf,
    kept: bool,
}

impl Copy {
    /// Copies the database as of one instant.
    pub(super) async fn of(store: &Store, beside: &Path) -> anyhow::Result<Self> {
        let mut name = beside.file_name().context("a file needs a name")?.to_owned();
        name.push(format!(".{}.tmp", std::process::id()));
        let copy = Self { path: beside.with_file_name(name), kept: false };
        // What an earlier process of the same number left.
        let _ = std::fs::remove_file(&copy.path);
        store.copy_to(&copy.path).await.map_err(|it| {
            anyhow::anyhow!(
                "could not write {}: {}. Nothing was changed; choose a folder that exists, may be written and has room",
                copy.path.display(),
                it.in_full()
            )
        })?;
        File::open(&copy.path).and_then(|it| it.sync_all()).context("store the copy safely")?;
        Ok(copy)
    }

    /// Gives it a name that nothing has.
    fn name(self, file: &Path) -> anyhow::Result<()> {
        // A link fails where a file is; renaming would replace it.
        match std::fs::hard_link(&self.path, file) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                bail!("{} has come to exist meanwhile; it was not touched", file.display());
            }
            // Not every file system has links.
            Err(_) => std::fs::copy(&self.path, file)
                .and_then(|_| File::open(file)?.sync_all())
                .with_context(|| format!("write {}", file.display()))?,
        }
        sync_folder(file)
    }

    /// Puts it in the place of another file, at once.
    pub(super) fn replace(mut self, file: &Path) -> anyhow::Result<()> {
        std::fs::rename(&self.path, file).with_context(|| format!("write {}", file.display()))?;
        self.kept = true;
        sync_folder(file)
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        if !self.kept {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Makes names in the file's folder survive a power cut.
pub(super) fn sync_folder(file: &Path) -> anyhow::Result<()> {
    let folder = file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)
        .and_then(|it| it.sync_all())
        .with_context(|| format!("store the folder {} safely", folder.display()))
}

/// Checks a database file that is nobody's yet.
pub(super) async fn check(file: &Path, depth: Depth) -> anyhow::Result<Vec<Checked>> {
    let how = if depth == Depth::Whole { Open::Existing } else { Open::ReadOnly };
    let address = Address::File(file.to_owned());
    let store = Store::open(&address, how).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let total = verify::size(&store).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let bar = progress(total, "entries");
    let checked = verify::database(&store, depth, || tick(&bar)).await;
    bar.finish_and_clear();
    store.close().await;
    checked.map_err(|it| anyhow::anyhow!("{it}"))
}

/// The leagues and where their logs stand.
pub(super) fn in_words(leagues: &[Checked]) -> String {
    let each = leagues.iter().map(|it| format!("{} up to entry {}", it.slug, it.counts.entries));
    match leagues {
        [] => "no league".to_owned(),
        [_] => each.collect(),
        many => format!("{} leagues ({})", many.len(), each.collect::<Vec<_>>().join(", ")),
    }
}

fn bytes(size: u64) -> String {
    match size {
        0..10_240 => format!("{size} bytes"),
        10_240..10_485_760 => format!("{} KiB", size >> 10),
        _ => format!("{} MiB", size >> 20),
    }
}
