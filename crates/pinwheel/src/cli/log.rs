//! `pinwheel log`: what happened, one line an event.
//!
//! May live here: the command. Never: which entries may be read (`model::news`).

use super::near::Look;
use super::out::{Out, Tone};
use crate::model::news;
use crate::words;
use anyhow::anyhow;
use clap::Args;
use std::process::ExitCode;
use std::time::Duration;

/// Entries read at a time.
const PAGE: u32 = 200;
/// How often a follower looks.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// How the log is wanted.
#[derive(Args, Debug)]
pub(super) struct Options {
    /// Go on with what happens from now on.
    #[arg(long, short)]
    follow: bool,
    /// Show games of a round that is still being shown, too.
    #[arg(long)]
    spoilers: bool,
    /// Only entries after this position.
    #[arg(long, default_value_t = 0, value_name = "POSITION")]
    after: u64,
    /// Print one JSON object a line.
    #[arg(long)]
    json: bool,
}

/// Carries out the command.
pub(super) async fn run(mut look: Look, out: Out, options: &Options) -> anyhow::Result<ExitCode> {
    let mut after = options.after;
    loop {
        after = print(&look, out, options, after).await?;
        if !options.follow {
            if news::is_withholding(&look.view()?) && !options.spoilers && !options.json {
                out.line(&out.tone(Tone::Faint, "A round is being shown; its games follow when it is over (--spoilers shows them now)."))?;
            }
            return Ok(ExitCode::SUCCESS);
        }
        tokio::time::sleep(LOOK_EVERY).await;
        look.renew().await?;
    }
}

/// Prints what may be read after `after`; gives the position of the last one.
async fn print(look: &Look, out: Out, options: &Options, mut after: u64) -> anyhow::Result<u64> {
    let view = look.view()?;
    let end = look.now.state.position();
    let until = if options.spoilers { end } else { news::readable_until(&view, end) };
    loop {
        let page = news::entries(&look.director, after, until, PAGE).await;
        let page = page.map_err(|it| anyhow!(it.in_full()))?;
        let Some(last) = page.last() else { return Ok(after) };
        after = last.position;
        for it in &page {
            let entry = news::entry(view.league, it);
            if options.json {
                out.json_line(&entry)?;
            } else {
                let at = out
                    .tone(Tone::Faint, &format!("{:>6}  {}", entry.position, words::date(it.at)));
                out.line(&format!("{at}  {}", entry.text))?;
            }
        }
    }
}
