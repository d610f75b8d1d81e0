//! The numbers that baton holds itself to, on this machine: `cargo xtask bench baton`.
//!
//! May live here: the list, and how a figure is told. Must never live here: how something is
//! measured (`takeover`, `rates`, `peers`).
//!
//! One line per figure, its parts divided by tabs: what, `us` or `never` or `told`, the value, the
//! most that it may be (or nothing), and what is to stand beside it.

#![expect(clippy::print_stdout, reason = "its output is its purpose")]

mod node;
mod peer_takeover;
mod peers;
mod rates;
mod takeover;

use baton::Place;
use baton::testing::{Durability, Server, Stage};

/// A store as in production: every commit waits for the disk.
pub(crate) struct Store {
    pub(crate) name: &'static str,
    pub(crate) stage: Stage,
}

/// A figure in microseconds; `most` is its target.
pub(crate) fn micros(what: &str, value: u128, most: Option<u128>, beside: &str) {
    let most = most.map(|it| it.to_string()).unwrap_or_default();
    println!("{what}\tus\t{value}\t{most}\t{beside}");
}

/// How often something happened that must never happen.
pub(crate) fn never(what: &str, times: u64) {
    println!("{what}\tnever\t{times}\t\t");
}

/// A figure without a unit of time.
pub(crate) fn told(what: &str, value: &str) {
    println!("{what}\ttold\t{value}\t\t");
}

/// The middle and the largest of some spans.
pub(crate) fn middle_and_most(spans: &mut [u128]) -> (u128, u128) {
    spans.sort_unstable();
    (spans[spans.len() / 2], spans[spans.len() - 1])
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    if peer_takeover::run_if_asked().await || node::run_if_asked().await {
        return;
    }
    let server = Server::start(Durability::Full);
    let sqlite = Store { name: "SQLite", stage: Stage::sqlite().await };
    let place = server.database("measure").await;
    let postgres = Store { name: "PostgreSQL", stage: Stage::at(place).await };
    for store in [&sqlite, &postgres] {
        takeover::run(store).await;
        rates::run(store).await;
    }
    peer_takeover::run(&postgres).await;
    peers::run(&postgres).await;
}

/// Where a node finds the store, for its environment.
pub(crate) fn address(place: &Place) -> [(&'static str, String); 2] {
    match place {
        Place::Sqlite(options) => [
            ("BATON_FILE", options.get_filename().display().to_string()),
            ("BATON_HOST", String::new()),
        ],
        Place::Postgres(options) | Place::Pooled(options) => {
            let host = options.get_socket().map(|it| it.display().to_string());
            [("BATON_FILE", String::new()), ("BATON_HOST", host.unwrap_or_default())]
        }
    }
}
