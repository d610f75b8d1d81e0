//! One game, one team, one hooper on the terminal.
//!
//! May live here: their tables. Never: what may be known (`league::view`), the JSON form (`model`).

use super::near::Look;
use super::out::{Out, Sheet, cut};
use crate::model::game::{self, GameLine, GameStatus, SideBox};
use crate::model::stats::Stats;
use crate::model::{hooper as hoopers, team as teams};
use crate::words;
use anyhow::Context as _;
use league::ids::TeamId;
use league::sim::Skills;
use std::process::ExitCode;

/// Games of a hooper's log that are shown.
const LOG_LINES: usize = 10;

/// How far a game is, in a few words.
pub(super) fn state(it: &GameLine) -> String {
    match (it.status, &it.live) {
        (GameStatus::Final, _) => "Final".to_owned(),
        (_, Some(live)) => format!("Live, {} {}", live.phase, live.clock),
        (GameStatus::Live, None) => "Live".to_owned(),
        (GameStatus::Scheduled, None) => "To come".to_owned(),
    }
}

/// `Herons 61, Furnace 58. Final`.
pub(super) fn headline(it: &GameLine) -> String {
    let score = it.score.map_or_else(
        || format!("{} at {}", it.away.nickname, it.home.nickname),
        |score| format!("{} {}, {} {}", it.home.nickname, score.home, it.away.nickname, score.away),
    );
    format!("{score}. {}", state(it))
}

/// `pinwheel box`.
pub(super) async fn game_box(
    look: &Look,
    out: Out,
    game: &str,
    json: bool,
) -> anyhow::Result<ExitCode> {
    let loaded = look.game(game).await?;
    let found = game::game_box(&loaded).context("the game is gone")?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let line = game::line(look.view()?.league, &loaded.card);
    out.heading(&format!("{}  {}", line.id, headline(&line)))?;
    if line.status == GameStatus::Scheduled {
        out.line("It has not tipped off: there is no box score yet. `pinwheel schedule` says when it is expected.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let phases: Vec<&str> = found.by_period.iter().map(|it| it.phase.as_str()).collect();
    if !phases.is_empty() {
        let heads: Vec<String> = phases.iter().map(|it| format!(">{it}")).collect();
        let mut heads: Vec<&str> = heads.iter().map(String::as_str).collect();
        heads.insert(0, "");
        let mut sheet = Sheet::new(&heads);
        let points = |of: fn(&game::PeriodScore) -> u16| {
            found.by_period.iter().map(move |it| of(it).to_string())
        };
        sheet.row([line.home.code.clone()].into_iter().chain(points(|it| it.home)).collect());
        sheet.row([line.away.code.clone()].into_iter().chain(points(|it| it.away)).collect());
        out.table(&sheet)?;
    }
    for side in [&found.home, &found.away] {
        out.line("")?;
        out.heading(&side.team.name)?;
        out.table(&side_table(side))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn side_table(side: &SideBox) -> Sheet {
    let mut sheet = Sheet::new(&[
        "Hooper", ">Min", ">Pts", ">Shots", ">Arc", ">FT", ">Reb", ">Ast", ">Stl", ">Blk", ">TO",
        ">PF", ">+/−",
    ]);
    for it in &side.hoopers {
        let name = cut(&it.hooper.name, 18);
        sheet.row(numbers(name, &it.stats, words::signed(it.plus_minus.into())));
    }
    sheet.row(numbers("Team".to_owned(), &side.total, String::new()));
    sheet
}

fn numbers(name: String, it: &Stats, plus_minus: String) -> Vec<String> {
    let of = |made: u16, tried: u16| format!("{made}/{tried}");
    vec![
        name,
        words::minutes(it.time_tenths),
        it.points.to_string(),
        of(it.shots_made, it.shots_tried),
        of(it.arc_made, it.arc_tried),
        of(it.free_made, it.free_tried),
        it.rebounds.to_string(),
        it.assists.to_string(),
        it.steals.to_string(),
        it.blocks.to_string(),
        it.turnovers.to_string(),
        it.fouls.to_string(),
        plus_minus,
    ]
}

/// `pinwheel team`.
pub(super) fn team(look: &Look, out: Out, team: &str, json: bool) -> anyhow::Result<ExitCode> {
    let id = look.team(team)?;
    let found = teams::team(&look.view()?, id);
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let line = &found.line;
    out.heading(&format!("{} ({})", line.team.name, line.team.code))?;
    out.line(&format!(
        "{} {}–{}, place {}. At home: {}.",
        line.motto, line.wins, line.losses, line.place, found.venue.name
    ))?;
    out.line("")?;
    let mut sheet = Sheet::new(&["Hooper", "Kind", ">Games", ">Min", ">Pts", ">Reb", ">Ast"]);
    for it in &found.hoopers {
        let season = &it.season;
        let average = |number: f64| format!("{number:.1}");
        sheet.row(vec![
            cut(&it.hooper.name, 22),
            cut(&it.archetype, 16),
            season.games.to_string(),
            average(season.averages.minutes),
            average(season.averages.points),
            average(season.averages.rebounds),
            average(season.averages.assists),
        ]);
    }
    out.table(&sheet)?;
    out.line("")?;
    out.table(&skills(look, id)?)?;
    out.line("")?;
    let played: Vec<&GameLine> =
        found.games.iter().filter(|it| it.status != GameStatus::Scheduled).collect();
    for it in played.iter().rev().take(5).rev() {
        out.line(&format!("{:<8}  {}", it.id, headline(it)))?;
    }
    for it in found.games.iter().filter(|it| it.status == GameStatus::Scheduled).take(3) {
        out.line(&format!("{:<8}  {}", it.id, headline(it)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The skills of a team's hoopers, a column each under the last name.
fn skills(look: &Look, team: TeamId) -> anyhow::Result<Sheet> {
    let hoopers = &look.view()?.league.team(team).hoopers;
    let last = |it: &str| cut(it.rsplit(' ').next().unwrap_or(it), 8);
    let names: Vec<String> = hoopers.iter().map(|it| format!(">{}", last(&it.name))).collect();
    let heads: Vec<&str> = ["Skill"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let mut sheet = Sheet::new(&heads);
    for (at, name) in Skills::NAMES.iter().enumerate() {
        let values = hoopers.iter().map(|it| it.skills.values()[at].to_string());
        sheet.row([(*name).to_owned()].into_iter().chain(values).collect());
    }
    Ok(sheet)
}

/// `pinwheel hooper`.
pub(super) fn hooper(look: &Look, out: Out, name: &str, json: bool) -> anyhow::Result<ExitCode> {
    let id = look.hooper(name)?;
    let found = hoopers::hooper(&look.view()?, id);
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    out.heading(&format!("{}, {}", found.line.hooper.name, found.plays_for.name))?;
    out.line(&format!("{}. {}", found.line.archetype, found.line.line))?;
    let skills: Vec<String> = Skills::NAMES
        .iter()
        .filter_map(|name| Some(format!("{name} {}", found.skills.get(name)?)))
        .collect();
    out.line(&skills[..5.min(skills.len())].join(", "))?;
    out.line(&skills[5.min(skills.len())..].join(", "))?;
    for it in &found.awards {
        out.line(&format!("{}, season {}", it.name, it.season))?;
    }
    if found.game_log.is_empty() {
        out.line("No finished game this season.")?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line("")?;
    let mut sheet = Sheet::new(&[
        "Game", "", ">Min", ">Pts", ">Shots", ">Arc", ">FT", ">Reb", ">Ast", ">Stl", ">Blk", ">TO",
        ">PF", ">+/−",
    ]);
    for it in found.game_log.iter().take(LOG_LINES) {
        let opponent = if it.at_home { &it.game.away.code } else { &it.game.home.code };
        let how = if it.won { "W" } else { "L" };
        let mut cells = numbers(it.game.id.clone(), &it.stats, words::signed(it.plus_minus.into()));
        cells.insert(1, format!("{how} {opponent}"));
        sheet.row(cells);
    }
    out.table(&sheet)?;
    Ok(ExitCode::SUCCESS)
}
