//! The clock: plays the next round when its time has come, and moves the season on.
//!
//! It holds nothing that matters: what comes next is read from the league each time, and the
//! request id of a step makes it happen once, whoever else tries. So a tick that was cut off is
//! finished by the next start, and sleeping through ten ticks plays one round.

use crate::app::App;
use crate::clock;
use crate::deliver;
use crate::director::{Director, SubmitError};
use crate::roles;
use crate::schedule::Schedule;
use crate::store::StoreError;
use crate::telemetry;
use baton::elector::Standing;
use baton::{Grant, Term};
use league::decide::waits_since;
use league::governance::Closing;
use league::spec::Pace;
use league::units::UnixMillis;
use league::view::{show_ends_at, showing_since};
use league::{Command, League, Step, next_step};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Longest sleep: a machine that was suspended notices its lateness at least this soon.
const NAP: Duration = Duration::from_secs(1);
/// First and longest pause after a step that could not be stored.
const RETRY: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(5)];

/// When the next step is due; `None` when nothing is.
pub(crate) fn due(league: &League) -> Option<UnixMillis> {
    match next_step(league) {
        Step::Complete { .. } => show_ends_at(league),
        Step::Play { .. } | Step::Start { .. } => match waits_since(league) {
            None => Some(UnixMillis(0)),
            Some(since) => Schedule::parse(&league.cron).ok()?.next_after(since),
        },
    }
}

/// When the next round tips off, as far as spectators may know; never earlier than now.
///
/// While a round is being shown it is an estimate: its true end would tell how long the games are.
pub(crate) fn next_tip_off(league: &League, now: UnixMillis) -> Option<UnixMillis> {
    let schedule = Schedule::parse(&league.cron).ok()?;
    let free = match showing_since(league) {
        Some((tip_off, pace)) => Some(tip_off.plus(usual_length(pace))),
        None => waits_since(league),
    };
    let slot = free.and_then(|it| schedule.next_after(it));
    Some(slot.filter(|it| *it > now).unwrap_or(schedule.next_after(now)?))
}

/// How long a round of ordinary length is shown, milliseconds.
pub(crate) fn usual_length(pace: Pace) -> i64 {
    match pace {
        Pace::Production => 20 * 60_000,
        Pace::Fast => 100_000,
        Pace::Instant => 0,
    }
}

/// Drives every league whenever this machine has the clock, until `stop`.
pub(crate) async fn keep(
    app: Arc<App>,
    mut clock: watch::Receiver<Standing>,
    stop: CancellationToken,
) {
    while let Some(term) = roles::next_term(&mut clock, &stop).await {
        app.for_each(&term, |hosted| {
            term.spawn(drive(hosted.director.clone(), term.clone()));
        })
        .await;
    }
}

/// Drives one league for a term.
async fn drive(director: Arc<Director>, term: Term) {
    let mut changes = director.changes();
    let mut pause = RETRY[0];
    loop {
        let now = changes.borrow_and_update().clone();
        let due_at = now.state.league().and_then(due);
        let wait = due_at.map(|it| it.since(clock::now()));
        let mut nap = wait
            .and_then(|it| u64::try_from(it).ok())
            .map_or(NAP, |it| Duration::from_millis(it).min(NAP));
        if wait.is_some_and(|it| it <= 0) {
            match step(&director, Some(term.grant())).await {
                Ok(()) => {
                    pause = RETRY[0];
                    nap = Duration::ZERO;
                }
                Err(SubmitError::Store(StoreError::Fenced)) => {
                    tracing::warn!(league = %director.slug, token = term.token().number(), "the clock has gone to another machine; nothing was stored here");
                    return;
                }
                Err(error) => {
                    tracing::error!(league = %director.slug, error = %full(&error), retry_ms = pause.as_millis(), "a tick could not be stored");
                    nap = pause;
                    pause = (pause * 2).min(RETRY[1]);
                }
            }
        }
        tokio::select! {
            () = term.draining().cancelled() => return,
            changed = changes.changed(), if nap > Duration::ZERO && pause == RETRY[0] => {
                if changed.is_err() { return }
            }
            () = tokio::time::sleep(nap) => {}
        }
    }
}

/// Does what comes next, once. Another machine having done it is as good.
///
/// `under`: the term in which it is done; without one, the request id alone makes it happen once.
pub(crate) async fn step(director: &Director, under: Option<&Grant>) -> Result<(), SubmitError> {
    let Some(next) = director.now().state.league().map(next_step) else { return Ok(()) };
    let began = Instant::now();
    let command = command_of(director, next).await;
    match director.submit_under(under, &next.request_id(), command).await {
        Ok(done) => {
            if !done.repeated {
                told(director, next, began.elapsed(), &done.answer);
            }
            Ok(())
        }
        Err(SubmitError::Rejected(no)) => {
            tracing::debug!(league = %director.slug, %no, "another node was quicker");
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// The command that does a step. What has been written of a round goes out with its end.
pub(crate) async fn command_of(director: &Director, step: Step) -> Command {
    match step {
        Step::Complete { season, round } => {
            let reports = deliver::ready(director, season, round).await;
            let closing = Closing::default();
            Command::CompleteRound { season, round, reports, closing }
        }
        Step::Play { .. } | Step::Start { .. } => step.command(),
    }
}

/// One line per round, with its duration.
fn told(director: &Director, step: Step, took: Duration, answer: &str) {
    metrics::counter!(telemetry::TICKS).increment(1);
    metrics::histogram!(telemetry::TICK_SECONDS).record(took.as_secs_f64());
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    match step {
        Step::Play { season, round } => {
            tracing::info!(league = %director.slug, season, round, duration_ms, "{answer}");
        }
        Step::Complete { season, round } => {
            tracing::info!(league = %director.slug, season, round, duration_ms, "{answer}");
        }
        Step::Start { season } => {
            tracing::info!(league = %director.slug, season, duration_ms, "{answer}");
        }
    }
}

/// The error with its causes, in one line.
pub(crate) fn full(error: &SubmitError) -> String {
    match error {
        SubmitError::Store(error) => error.in_full(),
        SubmitError::Rejected(_) | SubmitError::Busy => error.to_string(),
    }
}
