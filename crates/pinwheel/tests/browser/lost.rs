//! The server goes away and comes back while a page is open.

use crate::chromium::{self, Setup};
use crate::server::Server;

#[test]
fn a_page_catches_up_by_itself_when_the_server_comes_back() {
    chromium::with(Setup::ORDINARY, async |page| {
        let mut server = Server::demo();
        page.open(server.at("/games/s1r1g1")).await;
        page.run("window.__mark = 'the same page'", vec![]).await;
        page.until("Number(document.querySelector('.game').dataset.n) > 4").await;
        server.kill();
        let words = "document.querySelector('[data-feed-text]').textContent";
        page.until(&format!("/^Reconnecting since \\d/.test({words})")).await;
        let left_at = page.value("Number(document.querySelector('.game').dataset.n)").await;
        // Long enough away for both the stream and the page to have failed.
        let told = page.until("document.querySelector('#feed-lost')?.innerText").await;
        let told = told.as_str().expect("a sentence");
        assert!(told.starts_with("The feed is lost. You see the game as of "), "{told}");
        server.restart();
        page.until(&format!("{words} === 'Live'")).await;
        page.until("!document.querySelector('#feed-lost')").await;
        page.until(&format!("Number(document.querySelector('.game').dataset.n) > {left_at} + 5"))
            .await;
        assert_eq!(page.text("window.__mark").await, "the same page");
        // Everything from the first to the newest, once.
        let numbers =
            "[...document.querySelectorAll('.log li[data-n]')].map((it) => Number(it.dataset.n))";
        let shown = page.value(numbers).await;
        let shown: Vec<u64> = serde_json::from_value(shown).expect("numbers");
        let newest = shown[0];
        assert_eq!(shown, (0..=newest).rev().collect::<Vec<u64>>(), "every play once");
    });
}
