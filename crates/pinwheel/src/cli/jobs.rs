//! `jobs`: what is still to be written, what failed too often, and trying that again.
//!
//! May live here: the command. Never: what a job consists of (`deliver`).

use super::{complain, say};
use crate::config::Place;
use crate::deliver::SCOPE;
use crate::store::{Open, Store, StoreError};
use anyhow::Context as _;
use baton::ledger::{self, Entry, State};
use clap::Subcommand;
use serde_json::json;
use std::process::ExitCode;

/// Jobs shown at most.
const MOST: u32 = 1_000;

/// What can be done with a job.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum What {
    /// Try a job again that failed too often. Without a key: all of them.
    Retry {
        /// The job's key, as `pinwheel jobs` prints it.
        key: Option<String>,
    },
}

/// Shows jobs, or has one tried again.
pub(super) async fn run(
    place: &Place,
    what: Option<&What>,
    as_json: bool,
) -> anyhow::Result<ExitCode> {
    let store = place.open(Open::Existing).await?;
    let done = match what {
        None => show(&store, as_json).await,
        Some(What::Retry { key }) => retry(&store, key.as_deref()).await,
    };
    store.close().await;
    done
}

async fn jobs(store: &Store) -> anyhow::Result<[Vec<Entry>; 2]> {
    let failed = |it| anyhow::anyhow!(StoreError::baton(it).in_full());
    let mut begun = store.baton().begin().await.map_err(failed)?;
    let waiting = ledger::waiting(&mut begun.tx(), MOST).await.map_err(failed)?;
    let dead = ledger::dead(&mut begun.tx(), MOST).await.map_err(failed)?;
    begun.commit().await.map_err(failed)?;
    Ok([waiting, dead].map(|all| all.into_iter().filter(|it| it.scope == SCOPE).collect()))
}

async fn show(store: &Store, as_json: bool) -> anyhow::Result<ExitCode> {
    let [waiting, dead] = jobs(store).await?;
    if as_json {
        let out = |it: &Entry| {
            json!({
                "key": it.key, "state": state(it.state), "attempts": it.attempts,
                "error": it.error, "age_ms": u64::try_from(it.age.as_millis()).unwrap_or(u64::MAX),
            })
        };
        let all: Vec<_> = dead.iter().chain(&waiting).map(out).collect();
        say(&serde_json::to_string(&json!({ "jobs": all })).context("write JSON")?);
        return Ok(ExitCode::SUCCESS);
    }
    for it in dead.iter().chain(&waiting) {
        let why = if it.error.is_empty() { String::new() } else { format!(": {}", it.error) };
        let (key, seconds) = (&it.key, it.age.as_secs());
        say(&format!("{key:<28} {}, {} tries, {seconds} s old{why}", state(it.state), it.attempts));
    }
    if dead.is_empty() && waiting.is_empty() {
        say("Nothing waits to be written.");
    } else if !dead.is_empty() {
        say("What is dead is not tried any more. Once the cause is mended: pinwheel jobs retry");
    }
    Ok(ExitCode::SUCCESS)
}

fn state(state: State) -> &'static str {
    match state {
        State::Queued => "waiting",
        State::InFlight => "being written",
        State::Failed => "to be tried again",
        State::Done => "done",
        State::Dead => "dead",
    }
}

async fn retry(store: &Store, key: Option<&str>) -> anyhow::Result<ExitCode> {
    let failed = |it| anyhow::anyhow!(StoreError::baton(it).in_full());
    let keys: Vec<String> = match key {
        Some(key) => vec![key.to_owned()],
        None => jobs(store).await?[1].iter().map(|it| it.key.clone()).collect(),
    };
    let mut count = 0;
    for key in &keys {
        let mut begun = store.baton().begin().await.map_err(failed)?;
        let is_waiting = ledger::retry(&mut begun.tx(), (SCOPE, key)).await.map_err(failed)?;
        begun.commit().await.map_err(failed)?;
        count += usize::from(is_waiting);
    }
    match (key, count) {
        (Some(key), 0) => {
            complain(&format!("{key:?} is no job that failed too often; nothing was changed"));
            Ok(ExitCode::FAILURE)
        }
        (_, 0) => {
            say("No job has failed too often; nothing was changed.");
            Ok(ExitCode::SUCCESS)
        }
        (_, count) => {
            say(&format!("{count} to be tried again, by whoever has the role deliver."));
            Ok(ExitCode::SUCCESS)
        }
    }
}
