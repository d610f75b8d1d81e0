//! `migrate` and `migrate-to`: the schema brought up to date, and a league moved into another database.

use super::backup::in_words;
use super::manage::{progress, tick};
use super::say;
use crate::clock;
use crate::config::{Place, ServerLock, address_of};
use crate::model::roles;
use crate::store::{Address, Open, Store, StoreError, schema};
use crate::verify::{self, Checked, Depth};
use anyhow::{Context as _, bail};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn full(error: &StoreError) -> anyhow::Error {
    anyhow::anyhow!(error.in_full())
}

/// Brings the schema up to date: for deploys, before the first machine of the new build starts.
pub(super) async fn migrate(place: &Place) -> anyhow::Result<ExitCode> {
    let address = place.address()?;
    let before = schema(&address).await.map_err(|it| full(&it))?;
    let store = place.open(Open::Create).await?;
    store.close().await;
    let after = schema(&address).await.map_err(|it| full(&it))?;
    say(&match (before, after) {
        (None, Some(after)) => format!("{address}: the tables are made (schema {after})."),
        (Some(before), Some(after)) if before < after => {
            format!(
                "{address}: schema {before} is now {after}. Builds from before go on beside this one."
            )
        }
        (Some(before), _) => {
            format!("{address}: schema {before} is up to date; nothing was changed.")
        }
        (None, None) => bail!("{address} has no tables although they were just made"),
    });
    Ok(ExitCode::SUCCESS)
}

/// Moves every league into another database.
pub(super) async fn migrate_to(place: &Place, url: &str, keep: bool) -> anyhow::Result<ExitCode> {
    let from = place.address()?;
    let to = address_of(url)?;
    if from.to_string() == to.to_string() {
        bail!("{to} is where the league is already. Nothing was changed");
    }
    let lock = match &from {
        Address::File(file) if file.exists() => Some(ServerLock::take(file)?),
        Address::File(_) | Address::Server(_) => None,
    };
    let source = place.open(Open::Existing).await?;
    nobody_serves(&source).await?;
    let target = Store::open(&to, Open::Create).await.map_err(|it| full(&it))?;
    let there = target.leagues().await.map_err(|it| full(&it))?;
    if let Some(league) = there.first() {
        bail!(
            "{to} holds a league already ({}). Nothing was changed. Name an empty database",
            league.slug
        );
    }
    let rows = source.carry_to(&target).await.map_err(|it| {
        anyhow::anyhow!("{}. {to} holds nothing of it, and {from} is as it was", it.in_full())
    })?;
    let leagues = same(&source, &target).await.with_context(|| {
        format!("{to} is not what {from} is: do not use it, and empty it before trying again; {from} is as it was")
    })?;
    source.close().await;
    target.close().await;
    say(&format!(
        "Moved {rows} rows to {to} and checked everything there: {}.",
        in_words(&leagues)
    ));
    match &from {
        Address::File(file) if !keep => {
            let aside = set_aside(file)?;
            say(&format!(
                "What was moved is kept as {}, so that nobody serves it by mistake.",
                aside.display()
            ));
        }
        Address::File(_) | Address::Server(_) => {
            say(&format!(
                "{from} is as it was. Do not serve it any more: there would be two leagues."
            ));
        }
    }
    drop(lock);
    say(
        "From now on: DATABASE_URL=<that address> pinwheel serve, on as many machines as you like.",
    );
    Ok(ExitCode::SUCCESS)
}

/// What is stored while it is copied would be left behind.
async fn nobody_serves(source: &Store) -> anyhow::Result<()> {
    let known = roles::roles(source).await.map_err(|it| full(&it))?;
    let machines: Vec<&str> = known.roles.iter().filter_map(|it| it.machine.as_deref()).collect();
    if let Some(machine) = machines.first() {
        bail!(
            "{machine} serves this league at this moment, and what it stores meanwhile would be left behind. Nothing was changed. Stop every machine, then try again"
        );
    }
    Ok(())
}

/// Checks the target in full, and that it ends where the source does.
async fn same(source: &Store, target: &Store) -> anyhow::Result<Vec<Checked>> {
    let bar = progress(verify::size(target).await.map_err(|it| full(&it))?, "entries");
    let checked = verify::database(target, Depth::Whole, || tick(&bar)).await;
    bar.finish_and_clear();
    let checked = checked.map_err(|it| anyhow::anyhow!("{it}"))?;
    let heads = |all: Vec<crate::store::LeagueHead>| -> Vec<(String, u64, String)> {
        let head =
            |it: crate::store::LeagueHead| (it.slug, it.position, league::chain::hex(&it.hash));
        all.into_iter().map(head).collect()
    };
    let [mut ours, mut theirs] = [
        heads(source.leagues().await.map_err(|it| full(&it))?),
        heads(target.leagues().await.map_err(|it| full(&it))?),
    ];
    ours.sort();
    theirs.sort();
    if ours != theirs {
        bail!("it ends elsewhere: {theirs:?} instead of {ours:?}");
    }
    Ok(checked)
}

/// Gives the file a name under which nothing looks for it.
fn set_aside(file: &Path) -> anyhow::Result<PathBuf> {
    let now = jiff::Timestamp::from_millisecond(clock::now().0).context("read the clock")?;
    let mut name = file.as_os_str().to_owned();
    name.push(format!(".moved-{}", now.strftime("%Y%m%dT%H%M%SZ")));
    let aside = PathBuf::from(name);
    std::fs::rename(file, &aside).with_context(|| {
        format!("rename {}; the league is at its new place all the same", file.display())
    })?;
    Ok(aside)
}
