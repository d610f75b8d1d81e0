//! How quickly games are played: by time, for information; by instructions, which must hold.
//!
//! May live here: what is run, the rows, the limits. Must never live here: counting (`instructions`),
//! playing (`bin/engine`).

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use super::table::{Row, Unit, with_spaces};
use super::{Context, instructions};
use crate::cargo;

/// 20 000 games a second on one core.
const GAME_NS_MAX: u64 = 50_000;
/// A season of 95 games.
const SEASON_US_MAX: u64 = 5_000;
/// Two cores, in hundredths of one.
const SCALING_LEAST: u64 = 180;
/// A running game with all its plays.
const GAME_BYTES_MAX: u64 = 32 << 10;
/// What a game of the house rules may cost: a little above what it does, so that a change that makes
/// it dearer is seen. Lower it when a game gets cheaper.
const GAME_INSTRUCTIONS_MAX: u64 = 610_000;
/// 8 000 games a second on one core, with effects in force.
const RULED_NS_MAX: u64 = 125_000;
/// Of the costliest functions, so many are told.
const TOLD: usize = 12;

pub(super) fn run(context: &Context<'_>) -> Result<Vec<Row>> {
    println!("engine: times, then instructions");
    let binary = build(context.root)?;
    let output = Command::new(&binary).arg("time").output().context("run the engine")?;
    ensure!(output.status.success(), "the engine failed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let number = |name: &str| {
        let line = text.lines().find_map(|it| it.strip_prefix(name)?.trim().parse::<u64>().ok());
        line.with_context(|| format!("the engine told no {name}"))
    };
    let (one, two) = (number("games_on_one ")?, number("games_on_two ")?);
    let game_ns = number("game_ns ")?;
    let possessions = number("possessions_a_thousand_games ")?;
    let game = instructions::of(&binary, "play")?;
    let floor = instructions::of(&binary, "floor")?;
    let per_possession = game.total * 1_000 / possessions.max(1);
    let mut rows = vec![
        Row::at_most("game, house rules", game_ns, Some(GAME_NS_MAX), Unit::Nanos).beside(
            &format!(
                "best of 40 hundreds; {} a second",
                with_spaces(1_000_000_000 / game_ns.max(1))
            ),
        ),
        Row::at_least("two cores, of one", two * 100 / one.max(1), SCALING_LEAST),
        Row::at_most(
            "season of 95 games",
            number("season_us ")?,
            Some(SEASON_US_MAX),
            Unit::Micros,
        ),
        Row::limit("instructions a game", game.total, GAME_INSTRUCTIONS_MAX)
            .beside(&format!("{} a possession", with_spaces(per_possession))),
        Row::told("floor: draws and comparisons alone", with_spaces(floor.total)).beside(&format!(
            "{}, {} of a game",
            Unit::Nanos.words(number("floor_ns ")?),
            percent(floor.total, game.total)
        )),
        Row::limit("allocations a game", game.allocations, 1),
        Row::at_most(
            "memory of a running game",
            number("state_bytes ")? + game.allocated,
            Some(GAME_BYTES_MAX),
            Unit::Bytes,
        )
        .beside(&format!("{} plays", number("plays_a_thousand_games ")? / 1_000)),
    ];
    for effects in [20, 32] {
        let cost = instructions::of(&binary, &format!("ruled{effects}"))?;
        let took = number(&format!("ruled{effects}_ns "))?;
        rows.push(
            Row::at_most(
                format!("game with {effects} effects"),
                took,
                Some(RULED_NS_MAX),
                Unit::Nanos,
            )
            .beside(&format!(
                "{} a second; {} instructions, {} allocations",
                with_spaces(1_000_000_000 / took.max(1)),
                with_spaces(cost.total),
                cost.allocations
            )),
        );
    }
    let functions = game.functions.iter().take(TOLD);
    rows.extend(functions.map(|(name, count)| {
        Row::told(format!("  in {name}"), with_spaces(*count)).beside(&percent(*count, game.total))
    }));
    Ok(rows)
}

fn percent(part: u64, whole: u64) -> String {
    format!("{} %", part * 100 / whole.max(1))
}

/// The engine by itself, built as for shipping.
fn build(root: &Path) -> Result<PathBuf> {
    let arguments = ["build", "--release", "--package", "xtask", "--bin", "engine"];
    let status = cargo::command(root, &arguments).status().context("run cargo")?;
    ensure!(status.success(), "the engine does not build; cargo says why above");
    Ok(cargo::target_folder(root)?.join("release/engine"))
}
