//! Who has which role and what waits to be done, as the database says.
//!
//! May live here: the public form of a role, and asking for it. Never: who gets one (`baton`).

use crate::roles::Duty;
use crate::store::{Store, StoreError};
use baton::lease::{self, View, Waiter};
use baton::ledger;
use baton::outbox;
use serde::Serialize;
use std::fmt::Write as _;
use std::time::Duration;
use utoipa::ToSchema;

/// Whoever said within this time that it waits does.
const RECENT: Duration = Duration::from_secs(15);

/// Every role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RolesOut {
    /// By name.
    pub(crate) roles: Vec<RoleOut>,
    /// What waits to be done under them.
    pub(crate) work: WorkOut,
}

/// Work that is stored and not done yet.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct WorkOut {
    /// Reports that are being written at this moment.
    pub(crate) in_flight: u64,
    /// Reports that wait for a writer, or for another try.
    pub(crate) waiting: u64,
    /// Since the oldest of all these was asked for, in milliseconds.
    pub(crate) oldest_ms: Option<u64>,
    /// Reports that failed too often; see `pinwheel jobs`.
    pub(crate) dead: u64,
    /// Messages that are still to be sent.
    pub(crate) outbox: u64,
    /// Since the oldest of them was to be sent, in milliseconds.
    pub(crate) outbox_oldest_ms: Option<u64>,
    /// Of those, how many may have been sent: nobody knows yet.
    pub(crate) outbox_unknown: u64,
    /// Messages that wait for an operator.
    pub(crate) outbox_parked: u64,
}

/// One role that one machine has at a time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RoleOut {
    /// `clock` or `deliver`.
    #[schema(example = "clock")]
    pub(crate) role: &'static str,
    /// The machine that has it; `null` when none does.
    pub(crate) machine: Option<String>,
    /// The number of its term. It only grows.
    pub(crate) token: i64,
    /// Since when it has it, in milliseconds.
    pub(crate) held_ms: Option<u64>,
    /// Since it last renewed it, in milliseconds.
    pub(crate) renewed_ms_ago: Option<u64>,
    /// Until it loses it unless it renews, in milliseconds.
    pub(crate) expires_in_ms: Option<u64>,
    /// Whether another machine would learn at once that this one is gone.
    pub(crate) death_is_noticed: bool,
    /// Whether it has been asked to hand over.
    pub(crate) asked_to_yield: bool,
    /// Machines that wait for it.
    pub(crate) waiting: Vec<String>,
}

/// Asks the database who has which role.
pub(crate) async fn roles(store: &Store) -> Result<RolesOut, StoreError> {
    let mut begun = store.baton().begin().await.map_err(StoreError::baton)?;
    let views = lease::list(&mut begun.tx()).await.map_err(StoreError::baton)?;
    let waiters = lease::waiters(&mut begun.tx(), RECENT).await.map_err(StoreError::baton)?;
    let ledger = ledger::overview(&mut begun.tx()).await.map_err(StoreError::baton)?;
    let outbox = outbox::overview(&mut begun.tx()).await.map_err(StoreError::baton)?;
    begun.commit().await.map_err(StoreError::baton)?;
    Ok(RolesOut {
        roles: Duty::ALL.into_iter().map(|it| role(it, &views, &waiters)).collect(),
        work: work(ledger, outbox),
    })
}

fn work(ledger: ledger::Overview, outbox: outbox::Overview) -> WorkOut {
    let waiting = ledger.queued + ledger.failed;
    WorkOut {
        in_flight: ledger.in_flight,
        waiting,
        oldest_ms: (ledger.in_flight + waiting > 0).then(|| ms(ledger.oldest)),
        dead: ledger.dead,
        outbox: outbox.open,
        outbox_oldest_ms: (outbox.open > 0).then(|| ms(outbox.oldest)),
        outbox_unknown: outbox.unknown,
        outbox_parked: outbox.parked,
    }
}

/// `4 reports being written, 3 wait (oldest 2 s), 1 failed for good; no message waits`
pub(crate) fn work_in_words(work: &WorkOut) -> String {
    let seconds =
        |ms: Option<u64>| ms.map_or(String::new(), |it| format!(" (oldest {} s)", it / 1_000));
    let mut text = match (work.in_flight, work.waiting) {
        (0, 0) => "no report waits".to_owned(),
        (busy, waiting) => {
            format!("{busy} reports being written, {waiting} wait{}", seconds(work.oldest_ms))
        }
    };
    if work.dead > 0 {
        let _ = write!(text, ", {} failed for good", work.dead);
    }
    text.push_str("; ");
    match work.outbox {
        0 => text.push_str("no message waits"),
        open => {
            let _ = write!(text, "{open} messages wait{}", seconds(work.outbox_oldest_ms));
        }
    }
    if work.outbox_unknown > 0 {
        let _ = write!(text, ", {} may have been sent", work.outbox_unknown);
    }
    if work.outbox_parked > 0 {
        let _ = write!(text, ", {} are held back", work.outbox_parked);
    }
    text
}

fn ms(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

fn role(duty: Duty, views: &[View], waiters: &[Waiter]) -> RoleOut {
    let view = views.iter().find(|it| it.key == duty.name());
    let held = view.filter(|it| it.holder.is_some());
    let waiting = waiters.iter().filter(|it| it.key == duty.name()).map(|it| it.name.clone());
    RoleOut {
        role: duty.name(),
        machine: held.and_then(|it| it.holder.as_ref()).map(|it| it.1.clone()),
        token: view.map_or(0, |it| it.token.number()),
        held_ms: held.map(|it| ms(it.age)),
        renewed_ms_ago: held.map(|it| ms(it.renewed_ago)),
        expires_in_ms: held.map(|it| ms(it.expires_in)),
        death_is_noticed: held.is_some_and(|it| it.hinted == lease::Hinted::Yes),
        asked_to_yield: held.is_some_and(|it| it.is_asked_to_yield),
        waiting: waiting.collect(),
    }
}
