//! Leases and fences: who may act, and whose effects count.

use std::time::Duration;

use baton::lease::{
    Acquired, Fenced, Grant, Held, Hinted, Identity, Renewed, Token, acquire, ask_to_yield, expire,
    fence, list, release, renew, take_over, wait, waiters,
};
use baton::testing::Stage;
use baton::{Conn, Error};

const TTL: Duration = Duration::from_mins(1);

fn ann() -> Identity {
    Identity::known("ann")
}

fn ben() -> Identity {
    Identity::known("ben")
}

async fn attempt(conn: &mut Conn, by: &Identity, hinted: Hinted) -> Acquired {
    acquire(&mut conn.tx(), "clock", by, TTL, hinted).await.expect("an answer")
}

fn granted(acquired: Acquired) -> Grant {
    match acquired {
        Acquired::Granted(grant) => grant,
        Acquired::HeldBy(held) => panic!("held by {held:?}"),
    }
}

fn held(acquired: Acquired) -> Held {
    match acquired {
        Acquired::Granted(grant) => panic!("granted {grant:?}"),
        Acquired::HeldBy(held) => held,
    }
}

async fn is_current(conn: &mut Conn, grant: &Grant) -> bool {
    fence(&mut conn.tx(), grant).await.expect("an answer") == Fenced::Current
}

async fn renewed(conn: &mut Conn, grant: &Grant) -> Renewed {
    renew(&mut conn.tx(), grant, TTL, Hinted::No).await.expect("an answer")
}

both! {
    async fn one_holder_at_a_time_and_tokens_only_grow(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        assert_eq!(first.token, Token::new(1));
        let other = held(attempt(&mut conn, &ben(), Hinted::No).await);
        assert_eq!((other.holder.as_str(), other.token), ("ann", first.token));
        assert!(other.expires_in <= TTL && TTL / 2 < other.expires_in, "{other:?}");

        stage.advance(TTL).await;
        let second = granted(attempt(&mut conn, &ben(), Hinted::No).await);
        assert_eq!(second.token, Token::new(2));
        assert!(release(&mut conn.tx(), &second).await.expect("an answer"));
        assert_eq!(granted(attempt(&mut conn, &ann(), Hinted::No).await).token, Token::new(3));
    }

    // The answer to an earlier attempt may be lost; the holder is told by name, not granted twice.
    async fn a_holder_is_not_granted_the_same_lease_twice(stage: &Stage) {
        let mut conn = stage.conn().await;
        granted(attempt(&mut conn, &ann(), Hinted::No).await);
        assert_eq!(held(attempt(&mut conn, &ann(), Hinted::No).await).holder, "ann");
    }

    async fn of_many_at_once_one_is_granted(stage: &Stage) {
        let attempts = (0..8).map(|number| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                let by = Identity::known(&format!("node {number}"));
                matches!(attempt(&mut conn, &by, Hinted::No).await, Acquired::Granted(_))
            })
        });
        let mut granted = 0;
        for attempt in attempts.collect::<Vec<_>>() {
            granted += u32::from(attempt.await.expect("an attempt"));
        }
        assert_eq!(granted, 1);
    }

    async fn renewal_extends_and_after_expiry_always_fails(stage: &Stage) {
        let mut conn = stage.conn().await;
        let grant = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        for _ in 0..3 {
            stage.advance(TTL / 2).await;
            assert_eq!(renewed(&mut conn, &grant).await, Renewed::Kept);
        }
        stage.advance(TTL).await;
        assert_eq!(renewed(&mut conn, &grant).await, Renewed::Lost);
        // Nobody took it meanwhile, and still it does not come back.
        assert!(!is_current(&mut conn, &grant).await);
    }

    async fn renewal_never_shortens(stage: &Stage) {
        let mut conn = stage.conn().await;
        let grant = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        let short = Duration::from_secs(1);
        let answer = renew(&mut conn.tx(), &grant, short, Hinted::No).await;
        assert_eq!(answer.expect("an answer"), Renewed::Kept);
        let views = list(&mut conn.tx()).await.expect("a list");
        assert!(TTL / 2 < views[0].expires_in, "{views:?}");
    }

    // T10: renewal is compare-and-set on holder and token.
    async fn a_former_holder_changes_nothing(stage: &Stage) {
        let mut conn = stage.conn().await;
        let old = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        stage.advance(TTL).await;
        let new = granted(attempt(&mut conn, &ben(), Hinted::No).await);
        assert_eq!(renewed(&mut conn, &old).await, Renewed::Lost);
        assert!(!release(&mut conn.tx(), &old).await.expect("an answer"));
        let forged = Grant { by: ann(), ..new.clone() };
        assert_eq!(renewed(&mut conn, &forged).await, Renewed::Lost);
        let late = Grant { token: old.token, ..new.clone() };
        assert!(!release(&mut conn.tx(), &late).await.expect("an answer"));
        assert!(is_current(&mut conn, &new).await && !is_current(&mut conn, &old).await);
    }

    async fn the_fence_holds_the_successor_back_until_the_effect_is_committed(stage: &Stage) {
        let mut holder = stage.conn().await;
        let grant = granted(attempt(&mut holder, &ann(), Hinted::Yes).await);
        let mut begun = holder.begin().await.expect("a transaction");
        assert_eq!(fence(&mut begun.tx(), &grant).await.expect("an answer"), Fenced::Current);

        let place = stage.place().clone();
        let seen = grant.token;
        let mut thief = tokio::spawn(async move {
            let mut conn = place.connect().await.expect("a connection");
            granted(take_over(&mut conn.tx(), "clock", &ben(), TTL, seen).await.expect("an answer"))
        });
        let early = tokio::time::timeout(Duration::from_millis(200), &mut thief).await;
        assert!(early.is_err(), "the lease was taken over inside the holder's transaction");
        begun.commit().await.expect("a commit");
        assert_eq!(thief.await.expect("a take-over").token, Token::new(2));
        assert!(!is_current(&mut holder, &grant).await);
    }

    async fn only_the_hint_of_the_holder_that_was_seen_takes_over(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        let over = take_over(&mut conn.tx(), "clock", &ben(), TTL, first.token).await;
        assert_eq!(held(over.expect("an answer")).hinted, Hinted::No, "it never held the hint");
        let answer = renew(&mut conn.tx(), &first, TTL, Hinted::Yes).await;
        assert_eq!(answer.expect("an answer"), Renewed::Kept);
        let over = take_over(&mut conn.tx(), "clock", &ben(), TTL, Token::new(7)).await;
        assert_eq!(held(over.expect("an answer")).token, first.token, "another token was seen");
        let over = take_over(&mut conn.tx(), "clock", &ben(), TTL, first.token).await;
        assert_eq!(granted(over.expect("an answer")).token, Token::new(2));
    }

    async fn a_holder_is_asked_to_yield_once(stage: &Stage) {
        let mut conn = stage.conn().await;
        assert!(!ask_to_yield(&mut conn.tx(), "clock").await.expect("an answer"));
        let grant = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        assert!(ask_to_yield(&mut conn.tx(), "clock").await.expect("an answer"));
        assert_eq!(renewed(&mut conn, &grant).await, Renewed::KeptButAskedToYield);
        release(&mut conn.tx(), &grant).await.expect("an answer");
        let next = granted(attempt(&mut conn, &ben(), Hinted::No).await);
        assert_eq!(renewed(&mut conn, &next).await, Renewed::Kept, "the next one was not asked");
    }

    // T16: what the runbook advises works.
    async fn an_expired_holder_is_fenced_off(stage: &Stage) {
        let mut conn = stage.conn().await;
        let grant = granted(attempt(&mut conn, &ann(), Hinted::No).await);
        assert!(expire(&mut conn.tx(), "clock").await.expect("an answer"));
        assert!(!is_current(&mut conn, &grant).await);
        assert_eq!(granted(attempt(&mut conn, &ben(), Hinted::No).await).token, Token::new(3));
    }

    async fn the_operator_sees_what_is_stored(stage: &Stage) {
        let mut conn = stage.conn().await;
        granted(attempt(&mut conn, &ann(), Hinted::Yes).await);
        wait(&mut conn.tx(), "clock", &ann()).await.expect("an answer");
        wait(&mut conn.tx(), "clock", &ben()).await.expect("an answer");
        stage.advance(TTL / 4).await;
        let views = list(&mut conn.tx()).await.expect("a list");
        let [view] = views.as_slice() else { panic!("{views:?}") };
        assert_eq!(view.holder, Some(("ann".into(), "ann".into())));
        assert_eq!((view.token, view.hinted), (Token::new(1), Hinted::Yes));
        assert!(TTL / 4 <= view.age && view.age < TTL / 2 && view.expires_in <= TTL * 3 / 4);
        let waiting = waiters(&mut conn.tx(), TTL).await.expect("a list");
        assert_eq!(waiting.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["ben"]);
        stage.advance(TTL).await;
        assert_eq!(list(&mut conn.tx()).await.expect("a list")[0].holder, None);
        assert_eq!(waiters(&mut conn.tx(), TTL).await.expect("a list"), []);
    }

    // Every part of the key space is its own: nobody else's key is touched (T8, T12).
    async fn keys_are_text_of_any_kind(stage: &Stage) {
        let mut conn = stage.conn().await;
        for key in ["", "clock", "Clock", "a/b:c d", "ключ", &"x".repeat(300)] {
            let answer = acquire(&mut conn.tx(), key, &ann(), TTL, Hinted::No).await;
            assert_eq!(granted(answer.expect("an answer")).token, Token::new(1), "{key:?}");
        }
    }

    // "Held by another" is an answer, "unavailable" an error; nothing falls through (T17, T18).
    async fn an_unavailable_store_grants_nothing(stage: &Stage) {
        stage.run("ALTER TABLE baton_lease RENAME TO elsewhere").await;
        let mut conn = stage.conn().await;
        let answer = acquire(&mut conn.tx(), "clock", &ann(), TTL, Hinted::No).await;
        assert!(matches!(answer, Err(Error::Unavailable { .. })), "{answer:?}");
    }
}

#[tokio::test]
async fn a_holder_of_another_boot_is_dead() {
    let stage = Stage::sqlite().await;
    let mut conn = stage.conn().await;
    let old = granted(attempt(&mut conn, &ann(), Hinted::No).await);
    stage.run("UPDATE baton_lease SET boot = 'an earlier boot'").await;
    assert_eq!(renewed(&mut conn, &old).await, Renewed::Lost);
    assert_eq!(granted(attempt(&mut conn, &ben(), Hinted::No).await).token, Token::new(2));
}

#[tokio::test]
async fn after_a_restart_of_the_machine_the_clock_goes_on() {
    let stage = Stage::sqlite().await;
    // As if the machine had been up for years, by a clock ahead of this one, and started again.
    stage.run("UPDATE baton_clock SET boot = 'an earlier boot', seen_us = 4000000000000000").await;
    let mut conn = stage.conn().await;
    baton::schema::apply(&mut conn.tx()).await.expect("a clock");
    granted(attempt(&mut conn, &ann(), Hinted::No).await);
    let mut begun = conn.begin().await.expect("a transaction");
    let baton::Tx::Sqlite(sqlite) = begun.tx() else { panic!("SQLite") };
    let at: i64 = sqlx::query_scalar("SELECT granted_at FROM baton_lease")
        .fetch_one(sqlite)
        .await
        .expect("a time");
    assert!(4_000_000_000_000_000 <= at, "{at}");
}

#[tokio::test]
async fn a_session_in_another_time_zone_sees_the_same_lease() {
    let stage = Stage::postgres().await;
    let mut conn = stage.conn().await;
    let grant = granted(attempt(&mut conn, &ann(), Hinted::No).await);
    if let baton::Tx::Postgres(conn) = conn.tx() {
        sqlx::query("SET TIME ZONE 'Pacific/Kiritimati'").execute(conn).await.expect("a zone");
    }
    assert!(is_current(&mut conn, &grant).await);
    assert_eq!(renewed(&mut conn, &grant).await, Renewed::Kept);
}
