//! Goal: show that the model's store answers as both databases do.
//! Method: the same random calls to each, in a store that nobody else uses; every answer is the same.
//!
//! May live here: calls and their answers. Must never live here: a fault.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use super::world::{Door, World, begin_time, end_time};
use crate::elector::Backoff;
use crate::lease::{self, Acquired, Grant, Hinted, Identity, Token};
use crate::ledger::{self, After, Claim, Claimed, Existing, Recorded, Terms};
use crate::outbox::{
    AtMostOnce, Deliver, Message, Nonce, Outcome, Outgoing, Passed, Relay, RelayTerms, enqueue,
};
use crate::outbox::{Late, SendWithNonce};
use crate::store::{Pool, Tx};
use crate::testing::Stage;
use crate::throttle::{self, Allowance, Taken};

const STEPS: usize = 250;
/// All times are far longer than a run takes, and none is a multiple of the clock's moves.
const TTL: Duration = Duration::from_mins(250);
const MOVE: Duration = Duration::from_secs(10_000);
const BACKOFF: Backoff =
    Backoff { first: Duration::from_secs(5_000), percent: 100, most: Duration::from_secs(5_000) };
const TERMS: Terms =
    Terms { claim: TTL, keep: Duration::from_hours(30 * 24), attempts: 5, backoff: BACKOFF };
const ALLOWANCE: Allowance = Allowance { every: TTL, burst: 2 };

/// Endpoints whose answers depend on the message alone.
struct Scripted;

impl Scripted {
    fn outcome(message: &Outgoing) -> Outcome {
        match (message.seq * 7 + i64::from(message.attempt)) % 5 {
            0 => Outcome::Unknown("no answer".into()),
            1 => Outcome::Failed("busy".into()),
            2 if message.attempt == 1 => Outcome::Later(Duration::from_secs(5_000)),
            3 if message.seq % 4 == 0 => Outcome::Refused("never".into()),
            _ => Outcome::Sent(Some("there".into())),
        }
    }
}

impl Deliver for Scripted {
    async fn deliver(&self, message: Outgoing) -> Outcome {
        Self::outcome(&message)
    }
}

impl SendWithNonce for Scripted {
    const WINDOW: Duration = TTL;
    const LATE: Late = Late::Park;

    async fn send(&self, message: Outgoing, _nonce: String) -> Outcome {
        Self::outcome(&message)
    }
}

/// One store under comparison, and what its callers hold.
struct Side {
    pool: Pool,
    relay: Relay,
    grants: Vec<Grant>,
    claims: Vec<Claimed>,
    slots: BTreeMap<u64, throttle::Slot>,
    log: String,
}

fn roll(dice: &mut u64, below: u64) -> u64 {
    *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*dice >> 33) % below
}

impl Side {
    fn new(pool: Pool) -> Self {
        let terms = RelayTerms { attempts: 4, backoff: BACKOFF, ..RelayTerms::default() };
        let relay = Relay::new(pool.clone(), terms)
            .endpoint("0", AtMostOnce(Scripted))
            .endpoint("1", Nonce(Scripted));
        let (grants, claims, slots) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { pool, relay, grants, claims, slots, log: String::new() }
    }

    /// One call, chosen by the dice; the answer goes to the log without its durations.
    async fn step(&mut self, seed: u64) {
        let mut dice = seed;
        let kind = roll(&mut dice, 16);
        if kind == 15 {
            return self.pass(&mut dice).await;
        }
        let mut begun = self.pool.begin().await.expect("a transaction");
        let mut tx = begun.tx();
        let answer = match kind {
            0..=3 => self.lease(&mut tx, kind, &mut dice).await,
            4..=9 => self.ledger(&mut tx, kind, &mut dice).await,
            10..=12 => enqueue_some(&mut tx, &mut dice).await,
            _ => self.throttle(&mut tx, seed, &mut dice).await,
        };
        begun.commit().await.expect("a commit");
        writeln!(self.log, "{kind}: {answer}").expect("a log");
    }

    async fn lease(&mut self, tx: &mut Tx<'_>, kind: u64, dice: &mut u64) -> String {
        let key = ["clock", "chat"][usize::try_from(roll(dice, 2)).unwrap_or(0)];
        let by = Identity::known(["ann", "ben"][usize::try_from(roll(dice, 2)).unwrap_or(0)]);
        let hinted = if roll(dice, 2) == 0 { Hinted::Yes } else { Hinted::No };
        let which = usize::try_from(roll(dice, 1000)).unwrap_or(0);
        let grant = self.grants.get(which % self.grants.len().max(1)).cloned();
        let acquired = match (kind, grant) {
            (0, _) => lease::acquire(tx, key, &by, TTL, hinted).await,
            (1, Some(grant)) => {
                let seen = Token::new(grant.token.number() + i64::from(which.is_multiple_of(3)));
                lease::take_over(tx, key, &by, TTL, seen).await
            }
            (2, Some(grant)) => {
                return format!("{:?}", lease::renew(tx, &grant, TTL, hinted).await.expect("it"));
            }
            (_, Some(grant)) if which.is_multiple_of(4) => {
                return format!("{:?}", lease::release(tx, &grant).await.expect("it"));
            }
            (_, Some(grant)) => {
                return format!("{:?}", lease::fence(tx, &grant).await.expect("it"));
            }
            (_, None) => return "nothing".into(),
        };
        match acquired.expect("an answer") {
            Acquired::Granted(grant) => {
                self.grants.push(grant.clone());
                format!("{grant:?}")
            }
            Acquired::HeldBy(it) => {
                let is_expired = it.expires_in.is_zero();
                format!("{} {} {:?} {is_expired}", it.holder, it.token, it.hinted)
            }
        }
    }

    async fn ledger(&mut self, tx: &mut Tx<'_>, kind: u64, dice: &mut u64) -> String {
        let key = roll(dice, 6).to_string();
        let who = Identity::known("ann");
        let print = if roll(dice, 9) == 0 { "other" } else { "print" };
        let which = usize::try_from(roll(dice, 1000)).unwrap_or(0);
        let claimed = self.claims.get(which % self.claims.len().max(1)).cloned();
        let (scope, keep) = (("work", key.as_str()), TERMS.keep);
        match (kind, claimed) {
            (4, _) => match ledger::claim(tx, scope, print, &who, &TERMS).await.expect("it") {
                Claim::Claimed(it) => {
                    self.claims.push(it.clone());
                    format!("{it:?}")
                }
                Claim::Existing(it) => existing(&it),
            },
            (5, _) => recorded(ledger::offer(tx, scope, print, b"body", keep).await.expect("it")),
            (6, _) if which.is_multiple_of(5) => {
                recorded(ledger::record(tx, scope, print, b"answer", keep).await.expect("it"))
            }
            (6, _) => {
                let next = ledger::next(tx, "work", &who, &TERMS).await.expect("it");
                self.claims.extend(next.iter().map(|it| it.claimed.clone()));
                format!("{next:?}")
            }
            (7, Some(it)) => format!("{:?}", ledger::complete(tx, &it, b"done", &TERMS).await),
            (8, Some(it)) if which.is_multiple_of(3) => {
                format!("{:?}", ledger::put_back(tx, &it).await)
            }
            (8, Some(it)) => {
                let after = if which.is_multiple_of(7) { After::Never } else { After::Retry };
                format!("{:?}", ledger::fail(tx, &it, "broken", after, &TERMS).await)
            }
            (9, Some(it)) if which.is_multiple_of(2) => {
                format!("{:?}", ledger::renew(tx, &it, &TERMS).await)
            }
            (9, Some(it)) => {
                let output = which.to_string();
                format!("{:?}", crate::job::store(tx, &it, "draft", output.as_bytes()).await)
            }
            (_, _) => "nothing".into(),
        }
    }

    async fn throttle(&mut self, tx: &mut Tx<'_>, seed: u64, dice: &mut u64) -> String {
        let key = roll(dice, 2).to_string();
        if roll(dice, 3) == 0
            && let Some((_, slot)) = self.slots.pop_first()
        {
            return format!("{:?}", throttle::give_back(tx, slot).await);
        }
        let taken = if roll(dice, 2) == 0 {
            throttle::take(tx, &key, &ALLOWANCE).await
        } else {
            throttle::take_unless_held(tx, &key, &ALLOWANCE, "clock").await
        };
        match taken.expect("an answer") {
            Taken::Slot(slot) => {
                self.slots.insert(seed, slot);
                "slot".into()
            }
            Taken::TooSoon => "too soon".into(),
        }
    }

    async fn pass(&mut self, dice: &mut u64) {
        let destination = roll(dice, 2).to_string();
        let which = usize::try_from(roll(dice, 1000)).unwrap_or(0);
        let Some(grant) = self.grants.get(which % self.grants.len().max(1)) else { return };
        let passed = match self.relay.pass(grant, &destination).await.expect("an answer") {
            Passed::Rests(_) => "rests".into(),
            other => format!("{other:?}"),
        };
        writeln!(self.log, "pass: {passed}").expect("a log");
    }
}

fn existing(it: &Existing) -> String {
    match it {
        Existing::InFlight(left) => format!("in flight {}", left.is_zero()),
        Existing::Failed { error, after } => format!("failed {error} {}", after.is_zero()),
        other => format!("{other:?}"),
    }
}

fn recorded(it: Recorded) -> String {
    match it {
        Recorded::New => "new".into(),
        Recorded::Existing(it) => existing(&it),
    }
}

async fn enqueue_some(tx: &mut Tx<'_>, dice: &mut u64) -> String {
    let (destination, key) = (roll(dice, 2).to_string(), roll(dice, 60).to_string());
    let (destination, dedupe_key) = (destination.as_str(), key.as_str());
    let message = Message { destination, dedupe_key, endpoint: destination, body: b"text" };
    format!("{:?}", enqueue(tx, &[message]).await)
}

async fn compare(stage: Stage, seed: u64) {
    let world = World::new(seed, false, None);
    world.lock().add_idle_node();
    let mut played = Side::new(Pool::Model(Door { world: world.clone(), node: 0 }));
    let mut real = Side::new(stage.pool().await);
    for number in 0..STEPS {
        let mut dice = seed.wrapping_mul(1_000_003).wrapping_add(number as u64);
        if roll(&mut dice, 6) == 0 {
            stage.advance(MOVE).await;
            world.lock().db_shift_us += crate::clock::micros(MOVE);
        }
        played.step(dice).await;
        real.step(dice).await;
        let last = |it: &Side| it.log.lines().last().map(ToOwned::to_owned);
        assert_eq!(last(&played), last(&real), "seed {seed}, step {number}; played, then real");
    }
    // A comparison in which nothing is ever granted or sent would say little.
    for word in ["Grant {", "Claimed {", "Kept", "Current", "pass: One", "slot", "in flight"] {
        assert!(played.log.contains(word), "seed {seed}: no {word:?} in\n{}", played.log);
    }
}

fn on_its_own_clock(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        // SQLite is told the time by the caller; both sides must be told the same.
        begin_time();
        test.await;
        end_time();
    });
}

#[test]
fn the_model_answers_as_sqlite_does() {
    on_its_own_clock(async {
        for seed in 0..3 {
            compare(Stage::sqlite().await, seed).await;
        }
    });
}

#[test]
fn the_model_answers_as_postgres_does() {
    on_its_own_clock(async {
        for seed in 0..3 {
            compare(Stage::postgres().await, seed).await;
        }
    });
}
