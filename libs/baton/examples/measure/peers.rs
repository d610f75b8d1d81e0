//! The same work by other means, in the same run and on the same machine.
//!
//! May live here: what one would write without baton, as its manual says. Must never live here: a
//! peer in worse shape than its own documentation has it.

use std::time::{Duration, Instant};

use baton::Conn;
use baton::lease::{self, Acquired, Fenced, Hinted, Identity};
use baton::ledger::{self, Terms};
use baton::testing::RedisServer;
use redis::Script;
use redis::aio::MultiplexedConnection;
use sqlx::PgConnection;

use super::rates::per_second;
use super::{Store, never, told};

/// In turn, and the best of each counts: the disk is not the same from one second to the next.
const ROUNDS: usize = 5;
const PAIRS: usize = 100;
const JOBS: usize = 300;
const CLAIMS: usize = 200;
const STALE: u64 = 20;

/// Releases a key of Redis only by its owner, as its manual advises.
const RELEASE: &str =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

pub(crate) async fn run(store: &Store) {
    let server = RedisServer::start();
    let redis = redis::Client::open(server.url()).expect("an address");
    let mut redis = redis.get_multiplexed_async_connection().await.expect("a connection");
    let mut conn = store.stage.conn().await;
    store
        .stage
        .run(
            "CREATE TABLE IF NOT EXISTS raw_claim (key TEXT PRIMARY KEY);
             CREATE TABLE IF NOT EXISTS raw_job (id BIGSERIAL PRIMARY KEY, state TEXT NOT NULL)",
        )
        .await;
    locks(&mut conn, &mut redis).await;
    claims(&mut conn).await;
    jobs(&mut conn).await;
    stale_writes(store, &mut conn, &mut redis).await;
}

fn postgres(conn: &mut Conn) -> &mut PgConnection {
    match conn {
        Conn::Postgres(it) => it,
        Conn::Sqlite(_) | Conn::Pooled(_) => panic!("PostgreSQL"),
    }
}

/// A rate, and what it is of another.
fn beside(what: &str, rate: f64, ours: f64) {
    told(what, &format!("{rate:.0}/s; baton {ours:.0}/s, {:.2} ×", ours / rate));
}

async fn locks(conn: &mut Conn, redis: &mut MultiplexedConnection) {
    let (mut ours, mut advisory, mut in_redis) = (0.0_f64, 0.0_f64, 0.0_f64);
    let release = Script::new(RELEASE);
    for _ in 0..ROUNDS {
        let before = Instant::now();
        for _ in 0..PAIRS {
            super::rates::acquire_and_release(conn).await;
        }
        ours = ours.max(per_second(PAIRS, before.elapsed()));
        let before = Instant::now();
        for _ in 0..PAIRS {
            for sql in ["SELECT pg_advisory_lock(1)", "SELECT pg_advisory_unlock(1)"] {
                sqlx::query(sql).execute(postgres(conn)).await.expect("a lock");
            }
        }
        advisory = advisory.max(per_second(PAIRS, before.elapsed()));
        let before = Instant::now();
        for _ in 0..PAIRS {
            assert!(set(redis, "pair", "ann", 10_000).await);
            let _: i64 = release.key("pair").arg("ann").invoke_async(redis).await.expect("it");
        }
        in_redis = in_redis.max(per_second(PAIRS, before.elapsed()));
    }
    beside("peer: pg_advisory_lock + unlock (no token, nothing durable)", advisory, ours);
    beside("peer: Redis SET NX PX + script (no token, nothing durable)", in_redis, ours);
}

async fn set(redis: &mut MultiplexedConnection, key: &str, who: &str, ms: u64) -> bool {
    let mut set = redis::cmd("SET");
    set.arg(key).arg(who).arg("NX").arg("PX").arg(ms);
    let answer: Option<String> = set.query_async(redis).await.expect("an answer");
    answer.is_some()
}

/// One insert under a unique key, which remembers nothing else.
async fn claims(conn: &mut Conn) {
    let (by, terms) = (Identity::known("ann"), Terms::default());
    let (mut ours, mut raw) = (0.0_f64, 0.0_f64);
    for round in 0..ROUNDS {
        let before = Instant::now();
        for number in 0..CLAIMS {
            let key = format!("beside {round}/{number}");
            let claim = ledger::claim(&mut conn.tx(), ("peer", &key), "", &by, &terms).await;
            claim.expect("an answer");
        }
        ours = ours.max(per_second(CLAIMS, before.elapsed()));
        let before = Instant::now();
        for number in 0..CLAIMS {
            let insert = "INSERT INTO raw_claim (key) VALUES ($1) ON CONFLICT DO NOTHING";
            let insert = sqlx::query(insert).bind(format!("{round}/{number}"));
            insert.execute(postgres(conn)).await.expect("a row");
        }
        raw = raw.max(per_second(CLAIMS, before.elapsed()));
    }
    beside("peer: raw INSERT … ON CONFLICT DO NOTHING, one caller", raw, ours);
}

/// The usual queue: a row is locked, skipped by others, and marked, in two commits.
async fn jobs(conn: &mut Conn) {
    let (by, terms) = (Identity::known("ann"), Terms::default());
    let (mut ours, mut raw) = (0.0_f64, 0.0_f64);
    for round in 0..ROUNDS {
        let keys: Vec<String> = (0..JOBS).map(|it| format!("{round}/{it}")).collect();
        let offers: Vec<(&str, &str)> = keys.iter().map(|it| (it.as_str(), "")).collect();
        ledger::offer_all(&mut conn.tx(), "peer jobs", &offers, terms.keep).await.expect("work");
        let before = Instant::now();
        while let Some(it) =
            ledger::next(&mut conn.tx(), "peer jobs", &by, &terms).await.expect("an answer")
        {
            ledger::complete(&mut conn.tx(), &it.claimed, b"", &terms).await.expect("an answer");
        }
        ours = ours.max(per_second(JOBS, before.elapsed()));
        raw = raw.max(raw_jobs(postgres(conn)).await);
    }
    beside("peer: raw FOR UPDATE SKIP LOCKED, taken and done", raw, ours);
}

async fn raw_jobs(conn: &mut PgConnection) -> f64 {
    let fill = "INSERT INTO raw_job (state) SELECT 'new' FROM generate_series(1, 300)";
    sqlx::query(fill).execute(&mut *conn).await.expect("work");
    let before = Instant::now();
    for _ in 0..JOBS {
        let take = "UPDATE raw_job SET state = 'taken' WHERE id = (SELECT id FROM raw_job \
                    WHERE state = 'new' ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id";
        let id: i64 = sqlx::query_scalar(take).fetch_one(&mut *conn).await.expect("a row");
        let done = sqlx::query("UPDATE raw_job SET state = 'done' WHERE id = $1").bind(id);
        done.execute(&mut *conn).await.expect("a row");
    }
    per_second(JOBS, before.elapsed())
}

/// A holder looks at its lock, is frozen until another has it, wakes, and writes.
async fn stale_writes(store: &Store, conn: &mut Conn, redis: &mut MultiplexedConnection) {
    let (mut by_redis, mut by_look, mut ours) = (0, 0, 0);
    for round in 0..STALE {
        let key = format!("stale {round}");
        assert!(set(redis, &key, "ann", 5).await);
        let mine: String = redis::cmd("GET").arg(&key).query_async(redis).await.expect("an answer");
        // waits: this is the freeze, longer than the lock lasts.
        tokio::time::sleep(Duration::from_millis(10)).await;
        let is_anothers = set(redis, &key, "ben", 10_000).await;
        by_redis += u64::from(mine == "ann" && is_anothers);

        let ann = Identity::known("ann");
        let ttl = Duration::from_mins(1);
        let it = lease::acquire(&mut conn.tx(), &key, &ann, ttl, Hinted::No).await;
        let Ok(Acquired::Granted(grant)) = it else { panic!("{it:?}") };
        let holder = "SELECT holder FROM baton_lease WHERE key = $1";
        let looked: Option<String> =
            sqlx::query_scalar(holder).bind(&key).fetch_one(postgres(conn)).await.expect("a row");
        store.stage.advance(ttl).await;
        let ben = Identity::known("ben");
        let next = lease::acquire(&mut conn.tx(), &key, &ben, ttl, Hinted::No).await;
        assert!(matches!(next, Ok(Acquired::Granted(_))), "{next:?}");
        by_look += u64::from(looked.as_deref() == Some("ann"));
        let fenced = lease::fence(&mut conn.tx(), &grant).await.expect("an answer");
        ours += u64::from(fenced == Fenced::Current);
    }
    let of = |count: u64| format!("{count} of {STALE}");
    told("peer: stale writes after a freeze, Redis lock looked at", &of(by_redis));
    told("peer: stale writes after a freeze, row looked at before the write", &of(by_look));
    never("stale writes after a freeze, behind the fence", ours);
}
