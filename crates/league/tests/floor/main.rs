//! Government: how proposals live, what votes weigh, where tokens go.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test touches the events it is about")]

mod ballots;
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "the season's own tests step through it")]
mod common;
mod desk;
mod groups;
mod history;
mod life;
#[expect(dead_code, reason = "more is asked of the Floor elsewhere")]
mod world;
