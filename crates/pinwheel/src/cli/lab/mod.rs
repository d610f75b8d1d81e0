//! `lab`: many games at once. What rules come to, two sets of them compared, one number swept.
//!
//! May live here: the commands, which rules and squads are meant. Must never live here: playing
//! (`crate::lab`), tables (`tables`).

mod tables;

use super::out::{Out, unless_closed};
use super::{files, manage};
use crate::lab::{self, curve, curve::Sweep, picture};
use anyhow::{Context as _, bail};
use clap::Subcommand;
use league::lab::{Arm, METRICS, metric};
use league::rules::{Param, Preset, Rules};
use league::spec::TeamSpec;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most games that can be asked for.
const GAMES_MOST: u64 = 10_000_000;

/// Experiments with rules: nothing of them touches a league.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Play many games by some rules and print what they come to.
    Run {
        /// A preset (house, fiba3x3, big3, tbt, allstar), or a league file with its rules and squads.
        #[arg(long, default_value = "house", value_name = "FILE|PRESET")]
        rules: String,
        /// How many games.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=GAMES_MOST))]
        games: u64,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Play the same games with the same dice by two sets of rules, and print what differs.
    Compare {
        /// A preset or a league file.
        #[arg(value_name = "A")]
        before: String,
        /// Another; the squads are those of the first.
        #[arg(value_name = "B")]
        after: String,
        /// How many games each.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(2..=GAMES_MOST))]
        games: u64,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Sweep one rule over its bounds and draw the curve of what it is about.
    Lever {
        /// Id of the rule, such as score.arc.
        param: String,
        /// A preset or a league file.
        #[arg(long, default_value = "house", value_name = "FILE|PRESET")]
        rules: String,
        /// Another number than the rule's own; `pinwheel lab run --json` has them all.
        #[arg(long, value_name = "ID")]
        metric: Option<String>,
        /// How many games for each value.
        #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..=GAMES_MOST))]
        games: u64,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// Write the curve as a picture, too.
        #[arg(long, value_name = "FILE.svg")]
        plot: Option<PathBuf>,
    },
}

/// Rules with the squads that play by them: a league's, or two even ones.
struct Given {
    name: String,
    rules: Rules,
    teams: Option<Vec<TeamSpec>>,
}

impl Given {
    fn read(word: &str) -> anyhow::Result<Self> {
        if let Some(preset) = Preset::by_name(word) {
            return Ok(Self { name: word.to_owned(), rules: preset.rules(), teams: None });
        }
        if !Path::new(word).is_file() {
            let names: Vec<&str> = Preset::ALL.into_iter().map(Preset::name).collect();
            bail!("`{word}` is neither a league file nor one of {}", names.join(", "));
        }
        let spec = files::load(Path::new(word))?;
        Ok(Self { name: word.to_owned(), rules: spec.rules, teams: Some(spec.teams) })
    }

    /// The pairings of these squads by other rules.
    fn arm(&self, rules: &Rules) -> Arm {
        match &self.teams {
            Some(teams) => Arm::of(lab::pairings(teams, rules), rules.clone()),
            None => Arm::even(50, rules.clone()),
        }
    }

    fn smallest_squad(&self) -> usize {
        let sizes = self.teams.iter().flatten().map(|it| it.hoopers.len());
        sizes.min().unwrap_or(league::lab::squad(50).skills.len())
    }
}

/// Carries out a command.
pub(super) fn run(command: Command) -> anyhow::Result<ExitCode> {
    let out = Out::new();
    unless_closed(match command {
        Command::Run { rules, games, json } => run_games(out, &rules, games, json),
        Command::Compare { before, after, games, json } => {
            compare(out, [&before, &after], games, json)
        }
        Command::Lever { param, rules, metric, games, json, plot } => {
            let wanted = Wanted { param, metric, games, json, plot };
            lever(out, &rules, &wanted)
        }
    })
}

fn run_games(out: Out, rules: &str, games: u64, json: bool) -> anyhow::Result<ExitCode> {
    let given = Given::read(rules)?;
    let arm = given.arm(&given.rules);
    let bar = manage::progress(games.div_ceil(lab::STEP), "games");
    let batch = lab::play(&arm, games, lab::cores(), &|| manage::tick(&bar));
    bar.finish_and_clear();
    if json {
        out.json(&tables::run_json(&given.name, games, &batch))?;
    } else {
        out.heading(&format!("{games} games by {}", given.name))?;
        out.table(&tables::run(&batch))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(out: Out, words: [&str; 2], games: u64, json: bool) -> anyhow::Result<ExitCode> {
    let [before, after] = [Given::read(words[0])?, Given::read(words[1])?];
    let arms = [before.arm(&before.rules), before.arm(&after.rules)];
    let bar = manage::progress(games.div_ceil(lab::STEP), "pairs");
    let pairs = lab::pairs([&arms[0], &arms[1]], games, lab::cores(), &|| manage::tick(&bar));
    bar.finish_and_clear();
    if json {
        out.json(&tables::compare_json(words, games, &pairs))?;
    } else {
        out.heading(&format!(
            "{} against {}: {games} games each with the same dice",
            before.name, after.name
        ))?;
        out.table(&tables::compare(&pairs))?;
        out.line(&format!(
            "{} games have another winner. No change is clear within two standard errors (±).",
            pairs.flips
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// What `lab lever` was asked for.
struct Wanted {
    param: String,
    metric: Option<String>,
    games: u64,
    json: bool,
    plot: Option<PathBuf>,
}

fn lever(out: Out, rules: &str, wanted: &Wanted) -> anyhow::Result<ExitCode> {
    let given = Given::read(rules)?;
    let param = Param::by_id(&wanted.param).with_context(|| {
        let ids: Vec<&str> = Param::ALL.into_iter().map(Param::id).collect();
        format!("there is no rule called {}; there are {}", wanted.param, ids.join(", "))
    })?;
    let shown = match &wanted.metric {
        None => None,
        Some(id) => Some(metric(id).with_context(|| {
            let ids: Vec<&str> = METRICS.iter().map(|it| it.id).collect();
            format!("there is no number called {id}; there are {}", ids.join(", "))
        })?),
    };
    let sweep = Sweep::of(param, &given.rules, shown, given.smallest_squad())
        .map_err(|why| anyhow::anyhow!("{} {why}", param.id()))?;
    let bar = manage::progress(sweep.len() as u64 * wanted.games.div_ceil(lab::STEP), "games");
    let curve = sweep.play(wanted.games, &|rules| given.arm(rules).matchups, &|arm| {
        lab::play(arm, wanted.games, lab::cores(), &|| manage::tick(&bar))
    });
    bar.finish_and_clear();
    if let Some(file) = &wanted.plot {
        std::fs::write(file, picture::svg(&curve, picture::Place::File))
            .with_context(|| format!("write {}", file.display()))?;
    }
    if wanted.json {
        out.json(&tables::lever_json(&given.name, &curve))?;
        return Ok(ExitCode::SUCCESS);
    }
    out.heading(&format!("{} by {}, {}", curve.metric.name, param.id(), given.name))?;
    out.line(&picture::letters(&curve))?;
    out.table(&tables::lever(&curve))?;
    tell_left_out(out, &curve)?;
    Ok(ExitCode::SUCCESS)
}

fn tell_left_out(out: Out, curve: &curve::Curve) -> anyhow::Result<()> {
    if !curve.left_out.is_empty() {
        let values: Vec<String> = curve.left_out.iter().map(i32::to_string).collect();
        out.line(&format!("Left out, because they contradict other rules: {}", values.join(", ")))?;
    }
    Ok(())
}
