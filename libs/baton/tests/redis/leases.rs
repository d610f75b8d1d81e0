//! Leases that are exclusive by a key in Redis, with tokens and fence in the database.

use std::time::{Duration, Instant};

use baton::elector::{Config, Elector, Profile, Role, Standing, WhenStuck};
use baton::hint::Hint;
use baton::lease::{self, Acquired, Fenced, Hinted, Identity, Token};
use baton::redis::Redis;
use baton::testing::{RedisServer, Stage};
use baton::{Conn, Grant, Term};

const PATIENCE: Duration = Duration::from_secs(20);
const LONG: Duration = Duration::from_mins(10);

fn profile(ttl: Duration) -> Profile {
    Profile {
        renew_every: Duration::from_millis(50).min(ttl / 5),
        ask_within: Duration::from_secs(3).min(ttl / 4),
        ..Profile::with_ttl(ttl)
    }
}

fn start(stage: &Stage, redis: Option<Redis>, name: &str, ttl: Duration) -> Elector {
    let config = Config {
        profile: profile(ttl),
        when_stuck: WhenStuck::Report,
        redis,
        ..Config::new(stage.place().clone(), "clock", Identity::known(name))
    };
    Elector::start(config, |_| async { Ok(()) }).expect("an elector")
}

async fn until(elector: &Elector, condition: impl FnMut(&Standing) -> bool) -> Standing {
    let mut watch = elector.watch();
    let waited = tokio::time::timeout(PATIENCE, watch.wait_for(condition)).await;
    waited.expect("it happens in time").expect("the elector runs").clone()
}

async fn active(elector: &Elector) -> Term {
    let standing = until(elector, |it| it.role.active().is_some()).await;
    standing.role.active().expect("a term").clone()
}

fn is_standby(standing: &Standing) -> bool {
    matches!(standing.role, Role::Standby)
}

/// Waits until somebody but the holder has looked.
async fn somebody_waits(stage: &Stage) {
    let mut conn = stage.conn().await;
    let deadline = Instant::now() + PATIENCE;
    while lease::waiters(&mut conn.tx(), LONG).await.expect("a list").is_empty() {
        assert!(Instant::now() < deadline, "nobody looks");
        tokio::task::yield_now().await;
    }
}

async fn is_current(conn: &mut Conn, grant: &Grant) -> bool {
    lease::fence(&mut conn.tx(), grant).await.expect("an answer") == Fenced::Current
}

both! {
    async fn one_acts_and_the_next_is_woken_when_it_stops(stage: &Stage) {
        let server = RedisServer::start();
        let ann = start(stage, Some(server.redis()), "ann", LONG);
        let first = active(&ann).await;
        assert!(matches!(ann.standing().hint, Hint::Off(_)));
        let ben = start(stage, Some(server.redis()), "ben", LONG);
        somebody_waits(stage).await;
        assert!(is_standby(&ben.standing()) && ben.standing().trouble.is_none());
        let before = Instant::now();
        ann.stop().await;
        let next = active(&ben).await;
        assert!(before.elapsed() < PATIENCE, "{:?}", before.elapsed());
        assert_eq!((first.token(), next.token()), (Token::new(1), Token::new(2)));
        let mut conn = stage.conn().await;
        assert!(is_current(&mut conn, next.grant()).await);
        assert!(!is_current(&mut conn, first.grant()).await);
    }

    // Whatever Redis forgets, the row knows: the token grows, and the former holder is refused.
    async fn a_redis_that_forgot_costs_a_term_and_no_stale_effect(stage: &Stage) {
        let mut server = RedisServer::start();
        let ann = start(stage, Some(server.redis()), "ann", LONG);
        let first = active(&ann).await;
        let ben = start(stage, Some(server.redis()), "ben", LONG);
        somebody_waits(stage).await;
        server.forget();
        tokio::time::timeout(PATIENCE, first.ended().cancelled()).await.expect("it ends");
        let mut conn = stage.conn().await;
        let deadline = Instant::now() + PATIENCE;
        let token = loop {
            let it = [&ann, &ben].into_iter().find_map(|it| it.standing().role.token());
            if let Some(token) = it.filter(|it| Token::new(1) < *it) {
                break token;
            }
            assert!(Instant::now() < deadline, "nobody acts again");
            tokio::task::yield_now().await;
        };
        assert_eq!(lease::list(&mut conn.tx()).await.expect("a list")[0].token, token);
        assert!(!is_current(&mut conn, first.grant()).await);
    }

    // Free by the row, and still nobody's: no other backend takes the place of the one that is down.
    async fn a_redis_that_is_down_grants_nothing_and_keeps_nobody(stage: &Stage) {
        let mut server = RedisServer::start();
        let redis = server.redis();
        let ttl = Duration::from_secs(2);
        let ann = start(stage, Some(redis.clone()), "ann", ttl);
        let term = active(&ann).await;
        server.stop();
        let before = Instant::now();
        tokio::time::timeout(PATIENCE, term.ended().cancelled()).await.expect("it ends");
        assert!(before.elapsed() < ttl, "{:?}", before.elapsed());
        until(&ann, |it| it.trouble.is_some() && is_standby(it)).await;
        let mut conn = stage.conn().await;
        lease::expire(&mut conn.tx(), "clock").await.expect("an answer");
        let mut watch = ann.watch();
        // waits: for further attempts, none of which may succeed.
        let changed = tokio::time::timeout(ttl, watch.wait_for(|it| !is_standby(it))).await;
        assert!(changed.is_err());
    }

    // Two kinds of leases under one key exclude each other, in either order.
    async fn who_goes_by_the_row_and_who_goes_by_redis_exclude_each_other(stage: &Stage) {
        let server = RedisServer::start();
        let mut conn = stage.conn().await;
        let by_row = Identity::known("row");
        let it = lease::acquire(&mut conn.tx(), "clock", &by_row, LONG, Hinted::No).await;
        let Ok(Acquired::Granted(grant)) = it else { panic!("{it:?}") };
        let ann = start(stage, Some(server.redis()), "ann", LONG);
        somebody_waits(stage).await;
        assert!(is_standby(&ann.standing()) && is_current(&mut conn, &grant).await);
        assert!(lease::release(&mut conn.tx(), &grant).await.expect("an answer"));
        ann.nudge();
        let term = active(&ann).await;
        stage.advance(LONG * 100).await;
        let it = lease::acquire(&mut conn.tx(), "clock", &by_row, LONG, Hinted::No).await;
        assert!(matches!(it, Ok(Acquired::HeldBy(_))), "{it:?}");
        assert!(is_current(&mut conn, term.grant()).await);
    }

    // One that was let through, and then was slow, takes the token on: the holder notices.
    async fn a_holder_whose_token_was_overtaken_gives_up(stage: &Stage) {
        let server = RedisServer::start();
        let ann = start(stage, Some(server.redis()), "ann", LONG);
        let term = active(&ann).await;
        stage.run("UPDATE baton_lease SET holder = 'slow', token = token + 1").await;
        tokio::time::timeout(PATIENCE, term.ended().cancelled()).await.expect("it ends");
        let next = until(&ann, |it| it.role.token() == Some(Token::new(3))).await;
        assert!(next.trouble.is_none());
    }

    async fn an_operator_asks_to_yield_and_expires_as_with_any_lease(stage: &Stage) {
        let server = RedisServer::start();
        let ann = start(stage, Some(server.redis()), "ann", LONG);
        let term = active(&ann).await;
        let mut conn = stage.conn().await;
        let view = lease::list(&mut conn.tx()).await.expect("a list").remove(0);
        assert_eq!((view.token, view.hinted), (Token::new(1), Hinted::No));
        assert!(lease::expire(&mut conn.tx(), "clock").await.expect("an answer"));
        assert!(!is_current(&mut conn, term.grant()).await);
        let again = until(&ann, |it| it.role.token() == Some(Token::new(3))).await;
        drop(again);
        active(&ann).await;
        assert!(lease::ask_to_yield(&mut conn.tx(), "clock").await.expect("an answer"));
        let ben = start(stage, Some(server.redis()), "ben", LONG);
        assert_eq!(active(&ben).await.token(), Token::new(4));
    }
}
