//! The command line: what can be typed, and who answers.
//!
//! May live here: flags, help, exit codes, how the terminal is spoken to. Never: what the commands do.

mod backup;
mod cards;
mod export;
mod files;
mod lab;
mod log;
mod manage;
mod near;
mod out;
mod restore;
mod show;
mod verify;
mod watch;

pub(crate) use files::load;

use crate::config::Place;
use crate::serve;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// A league in a group chat: simulated 3-on-3 basketball under rules that people vote on.
///
/// Without a command it serves: founds a demo league if the data folder is empty and prints the
/// address of its page.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
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
    /// Play rounds now.
    Advance {
        /// How many.
        #[arg(default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        rounds: u32,
        /// Says how many microseconds each round's commit took, to be measured.
        #[arg(long, hide = true)]
        timings: bool,
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
    #[command(flatten)]
    Show(show::Command),
}

/// Carries out what was typed.
pub(crate) async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let Cli { place, serve, command } = cli;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&place, &serve).await,
        Command::Init { file } => files::init(&file),
        Command::Check { file } => Ok(files::check(&file)),
        Command::Verify { json } => verify::verify(&place, json).await,
        Command::Export { format, out } => export::export(&place, format, &out).await,
        Command::Backup { file } => backup::backup(&place, &file).await,
        Command::Restore { file, yes } => restore::restore(&place, &file, yes).await,
        Command::Advance { rounds, timings } => manage::advance(&place, rounds, timings).await,
        Command::Pace { pace } => manage::pace(&place, pace.as_deref()).await,
        Command::Cron { expression } => manage::cron(&place, expression.as_deref()).await,
        Command::Lab(command) => lab::run(command),
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
