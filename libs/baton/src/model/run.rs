//! One run: nodes, clients and faults for a while, then calm, then the reckoning.
//!
//! May live here: what goes wrong, and what must be true at the end. Must never live here: what
//! must be true all along (`check`).

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::node::{LEASE, NOTICE, deliver, pool, start};
use super::rows::{Key, Row};
use super::world::{Odds, Without, World, begin_time, end_time};
use crate::clock::micros;
use crate::elector::machine::Input;
use crate::lease::Hinted;
use crate::ledger;

/// How a run is made.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) without: Option<Without>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) violations: Vec<(u8, String)>,
    pub(crate) commits: u64,
    pub(crate) faults: u64,
}

const NODES: u64 = 3;
const STORM: Duration = Duration::from_secs(8);
const CALM: Duration = Duration::from_secs(40);

pub(crate) fn run(plan: Plan) -> Report {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let report = runtime.block_on(async {
        begin_time();
        let report = live(plan).await;
        end_time();
        report
    });
    drop(runtime);
    report
}

async fn live(plan: Plan) -> Report {
    let world = World::new(plan.seed, plan.seed.is_multiple_of(2), plan.without);
    world.lock().odds = Odds { lost: 60, slow: 25 };
    for _ in 0..NODES {
        let rate = 960 + world.lock().roll(81);
        start(&world, rate);
    }
    let clients = tokio::spawn(clients(world.clone()));
    storm(&world).await;
    clients.abort();
    calm(&world);
    settle(&world).await;
    reckon(&world)
}

/// Deliveries, some of them several times, to whichever node; and jobs.
async fn clients(world: World) {
    let mut number = 0_u64;
    loop {
        let wait = Duration::from_millis(20 + world.lock().roll(100));
        sleep(wait).await;
        number += 1;
        let (copies, is_single, is_job) = {
            let mut inner = world.lock();
            (1 + inner.roll(3), inner.roll(2) == 0, inner.roll(4) == 0)
        };
        for _ in 0..copies {
            let (delay, node) = {
                let mut inner = world.lock();
                let nodes = inner.nodes.len() as u64;
                (inner.roll(600), usize::try_from(inner.roll(nodes)).unwrap_or(0))
            };
            let world = world.clone();
            tokio::spawn(async move {
                sleep(Duration::from_millis(delay)).await;
                if is_job {
                    offer(&world, node, number).await;
                } else {
                    // A delivery that fails is one that the source repeats, or not.
                    let _ = deliver(world, node, format!("d{number}"), is_single).await;
                }
            });
        }
    }
}

async fn offer(world: &World, node: usize, number: u64) {
    let Ok(mut begun) = pool(world, node).begin().await else { return };
    let key = format!("j{number}");
    let keep = Duration::from_hours(1);
    if ledger::offer(&mut begun.tx(), ("jobs", &key), "", b"", keep).await.is_ok() {
        let _ = begun.commit().await;
    }
}

/// One fault after the other.
async fn storm(world: &World) {
    let until = Instant::now() + STORM;
    while Instant::now() < until {
        let wait = Duration::from_millis(100 + world.lock().roll(700));
        sleep(wait).await;
        fault(world);
    }
}

fn fault(world: &World) {
    let (kind, node, span, rate) = {
        let mut inner = world.lock();
        let alive: Vec<usize> =
            (0..inner.nodes.len()).filter(|it| !inner.nodes[*it].is_dead).collect();
        if alive.is_empty() {
            return;
        }
        inner.history.faults += 1;
        let which = inner.roll(alive.len() as u64);
        let node = alive[usize::try_from(which).unwrap_or(0)];
        let span = Duration::from_millis(50 + inner.roll(2500));
        (inner.roll(11), node, span, 960 + inner.roll(81))
    };
    let until = Instant::now() + span;
    match kind {
        0 | 1 => crash(world, node, span, rate),
        2..=4 => world.lock().nodes[node].paused_until = Some(until),
        5 => world.lock().nodes[node].cut_until = Some(until),
        6 => world.lock().full_until = Some(until),
        7 => restart_store(world),
        8 => step_clock(world),
        9 => lose_hint(world),
        _ => drop(world.lock().nodes[node].inputs.send(Input::Yield)),
    }
}

/// Kill -9: the kernel closes its connections and releases what it kept.
fn crash(world: &World, node: usize, span: Duration, rate: u64) {
    {
        let mut inner = world.lock();
        inner.nodes[node].is_dead = true;
        inner.close_of(node);
        inner.hint_queue.retain(|it| *it != node);
        inner.hint.take_if(|it| *it == node);
        inner.pass_hint();
    }
    world.wake_waiters();
    let world = world.clone();
    tokio::spawn(async move {
        sleep(span / 2).await;
        start(&world, rate);
    });
}

/// The store comes back with what was committed, and without anybody's session.
fn restart_store(world: &World) {
    let mut inner = world.lock();
    inner.close_all();
    drop_hint(&mut inner);
}

fn drop_hint(inner: &mut super::world::Inner) {
    // The holder lives and does not know yet; a standby is told that it is gone.
    inner.history.may_overlap = true;
    if let Some(holder) = inner.hint.take() {
        drop(inner.nodes[holder].inputs.send(Input::Hint(Hinted::No)));
    }
    inner.pass_hint();
}

fn lose_hint(world: &World) {
    drop_hint(&mut world.lock());
}

/// The store's clock steps: by half a minute ahead, or a little back.
fn step_clock(world: &World) {
    let mut inner = world.lock();
    if inner.is_sqlite {
        // The boot clock never steps.
        return;
    }
    inner.history.may_overlap = true;
    inner.history.clock_stepped = true;
    if inner.roll(2) == 0 {
        inner.db_shift_us += 30_000_000;
    } else {
        inner.db_shift_us -= 300_000;
        inner.history.clock_went_back = true;
    }
}

fn calm(world: &World) {
    let mut inner = world.lock();
    inner.odds = Odds { lost: u64::MAX, slow: u64::MAX };
    inner.full_until = None;
    for node in &mut inner.nodes {
        node.paused_until = None;
        node.cut_until = None;
    }
}

/// Waits until nothing is left to do, at most so long.
async fn settle(world: &World) {
    let until = Instant::now() + CALM;
    let mut was_held = false;
    while Instant::now() < until {
        sleep(Duration::from_millis(250)).await;
        let inner = world.lock();
        let is_held = inner.lease_is_held(0, LEASE);
        was_held |= is_held;
        let is_open = inner.rows.values().any(|row| match row {
            Row::Outbox(it) => it.is_open(),
            Row::Ledger(it) => matches!(it.state, "queued" | "failed") || is_left(&inner, it),
            _ => false,
        });
        if is_held && !is_open && inner.open_count() == 0 {
            return;
        }
    }
    if !was_held {
        world.lock().history.broken(9, "nobody acts although nothing is wrong");
    }
}

/// A job in flight; a delivery that its source does not repeat may stay so.
fn is_left(inner: &super::world::Inner, it: &super::rows::Ledger) -> bool {
    it.state == "in_flight" && it.body.is_some() && inner.has(Without::ClaimToken)
}

fn reckon(world: &World) -> Report {
    let mut inner = world.lock();
    let rows = inner.rows.clone();
    let mut history = std::mem::take(&mut inner.history);
    for (key, row) in &rows {
        match (key, row) {
            (Key::Outbox(destination, _), Row::Outbox(it)) => {
                let visible = history.visible.get(&it.dedupe_key).copied().unwrap_or_default();
                let id = &it.dedupe_key;
                if it.is_open() {
                    history.broken(21, format!("{id} is still {}", it.state));
                }
                if it.state == "sent" && visible.times == 0 {
                    history.broken(21, format!("{id} is said to be sent and was not"));
                }
                if 1 < visible.times && destination == "nonce" {
                    history.broken(22, format!("{id} was seen {} times", visible.times));
                }
                // A step of the store's clock cuts short the wait for what is on its way.
                let is_once =
                    destination == "most" || (destination == "marker" && !history.clock_stepped);
                if is_once && 1 + visible.late < visible.times {
                    history.broken(24, format!("{id} was seen {} times", visible.times));
                }
                if it.state == "parked" && it.error.is_none() {
                    history.broken(21, format!("{id} was parked without a reason"));
                }
            }
            (Key::Ledger(scope, key), Row::Ledger(it)) => {
                if scope == "jobs" && it.state == "dead" {
                    history.broken(21, format!("job {key} died: {:?}", it.error));
                }
                let calls = history.calls.get(key).copied().unwrap_or(0);
                if scope == "jobs" && it.claim_token < calls {
                    history.broken(19, format!("{calls} calls in {} claims", it.claim_token));
                }
                if scope == "jobs" && it.state == "done" {
                    let draft = Key::Phase(scope.clone(), key.clone(), "draft".into());
                    let stored = rows.get(&draft);
                    let is_same = matches!(stored, Some(Row::Phase(phase))
                        if Some(&phase.output) == it.result.as_ref());
                    if !is_same {
                        history.broken(19, format!("{key} did not use what was stored"));
                    }
                }
            }
            _ => (),
        }
    }
    if inner.open_count() != 0 {
        history.broken(28, "a transaction is left open");
    }
    history.check_intervals();
    history.check_notices(micros(NOTICE.every));
    Report { violations: history.violations, commits: history.commits, faults: history.faults }
}
