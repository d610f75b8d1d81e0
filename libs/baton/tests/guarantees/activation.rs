//! Activation: a step of its own, that hinders nobody and is done by the holder alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use baton::elector::{Elector, Profile, Role};
use baton::lease::{self, Token};
use baton::testing::Stage;

use super::support::{
    KEY, PATIENCE, active, config, eventually, in_time, is_standby, long, start, until,
    without_hint,
};

both! {
    // The code that prepares a node may block its thread: renewals and handing over go on.
    async fn t2_an_activation_that_blocks_does_not_stop_the_elector(stage: &Stage) {
        let (sender, blocked) = std::sync::mpsc::channel::<()>();
        let blocked = std::sync::Mutex::new(blocked);
        let profile = Profile { drain: Duration::from_millis(50), ..long() };
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).build();
        let runtime = runtime.expect("a runtime whose only thread may be blocked");
        let entered = runtime.enter();
        let elector = Elector::start(without_hint(stage, "ann", profile), move |_| {
            // Ends when the test does.
            let _ = blocked.lock().expect("it").recv();
            std::future::ready(Ok(()))
        })
        .expect("an elector");
        drop(entered);
        until(&elector, |it| matches!(it.role, Role::Activating(_))).await;
        eventually("it is renewed", async || {
            let mut conn = stage.conn().await;
            let it = &lease::list(&mut conn.tx()).await.expect("a list")[0];
            it.renewed_ago + Duration::from_millis(300) < it.age
        })
        .await;
        in_time(elector.stop()).await;
        let mut conn = stage.conn().await;
        assert_eq!(lease::list(&mut conn.tx()).await.expect("a list")[0].holder, None);
        drop(sender);
        runtime.shutdown_background();
    }

    // Active means activated: at once, and after a take-over.
    async fn t4_nobody_is_active_before_the_activation_has_succeeded(stage: &Stage) {
        let tries = Arc::new(AtomicU32::new(0));
        let activate = |tries: Arc<AtomicU32>| {
            move |_| {
                let number = tries.fetch_add(1, Ordering::SeqCst) + 1;
                let result = if number.is_multiple_of(3) { Ok(()) } else { Err("not yet".into()) };
                std::future::ready(result)
            }
        };
        let ann = Elector::start(config(stage, "ann", long()), activate(tries.clone()));
        let ann = ann.expect("an elector");
        active(&ann).await;
        assert_eq!(tries.load(Ordering::SeqCst), 3);
        let ben = Elector::start(config(stage, "ben", long()), activate(tries.clone()));
        let ben = ben.expect("an elector");
        ann.stop().await;
        assert_eq!(active(&ben).await.token(), Token::new(2));
        assert_eq!(tries.load(Ordering::SeqCst), 6);
    }

    // What a program sets up in the world belongs into the activation: the standby does not do it,
    // and a former holder's change is refused by the fence.
    async fn t42_only_the_holder_sets_things_up(stage: &Stage) {
        let ups = [0, 1].map(|_| Arc::new(AtomicU32::new(0)));
        let [ann, ben] = [("ann", &ups[0]), ("ben", &ups[1])].map(|(name, count)| {
            let count = count.clone();
            Elector::start(config(stage, name, long()), move |_| {
                count.fetch_add(1, Ordering::SeqCst);
                std::future::ready(Ok(()))
            })
            .expect("an elector")
        });
        let (first, other) = tokio::select! {
            _ = ann.active() => (ann, ben),
            _ = ben.active() => (ben, ann),
        };
        eventually("the other waits", async || {
            let mut conn = stage.conn().await;
            !lease::waiters(&mut conn.tx(), PATIENCE).await.expect("a list").is_empty()
        })
        .await;
        let term = active(&first).await;
        let sum = || ups.iter().map(|it| it.load(Ordering::SeqCst)).sum::<u32>();
        assert!(sum() == 1 && is_standby(&other.standing()));
        first.stop().await;
        active(&other).await;
        assert_eq!(sum(), 2);
        let mut conn = stage.conn().await;
        assert!(!crate::support::is_current(&mut conn, term.grant()).await);
    }

    // Draining ends although the work of the term does not: hand-over is bounded.
    async fn t6_a_holder_is_asked_and_never_killed(stage: &Stage) {
        let profile = Profile { drain: Duration::from_millis(100), rest: LONG_REST, ..long() };
        let ann = start(without_hint(stage, "ann", profile));
        let term = active(&ann).await;
        term.spawn(std::future::pending());
        let mut conn = stage.conn().await;
        // Neither age nor silence is a reason to take it away.
        for _ in 0..3 {
            let tried = crate::support::attempt(&mut conn, "ben").await;
            assert!(matches!(tried, lease::Acquired::HeldBy(_)), "{tried:?}");
        }
        assert!(lease::ask_to_yield(&mut conn.tx(), KEY).await.expect("an answer"));
        in_time(term.draining().cancelled()).await;
        until(&ann, is_standby).await;
        let grant = crate::support::granted(&mut conn, "ben").await;
        assert_eq!(grant.token, Token::new(2));
    }
}

/// So that whoever yielded does not come back at once.
const LONG_REST: Duration = Duration::from_mins(10);
