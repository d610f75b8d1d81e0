//! The doctor: does what a machine must be able to do, on the real database, and says what to type
//! where it fails.
//!
//! May live here: checks of behaviour, their findings. Must never live here: a guess from a setting,
//! or a change that outlives the check (the lease `doctor` is a row of its own).

mod lease;
mod place;
mod state;

use crate::store::{Address, Open, Store};
use serde::Serialize;

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// As it should be.
    Good,
    /// It works, and there is something to know.
    Note,
    /// It does not work.
    Bad,
}

/// What one check found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Finding {
    /// What was checked, in a word or two.
    pub(crate) check: &'static str,
    /// How it was found.
    pub(crate) verdict: Verdict,
    /// What was found, in a sentence.
    pub(crate) found: String,
    /// The command or the setting that mends it; empty where there is nothing to do.
    pub(crate) fix: String,
}

impl Finding {
    fn good(check: &'static str, found: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Good, found: found.into(), fix: String::new() }
    }

    fn note(check: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Note, found: found.into(), fix: fix.into() }
    }

    fn bad(check: &'static str, found: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Bad, found: found.into(), fix: fix.into() }
    }
}

/// Examines a database. Creates nothing that is not there.
pub(crate) async fn examine(address: &Address) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !place::examine(address, &mut findings).await {
        return findings;
    }
    let store = match Store::open(address, Open::Existing).await {
        Ok(store) => store,
        Err(error) => {
            findings.push(Finding::bad("opening", error.in_full(), ""));
            return findings;
        }
    };
    state::examine(&store, &mut findings).await;
    lease::examine(&store, &mut findings).await;
    store.close().await;
    findings
}

/// Thousandths of a second, for people.
fn ms(span: std::time::Duration) -> String {
    let tenths = span.as_micros() / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}
