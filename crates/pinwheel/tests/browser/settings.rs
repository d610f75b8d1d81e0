//! Choices of a reader: the theme, also without script, kept from page to page.

use crate::chromium::{self, Setup};
use crate::server::Server;

#[test]
fn the_theme_is_chosen_without_script_and_kept() {
    let setup = Setup { script: false, ..Setup::ORDINARY };
    chromium::with(setup, async |page| {
        let server = Server::league("production", "");
        page.system_theme("light").await;
        page.open(server.at("/standings")).await;
        let theme = "document.documentElement.dataset.theme || 'system'";
        let paper = "getComputedStyle(document.documentElement).backgroundColor";
        let light = page.text(paper).await;
        assert_eq!(page.text(theme).await, "system");
        page.click("button[name=theme][value=dark]").await;
        page.until(&format!("({theme}) === 'dark'")).await;
        assert_eq!(page.text("location.pathname").await, "/standings", "back where one was");
        assert_ne!(page.text(paper).await, light);
        let pressed = "document.querySelector('button[name=theme][value=dark]').ariaPressed";
        assert_eq!(page.text(pressed).await, "true");
        page.open(server.at("/book")).await;
        assert_eq!(page.text(theme).await, "dark", "on other pages too");
        page.click("button[name=theme][value=system]").await;
        page.until(&format!("({theme}) === 'system'")).await;
        assert_eq!(page.text(paper).await, light);
    });
}
