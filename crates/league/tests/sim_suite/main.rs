//! Goal: show that a game is a game for all rules and lineups, that every rule does what the Book
//! says it does, and that basketball under the known rules looks like basketball.
//! Method: thousands of games with fixed keys, so that a number that moves has moved because of a
//! change. `games` checks every play, `legal` the same and more under legal rules at random, `golden`
//! every bit; `calibration` measures the table of docs/calibration.md; `levers` and `season_levers` go
//! through the parameters, `answers`, `balance`, `parity` and `people` through the behaviours. Two arms of a comparison play with the same dice; a difference
//! counts when it is four standard errors from nothing.

mod answers;
mod arms;
mod balance;
mod calibration;
mod chaos;
#[path = "../common/mod.rs"]
mod common;
mod games;
mod golden;
mod legal;
mod levers;
mod parity;
mod people;
mod presets;
mod season_levers;
