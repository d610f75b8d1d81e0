//! Who has which role, as the database says.
//!
//! May live here: the public form of a role, and asking for it. Never: who gets one (`baton`).

use crate::roles::Duty;
use crate::store::{Store, StoreError};
use baton::lease::{self, View, Waiter};
use serde::Serialize;
use std::time::Duration;
use utoipa::ToSchema;

/// Whoever said within this time that it waits does.
const RECENT: Duration = Duration::from_secs(15);

/// Every role.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct RolesOut {
    /// By name.
    pub(crate) roles: Vec<RoleOut>,
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
    begun.commit().await.map_err(StoreError::baton)?;
    Ok(RolesOut { roles: Duty::ALL.into_iter().map(|it| role(it, &views, &waiters)).collect() })
}

fn role(duty: Duty, views: &[View], waiters: &[Waiter]) -> RoleOut {
    let view = views.iter().find(|it| it.key == duty.name());
    let held = view.filter(|it| it.holder.is_some());
    let ms = |it: Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
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
