//! Everything by keyboard: the walk with Tab, the skip link, the keys of a game.

use crate::chromium::{self, Browser, Setup};
use crate::server::Server;
use serde_json::json;
use thirtyfour::Key;

/// What has the focus, and whether a reader can see that it has.
const FOCUS: &str = "
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.getBoundingClientRect();
    const x = Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    return {
        what: `${at.localName}#${at.id} ${(at.getAttribute('aria-label') || at.textContent).trim().slice(0, 30)}`,
        place: at.closest('.skip:not(.over)') ? 'skip' : at.closest('.nav') ? 'nav' : at.closest('main') ? 'main'
            : at.closest('footer') ? 'foot' : 'other',
        outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        uncovered: Boolean(top) && (top === at || at.contains(top) || top.contains(at)),
        on_screen: box.bottom > 0 && box.top < innerHeight && box.width > 0};";

/// More stops than any page has: a finished game has one for each of its plays, some 350.
const STOPS_MOST: usize = 1_000;

/// Presses Tab from the start of the page to its end; every stop is seen. Answers the places in
/// the order of the walk.
async fn walk(page: &Browser) -> Vec<String> {
    let mut places: Vec<String> = Vec::new();
    for _ in 0..STOPS_MOST {
        page.press(Key::Tab).await;
        let at = page.run(FOCUS, vec![]).await;
        if at.is_null() {
            return places;
        }
        for wanted in ["outlined", "uncovered", "on_screen"] {
            assert_eq!(at[wanted], true, "{wanted}: {at}");
        }
        let place = at["place"].as_str().expect("a place").to_owned();
        if places.last() != Some(&place) {
            places.push(place);
        }
    }
    panic!("Tab does not come to an end; it went by {places:?}");
}

#[test]
fn every_stop_of_the_tab_key_is_seen() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::short_seasons("instant");
        let over = server.game("final");
        for width in [1280, 390] {
            page.screen(width, 780).await;
            for path in ["/", "/standings", "/teams/herons", &format!("/games/{over}")] {
                page.open(server.at(path)).await;
                let places = walk(&page).await;
                // On a phone the navigation lies at the foot of the screen, yet comes first.
                assert_eq!(places[..2], ["skip", "other"], "{path}");
                let mut once = places.clone();
                once.retain(|it| it != "other");
                assert_eq!(once, ["skip", "nav", "main", "foot"], "{path}: {places:?}");
            }
        }
    });
}

#[test]
fn the_skip_link_leads_into_the_content() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::short_seasons("instant");
        page.open(server.at("/")).await;
        page.press(Key::Tab).await;
        let shown =
            "document.activeElement.matches('.skip') && document.activeElement.offsetHeight >= 24";
        assert_eq!(page.value(shown).await, true);
        page.press(Key::Enter).await;
        page.until("document.activeElement.id === 'main'").await;
        page.press(Key::Tab).await;
        assert_eq!(page.value("Boolean(document.activeElement.closest('main'))").await, true);
    });
}

#[test]
fn the_menu_opens_and_closes_by_keyboard() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::short_seasons("instant");
        page.open(server.at("/")).await;
        page.run("document.querySelector('#more summary').focus()", vec![]).await;
        page.press(Key::Enter).await;
        page.until("document.querySelector('#more').open").await;
        page.press(Key::Tab).await;
        let inside = "Boolean(document.activeElement.closest('#more .sheet'))";
        assert_eq!(page.value(inside).await, true);
        page.press(Key::Escape).await;
        page.until("!document.querySelector('#more').open").await;
        assert_eq!(page.text("document.activeElement.textContent").await, "More");
    });
}

/// Said last; `null` before the first time.
const SAID: &str = "window.__seen.said.at(-1)?.text";

#[test]
fn the_keys_of_a_game_do_what_the_list_says() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::demo();
        page.open(server.at("/games/s1r1g1")).await;
        page.until("Number(document.querySelector('.game').dataset.n) > 6").await;
        page.press('p').await;
        let pressed = "document.querySelector('[data-pause]').ariaPressed";
        assert_eq!(page.text(pressed).await, "true");
        page.until(&format!("{SAID} === 'Feed paused'")).await;

        page.press('s').await;
        let sentence = "(({home, away, clock}, score) => `${home} ${score('home')}, ${away} ${score('away')}, first period, ${clock}`)(
            document.querySelector('.game').dataset, (side) => document.querySelector(`[data-score=${side}]`).textContent)";
        page.until(&format!("{SAID} === {sentence}")).await;
        page.press('l').await;
        let latest =
            "document.querySelector('.log li[data-n] p').innerText.replace(/\\s+/g, ' ').trim()";
        page.until(&format!("{SAID} === {latest}")).await;

        let row = "document.activeElement.dataset.n ?? null";
        let newest = page.value("document.querySelector('.game').dataset.n").await;
        page.press('j').await;
        assert_eq!(page.value(row).await, newest, "the first step is to the newest play");
        page.press('j').await;
        page.press('j').await;
        page.press('k').await;
        let newest: i64 = newest.as_str().expect("a number").parse().expect("a number");
        assert_eq!(page.value(row).await, json!((newest - 1).to_string()), "down two, up one");

        page.press('?').await;
        page.until("document.querySelector('dialog#keys')?.open").await;
        let list = page
            .text("[...document.querySelectorAll('#keys dt')].map((it) => it.innerText).join(' ')")
            .await;
        assert_eq!(list, "s l p j k / ?");
        page.press(Key::Escape).await;
        page.until("!document.querySelector('dialog#keys').open").await;
        assert_eq!(page.value(row).await, json!((newest - 1).to_string()), "the focus is back");

        page.press('p').await;
        assert_eq!(page.text(pressed).await, "false");
        assert_eq!(page.faults().await, [""; 0]);
    });
}

#[test]
fn the_keys_can_be_switched_off() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("production", "");
        page.open(server.at("/games/s1r1g1")).await;
        page.press('?').await;
        page.click("#keys-on").await;
        page.press(Key::Escape).await;
        page.until("!document.querySelector('dialog#keys').open").await;
        for _ in 0..2 {
            let before = page.value("window.__seen.said.length").await;
            for key in ['s', 'l', 'p', 'j', '?'] {
                page.press(key).await;
            }
            // Speaking waits 40 ms; what is asked for a tenth of a second later has had its chance.
            page.run(
                "window.__later = false; setTimeout(() => { window.__later = true; }, 100)",
                vec![],
            )
            .await;
            page.until("window.__later").await;
            assert_eq!(page.value("window.__seen.said.length").await, before);
            assert_eq!(page.value("Boolean(document.querySelector('dialog[open]'))").await, false);
            assert_eq!(
                page.text("document.querySelector('[data-pause]').ariaPressed").await,
                "false"
            );
            assert_eq!(page.text("document.activeElement.localName").await, "body");
            // The choice outlives the page.
            page.reload().await;
        }
        // The list can still be opened by its button, and the keys switched on again.
        page.click("[data-help]").await;
        page.click("#keys-on").await;
        page.click("#keys form .btn").await;
        page.press('s').await;
        page.until("window.__seen.said.length").await;
    });
}
