//! From the ledger into the log: with the end of the round, or after it.
//!
//! May live here: which reports are still to be filed. Never: writing one.

use super::task::{SCOPE, report_key};
use crate::director::{Director, SubmitError};
use crate::store::StoreError;
use crate::ticker;
use baton::Term;
use baton::ledger;
use league::report::{About, Report};
use league::{Command, League};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// How often is looked for reports that nobody announced, as when their round ended just now.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// One report that a round has not got.
type Missing = (u16, u16, About);

/// What has been written of a round that is about to be completed. A database that does not answer
/// holds up nothing: the reports follow later.
pub(crate) async fn ready(director: &Director, season: u16, round: u16) -> Vec<Report> {
    const PATIENCE: Duration = Duration::from_secs(1);
    let now = director.now();
    let Some(games) = now.view().map(|it| it.latest_games().len()) else { return Vec::new() };
    let missing: Vec<Missing> =
        About::all_of(season, round, games).map(|it| (season, round, it)).collect();
    match tokio::time::timeout(PATIENCE, written(director, &missing)).await {
        Ok(Ok(found)) => found.into_iter().map(|it| it.1).collect(),
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

/// Reports that rounds of this season and the one before have not got.
fn unfiled(league: &League) -> Vec<Missing> {
    let lacks = |(season, round, games, filed): (u16, u16, usize, &[(About, u64)])| {
        let has = |about: &About| filed.iter().any(|it| it.0 == *about);
        let all = About::all_of(season, round, games).filter(|it| !has(it));
        all.map(|it| (season, round, it)).collect::<Vec<_>>()
    };
    league.told_rounds().flat_map(lacks).collect()
}

/// Those of the missing reports that lie in the ledger.
async fn written(
    director: &Director,
    missing: &[Missing],
) -> Result<Vec<(Missing, Report)>, StoreError> {
    let key = |it: &Missing| report_key(&director.slug, (it.0, it.1), it.2);
    let keys: Vec<String> = missing.iter().map(key).collect();
    let asked: Vec<&str> = keys.iter().map(String::as_str).collect();
    let mut begun = director.store().baton().begin().await.map_err(StoreError::baton)?;
    let answers = ledger::answers(&mut begun.tx(), SCOPE, &asked).await;
    let mut answers = answers.map_err(StoreError::baton)?;
    begun.commit().await.map_err(StoreError::baton)?;
    let report = |(it, key): (&Missing, &String)| {
        let text = String::from_utf8(answers.remove(key)?).ok()?;
        let by = scribe::report::TEMPLATES.to_owned();
        Some((*it, Report { about: it.2, text, by }))
    };
    Ok(missing.iter().zip(&keys).filter_map(report).collect())
}

/// Files what came after its round was completed, for a term.
pub(super) async fn keep(director: Arc<Director>, term: Term, written: Arc<Notify>) {
    loop {
        let announced = written.notified();
        tokio::pin!(announced);
        announced.as_mut().enable();
        let missing = director.now().state.league().map(unfiled).unwrap_or_default();
        if !missing.is_empty()
            && let Err(error) = file(&director, &term, &missing).await
        {
            tracing::warn!(league = %director.slug, error = %ticker::full(&error), "a report could not be filed; it is tried again");
        }
        tokio::select! {
            () = term.draining().cancelled() => return,
            () = announced => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

async fn file(director: &Director, term: &Term, missing: &[Missing]) -> Result<(), SubmitError> {
    for ((season, round, about), report) in written(director, missing).await? {
        let request = format!("report:{season}:{round}:{}", about.name());
        let command = Command::FileReport { season, round, report };
        match director.submit_under(Some(term.grant()), &request, command).await {
            // It went out with the end of its round a moment ago, or another filed it.
            Ok(_) | Err(SubmitError::Rejected(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
