//! `verify`: says what was checked, and the first thing that is not as it must be.

use super::manage::{progress, tick};
use super::{complain, say};
use crate::config::Place;
use crate::store::Open;
use crate::verify::{self, Broken, Checked, Depth};
use serde_json::json;
use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Instant;

/// Checks the whole database.
pub(super) async fn verify(place: &Place, as_json: bool) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let store = place.open(Open::Existing).await?;
    let total = verify::size(&store).await.map_err(|it| anyhow::anyhow!(it.in_full()))?;
    let bar = progress(total, "entries");
    let outcome = verify::database(&store, Depth::Whole, || tick(&bar)).await;
    bar.finish_and_clear();
    let file = store.address().to_string();
    store.close().await;
    if as_json {
        say(&in_json(&file, &outcome).to_string());
        return Ok(if outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }
    match outcome {
        Ok(leagues) => {
            say(&format!("{file}: the structure is sound"));
            for it in &leagues {
                say(&in_words(it));
            }
            let seconds = began.elapsed().as_secs_f64();
            say(&format!("Everything is as it must be ({seconds:.1} s)."));
            Ok(ExitCode::SUCCESS)
        }
        Err(broken) => {
            complain(&format!(
                "{file} is not what it must be; this is the first difference:\n{broken}\nNothing was changed. Restore the latest backup with `pinwheel restore FILE`; it checks the backup first"
            ));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// One league's paragraph.
pub(super) fn in_words(it: &Checked) -> String {
    let counts = &it.counts;
    let snapshot = match it.snapshot {
        Some(position) => format!("the snapshot at {position} is the log's"),
        None => "no snapshot".to_owned(),
    };
    let mut games = format!(
        "{} rounds and {} games played again, {} plays compared",
        counts.rounds, counts.games, counts.plays
    );
    if counts.games_of_other_engines > 0 {
        // Writing to a string cannot fail.
        let _ = write!(
            games,
            "; {} games of other engine versions add up",
            counts.games_of_other_engines
        );
    }
    format!(
        "{}: {} entries chained and read, {} commits decided again\n  {games}\n  {} requests answered once, {snapshot}\n  last hash {}",
        it.slug, counts.entries, counts.commits, it.requests, it.hash
    )
}

fn in_json(file: &str, outcome: &Result<Vec<Checked>, Broken>) -> serde_json::Value {
    let league = |it: &Checked| {
        json!({
            "league": it.slug, "entries": it.counts.entries, "commits": it.counts.commits,
            "seasons": it.counts.seasons, "rounds": it.counts.rounds, "games": it.counts.games,
            "plays": it.counts.plays, "games_of_other_engines": it.counts.games_of_other_engines,
            "requests": it.requests, "snapshot": it.snapshot, "hash": it.hash,
        })
    };
    match outcome {
        Ok(leagues) => json!({
            "ok": true, "file": file, "difference": null,
            "leagues": leagues.iter().map(league).collect::<Vec<_>>(),
        }),
        Err(Broken::Different { league, entry, findings }) => {
            let finding = |it: &league::verify::Finding| json!({"what": it.what, "stored": it.stored, "expected": it.expected});
            json!({
                "ok": false, "file": file,
                "difference": {
                    "league": league, "entry": entry,
                    "findings": findings.iter().map(finding).collect::<Vec<_>>(),
                },
            })
        }
        Err(other @ (Broken::Store(_) | Broken::Structure(_))) => {
            json!({"ok": false, "file": file, "difference": {"what": other.to_string()}})
        }
    }
}
