//! Throttles: per key, stored, and given back when nothing was sent.

use std::time::Duration;

use baton::Conn;
use baton::lease::{self, Hinted, Identity};
use baton::testing::Stage;
use baton::throttle::{Allowance, Slot, Taken, forget, give_back, take, take_unless_held};

const MINUTE: Duration = Duration::from_mins(1);
const ONCE: Allowance = Allowance::one_per(MINUTE);

async fn slot(conn: &mut Conn, key: &str, allowance: &Allowance) -> Option<Slot> {
    match take(&mut conn.tx(), key, allowance).await.expect("an answer") {
        Taken::Slot(slot) => Some(slot),
        Taken::TooSoon => None,
    }
}

both! {
    // T22: one chat's notice does not silence another's.
    async fn every_key_has_its_own(stage: &Stage) {
        let mut conn = stage.conn().await;
        assert!(slot(&mut conn, "chat 1", &ONCE).await.is_some());
        assert!(slot(&mut conn, "chat 1", &ONCE).await.is_none());
        assert!(slot(&mut conn, "chat 2", &ONCE).await.is_some());
        stage.advance(MINUTE).await;
        assert!(slot(&mut conn, "chat 1", &ONCE).await.is_some());
        assert!(slot(&mut conn, "chat 1", &ONCE).await.is_none());
    }

    async fn a_burst_is_bounded_and_refills_evenly(stage: &Stage) {
        let mut conn = stage.conn().await;
        let allowance = Allowance { every: MINUTE, burst: 3 };
        let mut taken = 0;
        for _ in 0..10 {
            taken += u32::from(slot(&mut conn, "chat", &allowance).await.is_some());
        }
        assert_eq!(taken, 3);
        stage.advance(MINUTE).await;
        assert!(slot(&mut conn, "chat", &allowance).await.is_some());
        assert!(slot(&mut conn, "chat", &allowance).await.is_none());
        // Idle time does not add up past the burst.
        stage.advance(MINUTE * 100).await;
        for _ in 0..10 {
            taken += u32::from(slot(&mut conn, "chat", &allowance).await.is_some());
        }
        assert_eq!(taken, 6);
    }

    async fn a_failed_send_does_not_use_up_the_slot(stage: &Stage) {
        let mut conn = stage.conn().await;
        let first = slot(&mut conn, "chat", &ONCE).await.expect("a slot");
        assert!(give_back(&mut conn.tx(), first).await.expect("an answer"));
        let second = slot(&mut conn, "chat", &ONCE).await.expect("the same slot");
        stage.advance(MINUTE).await;
        assert!(slot(&mut conn, "chat", &ONCE).await.is_some());
        // Given back late, it must not free the one that was taken since.
        assert!(!give_back(&mut conn.tx(), second).await.expect("an answer"));
        assert!(slot(&mut conn, "chat", &ONCE).await.is_none());
    }

    async fn of_many_nodes_at_once_one_takes_the_slot(stage: &Stage) {
        let nodes = (0..8).map(|_| {
            let place = stage.place().clone();
            tokio::spawn(async move {
                let mut conn = place.connect().await.expect("a connection");
                slot(&mut conn, "chat", &ONCE).await.is_some()
            })
        });
        let mut taken = 0;
        for node in nodes.collect::<Vec<_>>() {
            taken += u32::from(node.await.expect("a node"));
        }
        assert_eq!(taken, 1);
    }

    async fn nothing_is_said_once_somebody_acts(stage: &Stage) {
        let mut conn = stage.conn().await;
        let before = take_unless_held(&mut conn.tx(), "chat", &ONCE, "clock").await;
        assert!(matches!(before.expect("an answer"), Taken::Slot(_)));
        let by = Identity::known("ann");
        let ttl = MINUTE * 10;
        lease::acquire(&mut conn.tx(), "clock", &by, ttl, Hinted::No).await.expect("an answer");
        stage.advance(MINUTE).await;
        let held = take_unless_held(&mut conn.tx(), "chat", &ONCE, "clock").await;
        assert_eq!(held.expect("an answer"), Taken::TooSoon);
        stage.advance(ttl).await;
        let after = take_unless_held(&mut conn.tx(), "chat", &ONCE, "clock").await;
        assert!(matches!(after.expect("an answer"), Taken::Slot(_)));
    }

    async fn free_throttles_are_forgotten(stage: &Stage) {
        let mut conn = stage.conn().await;
        for number in 0..5 {
            assert!(slot(&mut conn, &number.to_string(), &ONCE).await.is_some());
        }
        assert_eq!(forget(&mut conn.tx(), 100).await.expect("an answer"), 0);
        stage.advance(MINUTE).await;
        assert_eq!(forget(&mut conn.tx(), 3).await.expect("an answer"), 3);
        assert_eq!(forget(&mut conn.tx(), 100).await.expect("an answer"), 2);
    }
}
