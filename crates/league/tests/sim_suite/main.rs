//! Goal: show that a game is a game for all rules and lineups, that every rule does what the Book
//! says it does, and that basketball under the known rules looks like basketball.
//! Method: thousands of games with fixed keys, so that a number that moves has moved because of a
//! change; `games` checks every play, `levers` and `calibration` check averages.

mod calibration;
mod games;
mod levers;
mod tally;
