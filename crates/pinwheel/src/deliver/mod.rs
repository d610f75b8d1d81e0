//! What is told of rounds and games: written by whoever has the role `deliver`, after the facts are
//! stored and without anybody waiting for it.
//!
//! A round's commit offers its reports as work, in its own transaction. They are written while the
//! round is shown; each is kept in the ledger as it comes, where nobody sees it. What is ready goes
//! out with the end of the round; the rest follows. May live here: offering, writing, filing. Never:
//! the words (`scribe`), a fact that is not in the log.

mod file;
mod task;
mod write;

pub(crate) use file::ready;
pub(crate) use task::{SCOPE, offers};
pub(crate) use write::Habits;

use crate::app::App;
use baton::elector::{Backoff, Standing};
use baton::job::{Limits, Worker};
use baton::ledger::Terms;
use baton::{Identity, Term};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use write::Writer;

/// How long an answer is kept in the ledger: longer than any show, and than any repair.
pub(crate) const KEEP: Duration = Duration::from_hours(60 * 24);

/// How often a report is tried, and with what pauses.
const TERMS: Terms = Terms {
    claim: Duration::from_secs(10),
    keep: KEEP,
    attempts: 5,
    backoff: Backoff { first: Duration::from_secs(1), percent: 200, most: Duration::from_mins(1) },
};

/// How many are written at a time.
const LIMITS: Limits =
    Limits { at_once: 4, job_within: Duration::from_mins(5), look_every: Duration::from_secs(2) };

/// Writes and files reports whenever this machine has the role, until `stop`.
pub(crate) async fn keep(
    app: Arc<App>,
    mut standing: watch::Receiver<Standing>,
    habits: Habits,
    stop: CancellationToken,
) {
    while let Some(term) = crate::roles::next_term(&mut standing, &stop).await {
        serve(&app, &term, &habits).await;
    }
}

/// One term: a worker for everything, and for each league somebody who files what came late.
async fn serve(app: &Arc<App>, term: &Term, habits: &Habits) {
    let by = Identity::new(&crate::roles::machine_name());
    let worker = Worker::new(app.store.baton(), SCOPE, by, TERMS, LIMITS);
    let written = Arc::new(Notify::new());
    let writer = Arc::new(Writer::new(app.clone(), habits.clone()));
    work(term, worker.clone(), writer, written.clone());
    app.for_each(term, |hosted| {
        let director = hosted.director.clone();
        term.spawn(file::keep(director.clone(), term.clone(), written.clone()));
        let (worker, draining) = (worker.clone(), term.draining().clone());
        term.spawn(async move {
            let mut changes = director.changes();
            let mut known = None;
            loop {
                // A tip-off brings work; whatever else is stored does not.
                let latest = changes.borrow_and_update().plays.keys().next_back().copied();
                if known != latest {
                    known = latest;
                    worker.nudge();
                }
                tokio::select! {
                    () = draining.cancelled() => return,
                    changed = changes.changed() => if changed.is_err() { return },
                }
            }
        });
    })
    .await;
}

/// Writes what is offered, until the term drains.
fn work(term: &Term, worker: Worker, writer: Arc<Writer>, written: Arc<Notify>) {
    let draining = term.draining().clone();
    term.spawn(async move {
        let work = move |job| {
            let (writer, written) = (writer.clone(), written.clone());
            async move {
                let done = writer.write(job).await;
                written.notify_waiters();
                done
            }
        };
        worker.run(&draining, work).await;
    });
}
