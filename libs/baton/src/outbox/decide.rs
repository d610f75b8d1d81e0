//! What to do with the message at the head of a destination: pure.
//!
//! May live here: decisions from what is stored, the class and the time. Must never live here: a
//! store or an endpoint; the model drives this with others.

use std::time::Duration;

use super::class::{Class, Late, Outcome};
use crate::elector::Backoff;

/// How a relay deals with failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelayTerms {
    /// Failures after which a message is parked, so that those behind it can pass.
    pub attempts: u32,
    /// Between attempts.
    pub backoff: Backoff,
    /// How long an attempt may take; then its outcome is unknown.
    pub attempt_within: Duration,
    /// How often a relay looks when nothing wakes it.
    pub look_every: Duration,
    /// Destinations that are served at the same time, at most.
    pub at_once: usize,
}

impl Default for RelayTerms {
    fn default() -> Self {
        Self {
            attempts: 10,
            backoff: Backoff {
                first: Duration::from_millis(500),
                percent: 200,
                most: Duration::from_mins(5),
            },
            attempt_within: Duration::from_secs(10),
            look_every: Duration::from_secs(1),
            at_once: 16,
        }
    }
}

/// The message at the head of a destination, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Where it stands.
    pub state: HeadState,
    /// Attempts so far.
    pub attempts: u32,
    /// Until it may be tried.
    pub due_in: Duration,
    /// Since the first attempt whose outcome is unknown.
    pub unknown_for: Duration,
    /// Since the last attempt began or ended.
    pub quiet_for: Duration,
}

/// Where the head stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadState {
    /// It is certain that it has not been sent.
    Queued,
    /// An attempt was begun, and nobody knows how it ended: the relay died, or was not answered.
    Ambiguous,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing for this long.
    Wait(Duration),
    /// Write down that an attempt begins, then make it.
    Attempt,
    /// Put it aside for an operator, and go on with the next.
    Park(&'static str),
}

/// Decides about the head. With [`HeadState::Ambiguous`], whatever comes out is to be audited unless
/// it is a wait.
pub fn decide(head: &Head, class: Class, terms: &RelayTerms) -> Step {
    if !head.due_in.is_zero() {
        return Step::Wait(head.due_in);
    }
    if terms.attempts <= head.attempts {
        return Step::Park("failed too often");
    }
    if head.state == HeadState::Queued {
        return Step::Attempt;
    }
    match class {
        Class::AtMostOnce => Step::Park("it may have been sent"),
        // What another relay began may still be on its way: looked for now, it would not be found.
        // Twice, because a request that is sent at the end of an attempt needs its time, too.
        Class::VerifyThenCreate if head.quiet_for < terms.attempt_within * 2 => {
            Step::Wait((terms.attempt_within * 2).saturating_sub(head.quiet_for))
        }
        Class::Nonce { window, late: Late::Park } if window <= head.unknown_for => {
            Step::Park("it may have been sent, and its nonce is forgotten")
        }
        Class::Nonce { .. } | Class::Idempotent | Class::VerifyThenCreate | Class::AtLeastOnce => {
            Step::Attempt
        }
    }
}

/// What to store after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settlement {
    /// The new state.
    pub state: Settled,
    /// What the receiver calls it.
    pub reference: Option<String>,
    /// What went wrong.
    pub error: Option<String>,
    /// How long it rests.
    pub rest: Duration,
    /// Whether the attempt counts.
    pub counts: bool,
}

/// Where a message stands after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is there.
    Sent,
    /// It is not; tried again.
    Queued,
    /// Nobody knows.
    Unknown,
    /// Put aside for an operator.
    Parked,
}

impl Settled {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Queued => "queued",
            Self::Unknown => "unknown",
            Self::Parked => "parked",
        }
    }
}

/// Says what to store after the attempt with this number, counted from 1. `was_unknown` when an
/// earlier attempt's outcome is unknown: that this one failed for certain says nothing about it.
pub fn settle(outcome: Outcome, attempt: u32, was_unknown: bool, terms: &RelayTerms) -> Settlement {
    let rest = terms.backoff.wait(attempt, attempt.wrapping_mul(2_654_435_769) >> 22);
    let failed = if was_unknown { Settled::Unknown } else { Settled::Queued };
    let settlement = |state, error, rest| Settlement {
        state,
        reference: None,
        error: Some(error),
        rest,
        counts: true,
    };
    match outcome {
        Outcome::Sent(reference) => Settlement {
            state: Settled::Sent,
            reference,
            error: None,
            rest: Duration::ZERO,
            counts: true,
        },
        Outcome::Refused(why) => settlement(Settled::Parked, why, Duration::ZERO),
        Outcome::Failed(why) => settlement(failed, why, rest),
        Outcome::Unknown(why) => settlement(Settled::Unknown, why, rest),
        Outcome::Later(after) => {
            let error = String::from("the receiver asked to come later");
            Settlement { counts: false, ..settlement(failed, error, after) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ambiguous(unknown_for: Duration) -> Head {
        let (state, due_in) = (HeadState::Ambiguous, Duration::ZERO);
        Head { state, attempts: 1, due_in, unknown_for, quiet_for: unknown_for }
    }

    #[test]
    fn only_the_class_decides_about_an_unknown_outcome() {
        let terms = RelayTerms::default();
        let window = Duration::from_mins(2);
        let decided = |class, seconds| {
            decide(&ambiguous(Duration::from_secs(seconds)), class, &terms) == Step::Attempt
        };
        assert!(decided(Class::Nonce { window, late: Late::Park }, 119));
        assert!(!decided(Class::Nonce { window, late: Late::Park }, 120));
        assert!(decided(Class::Nonce { window, late: Late::Resend }, 120));
        assert!(decided(Class::Idempotent, 9));
        assert!(!decided(Class::VerifyThenCreate, 19) && decided(Class::VerifyThenCreate, 20));
        assert!(decided(Class::AtLeastOnce, 9) && !decided(Class::AtMostOnce, 9));
    }

    #[test]
    fn a_certain_failure_does_not_settle_an_earlier_doubt() {
        let terms = RelayTerms::default();
        let failed = || Outcome::Failed(String::new());
        assert_eq!(settle(failed(), 1, false, &terms).state, Settled::Queued);
        assert_eq!(settle(failed(), 2, true, &terms).state, Settled::Unknown);
    }

    #[test]
    fn poison_is_parked() {
        let head = Head { state: HeadState::Queued, attempts: 10, ..ambiguous(Duration::ZERO) };
        let terms = RelayTerms::default();
        assert_eq!(decide(&head, Class::Idempotent, &terms), Step::Park("failed too often"));
    }
}
