//! The live broadcast: what happens in a league, in order, to everybody who watches.
//!
//! A position is one number that means the same on every machine: the log position, and how many
//! items of the latest round have been shown (`Position`). Every frame is formatted once; readers
//! hold a cursor into a ring and nobody waits for a slow one.
//! May live here: order, positions, catching up. Never: HTTP (`web::events`), what may be known (`league::view`).

mod frame;
mod position;
mod ring;
mod sequence;

pub(crate) use frame::{Frame, Topics};
pub(crate) use position::{Place, Position, position_at};
pub(crate) use ring::{Reader, Ring, Taken};
pub(crate) use sequence::Sequence;

use crate::app::{App, Hosted};
use crate::clock;
use crate::director::{Director, Now};
use crate::store::{Ear, StoreError};
use league::units::UnixMillis;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Longest sleep of the broadcaster; it wakes earlier for a commit or the next play.
const NAP: Duration = Duration::from_millis(500);
/// How often every stream gets a comment, so that proxies and readers know it is alive.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Puts what has been shown of the round under way into the ring, so that readers who come back
/// after a restart find there what they have missed.
pub(crate) async fn prepare(director: &Director, ring: &Ring) -> Sequence {
    let now = director.now();
    let mut sequence = Sequence::before_round(&now);
    ring.move_to(sequence.position());
    follow(&mut sequence, director, &now, ring).await;
    sequence
}

/// Publishes what has happened since. `false`: the log could not be read to its end.
async fn follow(sequence: &mut Sequence, director: &Director, now: &Now, ring: &Ring) -> bool {
    let mut frames = Vec::new();
    let followed = sequence.follow(director, now, clock::now(), &mut frames).await;
    ring.publish(frames, sequence.position());
    if let Err(error) = &followed {
        tracing::warn!(league = %director.slug, error = %error.in_full(), "the broadcast pauses");
    }
    followed.is_ok()
}

/// Shows what happens in one league, play by play, until `stop`.
pub(crate) async fn broadcast(
    director: Arc<Director>,
    ring: Arc<Ring>,
    mut sequence: Sequence,
    stop: CancellationToken,
) {
    let mut changes = director.changes();
    let mut heartbeat = tokio::time::interval(HEARTBEAT);
    loop {
        let now = changes.borrow_and_update().clone();
        if !follow(&mut sequence, &director, &now, &ring).await {
            tokio::time::sleep(NAP).await;
        }
        let nap = sequence.next_at().map_or(NAP, |at| until(at, clock::now()).min(NAP));
        tokio::select! {
            () = stop.cancelled() => {
                ring.close();
                return;
            }
            changed = changes.changed() => if changed.is_err() { return },
            _ = heartbeat.tick() => ring.publish_aside(Frame::comment()),
            () = tokio::time::sleep(nap) => {}
        }
    }
}

fn until(at: UnixMillis, now: UnixMillis) -> Duration {
    Duration::from_millis(u64::try_from(at.since(now)).unwrap_or(0))
}

/// Looks for commits of other processes, for every league of a database, until `stop`; and for
/// leagues that they have founded, which `host` then hosts.
pub(crate) async fn follow_log<F: Future<Output = ()>>(
    app: Arc<App>,
    host: impl Fn(Arc<Hosted>) -> F,
    stop: CancellationToken,
) {
    let store = app.store.clone();
    let mut seen = None;
    let mut ear = Ear::default();
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = store.nap(&mut ear) => {}
        }
        let looked = async {
            let version = store.version().await?;
            if seen != Some(version) {
                for hosted in app.leagues().iter() {
                    hosted.director.catch_up().await?;
                }
                for hosted in app.find_new().await? {
                    host(hosted).await;
                }
                seen = Some(version);
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = looked.await {
            if store.is_outdated() {
                // It was told once; what was known goes on being shown.
                stop.cancelled().await;
                return;
            }
            tracing::warn!(error = %error.in_full(), "could not look at the log");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }
}

/// Publishes synthetic events of about 300 bytes on the topic `bench`, to measure the way to the reader.
pub(crate) async fn bench(ring: Arc<Ring>, rate: u32, stop: CancellationToken) {
    let mut interval = tokio::time::interval(Duration::from_secs(1) / rate.max(1));
    let padding = "x".repeat(200);
    // Above every position of the log, so that ids of the topic grow on their own.
    for n in 1_u64.. {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = interval.tick() => {}
        }
        let at = Position { log: (1 << 33) + n, shown: 0 };
        let data = serde_json::json!({
            "type": "bench", "id": at.number(), "published_ns": clock::now_ns(), "n": n, "padding": padding,
        });
        ring.publish_aside(Frame::bench(at, &data));
    }
}
