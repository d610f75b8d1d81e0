//! `advance`, `pace`, `cron`: what changes a league from the terminal, beside a running server or without one.

use super::say;
use crate::app::App;
use crate::config::Place;
use crate::director::Director;
use crate::schedule::Schedule;
use crate::store::Open;
use crate::{clock, ticker};
use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use league::spec::Pace;
use league::{Command, Step, View, next_step};
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;
use std::sync::Arc;

/// Opens the league that the flags mean.
pub(crate) async fn open(place: &Place) -> anyhow::Result<Arc<Director>> {
    let store = place.open(Open::Existing).await?;
    let app = App::open(store).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let wanted = match (&place.slug, place.league.first()) {
        (Some(slug), _) => Some(slug.clone()),
        (None, Some(file)) => Some(super::files::read(file)?.slug),
        (None, None) => None,
    };
    let hosted = match &wanted {
        Some(slug) => app.by_slug(slug),
        None => app.primary(),
    };
    let Some(hosted) = hosted else {
        let leagues = app.leagues();
        let known: Vec<&str> = leagues.iter().map(|it| it.director.slug.as_str()).collect();
        match wanted {
            Some(slug) if !known.is_empty() => {
                bail!("there is no league {slug:?} here; there are: {}", known.join(", "))
            }
            _ => bail!("no league has been founded here yet; `pinwheel serve` founds one"),
        }
    };
    Ok(hosted.director.clone())
}

/// A progress bar that shows itself only after a second and only on a terminal.
pub(crate) fn progress(total: u64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
    if let Ok(style) = ProgressStyle::with_template("{prefix} [{bar:40}] {pos}/{len} {eta}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_prefix(what);
    bar
}

/// Moves a bar on, showing it once it has taken a second.
pub(crate) fn tick(bar: &ProgressBar) {
    bar.inc(1);
    if bar.is_hidden() && bar.elapsed().as_millis() > 1_000 {
        bar.set_draw_target(ProgressDrawTarget::stderr());
    }
}

/// Plays rounds now.
///
/// `yes`: also when that ends a round which people are watching. `timings`: says how many microseconds
/// each round's commit took, a line each.
pub(super) async fn advance(
    place: &Place,
    rounds: u32,
    yes: bool,
    timings: bool,
) -> anyhow::Result<ExitCode> {
    let director = open(place).await?;
    if !yes && !may_cut_off(&director)? {
        say("Nothing was changed.");
        return Ok(ExitCode::FAILURE);
    }
    let bar = progress(rounds.into(), "rounds");
    let mut answer = String::new();
    for _ in 0..rounds {
        loop {
            let next =
                director.now().state.league().map(next_step).context("the league is gone")?;
            let done = director
                .submit(&next.request_id(), ticker::command_of(&director, next).await)
                .await
                .map_err(|it| anyhow::anyhow!(ticker::full(&it)))?;
            if matches!(next, Step::Play { .. }) {
                if let (true, Some(took)) = (timings, done.stored_in) {
                    say(&took.as_micros().to_string());
                }
                answer = done.answer;
                break;
            }
        }
        tick(&bar);
    }
    bar.finish_and_clear();
    // The next start folds from here instead of replaying what was just played.
    director.save_snapshot().await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    director.store().close().await;
    say(&answer);
    Ok(ExitCode::SUCCESS)
}

/// Whether the next round may be played now: nothing is being shown, or somebody says that it may end.
fn may_cut_off(director: &Director) -> anyhow::Result<bool> {
    let now = director.now();
    let Some(view) = View::at(&now.state, &now.plays, clock::now()) else { return Ok(true) };
    let Some((round, _)) = view.latest_round().filter(|_| view.is_live()) else { return Ok(true) };
    let what = format!(
        "round {round} is being shown; playing another one ends it at once for everybody who watches"
    );
    if !std::io::stdin().is_terminal() {
        bail!(
            "{what}. Nothing was changed. Wait until it is over, or say --yes to do it all the same"
        );
    }
    agreed(&format!("{}. Play it all the same?", what.replacen('r', "R", 1)))
}

/// Asks on the terminal; whatever is not a yes is a no.
pub(super) fn agreed(question: &str) -> anyhow::Result<bool> {
    let mut out = std::io::stderr();
    write!(out, "{question} [y/N] ").and_then(|()| out.flush()).context("ask")?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).context("read the answer")?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

/// Shows or sets the pace.
pub(super) async fn pace(place: &Place, pace: Option<&str>) -> anyhow::Result<ExitCode> {
    let director = open(place).await?;
    let Some(name) = pace else {
        let now = director.now();
        let league = now.state.league().context("the league is gone")?;
        say(league.pace.name());
        return Ok(ExitCode::SUCCESS);
    };
    let Some(pace) = Pace::by_name(name) else {
        bail!(
            "there is no pace {name:?}; there are production, fast and instant. Nothing was changed"
        );
    };
    set(&director, Command::SetPace(pace)).await
}

/// Shows or sets when rounds are played.
pub(super) async fn cron(place: &Place, expression: Option<&str>) -> anyhow::Result<ExitCode> {
    let director = open(place).await?;
    let Some(text) = expression else {
        let now = director.now();
        let league = now.state.league().context("the league is gone")?;
        say(&league.cron);
        return Ok(ExitCode::SUCCESS);
    };
    Schedule::parse(text)?;
    set(&director, Command::SetCron(text.to_owned())).await
}

async fn set(director: &Director, command: Command) -> anyhow::Result<ExitCode> {
    let request = format!("cli:{}", clock::now_ns());
    let done = director
        .submit(&request, command)
        .await
        .map_err(|it| anyhow::anyhow!(ticker::full(&it)))?;
    say(&done.answer);
    Ok(ExitCode::SUCCESS)
}
