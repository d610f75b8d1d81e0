//! Every kind of page: accessible in both themes, and no wider than a phone.

use crate::chromium::{self, Browser, Setup};
use crate::server::Server;
use serde_json::{Value, json};

/// A league in its second season with every kind of game: past, over, live, ahead.
pub(crate) fn settled_league() -> Server {
    let server = Server::short_seasons("instant");
    server.advance(10);
    server.pace("production");
    server.advance(1);
    server.until_live();
    server
}

/// Every kind of page: its name and an address.
pub(crate) fn kinds(server: &Server) -> Vec<(&'static str, String)> {
    let [live, over, ahead] = ["live", "final", "scheduled"].map(|it| server.game(it));
    let plain = [
        ("today", "/"),
        ("games", "/games"),
        ("round", "/games/round/1"),
        ("past-games", "/games?season=1"),
        ("past-game", "/games/s1r1g1"),
        ("standings", "/standings"),
        ("past-standings", "/standings?season=1"),
        ("teams", "/teams"),
        ("team", "/teams/herons"),
        ("hooper", "/players/ines-okafor"),
        ("leaders", "/leaders"),
        ("records", "/records"),
        ("search", "/search?q=her"),
        ("awards", "/awards"),
        ("history", "/history"),
        ("season", "/history/1"),
        ("season-under-way", "/history/2"),
        ("book", "/book"),
        ("start", "/start"),
        ("glossary", "/glossary"),
        ("status", "/status"),
        ("api", "/api"),
        ("missing", "/nowhere"),
    ];
    let games = [
        ("live-game", format!("/games/{live}")),
        ("game", format!("/games/{over}")),
        ("game-ahead", format!("/games/{ahead}")),
        ("box", format!("/games/{over}/box")),
    ];
    plain.map(|(name, path)| (name, path.to_owned())).into_iter().chain(games).collect()
}

/// Faults that the checker finds on the page, each with the page's name and the theme.
async fn check(page: &Browser, name: &str, theme: &str) -> Vec<String> {
    let found = page.run(include_str!("checks.js"), vec![]).await;
    let found: Vec<String> = serde_json::from_value(found).expect("sentences");
    found.into_iter().map(|it| format!("{name}, {theme}: {it}")).collect()
}

#[test]
fn every_page_is_accessible_in_both_themes_and_fits_a_phone() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = settled_league();
        let mut faults = Vec::new();
        for (name, path) in kinds(&server) {
            page.open(server.at(&path)).await;
            for theme in ["light", "dark"] {
                page.system_theme(theme).await;
                page.screen(1280, 900).await;
                faults.extend(check(&page, name, theme).await);
                keep(&page, name, theme, 1280).await;
                page.screen(390, 780).await;
                faults.extend(check(&page, name, &format!("{theme}, phone")).await);
                keep(&page, name, theme, 390).await;
            }
            // What can be folded out belongs to the page.
            page.run(
                "document.querySelectorAll('main details').forEach((it) => { it.open = true; })",
                vec![],
            )
            .await;
            for width in [320, 390, 833, 1280] {
                page.screen(width, 780).await;
                faults.extend(too_wide(&page).await.map(|it| format!("{name}, {width}: {it}")));
            }
            let told = page.faults().await.into_iter();
            // The console tells that an address is missing; that page is about nothing else.
            let told = told.filter(|it| name != "missing" || !it.contains("404"));
            faults.extend(told.map(|it| format!("{name}: {it}")));
        }
        faults.dedup();
        assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    });
}

/// Pictures of the pages that people look at most.
async fn keep(page: &Browser, name: &str, theme: &str, width: u32) {
    let main =
        ["today", "live-game", "game", "standings", "team", "hooper", "leaders", "book", "season"];
    if main.contains(&name) {
        page.keep_picture(&format!("{name}-{theme}-{width}")).await;
    }
}

/// What makes the page wider than the screen, when something does.
async fn too_wide(page: &Browser) -> Option<String> {
    let widest = "const wide = document.scrollingElement.scrollWidth;
        if (wide <= innerWidth) return null;
        const out = [...document.querySelectorAll('body *')].filter((it) => it.getBoundingClientRect().right > innerWidth + .5
            && !it.parentElement.closest('.scroll,.tabs,.strip'));
        return `${wide} wide: ${out.slice(-3).map((it) => it.outerHTML.slice(0, 90)).join(' | ')}`;";
    page.run(widest, vec![]).await.as_str().map(str::to_owned)
}

/// Breaks a good page in many ways; the checker must see every one.
#[test]
fn the_checker_sees_what_is_broken() {
    let broken = [
        ("the language", "document.documentElement.lang = ''"),
        ("not one h1", "document.querySelector('h1').outerHTML = '<p>Today</p>'"),
        (
            "skips a level",
            "document.querySelector('h1').insertAdjacentHTML('afterend', '<h3>x</h3>')",
        ),
        ("a region has no name", "document.querySelector('.nav').removeAttribute('aria-label')"),
        (
            "neither hidden nor an image",
            "document.querySelector('.brand svg').removeAttribute('aria-hidden')",
        ),
        (
            "no name",
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')",
        ),
        ("does not contain its text", "document.querySelector('.brand').ariaLabel = 'Home'"),
        ("no label", "document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')"),
        (
            "an id twice",
            "document.querySelector('main').insertAdjacentHTML('beforeend', '<p id=main>x</p>')",
        ),
        ("leads nowhere", "document.querySelector('main').setAttribute('aria-labelledby', 'gone')"),
        ("a positive tabindex", "document.querySelector('.brand').tabIndex = 2"),
        ("a live region too many", "document.querySelector('main').ariaLive = 'polite'"),
        ("without scope", "document.querySelector('th').removeAttribute('scope')"),
        (
            "other than items",
            "document.querySelector('.cards').append(document.createElement('p'))",
        ),
        ("too little contrast", "document.querySelector('h1').style.color = 'rgb(200 190 170)'"),
        (
            "too small to touch",
            "for (const it of document.querySelectorAll('.foot .btn')) it.style.cssText = 'padding:0;min-height:0;height:9px;min-width:0;width:9px;font-size:12px;margin:0;border:0'",
        ),
    ];
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("production", "");
        for (what, script) in broken {
            page.open(server.at("/")).await;
            assert_eq!(check(&page, "today", "light").await, [""; 0]);
            page.run(script, vec![]).await;
            let found = check(&page, "today", "light").await;
            assert!(found.iter().any(|it| it.contains(what)), "{what} was not seen: {found:?}");
        }
    });
}

#[test]
fn spacing_that_a_reader_sets_cuts_nothing_off() {
    chromium::with(Setup::ORDINARY, async |page| {
        let server = settled_league();
        // WCAG 1.4.12.
        let spaced = "const sheet = new CSSStyleSheet();
            sheet.replaceSync('*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}');
            document.adoptedStyleSheets = [sheet];";
        let mut faults: Vec<String> = Vec::new();
        for (name, path) in kinds(&server) {
            page.screen(390, 780).await;
            page.open(server.at(&path)).await;
            page.run(spaced, vec![]).await;
            faults.extend(too_wide(&page).await.map(|it| format!("{name}: {it}")));
            let cut = page
                .value(
                    "[...document.querySelectorAll('main *')].filter((it) => {
                        const style = getComputedStyle(it);
                        return it.checkVisibility() && it.clientHeight > 1 && !it.closest('.vh,svg') && style.overflowY === 'hidden'
                            && it.scrollHeight > it.clientHeight + 2;
                    }).map((it) => it.outerHTML.slice(0, 90))",
                )
                .await;
            if cut != json!([]) {
                faults.push(format!("{name}: cut off: {cut}"));
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    });
}

/// The two ways to a dark page are one: the system's wish and the reader's choice.
#[test]
fn a_chosen_theme_looks_like_the_systems() {
    let colours = "[...document.querySelectorAll('html, h1, .card, .btn:not([aria-pressed]), .gcard .half, th, a, .small')]
        .map((it) => [getComputedStyle(it).color, getComputedStyle(it).backgroundColor].join(' on '))";
    chromium::with(Setup::ORDINARY, async |page| {
        let server = Server::league("production", "");
        let mut seen: Vec<Value> = Vec::new();
        for (system, chosen) in [("light", "dark"), ("dark", "light")] {
            page.system_theme(system).await;
            page.open(server.at("/")).await;
            seen.push(page.value(colours).await);
            page.click(&format!("button[name=theme][value={chosen}]")).await;
            page.until(&format!("document.documentElement.dataset.theme === '{chosen}'")).await;
            seen.push(page.value(colours).await);
            page.click("button[name=theme][value=system]").await;
            page.until("!document.documentElement.dataset.theme").await;
        }
        assert_eq!(seen[0], seen[3], "light by the system and by choice");
        assert_eq!(seen[1], seen[2], "dark by choice and by the system");
        assert_ne!(seen[0], seen[1]);
    });
}
