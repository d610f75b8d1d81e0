//! Hearing of other machines' commits at once. Only ever a wake-up: looking regularly is enough.
//!
//! May live here: telling and listening. Must never live here: anything that must arrive.

use super::postgres::Postgres;
use sqlx::postgres::{PgListener, PgPool};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// The channel of every machine of one database.
const CHANNEL: &str = "pinwheel_log";
/// However many commits there are, others are told at most this often: a notification takes a lock
/// that all commits of the server share.
const TELL_EVERY: Duration = Duration::from_millis(100);
/// How often the log is looked at without being told.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The same where nobody can tell us: behind a transaction pooler.
const LOOK_OFTEN: Duration = Duration::from_millis(200);

/// Tells others.
#[derive(Debug)]
pub(super) struct Waking {
    pool: PgPool,
    busy: AtomicBool,
    again: AtomicBool,
}

impl Waking {
    pub(super) fn new(pool: PgPool) -> Self {
        Self { pool, busy: AtomicBool::new(false), again: AtomicBool::new(false) }
    }

    /// Says that something was committed. Does not wait.
    pub(super) fn wake(self: &Arc<Self>) {
        self.again.store(true, Ordering::Release);
        if self.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        let this = self.clone();
        tokio::spawn(async move {
            while this.is_due() {
                // In one piece: a pooler may give two to different processes.
                let told = sqlx::raw_sql("NOTIFY pinwheel_log").execute(&this.pool).await;
                if let Err(error) = told {
                    tracing::debug!(%error, "others were not told of a commit; they look by themselves");
                }
                tokio::time::sleep(TELL_EVERY).await;
            }
        });
    }

    /// Whether there is something to tell; if not, whoever comes next starts telling anew.
    fn is_due(&self) -> bool {
        if self.again.swap(false, Ordering::AcqRel) {
            return true;
        }
        self.busy.store(false, Ordering::Release);
        // Somebody may have come in between, seen that it was busy, and left it to us.
        self.again.load(Ordering::Acquire) && !self.busy.swap(true, Ordering::AcqRel)
    }
}

/// Listens to others.
#[derive(Debug, Default)]
pub(crate) struct Ear {
    listener: Option<PgListener>,
}

impl Ear {
    /// Waits until something was said, or it is time to look.
    pub(super) async fn listen(&mut self, db: &Postgres) {
        if db.pooled {
            tokio::time::sleep(LOOK_OFTEN).await;
            return;
        }
        if self.listener.is_none() {
            self.listener = open(db).await.ok();
        }
        let Some(listener) = &mut self.listener else {
            tokio::time::sleep(LOOK_EVERY).await;
            return;
        };
        if let Ok(Err(error)) = tokio::time::timeout(LOOK_EVERY, listener.recv()).await {
            tracing::debug!(%error, "the line to the database is gone");
            self.listener = None;
            tokio::time::sleep(LOOK_EVERY / 4).await;
        }
    }
}

/// How long a notification of ours takes to come back to another connection of ours.
pub(super) async fn wake_a_peer(db: &Postgres) -> sqlx::Result<Duration> {
    const WITHIN: Duration = Duration::from_secs(3);
    let late = || sqlx::Error::Io(std::io::Error::other("a notification did not arrive"));
    let mut listener = open(db).await?;
    let began = Instant::now();
    let told = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).persistent(false);
    told.execute(&db.pool).await?;
    tokio::time::timeout(WITHIN, listener.recv()).await.map_err(|_| late())??;
    Ok(began.elapsed())
}

async fn open(db: &Postgres) -> sqlx::Result<PgListener> {
    let mut listener = PgListener::connect_with(&db.pool).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}
