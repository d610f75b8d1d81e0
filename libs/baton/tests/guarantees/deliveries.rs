//! Deliveries: stored before they are acknowledged, by any node, once.

use std::time::Duration;

use baton::inbox::Accepted;
use baton::lease;
use baton::ledger::{Terms, complete, dead, fail, forget, retry};
use baton::testing::Stage;
use baton::throttle::{Allowance, Taken, give_back, take};
use baton::{Conn, Place, Pool};

use super::support::{delivered, granted, in_time, taken};

async fn takes(conn: &mut Conn, key: &str) -> Taken {
    let once = Allowance::one_per(Duration::from_mins(1));
    take(&mut conn.tx(), key, &once).await.expect("an answer")
}

both! {
    // Any node stores; what it cannot store it does not acknowledge; the holder finds the rest.
    async fn t23_any_node_stores_before_it_answers_and_the_holder_works(stage: &Stage) {
        let mut holder = stage.conn().await;
        granted(&mut holder, "ann").await;
        let standby = stage.pool().await;
        assert_eq!(delivered(&standby, "1").await.expect("stored"), Accepted::New);
        assert!(taken(&mut holder, "ann").await.is_some_and(|it| it.body == b"1"));
        stage.run("ALTER TABLE baton_ledger RENAME TO elsewhere").await;
        assert!(delivered(&standby, "2").await.is_err(), "so it is delivered again");
        stage.run("ALTER TABLE elsewhere RENAME TO baton_ledger").await;
        assert_eq!(delivered(&standby, "2").await.expect("stored"), Accepted::New);
        // Stored, but not committed: the node died before it could answer.
        let mut begun = standby.begin().await.expect("a transaction");
        let delivery = baton::inbox::Delivery { source: "chat", id: "3", body: b"3", also: None };
        let it = baton::inbox::accept(&mut begun.tx(), &delivery, &Terms::default()).await;
        assert_eq!(it.expect("an answer"), Accepted::New);
        drop(begun);
        assert_eq!(delivered(&standby, "3").await.expect("stored"), Accepted::New);
    }

    // A failure is ours to repeat: it rests, comes again, and ends where an operator sees it.
    async fn t24_failures_are_repeated_by_us_and_end_in_a_list(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        delivered(&pool, "1").await.expect("stored");
        let terms = Terms { attempts: 2, ..Terms::default() };
        for _ in 0..2 {
            let it = taken(&mut conn, "ann").await.expect("it comes again").claimed;
            let after = baton::ledger::After::Retry;
            assert!(fail(&mut conn.tx(), &it, "busy", after, &terms).await.expect("an answer"));
            assert!(taken(&mut conn, "ann").await.is_none(), "it rests");
            stage.advance(Duration::from_mins(10)).await;
        }
        assert!(taken(&mut conn, "ann").await.is_none(), "nobody tries any more");
        let letters = dead(&mut conn.tx(), 10).await.expect("a list");
        assert_eq!((letters.len(), letters[0].error.as_str()), (1, "busy"));
        let key = (letters[0].scope.as_str(), letters[0].key.as_str());
        assert!(retry(&mut conn.tx(), key).await.expect("an answer"));
        assert!(taken(&mut conn, "ann").await.is_some());
    }

    // A source that comes in bursts is stored in full; what is limited is what one user is given.
    async fn t27_a_burst_is_stored_in_full_and_limits_are_per_user(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        for id in 0..50 {
            let accepted = delivered(&pool, &id.to_string()).await;
            assert_eq!(accepted.expect("stored"), Accepted::New, "{id}");
        }
        assert!(matches!(takes(&mut conn, "user 1").await, Taken::Slot(_)));
        assert_eq!(takes(&mut conn, "user 1").await, Taken::TooSoon);
        assert!(matches!(takes(&mut conn, "user 2").await, Taken::Slot(_)));
        let mut count = 0;
        while taken(&mut conn, "ann").await.is_some() {
            count += 1;
        }
        assert_eq!(count, 50);
    }

    // One insert under a unique key decides, among any number of nodes and after any restart.
    async fn t28_of_parallel_repeats_one_is_new_for_ever(stage: &Stage) {
        let tries = (0..8).map(|_| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let pool = Stage::at(place).await.pool().await;
                delivered(&pool, "1").await.expect("an answer") == Accepted::New
            })
        });
        let mut new = 0;
        for it in tries.collect::<Vec<_>>() {
            new += usize::from(it.await.expect("a node"));
        }
        assert_eq!(new, 1);
        let restarted = stage.pool().await;
        assert_eq!(delivered(&restarted, "1").await.expect("it"), Accepted::Duplicate);
    }

    // Storing needs the database and nothing else: no lease, no elector, nobody who is ready.
    async fn t35_storing_needs_the_database_alone(stage: &Stage) {
        let pool = stage.pool().await;
        let mut conn = stage.conn().await;
        assert_eq!(lease::list(&mut conn.tx()).await.expect("a list"), []);
        assert_eq!(delivered(&pool, "1").await.expect("stored"), Accepted::New);
        let gone = in_time(delivered(&nowhere(stage), "2")).await;
        assert!(gone.is_err(), "and without it nothing is acknowledged");
    }

    // After a reconnect nothing that is replayed is new, whatever became of the first.
    async fn d4_what_is_replayed_is_known(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        for id in ["waits", "runs", "done"] {
            assert_eq!(delivered(&pool, id).await.expect("stored"), Accepted::New);
        }
        let both = [taken(&mut conn, "ann").await, taken(&mut conn, "ann").await];
        let [Some(done), Some(_)] = &both else { panic!("{both:?}") };
        let (done, terms) = (&done.claimed, Terms::default());
        assert!(complete(&mut conn.tx(), done, b"", &terms).await.expect("an answer"));
        for id in ["waits", "runs", "done"] {
            assert_eq!(delivered(&pool, id).await.expect("known"), Accepted::Duplicate, "{id}");
        }
        assert!(taken(&mut conn, "ann").await.is_some());
        assert!(taken(&mut conn, "ann").await.is_none(), "nothing came to life");
    }

    // What is known is known until its time is over, not until something is full.
    async fn d2_repeats_are_known_by_time_and_not_by_number(stage: &Stage) {
        let (pool, mut conn) = (stage.pool().await, stage.conn().await);
        delivered(&pool, "first").await.expect("stored");
        let it = taken(&mut conn, "ann").await.expect("work").claimed;
        let terms = Terms::default();
        assert!(complete(&mut conn.tx(), &it, b"", &terms).await.expect("it"));
        let names: Vec<String> = (0..2_000).map(|it| it.to_string()).collect();
        let others: Vec<(&str, &str)> = names.iter().map(|it| (it.as_str(), "")).collect();
        let offered =
            baton::ledger::offer_all(&mut conn.tx(), "inbox/chat", &others, terms.keep).await;
        assert_eq!(offered.expect("an answer"), 2_000);
        assert_eq!(forget(&mut conn.tx(), 10_000).await.expect("an answer"), 0);
        assert_eq!(delivered(&pool, "first").await.expect("known"), Accepted::Duplicate);
        stage.advance(terms.keep * 2).await;
        assert_eq!(forget(&mut conn.tx(), 10_000).await.expect("an answer"), 1, "work is kept");
    }

    // Each chat has its own slot, which outlives its node and is given back when nothing was said.
    async fn t22_one_chat_does_not_silence_another(stage: &Stage) {
        let (mut ann, mut ben) = (stage.conn().await, stage.conn().await);
        let Taken::Slot(slot) = takes(&mut ann, "chat 1").await else { panic!("a slot") };
        assert!(matches!(takes(&mut ann, "chat 2").await, Taken::Slot(_)));
        assert_eq!(takes(&mut ben, "chat 1").await, Taken::TooSoon, "after a hand-over");
        assert!(give_back(&mut ann.tx(), slot).await.expect("an answer"), "nothing was said");
        assert!(matches!(takes(&mut ben, "chat 1").await, Taken::Slot(_)));
        // Bounded: what is free again needs no row.
        stage.advance(Duration::from_mins(1)).await;
        let forgotten = baton::throttle::forget(&mut ben.tx(), 100).await;
        assert_eq!(forgotten.expect("an answer"), 2);
    }
}

/// A pool to a database that is not there.
fn nowhere(stage: &Stage) -> Pool {
    let folder = std::path::Path::new("/nowhere/at/all");
    match stage.place() {
        Place::Sqlite(_) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.join("x.db"));
            Pool::Sqlite(sqlx::sqlite::SqlitePoolOptions::new().connect_lazy_with(options))
        }
        Place::Postgres(options) | Place::Pooled(options) => {
            let options = options.clone().socket(folder);
            let pool = sqlx::postgres::PgPoolOptions::new();
            let pool = pool.acquire_timeout(Duration::from_secs(2));
            Pool::Postgres(pool.connect_lazy_with(options))
        }
    }
}
