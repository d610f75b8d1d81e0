//! The watchdog: sees that an elector's thread still turns.
//!
//! May live here: looking, and the consequence. Must never live here: an excuse for a stuck thread;
//! what it waits for belongs into a task.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::driver::{Pulse, TURNS_EVERY};
use crate::metrics::OfElector;

/// What follows when an elector's thread makes no progress.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenStuck {
    /// The process ends at once. A supervisor starts another; its lease expires.
    #[default]
    Abort,
    /// It is logged, and the term is ended when its deadline has passed.
    Report,
}

/// So many looks in a row must find the same beat. Counted in looks, not in time: after a freeze
/// of the whole process the first look finds an old beat, and the elector has not had its turn.
const LOOKS: u32 = 20;

/// Whom it watches.
pub(super) struct Watched {
    pub(super) key: String,
    pub(super) pulse: Arc<Pulse>,
    pub(super) figures: OfElector,
}

pub(super) struct Watchdog {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    pub(super) fn start(watched: Watched, when_stuck: WhenStuck) -> std::io::Result<Self> {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = is_over.clone();
        let thread = thread::Builder::new().name("baton-watchdog".into()).spawn(move || {
            watch(&watched, when_stuck, TURNS_EVERY, &over);
        })?;
        Ok(Self { is_over, thread: Some(thread) })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
        }
    }
}

fn watch(watched: &Watched, when_stuck: WhenStuck, every: Duration, over: &AtomicBool) {
    let Watched { key, pulse, figures } = watched;
    let mut last = i64::MIN;
    let mut looks = 0;
    while !over.load(Ordering::Acquire) {
        let beat = pulse.beat_us.load(Ordering::Acquire);
        looks = if beat == last { looks + 1 } else { 0 };
        last = beat;
        // The elector ends its terms itself; this is for one that cannot.
        let term = pulse.term.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if let Some(term) = term {
            term.end_if_late();
        }
        if looks == LOOKS {
            figures.is_stuck();
            tracing::error!(key, "an elector's thread is stuck");
            if when_stuck == WhenStuck::Abort {
                std::process::abort();
            }
        }
        thread::park_timeout(every);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::elector::term::Term;
    use crate::lease::{Grant, Identity, Token};

    #[test]
    fn a_stuck_elector_does_not_keep_its_term() {
        let by = Identity::known("ann");
        let term = Term::new(Grant { key: "clock".into(), by, token: Token::new(1) });
        term.extend_to(crate::clock::now().after(Duration::from_millis(5)));
        let pulse = Arc::new(Pulse::default());
        *pulse.term.lock().expect("a term") = Some(term.clone());
        let over = AtomicBool::new(false);
        let figures = OfElector::new("clock");
        let watched = Watched { key: "clock".into(), pulse, figures };
        let every = Duration::from_millis(1);
        thread::scope(|scope| {
            scope.spawn(|| watch(&watched, WhenStuck::Report, every, &over));
            while !term.ended().is_cancelled() {
                thread::yield_now();
            }
            over.store(true, Ordering::Release);
        });
        assert!(!term.is_current());
    }
}
