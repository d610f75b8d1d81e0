//! Losing a lease: in time, by one's own clock, and without an effect afterwards.

use std::time::Duration;

use baton::elector::Profile;
use baton::hint::Hint;
use baton::lease::{self, Token};
use baton::ledger::{Recorded, Terms, record};
use baton::testing::Stage;
use baton::{Conn, Tx};

use super::support::{
    KEY, active, config, eventually, granted, in_time, is_current, is_standby, long, start, until,
    without_hint,
};

both! {
    // Every effect carries the token: whoever lost the lease has none, whatever it believes.
    async fn t11_an_effect_of_a_former_holder_is_refused(stage: &Stage) {
        let mut conn = stage.conn().await;
        let old = granted(&mut conn, "ann").await;
        let is_done = async |conn: &mut Conn, grant, key: &str| {
            let mut begun = conn.begin().await.expect("a transaction");
            let fenced = lease::fence(&mut begun.tx(), grant).await.expect("an answer");
            if fenced == lease::Fenced::Stale {
                return false;
            }
            let keep = Terms::default().keep;
            let it = record(&mut begun.tx(), ("bell", key), "", b"", keep).await;
            begun.commit().await.expect("a commit");
            it.expect("an answer") == Recorded::New
        };
        assert!(is_done(&mut conn, &old, "hour 1").await);
        // It is frozen here; its lease expires, another takes over, and it wakes.
        stage.advance(crate::support::LONG).await;
        assert!(!is_done(&mut conn, &old, "hour 2").await, "expired, though nobody has taken it");
        let new = granted(&mut conn, "ben").await;
        assert!(!is_done(&mut conn, &old, "hour 2").await);
        assert!(is_done(&mut conn, &new, "hour 2").await);
    }

    // No answer, whatever the reason, and the holder is gone before the lease can be another's.
    async fn t19_a_holder_that_cannot_renew_steps_down_before_its_lease_expires(stage: &Stage) {
        let elector = start(without_hint(stage, "ann", Profile::with_ttl(Duration::from_secs(2))));
        let term = active(&elector).await;
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        in_time(term.ended().cancelled()).await;
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        let mut conn = stage.conn().await;
        // By the store's clock the lease is still its own, or was given back by itself.
        assert!(!term.is_current());
        let view = &lease::list(&mut conn.tx()).await.expect("a list")[0];
        let is_unexpired = view.holder.is_some() || is_free(&mut conn).await;
        assert!(is_unexpired, "{view:?}");
    }

    // Failing closed, and saying so: trouble is published, and goes away by itself.
    async fn t9_who_cannot_write_the_lease_is_not_active_and_says_why(stage: &Stage) {
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let elector = start(without_hint(stage, "ann", Profile::with_ttl(Duration::from_secs(1))));
        let standing = until(&elector, |it| it.trouble.is_some()).await;
        let why = standing.trouble.clone().expect("a reason");
        assert!(is_standby(&standing) && why.contains("acquire a lease"), "{why}");
        assert!(why.contains("baton_lease"), "the database's own words: {why}");
        stage.run("ALTER TABLE elsewhere RENAME TO baton_lease").await;
        active(&elector).await;
        assert!(elector.standing().trouble.is_none());
    }
}

/// Whether the holder gave the lease back itself.
async fn is_free(conn: &mut Conn) -> bool {
    let one = "SELECT holder IS NULL FROM baton_lease";
    let is_free = match conn.tx() {
        Tx::Sqlite(it) => sqlx::query_scalar(one).fetch_one(it).await,
        Tx::Postgres(it) | Tx::Pooled(it) => sqlx::query_scalar(one).fetch_one(it).await,
    };
    is_free.expect("a row")
}

// A session that is killed takes nothing with it but the hint: another takes over at once, and the
// former holder learns of it when it renews, long before its lease would expire.
#[tokio::test]
async fn t11_a_holder_whose_session_was_killed_steps_down() {
    let stage = Stage::postgres().await;
    let ann = start(config(&stage, "ann", long()));
    let term = active(&ann).await;
    until(&ann, |it| it.hint == Hint::Kept).await;
    eventually("the row says so", async || {
        let mut conn = stage.conn().await;
        let views = lease::list(&mut conn.tx()).await.expect("a list");
        views[0].hinted == lease::Hinted::Yes
    })
    .await;
    let ben = start(config(&stage, "ben", long()));
    eventually("ben waits for the lock", async || {
        sessions(&stage, "wait_event_type = 'Lock' AND application_name = 'baton hint'").await == 1
    })
    .await;
    stage
        .run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE \
             datname = current_database() AND application_name = 'baton hint' \
             AND wait_event_type IS DISTINCT FROM 'Lock'",
        )
        .await;
    assert_eq!(active(&ben).await.token(), Token::new(2));
    in_time(term.ended().cancelled()).await;
    until(&ann, is_standby).await;
    let mut conn = stage.conn().await;
    assert!(!is_current(&mut conn, term.grant()).await);
    assert_eq!(lease::list(&mut conn.tx()).await.expect("a list")[0].key, KEY);
}

/// Sessions in the stage's database of which this is so.
async fn sessions(stage: &Stage, so: &str) -> i64 {
    let mut conn = stage.conn().await;
    let Tx::Postgres(conn) = conn.tx() else { panic!("PostgreSQL") };
    let all = format!(
        "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND {so}"
    );
    sqlx::query_scalar(sqlx::AssertSqlSafe(all)).fetch_one(conn).await.expect("a number")
}
