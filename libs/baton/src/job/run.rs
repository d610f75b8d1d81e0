//! Running jobs: bounded, resumable, given up when the claim is lost.
//!
//! May live here: the worker's loop and what a job's code is handed. Must never live here: what a
//! job does.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::clock;
use crate::error::{Error, Result, within};
use crate::lease::Identity;
use crate::ledger::{self, After, Claimed, Next, Terms};
use crate::store::{Pool, Tx};

/// Why a job did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// It may succeed another time.
    #[error("{0}")]
    Retry(String),
    /// It will never succeed.
    #[error("{0}")]
    Never(String),
    /// Another has the claim: whatever this one still does is refused.
    #[error("the claim was lost")]
    Lost,
    /// The store did not answer.
    #[error(transparent)]
    Store(#[from] Error),
}

/// Bounds of a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Jobs at the same time.
    pub at_once: usize,
    /// How long one attempt at a job may take.
    pub job_within: Duration,
    /// How often a worker looks when nothing wakes it.
    pub look_every: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { at_once: 4, job_within: Duration::from_mins(5), look_every: Duration::from_secs(1) }
    }
}

/// Works on what one scope of the ledger offers. Clones share limits and wake-ups.
#[derive(Clone, Debug)]
pub struct Worker {
    pool: Pool,
    scope: Arc<str>,
    by: Identity,
    terms: Terms,
    limits: Limits,
    places: Arc<Semaphore>,
    wake: Arc<Notify>,
}

impl Worker {
    /// A worker for a scope.
    pub fn new(pool: Pool, scope: &str, by: Identity, terms: Terms, limits: Limits) -> Self {
        let (places, wake) = (Arc::new(Semaphore::new(limits.at_once)), Arc::default());
        Self { pool, scope: scope.into(), by, terms, limits, places, wake }
    }

    /// Says that work was offered. Never needed for correctness.
    pub fn nudge(&self) {
        self.wake.notify_one();
    }

    /// Works until `stop` is cancelled; then takes nothing new, and puts back what has not ended,
    /// for others to resume at once.
    ///
    /// `work` completes the job itself, with [`Job::complete`] in its last transaction.
    pub async fn run<W, F>(&self, stop: &CancellationToken, work: W)
    where
        W: Fn(Job) -> F + Send + Sync + 'static,
        F: Future<Output = std::result::Result<(), Failure>> + Send + 'static,
    {
        let work = Arc::new(work);
        while !stop.is_cancelled() {
            let place = tokio::select! {
                biased;
                place = self.places.clone().acquire_owned() => place,
                () = stop.cancelled() => break,
            };
            let (Ok(place), Some(next)) = (place, self.next().await) else {
                tokio::select! {
                    biased;
                    () = self.wake.notified() => (),
                    () = stop.cancelled() => (),
                    () = tokio::time::sleep(self.limits.look_every) => (),
                }
                continue;
            };
            let (worker, work, stop) = (self.clone(), work.clone(), stop.clone());
            tokio::spawn(async move { worker.one(next, &*work, &stop, place).await });
        }
        // Every place is free again when every job has ended.
        let all = u32::try_from(self.limits.at_once).unwrap_or(u32::MAX);
        drop(self.places.acquire_many(all).await);
    }

    /// As long as a renewal of a claim is waited for.
    fn answer_within(&self) -> Duration {
        self.terms.claim / 4
    }

    async fn next(&self) -> Option<Next> {
        let claim = async {
            let mut begun = self.pool.begin().await?;
            let next = ledger::next(&mut begun.tx(), &self.scope, &self.by, &self.terms).await?;
            begun.commit().await?;
            Ok::<_, Error>(next)
        };
        within(self.answer_within(), "claim work", claim).await.unwrap_or_else(|error| {
            tracing::warn!(scope = &*self.scope, %error, "no work can be claimed");
            None
        })
    }

    async fn one<W, F>(
        &self,
        next: Next,
        work: &W,
        stop: &CancellationToken,
        place: OwnedSemaphorePermit,
    ) where
        W: Fn(Job) -> F,
        F: Future<Output = std::result::Result<(), Failure>> + Send + 'static,
    {
        let lost = CancellationToken::new();
        let Next { claimed, body } = next;
        let job = Job {
            pool: self.pool.clone(),
            claimed: claimed.clone(),
            body: body.into(),
            terms: self.terms,
            lost: lost.clone(),
        };
        let keeping =
            tokio::spawn(keep(self.pool.clone(), claimed.clone(), self.terms, lost.clone()));
        // On a task of its own: a panic is a failure of this job only.
        let mut task = tokio::spawn(work(job));
        let ended = tokio::select! {
            biased;
            done = &mut task => Some(done.unwrap_or_else(|it| Err(Failure::Retry(it.to_string())))),
            () = lost.cancelled() => Some(Err(Failure::Lost)),
            () = tokio::time::sleep(self.limits.job_within) => {
                Some(Err(Failure::Retry("it took too long".into())))
            }
            () = stop.cancelled() => None,
        };
        task.abort();
        keeping.abort();
        let settling = async {
            match ended {
                Some(Ok(())) => Ok(()),
                Some(Err(failure)) => self.failed(&claimed, &failure).await,
                None => self.put_back(&claimed).await,
            }
        };
        let settled = within(self.answer_within(), "store how a job ended", settling).await;
        if let Err(error) = settled {
            // The claim runs out by itself.
            tracing::warn!(scope = &*self.scope, key = &*claimed.key, %error, "job left behind");
        }
        drop(place);
        self.nudge();
    }

    async fn failed(&self, claimed: &Claimed, failure: &Failure) -> Result<()> {
        let after = match failure {
            Failure::Retry(_) | Failure::Store(_) => After::Retry,
            Failure::Never(_) => After::Never,
            Failure::Lost => return Ok(()),
        };
        tracing::warn!(scope = &*claimed.scope, key = &*claimed.key, attempt = claimed.attempt,
            error = %failure, "job failed");
        let mut begun = self.pool.begin().await?;
        ledger::fail(&mut begun.tx(), claimed, &failure.to_string(), after, &self.terms).await?;
        begun.commit().await
    }

    async fn put_back(&self, claimed: &Claimed) -> Result<()> {
        let mut begun = self.pool.begin().await?;
        ledger::put_back(&mut begun.tx(), claimed).await?;
        begun.commit().await
    }
}

/// Renews the claim until it is lost, or its time has passed without an answer.
async fn keep(pool: Pool, claimed: Claimed, terms: Terms, lost: CancellationToken) {
    let mut until = clock::now().after(terms.claim);
    loop {
        tokio::time::sleep(terms.claim / 4).await;
        let sent_at = clock::now();
        let renew = async {
            let mut begun = pool.begin().await?;
            let kept = ledger::renew(&mut begun.tx(), &claimed, &terms).await?;
            begun.commit().await?;
            Ok::<_, Error>(kept)
        };
        match tokio::time::timeout(terms.claim / 4, renew).await {
            Ok(Ok(true)) => until = sent_at.after(terms.claim),
            Ok(Ok(false)) => return lost.cancel(),
            // Unknown: the old deadline stands.
            Ok(Err(_)) | Err(_) if until <= clock::now() => return lost.cancel(),
            Ok(Err(_)) | Err(_) => (),
        }
    }
}

/// What a job's code is handed. Clones are the same job.
#[derive(Clone, Debug)]
pub struct Job {
    pool: Pool,
    claimed: Claimed,
    body: Arc<[u8]>,
    terms: Terms,
    lost: CancellationToken,
}

impl Job {
    /// The claim.
    pub fn claimed(&self) -> &Claimed {
        &self.claimed
    }

    /// What was offered.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Cancelled when another has the claim: stop, nothing counts any more.
    pub fn lost(&self) -> &CancellationToken {
        &self.lost
    }

    /// The output of a slow step: the stored one, or `slow`'s, stored before it is answered. When
    /// two ran it, both get the one that was stored first.
    ///
    /// `slow` runs without a transaction, is bounded by `within`, and is dropped when the claim is
    /// lost. It is not begun when its output is stored.
    ///
    /// # Errors
    /// What `slow` says; [`Failure::Retry`] when it takes too long; [`Failure::Lost`].
    pub async fn step<F>(
        &self,
        name: &str,
        within: Duration,
        slow: F,
    ) -> std::result::Result<Vec<u8>, Failure>
    where
        F: Future<Output = std::result::Result<Vec<u8>, Failure>> + Send,
    {
        let mut begun = self.pool.begin().await?;
        let stored = super::stored(&mut begun.tx(), &self.claimed, name).await?;
        begun.commit().await?;
        if let Some(output) = stored {
            return Ok(output);
        }
        let output = tokio::select! {
            biased;
            output = tokio::time::timeout(within, slow) => {
                output.map_err(|_| Failure::Retry(format!("{name} took too long")))??
            }
            () = self.lost.cancelled() => return Err(Failure::Lost),
        };
        // It was paid for: storing it must not be cut short by a caller who goes away.
        let (job, name) = (self.clone(), name.to_owned());
        let storing = tokio::spawn(async move {
            let mut begun = job.pool.begin().await?;
            let stored = super::store(&mut begun.tx(), &job.claimed, &name, &output).await?;
            begun.commit().await?;
            stored.ok_or(Failure::Lost)
        });
        storing.await.unwrap_or_else(|gone| Err(Failure::Retry(gone.to_string())))
    }

    /// Ends the job in the caller's transaction, beside its effects. On an error roll back.
    ///
    /// # Errors
    /// [`Failure::Lost`] when another has the claim.
    pub async fn complete(
        &self,
        tx: &mut Tx<'_>,
        result: &[u8],
    ) -> std::result::Result<(), Failure> {
        let is_ours = ledger::complete(tx, &self.claimed, result, &self.terms).await?;
        if is_ours { Ok(()) } else { Err(Failure::Lost) }
    }
}
