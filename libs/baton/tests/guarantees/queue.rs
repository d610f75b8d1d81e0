//! The queue: rows in the database; memory is lost without loss.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use baton::inbox::Accepted;
use baton::lease;
use baton::ledger::State;
use baton::testing::Stage;

use super::support::{PATIENCE, delivered, eventually, granted, in_time};
use super::work::{complete, is, limits, offered, working};

both! {
    // A node that stops leaves every piece to the others, at once and without using up an attempt.
    async fn t25_what_a_node_had_in_memory_is_still_in_the_queue(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        let keys: Vec<String> = (0..12).map(|it| it.to_string()).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        offered(&mut conn, &keys).await;
        // It takes four and never ends.
        let (stop, running) = working(&pool, "ann", limits(), |_| std::future::pending());
        eventually("ann has taken four", async || {
            let mut conn = stage.conn().await;
            let waiting = baton::ledger::waiting(&mut conn.tx(), 100).await.expect("a list");
            waiting.iter().filter(|it| it.state == State::InFlight).count() == 4
        })
        .await;
        stop.cancel();
        in_time(running).await.expect("ann stops");
        let works = pool.clone();
        let (stop, running) = working(&pool, "ben", limits(), move |job| {
            let pool = works.clone();
            async move {
                assert_eq!(job.claimed().attempt, 1);
                complete(&pool, &job).await
            }
        });
        eventually("all are done", async || {
            let mut conn = stage.conn().await;
            for key in &keys {
                if !is(&mut conn, key, State::Done).await {
                    return false;
                }
            }
            true
        })
        .await;
        stop.cancel();
        in_time(running).await.expect("ben stops");
    }

    // While work takes its time nothing is locked: storing a delivery is one small insert.
    async fn t33_storing_waits_for_no_work(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        offered(&mut conn, &["slow"]).await;
        let begun = Arc::new(AtomicBool::new(false));
        let count = begun.clone();
        let (stop, running) = working(&pool, "ann", limits(), move |job| {
            let begun = count.clone();
            async move {
                job.step("draft", PATIENCE, async {
                    begun.store(true, Ordering::SeqCst);
                    std::future::pending().await
                })
                .await?;
                Ok(())
            }
        });
        eventually("the slow step runs", async || begun.load(Ordering::SeqCst)).await;
        let mut spans = Vec::new();
        for id in 0..100 {
            let before = std::time::Instant::now();
            let accepted = in_time(delivered(&pool, &id.to_string())).await;
            assert_eq!(accepted.expect("stored"), Accepted::New);
            spans.push(before.elapsed());
        }
        spans.sort();
        // Milliseconds on a quiet machine; this one may be busy with a dozen tests.
        assert!(spans[98] < Duration::from_secs(1), "p99 {:?}", spans[98]);
        stop.cancel();
        in_time(running).await.expect("a worker");
    }
}

/// Rows that others keep locked for long are no obstacle either.
#[tokio::test]
async fn t33_storing_waits_for_no_row_of_others() {
    let stage = Stage::postgres().await;
    let (pool, mut conn, mut other) = (stage.pool().await, stage.conn().await, stage.conn().await);
    let grant = granted(&mut conn, "ann").await;
    delivered(&pool, "1").await.expect("stored");
    let mut begun = other.begin().await.expect("a transaction");
    assert_eq!(lease::fence(&mut begun.tx(), &grant).await.expect("it"), lease::Fenced::Current);
    let baton::Tx::Postgres(locking) = begun.tx() else { panic!("PostgreSQL") };
    sqlx::query("SELECT 1 FROM baton_ledger FOR UPDATE").execute(locking).await.expect("a lock");
    let accepted = in_time(delivered(&pool, "2")).await;
    assert_eq!(accepted.expect("stored"), Accepted::New);
    drop(begun);
}
