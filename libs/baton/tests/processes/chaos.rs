//! Faults of what stands between and beneath the nodes: the database, the line, the clock, the disk.
//!
//! May live here: one fault a test, while nodes act and work. Must never live here: what must hold
//! afterwards (`history`).

use std::time::{Duration, Instant};

use baton::job::{Job, Limits, Worker};
use baton::ledger::{self, Terms};
use baton::testing::{Durability, Ending, Line, Pooler, Proxy, Server, Stage};
use baton::{Identity, Place, Pool, clock, lease};
use nix::sys::signal::Signal;
use tokio_util::sync::CancellationToken;

use super::history::{TTL, World};
use super::node::{Node, PATIENCE};

const NAMES: [&str; 3] = ["ann", "ben", "eve"];

/// Three nodes at the same place, one of which acts.
async fn three(stage: Stage) -> World {
    let mut world = World::new(stage).await;
    let place = world.stage.place().clone();
    for name in NAMES {
        world.add(&place, name);
    }
    world.acts_beyond(0).await;
    world
}

async fn postgres(server: &Server) -> Stage {
    Stage::at(server.database("league").await).await
}

/// An orderly restart and a crash, while leases are held and jobs run: whatever was committed is
/// there, and within a lease somebody acts again.
#[tokio::test]
async fn t43_a_database_that_restarts_or_crashes_forgets_nothing() {
    let mut server = Server::start(Durability::Full);
    let world = three(postgres(&server).await).await;
    // Not the first term: a database that forgot would begin with that again.
    let mut conn = world.stage.conn().await;
    assert!(lease::ask_to_yield(&mut conn.tx(), "clock").await.expect("an answer"));
    world.acts_beyond(1).await;
    drop(conn);
    for how in [Ending::Orderly, Ending::Crash] {
        let token = world.token().await;
        server.restart(how);
        let since = clock::now();
        world.goes_on().await;
        world.acts_in_time(since);
        assert!(token <= world.token().await);
    }
    world.ends_well().await;
}

/// Every session of one kind is terminated: of heartbeats, of hints, of workers, and then all.
#[tokio::test]
async fn t43_sessions_that_are_terminated_lose_nothing() {
    let world = three(Stage::postgres().await).await;
    for whose in TERMINATE {
        let since = clock::now();
        world.stage.run(whose).await;
        world.goes_on().await;
        world.acts_in_time(since);
    }
    // A holder that could not renew any more would be gone by then, and nobody would follow.
    // waits: longer than a lease lasts, to see that.
    tokio::time::sleep(TTL * 3 / 2).await;
    world.goes_on().await;
    world.ends_well().await;
}

const TERMINATE: [&str; 4] = [
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
     AND application_name = 'baton heartbeat'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
     AND application_name = 'baton hint'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
     AND application_name = 'baton worker'",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
     AND pid <> pg_backend_pid()",
];

/// The holder's line to the database is cut, goes silent, or is slow; the others' is not.
#[tokio::test]
async fn t43_a_line_that_is_cut_silent_or_slow_costs_no_more_than_a_lease() {
    let server = Server::start(Durability::None);
    let mut world = World::new(postgres(&server).await).await;
    let proxy = Proxy::start(&server);
    let direct = world.stage.place().clone();
    let through = Place::Postgres(proxy.options("league"));
    world.add(&through, "ann");
    world.acts_beyond(0).await;
    world.add(&direct, "ben");
    world.nodes[1].says("standby");
    let mut token = world.token().await;
    for line in [Line::Cut, Line::Silent] {
        let since = clock::now();
        proxy.set(line);
        token = world.acts_beyond(token).await;
        world.taken_over_in_time(token, since);
        world.nodes[0].says(&format!("ended {}", token - 1));
        proxy.set(Line::Open);
        // The line is good again, and whoever is behind it gets its turn.
        world.nodes[1].signal(Signal::SIGKILL);
        token = world.acts_beyond(token).await;
        world.nodes.pop();
        world.add(&direct, "ben");
        world.nodes[1].says("standby");
    }
    // Slow, but quicker than a request may take: it keeps its lease and goes on.
    proxy.set(Line::Slow(Duration::from_millis(30)));
    world.goes_on().await;
    proxy.set(Line::Open);
    world.ends_well().await;
}

/// Behind a transaction pooler there is no hint: nodes are killed, and expiry decides.
#[tokio::test]
async fn t43_behind_a_pooler_a_killed_node_is_succeeded_by_expiry() {
    let server = Server::start(Durability::None);
    let mut world = World::new(postgres(&server).await).await;
    let pooler = Pooler::start(&server);
    let pooled = Place::Pooled(pooler.options("league"));
    world.add(&pooled, "ann");
    let token = world.acts_beyond(0).await;
    world.add(&pooled, "ben");
    world.nodes[1].says("standby");
    world.nodes[0].signal(Signal::SIGKILL);
    let since = clock::now();
    world.nodes[0].ends_well();
    let next = world.acts_beyond(token).await;
    world.taken_over_in_time(next, since);
    world.nobody_believed_beside_another();
    world.ends_well().await;
}

/// Frozen for longer than its lease, inside a transaction that the fence has let in: nobody waits
/// for it, and whatever it then writes is refused.
#[tokio::test]
async fn t43_a_node_frozen_inside_a_transaction_does_no_harm() {
    let mut world = World::new(Stage::postgres().await).await;
    let place = world.stage.place().clone();
    world.nodes.push(Node::prepare(&place, "ann", TTL).manner("freezes").start());
    world.nodes[0].says("freezes");
    let since = clock::now();
    world.add(&place, "ben");
    world.add(&place, "eve");
    let next = world.acts_beyond(1).await;
    world.taken_over_in_time(next, since);
    world.nodes[0].signal(Signal::SIGCONT);
    world.nodes[0].says("ended 1");
    world.goes_on().await;
    world.ends_well().await;
}

/// One node's wall clock is 400 seconds ahead: no time that counts is taken from it.
async fn a_clock_that_is_ahead_changes_nothing(stage: Stage) {
    let mut world = World::new(stage).await;
    let place = world.stage.place().clone();
    world.add(&place, "ann");
    let token = world.acts_beyond(0).await;
    let ahead = Node::prepare(&place, "ben", TTL).manner("works").clock_ahead().start();
    world.nodes.push(ahead);
    world.nodes[1].says("the clock is ahead");
    world.nodes[1].says("standby");
    // It watches for longer than a lease lasts, and does not take this one for expired.
    // waits: that nothing happens can only be seen by waiting.
    tokio::time::sleep(TTL * 3 / 2).await;
    assert_eq!(world.token().await, token);
    world.nodes[0].signal(Signal::SIGKILL);
    let since = clock::now();
    let next = world.acts_beyond(token).await;
    world.taken_over_in_time(next, since);
    // As the holder it keeps others out, whose clocks are right.
    world.add(&place, "eve");
    world.nodes[2].says("standby");
    world.goes_on().await;
    assert_eq!(world.token().await, next);
    world.nobody_believed_beside_another();
    world.ends_well().await;
}

#[tokio::test]
async fn t43_a_clock_that_is_ahead_changes_nothing_on_postgres() {
    a_clock_that_is_ahead_changes_nothing(Stage::postgres().await).await;
}

#[tokio::test]
async fn t43_a_clock_that_is_ahead_changes_nothing_on_sqlite() {
    a_clock_that_is_ahead_changes_nothing(Stage::sqlite().await).await;
}

/// The holder's disk is full: it cannot renew, steps down in time, and leaves nothing half done.
/// Another, who has room, goes on.
#[tokio::test]
async fn t43_a_holder_whose_disk_is_full_is_succeeded() {
    let mut world = World::new(Stage::sqlite().await).await;
    let place = world.stage.place().clone();
    let Place::Sqlite(options) = &place else { panic!("SQLite") };
    let size = std::fs::metadata(options.get_filename()).expect("it is there").len();
    // A little more than there is, for the journal, too: some hundred writes.
    let blocks = (size + 600_000) / 512;
    let launch = Node::prepare(&place, "ann", TTL).file_blocks(blocks);
    world.nodes.push(launch.start());
    let token = world.acts_beyond(0).await;
    world.add(&place, "ben");
    world.nodes[1].says("standby");
    world.nodes[0].says("trouble");
    let since = clock::now();
    world.nodes[0].says(&format!("ended {token}"));
    world.nodes[0].signal(Signal::SIGKILL);
    world.nodes[0].ends_well();
    let next = world.acts_beyond(token).await;
    world.taken_over_in_time(next, since);
    world.nobody_believed_beside_another();
    world.ends_well().await;
}

/// Only the worker's own connections went silent: nobody tells it. It gives them up and makes
/// others, instead of waiting until the kernel does.
#[tokio::test]
async fn t43_a_worker_whose_line_went_silent_goes_on() {
    let server = Server::start(Durability::None);
    let stage = postgres(&server).await;
    let proxy = Proxy::start(&server);
    let pool = sqlx::postgres::PgPoolOptions::new().max_connections(2);
    // So that what is lost is lost in baton's own requests.
    let pool = pool.acquire_timeout(Duration::from_secs(2)).test_before_acquire(false);
    let pool = Pool::Postgres(pool.connect_lazy_with(proxy.options("league")));
    let terms = Terms { claim: Duration::from_secs(2), ..Terms::default() };
    let limits = Limits { look_every: Duration::from_millis(10), ..Limits::default() };
    let worker = Worker::new(pool.clone(), "work", Identity::new("ann"), terms, limits);
    let (stop, mut conn) = (CancellationToken::new(), stage.conn().await);
    let until_stop = stop.clone();
    let running = tokio::spawn(async move {
        let complete = move |job: Job| {
            let pool = pool.clone();
            async move {
                let mut begun = pool.begin().await?;
                job.complete(&mut begun.tx(), b"").await?;
                Ok(begun.commit().await?)
            }
        };
        worker.run(&until_stop, complete).await;
    });
    for (key, line) in [("before", Line::Open), ("after", Line::Silent)] {
        proxy.set(line);
        // waits: so that every connection of the worker has lost something.
        tokio::time::sleep(Duration::from_millis(300)).await;
        proxy.set(Line::Open);
        let keep = terms.keep;
        ledger::offer(&mut conn.tx(), ("work", key), "", b"", keep).await.expect("an answer");
        let deadline = Instant::now() + PATIENCE;
        while ledger::overview(&mut conn.tx()).await.expect("it") != ledger::Overview::default() {
            assert!(Instant::now() < deadline, "the work that came {key} is not done");
            tokio::task::yield_now().await;
        }
    }
    stop.cancel();
    tokio::time::timeout(PATIENCE, running).await.expect("it stops").expect("a worker");
}

/// What was acknowledged to one of many that share a commit is there: after the node is killed, and
/// after the database crashes.
#[tokio::test]
async fn t43_what_was_claimed_together_is_durable_once_it_was_answered() {
    let mut server = Server::start(Durability::Full);
    let stages = [postgres(&server).await, Stage::sqlite().await];
    for stage in &stages {
        let mut nodes: Vec<Node> = ["ann", "ben"]
            .map(|name| Node::prepare(stage.place(), name, TTL).manner("claims").start())
            .into();
        for node in &mut nodes {
            while node.said().len() < 500 {
                node.says("claimed ");
            }
        }
        nodes[0].signal(Signal::SIGKILL);
        if let Place::Postgres(_) = stage.place() {
            server.restart(Ending::Crash);
        }
        nodes[1].signal(Signal::SIGKILL);
        let mut acknowledged = Vec::new();
        for node in &mut nodes {
            node.ends_well();
            acknowledged.extend(node.said_to_the_end().iter().filter_map(|it| {
                it.strip_prefix("claimed ")?.split_once(" at ").map(|it| it.0.to_owned())
            }));
        }
        assert!(900 < acknowledged.len(), "{}", acknowledged.len());
        let mut conn = stage.conn().await;
        for key in &acknowledged {
            let entry = ledger::look(&mut conn.tx(), ("work", key)).await.expect("an answer");
            assert!(entry.is_some_and(|it| it.attempts == 1), "{key} was acknowledged");
        }
    }
}
