//! The very first load: something is live, at once, and nothing complains.

use crate::chromium::{self, Setup};
use crate::server::Server;

#[test]
fn the_first_load_is_live_within_a_second() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::demo();
        page.open(server.at("/")).await;
        // From the start of the navigation until a live score stood on the screen.
        let shown = page.until("window.__seen.firstScore").await;
        let millis = shown.as_f64().expect("a time");
        assert!(millis < 1_000.0, "the first live score came after {millis} ms");
        let games = page.value("document.querySelectorAll('.gcard .is-live').length").await;
        assert_eq!(games, 4, "every game of the round is live");
        // It moves by itself.
        let points = "[...document.querySelectorAll('.gcard [data-s-home], .gcard [data-s-away]')]\
             .reduce((sum, it) => sum + Number(it.textContent), 0)";
        page.until(&format!("{points} > 0")).await;
        assert_eq!(page.faults().await, [""; 0]);
    });
}

#[test]
fn the_first_click_leads_into_a_live_game() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::demo();
        page.open(server.at("/")).await;
        page.click(".gcard").await;
        page.until("document.querySelector('.game')?.dataset.state === 'live'").await;
        let seen = page.value("Number(document.querySelector('.game').dataset.n)").await;
        page.until(&format!("Number(document.querySelector('.game').dataset.n) > {seen}")).await;
        assert_eq!(page.text("document.querySelector('[data-feed-text]').textContent").await, "Live");
        assert_eq!(page.faults().await, [""; 0]);
    });
}
