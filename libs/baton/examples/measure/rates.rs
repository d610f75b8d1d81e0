//! How much goes through, beside the same store without baton.
//!
//! May live here: rates and doubles within one process. Must never live here: take-overs.

use std::io::Write as _;
use std::time::{Duration, Instant};

use baton::lease::{self, Acquired, Hinted, Identity};
use baton::ledger::{self, Claim, Recorded, Terms};
use baton::{Conn, Pool, Tx};
use tokio::sync::Barrier;

use super::{Store, never, told};

const ROUNDS: usize = 5;
const PAIRS: usize = 400;
const SINGLES: usize = 3_000;
const BATCHES: usize = 300;
const BATCH: usize = 100;
const CALLERS: usize = 64;
const CLIENTS: usize = 8;
const DELIVERIES: usize = 100_000;
const COPIES: usize = 8;
const TICKS: usize = 200;

pub(crate) async fn run(store: &Store) {
    disk(store);
    let mut conn = store.stage.conn().await;
    pairs(store, &mut conn).await;
    claims(store, &mut conn).await;
    drop(conn);
    duplicates(store).await;
    ticks(store).await;
}

pub(crate) fn per_second(count: usize, span: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / span.as_secs_f64()
}

/// What the disk itself takes for one durable write; nothing durable can be quicker.
fn disk(store: &Store) {
    let mut file = tempfile::tempfile().expect("a file");
    let mut spans: Vec<u128> = (0..200)
        .map(|_| {
            let before = Instant::now();
            file.write_all(&[7; 4096]).expect("room");
            file.sync_data().expect("a disk");
            before.elapsed().as_micros()
        })
        .collect();
    let (middle, most) = super::middle_and_most(&mut spans);
    let beside = format!("p50; max {} ms", most / 1000);
    super::micros(
        &format!("one durable write of the disk, before {}", store.name),
        middle,
        None,
        &beside,
    );
}

/// Acquire and release, beside two commits of one row each.
async fn pairs(store: &Store, conn: &mut Conn) {
    store.stage.run("CREATE TABLE IF NOT EXISTS raw (id BIGINT PRIMARY KEY, n BIGINT)").await;
    store.stage.run("INSERT INTO raw (id, n) VALUES (1, 0)").await;
    let (mut ours, mut raw) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let before = Instant::now();
        for _ in 0..PAIRS {
            raw_commit(conn).await;
            raw_commit(conn).await;
        }
        raw = raw.min(before.elapsed());
        let before = Instant::now();
        for _ in 0..PAIRS {
            acquire_and_release(conn).await;
        }
        ours = ours.min(before.elapsed());
    }
    let rate = per_second(PAIRS, ours);
    let ratio = ours.as_secs_f64() / raw.as_secs_f64();
    told(
        &format!("acquire + release, {}", store.name),
        &format!("{rate:.0}/s, {ratio:.2} × two raw commits (≤ 1.3)"),
    );
}

async fn raw_commit(conn: &mut Conn) {
    let update = "UPDATE raw SET n = n + 1 WHERE id = 1 RETURNING n";
    // As baton does it: SQLite in a transaction that begins as a writer, PostgreSQL in one statement.
    if let Tx::Postgres(it) = conn.tx() {
        sqlx::query(update).fetch_one(it).await.expect("a row");
        return;
    }
    let mut begun = conn.begin().await.expect("a transaction");
    if let Tx::Sqlite(it) = begun.tx() {
        sqlx::query(update).fetch_one(it).await.expect("a row");
    }
    begun.commit().await.expect("a commit");
}

pub(crate) async fn acquire_and_release(conn: &mut Conn) {
    let (by, ttl) = (Identity::known("ann"), Duration::from_secs(10));
    if let Conn::Postgres(_) = conn {
        let acquired = lease::acquire(&mut conn.tx(), "pair", &by, ttl, Hinted::No).await;
        let Ok(Acquired::Granted(grant)) = acquired else { panic!("{acquired:?}") };
        assert!(lease::release(&mut conn.tx(), &grant).await.expect("an answer"));
        return;
    }
    let mut begun = conn.begin().await.expect("a transaction");
    let acquired = lease::acquire(&mut begun.tx(), "pair", &by, ttl, Hinted::No).await;
    begun.commit().await.expect("a commit");
    let Ok(Acquired::Granted(grant)) = acquired else { panic!("{acquired:?}") };
    let mut begun = conn.begin().await.expect("a transaction");
    assert!(lease::release(&mut begun.tx(), &grant).await.expect("an answer"));
    begun.commit().await.expect("a commit");
}

async fn claims(store: &Store, conn: &mut Conn) {
    let (by, terms) = (Identity::known("ann"), Terms::default());
    let mut best = 0.0_f64;
    for round in 0..ROUNDS {
        let before = Instant::now();
        for number in 0..SINGLES / ROUNDS {
            let key = format!("{round}/{number}");
            let claim = ledger::claim(&mut conn.tx(), ("single", &key), "", &by, &terms).await;
            assert!(matches!(claim, Ok(Claim::Claimed(_))), "{claim:?}");
        }
        best = best.max(per_second(SINGLES / ROUNDS, before.elapsed()));
    }
    told(&format!("durable claims, one caller, {}", store.name), &format!("{best:.0}/s"));
    claims_together(store).await;
    for size in [BATCH, BATCH * 10] {
        let mut best = 0.0_f64;
        for round in 0..ROUNDS {
            let keys: Vec<String> =
                (0..BATCHES / ROUNDS * BATCH).map(|it| format!("{size}/{round}/{it}")).collect();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            let before = Instant::now();
            for batch in keys.chunks(size) {
                let mut begun = conn.begin().await.expect("a transaction");
                let mut tx = begun.tx();
                let new = ledger::claim_new(&mut tx, "batch", batch, &by, &terms).await;
                assert_eq!(new.expect("an answer").len(), size);
                begun.commit().await.expect("a commit");
            }
            best = best.max(per_second(keys.len(), before.elapsed()));
        }
        let what = format!("durable claims, {size} at once, {}", store.name);
        told(&what, &format!("{best:.0}/s (≥ 100 000)"));
    }
}

/// Callers of one claim each at a time, who share commits.
async fn claims_together(store: &Store) {
    let (pool, terms) = (store.stage.pool().await, Terms::default());
    let claimer = ledger::Claimer::start(pool, Identity::known("ann"), terms);
    let mut best = 0.0_f64;
    for round in 0..ROUNDS {
        let before = Instant::now();
        let callers: Vec<_> = (0..CALLERS)
            .map(|caller| {
                let claimer = claimer.clone();
                tokio::spawn(async move {
                    for number in 0..SINGLES / CALLERS {
                        let key = format!("{round}/{caller}/{number}");
                        let claim = claimer.claim("together", &key).await;
                        assert!(matches!(claim, Ok(Claim::Claimed(_))), "{claim:?}");
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.await.expect("a caller");
        }
        let count = SINGLES / CALLERS * CALLERS;
        best = best.max(per_second(count, before.elapsed()));
    }
    let what = format!("durable claims, one each by {CALLERS} callers, {}", store.name);
    told(&what, &format!("{best:.0}/s (≥ 5 000)"));
}

/// The same deliveries from several clients at once; each counts once.
async fn duplicates(store: &Store) {
    let keys: Vec<String> = (0..DELIVERIES / COPIES).map(|it| format!("update {it}")).collect();
    let keys = std::sync::Arc::new(keys);
    let before = Instant::now();
    let clients: Vec<_> = (0..CLIENTS)
        .map(|client| {
            let (place, keys) = (store.stage.place().clone(), keys.clone());
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                let by = Identity::known(&format!("client {client}"));
                let mut won = 0;
                for batch in keys.chunks(25) {
                    let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
                    let mut begun = conn.begin().await.expect("a transaction");
                    let terms = Terms::default();
                    let mut tx = begun.tx();
                    let new = ledger::claim_new(&mut tx, "updates", &batch, &by, &terms).await;
                    won += new.expect("an answer").len();
                    begun.commit().await.expect("a commit");
                }
                won
            })
        })
        .collect();
    let mut won = 0;
    for client in clients {
        won += client.await.expect("a client");
    }
    let doubles = won.abs_diff(keys.len());
    let rate = per_second(DELIVERIES, before.elapsed());
    let what = format!("{DELIVERIES} deliveries, {COPIES} of each, {CLIENTS} clients");
    told(&format!("{what}, {}", store.name), &format!("{rate:.0}/s"));
    never(&format!("doubles or losses among them, {}", store.name), doubles as u64);
}

/// Several nodes that all believe it is time, at the same moment.
async fn ticks(store: &Store) {
    let pool = store.stage.pool().await;
    let barrier = std::sync::Arc::new(Barrier::new(4));
    let nodes: Vec<_> = (0..4)
        .map(|_| {
            let (pool, barrier) = (pool.clone(), barrier.clone());
            tokio::spawn(async move {
                let mut done = 0;
                for tick in 0..TICKS {
                    barrier.wait().await;
                    done += usize::from(is_first(&pool, tick).await);
                }
                done
            })
        })
        .collect();
    let mut done = 0;
    for node in nodes {
        done += node.await.expect("a node");
    }
    let what = format!("doubles in {TICKS} simultaneous ticks of 4 nodes, {}", store.name);
    never(&what, done.abs_diff(TICKS) as u64);
}

async fn is_first(pool: &Pool, tick: usize) -> bool {
    let mut begun = pool.begin().await.expect("a transaction");
    let (key, keep) = (format!("round {tick}"), Terms::default().keep);
    let recorded = ledger::record(&mut begun.tx(), ("tick", &key), "", b"", keep).await;
    let is_first = recorded.expect("an answer") == Recorded::New;
    begun.commit().await.expect("a commit");
    is_first
}
