//! `init` and `check`: the league file.

use super::{complain, say};
use crate::league_file;
use anyhow::Context as _;
use league::spec::LeagueSpec;
use std::path::Path;
use std::process::ExitCode;

/// Reads a league file, or says everything that is wrong with it.
pub(crate) fn load(file: &Path) -> anyhow::Result<LeagueSpec> {
    let bytes = std::fs::read(file).with_context(|| {
        format!(
            "read the league file {}; `pinwheel init {}` writes one",
            file.display(),
            file.display()
        )
    })?;
    let Ok(text) = String::from_utf8(bytes) else {
        anyhow::bail!("{} is not text in UTF-8; nothing was founded", file.display());
    };
    league_file::read(&text).map_err(|faults| {
        let lines: Vec<String> =
            faults.iter().map(|it| format!("  {}: {it}", file.display())).collect();
        let count = faults.len();
        let things = if count == 1 { "thing is" } else { "things are" };
        anyhow::anyhow!(
            "{count} {things} wrong with the league file; nothing was founded\n{}",
            lines.join("\n")
        )
    })
}

/// Writes a league file to start from.
pub(super) fn init(file: &Path) -> anyhow::Result<ExitCode> {
    use std::io::Write as _;
    let spec = LeagueSpec {
        name: "Portland League".to_owned(),
        slug: "portland".to_owned(),
        pace: league::spec::Pace::Production,
        cron: crate::demo::DEFAULT_CRON.to_owned(),
        ..crate::demo::league()
    };
    let text = league_file::write(&spec);
    let mut out =
        std::fs::OpenOptions::new().write(true).create_new(true).open(file).with_context(|| {
            format!(
                "write {}; nothing was changed. If it exists already, name another file",
                file.display()
            )
        })?;
    out.write_all(text.as_bytes()).with_context(|| format!("write {}", file.display()))?;
    let name = file.display();
    say(&format!(
        "Wrote {name}: eight teams, the house rules, a round every hour.\nChange what you like, then:\n  pinwheel check {name}\n  pinwheel serve --league {name}"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Says everything that is wrong with a league file.
pub(super) fn check(file: &Path) -> ExitCode {
    match load(file) {
        Ok(spec) => {
            let hoopers: usize = spec.teams.iter().map(|it| it.hoopers.len()).sum();
            say(&format!(
                "{} is good: {}, {} teams, {hoopers} hoopers.",
                file.display(),
                spec.name,
                spec.teams.len()
            ));
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
