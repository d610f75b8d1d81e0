//! Wake-ups and throttles.

use std::time::Duration;

use baton::Error;
use baton::redis::{Ear, Redis};
use baton::testing::RedisServer;
use baton::throttle::{Allowance, Slot, Taken};

const PATIENCE: Duration = Duration::from_secs(20);
const MINUTE: Duration = Duration::from_mins(1);

async fn hears(ear: &Ear) {
    tokio::time::timeout(PATIENCE, ear.heard()).await.expect("it is heard in time");
}

async fn slot(redis: &Redis, key: &str, allowance: &Allowance) -> Option<Slot> {
    match redis.take(key, allowance).await.expect("an answer") {
        Taken::Slot(slot) => Some(slot),
        Taken::TooSoon => None,
    }
}

#[tokio::test]
async fn a_word_wakes_all_who_listen_and_so_does_a_line_that_was_down() {
    let mut server = RedisServer::start();
    let redis = server.redis();
    let ears = [redis.listen("work"), redis.listen("work")];
    for ear in &ears {
        // That it listens is a reason to look as well.
        hears(ear).await;
    }
    redis.tell("work").await.expect("it is told");
    for ear in &ears {
        hears(ear).await;
    }
    redis.tell("other").await.expect("it is told");
    let early = tokio::time::timeout(Duration::from_millis(100), ears[0].heard()).await;
    assert!(early.is_err(), "another topic");
    server.forget();
    hears(&ears[0]).await;
    let mut told = redis.tell("work").await;
    while told.is_err() {
        // The first request finds out that the line was lost.
        told = redis.tell("work").await;
    }
    hears(&ears[0]).await;
    server.stop();
    assert!(matches!(redis.tell("work").await, Err(Error::Unavailable { .. })));
}

#[tokio::test]
async fn a_throttle_holds_over_all_who_ask() {
    let server = RedisServer::start();
    let redis = server.redis();
    let (once, burst) = (Allowance::one_per(MINUTE), Allowance { every: MINUTE, burst: 3 });
    let nodes: Vec<_> = (0..8)
        .map(|_| {
            let redis = redis.apart();
            tokio::spawn(async move { slot(&redis, "chat 1", &once).await.is_some() })
        })
        .collect();
    let mut taken = 0;
    for node in nodes {
        taken += u32::from(node.await.expect("a node"));
    }
    assert_eq!(taken, 1);
    assert!(slot(&redis, "chat 2", &once).await.is_some(), "another key");
    for number in 0..5 {
        assert_eq!(slot(&redis, "burst", &burst).await.is_some(), number < 3, "{number}");
    }
    let quick = Allowance::one_per(Duration::from_millis(100));
    assert!(slot(&redis, "quick", &quick).await.is_some());
    assert!(slot(&redis, "quick", &quick).await.is_none());
    // waits: that a slot is free again by Redis' own clock, which cannot be moved.
    tokio::time::sleep(Duration::from_millis(150)).await;
    assert!(slot(&redis, "quick", &quick).await.is_some());
}

#[tokio::test]
async fn a_slot_is_given_back_unless_another_was_taken_since() {
    let server = RedisServer::start();
    let redis = server.redis();
    let burst = Allowance { every: MINUTE, burst: 2 };
    let first = slot(&redis, "chat", &burst).await.expect("a slot");
    assert!(redis.give_back(first).await.expect("an answer"));
    let first = slot(&redis, "chat", &burst).await.expect("the same");
    let second = slot(&redis, "chat", &burst).await.expect("the other");
    assert!(slot(&redis, "chat", &burst).await.is_none());
    assert!(!redis.give_back(first).await.expect("an answer"), "the second was taken since");
    assert!(redis.give_back(second).await.expect("an answer"));
    assert!(slot(&redis, "chat", &burst).await.is_some());
}
