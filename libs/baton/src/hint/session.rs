//! A hint for PostgreSQL: an advisory lock of a session.
//!
//! May live here: the connection that waits for the lock and then keeps it. Must never live here:
//! any other use of that connection; waiting for the lock blocks it, and closing it releases it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::mpsc::UnboundedSender;
use tokio_util::sync::CancellationToken;

use super::Event;
use super::pooler::{self, Pooling};

/// The server shall notice by itself within seconds that a peer, or its machine, is gone: also
/// while it waits for the lock, where nothing is sent.
const LIMITS: &str =
    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_session_timeout = 0;
    SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 3;
    SET client_connection_check_interval = '1s'";

#[derive(Debug)]
pub(crate) struct Seeker {
    options: PgConnectOptions,
    number: i64,
    check_every: Duration,
    events: UnboundedSender<Event>,
    /// Ends the task that waits or keeps.
    seeking: Option<CancellationToken>,
    /// It was found out that no transaction pooler is between; that does not change.
    is_direct: Arc<AtomicBool>,
}

impl Seeker {
    pub(super) fn new(
        options: PgConnectOptions,
        number: i64,
        check_every: Duration,
        events: UnboundedSender<Event>,
    ) -> Self {
        let is_direct = Arc::default();
        Self { options, number, check_every, events, seeking: None, is_direct }
    }

    pub(super) fn seek(&mut self) {
        if self.seeking.as_ref().is_some_and(|it| !it.is_cancelled()) {
            return;
        }
        let done = CancellationToken::new();
        self.seeking = Some(done.clone());
        let (options, number) = (self.options.clone(), self.number);
        let (check_every, events) = (self.check_every, self.events.clone());
        let is_direct = self.is_direct.clone();
        tokio::spawn(async move {
            let seeking = async {
                if let Some(event) = find_pooler(&options, &is_direct).await {
                    return event;
                }
                keep(&options, number, check_every, &events).await
            };
            let event = tokio::select! {
                biased;
                () = done.cancelled() => return,
                event = seeking => event,
            };
            // So that the next seeking is not taken for this one.
            done.cancel();
            drop(events.send(event));
        });
    }

    pub(super) fn let_go(&mut self) {
        if let Some(seeking) = self.seeking.take() {
            seeking.cancel();
        }
    }
}

impl Drop for Seeker {
    fn drop(&mut self) {
        self.let_go();
    }
}

/// Looks once for a pooler; answers why there is no hint, if there is none.
async fn find_pooler(options: &PgConnectOptions, is_direct: &AtomicBool) -> Option<Event> {
    if is_direct.load(Ordering::Relaxed) {
        return None;
    }
    match pooler::detect(options).await {
        Ok(Pooling::None) => {
            is_direct.store(true, Ordering::Relaxed);
            None
        }
        Ok(Pooling::Transaction) => {
            Some(Event::Off("the store is behind a transaction pooler".into()))
        }
        Err(_) => Some(Event::Lost),
    }
}

/// Waits for the lock and keeps it until the connection fails. Dropped, it closes the connection.
async fn keep(
    options: &PgConnectOptions,
    number: i64,
    check_every: Duration,
    events: &UnboundedSender<Event>,
) -> Event {
    let Ok(mut conn) = lock(options, number).await else { return Event::Lost };
    drop(events.send(Event::Got));
    loop {
        tokio::time::sleep(check_every).await;
        let answer = tokio::time::timeout(check_every, conn.ping()).await;
        if !matches!(answer, Ok(Ok(()))) {
            return Event::Lost;
        }
    }
}

async fn lock(options: &PgConnectOptions, number: i64) -> Result<PgConnection, sqlx::Error> {
    let mut conn = options.clone().application_name("baton hint").connect().await?;
    for limit in LIMITS.split(';') {
        // An older server does not know every one of them.
        let _ = sqlx::raw_sql(limit).execute(&mut conn).await;
    }
    sqlx::query("SELECT pg_advisory_lock($1)").bind(number).execute(&mut conn).await?;
    Ok(conn)
}
