//! The world outside: receivers of each class, and the slow thing that costs money.
//!
//! May live here: what arrives, what is remembered, what answer gets lost. Must never live here: a
//! promise that no real receiver gives.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

use super::node::pool;
use super::rows::{Key, Row};
use super::world::{Without, World, now};
use crate::elector::Backoff;
use crate::job::Failure;
use crate::ledger::Terms;
use crate::outbox::{
    AtLeastOnce, AtMostOnce, Deliver, Ensure, Found, Late, Nonce, Outcome, Outgoing, Relay,
    RelayTerms, SendWithNonce, VerifyThenCreate,
};

const BACKOFF: Backoff =
    Backoff { first: Duration::from_millis(100), percent: 150, most: Duration::from_millis(800) };

pub(super) const TERMS: Terms = Terms {
    claim: Duration::from_millis(800),
    keep: Duration::from_hours(1),
    attempts: 60,
    backoff: BACKOFF,
};

const NAMES: [&str; 4] = ["nonce", "marker", "most", "least"];

/// Messages are spread over destinations by their keys.
pub(super) fn destination_of(id: &str) -> &'static str {
    let sum: usize = id.bytes().map(usize::from).sum();
    NAMES[sum % NAMES.len()]
}

pub(super) fn relay(world: &World, node: usize) -> Relay {
    let terms = RelayTerms {
        attempts: 60,
        backoff: BACKOFF,
        attempt_within: Duration::from_millis(600),
        look_every: Duration::from_millis(200),
        at_once: 4,
    };
    let receiver = || Receiver(Arc::new((world.clone(), node)));
    Relay::new(pool(world, node), terms)
        .endpoint("nonce", Nonce(receiver()))
        .endpoint("marker", VerifyThenCreate(receiver()))
        .endpoint("most", AtMostOnce(receiver()))
        .endpoint("least", AtLeastOnce(receiver()))
}

#[derive(Clone)]
struct Receiver(Arc<(World, usize)>);

/// How a request fares.
#[derive(Clone, Copy)]
enum Fate {
    Arrives,
    NeverArrives,
    ArrivesUnanswered,
    IsRefusedForNow,
    ComesTooEarly,
}

impl Receiver {
    /// Sends a request. Once on its way it arrives, whatever becomes of its sender.
    async fn send(&self, message: Outgoing, nonce: Option<String>) -> Outcome {
        let (world, node) = &*self.0;
        world.gate(*node).await;
        nothing_is_open(world);
        let (fate, there, back) = {
            let mut inner = world.lock();
            let fate = match inner.roll(20) {
                0 => Fate::NeverArrives,
                1 | 2 => Fate::ArrivesUnanswered,
                3 => Fate::IsRefusedForNow,
                4 => Fate::ComesTooEarly,
                _ => Fate::Arrives,
            };
            let is_calm = inner.odds.lost == u64::MAX;
            let fate = if is_calm { Fate::Arrives } else { fate };
            (fate, 1 + inner.roll(40), 1 + inner.roll(40))
        };
        let (answer, answered) = oneshot::channel();
        let of = world.clone();
        tokio::spawn(async move {
            sleep(Duration::from_millis(there)).await;
            let outcome = arrive(&of, fate, &message, nonce);
            sleep(Duration::from_millis(back)).await;
            if let Some(outcome) = outcome {
                drop(answer.send(outcome));
            }
        });
        let outcome = answered.await;
        world.gate(*node).await;
        match outcome {
            Ok(outcome) => outcome,
            // The connection was closed without an answer, or the time-out decides.
            Err(_) if world.lock().roll(2) == 0 => Outcome::Unknown("no answer".into()),
            Err(_) => std::future::pending().await,
        }
    }
}

fn nothing_is_open(world: &World) {
    let mut inner = world.lock();
    if inner.open_of_task(tokio::task::try_id()) != 0 {
        inner.history.broken(20, "a transaction is open while something slow happens");
    }
}

fn arrive(world: &World, fate: Fate, message: &Outgoing, nonce: Option<String>) -> Option<Outcome> {
    match fate {
        Fate::NeverArrives => return None,
        Fate::IsRefusedForNow => return Some(Outcome::Failed("busy".into())),
        Fate::ComesTooEarly => return Some(Outcome::Later(Duration::from_millis(50))),
        Fate::Arrives | Fate::ArrivesUnanswered => (),
    }
    let mut inner = world.lock();
    let is_late = message.until < now().unwrap_or_default();
    let is_known = nonce.is_some_and(|nonce| {
        // Without the same nonce in each attempt the receiver cannot know.
        let suffix = if inner.has(Without::SameNonce) { 0 } else { message.attempt };
        let seen = inner.history.visible.entry(format!("nonce {nonce} {suffix}")).or_default();
        seen.times += 1;
        1 < seen.times
    });
    if !is_known {
        let visible = inner.history.visible.entry(message.dedupe_key.clone()).or_default();
        visible.times += 1;
        visible.late += u32::from(is_late);
        let is_first = visible.times == 1;
        if is_first && !is_late {
            earlier_are_settled(&mut inner, message);
        }
    }
    let outcome = Outcome::Sent(Some(message.dedupe_key.clone()));
    matches!(fate, Fate::Arrives).then_some(outcome)
}

/// In the order of places, and nothing is passed over.
fn earlier_are_settled(inner: &mut super::world::Inner, message: &Outgoing) {
    let first = Key::Outbox(message.destination.clone(), 0);
    let here = Key::Outbox(message.destination.clone(), message.seq);
    let missing = inner.rows.range(first..here).find_map(|(_, row)| match row {
        Row::Outbox(it) if it.state != "parked" => {
            let seen = inner.history.visible.contains_key(&it.dedupe_key);
            (!seen).then(|| it.dedupe_key.clone())
        }
        _ => None,
    });
    if let Some(missing) = missing {
        let what = format!("{} was seen before {missing}", message.dedupe_key);
        inner.history.broken(23, what);
    }
}

impl SendWithNonce for Receiver {
    const WINDOW: Duration = Duration::from_mins(2);
    const LATE: Late = Late::Park;

    async fn send(&self, message: Outgoing, nonce: String) -> Outcome {
        Receiver::send(self, message, Some(nonce)).await
    }
}

impl Deliver for Receiver {
    async fn deliver(&self, message: Outgoing) -> Outcome {
        self.send(message, None).await
    }
}

impl Ensure for Receiver {
    async fn find(&self, message: Outgoing) -> Found {
        let (world, node) = &*self.0;
        world.gate(*node).await;
        let delay = Duration::from_millis(1 + world.lock().roll(30));
        sleep(delay).await;
        let is_there = world.lock().history.visible.contains_key(&message.dedupe_key);
        world.gate(*node).await;
        if is_there { Found::Yes(message.dedupe_key) } else { Found::No }
    }

    async fn create(&self, message: Outgoing) -> Outcome {
        self.send(message, None).await
    }
}

/// The slow thing: takes long, costs money, and never says the same twice.
pub(super) async fn call(
    world: World,
    node: usize,
    key: String,
) -> std::result::Result<Vec<u8>, Failure> {
    world.gate(node).await;
    nothing_is_open(&world);
    let (number, wait, is_bad) = {
        let mut inner = world.lock();
        let calls = inner.history.calls.entry(key).or_default();
        *calls += 1;
        let number = *calls;
        let is_calm = inner.odds.lost == u64::MAX;
        (number, inner.roll(700), inner.roll(10) == 0 && !is_calm)
    };
    let began = Instant::now();
    sleep(Duration::from_millis(wait)).await;
    world.gate(node).await;
    if is_bad {
        return Err(Failure::Retry("the model was busy".into()));
    }
    Ok(format!("call {number} after {:?}", began.elapsed()).into_bytes())
}
