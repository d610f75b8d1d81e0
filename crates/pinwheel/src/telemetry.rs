//! Numbers about this process, for Prometheus: which there are, and how they are read.
//!
//! Names are a promise to dashboards: add, never rename. May live here: names, descriptions, the
//! recorder. Never: what is counted (it counts itself, where it happens).

use crate::model::roles::WorkOut;
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Rounds played, completed and seasons started by this process.
pub(crate) const TICKS: &str = "pinwheel_ticks_total";
/// How long such a step took, from decision to stored.
pub(crate) const TICK_SECONDS: &str = "pinwheel_tick_seconds";
/// How long one commit took in the database.
pub(crate) const COMMIT_SECONDS: &str = "pinwheel_commit_seconds";
/// Requests that had been carried out before and were answered with the first answer.
pub(crate) const REPEATED: &str = "pinwheel_requests_repeated_total";
/// Commits that lost against another one and were tried again.
pub(crate) const CONFLICTS: &str = "pinwheel_commit_conflicts_total";
/// Spectators' streams open now.
pub(crate) const STREAMS: &str = "pinwheel_streams";
/// Frames put into the broadcast.
pub(crate) const FRAMES: &str = "pinwheel_frames_total";
/// Log position of each league.
pub(crate) const POSITION: &str = "pinwheel_log_position";

/// Reports that wait or are being written.
pub(crate) const WORK: &str = "pinwheel_jobs_waiting";
/// Since the oldest of them was asked for.
pub(crate) const WORK_AGE: &str = "pinwheel_jobs_oldest_seconds";
/// Reports that failed too often.
pub(crate) const WORK_DEAD: &str = "pinwheel_jobs_dead";
/// Since the oldest message was to be sent.
pub(crate) const OUTBOX_AGE: &str = "pinwheel_outbox_oldest_seconds";
/// Messages of which nobody knows yet whether they were sent.
pub(crate) const OUTBOX_UNKNOWN: &str = "pinwheel_outbox_unknown";
/// Whether this machine has a role.
pub(crate) const ROLE: &str = "pinwheel_role_active";
/// Whether anything can be stored.
pub(crate) const WRITABLE: &str = "pinwheel_writable";

/// Histograms are summarised over this span; without it they would grow for ever.
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts counting. `None` when something in this process counts already.
pub(crate) fn start() -> Option<PrometheusHandle> {
    let handle = PrometheusBuilder::new()
        .set_buckets(&[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0])
        .ok()?
        .install_recorder()
        .ok()?;
    baton::metrics::describe();
    describe_counter!(TICKS, "Steps of the clock carried out by this process");
    describe_histogram!(
        TICK_SECONDS,
        Unit::Seconds,
        "From decision to stored, for one step of the clock"
    );
    describe_histogram!(COMMIT_SECONDS, Unit::Seconds, "One commit in the database");
    describe_counter!(REPEATED, "Requests that had been carried out before");
    describe_counter!(CONFLICTS, "Commits that lost against another one and were tried again");
    describe_gauge!(STREAMS, "Spectators' streams open now");
    describe_counter!(FRAMES, "Events put into the broadcast");
    describe_gauge!(POSITION, "Log position of a league");
    describe_gauge!(WORK, "Reports that wait or are being written");
    describe_gauge!(WORK_AGE, Unit::Seconds, "Since the oldest of these was asked for");
    describe_gauge!(WORK_DEAD, "Reports that failed too often and wait for an operator");
    describe_gauge!(OUTBOX_AGE, Unit::Seconds, "Since the oldest message was to be sent");
    describe_gauge!(OUTBOX_UNKNOWN, "Messages of which nobody knows yet whether they were sent");
    describe_gauge!(ROLE, "1 where this machine has the role");
    describe_gauge!(WRITABLE, "1 while something can be stored");
    Some(handle)
}

/// What lies in the database, as far as it said so within the last second.
#[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
pub(crate) fn note_work(work: &WorkOut) {
    let seconds = |ms: Option<u64>| ms.unwrap_or(0) as f64 / 1_000.0;
    gauge!(WORK).set((work.in_flight + work.waiting) as f64);
    gauge!(WORK_AGE).set(seconds(work.oldest_ms));
    gauge!(WORK_DEAD).set(work.dead as f64);
    gauge!(OUTBOX_AGE).set(seconds(work.outbox_oldest_ms));
    gauge!(OUTBOX_UNKNOWN).set(work.outbox_unknown as f64);
}

/// Keeps histograms small, until `stop`.
pub(crate) async fn upkeep(handle: PrometheusHandle, stop: CancellationToken) {
    while tokio::time::timeout(UPKEEP, stop.cancelled()).await.is_err() {
        handle.run_upkeep();
    }
}
