//! Holding a lease: got by nobody by accident, kept by renewing it, and by nothing else.

use std::time::Duration;

use baton::elector::{Config, Profile};
use baton::hint::Hint;
use baton::lease::{self, Acquired, Grant, Hinted, Renewed, Token, renew};
use baton::testing::Stage;
use baton::{Conn, Identity};

use super::support::{
    KEY, LONG, active, attempt, config, eventually, granted, in_time, is_current, is_standby, long,
    start, until, without_hint,
};

async fn renewed(conn: &mut Conn, grant: &Grant) -> Renewed {
    renew(&mut conn.tx(), grant, LONG, Hinted::No).await.expect("an answer")
}

both! {
    // An attempt that was given up, or whose answer was lost, may have got the lease: its own
    // process recognises it, gives it back and goes on. It blocks nobody until it expires.
    async fn t3_an_attempt_that_was_given_up_holds_nothing(stage: &Stage) {
        let mut conn = stage.conn().await;
        let by = Identity::new("ann");
        let lost = lease::acquire(&mut conn.tx(), KEY, &by, LONG, Hinted::No).await;
        assert!(matches!(lost, Ok(Acquired::Granted(_))), "and nobody hears of it: {lost:?}");
        let config = Config { by, ..without_hint(stage, "", long()) };
        let elector = start(config);
        let term = active(&elector).await;
        assert_eq!(term.token(), Token::new(2));
        elector.stop().await;
        assert_eq!(lease::list(&mut conn.tx()).await.expect("a list")[0].holder, None);
    }

    // A holder is alive as long as it renews the lease, however old and however quiet.
    async fn t7_a_holder_that_renews_is_never_stale(stage: &Stage) {
        let mut conn = stage.conn().await;
        let grant = granted(&mut conn, "ann").await;
        for _ in 0..20 {
            stage.advance(LONG / 2).await;
            assert_eq!(renewed(&mut conn, &grant).await, Renewed::Kept);
            assert!(matches!(attempt(&mut conn, "ben").await, Acquired::HeldBy(_)));
        }
        let view = &lease::list(&mut conn.tx()).await.expect("a list")[0];
        assert!(LONG * 10 <= view.age && view.renewed_ago < LONG, "{view:?}");
    }

    // A renewal names holder and token: a former holder refreshes nothing, nor does its namesake.
    async fn t10_a_renewal_is_refused_to_all_but_the_holder_of_this_term(stage: &Stage) {
        let mut conn = stage.conn().await;
        let old = granted(&mut conn, "ann").await;
        assert!(lease::release(&mut conn.tx(), &old).await.expect("an answer"));
        let new = granted(&mut conn, "ann").await;
        assert_eq!(renewed(&mut conn, &old).await, Renewed::Lost, "the same holder, an old term");
        let forged = Grant { by: Identity::known("ben"), ..new.clone() };
        assert_eq!(renewed(&mut conn, &forged).await, Renewed::Lost, "the term, another holder");
        stage.advance(LONG).await;
        assert_eq!(renewed(&mut conn, &new).await, Renewed::Lost, "it has expired");
    }

    // Another store, another lock, or none: no proof, no role. The kernel's lock is not one.
    async fn t17_without_an_answer_of_the_store_nobody_is_active(stage: &Stage) {
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let profile = Profile { activate_within: LONG, ..Profile::with_ttl(Duration::from_secs(1)) };
        let elector = start(config(stage, "ann", profile));
        let mut watch = elector.watch();
        // It keeps trying, and it even keeps what the holder would keep.
        in_time(watch.wait_for(|it| it.trouble.is_some() && it.hint == Hint::Kept))
            .await
            .expect("it runs");
        // waits: for further attempts of a kind that must fail; none of them may change the role.
        let changed = tokio::time::timeout(
            Duration::from_millis(600),
            watch.wait_for(|it| !is_standby(it)),
        );
        assert!(changed.await.is_err());
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        active(&elector).await;
    }

    // "Held by another" is an answer and no trouble; "unavailable" is trouble and no answer.
    async fn t18_held_and_unavailable_are_told_apart(stage: &Stage) {
        let mut conn = stage.conn().await;
        granted(&mut conn, "ann").await;
        let ben = start(without_hint(stage, "ben", long()));
        eventually("ben has looked", async || {
            let mut conn = stage.conn().await;
            !lease::waiters(&mut conn.tx(), LONG).await.expect("a list").is_empty()
        })
        .await;
        let standing = ben.standing();
        assert!(is_standby(&standing) && standing.trouble.is_none(), "{standing:?}");
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let eve = Identity::known("eve");
        let answer = lease::acquire(&mut conn.tx(), KEY, &eve, LONG, Hinted::No).await;
        assert!(matches!(answer, Err(baton::Error::Unavailable { .. })), "{answer:?}");
        ben.nudge();
        let standing = until(&ben, |it| it.trouble.is_some()).await;
        assert!(is_standby(&standing), "{standing:?}");
    }

    // Whatever keeps the store from answering, the caller's thread goes on and stopping is quick.
    async fn t20_a_store_that_hangs_blocks_nobody(stage: &Stage) {
        let mut conn = stage.conn().await;
        granted(&mut conn, "eve").await;
        let mut begun = conn.begin().await.expect("a transaction");
        // It holds SQLite's only writer, or the row, and does not go on.
        lease::ask_to_yield(&mut begun.tx(), KEY).await.expect("an answer");
        let profile = Profile { ask_within: Duration::from_millis(200), ..long() };
        let before = std::time::Instant::now();
        let elector = start(without_hint(stage, "ann", profile));
        until(&elector, |it| it.trouble.is_some() && is_standby(it)).await;
        // Long before the database would have given up by itself.
        assert!(before.elapsed() < Duration::from_secs(4), "{:?}", before.elapsed());
        in_time(elector.stop()).await;
        begun.rollback().await.expect("a rollback");
        let view = &lease::list(&mut conn.tx()).await.expect("a list")[0];
        assert_eq!(view.holder.as_ref().map(|it| it.0.as_str()), Some("eve"));
    }

    // The key's own row, and no other: not by expiry, nor by asking, nor by taking over.
    async fn t8_whatever_is_done_to_a_key_is_done_to_that_key_alone(stage: &Stage) {
        let mut conn = stage.conn().await;
        let grants = {
            let mut grants = Vec::new();
            for key in ["clock", "clock2", "deliver"] {
                let by = Identity::known(key);
                let it = lease::acquire(&mut conn.tx(), key, &by, LONG, Hinted::Yes).await;
                let Ok(Acquired::Granted(grant)) = it else { panic!("{it:?}") };
                grants.push(grant);
            }
            grants
        };
        assert!(lease::ask_to_yield(&mut conn.tx(), KEY).await.expect("an answer"));
        let ben = Identity::known("ben");
        let over = lease::take_over(&mut conn.tx(), KEY, &ben, LONG, grants[0].token).await;
        assert!(matches!(over, Ok(Acquired::Granted(_))), "{over:?}");
        assert!(lease::expire(&mut conn.tx(), KEY).await.expect("an answer"));
        assert!(!is_current(&mut conn, &grants[0]).await);
        for grant in &grants[1..] {
            assert!(is_current(&mut conn, grant).await, "{grant:?}");
            assert_eq!(renewed(&mut conn, grant).await, Renewed::Kept, "it was not asked");
        }
    }
}

/// In the normal path nobody needs more than the rights on baton's own tables.
#[tokio::test]
async fn t8_no_rights_are_needed_but_those_on_its_own_tables() {
    let stage = Stage::postgres().await;
    stage
        .run(
            "CREATE ROLE plain LOGIN NOSUPERUSER;
             GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO plain",
        )
        .await;
    let baton::Place::Postgres(options) = stage.place().clone() else { panic!("PostgreSQL") };
    let place = baton::Place::Postgres(options.username("plain"));
    let [ann, ben] = ["ann", "ben"]
        .map(|name| start(Config { place: place.clone(), ..config(&stage, name, long()) }));
    let (first, other) = tokio::select! {
        _ = active(&ann) => (ann, ben),
        _ = active(&ben) => (ben, ann),
    };
    until(&first, |it| it.hint == Hint::Kept).await;
    first.stop().await;
    assert_eq!(active(&other).await.token(), Token::new(2));
}
