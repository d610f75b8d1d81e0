//! Without script: the page is whole as of its answer, and loads itself anew until the end.

use crate::chromium::{self, Setup};
use crate::follow::{SHORT_GAME, shows_every_play};
use crate::server::Server;

#[test]
fn a_whole_game_is_followed_without_script() {
    let setup = Setup { script: false, ..Setup::ORDINARY };
    chromium::with(setup, async |page| {
        let server = Server::league("fast", SHORT_GAME);
        page.open(server.at("/games/s1r1g1")).await;
        assert_eq!(page.text("document.querySelector('.game').dataset.state").await, "live");
        let refresh = "document.querySelector('noscript meta[http-equiv=refresh]')?.content";
        assert_eq!(page.text(refresh).await, "20");
        let link = "document.querySelector('.plays noscript a')?.textContent";
        assert_eq!(page.text(link).await, "Refresh");
        // What only script can do is not offered.
        let offered = "[...document.querySelectorAll('.js-only')].filter((it) => it.getClientRects().length).length";
        assert_eq!(page.value(offered).await, 0);
        let count = "document.querySelectorAll('.log li[data-n]').length";
        let mut seen = page.value(count).await.as_u64().expect("a number");
        let mut grown = 0;
        while page.text("document.querySelector('.game').dataset.state").await == "live" {
            let newest = page.value("Number(document.querySelector('.game').dataset.n)").await;
            let newest = newest.as_i64().expect("a number");
            assert_eq!(newest + 1, seen.cast_signed(), "the page is whole as of its answer");
            server.until_later_than("s1r1g1", newest);
            page.reload().await;
            let rows = page.value(count).await.as_u64().expect("a number");
            assert!(seen <= rows, "{rows} plays after {seen}");
            grown += u64::from(seen < rows);
            seen = rows;
        }
        assert!(grown > 2, "the page grew {grown} times");
        assert_eq!(page.text("document.querySelector('[data-clock-text]').textContent").await, "Final");
        assert_eq!(page.value(refresh).await, serde_json::Value::Null, "nothing more will come");
        shows_every_play(&page, &server, "s1r1g1").await;
    });
}
