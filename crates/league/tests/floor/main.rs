//! Government: how proposals live, what votes weigh, where tokens go.
#![expect(clippy::wildcard_enum_match_arm, reason = "a test touches the events it is about")]

#[path = "../common/mod.rs"]
mod common;
mod life;
mod world;
