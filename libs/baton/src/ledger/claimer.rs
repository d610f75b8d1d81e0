//! Claims of many callers in one commit: each waits for its own answer, all for one disk.
//!
//! May live here: collecting, one transaction, and telling each. Must never live here: an answer
//! before the commit.
//!
//! A durable commit costs what the disk takes to write, whether it holds one claim or a hundred. So
//! while one is under way whoever comes is collected, and the next commit is for all of them. One
//! caller alone waits no longer than without it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};

use super::{Claim, Claimed, Terms, claim, claim_new};
use crate::error::{Error, Result, within};
use crate::lease::Identity;
use crate::metrics;
use crate::store::Pool;

/// Claims in one commit, at most. Beyond that a commit takes as long as its rows, not as the disk.
const TOGETHER: usize = 512;
/// How long the store is waited for.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

/// One caller's request.
struct Asked {
    scope: Arc<str>,
    key: Arc<str>,
    answer: oneshot::Sender<Result<Claim>>,
}

/// Claims for many callers at once. Clones share the commits.
#[derive(Clone, Debug)]
pub struct Claimer {
    asked: mpsc::Sender<Asked>,
}

impl Claimer {
    /// Begins to collect. It ends when the last clone is dropped.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(pool: Pool, who: Identity, terms: Terms) -> Self {
        let (asked, waiting) = mpsc::channel(TOGETHER);
        tokio::spawn(collect(pool, who, terms, waiting));
        Self { asked }
    }

    /// Claims a key, as [`claim`] does with an empty fingerprint. The answer is given after the
    /// commit: what is claimed stays claimed, whatever happens to this process or to the database.
    ///
    /// # Errors
    /// When the store did not answer: whether the key was claimed is unknown.
    pub async fn claim(&self, scope: &str, key: &str) -> Result<Claim> {
        let (answer, told) = oneshot::channel();
        let asked = Asked { scope: scope.into(), key: key.into(), answer };
        let gone = || ended("the claimer has ended");
        self.asked.send(asked).await.map_err(|_| gone())?;
        told.await.unwrap_or_else(|_| Err(gone()))
    }
}

fn ended(why: &str) -> Error {
    let source = sqlx::Error::Io(std::io::Error::other(why.to_owned()));
    Error::Unavailable { doing: DOING, source }
}

const DOING: &str = "claim keys together";

async fn collect(pool: Pool, who: Identity, terms: Terms, mut waiting: mpsc::Receiver<Asked>) {
    let mut all = Vec::new();
    while waiting.recv_many(&mut all, TOGETHER).await != 0 {
        metrics::claimed_together(all.len());
        let claims = within(ANSWERS_WITHIN, DOING, together(&pool, &who, &terms, &all)).await;
        match claims {
            Ok(claims) => {
                for (asked, claim) in all.drain(..).zip(claims) {
                    // Who went away leaves a claim that runs out.
                    let _ = asked.answer.send(Ok(claim));
                }
            }
            Err(error) => tell_error(&pool, (&who, &terms), &error, &mut all).await,
        }
    }
}

/// One that the database refuses must not fail the others: then each is asked alone. When the
/// database does not answer, all are told so.
async fn tell_error(
    pool: &Pool,
    (who, terms): (&Identity, &Terms),
    error: &Error,
    all: &mut Vec<Asked>,
) {
    let is_refused =
        matches!(error, Error::Unavailable { source, .. } if source.as_database_error().is_some());
    for asked in all.drain(..) {
        let one = std::slice::from_ref(&asked);
        let claim = if is_refused {
            let alone = together(pool, who, terms, one);
            let claims = within(ANSWERS_WITHIN, DOING, alone).await;
            claims.and_then(|mut it| it.pop().ok_or_else(|| ended("there is no answer")))
        } else {
            Err(ended(&error.to_string()))
        };
        let _ = asked.answer.send(claim);
    }
}

/// One transaction for all; answers what each found, in their order.
async fn together(pool: &Pool, who: &Identity, terms: &Terms, all: &[Asked]) -> Result<Vec<Claim>> {
    let mut scopes: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for asked in all {
        scopes.entry(&asked.scope).or_default().push(&asked.key);
    }
    let mut begun = pool.begin().await?;
    let mut new: BTreeMap<&str, std::collections::BTreeSet<&str>> = BTreeMap::new();
    for (scope, keys) in &scopes {
        let won = claim_new(&mut begun.tx(), scope, keys, who, terms).await?;
        new.insert(scope, won.into_iter().collect());
    }
    let mut claims = Vec::new();
    for Asked { scope, key, .. } in all {
        let is_new = new.get_mut(&**scope).is_some_and(|it| it.remove(&**key));
        claims.push(if is_new {
            let (scope, key) = (scope.clone(), key.clone());
            Claim::Claimed(Claimed { scope, key, token: 1, attempt: 1, phase: String::new() })
        } else {
            // Somebody's, or was: the single statement knows.
            claim(&mut begun.tx(), (scope, key), "", who, terms).await?
        });
    }
    begun.commit().await?;
    Ok(claims)
}
