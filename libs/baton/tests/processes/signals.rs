//! Nodes that are killed, frozen and stopped.

use std::time::{Duration, Instant};

use baton::testing::Stage;
use nix::sys::signal::Signal;

use super::node::{Node, TABLES, acts_under, effects};

/// So long that nobody could wait for it to expire within these tests.
const LONG: Duration = Duration::from_mins(10);
const SHORT: Duration = Duration::from_secs(1);
/// For a machine that does much else.
const SLACK: Duration = Duration::from_secs(10);

/// A holder that acts and keeps the hint, and a standby.
async fn two(stage: &Stage, ttl: Duration) -> (Node, Node) {
    stage.run(TABLES).await;
    let mut ann = Node::start(stage, "ann", ttl);
    ann.says("active 1");
    ann.says("hint Kept");
    acts_under(stage, 1).await;
    // The row says that she keeps the hint once the renewal that follows has been answered.
    let deadline = Instant::now() + SLACK;
    while !is_hinted(stage).await {
        assert!(Instant::now() < deadline, "the hint is not in the row");
        tokio::task::yield_now().await;
    }
    let mut ben = Node::start(stage, "ben", ttl);
    ben.says("standby");
    (ann, ben)
}

async fn is_hinted(stage: &Stage) -> bool {
    let mut conn = stage.conn().await;
    let views = baton::lease::list(&mut conn.tx()).await.expect("a list");
    views.iter().any(|it| it.hinted == baton::lease::Hinted::Yes)
}

/// T11, and invariants 2 and 3: after the first effect of a successor there is none of the former.
async fn nothing_stale(stage: &Stage) {
    let tokens = effects(stage).await;
    assert!(tokens.is_sorted(), "{tokens:?}");
}

async fn a_killed_holder_is_succeeded_at_once(stage: Stage) {
    let (ann, mut ben) = two(&stage, LONG).await;
    let before = Instant::now();
    ann.signal(Signal::SIGKILL);
    ben.says("active 2");
    assert!(before.elapsed() < SLACK, "{:?}", before.elapsed());
    acts_under(&stage, 2).await;
    nothing_stale(&stage).await;
}

async fn a_frozen_holder_is_succeeded_and_does_nothing_when_it_wakes(stage: Stage) {
    let (mut ann, mut ben) = two(&stage, SHORT).await;
    ann.signal(Signal::SIGSTOP);
    // Outside a transaction: inside one SQLite's only writer would be frozen, too.
    while is_locked(&stage).await {
        ann.signal(Signal::SIGCONT);
        tokio::task::yield_now().await;
        ann.signal(Signal::SIGSTOP);
    }
    let before = Instant::now();
    ben.says("active 2");
    assert!(before.elapsed() < SHORT + SLACK, "{:?}", before.elapsed());
    acts_under(&stage, 2).await;
    ann.signal(Signal::SIGCONT);
    ann.says("ended 1");
    nothing_stale(&stage).await;
}

/// Whether the store's only writer is somebody who does not go on.
async fn is_locked(stage: &Stage) -> bool {
    let mut conn = stage.conn().await;
    let probe = async {
        let begun = conn.begin().await.expect("a transaction");
        begun.rollback().await.expect("a rollback");
    };
    tokio::time::timeout(Duration::from_millis(300), probe).await.is_err()
}

async fn sigterm_hands_over_at_once(stage: Stage) {
    let (mut ann, mut ben) = two(&stage, LONG).await;
    let before = Instant::now();
    ann.signal(Signal::SIGTERM);
    ben.says("active 2");
    assert!(before.elapsed() < SLACK, "{:?}", before.elapsed());
    ann.says("stopped");
    assert!(ann.ends_well());
    acts_under(&stage, 2).await;
    nothing_stale(&stage).await;
}

macro_rules! both {
    ($($name:ident)+) => {
        $(mod $name {
            use super::*;

            #[tokio::test]
            async fn sqlite() {
                super::$name(Stage::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                super::$name(Stage::postgres().await).await;
            }
        })+
    };
}

both! {
    a_killed_holder_is_succeeded_at_once
    a_frozen_holder_is_succeeded_and_does_nothing_when_it_wakes
    sigterm_hands_over_at_once
}

/// Frozen between the fence and the write, with the row's lock in hand: the server ends such a
/// transaction when the lease would have expired, and whatever the process then writes is refused.
#[tokio::test]
async fn a_holder_frozen_inside_its_transaction_holds_nobody_up() {
    let stage = Stage::postgres().await;
    stage.run(TABLES).await;
    let mut ann = Node::prepare(stage.place(), "ann", SHORT).manner("freezes").start();
    ann.says("freezes");
    let before = Instant::now();
    let mut ben = Node::start(&stage, "ben", SHORT);
    ben.says("active 2");
    assert!(before.elapsed() < SHORT + SLACK, "{:?}", before.elapsed());
    acts_under(&stage, 2).await;
    ann.signal(Signal::SIGCONT);
    ann.says("ended 1");
    let tokens = effects(&stage).await;
    assert!(!tokens.contains(&1), "{tokens:?}");
}
