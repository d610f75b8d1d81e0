//! The guarantees of GUARANTEES.md that are about whole processes and what stands between.

use std::time::{Duration, Instant};

use baton::elector::{Config, Elector, Profile};
use baton::hint::Hint;
use baton::lease::{self, Identity, Token};
use baton::testing::{Durability, Pooler, Server, Stage};
use baton::{Place, Tx};
use nix::sys::signal::Signal;

use super::node::{Node, PATIENCE, TABLES, acts_under};

const LONG: Duration = Duration::from_mins(10);

/// A thread that makes no progress fails its process: a supervisor starts another, and nobody
/// relies on a role that nobody watches.
#[tokio::test]
async fn t2_an_elector_that_is_stuck_ends_its_process() {
    let stage = Stage::sqlite().await;
    stage.run(TABLES).await;
    let ttl = Duration::from_secs(2);
    let mut ann = Node::prepare(stage.place(), "ann", ttl).manner("stuck").start();
    assert!(!ann.ends_well());
    let mut ben = Node::start(&stage, "ben", ttl);
    ben.says("active 2");
}

/// Told to stop, a node ends within its grace although its work does not, and has handed over.
#[tokio::test]
async fn t21_a_node_that_is_told_to_stop_drains_hands_over_and_ends() {
    let stage = Stage::postgres().await;
    stage.run(TABLES).await;
    let mut ann = Node::prepare(stage.place(), "ann", LONG).manner("hangs").start();
    ann.says("active 1");
    acts_under(&stage, 1).await;
    let mut ben = Node::start(&stage, "ben", LONG);
    ben.says("standby");
    let before = Instant::now();
    ann.signal(Signal::SIGTERM);
    ann.says("stopped");
    assert!(ann.ends_well());
    // The usual profile drains for a second and a half; the rest is for a busy machine.
    assert!(before.elapsed() < Duration::from_secs(8), "{:?}", before.elapsed());
    ben.says("active 2");
    acts_under(&stage, 2).await;
}

/// Behind a transaction pooler two clients share a server's session: the lease tells them apart,
/// no session lock is tried, and nothing is left locked when both have gone.
#[tokio::test]
async fn t15_behind_a_transaction_pooler_one_acts_and_nothing_is_left_locked() {
    let server = Server::start(Durability::None);
    let direct = server.database("league").await;
    let pooler = Pooler::start(&server);
    let stage = Stage::at(Place::Pooled(pooler.options("league"))).await;
    // Neither was told of the pooler: they find out.
    let electors: Vec<Elector> = ["ann", "ben"]
        .map(|name| {
            let place = Place::Postgres(pooler.options("league"));
            let profile = Profile::with_ttl(Duration::from_secs(3));
            let config = Config { profile, ..Config::new(place, "clock", Identity::new(name)) };
            Elector::start(config, |_| async { Ok(()) }).expect("an elector")
        })
        .into();
    for elector in &electors {
        let mut watch = elector.watch();
        let off = watch.wait_for(|it| matches!(it.hint, Hint::Off(_)));
        tokio::time::timeout(PATIENCE, off).await.expect("it is said").expect("it runs");
    }
    let mut conn = stage.conn().await;
    let deadline = Instant::now() + PATIENCE;
    loop {
        let mut begun = conn.begin().await.expect("a transaction");
        let view = lease::list(&mut begun.tx()).await.expect("a list").pop();
        begun.commit().await.expect("a commit");
        let tokens: Vec<Token> =
            electors.iter().filter_map(|it| it.standing().role.token()).collect();
        assert!(tokens.len() <= 1, "both act: {tokens:?}");
        if view.is_some_and(|it| it.holder.is_some()) && tokens.len() == 1 {
            break;
        }
        assert!(Instant::now() < deadline, "nobody acts");
        tokio::task::yield_now().await;
    }
    for elector in electors {
        elector.stop().await;
    }
    let mut conn = direct.connect().await.expect("a connection");
    let Tx::Postgres(conn) = conn.tx() else { panic!("PostgreSQL") };
    let locks = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory'";
    let left: i64 = sqlx::query_scalar(locks).fetch_one(conn).await.expect("a number");
    assert_eq!(left, 0);
}

/// Three nodes, killed and frozen in turn: one history of effects, under tokens that only grow.
#[tokio::test]
async fn t43_processes_that_are_killed_and_frozen_leave_one_history() {
    let stage = Stage::postgres().await;
    stage.run(TABLES).await;
    let ttl = Duration::from_secs(1);
    let mut nodes = Vec::new();
    for token in 1..=4 {
        let mut node = Node::start(&stage, &format!("node {token}"), ttl);
        node.says(&format!("active {token}"));
        acts_under(&stage, token).await;
        let signal = if token % 2 == 0 { Signal::SIGKILL } else { Signal::SIGSTOP };
        node.signal(signal);
        nodes.push(node);
    }
    let mut last = Node::start(&stage, "last", ttl);
    last.says("active 5");
    acts_under(&stage, 5).await;
    // Those that were frozen wake up beside it.
    for node in nodes.iter().step_by(2) {
        node.signal(Signal::SIGCONT);
    }
    for (node, token) in nodes.iter_mut().step_by(2).zip([1, 3]) {
        node.says(&format!("ended {token}"));
    }
    let tokens = super::node::effects(&stage).await;
    assert!(tokens.is_sorted(), "{tokens:?}");
    assert!((1..=5).all(|it| tokens.contains(&it)), "{tokens:?}");
}
