//! What can be looked at from the terminal: standings, schedule, games, box scores, teams, the Book.
//!
//! May live here: the commands, and what a table for people looks like. Never: what may be known
//! (`league::view`), the JSON form (`model`).

use super::near::Look;
use super::out::{Out, Sheet, cut, unless_closed};
use super::{cards, log, watch};
use crate::config::Place;
use crate::model::game::{self, GameLine, GameStatus, Wanted};
use crate::model::{book, hooper, report, table, team_by_slug};
use crate::words;
use anyhow::{Context as _, bail};
use clap::Subcommand;
use std::process::ExitCode;

/// Commands that show something and change nothing.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Show the table, with what separates level teams.
    Standings {
        /// Number of a season; without it the one under way.
        #[arg(long)]
        season: Option<u16>,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show the rounds to come, with the times at which they are expected.
    Schedule {
        /// Only this team's games.
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show the games played and those under way.
    Games {
        /// Only this round, played or not.
        #[arg(long)]
        round: Option<u16>,
        /// Number of a season; without it the one under way.
        #[arg(long)]
        season: Option<u16>,
        /// Only this team's games.
        #[arg(long, value_name = "TEAM")]
        team: Option<String>,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show the box score of a game, as far as it has been shown.
    Box {
        /// Id of the game, for example s1r3g2.
        game: String,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show a team.
    Team {
        /// Its name in addresses, its nickname or its code.
        team: String,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show a hooper.
    Hooper {
        /// Name, or name in addresses.
        hooper: String,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show who leads in what.
    Leaders {
        /// Number of a season; without it the one under way.
        #[arg(long)]
        season: Option<u16>,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show what was told of a round.
    Report {
        /// The round; without it the latest that something was told of.
        round: Option<u16>,
        /// Number of a season; without it the one under way.
        #[arg(long)]
        season: Option<u16>,
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show every rule with its value, unit, bounds and default.
    Book {
        /// Print JSON, as the API answers it.
        #[arg(long)]
        json: bool,
    },
    /// Show what happened, one line an event.
    Log(log::Options),
    /// Watch a game play by play as it unfolds; without an id the closest one that is live.
    Watch(watch::Options),
}

/// Carries out a command. A reader who leaves early is no failure.
pub(super) async fn run(place: &Place, command: Command) -> anyhow::Result<ExitCode> {
    unless_closed(show(place, command).await)
}

async fn show(place: &Place, command: Command) -> anyhow::Result<ExitCode> {
    let (look, out) = (Look::open(place).await?, Out::new());
    match command {
        Command::Standings { season, json } => standings(&look, out, season, json),
        Command::Schedule { team, json } => schedule(&look, out, team.as_deref(), json),
        Command::Games { round, season, team, json } => {
            let team = team.as_deref().map(|it| look.team(it)).transpose()?;
            games(&look, out, Wanted { season, round, team }, json)
        }
        Command::Box { game, json } => cards::game_box(&look, out, &game, json).await,
        Command::Team { team, json } => cards::team(&look, out, &team, json),
        Command::Hooper { hooper, json } => cards::hooper(&look, out, &hooper, json),
        Command::Leaders { season, json } => leaders(&look, out, season, json),
        Command::Report { round, season, json } => reports(&look, out, (season, round), json).await,
        Command::Book { json } => the_book(&look, out, json),
        Command::Log(options) => log::run(look, out, &options).await,
        Command::Watch(options) => watch::run(look, out, &options).await,
    }
}

async fn reports(
    look: &Look,
    out: Out,
    (season, round): (Option<u16>, Option<u16>),
    json: bool,
) -> anyhow::Result<ExitCode> {
    const NOTHING: &str = "nothing has been told yet; reports come with the end of a round, while `pinwheel serve` runs";
    let view = look.view()?;
    let asked = match round {
        Some(round) => (season.unwrap_or(view.season()), round),
        None => report::latest(view.league).context(NOTHING)?,
    };
    let found = report::of_round(&look.director, &look.now, &view, asked).await;
    let found = found.map_err(|it| anyhow::anyhow!(it.in_full()))?.with_context(|| {
        format!("season {} had no round {}, or it is still being shown", asked.0, asked.1)
    })?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    out.line(&format!("Season {}, round {}", found.season, found.round))?;
    for it in &found.reports {
        out.heading(&it.title)?;
        for paragraph in &it.paragraphs {
            out.line(paragraph)?;
        }
    }
    if found.reports.is_empty() {
        out.line("Nothing has been told of this round yet.")?;
    }
    Ok(ExitCode::SUCCESS)
}

const NO_SEASON: &str = "there is no such season here; leave --season out for the one under way";

fn standings(look: &Look, out: Out, season: Option<u16>, json: bool) -> anyhow::Result<ExitCode> {
    let found = table::standings(&look.view()?, season).context(NO_SEASON)?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut sheet = Sheet::new(&[
        ">#", "Team", ">W", ">L", ">Pct", ">GB", ">Home", ">Away", ">L10", ">Run", ">Diff",
    ]);
    for it in &found.rows {
        let won = it.last_ten.chars().filter(|it| *it == 'W').count();
        sheet.row(vec![
            it.place.to_string(),
            cut(&it.team.name, 22),
            it.wins.to_string(),
            it.losses.to_string(),
            words::win_share(it.wins, it.losses),
            games_behind(it.games_behind),
            format!("{}–{}", it.home_wins, it.home_losses),
            format!("{}–{}", it.away_wins, it.away_losses),
            format!("{won}–{}", it.last_ten.len() - won),
            it.streak.clone(),
            words::signed(it.difference),
        ]);
    }
    out.heading(&format!("Season {}", found.season))?;
    out.table(&sheet)?;
    out.line(&format!(
        "The first {} reach the playoffs. Level teams: {}.",
        found.playoff_places,
        found.tie_breakers.join(", then ")
    ))?;
    Ok(ExitCode::SUCCESS)
}

fn games_behind(games: f64) -> String {
    if games == 0.0 { "–".to_owned() } else { format!("{games}") }
}

fn schedule(look: &Look, out: Out, team: Option<&str>, json: bool) -> anyhow::Result<ExitCode> {
    let team = team.map(|it| look.team(it)).transpose()?;
    let view = look.view()?;
    let found = table::schedule(&view, team);
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    if found.rounds.is_empty() {
        out.line("No pairing to come is known yet.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut sheet = Sheet::new(&[">Round", "Expected (UTC)", "Game", "Visitors", "At home"]);
    for round in &found.rounds {
        for it in &round.games {
            let expected = round.expected.as_deref().unwrap_or("–");
            sheet.row(vec![
                round.round.to_string(),
                expected
                    .replace('T', " ")
                    .trim_end_matches(":00Z")
                    .trim_end_matches('Z')
                    .to_owned(),
                it.id.clone(),
                cut(&it.away.nickname, 18),
                cut(&it.home.nickname, 18),
            ]);
        }
    }
    out.heading(&format!("Season {}, to come", found.season))?;
    out.table(&sheet)?;
    Ok(ExitCode::SUCCESS)
}

fn games(look: &Look, out: Out, wanted: Wanted, json: bool) -> anyhow::Result<ExitCode> {
    let found = game::games(&look.view()?, wanted).context(NO_SEASON)?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut sheet = Sheet::new(&["Game", ">Round", "Home", ">", ">", "Visitors", "State"]);
    let shown = |it: &&GameLine| wanted.round.is_some() || it.status != GameStatus::Scheduled;
    let mut count = 0;
    for it in found.games.iter().filter(shown) {
        count += 1;
        let points = |of: fn(&game::Score) -> u16| {
            it.score.as_ref().map_or(String::new(), |it| of(it).to_string())
        };
        sheet.row(vec![
            it.id.clone(),
            it.round.to_string(),
            cut(&it.home.nickname, 18),
            points(|it| it.home),
            points(|it| it.away),
            cut(&it.away.nickname, 18),
            cards::state(it),
        ]);
    }
    if let Some(round) = wanted.round.filter(|_| found.games.is_empty() && wanted.team.is_none()) {
        bail!(
            "there is no round {round} in season {}, or its pairings are not known yet; `pinwheel games` and `pinwheel schedule` show those there are",
            found.season
        );
    }
    if count == 0 {
        out.line("No game to show.")?;
        return Ok(ExitCode::SUCCESS);
    }
    out.heading(&format!("Season {}", found.season))?;
    out.table(&sheet)?;
    Ok(ExitCode::SUCCESS)
}

fn leaders(look: &Look, out: Out, season: Option<u16>, json: bool) -> anyhow::Result<ExitCode> {
    let found = hooper::leaders(&look.view()?, season).context(NO_SEASON)?;
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let view = look.view()?;
    let nickname = |slug: &str| {
        let id = team_by_slug(view.league, slug);
        id.map_or_else(|| slug.to_owned(), |it| view.league.team(it).nickname.clone())
    };
    out.heading(&format!("Season {}", found.season))?;
    if found.boards.iter().all(|it| it.leaders.is_empty()) {
        out.line("No game is over yet: the lists begin with the first final.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut sheet = Sheet::new(&["Board", ">#", "Hooper", "Team", ">"]);
    for board in &found.boards {
        for it in board.leaders.iter().take(5) {
            sheet.row(vec![
                if it.place == 1 { board.name.to_owned() } else { String::new() },
                it.place.to_string(),
                cut(&it.hooper.name, 24),
                cut(&nickname(&it.hooper.team), 16),
                format!("{:.1}", it.value),
            ]);
        }
    }
    out.table(&sheet)?;
    Ok(ExitCode::SUCCESS)
}

fn the_book(look: &Look, out: Out, json: bool) -> anyhow::Result<ExitCode> {
    let found = book::book(look.view()?.league);
    if json {
        out.json(&found)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut sheet = Sheet::new(&["Rule", "Value", "Allowed", "Default", "From next"]).whole();
    for it in &found.rules {
        sheet.row(vec![
            format!("{}{}", it.id, if it.changed { " *" } else { "" }),
            it.value_in_words.clone(),
            it.allowed.clone(),
            it.default_in_words.clone(),
            it.takes_effect.to_owned(),
        ]);
    }
    out.heading("The Book")?;
    out.table(&sheet)?;
    out.line("A star marks what differs from the rules that the league was founded with.")?;
    Ok(ExitCode::SUCCESS)
}
