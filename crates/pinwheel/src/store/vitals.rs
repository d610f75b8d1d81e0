//! Whether anything can be stored at this moment: what the last write said.
//!
//! Every write reports here, and when nobody writes, a probe does (`Store::feel`). So people can be
//! told that nothing can be stored without each of their requests costing a write to find out.

use super::db::{Db, in_transaction};
use super::{Store, StoreError};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// A write within this time says as much as a probe would.
const FRESH: Duration = Duration::from_secs(2);
/// Bytes that a probe writes after a failure: as much as a whole round, because the last few
/// kilobytes of a full disk would let a small one through.
const BALLAST: i64 = 256 * 1024;
/// After this long without an answer, the database is as good as not writable.
const SILENT: Duration = Duration::from_secs(15);

/// What the last write said, and when.
#[derive(Debug)]
pub(super) struct Vitals {
    last: Mutex<Last>,
    /// What is wrong with what is stored.
    condemned: OnceLock<String>,
    /// Why this program is too old for what is stored: league, entry, kind.
    outdated: OnceLock<(String, u64, String)>,
    /// Somebody is bringing the schema up to date.
    migrating: AtomicBool,
}

#[derive(Debug)]
struct Last {
    at: Instant,
    trouble: Option<String>,
}

impl Default for Vitals {
    fn default() -> Self {
        let last = Mutex::new(Last { at: Instant::now(), trouble: None });
        let (condemned, outdated) = (OnceLock::new(), OnceLock::new());
        Self { last, condemned, outdated, migrating: AtomicBool::new(false) }
    }
}

impl Vitals {
    /// Notes how a write went. A conflict is a success: the database answered.
    pub(super) fn note<T>(&self, outcome: &Result<T, StoreError>) {
        let trouble = match outcome {
            Ok(_)
            | Err(StoreError::Conflict { .. } | StoreError::Fenced | StoreError::OtherRequest) => {
                None
            }
            Err(error) => Some(error),
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match (&last.trouble, &trouble) {
            (None, Some(why)) => tracing::error!(reason = %why.in_full(), "nothing can be stored"),
            (Some(_), None) => tracing::info!("storing works again"),
            (None, None) | (Some(_), Some(_)) => {}
        }
        *last = Last { at: Instant::now(), trouble: trouble.map(ToString::to_string) };
    }

    fn last(&self) -> (Duration, Option<String>) {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        (last.at.elapsed(), last.trouble.clone())
    }
}

impl Store {
    /// Stores nothing more: what is stored already is not what it must be, and whatever came on top
    /// would be lost with the backup that replaces it.
    pub(crate) fn condemn(&self, why: &str) {
        let mut first = false;
        let why = self.vitals.condemned.get_or_init(|| {
            first = true;
            why.to_owned()
        });
        if first {
            tracing::error!(reason = %why, "the log is damaged; nothing more is stored");
        }
    }

    /// Stores nothing more: somebody newer has written what this program cannot read, and so cannot
    /// decide upon.
    pub(crate) fn outdate(&self, league: &str, position: u64, kind: &str) {
        let mut first = false;
        self.vitals.outdated.get_or_init(|| {
            first = true;
            (league.to_owned(), position, kind.to_owned())
        });
        if first {
            tracing::error!(
                league,
                position,
                kind,
                "a newer build writes here; this one steps back"
            );
        }
    }

    /// Whether a newer build writes here.
    pub(crate) fn is_outdated(&self) -> bool {
        self.vitals.outdated.get().is_some()
    }

    /// Why nothing more is stored from here, whatever the database can do.
    pub(super) fn condemned(&self) -> Option<StoreError> {
        let damaged = self.vitals.condemned.get().map(|it| StoreError::Condemned(it.clone()));
        damaged.or_else(|| {
            let (league, position, kind) = self.vitals.outdated.get().cloned()?;
            Some(StoreError::Outdated { league, position, kind })
        })
    }

    /// Why nothing can be stored at this moment; `None` when it can. Costs no write.
    pub(crate) fn trouble(&self) -> Option<String> {
        if let Some(why) = self.condemned() {
            return Some(why.to_string());
        }
        let (age, trouble) = self.vitals.last();
        trouble.or_else(|| {
            let silent = || format!("the database has not answered for {} seconds", age.as_secs());
            (age > SILENT).then(silent)
        })
    }

    /// Writes a little, unless somebody has just written, to find out whether the log can be written.
    pub(crate) async fn feel(&self, now: i64) {
        let (age, trouble) = self.vitals.last();
        if trouble.is_none() && age < FRESH {
            return;
        }
        // A healthy database is not made to carry ballast.
        let ballast = if trouble.is_some() { BALLAST } else { 0 };
        let felt = self.pulse(now, ballast).await;
        self.vitals.note(&felt);
    }

    /// Whether somebody is bringing the schema up to date at this moment.
    pub(crate) fn is_migrating(&self) -> bool {
        self.vitals.migrating.load(Ordering::Relaxed)
    }

    /// Looks whether somebody does. Where it cannot be asked, nobody does.
    pub(crate) async fn look_for_migration(&self) {
        let migrating = match &self.db {
            // Moments, under the file's own lock.
            Db::Sqlite(_) => false,
            Db::Postgres(it) => it.is_migrating().await.unwrap_or(false),
        };
        self.vitals.migrating.store(migrating, Ordering::Relaxed);
    }

    /// Writes a little, for whoever wants to know how that goes.
    pub(crate) async fn try_writing(&self, now: i64) -> Result<(), StoreError> {
        self.pulse(now, 0).await
    }

    async fn pulse(&self, now: i64, ballast: i64) -> Result<(), StoreError> {
        let done = match &self.db {
            Db::Sqlite(it) => {
                sqlx::query("UPDATE pulse SET at = $1, ballast = zeroblob($2) WHERE id = 1")
                    .bind(now)
                    .bind(ballast)
                    .execute(&it.writer)
                    .await
                    .map(|_| ())
            }
            // The disk is the server's own affair: it needs no ballast here.
            Db::Postgres(it) => in_transaction!(it, conn => {
                sqlx::query("UPDATE pulse SET at = $1 WHERE id = 1")
                    .persistent(!it.pooled)
                    .bind(now)
                    .execute(conn)
                    .await
                    .map(|_| ())
            }),
        };
        done.map_err(|source| StoreError::sql("write to the database", source))
    }
}
