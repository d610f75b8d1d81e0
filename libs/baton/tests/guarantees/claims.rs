//! Claims: taken once, for a time, and given to another when that is over.

use std::sync::atomic::{AtomicUsize, Ordering};

use baton::inbox::Accepted;
use baton::ledger::{Claim, Recorded, Terms, claim, complete, look, offer_all, record};
use baton::outbox::{Enqueued, Message, enqueue};
use baton::testing::Stage;
use baton::{Conn, Pool};

use super::support::{delivered, identity, taken};

/// Answers a message: the claim, and what is said, in one transaction. No lease is asked.
async fn answered(pool: &Pool) -> bool {
    let mut begun = pool.begin().await.expect("a transaction");
    let keep = Terms::default().keep;
    let it = record(&mut begun.tx(), ("chat", "message 7"), "", b"", keep).await;
    if it.expect("an answer") != Recorded::New {
        return false;
    }
    let message =
        Message { destination: "chat", dedupe_key: "answer to 7", endpoint: "chat", body: b"yes" };
    let it = enqueue(&mut begun.tx(), &[message]).await.expect("an answer");
    begun.commit().await.expect("a commit");
    assert_eq!(it, [Enqueued::New(1)]);
    true
}

async fn is_done(conn: &mut Conn, claimed: &baton::ledger::Claimed, commits: bool) -> bool {
    let mut begun = conn.begin().await.expect("a transaction");
    let it = complete(&mut begun.tx(), claimed, b"42", &Terms::default()).await;
    let it = it.expect("an answer");
    if commits {
        begun.commit().await.expect("a commit");
    }
    it
}

both! {
    // Two processes with one token, both sure that it is theirs to answer: one answer.
    async fn d1_two_processes_that_both_answer_give_one_answer(stage: &Stage) {
        let count = std::sync::Arc::new(AtomicUsize::new(0));
        let nodes = (0..4).map(|_| {
            let (place, count) = (stage.place().clone(), count.clone());
            tokio::spawn(async move {
                let pool = Stage::at(place).await.pool().await;
                for _ in 0..3 {
                    count.fetch_add(usize::from(answered(&pool).await), Ordering::SeqCst);
                }
            })
        });
        for node in nodes.collect::<Vec<_>>() {
            node.await.expect("a node");
        }
        assert_eq!(count.load(Ordering::SeqCst), 1);
        let mut conn = stage.conn().await;
        let overview = baton::outbox::overview(&mut conn.tx()).await.expect("an answer");
        assert_eq!(overview.open, 1);
    }

    // Claimed, then its holder died: it comes again, and what was missed meanwhile can be offered
    // once more without doing any harm.
    async fn d3_what_its_holder_left_behind_is_done_by_another(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        delivered(&pool, "7").await.expect("stored");
        let dead = taken(&mut conn, "ann").await.expect("work").claimed;
        assert!(taken(&mut conn, "ben").await.is_none(), "ann may live");
        stage.advance(Terms::default().claim).await;
        let next = taken(&mut conn, "ben").await.expect("ann is believed to be dead").claimed;
        assert!(dead.token < next.token && next.attempt == 2);
        assert!(!is_done(&mut conn, &dead, true).await, "she lives, but it is not hers any more");
        assert!(is_done(&mut conn, &next, true).await);
        let missed = [("7", "7"), ("8", "8")];
        let keep = Terms::default().keep;
        let new = offer_all(&mut conn.tx(), "inbox/chat", &missed, keep).await;
        assert_eq!(new.expect("an answer"), 1);
    }

    // Received, claimed, done: done together with its effects, or neither.
    async fn t29_done_is_written_with_the_effects_and_not_before(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        delivered(&pool, "7").await.expect("stored");
        let received = look(&mut conn.tx(), ("inbox/chat", "7")).await.expect("it");
        assert_eq!(received.map(|it| it.state), Some(baton::ledger::State::Queued));
        let first = taken(&mut conn, "ann").await.expect("work").claimed;
        let in_flight = look(&mut conn.tx(), ("inbox/chat", "7")).await.expect("it");
        assert_eq!(in_flight.map(|it| it.state), Some(baton::ledger::State::InFlight));
        assert!(is_done(&mut conn, &first, false).await, "she dies before the commit");
        stage.advance(Terms::default().claim).await;
        let second = taken(&mut conn, "ben").await.expect("it was not done").claimed;
        assert!(is_done(&mut conn, &second, true).await);
        stage.advance(Terms::default().claim).await;
        assert!(taken(&mut conn, "ben").await.is_none());
        assert_eq!(delivered(&pool, "7").await.expect("known"), Accepted::Duplicate);
    }

    // A quick way past the queue leads through the same claim: one of the two gets it.
    async fn t32_a_delivery_has_one_way_through(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        let (by, terms) = (identity("quick"), Terms::default());
        let mut quick = 0;
        for id in ["1", "2"] {
            delivered(&pool, id).await.expect("stored");
            let it = claim(&mut conn.tx(), ("inbox/chat", id), "", &by, &terms).await;
            quick += usize::from(matches!(it, Ok(Claim::Claimed(_))));
            assert!(taken(&mut conn, "queue").await.is_none(), "{id} is taken");
        }
        delivered(&pool, "3").await.expect("stored");
        assert!(taken(&mut conn, "queue").await.is_some());
        let it = claim(&mut conn.tx(), ("inbox/chat", "3"), "", &by, &terms).await;
        quick += usize::from(matches!(it, Ok(Claim::Claimed(_))));
        assert_eq!(quick, 2);
    }
}
