//! What a reader who listens hears: a recorded game is played to the page, and every sentence
//! that the live region speaks is compared.

use crate::chromium::{self, Browser, Setup};
use crate::server::Server;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

/// The page's clock runs five times as fast: six seconds between announcements take 1.2.
const QUICKLY: Setup = Setup { script: true, haste: 5, own_streams: true };

/// A page with a live game, and what is played to it.
struct Recorded {
    page: Browser,
    names: [String; 2],
    next: i64,
    score: [u32; 2],
}

impl Recorded {
    async fn open(page: Browser, server: &Server) -> Self {
        page.open(server.at("/games/s1r1g1")).await;
        // The server's own game goes on elsewhere; the page must not fetch it in between.
        page.run("document.body.dataset.refresh = ''", vec![]).await;
        let newest = page.value("Number(document.querySelector('.game').dataset.n)").await;
        let home = page.text("document.querySelector('.game').dataset.home").await;
        let away = page.text("document.querySelector('.game').dataset.away").await;
        Self {
            page,
            names: [home, away],
            next: newest.as_i64().expect("a number") + 1,
            score: [0, 0],
        }
    }

    /// Plays to the page, all at once: whose, how many points, at what clock.
    async fn play(&mut self, plays: &[(&str, u32, &str)]) {
        let mut messages = Vec::new();
        for (side, points, clock) in plays {
            self.score[usize::from(*side == "away")] += points;
            let text = if *points > 0 { "scores" } else { "misses" };
            messages.push(
                json!({"type": "play", "game": "s1r1g1", "n": self.next, "id": self.next,
                "phase": "P1", "clock": clock, "side": side, "actor": "Somebody", "text": text,
                "points": points, "score": self.score, "ball": "home"}),
            );
            self.next += 1;
        }
        self.page.run("arguments[0].forEach(window.__tell)", vec![json!(messages)]).await;
    }

    /// Ends the game as it stands.
    async fn end(&self) {
        let end = json!({"type": "final", "game": "s1r1g1", "score": self.score, "id": 99_999});
        self.page.run("window.__tell(arguments[0])", vec![end]).await;
    }

    async fn choose(&self, what: &str) {
        self.page.click("#speak summary").await;
        self.page.click(&format!("input[name=speak][value={what}]")).await;
    }

    /// Waits until so many announcements have been made.
    async fn hears(&self, count: usize) {
        self.page.until(&format!("window.__seen.said.length >= {count}")).await;
    }

    /// Lets more time go by than lies between two announcements.
    async fn listens(&self) {
        self.page
            .run(
                "window.__later = false; setTimeout(() => { window.__later = true; }, 7000)",
                vec![],
            )
            .await;
        self.page.until("window.__later").await;
    }

    /// Compares all that was said, and asserts the pauses between.
    async fn heard(&self, expected: Expect) {
        let said = self.page.value("window.__seen.said").await;
        let said: Vec<Value> = serde_json::from_value(said).expect("a list");
        let texts: Vec<&str> = said.iter().map(|it| it["text"].as_str().expect("text")).collect();
        let texts =
            texts.join("\n").replace(&self.names[0], "Home").replace(&self.names[1], "Away");
        expected.assert_eq(&texts);
        for pair in said.windows(2) {
            let [one, next] = [0, 1].map(|it| pair[it]["at"].as_f64().expect("a time"));
            // The 40 ms before a sentence is put into the region come on top, scaled by the haste.
            assert!(next - one > 5_700.0, "{} ms between two announcements", next - one);
        }
    }
}

#[test]
fn scores_are_said_once_in_six_seconds_and_only_the_newest() {
    chromium::with(QUICKLY, async |page| {
        let server = Server::league("production", "");
        let mut game = Recorded::open(page, &server).await;
        game.play(&[("home", 0, "4:58"), ("home", 2, "4:51"), ("away", 3, "4:40")]).await;
        game.hears(1).await;
        game.play(&[("home", 2, "4:31")]).await;
        game.play(&[("away", 0, "4:22"), ("home", 1, "4:20")]).await;
        game.hears(2).await;
        // A play without points says nothing.
        game.play(&[("away", 0, "4:11"), ("home", 0, "4:02")]).await;
        game.listens().await;
        game.play(&[("away", 2, "0:59.4")]).await;
        game.hears(3).await;
        game.end().await;
        game.hears(4).await;
        game.listens().await;
        game.heard(expect![[r#"
            Home 2, Away 3, first period, 4:40
            Home 5, Away 3, first period, 4:20
            Home 5, Away 5, first period, 0:59
            Home 5, Away 5, final"#]])
            .await;
    });
}

#[test]
fn every_play_is_said_when_asked_for_and_the_last_three_at_most() {
    chromium::with(QUICKLY, async |page| {
        let server = Server::league("production", "");
        let mut game = Recorded::open(page, &server).await;
        game.choose("plays").await;
        let told = "document.querySelector('[data-speak-text]').textContent";
        assert_eq!(game.page.text(told).await, "every play");
        game.play(&[("home", 0, "4:58")]).await;
        game.hears(1).await;
        game.play(&[
            ("away", 0, "4:50"),
            ("home", 2, "4:41"),
            ("away", 0, "4:30"),
            ("home", 0, "4:21"),
            ("away", 3, "4:10"),
        ])
        .await;
        game.hears(2).await;
        game.heard(expect![[r#"
            Home Somebody misses
            Away Somebody misses. Home Somebody misses. Away Somebody scores +3. Home 2, Away 3, first period, 4:10"#]])
        .await;
    });
}

#[test]
fn nothing_is_said_when_nothing_is_asked_for() {
    chromium::with(QUICKLY, async |page| {
        let server = Server::league("production", "");
        let mut game = Recorded::open(page, &server).await;
        game.choose("nothing").await;
        game.play(&[("home", 2, "4:51"), ("away", 3, "4:40")]).await;
        game.end().await;
        game.listens().await;
        game.heard(expect![""]).await;
        // The choice is kept on the device.
        game.page.reload().await;
        let told = "document.querySelector('[data-speak-text]').textContent";
        assert_eq!(game.page.text(told).await, "nothing");
    });
}
