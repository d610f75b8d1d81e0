//! Pinwheel's pure core: what happens in a league and why.
//!
//! May live here: the rules of the game, of the season and of government, as functions of their
//! arguments. Must never live here: async, SQL, HTTP, a clock, the system's dice, floats in state.

pub mod chain;
pub mod dice;
pub mod ids;
pub mod rules;
pub mod sim;
pub mod units;
