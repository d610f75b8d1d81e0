//! Pausing the feed: nothing moves, what is new is counted, and going on misses nothing.

use crate::chromium::{self, Browser, Setup};
use crate::server::Server;

/// What a paused page must not change.
const STILL: &str = "JSON.stringify([document.querySelector('.log').innerText, scrollY,
    document.querySelector('.board').innerText, document.querySelector('[data-clock-text]').textContent,
    document.querySelector('.game').dataset.n, document.title])";

async fn has_no_gap(page: &Browser) {
    let gaps = "[...document.querySelectorAll('.log li[data-n]')].map((it) => Number(it.dataset.n))
        .filter((n, at, all) => at > 0 && n !== all[at - 1] - 1)";
    assert_eq!(page.value(gaps).await, serde_json::json!([]));
}

#[test]
fn a_paused_feed_counts_what_is_new_and_does_not_move() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::demo();
        page.screen(390, 780).await;
        page.open(server.at("/games/s1r1g1")).await;
        page.until("Number(document.querySelector('.game').dataset.n) > 2").await;
        page.run("document.querySelector('#plays').scrollIntoView()", vec![]).await;
        page.click("[data-pause]").await;
        let before = page.text(STILL).await;
        assert_eq!(
            page.text("document.querySelector('[data-feed-text]').textContent").await,
            "Paused"
        );
        let told = "document.querySelector('[data-new]:not([hidden])')?.textContent";
        page.until(&format!("/^([3-9]|\\d\\d) new plays$/.test({told})")).await;
        assert_eq!(page.text(STILL).await, before, "a paused page stands still");
        page.click("[data-pause]").await;
        page.until("document.querySelector('[data-new]').hidden").await;
        has_no_gap(&page).await;
        assert_ne!(page.text(STILL).await, before);
        assert_eq!(
            page.text("document.querySelector('[data-feed-text]').textContent").await,
            "Live"
        );
        // The choice is kept on the device.
        page.press('p').await;
        page.reload().await;
        let pressed = "document.querySelector('[data-pause]').getAttribute('aria-pressed')";
        assert_eq!(page.text(pressed).await, "true");
        // The button that counts resumes for once: it shows what is new, and the feed stays paused.
        page.until(&format!("/new play/.test({told})")).await;
        let newest = page.value("Number(document.querySelector('.game').dataset.n)").await;
        // From the script: a pointer could miss a button that moves while plays come in above it.
        page.run("document.querySelector('[data-new]').click()", vec![]).await;
        page.until(&format!("Number(document.querySelector('.game').dataset.n) > {newest}")).await;
        assert_eq!(page.text(pressed).await, "true");
        has_no_gap(&page).await;
        assert_eq!(page.faults().await, [""; 0]);
    });
}
