//! Government: how proposals live, what votes weigh, where tokens go.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test touches the events it is about")]

mod ballots;
#[path = "../common/mod.rs"]
mod common;
mod desk;
mod groups;
mod history;
mod life;
mod world;
