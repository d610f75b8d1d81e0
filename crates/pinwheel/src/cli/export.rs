//! `export`: the whole league as files that other programs read.
//!
//! For the operator: games that are still being shown are in it to their end.

use super::manage::{open, progress, tick};
use super::say;
use crate::config::Place;
use crate::director::Director;
use crate::store::Entry;
use crate::{table, words};
use anyhow::{Context as _, bail};
use indicatif::ProgressBar;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// The log, one entry a line.
    Jsonl,
    /// Games, plays, box lines and standings.
    Csv,
}

/// The files of a league as tables.
const TABLES: [&str; 4] = ["games.csv", "plays.csv", "box.csv", "standings.csv"];
/// Log entries read at a time.
const PAGE: u32 = 64;

/// Writes the league out.
///
/// `yes`: over the files of an earlier export.
pub(super) async fn export(
    place: &Place,
    format: Format,
    out: &Path,
    yes: bool,
) -> anyhow::Result<ExitCode> {
    let to_terminal = out == Path::new("-");
    if to_terminal && format == Format::Csv {
        bail!("csv is four files; name a folder for them with --out, for example --out export");
    }
    let director = open(place).await?;
    if !to_terminal {
        std::fs::create_dir_all(out).map_err(|error| {
            anyhow::anyhow!(
                "the folder {} cannot be created: {}. Nothing was written, and the league is untouched. Name another with --out",
                out.display(),
                super::why(&error)
            )
        })?;
        let names = match format {
            Format::Jsonl => vec![format!("{}.jsonl", director.slug)],
            Format::Csv => TABLES.map(str::to_owned).to_vec(),
        };
        if let Some(name) = names.iter().find(|it| !yes && out.join(it).exists()) {
            bail!(
                "{} exists already. Nothing was written. Name another folder with --out, or say --yes to write over it",
                out.join(name).display()
            );
        }
    }
    let bar = progress(director.now().state.position(), "entries");
    let names = match format {
        Format::Jsonl if to_terminal => {
            log(&director, &bar, &mut BufWriter::new(std::io::stdout().lock())).await?;
            Vec::new()
        }
        Format::Jsonl => {
            let name = format!("{}.jsonl", director.slug);
            let mut file = NewFile::create(out, &name)?;
            log(&director, &bar, &mut file.to).await?;
            file.finish()?;
            vec![name]
        }
        Format::Csv => tables(&director, &bar, out).await?,
    };
    bar.finish_and_clear();
    if !to_terminal {
        say(&format!("Wrote {} to {}.", names.join(", "), out.display()));
    }
    director.store().close().await;
    Ok(ExitCode::SUCCESS)
}

/// A file that gets its name when it is whole.
struct NewFile {
    to: BufWriter<File>,
    path: std::path::PathBuf,
    unfinished: std::path::PathBuf,
}

impl NewFile {
    fn create(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let (path, unfinished) = (folder.join(name), folder.join(format!("{name}.tmp")));
        let file =
            File::create(&unfinished).with_context(|| format!("write {}", unfinished.display()))?;
        Ok(Self { to: BufWriter::new(file), path, unfinished })
    }

    fn finish(mut self) -> anyhow::Result<()> {
        self.to.flush().with_context(|| format!("write {}", self.path.display()))?;
        std::fs::rename(&self.unfinished, &self.path)
            .with_context(|| format!("write {}", self.path.display()))
    }
}

/// Calls `each` for every entry of the log, oldest first.
async fn entries(
    director: &Director,
    bar: &ProgressBar,
    mut each: impl FnMut(&Entry) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let now = director.now();
    let mut at = 0;
    while at < now.state.position() {
        let page = director.store().entries(now.id, at, PAGE).await;
        let page = page.map_err(|it| anyhow::anyhow!(it.in_full()))?;
        for entry in page.iter().take_while(|it| it.position <= now.state.position()) {
            each(entry)?;
            tick(bar);
            at = entry.position;
        }
        if page.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The log. The event is written as it is stored, so that a reader can check the hashes.
async fn log(director: &Director, bar: &ProgressBar, out: &mut impl Write) -> anyhow::Result<()> {
    let mut ended = false;
    entries(director, bar, |it| {
        if ended {
            return Ok(());
        }
        let line = writeln!(
            out,
            "{{\"position\":{},\"at\":{},\"time\":\"{}\",\"kind\":\"{}\",\"event\":{},\"hash\":\"{}\"}}",
            it.position,
            it.at.0,
            words::iso(it.at),
            it.kind,
            it.body,
            league::chain::hex(&it.hash)
        );
        match line {
            // `pinwheel export | head`: whoever reads has seen enough.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ended = true,
            other => other.context("write the log")?,
        }
        Ok(())
    })
    .await?;
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(error).context("write the log")
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The tables.
async fn tables(director: &Director, bar: &ProgressBar, out: &Path) -> anyhow::Result<Vec<String>> {
    let names = TABLES;
    let [mut games, mut plays, mut boxes, mut standings] =
        match names.map(|it| NewFile::create(out, it)) {
            [Ok(games), Ok(plays), Ok(boxes), Ok(standings)] => [games, plays, boxes, standings],
            failed => {
                let mut errors = failed.into_iter().filter_map(Result::err);
                return Err(errors.next().context("write the tables")?);
            }
        };
    let now = director.now();
    let league = now.state.league().context("no league has been founded here")?;
    for (file, head) in [
        (&mut games, table::GAMES),
        (&mut plays, table::PLAYS),
        (&mut boxes, table::BOXES),
        (&mut standings, table::STANDINGS),
    ] {
        writeln!(file.to, "{}", head.join(",")).context("write the tables")?;
    }
    entries(director, bar, |it| {
        let Ok(league::Event::GamePlayed(game)) = it.event() else { return Ok(()) };
        writeln!(games.to, "{}", table::game(league, &game, it.position))?;
        table::plays(league, &game).try_for_each(|it| writeln!(plays.to, "{it}"))?;
        table::boxes(league, &game).try_for_each(|it| writeln!(boxes.to, "{it}"))?;
        Ok(())
    })
    .await?;
    let current = now.view().map(|it| (it.season(), it.standings()));
    let past = league.past.iter().map(|it| (it.number, it.table.clone()));
    for (season, rows) in past.chain(current) {
        for (place, row) in (1..).zip(&rows) {
            writeln!(standings.to, "{}", table::standing(league, season, place, row))?;
        }
    }
    [games, plays, boxes, standings].into_iter().try_for_each(NewFile::finish)?;
    Ok(names.map(str::to_owned).to_vec())
}
