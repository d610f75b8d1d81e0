//! What must hold after any fault, read from the store and from what the nodes said.
//!
//! May live here: nodes that work beside each other, and the checks. Must never live here: a fault.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use baton::clock::{self, Moment};
use baton::ledger::{self, Terms};
use baton::testing::Stage;
use baton::{Place, Tx};
use nix::sys::signal::Signal;

use super::node::{Node, PATIENCE, SCOPE, TABLES, effects};

/// The leases in here.
pub(crate) const TTL: Duration = Duration::from_secs(2);
/// What may pass beyond the lease until another acts, on a machine that does nothing else.
const BEYOND: Duration = Duration::from_millis(50);
/// A new connection, a first write, and a look at all of them.
const SEEN_WITHIN: Duration = Duration::from_millis(500);
/// Pieces of work.
const PIECES: usize = 40;

/// Nodes that act under one lease and share some work.
pub(crate) struct World {
    pub(crate) stage: Stage,
    pub(crate) nodes: Vec<Node>,
    stall: Stall,
}

impl World {
    /// Tables and work; `stage` leads to the store itself, past whatever fails.
    pub(crate) async fn new(stage: Stage) -> Self {
        stage.run(TABLES).await;
        let keys: Vec<String> = (0..PIECES).map(|it| format!("piece {it}")).collect();
        let offers: Vec<(&str, &str)> = keys.iter().map(|it| (it.as_str(), "")).collect();
        let mut conn = stage.conn().await;
        let keep = Terms::default().keep;
        ledger::offer_all(&mut conn.tx(), SCOPE, &offers, keep).await.expect("work");
        Self { stage, nodes: Vec::new(), stall: Stall::watch() }
    }

    /// Adds a node that reaches the store in its own way.
    pub(crate) fn add(&mut self, place: &Place, name: &str) {
        self.nodes.push(Node::prepare(place, name, TTL).manner("works").start());
    }

    /// The last token under which there was an effect.
    pub(crate) async fn token(&self) -> i64 {
        effects(&self.stage).await.last().copied().unwrap_or(0)
    }

    /// Waits until somebody acts under a token greater than this; answers it.
    pub(crate) async fn acts_beyond(&self, token: i64) -> i64 {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let now = self.token().await;
            if token < now {
                return now;
            }
            assert!(Instant::now() < deadline, "nobody acts after token {token}");
            // waits: looking costs the machine that the nodes need; the loop has an end.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits until there are new effects, under whatever token.
    pub(crate) async fn goes_on(&self) {
        let (before, deadline) = (effects(&self.stage).await.len(), Instant::now() + PATIENCE);
        while effects(&self.stage).await.len() <= before {
            assert!(Instant::now() < deadline, "nothing happens any more");
            // waits: looking costs the machine that the nodes need; the loop has an end.
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// A take-over takes no longer than the lease, by the successor's own word.
    pub(crate) fn taken_over_in_time(&mut self, token: i64, since: Moment) {
        let lines = self.nodes.iter_mut().flat_map(|it| it.said().to_vec());
        let at = lines.filter_map(|it| active(&it)).find(|it| it.0 == token).expect("it said so").1;
        let took = Duration::from_micros(u64::try_from(at - since.as_micros()).unwrap_or(0));
        let most = self.most();
        assert!(took <= most, "{took:?} of {most:?}");
    }

    /// Somebody acts again within a lease; with the time that it takes to see it.
    pub(crate) fn acts_in_time(&self, since: Moment) {
        let (took, most) = (clock::now().since(since), self.most() + SEEN_WITHIN);
        assert!(took <= most, "{took:?} of {most:?}");
    }

    /// The lease, what may pass beyond it, and what the machine itself stood still: whoever waits
    /// several times for a processor has that several times.
    fn most(&self) -> Duration {
        TTL + BEYOND + self.stall.longest() * 8
    }

    /// Waits until all work is done, stops whoever still runs, and checks the whole history.
    pub(crate) async fn ends_well(mut self) {
        let deadline = Instant::now() + PATIENCE;
        while done(&self.stage).await.len() < PIECES {
            assert!(Instant::now() < deadline, "{:?}", done(&self.stage).await);
            // waits: looking costs the machine that the nodes need; the loop has an end.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for node in &mut self.nodes {
            if node.is_alive() {
                node.signal(Signal::SIGTERM);
                node.says("stopped");
            }
        }
        let done = done(&self.stage).await;
        let mut distinct = done.clone();
        distinct.dedup();
        assert_eq!((done.len(), distinct.len()), (PIECES, PIECES), "each piece once: {done:?}");
        let mut conn = self.stage.conn().await;
        let left = ledger::overview(&mut conn.tx()).await.expect("an answer");
        assert_eq!(left, ledger::Overview::default());
        // In the order of their commits: none of a former holder after one of its successor.
        let tokens = effects(&self.stage).await;
        assert!(tokens.is_sorted(), "{tokens:?}");
        let last = baton::lease::list(&mut conn.tx()).await.expect("a list").pop();
        let last = last.expect("a lease").token.number();
        assert!(tokens.last().is_none_or(|it| *it <= last), "tokens only grow");
    }

    /// No two nodes believed at the same time, by the one clock that they share. Holds where no
    /// session was cut: then a hint is never wrong.
    pub(crate) fn nobody_believed_beside_another(&mut self) {
        let mut terms = Vec::new();
        for (index, node) in self.nodes.iter_mut().enumerate() {
            let lines: Vec<String> = node.said().to_vec();
            terms.extend(lines.iter().filter_map(|it| active(it)).map(|(token, from)| {
                let ended = lines.iter().find_map(|it| over(it, token));
                (token, from, ended, index)
            }));
        }
        terms.sort_unstable();
        for pair in terms.windows(2) {
            let (earlier, later) = (pair[0], pair[1]);
            assert_ne!(earlier.0, later.0, "one token for two: {terms:?}");
            let is_over = earlier.2.is_none_or(|it| it <= later.1);
            assert!(is_over, "two believed: {terms:?}");
        }
    }
}

/// `active 3 at 17`: a token and when its term began.
fn active(line: &str) -> Option<(i64, i64)> {
    let (token, at) = line.strip_prefix("active ")?.split_once(" at ")?;
    Some((token.parse().ok()?, at.parse().ok()?))
}

fn over(line: &str, token: i64) -> Option<i64> {
    line.strip_prefix(&format!("ended {token} at "))?.parse().ok()
}

/// The keys of what was done, sorted.
async fn done(stage: &Stage) -> Vec<String> {
    let mut conn = stage.conn().await;
    let all = "SELECT key FROM done ORDER BY key";
    let keys = match conn.tx() {
        Tx::Sqlite(it) => sqlx::query_scalar(all).fetch_all(it).await,
        Tx::Postgres(it) | Tx::Pooled(it) => sqlx::query_scalar(all).fetch_all(it).await,
    };
    keys.expect("keys")
}

/// How long this machine let a thread wait that wanted to run at once.
struct Stall {
    longest_us: Arc<AtomicU64>,
    is_over: Arc<AtomicBool>,
}

impl Stall {
    fn watch() -> Self {
        const STEP: Duration = Duration::from_millis(2);
        let (longest_us, is_over) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let (longest, over) = (longest_us.clone(), is_over.clone());
        thread::spawn(move || {
            while !over.load(Ordering::Relaxed) {
                let before = clock::now();
                // waits: how much longer than asked for is what is measured.
                thread::sleep(STEP);
                let late = clock::now().since(before).saturating_sub(STEP);
                let late_us = u64::try_from(late.as_micros()).unwrap_or(u64::MAX);
                longest.fetch_max(late_us, Ordering::Relaxed);
            }
        });
        Self { longest_us, is_over }
    }

    fn longest(&self) -> Duration {
        Duration::from_micros(self.longest_us.load(Ordering::Relaxed))
    }
}

impl Drop for Stall {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
    }
}
