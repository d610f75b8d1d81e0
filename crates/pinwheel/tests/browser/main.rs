//! The site in a real browser: headless Chromium, driven through chromedriver, against the real
//! binary on a private port and a temporary folder.
//!
//! May live here: what a reader sees, hears and does. Must never live here: what a handler answers
//! (its own tests), what a rule means (`league`).
//!
//! A machine without the browser fails these tests with the line to type; nothing is skipped.

mod announce;
mod chromium;
mod every_page;
mod first_load;
mod follow;
mod keyboard;
mod lost;
mod no_script;
mod pause;
mod server;
mod settings;
mod spoilers;
#[path = "../support/mod.rs"]
mod support;
