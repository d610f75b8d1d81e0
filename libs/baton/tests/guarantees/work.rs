//! Work: each piece by itself; what one does is no other's trouble.

use std::sync::Arc;
use std::time::Duration;

use baton::elector::Backoff;
use baton::job::{Failure, Job, Limits, Worker};
use baton::ledger::{State, Terms, dead, look, offer};
use baton::testing::Stage;
use baton::{Conn, Pool};
use tokio::sync::Barrier;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::support::{eventually, identity, in_time};

pub(crate) fn limits() -> Limits {
    Limits { look_every: Duration::from_millis(5), ..Limits::default() }
}

/// Attempts that follow each other quickly, and give up soon.
pub(crate) fn quick() -> Terms {
    let first = Duration::from_millis(1);
    let backoff = Backoff { first, percent: 100, most: first };
    Terms { attempts: 3, backoff, ..Terms::default() }
}

pub(crate) async fn offered(conn: &mut Conn, keys: &[&str]) {
    for key in keys {
        let keep = Terms::default().keep;
        offer(&mut conn.tx(), ("work", key), "", b"", keep).await.expect("an answer");
    }
}

pub(crate) async fn is(conn: &mut Conn, key: &str, state: State) -> bool {
    let it = look(&mut conn.tx(), ("work", key)).await.expect("an answer");
    it.is_some_and(|it| it.state == state)
}

/// A worker that runs until it is told to stop.
pub(crate) fn working<F>(
    pool: &Pool,
    name: &str,
    limits: Limits,
    work: impl Fn(Job) -> F + Send + Sync + 'static,
) -> (CancellationToken, JoinHandle<()>)
where
    F: Future<Output = Result<(), Failure>> + Send + 'static,
{
    let worker = Worker::new(pool.clone(), "work", identity(name), quick(), limits);
    let stop = CancellationToken::new();
    let until_stop = stop.clone();
    (stop, tokio::spawn(async move { worker.run(&until_stop, work).await }))
}

pub(crate) async fn complete(pool: &Pool, job: &Job) -> Result<(), Failure> {
    let mut begun = pool.begin().await?;
    job.complete(&mut begun.tx(), b"").await?;
    Ok(begun.commit().await?)
}

both! {
    // One that fails, one that panics and one that hangs end in the list; the rest is done.
    async fn t31_a_worker_survives_whatever_one_item_does(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        offered(&mut conn, &["1 fails", "2 panics", "3 hangs", "4 is well"]).await;
        let few = Limits { at_once: 1, job_within: Duration::from_millis(100), ..limits() };
        let works = pool.clone();
        let (stop, running) = working(&pool, "ann", few, move |job| {
            let pool = works.clone();
            async move {
                match &*job.claimed().key {
                    "1 fails" => Err(Failure::Retry("it fails".into())),
                    "2 panics" => panic!("it panics"),
                    "3 hangs" => std::future::pending().await,
                    _ => complete(&pool, &job).await,
                }
            }
        });
        eventually("the rest is done", async || {
            let mut conn = stage.conn().await;
            is(&mut conn, "4 is well", State::Done).await
                && dead(&mut conn.tx(), 10).await.expect("a list").len() == 3
        })
        .await;
        stop.cancel();
        in_time(running).await.expect("a worker");
    }

    // Two that need each other run at the same time: nothing serialises them.
    async fn d8_one_piece_of_work_does_not_wait_for_another(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        offered(&mut conn, &["a", "b"]).await;
        let (meeting, works) = (Arc::new(Barrier::new(2)), pool.clone());
        let (stop, running) = working(&pool, "ann", limits(), move |job| {
            let (meeting, pool) = (meeting.clone(), works.clone());
            async move {
                meeting.wait().await;
                complete(&pool, &job).await
            }
        });
        eventually("both are done", async || {
            let mut conn = stage.conn().await;
            is(&mut conn, "a", State::Done).await && is(&mut conn, "b", State::Done).await
        })
        .await;
        stop.cancel();
        in_time(running).await.expect("a worker");
    }
}
