//! One active node per role, each effect once.
//!
//! Several copies of one program run: a rolling deploy, a second machine, one that was believed to
//! be dead. Baton decides which of them may act, and makes sure that whatever they do is done once,
//! over SQLite on one host or PostgreSQL for many.
//!
//! | part | question it answers |
//! | --- | --- |
//! | [`lease`] | who may act, and under which token? |
//! | [`elector`] | when does this node try, and how does it learn that its term is over? |
//! | [`hint`] | how does a standby learn within milliseconds that the holder is gone? |
//! | [`ledger`] | was this asked before, and what was the answer? |
//! | [`job`] | how far is it, and what did its slow steps produce? |
//! | [`inbox`] | has this delivery been stored? |
//! | [`outbox`] | what is to be said, in which order, and was it? |
//! | [`audit`] | what was decided where nobody could know? |
//! | [`metrics`] | how often did what happen? |
//! | [`throttle`] | may this happen again already? |
//! | [`store`] | how do a caller's transaction and baton's statements become one? |
//! | [`schema`] | which tables does it need? |
//!
//! May live here: coordination. Must never live here: what the coordinated program is about.

pub mod audit;
pub mod clock;
pub mod elector;
mod error;
pub mod hint;
pub mod inbox;
pub mod job;
pub mod lease;
pub mod ledger;
pub mod metrics;
#[cfg(test)]
#[expect(
    clippy::wildcard_enum_match_arm,
    clippy::print_stdout,
    reason = "who looks for one kind of row passes over the others; a run says what it found"
)]
mod model;
pub mod outbox;
#[cfg(feature = "redis")]
pub mod redis;
pub mod schema;
mod sql;
pub mod store;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod throttle;

pub use elector::{Elector, Role, Term};
pub use error::Error;
pub use lease::{Grant, Identity, Token};
pub use store::{Begun, Conn, Place, Pool, Tx};

/// The README's example, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
