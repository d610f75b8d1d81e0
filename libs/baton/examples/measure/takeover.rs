//! How long nobody acts, after a crash, a freeze and a stop.
//!
//! May live here: whole processes. Must never live here: rates.

use std::time::Duration;

use baton::clock;
use baton::elector::Hints;
use baton::lease::{self, Hinted};
use nix::sys::signal::Signal;

use super::node::Node;
use super::{Store, micros, middle_and_most};

/// So long that only the hint can be quicker.
const LONG: Duration = Duration::from_secs(10);
const SHORT: Duration = Duration::from_secs(1);
/// What may pass beyond the lease's time.
const BEYOND: Duration = Duration::from_millis(50);
const TIMES: usize = 9;

pub(crate) async fn run(store: &Store) {
    let within = |ttl: Duration| Some((ttl + BEYOND).as_micros());
    let quick = Some(10_000);
    let name = store.name;
    for (what, signal, ttl, hints, most) in [
        ("kill -9, with the hint (10 s lease)", Signal::SIGKILL, LONG, Hints::On, quick),
        ("SIGTERM (10 s lease)", Signal::SIGTERM, LONG, Hints::On, quick),
        ("kill -9, without a hint (1 s lease)", Signal::SIGKILL, SHORT, Hints::Off, within(SHORT)),
        ("SIGSTOP (1 s lease)", Signal::SIGSTOP, SHORT, Hints::On, within(SHORT)),
    ] {
        let mut spans = Vec::new();
        for number in 0..TIMES {
            let key = format!("{what} {number}");
            spans.push(one(store, &key, signal, ttl, hints).await);
        }
        let (middle, longest) = middle_and_most(&mut spans);
        let beside = format!("p50 of {TIMES}; max {}.{} ms", longest / 1000, longest / 100 % 10);
        micros(&format!("take-over after {what}, {name}"), middle, most, &beside);
    }
}

async fn one(store: &Store, key: &str, signal: Signal, ttl: Duration, hints: Hints) -> u128 {
    let first = Node::start(store, key, ttl, hints);
    first.active_at();
    let second = Node::start(store, key, ttl, hints);
    wait_until_watched(store, key, hints).await;
    // Not in step with the renewals.
    tokio::time::sleep(Duration::from_millis(
        150 + key.bytes().map(u64::from).sum::<u64>() % 7 * 40,
    ))
    .await;
    let before = loop {
        let before = clock::now().as_micros();
        first.signal(signal);
        if signal != Signal::SIGSTOP || !is_locked(store).await {
            break before;
        }
        // Frozen inside SQLite's only write transaction it holds everybody up, which is no figure.
        first.signal(Signal::SIGCONT);
        tokio::time::sleep(Duration::from_millis(30)).await;
    };
    let span = second.active_at() - before;
    u128::try_from(span).unwrap_or(0)
}

/// Whether the store's only writer is somebody who does not go on.
async fn is_locked(store: &Store) -> bool {
    let mut conn = store.stage.conn().await;
    let probe = async {
        let begun = conn.begin().await.expect("a transaction");
        begun.rollback().await.expect("a rollback");
    };
    tokio::time::timeout(Duration::from_millis(100), probe).await.is_err()
}

/// Waits until the second node waits, and the row says that the first keeps the hint.
async fn wait_until_watched(store: &Store, key: &str, hints: Hints) {
    let mut conn = store.stage.conn().await;
    loop {
        let views = lease::list(&mut conn.tx()).await.expect("a list");
        let hinted = views.iter().any(|it| it.key == key && it.hinted == Hinted::Yes);
        let waiting = lease::waiters(&mut conn.tx(), LONG * 10).await.expect("a list");
        let is_watched = waiting.iter().any(|it| it.key == key);
        if is_watched && (hinted || hints == Hints::Off) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
