//! The role: one value, derived from the lease, told to everybody.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use baton::elector::{Elector, Profile, Role};
use baton::hint::Hint;
use baton::lease::{self, Acquired, Token};
use baton::ledger::{Recorded, Terms, offer};
use baton::testing::Stage;

use super::support::{
    KEY, PATIENCE, active, attempt, config, delivered, eventually, granted, identity, in_time,
    is_standby, long, start, until, without_hint,
};

both! {
    // Whoever looks sees the term that the row names; nothing keeps an opinion of its own.
    async fn t1_the_role_follows_the_lease_and_nothing_else(stage: &Stage) {
        let ann = start(without_hint(stage, "ann", long()));
        let first = active(&ann).await;
        let mut conn = stage.conn().await;
        assert!(lease::expire(&mut conn.tx(), KEY).await.expect("an answer"));
        let ben = granted(&mut conn, "ben").await;
        until(&ann, is_standby).await;
        assert!(first.ended().is_cancelled() && !first.is_current());
        assert!(lease::release(&mut conn.tx(), &ben).await.expect("an answer"));
        ann.nudge();
        let again = active(&ann).await;
        assert_eq!(again.token(), Token::new(ben.token.number() + 1));
        assert_eq!(lease::list(&mut conn.tx()).await.expect("a list")[0].token, again.token());
    }

    // Every watcher is woken by every change, and all of them see the one value.
    async fn t5_a_change_of_the_role_is_told_to_all_who_watch(stage: &Stage) {
        let profile = Profile { rest: Duration::from_millis(1), ..long() };
        let elector = start(without_hint(stage, "ann", profile));
        active(&elector).await;
        let watchers: Vec<_> = (0..3)
            .map(|_| {
                let mut watch = elector.watch();
                tokio::spawn(async move {
                    let first = watch.borrow_and_update().role.token();
                    loop {
                        watch.changed().await.expect("the elector runs");
                        let token = watch.borrow_and_update().role.token();
                        if token.is_some() && token != first {
                            return token;
                        }
                    }
                })
            })
            .collect();
        elector.hand_over();
        for watcher in watchers {
            assert_eq!(in_time(watcher).await.expect("a watcher"), Some(Token::new(2)));
        }
        assert_eq!(elector.standing().role.token(), Some(Token::new(2)));
    }

    // Whoever lost the lease takes no work on, whatever is in the queue.
    async fn t26_who_does_not_hold_the_lease_takes_no_work(stage: &Stage) {
        let (pool, tries) = (stage.pool().await, Arc::new(AtomicU32::new(0)));
        let (works, count) = (pool.clone(), tries.clone());
        let elector = Elector::start(without_hint(stage, "ann", long()), move |term| {
            let (by, limits) = (identity("ann"), crate::work::limits());
            let worker =
                baton::job::Worker::new(works.clone(), "work", by, Terms::default(), limits);
            let (count, of_term) = (count.clone(), term.clone());
            term.spawn(async move {
                let work = move |_| {
                    count.fetch_add(1, Ordering::SeqCst);
                    std::future::ready(Ok(()))
                };
                worker.run(of_term.draining(), work).await;
            });
            std::future::ready(Ok(()))
        })
        .expect("an elector");
        let term = active(&elector).await;
        let mut conn = stage.conn().await;
        let keep = Terms::default().keep;
        let offered = offer(&mut conn.tx(), ("work", "1"), "", b"", keep).await;
        assert_eq!(offered.expect("an answer"), Recorded::New);
        eventually("the holder works", async || 0 < tries.load(Ordering::SeqCst)).await;
        assert!(lease::expire(&mut conn.tx(), KEY).await.expect("an answer"));
        granted(&mut conn, "ben").await;
        in_time(term.ended().cancelled()).await;
        let offered = offer(&mut conn.tx(), ("work", "2"), "", b"", keep).await;
        assert_eq!(offered.expect("an answer"), Recorded::New);
        // Its worker looks every few milliseconds as long as it runs.
        // waits: so that a worker that still runs is seen to take it.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let entry = baton::ledger::look(&mut conn.tx(), ("work", "2")).await.expect("an answer");
        assert_eq!(entry.map(|it| it.attempts), Some(0));
    }

    // Able to store, role and trouble are three things: a standby stores, and a holder in trouble
    // keeps its role until its time is over.
    async fn t36_a_standby_is_ready_and_trouble_is_not_a_role(stage: &Stage) {
        let ann = start(without_hint(stage, "ann", long()));
        let term = active(&ann).await;
        let ben = start(without_hint(stage, "ben", long()));
        let mut conn = stage.conn().await;
        eventually("ben waits", async || {
            let mut conn = stage.conn().await;
            !lease::waiters(&mut conn.tx(), PATIENCE).await.expect("a list").is_empty()
        })
        .await;
        assert!(is_standby(&ben.standing()) && ben.standing().trouble.is_none());
        assert!(matches!(attempt(&mut conn, "eve").await, Acquired::HeldBy(_)));
        let pool = stage.pool().await;
        assert!(delivered(&pool, "1").await.is_ok(), "a standby stores");
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let troubled = until(&ann, |it| it.trouble.is_some()).await;
        assert!(matches!(troubled.role, Role::Active(_)), "{troubled:?}");
        assert!(term.is_current());
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        until(&ann, |it| it.trouble.is_none()).await;
    }
}

// The last to leave lets go of what the kernel keeps for it, and nothing is left on the server.
#[tokio::test]
async fn t14_a_session_that_holds_a_lock_belongs_to_nobody_else() {
    let stage = Stage::postgres().await;
    let elector = start(config(&stage, "ann", long()));
    active(&elector).await;
    until(&elector, |it| it.hint == Hint::Kept).await;
    assert_eq!(locks(&stage).await, 1);
    let baton::Pool::Postgres(pool) = stage.pool().await else { panic!("PostgreSQL") };
    // Every connection that the program has is in use: the elector does not need one of them.
    let mut all = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        all.push(pool.acquire().await.expect("a connection"));
    }
    elector.hand_over();
    until(&elector, is_standby).await;
    eventually("the lock is gone", async || locks(&stage).await == 0).await;
    drop(all);
}

/// Advisory locks in the stage's database.
async fn locks(stage: &Stage) -> i64 {
    let mut conn = stage.conn().await;
    let baton::Tx::Postgres(conn) = conn.tx() else { panic!("PostgreSQL") };
    let all = "SELECT COUNT(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database \
               WHERE l.locktype = 'advisory' AND d.datname = current_database()";
    sqlx::query_scalar(all).fetch_one(conn).await.expect("a number")
}
