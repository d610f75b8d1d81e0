//! `restore`: a backup takes the place of the database, after it has been checked in full.
//!
//! At every moment a whole database lies under the database's name: the copy takes it over in one
//! step, and what it replaces keeps a name of its own.

use super::backup::{Copy, check, in_words};
use super::manage::agreed as ask;
use super::say;
use crate::clock;
use crate::config::{Place, ServerLock, make_folder};
use crate::store::{Address, Open, Store};
use crate::verify::Depth;
use anyhow::{Context as _, bail};
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Restores a backup.
pub(super) async fn restore(place: &Place, backup: &Path, yes: bool) -> anyhow::Result<ExitCode> {
    let file = place.file("restore")?;
    if same_file(backup, &file) {
        bail!(
            "{} is the database itself. Nothing was changed. Name a file that `pinwheel backup` has written",
            backup.display()
        );
    }
    if !backup.is_file() {
        let what = if backup.is_dir() { "is a folder" } else { "does not exist" };
        bail!(
            "{} cannot be restored: it {what}. Nothing was changed. Name a file that `pinwheel backup` has written",
            backup.display()
        );
    }
    let source = Store::open(&Address::File(backup.to_owned()), Open::ReadOnly)
        .await
        .map_err(|it| unusable(backup, &it.in_full()))?;
    make_folder(&file)?;
    let lock = ServerLock::take(&file)?;
    // The copy is what is checked: nothing that happens to the backup meanwhile can slip in.
    let copied = Copy::of(&source, &file).await;
    source.close().await;
    let copy = copied.map_err(|it| unusable(backup, &it.to_string()))?;
    let leagues = check(&copy.path, Depth::Whole).await.map_err(|it| {
        unusable(backup, &it.to_string().replace(&copy.path.display().to_string(), "it"))
    })?;
    let replaces = file.exists();
    if replaces && !yes && !agreed(&file, &in_words(&leagues))? {
        say("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let kept = if replaces { Some(set_aside(&file).await?) } else { None };
    copy.replace(&file)?;
    drop(lock);
    say(&format!("Restored {}: {}.", file.display(), in_words(&leagues)));
    if let Some(kept) = kept {
        say(&format!("What was there before is kept as {}.", kept.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What was found in a backup that cannot be used. What a database of one's own would be told to do
/// is left out: to restore a backup is what was tried.
fn unusable(backup: &Path, why: &str) -> anyhow::Error {
    let why = why.split(". Nothing was changed").next().unwrap_or(why);
    let why = why.strip_prefix(&format!("could not open {}: ", backup.display())).unwrap_or(why);
    anyhow::anyhow!(
        "{} cannot be restored: {why}. Nothing was changed: the league is as it was. Try an older backup",
        backup.display()
    )
}

fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

fn agreed(file: &Path, what: &str) -> anyhow::Result<bool> {
    if !std::io::stdin().is_terminal() {
        bail!(
            "{} would be replaced by {what}. Nothing was changed. Say --yes to do it without being asked",
            file.display()
        );
    }
    ask(&format!("Replace {} by {what}? The old one is kept.", file.display()))
}

/// Gives the database a second name, with everything that is in its write-ahead log.
async fn set_aside(file: &Path) -> anyhow::Result<PathBuf> {
    // Closing folds the write-ahead log in. A damaged database may not open; that is why it is replaced.
    if let Ok(store) = Store::open(&Address::File(file.to_owned()), Open::Existing).await {
        store.close().await;
    }
    let now = jiff::Timestamp::from_millisecond(clock::now().0).context("read the clock")?;
    let now = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let kept = free_name(file, &now);
    std::fs::hard_link(file, &kept)
        .or_else(|_| std::fs::copy(file, &kept).map(|_| ()))
        .with_context(|| {
            format!("keep the old database as {}; nothing was changed", kept.display())
        })?;
    // What is left of the log belongs to the old database, and would spoil the new one.
    let log = with_suffix(file, "-wal");
    if log.exists() {
        std::fs::rename(&log, with_suffix(&kept, "-wal"))
            .with_context(|| format!("keep {}; nothing was changed", log.display()))?;
    }
    let index = with_suffix(file, "-shm");
    match std::fs::remove_file(&index) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", index.display()))
        }
        Ok(()) | Err(_) => Ok(kept),
    }
}

fn free_name(file: &Path, now: &str) -> PathBuf {
    let name = |n: u32| {
        let again = if n == 0 { String::new() } else { format!("-{n}") };
        with_suffix(file, &format!(".before-restore-{now}{again}"))
    };
    (0..1_000).map(name).find(|it| !it.exists()).unwrap_or_else(|| name(1_000))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
