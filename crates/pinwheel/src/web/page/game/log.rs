//! The play by play: newest first, as the script writes new plays.
//!
//! May live here: how a play becomes a row. Must never live here: the words for a play (`words`).

use crate::words::{self, Squads};
use league::view::{GameView, View, turning_points};

/// The play by play.
#[derive(Clone, Debug)]
pub(super) struct Log {
    /// Newest first.
    pub(super) rows: Vec<Row>,
    /// How many plays have been shown in all.
    pub(super) total: usize,
}

/// One play.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The phase in words, above the first row of it.
    pub(super) heading: Option<String>,
    pub(super) n: usize,
    /// `h`, `a` or `n`, then `pts` and `key`.
    pub(super) class: String,
    pub(super) phase: String,
    /// Phase and clock.
    pub(super) time: String,
    /// Who has the ball after it.
    pub(super) ball: &'static str,
    pub(super) team: String,
    pub(super) actor: String,
    pub(super) text: String,
    pub(super) points: u8,
    pub(super) score: [u16; 2],
}

impl Log {
    /// The latest `most` plays.
    pub(super) fn of(view: &View<'_>, game: &GameView<'_>, most: usize) -> Self {
        let league = view.league;
        let squads = Squads::of(league, [game.card.home, game.card.away]);
        let keys = turning_points(game.plays);
        let scores = game.running_score();
        let total = game.plays.len();
        let mut above = None;
        let row = |n: usize| {
            let play = &game.plays[n];
            let phase = words::phase(&league.rules, play.period);
            let side = words::whose(play);
            let heading = (above != Some(play.period))
                .then(|| capital(&words::phase_in_words(&league.rules, play.period)));
            above = Some(play.period);
            let (actor, text) = words::play(&squads, &game.plays[..=n]);
            let (letter, team) = match words::side(side) {
                "home" => ("h", league.team(game.card.home).nickname.clone()),
                "away" => ("a", league.team(game.card.away).nickname.clone()),
                _ => ("n", "Whistle".to_owned()),
            };
            let class = [letter, pick(play.points > 0, " pts"), pick(keys[n], " key")].concat();
            let time = format!("{phase} {}", words::clock(&league.rules, play));
            Row {
                heading,
                n,
                class,
                time: time.trim_end().to_owned(),
                phase,
                ball: words::ball(play.ball),
                team,
                actor,
                text,
                points: play.points,
                score: scores[n],
            }
        };
        Self { rows: (0..total).rev().take(most).map(row).collect(), total }
    }

    /// Whether there are earlier plays than these.
    pub(super) fn is_cut(&self) -> bool {
        self.rows.len() < self.total
    }
}

fn pick(it: bool, word: &'static str) -> &'static str {
    if it { word } else { "" }
}

/// The text with a capital letter.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}
