//! What goes into the machine and what comes out.
//!
//! May live here: plain data. Must never live here: a decision.

use crate::lease::{Acquired, Hinted, Renewed, Token};

/// What one node is, for one lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Does not hold the lease, and watches.
    Standby,
    /// Holds it under this token and prepares; not to be relied on yet.
    Activating(Token),
    /// Holds it and acts.
    Active(Token),
    /// Still holds it, takes on nothing new, and is about to give it back.
    Draining(Token),
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Input {
    /// The time came that [`Machine::wake_at`](super::Machine::wake_at) named, or any other.
    Woke,
    /// The store answered the request with this number, or will not.
    Answered(u64, Answer),
    /// The kernel gave us what the holder keeps, or it was lost again.
    Hint(Hinted),
    /// Somebody says that the lease became free. May be wrong.
    Freed,
    /// The activation under this token ended: well or not.
    Activated(Token, Result<(), ()>),
    /// Everything that was going on under this token has ended.
    Drained(Token),
    /// Hand over, then keep back for a while.
    Yield,
    /// Hand over and stop for good.
    Stop,
}

/// What the store said.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Ask::Acquire`] and [`Ask::TakeOver`].
    Acquired(Acquired),
    /// To [`Ask::Renew`].
    Renewed(Renewed),
    /// To [`Ask::Release`]; whether there was something to release does not matter.
    Released,
    /// To any: the outcome is unknown.
    Unavailable,
}

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Send this request, and answer under this number. There is never more than one.
    Ask(u64, Ask),
    /// Wait no longer for this request: close its connection.
    Abandon(u64),
    /// Prepare for acting under this token, and say how it went.
    Activate(Token),
    /// Take on nothing new under this token, and say when the rest has ended.
    Drain(Token),
    /// The term is over: cancel whatever still runs under this token.
    End(Token),
    /// Wait for what the holder keeps.
    SeekHint,
    /// Let go of it, or stop waiting for it.
    DropHint,
    /// The stage changed.
    Publish(Stage),
}

/// A request to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Take the lease if nobody holds it.
    Acquire(Hinted),
    /// Take it from the holder that was seen under this token and is gone.
    TakeOver(Token),
    /// Extend it.
    Renew(Token, Hinted),
    /// Give it back.
    Release(Token),
}

/// What the machine's promises rest on. The model takes one away at a time and must notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guard {
    /// The holder steps down by its own clock.
    Deadline,
    /// The deadline counts from the sending of the request.
    FromSending,
    /// An answer counts only for the request that is under way.
    Numbered,
    /// The term ends before the lease is given back.
    EndFirst,
    /// A renewal that is refused ends the term.
    HeedLost,
}
