//! Pinwheel's pure core: what happens in a league and why.
//!
//! May live here: the rules of the game, of the season and of government, as functions of their
//! arguments. Must never live here: async, SQL, HTTP, a clock, the system's dice, floats in state.

mod along;
pub mod calendar;
pub mod chain;
pub mod command;
pub mod decide;
pub mod dice;
pub mod event;
pub mod explain;
pub mod governance;
pub mod ids;
pub mod lab;
pub mod react;
mod record;
pub mod report;
pub mod rules;
pub mod season;
pub mod sim;
pub mod spec;
pub mod state;
pub mod units;
pub mod verify;
pub mod view;

pub use command::{Command, Rejection, Step};
pub use decide::{decide, next_step};
pub use event::Event;
pub use react::{Intent, react};
pub use state::{League, Stage, State};
pub use view::View;
