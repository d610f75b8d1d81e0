//! The board: who plays, the score, the clock, the ball; and points by period.
//!
//! May live here: what stands on it. Must never live here: periods that have not begun.

use crate::web::page::TeamTag;
use crate::web::page::lines::Lines;
use crate::words;
use league::view::{GameView, Moment, View};

/// The board of one game that has begun.
#[derive(Clone, Debug)]
pub(super) struct Board {
    pub(super) id: String,
    pub(super) state: &'static str,
    pub(super) home: TeamTag,
    pub(super) away: TeamTag,
    /// Ink of the visitors against the home side's.
    pub(super) away_hue: u16,
    pub(super) records: [String; 2],
    /// Points as they stand on the board: a dash each when the result is veiled.
    pub(super) score: [String; 2],
    /// Number of the newest play shown; −1 before the first.
    pub(super) newest: i64,
    pub(super) phase: String,
    pub(super) clock: String,
    /// Target score, once it is set and the game is on.
    pub(super) target: Option<u16>,
    pub(super) clock_text: String,
    /// `home`, `away` or nothing.
    pub(super) ball: &'static str,
    /// Nickname of who has it.
    pub(super) holder: String,
    pub(super) veiled: bool,
    /// `Semi-final, game 2` or `Round 4`.
    pub(super) occasion: String,
}

impl Board {
    pub(super) fn of(
        view: &View<'_>,
        game: &GameView<'_>,
        lines: &Lines<'_>,
        veiled: bool,
    ) -> Self {
        let line = lines.game(&game.card);
        let now = Moment::after(game.plays);
        let ball = if game.over { "" } else { words::ball(now.ball) };
        let stage = lines.stage(game.card.stage);
        let rules = &view.league.rules;
        Self {
            state: if game.over { "final" } else { "live" },
            away_hue: line.away_hue,
            records: line.records,
            score: now.score.map(|it| if veiled { "–".to_owned() } else { it.to_string() }),
            newest: i64::from(now.plays) - 1,
            phase: if game.over { "Final".to_owned() } else { words::phase(rules, now.period) },
            clock: if game.over {
                String::new()
            } else {
                words::clock_at(rules, now.period, now.clock)
            },
            target: target(view, game, &now),
            clock_text: clock_text(view, game),
            holder: match ball {
                "home" => line.home.nickname.clone(),
                "away" => line.away.nickname.clone(),
                _ => String::new(),
            },
            ball,
            veiled,
            occasion: if stage.is_empty() {
                format!("round {}", game.card.id.round)
            } else {
                stage.to_lowercase()
            },
            id: game.card.id.to_string(),
            home: line.home,
            away: line.away,
        }
    }

    /// The page's title: as the script writes it.
    pub(super) fn title(&self) -> String {
        let (home, away) = (&self.home.code, &self.away.code);
        if self.veiled {
            return format!("{home}–{away} · Final");
        }
        format!("{home} {}, {away} {} · {}", self.score[0], self.score[1], self.phase)
    }

    /// How many characters wide a score is set.
    pub(super) fn width(&self, side: usize) -> usize {
        self.score[side].chars().count()
    }
}

/// The target that counts now: in the phase it was set for.
fn target(view: &View<'_>, game: &GameView<'_>, now: &Moment) -> Option<u16> {
    let untimed = !view.league.rules.is_timed(now.period);
    now.target.filter(|_| untimed && !game.over)
}

/// Phase and clock as one reads them: `P3 2:41`, `Target 56`, `Final`.
pub(super) fn clock_text(view: &View<'_>, game: &GameView<'_>) -> String {
    if game.over {
        return "Final".to_owned();
    }
    let now = Moment::after(game.plays);
    let rules = &view.league.rules;
    let clock = match target(view, game, &now) {
        Some(target) => target.to_string(),
        None => words::clock_at(rules, now.period, now.clock),
    };
    format!("{} {clock}", words::phase(rules, now.period)).trim_end().to_owned()
}

/// Points by period, as far as periods have begun.
#[derive(Clone, Debug)]
pub(super) struct PeriodLine {
    pub(super) phases: Vec<String>,
    /// Home, then away: by period, and in all.
    pub(super) points: [(Vec<u16>, u16); 2],
}

impl PeriodLine {
    pub(super) fn of(view: &View<'_>, game: &GameView<'_>) -> Self {
        let sides = &game.boxes.sides;
        let phases = (1_u8..).zip(&sides[0].by_period);
        Self {
            phases: phases.map(|(it, _)| words::phase(&view.league.rules, it)).collect(),
            points: [0, 1]
                .map(|it: usize| (sides[it].by_period.clone(), sides[it].by_period.iter().sum())),
        }
    }
}
