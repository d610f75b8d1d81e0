//! What an elector publishes: one value.
//!
//! May live here: the value and how it reads. Must never live here: a second copy of any of it.

use std::sync::Arc;

use super::term::Term;
use crate::hint::Hint;
use crate::lease::Token;

/// What the node is for one lease.
#[derive(Clone, Debug)]
pub enum Role {
    /// It watches; another acts, or nobody.
    Standby,
    /// It holds the lease and prepares.
    Activating(Term),
    /// It acts.
    Active(Term),
    /// It still holds the lease and takes on nothing new.
    Draining(Term),
}

impl Role {
    /// In one word, for logs and views.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Standby => "standby",
            Self::Activating(_) => "activating",
            Self::Active(_) => "active",
            Self::Draining(_) => "draining",
        }
    }

    /// The token of the lease that is held.
    pub fn token(&self) -> Option<Token> {
        match self {
            Self::Standby => None,
            Self::Activating(it) | Self::Active(it) | Self::Draining(it) => Some(it.token()),
        }
    }

    /// The term in which this node may act now.
    pub fn active(&self) -> Option<&Term> {
        match self {
            Self::Active(it) => Some(it),
            Self::Standby | Self::Activating(_) | Self::Draining(_) => None,
        }
    }
}

/// Everything that an elector publishes.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What the node is.
    pub role: Role,
    /// Whether the kernel would tell of a holder's death.
    pub hint: Hint,
    /// Why the store does not answer, if it does not. The role does not depend on it: it follows
    /// from what the store said last, and from the deadline.
    pub trouble: Option<Arc<str>>,
}
