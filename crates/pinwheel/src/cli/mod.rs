//! The command line: what can be typed, and who answers.
//!
//! May live here: flags, help, exit codes, how the terminal is spoken to. Never: what the commands do.

pub(crate) mod admin;
mod backup;
mod cards;
mod doctor;
mod export;
mod files;
mod jobs;
mod lab;
mod log;
mod manage;
mod migrate;
mod near;
mod out;
mod person;
mod read;
mod restore;
mod roles;
mod show;
mod verify;
mod watch;

pub(crate) use files::{differs, load};

use crate::commands::Asked;
use crate::config::Place;
use crate::serve;
use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Leagues of simulated 3-on-3 basketball that play by themselves, to be watched on a page, in the
/// terminal and by programs. Voting on their rules is to come.
///
/// Without a command it serves: founds a demo league if the data folder is empty and prints the
/// address of its page.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten, next_help_heading = "Which league")]
    place: Place,
    #[command(flatten, next_help_heading = "Serving")]
    serve: serve::Options,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the leagues: pages, streams, and the clock that plays the rounds.
    Serve,
    /// Write a commented league file to start one's own league from.
    Init {
        /// The file to write. It must not exist.
        #[arg(default_value = "league.toml")]
        file: PathBuf,
    },
    /// Say everything that is wrong with a league file.
    Check {
        /// The file.
        #[arg(default_value = "league.toml")]
        file: PathBuf,
    },
    /// Check everything: every hash, every decision, every game played again. Safe beside a server.
    Verify {
        /// Print what was checked as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write the whole league out, games still being shown included: for the operator.
    Export {
        /// `jsonl`: the log, one entry a line. `csv`: games, plays, box lines and standings.
        #[arg(long, value_enum, default_value_t = export::Format::Jsonl)]
        format: export::Format,
        /// The folder to write into, or `-` for the terminal (`jsonl` only).
        #[arg(long, default_value = "-", value_name = "DIR")]
        out: PathBuf,
        /// Write over files of an earlier export.
        #[arg(long)]
        yes: bool,
    },
    /// Copy the database into a new file. Safe while the server runs.
    Backup {
        /// The file to write. It must not exist.
        file: PathBuf,
    },
    /// Put a backup in the place of the database, which is kept beside it. Needs the server stopped.
    Restore {
        /// The backup.
        file: PathBuf,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
    /// Try everything that a machine must be able to do here: store, hold a role, be fenced off, hand
    /// over, wake a peer; and say what to type where it fails. Fails when something does not work.
    Doctor {
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Bring the database's schema up to date: for deploys, before the new build starts. Builds from
    /// before go on beside it.
    Migrate,
    /// Move every league into another, empty database, and check everything there.
    MigrateTo {
        /// Where to: `postgres://user:password@host/database`, or `sqlite:FILE`.
        url: String,
        /// Leave the SQLite file under its name.
        #[arg(long)]
        keep: bool,
    },
    /// Play rounds now.
    Advance {
        /// Do not ask, although people are watching a round: it ends at once for all of them.
        #[arg(long, visible_alias = "now")]
        yes: bool,
        /// How many.
        #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        rounds: u32,
        /// Says how many microseconds each round's commit took, to be measured.
        #[arg(long, hide = true)]
        timings: bool,
    },
    /// Join a team as one of its governors.
    Join {
        /// The team's short name in addresses; without one, the team with the fewest governors.
        team: Option<String>,
        /// What the others call you.
        #[arg(long = "as", value_name = "NAME")]
        name: String,
        /// The request's id: the same one again is the same request.
        #[arg(long, value_name = "ID")]
        request: Option<String>,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// How the league stands.
    Status {
        /// Who asks, to be told of their team.
        #[arg(long = "as", value_name = "NAME", default_value = "")]
        name: String,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show which machine has which role; hand one over with `yield`.
    Roles {
        #[command(subcommand)]
        what: Option<roles::What>,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Print a link that signs in whoever runs the league, once.
    AdminLink,
    /// Show what is still to be written and what failed too often; try that again with `retry`.
    Jobs {
        #[command(subcommand)]
        what: Option<jobs::What>,
        /// Print it as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show or set how quickly games unfold: production, fast, instant.
    Pace {
        /// The new pace.
        pace: Option<String>,
    },
    /// Show or set when rounds are played, as a cron expression in UTC.
    Cron {
        /// The new expression, in quotes.
        expression: Option<String>,
    },
    /// Experiments with rules: many games at once, compared and drawn.
    #[command(subcommand)]
    Lab(lab::Command),
    /// Read a proposal: what would change, or what is to be asked. Nothing is proposed by it.
    Read(read::Wanted),
    #[command(flatten)]
    Show(show::Command),
}

/// Reads what was typed. Help shows what a command takes, and no more.
///
/// # Errors
/// A setting that can be read and cannot be meant.
pub(crate) fn parse() -> anyhow::Result<Cli> {
    let mut command = Cli::command();
    // Flags of every command come into the commands here.
    command.build();
    let names: Vec<String> = command.get_subcommands().map(|it| it.get_name().to_owned()).collect();
    for name in names.iter().filter(|it| *it != "serve") {
        let only_file = ["init", "check"].contains(&name.as_str());
        let hide = |arg: Arg| {
            let others = arg.get_help_heading() == Some("Serving")
                || only_file && arg.get_help_heading() == Some("Which league");
            if others { arg.hide(true) } else { arg }
        };
        command = command.mut_subcommand(name, |it| it.mut_args(hide));
    }
    let matches = command.get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    if let (None | Some(Command::Serve), Some(level)) =
        (&cli.command, matches.get_one::<String>("log_level"))
    {
        check_log_level(level)?;
    }
    Ok(cli)
}

/// How this program was called, for commands that somebody is to type next.
pub(crate) fn program() -> String {
    let called = std::env::args().next().unwrap_or_default();
    let built = ["debug", "release"]
        .into_iter()
        .find(|it| called.ends_with(&format!("/{it}/{}", env!("CARGO_PKG_NAME"))));
    // Cargo tells the programs that it runs where it is.
    match (built, std::env::var_os("CARGO")) {
        (Some("release"), Some(_)) => return "cargo run --release --".to_owned(),
        (Some(_), Some(_)) => return "cargo run --".to_owned(),
        _ => {}
    }
    if called.is_empty() { "pinwheel".to_owned() } else { quoted(&called) }
}

/// The flags that this program was called with, as they are typed again; without its command.
pub(crate) fn flags() -> String {
    let typed = std::env::args().skip(1).filter(|it| it != "serve");
    typed.flat_map(|it| [" ".to_owned(), quoted(&it)]).collect()
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=,+@%".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// Why the system did not let a file be read or written, in words.
#[expect(clippy::wildcard_enum_match_arm, reason = "the system has many ways to fail")]
pub(crate) fn why(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "the folder does not exist".to_owned(),
        ErrorKind::PermissionDenied => "this user may not".to_owned(),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "a file of that name is in the way".to_owned()
        }
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the disk may only be read".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    }
}

/// Refuses a level of logging that there is not: it would be taken for the name of a part of the
/// program, and nothing would ever be logged.
fn check_log_level(text: &str) -> anyhow::Result<()> {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
    let level = |it: &str| LEVELS.contains(&it.to_lowercase().as_str());
    let good = |it: &str| it.split_once('=').map_or_else(|| level(it), |(_, it)| level(it));
    if let Some(bad) = text.split(',').map(str::trim).find(|it| !good(it)) {
        anyhow::bail!(
            "PINWHEEL_LOG_LEVEL (--log-level) says {bad:?}, which is no level. Nothing was changed. Use error, warn, info or debug, or a filter such as pinwheel=debug"
        );
    }
    Ok(())
}

/// Carries out what was typed.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let Cli { place, serve, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&place, &serve).await,
        Command::Init { file } => files::init(&file),
        Command::Check { file } => Ok(files::check(&file)),
        Command::Verify { json } => verify::verify(&place, json).await,
        Command::Export { format, out, yes } => export::export(&place, format, &out, yes).await,
        Command::Backup { file } => backup::backup(&place, &file).await,
        Command::Restore { file, yes } => restore::restore(&place, &file, yes).await,
        Command::Doctor { json } => doctor::run(&place, json).await,
        Command::Migrate => migrate::migrate(&place).await,
        Command::MigrateTo { url, keep } => migrate::migrate_to(&place, &url, keep).await,
        Command::Join { team, name, request, json } => {
            let asked = Asked::Join { team, name: name.clone() };
            person::run(&place, asked, &name, request.as_deref(), json).await
        }
        Command::Status { name, json } => {
            person::run(&place, Asked::Status, &name, None, json).await
        }
        Command::Roles { what, json } => roles::run(&place, what.as_ref(), json).await,
        Command::AdminLink => admin::run(&place).await,
        Command::Jobs { what, json } => jobs::run(&place, what.as_ref(), json).await,
        Command::Advance { yes, rounds, timings } => {
            manage::advance(&place, rounds, yes, timings).await
        }
        Command::Pace { pace } => manage::pace(&place, pace.as_deref()).await,
        Command::Cron { expression } => manage::cron(&place, expression.as_deref()).await,
        Command::Lab(command) => lab::run(command),
        Command::Read(wanted) => read::run(&wanted),
        Command::Show(command) => show::run(&place, command).await,
    }
}

/// Prints one line of an answer. Whoever has closed the pipe, as `| head` does, wants no more of it.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Says what went wrong, to the error stream.
#[expect(clippy::print_stderr, reason = "the terminal is where failures are told")]
pub(crate) fn complain(text: &str) {
    eprintln!("pinwheel: {text}");
}

#[cfg(test)]
mod tests {
    use super::{check_log_level, quoted};

    #[test]
    fn a_level_that_does_not_exist_is_refused() {
        for good in ["info", "WARN", "pinwheel=debug", "warn,pinwheel=debug", "off"] {
            assert!(check_log_level(good).is_ok(), "{good}");
        }
        for bad in ["loud", "", "pinwheel=loud", "info,verbose"] {
            let told = check_log_level(bad).expect_err(bad).to_string();
            assert!(told.contains("Nothing was changed"), "{told}");
        }
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_take_them_apart() {
        assert_eq!(quoted("/usr/bin/pinwheel"), "/usr/bin/pinwheel");
        assert_eq!(quoted("0 * * * *"), "'0 * * * *'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
    }
}
