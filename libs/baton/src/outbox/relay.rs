//! The relay: takes messages from the outbox to their endpoints, under one lease.
//!
//! May live here: the order of store and endpoint. Must never live here: what to do about an
//! outcome (`decide`), or a transaction that is open while an endpoint works.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::task::JoinSet;

use super::class::{Endpoint, Outcome, Outgoing};
use super::decide::{HeadState, RelayTerms, Settled, Settlement, Step, decide, settle};
use super::rows;
use crate::audit;
use crate::clock;
use crate::elector::Term;
use crate::error::{Result, within};
use crate::lease::{Fenced, Grant, fence};
use crate::metrics;
use crate::store::Pool;

/// What one look at a destination led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    /// One message was attempted or parked; there may be more.
    One,
    /// The head rests for this long.
    Rests(Duration),
    /// Nothing is to be sent.
    Empty,
    /// The grant is not current any more: stop.
    Stale,
}

/// By whom a message is sent.
struct Addressee {
    name: String,
    endpoint: Arc<dyn Endpoint>,
    /// Whether an earlier attempt may have succeeded.
    was_unknown: bool,
}

/// What looking at the head of a destination led to.
enum Look {
    /// To nothing that is sent.
    Passed(Passed),
    /// To an attempt, which is written down.
    Attempt(Addressee, Outgoing),
}

/// Sends what is in the outbox. Clones share their wake-ups.
#[derive(Clone)]
pub struct Relay {
    pool: Pool,
    terms: RelayTerms,
    endpoints: BTreeMap<String, Arc<dyn Endpoint>>,
    wake: Arc<Notify>,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        to.debug_struct("Relay").field("terms", &self.terms).finish_non_exhaustive()
    }
}

impl Relay {
    /// A relay without endpoints.
    pub fn new(pool: Pool, terms: RelayTerms) -> Self {
        Self { pool, terms, endpoints: BTreeMap::new(), wake: Arc::default() }
    }

    /// Adds an endpoint, wrapped in its class.
    #[must_use]
    pub fn endpoint(mut self, name: &str, endpoint: impl Endpoint) -> Self {
        self.endpoints.insert(name.to_owned(), Arc::new(endpoint));
        self
    }

    /// Says that something was enqueued. Never needed for correctness.
    pub fn nudge(&self) {
        self.wake.notify_one();
    }

    /// Sends until the term drains or its lease is lost. Attempts that have begun are finished.
    ///
    /// To be run as a task of the term ([`Term::spawn`]).
    pub async fn run(&self, term: &Term) {
        let mut workers = JoinSet::new();
        let mut served = BTreeMap::new();
        while !term.draining().is_cancelled() && term.is_current() {
            let busy = within(self.terms.attempt_within, "look for messages", self.busy());
            let busy = busy.await.unwrap_or_else(|error| {
                tracing::warn!(%error, "the outbox cannot be read");
                Vec::new()
            });
            for destination in busy {
                if served.len() < self.terms.at_once && !served.contains_key(&destination) {
                    let (relay, term, name) = (self.clone(), term.clone(), destination.clone());
                    let worker = workers.spawn(async move { relay.serve(&term, &name).await });
                    served.insert(destination, worker.id());
                }
            }
            tokio::select! {
                biased;
                Some(done) = workers.join_next_with_id() => {
                    let id = done.map_or_else(|gone| gone.id(), |(id, ())| id);
                    served.retain(|_, it| *it != id);
                    // It may have got more meanwhile.
                    self.wake.notify_one();
                }
                () = self.wake.notified() => (),
                () = term.draining().cancelled() => (),
                () = tokio::time::sleep(self.terms.look_every) => (),
            }
        }
        // What has begun comes to its end, or the term's end cancels it.
        while workers.join_next().await.is_some() {}
    }

    async fn busy(&self) -> Result<Vec<String>> {
        let mut begun = self.pool.begin().await?;
        // Twice as many, so that those that rest do not hide the others.
        let busy = rows::busy(&mut begun.tx(), self.terms.at_once * 2).await?;
        begun.commit().await?;
        Ok(busy)
    }

    /// Serves one destination until it is empty, rests for long, or the term ends.
    async fn serve(&self, term: &Term, destination: &str) {
        while !term.draining().is_cancelled() && term.is_current() {
            let rest = match self.pass(term.grant(), destination).await {
                Ok(Passed::One) => continue,
                Ok(Passed::Empty) => return,
                Ok(Passed::Rests(rest)) => rest,
                // The elector will say so, too; until then nothing is to be done.
                Ok(Passed::Stale) => self.terms.look_every,
                Err(error) => {
                    tracing::warn!(destination, %error, "the outbox cannot be served");
                    self.terms.backoff.first
                }
            };
            tokio::select! {
                biased;
                () = term.draining().cancelled() => return,
                () = tokio::time::sleep(rest) => (),
            }
        }
    }

    /// Looks at the head of a destination and makes at most one attempt at it.
    ///
    /// There must be one caller per destination and grant at a time.
    ///
    /// # Errors
    /// When the store did not answer. If an attempt was made its outcome is then unknown, and is
    /// treated so the next time.
    pub async fn pass(&self, grant: &Grant, destination: &str) -> Result<Passed> {
        let looking = self.look(grant, destination);
        match within(self.terms.attempt_within, "serve a destination", looking).await? {
            Look::Passed(passed) => Ok(passed),
            Look::Attempt(to, message) => self.attempt(grant, to, message).await,
        }
    }

    /// The transaction before an attempt.
    async fn look(&self, grant: &Grant, destination: &str) -> Result<Look> {
        // From before anything is sent: whoever comes after us waits from the row's time, which is
        // later.
        let until = clock::now().after(self.terms.attempt_within);
        let mut begun = self.pool.begin().await?;
        let mut tx = begun.tx();
        if fence(&mut tx, grant).await? == Fenced::Stale {
            return Ok(Look::Passed(Passed::Stale));
        }
        let Some(stored) = rows::head(&mut tx, destination).await? else {
            return Ok(Look::Passed(Passed::Empty));
        };
        let message = Outgoing { until, ..stored.outgoing };
        let endpoint = self.endpoints.get(&stored.endpoint).cloned();
        let was_unknown = stored.head.state == HeadState::Ambiguous;
        let step = endpoint.as_ref().map_or(Step::Park("there is no such endpoint"), |it| {
            decide(&stored.head, it.class(), &self.terms)
        });
        if was_unknown && !matches!(step, Step::Wait(_)) {
            let class = endpoint.as_ref().map(|it| it.class());
            let detail = format!("outcome unknown; class {class:?}; decided: {step:?}");
            let subject = format!("{destination}/{} {}", message.seq, message.dedupe_key);
            audit::write(&mut tx, "outbox", &subject, &detail).await?;
            metrics::ambiguous(if step == Step::Attempt { "attempt" } else { "park" });
        }
        match (step, endpoint) {
            (Step::Wait(rest), _) => return Ok(Look::Passed(Passed::Rests(rest))),
            (Step::Attempt, Some(endpoint)) => {
                rows::begin(&mut tx, grant, &message).await?;
                begun.commit().await?;
                let to = Addressee { name: stored.endpoint, endpoint, was_unknown };
                return Ok(Look::Attempt(to, message));
            }
            (Step::Park(why), _) => {
                rows::park(&mut tx, grant, &message, why).await?;
                metrics::parked(&stored.endpoint);
            }
            (Step::Attempt, None) => (),
        }
        begun.commit().await?;
        Ok(Look::Passed(Passed::One))
    }

    /// Makes the attempt and stores its end on a task of its own: a caller who goes away leaves
    /// nothing half done.
    async fn attempt(&self, grant: &Grant, to: Addressee, message: Outgoing) -> Result<Passed> {
        let (relay, grant) = (self.clone(), grant.clone());
        let attempt = tokio::spawn(async move {
            let outcome = relay.outcome_of(to.endpoint, message.clone()).await;
            let settlement = settle(outcome, message.attempt, to.was_unknown, &relay.terms);
            let storing = relay.store_end(&grant, &message, &settlement);
            let passed =
                within(relay.terms.attempt_within, "store how an attempt ended", storing).await?;
            if passed == Passed::One && settlement.state == Settled::Parked {
                metrics::parked(&to.name);
            }
            Ok(passed)
        });
        // A panic of the endpoint, or of ours: nobody knows what it did. The row says "sending", which is so.
        attempt.await.unwrap_or_else(|_| Ok(Passed::Rests(self.terms.backoff.first)))
    }

    async fn store_end(
        &self,
        grant: &Grant,
        message: &Outgoing,
        settlement: &Settlement,
    ) -> Result<Passed> {
        let mut begun = self.pool.begin().await?;
        let mut tx = begun.tx();
        // A relay that lost its lease leaves the outcome to its successor, as unknown.
        if fence(&mut tx, grant).await? == Fenced::Stale
            || !rows::settle(&mut tx, grant, message, settlement).await?
        {
            return Ok(Passed::Stale);
        }
        begun.commit().await?;
        Ok(Passed::One)
    }

    async fn outcome_of(&self, endpoint: Arc<dyn Endpoint>, message: Outgoing) -> Outcome {
        let left = message.until.since(clock::now());
        if left.is_zero() {
            // Storing that it begins took too long, or the process was frozen: nothing was sent.
            return Outcome::Failed("the attempt's time was over before it began".into());
        }
        let outcome = tokio::time::timeout(left, endpoint.attempt(message)).await;
        outcome.unwrap_or_else(|_| Outcome::Unknown("no answer".into()))
    }
}
