//! `pinwheel watch`: a game, play by play, as it unfolds.
//!
//! May live here: choosing a game, waiting for one, printing its plays. Never: plays that have not
//! been shown; they come through the view like everywhere else.

use super::cards::headline;
use super::near::Look;
use super::out::{Out, Tone};
use crate::model::game::{self, GameLine};
use crate::model::play::{self, PlayLine};
use crate::model::times;
use crate::{games, words};
use anyhow::{Context as _, anyhow};
use clap::Args;
use league::ids::GameId;
use league::units::UnixMillis;
use league::view::{Card, Status, View};
use serde::Serialize;
use std::process::ExitCode;
use std::time::Duration;

/// How often the game is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Plays shown to somebody who joins in the middle.
const CATCH_UP: usize = 5;

/// What is to be watched.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// Id of the game, for example s1r3g2.
    game: Option<String>,
    /// Do not wait when nothing is live.
    #[arg(long)]
    no_wait: bool,
    /// Print one JSON object a line, from the first play on.
    #[arg(long)]
    json: bool,
}

/// One line of `watch --json`.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line<'a> {
    /// Nothing is live.
    Waiting { next_tip_off: Option<String> },
    /// A play.
    Play {
        game: &'a str,
        #[serde(flatten)]
        play: &'a PlayLine,
    },
    /// The game is over.
    Final { game: &'a GameLine },
}

/// Carries out the command.
pub(super) async fn run(mut look: Look, out: Out, options: &Options) -> anyhow::Result<ExitCode> {
    let Some(id) = choose(&mut look, out, options).await? else { return Ok(ExitCode::SUCCESS) };
    let mut shown = None;
    loop {
        let loaded = games::load_at(&look.director, look.now.clone(), look.at, id).await;
        let loaded = loaded.map_err(|it| anyhow!(it.in_full()))?.context("the game is gone")?;
        let league = look.view()?.league;
        if let Some(game) = loaded.game() {
            let line = game::line(league, &loaded.card);
            let from = match shown {
                Some(from) => from,
                None => begin(out, options, &line, game.plays.len(), game.over)?,
            };
            for it in play::lines(league, &game, from) {
                print(out, options, &line, &it)?;
            }
            shown = Some(game.plays.len());
            if game.over {
                end(out, options, &line)?;
                return Ok(ExitCode::SUCCESS);
            }
        }
        tokio::time::sleep(LOOK_EVERY).await;
        look.renew().await?;
    }
}

/// The game to watch; `None` when there is none and nobody wants to wait.
async fn choose(look: &mut Look, out: Out, options: &Options) -> anyhow::Result<Option<GameId>> {
    let mut told = None;
    loop {
        let card = match &options.game {
            Some(text) => Some(look.game(text).await?.card),
            None => closest(&look.view()?.latest_games()),
        };
        if let Some(card) = card.filter(|it| it.status != Status::Scheduled) {
            return Ok(Some(card.id));
        }
        let next = times::next_tip_off(&look.view()?);
        if told != Some(next) {
            told = Some(next);
            wait(out, options, &look.view()?, next)?;
        }
        if options.no_wait {
            return Ok(None);
        }
        tokio::time::sleep(LOOK_EVERY).await;
        look.renew().await?;
    }
}

/// The live game with the smallest lead.
fn closest(games: &[Card]) -> Option<Card> {
    let live = games.iter().filter(|it| matches!(it.status, Status::Live(_)));
    let lead = |it: &&Card| it.status.score().map_or(0, |[home, away]| home.abs_diff(away));
    live.min_by_key(|it| (lead(it), it.id)).cloned()
}

fn wait(
    out: Out,
    options: &Options,
    view: &View<'_>,
    next: Option<UnixMillis>,
) -> anyhow::Result<()> {
    if options.json {
        out.json_line(&Line::Waiting { next_tip_off: next.map(words::iso) })?;
        return Ok(());
    }
    let what = match (&options.game, view.is_live()) {
        (Some(game), _) => format!("{game} has not tipped off."),
        (None, _) => "Nothing is live.".to_owned(),
    };
    let when = next.map_or_else(
        || "No next round is planned.".to_owned(),
        |it| format!("The next round is expected {}.", words::date(it)),
    );
    out.line(&format!("{what} {when}"))?;
    Ok(())
}

/// Says what is being watched; gives the first play to print.
fn begin(
    out: Out,
    options: &Options,
    line: &GameLine,
    plays: usize,
    over: bool,
) -> anyhow::Result<usize> {
    if options.json {
        return Ok(0);
    }
    out.heading(&format!("{}  {} at {}", line.id, line.away.name, line.home.name))?;
    let from = if over { 0 } else { plays.saturating_sub(CATCH_UP) };
    if from > 0 {
        out.line(&out.tone(Tone::Faint, &format!("({from} plays before this)")))?;
    }
    Ok(from)
}

fn print(out: Out, options: &Options, line: &GameLine, it: &PlayLine) -> anyhow::Result<()> {
    if options.json {
        out.json_line(&Line::Play { game: &line.id, play: it })?;
        return Ok(());
    }
    let (code, tone) = if it.side == "home" {
        (&line.home.code, Tone::Home)
    } else {
        (&line.away.code, Tone::Away)
    };
    let score = format!("{:>3}–{:<3}", it.score.home, it.score.away);
    let time = out.tone(Tone::Faint, &format!("{:<6} {:>6}", it.phase, it.clock));
    let team = out.tone(tone, &format!("{code:<4}"));
    let (score, text) = if it.points > 0 {
        (out.tone(Tone::Strong, &score), out.tone(Tone::Strong, &it.text))
    } else {
        (score, it.text.clone())
    };
    out.line(&format!("{time}  {score} {team} {text}"))?;
    Ok(())
}

fn end(out: Out, options: &Options, line: &GameLine) -> anyhow::Result<()> {
    if options.json {
        out.json_line(&Line::Final { game: line })?;
    } else {
        out.heading(&headline(line))?;
    }
    Ok(())
}
