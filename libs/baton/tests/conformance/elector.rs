//! Electors on a real store, several in one process.

use std::time::{Duration, Instant};

use baton::elector::{Config, Elector, Hints, Profile, Role, Standing, WhenStuck};
use baton::hint::Hint;
use baton::lease::{self, Fenced, Identity, Token};
use baton::testing::Stage;

/// What everything in here waits for at most.
const PATIENCE: Duration = Duration::from_secs(20);

fn config(stage: &Stage, name: &str, ttl: Duration) -> Config {
    Config {
        profile: Profile::with_ttl(ttl),
        when_stuck: WhenStuck::Report,
        ..Config::new(stage.place().clone(), "clock", Identity::known(name))
    }
}

fn start(config: Config) -> Elector {
    Elector::start(config, |_term| async { Ok(()) }).expect("an elector")
}

async fn wait_for(elector: &Elector, condition: impl FnMut(&Standing) -> bool) -> Standing {
    let mut watch = elector.watch();
    let waited = tokio::time::timeout(PATIENCE, watch.wait_for(condition)).await;
    waited.expect("it happens in time").expect("the elector runs").clone()
}

async fn active(elector: &Elector) -> baton::Term {
    let standing = wait_for(elector, |it| it.role.active().is_some()).await;
    standing.role.active().expect("a term").clone()
}

fn is_standby(standing: &Standing) -> bool {
    matches!(standing.role, Role::Standby)
}

both! {
    async fn one_of_several_acts_and_hands_over_when_it_stops(stage: &Stage) {
        let ann = start(config(stage, "ann", Duration::from_secs(10)));
        let term = active(&ann).await;
        wait_for(&ann, |it| it.hint == Hint::Kept).await;
        let ben = start(config(stage, "ben", Duration::from_secs(10)));
        let mut conn = stage.conn().await;
        // Ben has looked once it is among those who wait.
        let deadline = Instant::now() + PATIENCE;
        while lease::waiters(&mut conn.tx(), PATIENCE).await.expect("a list").is_empty() {
            assert!(Instant::now() < deadline, "ben does not look");
            tokio::task::yield_now().await;
        }
        assert!(is_standby(&ben.standing()));
        let before = Instant::now();
        ann.stop().await;
        let next = active(&ben).await;
        // Far less than the ten seconds that expiry would take.
        assert!(before.elapsed() < Duration::from_secs(2), "{:?}", before.elapsed());
        assert_eq!((term.token(), next.token()), (Token::new(1), Token::new(2)));
        assert!(term.ended().is_cancelled() && !term.is_current() && next.is_current());
        assert_eq!(lease::fence(&mut conn.tx(), term.grant()).await.expect("it"), Fenced::Stale);
        assert_eq!(lease::fence(&mut conn.tx(), next.grant()).await.expect("it"), Fenced::Current);
    }

    async fn without_a_hint_expiry_decides(stage: &Stage) {
        // A holder that never renews: acquired by hand.
        let mut conn = stage.conn().await;
        let (by, ttl) = (Identity::known("gone"), Duration::from_secs(1));
        let dead = lease::acquire(&mut conn.tx(), "clock", &by, ttl, lease::Hinted::No).await;
        assert!(matches!(dead.expect("an answer"), lease::Acquired::Granted(_)));
        let before = Instant::now();
        let elector = start(Config { hint: Hints::Off, ..config(stage, "ann", ttl) });
        assert_eq!(active(&elector).await.token(), Token::new(2));
        assert!(Duration::from_millis(500) < before.elapsed(), "{:?}", before.elapsed());
        assert!(matches!(elector.standing().hint, Hint::Off(_)));
    }

    // T4: activation is a step of its own, repeated until it is done.
    async fn activation_is_retried_until_done(stage: &Stage) {
        let tries = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
        let count = tries.clone();
        let profile = Profile {
            activation_retry: Duration::from_millis(1),
            ..Profile::with_ttl(Duration::from_secs(10))
        };
        let config = Config { profile, ..config(stage, "ann", Duration::from_secs(10)) };
        let elector = Elector::start(config, move |_| {
            let number = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1;
            async move {
                assert!(number != 2, "a panic is a failure like any other");
                if number < 4 { Err(format!("not at attempt {number}")) } else { Ok(()) }
            }
        })
        .expect("an elector");
        assert_eq!(active(&elector).await.token(), Token::new(1));
        assert_eq!(tries.load(std::sync::atomic::Ordering::SeqCst), 4);
    }

    async fn draining_waits_for_the_work_of_the_term(stage: &Stage) {
        let elector = start(config(stage, "ann", Duration::from_secs(10)));
        let term = active(&elector).await;
        let (sender, finish) = tokio::sync::oneshot::channel::<()>();
        let (done_sender, mut done) = tokio::sync::oneshot::channel::<()>();
        term.spawn(async move {
            finish.await.expect("a signal");
            done_sender.send(()).expect("somebody who waits");
        });
        elector.hand_over();
        wait_for(&elector, |it| matches!(it.role, Role::Draining(_))).await;
        assert!(term.draining().is_cancelled() && !term.ended().is_cancelled());
        sender.send(()).expect("a task that waits");
        wait_for(&elector, is_standby).await;
        assert!(done.try_recv().is_ok() && term.ended().is_cancelled());
    }

    async fn an_operator_asks_a_holder_to_yield(stage: &Stage) {
        let ann = start(config(stage, "ann", Duration::from_secs(2)));
        active(&ann).await;
        let ben = start(config(stage, "ben", Duration::from_secs(2)));
        let mut conn = stage.conn().await;
        assert!(lease::ask_to_yield(&mut conn.tx(), "clock").await.expect("an answer"));
        assert_eq!(active(&ben).await.token(), Token::new(2));
        wait_for(&ann, is_standby).await;
    }

    // T11, T13: a holder that loses the row steps down, whoever took it.
    async fn a_holder_that_lost_its_lease_steps_down(stage: &Stage) {
        let elector = start(config(stage, "ann", Duration::from_secs(2)));
        let term = active(&elector).await;
        let mut conn = stage.conn().await;
        assert!(lease::expire(&mut conn.tx(), "clock").await.expect("an answer"));
        tokio::time::timeout(PATIENCE, term.ended().cancelled()).await.expect("the term ends");
        // It was only told so; the lease is free, and it is acquired again under a new token.
        wait_for(&elector, |it| it.role.token() == Some(Token::new(3))).await;
    }

    // T9, T19: a holder that cannot renew steps down by its own clock, before the lease expires.
    async fn losing_the_store_ends_the_term_in_time(stage: &Stage) {
        let ttl = Duration::from_secs(2);
        let elector = start(config(stage, "ann", ttl));
        let term = active(&elector).await;
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let before = Instant::now();
        tokio::time::timeout(PATIENCE, term.ended().cancelled()).await.expect("the term ends");
        assert!(before.elapsed() < ttl, "{:?}", before.elapsed());
        wait_for(&elector, |it| it.trouble.is_some() && is_standby(it)).await;
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        assert_eq!(active(&elector).await.token(), Token::new(2));
    }
}

#[tokio::test]
async fn a_notification_wakes_a_standby_that_has_no_hint() {
    let stage = Stage::postgres().await;
    let ttl = Duration::from_mins(10);
    let mut conn = stage.conn().await;
    let by = Identity::known("ann");
    let held = lease::acquire(&mut conn.tx(), "clock", &by, ttl, lease::Hinted::No).await;
    let Ok(lease::Acquired::Granted(grant)) = held else { panic!("{held:?}") };
    let ben = start(Config { hint: Hints::Off, ..config(&stage, "ben", ttl) });
    let deadline = Instant::now() + PATIENCE;
    // One who listens is seen in the server's own view.
    let listening = "SELECT COUNT(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'";
    loop {
        let baton::Tx::Postgres(conn) = conn.tx() else { panic!("PostgreSQL") };
        let count: i64 = sqlx::query_scalar(listening).fetch_one(conn).await.expect("a count");
        if 0 < count {
            break;
        }
        assert!(Instant::now() < deadline, "nobody listens");
        tokio::task::yield_now().await;
    }
    assert!(lease::release(&mut conn.tx(), &grant).await.expect("an answer"));
    active(&ben).await;
}
