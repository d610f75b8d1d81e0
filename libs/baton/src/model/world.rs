//! The model's world: a store with transactions and row locks, nodes, and time that is not waited
//! for.
//!
//! May live here: what lies between a statement and its answer: locks, delays, losses. Must never
//! live here: what a statement means (`statements`), or whether it was right (`check`).

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::check::History;
use super::rows::{Key, Row, Value};
use super::statements;
use crate::clock::Moment;
use crate::elector::machine::Input;
use crate::error::{Error, Result};
use crate::lease::Hinted;
use crate::sql::{Arg, Sql};

thread_local! {
    static START: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// The true time of the model that runs on this thread.
pub(crate) fn now() -> Option<Moment> {
    let start = START.with(Cell::get)?;
    Some(Moment::from_micros(u64::try_from(start.elapsed().as_micros()).unwrap_or(0)))
}

pub(super) fn begin_time() {
    START.with(|it| it.set(Some(Instant::now())));
}

pub(super) fn end_time() {
    START.with(|it| it.set(None));
}

/// What a mutation takes away from the store, the nodes or the endpoints.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Without {
    TokenInFence,
    TokenInRenewal,
    HolderInRelease,
    RowLock,
    DatabaseClock,
    ExpiryInRenewal,
    HintOfTheHolder,
    UniqueKey,
    ClaimTime,
    ClaimToken,
    PlaceUnderLock,
    SendingFirst,
    SameNonce,
    HeadOfLine,
    ThrottleCondition,
    NoticeCondition,
    CompareOnGivingBack,
    OneTransaction,
    Machine(crate::elector::machine::Guard),
}

/// How likely what is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Odds {
    /// A request or its answer gets lost: one of so many.
    pub(crate) lost: u64,
    /// A request takes long: one of so many.
    pub(crate) slow: u64,
}

/// One start of one process.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) is_dead: bool,
    pub(crate) paused_until: Option<Instant>,
    pub(crate) cut_until: Option<Instant>,
    pub(crate) inputs: UnboundedSender<Input>,
}

#[derive(Debug, Default)]
struct Lock {
    exclusive: Option<u64>,
    shared: BTreeSet<u64>,
}

#[derive(Debug)]
struct Open {
    node: usize,
    overlay: BTreeMap<Key, Row>,
    /// The server ends it when it idles past this, by its own clock.
    dies_at_us: Option<i64>,
    task: Option<tokio::task::Id>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) rows: BTreeMap<Key, Row>,
    locks: BTreeMap<Key, Lock>,
    open: BTreeMap<u64, Open>,
    /// SQLite has one writer.
    pub(crate) is_sqlite: bool,
    writer: Option<u64>,
    next_id: u64,
    pub(crate) db_shift_us: i64,
    pub(crate) full_until: Option<Instant>,
    pub(crate) odds: Odds,
    pub(crate) nodes: Vec<Node>,
    pub(crate) hint: Option<usize>,
    pub(crate) hint_queue: Vec<usize>,
    pub(crate) dice: u64,
    pub(crate) without: Option<Without>,
    pub(crate) history: History,
}

impl Inner {
    pub(crate) fn has(&self, guard: Without) -> bool {
        self.without != Some(guard)
    }

    /// A number below `below`.
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.dice = self.dice.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.dice ^ (self.dice >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below.max(1)
    }

    /// The store's clock.
    pub(crate) fn db_now(&self) -> i64 {
        // Begins in 1970 plus an hour, so that zero is past.
        3_600_000_000 + now().unwrap_or_default().as_micros() + self.db_shift_us
    }

    pub(crate) fn new_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// A row as a transaction sees it: its own writes, else what is committed.
    pub(crate) fn see(&self, tx: u64, key: &Key) -> Option<&Row> {
        self.open.get(&tx).and_then(|it| it.overlay.get(key)).or_else(|| self.rows.get(key))
    }

    pub(crate) fn write(&mut self, tx: u64, key: Key, row: Row) {
        if let Some(open) = self.open.get_mut(&tx) {
            open.overlay.insert(key, row);
        }
    }

    pub(crate) fn node_of(&self, tx: u64) -> Option<usize> {
        self.open.get(&tx).map(|it| it.node)
    }

    pub(crate) fn dies_at(&mut self, tx: u64, at_us: i64) {
        if let Some(open) = self.open.get_mut(&tx) {
            open.dies_at_us = Some(at_us);
        }
    }

    fn may_lock(&self, tx: u64, key: &Key, is_shared: bool) -> bool {
        let Some(lock) = self.locks.get(key) else { return true };
        let others_share = lock.shared.iter().any(|it| *it != tx);
        lock.exclusive.is_none_or(|it| it == tx) && (is_shared || !others_share)
    }

    /// Takes a row's lock if it is free.
    pub(crate) fn try_lock(&mut self, tx: u64, key: &Key, is_shared: bool) -> bool {
        self.end_idle(key);
        if !self.may_lock(tx, key, is_shared) {
            return false;
        }
        let lock = self.locks.entry(key.clone()).or_default();
        if is_shared {
            lock.shared.insert(tx);
        } else {
            lock.exclusive = Some(tx);
        }
        true
    }

    /// The server ends transactions that idle too long; seen when somebody waits for them.
    fn end_idle(&mut self, key: &Key) {
        let now = self.db_now();
        let Some(lock) = self.locks.get(key) else { return };
        let holders: Vec<u64> = lock.shared.iter().copied().chain(lock.exclusive).collect();
        for tx in holders {
            if self.open.get(&tx).is_some_and(|it| it.dies_at_us.is_some_and(|at| at < now)) {
                self.close(tx);
            }
        }
    }

    /// Ends a transaction without its writes, and frees its locks.
    pub(crate) fn close(&mut self, tx: u64) {
        self.open.remove(&tx);
        if self.writer == Some(tx) {
            self.writer = None;
        }
        self.locks.retain(|_, lock| {
            lock.shared.remove(&tx);
            lock.exclusive.take_if(|it| *it == tx);
            lock.exclusive.is_some() || !lock.shared.is_empty()
        });
    }

    /// A node that does nothing by itself.
    pub(crate) fn add_idle_node(&mut self) {
        let (inputs, _) = tokio::sync::mpsc::unbounded_channel();
        self.nodes.push(Node { is_dead: false, paused_until: None, cut_until: None, inputs });
    }

    pub(crate) fn close_of(&mut self, node: usize) {
        let of_node: Vec<u64> =
            self.open.iter().filter(|it| it.1.node == node).map(|it| *it.0).collect();
        for tx in of_node {
            self.close(tx);
        }
    }

    pub(crate) fn close_all(&mut self) {
        for tx in self.open.keys().copied().collect::<Vec<_>>() {
            self.close(tx);
        }
    }

    /// Makes the transaction's writes last.
    fn apply(&mut self, tx: u64) {
        let Some(open) = self.open.get_mut(&tx) else { return };
        let node = open.node;
        let writes = std::mem::take(&mut open.overlay);
        let now = self.db_now();
        let mut history = std::mem::take(&mut self.history);
        history.commit(&self.rows, &writes, now, node);
        self.history = history;
        self.rows.extend(writes);
        self.close(tx);
    }

    pub(crate) fn lease_is_held(&self, tx: u64, key: &str) -> bool {
        let Some(Row::Lease(it)) = self.see(tx, &Key::Lease(key.to_owned())) else { return false };
        it.holder.is_some() && self.db_now() < it.expires_at
    }

    /// How many transactions a task has open: none while it does anything slow.
    pub(crate) fn open_of_task(&self, task: Option<tokio::task::Id>) -> usize {
        self.open.values().filter(|it| task.is_some() && it.task == task).count()
    }

    pub(crate) fn open_count(&self) -> usize {
        self.open.len()
    }

    /// Passes the kernel's lock on to the next that waits and lives.
    pub(crate) fn pass_hint(&mut self) {
        while self.hint.is_none() && !self.hint_queue.is_empty() {
            let next = self.hint_queue.remove(0);
            if !self.nodes[next].is_dead {
                self.hint = Some(next);
                drop(self.nodes[next].inputs.send(Input::Hint(Hinted::Yes)));
            }
        }
    }
}

/// The world, shared by everything in it.
#[derive(Clone, Debug)]
pub(crate) struct World {
    inner: Arc<Mutex<Inner>>,
    freed: Arc<Notify>,
}

impl World {
    pub(super) fn new(seed: u64, is_sqlite: bool, without: Option<Without>) -> Self {
        let inner = Inner {
            rows: BTreeMap::new(),
            locks: BTreeMap::new(),
            open: BTreeMap::new(),
            is_sqlite,
            writer: None,
            next_id: 0,
            db_shift_us: 0,
            full_until: None,
            odds: Odds { lost: u64::MAX, slow: u64::MAX },
            nodes: Vec::new(),
            hint: None,
            hint_queue: Vec::new(),
            dice: seed,
            without,
            history: History::default(),
        };
        Self { inner: Arc::new(Mutex::new(inner)), freed: Arc::default() }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn wake_waiters(&self) {
        self.freed.notify_waiters();
    }

    /// Holds whatever a node does while it is frozen; for ever when it is dead.
    pub(crate) async fn gate(&self, node: usize) {
        loop {
            let until = {
                let inner = self.lock();
                let node = &inner.nodes[node];
                if node.is_dead { None } else { Some(node.paused_until) }
            };
            match until {
                None => std::future::pending().await,
                Some(Some(until)) if Instant::now() < until => sleep_until(until).await,
                Some(_) => return,
            }
        }
    }

    /// One way between a node and the store. May get lost.
    async fn travel(&self, node: usize) -> Result<()> {
        let (delay, cut, is_lost) = {
            let mut inner = self.lock();
            let odds = inner.odds;
            let is_slow = odds.slow != u64::MAX && inner.roll(odds.slow) == 0;
            let most = if is_slow { 400_000 } else { 600 };
            let delay = Duration::from_micros(100 + inner.roll(most));
            let is_lost = odds.lost != u64::MAX && inner.roll(odds.lost) == 0;
            (delay, inner.nodes[node].cut_until, is_lost)
        };
        sleep(delay).await;
        if let Some(until) = cut.filter(|it| Instant::now() < *it) {
            sleep_until(until).await;
            return Err(lost());
        }
        if is_lost { Err(lost()) } else { Ok(()) }
    }
}

fn lost() -> Error {
    let source = sqlx::Error::Io(std::io::Error::other("lost"));
    Error::Unavailable { doing: "reach the model's store", source }
}

/// A node's way to the store.
#[derive(Clone, Debug)]
pub struct Door {
    pub(crate) world: World,
    pub(crate) node: usize,
}

/// How long a statement waits for a lock.
const STATEMENT_WITHIN: Duration = Duration::from_secs(2);

impl Door {
    pub(crate) async fn begin(&self) -> Result<Transaction> {
        self.world.gate(self.node).await;
        self.world.travel(self.node).await?;
        let id = {
            let mut inner = self.world.lock();
            if inner.nodes[self.node].is_dead {
                return Err(lost());
            }
            let id = inner.new_id();
            let (node, overlay) = (self.node, BTreeMap::new());
            inner.open.insert(id, Open { node, overlay, dies_at_us: None, task: None });
            id
        };
        let transaction = Transaction { world: self.world.clone(), node: self.node, id };
        transaction
            .wait_for(|inner| {
                let is_free = !inner.is_sqlite || inner.writer.is_none();
                if inner.is_sqlite && is_free {
                    inner.writer = Some(id);
                }
                is_free
            })
            .await?;
        self.world.gate(self.node).await;
        Ok(transaction)
    }
}

/// A transaction of the model. Dropped, it is rolled back.
#[derive(Debug)]
pub struct Transaction {
    world: World,
    node: usize,
    id: u64,
}

/// What a statement answers.
#[derive(Debug, Default)]
pub(crate) struct Answered {
    pub(crate) rows: Vec<crate::sql::Row>,
    pub(crate) changed: u64,
}

impl Transaction {
    async fn wait_for(&self, mut is_free: impl FnMut(&mut Inner) -> bool) -> Result<()> {
        let waiting = async {
            loop {
                let freed = self.world.freed.notified();
                {
                    let mut inner = self.world.lock();
                    // It was closed meanwhile: its process died, or the server ended it.
                    if !inner.open.contains_key(&self.id) {
                        return Err(lost());
                    }
                    if is_free(&mut inner) {
                        return Ok(());
                    }
                }
                // A lock may also become free because its holder idled too long.
                let _ = timeout(Duration::from_millis(20), freed).await;
            }
        };
        timeout(STATEMENT_WITHIN, waiting).await.unwrap_or_else(|_| Err(lost()))
    }

    pub(crate) async fn run(
        &mut self,
        doing: &'static str,
        sql: &Sql,
        args: &[Arg<'_>],
    ) -> Result<Answered> {
        self.world.gate(self.node).await;
        self.world.travel(self.node).await?;
        let args: Vec<Value> = args.iter().map(Value::from).collect();
        let id = self.id;
        if let Some(open) = self.world.lock().open.get_mut(&id) {
            open.task = tokio::task::try_id();
        }
        let locks = statements::locks(&self.world.lock(), doing, sql, &args);
        for (key, is_shared) in locks {
            self.wait_for(|inner| inner.try_lock(id, &key, is_shared)).await?;
        }
        let answered = {
            let mut inner = self.world.lock();
            if !inner.open.contains_key(&id) {
                return Err(lost());
            }
            statements::carry_out(&mut inner, id, doing, sql, &args)
        };
        self.world.gate(self.node).await;
        Ok(answered)
    }

    /// A write of the caller's own.
    pub(crate) async fn effect(&mut self, effect: super::rows::Effect) -> Result<()> {
        self.world.gate(self.node).await;
        self.world.travel(self.node).await?;
        let mut inner = self.world.lock();
        let number = inner.new_id();
        inner.write(self.id, Key::Effect(number), Row::Effect(effect));
        Ok(())
    }

    pub(crate) async fn commit(self) -> Result<()> {
        self.world.gate(self.node).await;
        self.world.travel(self.node).await?;
        let full = {
            let mut inner = self.world.lock();
            if !inner.open.contains_key(&self.id) {
                return Err(lost());
            }
            let is_full = inner.full_until.is_some_and(|it| Instant::now() < it);
            let writes = inner.open.get(&self.id).is_some_and(|it| !it.overlay.is_empty());
            let is_full = is_full && writes;
            if !is_full {
                inner.apply(self.id);
            }
            is_full
        };
        self.world.wake_waiters();
        if full {
            return Err(Error::Full { doing: "commit to the model's store" });
        }
        // The answer may get lost after the commit.
        self.world.travel(self.node).await?;
        self.world.gate(self.node).await;
        Ok(())
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        self.world.lock().close(self.id);
        self.world.wake_waiters();
    }
}
