//! Jobs: resumed where they stopped, paid for once, and refused when stale.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use baton::Conn;
use baton::job::{Failure, Limits, Worker, advance, store, stored};
use baton::lease::Identity;
use baton::ledger::{Next, Recorded, State, Terms, look, next, offer};
use baton::testing::Stage;
use tokio_util::sync::CancellationToken;

const PATIENCE: Duration = Duration::from_secs(20);

fn limits() -> Limits {
    Limits { look_every: Duration::from_millis(5), ..Limits::default() }
}

async fn offered(conn: &mut Conn, key: &str) {
    let answer = offer(&mut conn.tx(), ("prose", key), "", b"round 7", Terms::default().keep).await;
    assert_eq!(answer.expect("an answer"), Recorded::New);
}

async fn claimed(conn: &mut Conn) -> Next {
    let by = Identity::known("ann");
    let it = next(&mut conn.tx(), "prose", &by, &Terms::default()).await.expect("an answer");
    it.expect("work")
}

async fn state(conn: &mut Conn, key: &str) -> State {
    look(&mut conn.tx(), ("prose", key)).await.expect("an answer").expect("an entry").state
}

async fn until(conn: &mut Conn, key: &str, expected: State) {
    let deadline = Instant::now() + PATIENCE;
    while state(conn, key).await != expected {
        assert!(Instant::now() < deadline, "{key} is {:?}", state(conn, key).await);
    }
}

both! {
    async fn what_a_step_produced_first_counts(stage: &Stage) {
        let mut conn = stage.conn().await;
        offered(&mut conn, "a").await;
        let it = claimed(&mut conn).await.claimed;
        assert_eq!(stored(&mut conn.tx(), &it, "draft").await.expect("an answer"), None);
        for output in [b"one", b"two"] {
            let counts = store(&mut conn.tx(), &it, "draft", output).await.expect("an answer");
            assert_eq!(counts.as_deref(), Some(&b"one"[..]));
        }
    }

    async fn a_stale_worker_stores_nothing_and_moves_nothing(stage: &Stage) {
        let mut conn = stage.conn().await;
        offered(&mut conn, "a").await;
        let old = claimed(&mut conn).await.claimed;
        stage.advance(Terms::default().claim).await;
        let new = claimed(&mut conn).await.claimed;
        assert_eq!(store(&mut conn.tx(), &old, "draft", b"stale").await.expect("it"), None);
        assert_eq!(stored(&mut conn.tx(), &new, "draft").await.expect("an answer"), None);
        assert!(!advance(&mut conn.tx(), &old, "", "told").await.expect("an answer"));
        assert!(advance(&mut conn.tx(), &new, "", "told").await.expect("an answer"));
        assert!(!advance(&mut conn.tx(), &new, "", "told").await.expect("an answer"));
        stage.advance(Terms::default().claim).await;
        assert_eq!(claimed(&mut conn).await.claimed.phase, "told");
    }

    async fn a_job_that_fails_late_does_not_repeat_its_slow_step(stage: &Stage) {
        let mut conn = stage.conn().await;
        offered(&mut conn, "a").await;
        let terms = Terms {
            backoff: baton::elector::Backoff {
                first: Duration::from_millis(1),
                ..Terms::default().backoff
            },
            ..Terms::default()
        };
        let (calls, tries) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let pool = stage.pool().await;
        let worker = Worker::new(pool.clone(), "prose", Identity::known("ann"), terms, limits());
        let stop = CancellationToken::new();
        let (counted, tried, until_stop) = (calls.clone(), tries.clone(), stop.clone());
        let running = tokio::spawn(async move {
            worker
                .run(&until_stop, move |job| {
                    let (counted, tried, pool) = (counted.clone(), tried.clone(), pool.clone());
                    async move {
                        let output = job
                            .step("draft", PATIENCE, async {
                                let call = counted.fetch_add(1, Ordering::SeqCst);
                                Ok(format!("call {call}").into_bytes())
                            })
                            .await?;
                        assert_eq!(output, b"call 0");
                        match tried.fetch_add(1, Ordering::SeqCst) {
                            0 => return Err(Failure::Retry("not yet".into())),
                            1 => panic!("a bug in the job"),
                            _ => (),
                        }
                        let mut begun = pool.begin().await?;
                        job.complete(&mut begun.tx(), &output).await?;
                        begun.commit().await?;
                        Ok(())
                    }
                })
                .await;
        });
        until(&mut conn, "a", State::Done).await;
        stop.cancel();
        running.await.expect("the worker stops");
        assert_eq!((calls.load(Ordering::SeqCst), tries.load(Ordering::SeqCst)), (1, 3));
    }

    // T25: what has not ended when the node stops is put back, and resumed by another at once.
    async fn a_worker_that_stops_puts_its_jobs_back(stage: &Stage) {
        let mut conn = stage.conn().await;
        offered(&mut conn, "a").await;
        let pool = stage.pool().await;
        let by = Identity::known("ann");
        let worker = Worker::new(pool, "prose", by, Terms::default(), limits());
        let stop = CancellationToken::new();
        let until_stop = stop.clone();
        let running = tokio::spawn(async move {
            worker.run(&until_stop, |_job| std::future::pending()).await;
        });
        until(&mut conn, "a", State::InFlight).await;
        stop.cancel();
        running.await.expect("the worker stops");
        let it = claimed(&mut conn).await.claimed;
        // It may have been claimed and put back more than once on the way.
        assert!(it.attempt == 1 && 1 < it.token, "attempts do not count, tokens do: {it:?}");
    }
}
