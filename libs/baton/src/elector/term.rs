//! One term of one holder: what the work that it allows is tied to.
//!
//! May live here: the grant, its deadline and its cancellation. Must never live here: deciding when
//! it ends (`machine`).

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock;
use crate::lease::{Grant, Token};

/// A term: from one acquisition to its end. Clones are the same term.
#[derive(Clone, Debug)]
pub struct Term {
    grant: Arc<Grant>,
    deadline_us: Arc<AtomicI64>,
    draining: CancellationToken,
    ended: CancellationToken,
    tasks: TaskTracker,
}

impl Term {
    pub(crate) fn new(grant: Grant) -> Self {
        Self {
            grant: Arc::new(grant),
            deadline_us: Arc::new(AtomicI64::new(i64::MIN)),
            draining: CancellationToken::new(),
            ended: CancellationToken::new(),
            tasks: TaskTracker::new(),
        }
    }

    /// Proof for [`fence`](crate::lease::fence). Every effect of the term needs it.
    pub fn grant(&self) -> &Grant {
        &self.grant
    }

    /// The number of the term.
    pub fn token(&self) -> Token {
        self.grant.token
    }

    /// Whether this node may believe in the term, by its own clock. Good for not starting what
    /// would be refused; never instead of the fence.
    pub fn is_current(&self) -> bool {
        let deadline = self.deadline_us.load(Ordering::Acquire);
        clock::now().as_micros() < deadline && !self.ended.is_cancelled()
    }

    /// Cancelled when nothing new may begin: the lease is about to be handed over.
    pub fn draining(&self) -> &CancellationToken {
        &self.draining
    }

    /// Cancelled when the term is over.
    pub fn ended(&self) -> &CancellationToken {
        &self.ended
    }

    /// Runs a task that belongs to the term: draining waits for it, and the term's end cancels it
    /// at its next await.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn spawn<F>(&self, task: F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let ended = self.ended.clone();
        self.tasks.spawn(async move {
            tokio::select! {
                biased;
                () = ended.cancelled() => (),
                () = task => (),
            }
        });
    }

    pub(crate) fn extend_to(&self, deadline: clock::Moment) {
        self.deadline_us.store(deadline.as_micros(), Ordering::Release);
    }

    pub(crate) fn drain(&self) {
        self.draining.cancel();
        self.tasks.close();
    }

    /// Waits until every task of the term has ended.
    pub(crate) async fn drained(&self) {
        self.tasks.wait().await;
    }

    pub(crate) fn end(&self) {
        self.deadline_us.store(i64::MIN, Ordering::Release);
        self.draining.cancel();
        self.ended.cancel();
        self.tasks.close();
    }

    /// Until when the term may act, on the clock of [`clock::now`].
    #[cfg(test)]
    pub(crate) fn deadline(&self) -> clock::Moment {
        let deadline = self.deadline_us.load(Ordering::Acquire);
        clock::Moment::from_micros(u64::try_from(deadline).unwrap_or(0))
    }

    /// For the watchdog: ends the term if its deadline has passed.
    pub(super) fn end_if_late(&self) {
        let deadline = self.deadline_us.load(Ordering::Acquire);
        if deadline != i64::MIN && deadline <= clock::now().as_micros() {
            self.end();
        }
    }
}
