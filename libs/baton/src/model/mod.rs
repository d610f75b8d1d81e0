//! Goal: show that the invariants hold whatever goes wrong, and that each guard is needed.
//! Method: seeded runs of several nodes in virtual time. The elector's machine, the relay, the
//! worker and every function that talks to the store are the real ones; only the store's statements
//! are played (`statements`), and compared with both databases in `tests/`. A failure prints its seed.
//!
//! May live here: the model. Must never live here: anything that is shipped.

mod check;
mod compare;
mod endpoints;
mod node;
mod rows;
mod run;
mod statements;
mod tests;
mod world;

pub(crate) use rows::Value;
pub(crate) use world::{Door, Transaction, now};
