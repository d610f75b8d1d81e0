//! `join` and `status`: what a governor asks, from the terminal.

use super::manage;
use super::say;
use crate::commands::{self, Asked, Asker};
use crate::config::Place;
use anyhow::Context as _;
use league::governance::GovernorId;
use std::process::ExitCode;

/// Carries out a command as the person `name`, who is known on this terminal by that name.
pub(super) async fn run(
    place: &Place,
    asked: Asked,
    name: &str,
    request: Option<&str>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let director = manage::open(place).await?;
    let name = name.trim().to_lowercase();
    let governor = GovernorId(format!("cli:{name}"));
    // One person joins once: the request needs no other name.
    let request = request.map_or_else(|| format!("cli:join:{name}"), |it| format!("cli:{it}"));
    let asker = Asker { governor, request };
    let card = commands::carry_out(&director, &asker, asked).await;
    director.store().close().await;
    let card = card.map_err(|it| anyhow::anyhow!("{it}"))?;
    if as_json {
        say(&serde_json::to_string(&card).context("write JSON")?);
    } else {
        say(&card.in_words());
    }
    Ok(ExitCode::SUCCESS)
}
