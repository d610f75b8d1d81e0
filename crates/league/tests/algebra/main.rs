//! Goal: show that rules as data do what they say inside a game, and nothing else; that every game
//! ends under every legal set of them; that the Book is a fold that can be undone.
//! Method: `effects` looks at one action at a time in real games; `laws` holds properties over
//! generated rules (`make`), `soak` over whole rule sets.

mod effects;
mod laws;
mod make;
mod soak;
