//! `init` and `check`: the league file.

use super::{complain, say};
use crate::league_file;
use league::spec::LeagueSpec;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

/// Reads the league file that a server was given, or says everything that is wrong with it.
pub(crate) fn load(file: &Path) -> anyhow::Result<LeagueSpec> {
    read(file).map_err(|it| anyhow::anyhow!("{it}\nNothing was founded or changed."))
}

/// Reads a league file, or says everything that is wrong with it.
#[expect(clippy::wildcard_enum_match_arm, reason = "the system has many ways to fail")]
pub(super) fn read(file: &Path) -> anyhow::Result<LeagueSpec> {
    let name = file.display();
    let bytes = std::fs::read(file).map_err(|error| match error.kind() {
        ErrorKind::NotFound => anyhow::anyhow!(
            "there is no league file {name}. Name another file, or have one written: {} init {name}",
            super::program()
        ),
        ErrorKind::IsADirectory => {
            anyhow::anyhow!("{name} is a folder, not a league file. Name the file in it")
        }
        _ => anyhow::anyhow!("the league file {name} cannot be read: {}", super::why(&error)),
    })?;
    let Ok(text) = String::from_utf8(bytes) else {
        anyhow::bail!("{name} is not text in UTF-8. Save it as UTF-8 in your editor");
    };
    league_file::read(&text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|it| format!("  {name}: {it}")).collect();
        let count = faults.len();
        let things = if count == 1 { "thing is" } else { "things are" };
        anyhow::anyhow!("{count} {things} wrong with the league file\n{}", lines.join("\n"))
    })
}

/// In what a file says something else than what its league was founded with; empty when in nothing.
pub(crate) fn differs(file: &LeagueSpec, founded: &LeagueSpec) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = |differs: bool, what: &str| parts.extend(differs.then(|| what.to_owned()));
    part(file.name != founded.name, "the name");
    part(file.cron != founded.cron, "cron");
    part(file.pace != founded.pace, "pace");
    part(file.rules != founded.rules, "the rules");
    part(file.teams.len() != founded.teams.len(), "the number of teams");
    for (one, other) in file.teams.iter().zip(&founded.teams).filter(|it| it.0 != it.1) {
        part(
            true,
            &format!("the team {}", if one.name == other.name { &one.name } else { &other.name }),
        );
    }
    parts
}

/// Writes a league file to start from.
#[expect(clippy::wildcard_enum_match_arm, reason = "the system has many ways to fail")]
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
    let name = file.display();
    let fails = |error: &std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => anyhow::anyhow!(
            "{name} exists already. Nothing was changed. Name another file: {} init other.toml",
            super::program()
        ),
        _ => anyhow::anyhow!(
            "{name} cannot be written: {}. Nothing was changed. Name a file in a folder that exists and may be written",
            super::why(error)
        ),
    };
    let options = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    options.and_then(|mut it| it.write_all(text.as_bytes())).map_err(|it| fails(&it))?;
    let program = super::program();
    say(&format!(
        "Wrote {name}: eight teams, the house rules, a round every hour.\nChange what you like, then:\n  {program} check {name}\n  {program} serve --league {name}"
    ));
    Ok(ExitCode::SUCCESS)
}

/// Says everything that is wrong with a league file.
pub(super) fn check(file: &Path) -> ExitCode {
    match read(file) {
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
            complain(&format!("{error}"));
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::differs;

    #[test]
    fn what_a_changed_file_says_otherwise_is_named() {
        let founded = crate::demo::league();
        assert!(differs(&founded, &founded).is_empty());
        let mut file = founded.clone();
        file.cron = "0 0 * * *".to_owned();
        file.teams[2].motto = "Ever deeper.".to_owned();
        assert_eq!(differs(&file, &founded), ["cron", "the team Alberta Lanternfish"]);
    }
}
