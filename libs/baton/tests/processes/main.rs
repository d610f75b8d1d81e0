//! Goal: show that what holds in the model holds for processes that are killed, frozen and stopped.
//! Method: this very program, started again as a node; what it writes is looked at afterwards.
//!
//! May live here: signals, real time, bounds wide enough for a busy machine; the exact figures are
//! measured by `cargo xtask bench baton`. Must never live here: what one process can show.

mod chaos;
mod guarantees;
mod history;
mod life;
mod node;
mod pooler;
mod signals;
mod stuck;

/// Not a test: the body of a node, when this program is started as one.
#[test]
fn as_a_node() {
    life::run_if_asked();
}
