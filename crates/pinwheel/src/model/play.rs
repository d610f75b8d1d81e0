//! The plays of a game, in words and numbers.
//!
//! May live here: the public form of a play. Never: plays that have not been shown.

use super::HooperRef;
use super::game::{GameStatus, Score, line, side_of};
use crate::games::Loaded;
use crate::words;
use league::League;
use league::ids::{GameId, HooperId, TeamId};
use league::sim::{self, Kind, NO_ONE, Play, Side, Start, Style, Zone};
use league::view::GameView;
use serde::Serialize;
use utoipa::ToSchema;

/// The plays of a game, so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlayByPlay {
    /// Which game.
    #[schema(example = "s1r3g2")]
    pub(crate) game: String,
    /// How far it is.
    pub(crate) status: GameStatus,
    /// In order of play.
    pub(crate) plays: Vec<PlayLine>,
}

/// One play.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct PlayLine {
    /// Its place in the game, from 0.
    pub(crate) n: usize,
    /// Tenths of a second since the tip-off, dead balls and breaks included.
    pub(crate) elapsed_tenths: u32,
    /// Period, from 1.
    pub(crate) period: u8,
    /// Label of the period.
    pub(crate) phase: String,
    /// Time left in the period: `2:41`.
    pub(crate) clock: String,
    /// Tenths of a second left in the period; 0 in an untimed phase.
    pub(crate) clock_tenths: u16,
    /// Tenths of a second left on the shot clock.
    pub(crate) shot_clock_tenths: u16,
    /// What happened: `made`, `missed`, `steal` and so on.
    pub(crate) kind: &'static str,
    /// Side whose play it is: `home` or `away`.
    pub(crate) side: &'static str,
    /// Whose play it is; `null` where it is nobody's.
    pub(crate) hooper: Option<HooperRef>,
    /// The opponent in it (in a substitution, who goes off).
    pub(crate) other: Option<HooperRef>,
    /// Who passed for the basket.
    pub(crate) assist: Option<HooperRef>,
    /// One sentence.
    pub(crate) text: String,
    /// Points scored by the side.
    pub(crate) points: u8,
    /// Points of both sides after it.
    pub(crate) score: Score,
    /// Side that has the ball after it.
    pub(crate) ball: Option<&'static str>,
    /// How the possession began: `transition`, `check_ball`, `second_chance`.
    pub(crate) start: Option<&'static str>,
    /// The chance the dice had to beat, basis points; `null` where nothing was rolled.
    pub(crate) chance: Option<u16>,
    /// What was rolled, 0 to 9999; below the chance is success.
    pub(crate) roll: Option<u16>,
    /// The kind's own number: the target score, free throws to come; else 0.
    pub(crate) value: u16,
    /// Where it was shot from, for a shot from the floor.
    pub(crate) shot: Option<Shot>,
}

/// A shot from the floor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Shot {
    /// `rim`, `paint`, `mid`, `arc` or `deep`.
    pub(crate) zone: &'static str,
    /// `catch`, `pull_up`, `drive` or `put_back`.
    pub(crate) style: Option<&'static str>,
    /// Whether it went in.
    pub(crate) made: bool,
    /// Across the court from the basket, centimetres, -750 to 750.
    pub(crate) x_cm: i32,
    /// Out into the court from the basket, centimetres, 0 to 1100.
    pub(crate) y_cm: i32,
}

/// What tells the shot map of one game from another's.
pub(crate) fn shot_salt(id: GameId) -> u64 {
    u64::from(id.season) << 32 | u64::from(id.round) << 8 | u64::from(id.matchup)
}

/// The plays shown so far.
pub(crate) fn plays(loaded: &Loaded) -> Option<PlayByPlay> {
    let view = loaded.view()?;
    let card = line(view.league, &loaded.card);
    let plays = loaded.game().map_or_else(Vec::new, |it| lines(view.league, &it, 0));
    Some(PlayByPlay { game: card.id, status: card.status, plays })
}

/// The plays shown so far from the `from`th on (from 0).
pub(crate) fn lines(league: &League, game: &GameView<'_>, from: usize) -> Vec<PlayLine> {
    let scores = game.running_score();
    (from..game.plays.len()).map(|n| play_line(league, game, n, scores[n])).collect()
}

fn play_line(league: &League, game: &GameView<'_>, n: usize, score: [u16; 2]) -> PlayLine {
    let play = &game.plays[n];
    let sides = [game.card.home, game.card.away];
    let (actor, rest) = words::play(&words::Squads::of(league, sides), &game.plays[..=n]);
    let text = if actor.is_empty() { rest } else { format!("{actor} {rest}") };
    let other_side = if play.kind == Kind::Substitution { play.side } else { play.side.other() };
    let rolled = play.chance > 0;
    PlayLine {
        n,
        elapsed_tenths: play.elapsed,
        period: play.period,
        phase: words::phase(&league.rules, play.period),
        clock: words::clock(&league.rules, play),
        clock_tenths: play.clock,
        shot_clock_tenths: play.shot_clock,
        kind: words::kind(play.kind),
        side: match play.side {
            Side::Home => "home",
            Side::Away => "away",
        },
        hooper: hooper(league, sides, play.side, play.actor),
        other: hooper(league, sides, other_side, play.other),
        assist: hooper(league, sides, play.side, play.helper),
        text,
        points: play.points,
        score: score.into(),
        ball: side_of(play.ball),
        start: start(play.start),
        chance: rolled.then_some(play.chance),
        roll: rolled.then_some(play.roll),
        value: play.value,
        shot: shot(play, game, n),
    }
}

fn hooper(league: &League, sides: [TeamId; 2], side: Side, place: u8) -> Option<HooperRef> {
    let id = HooperId::new(sides[side as usize], place);
    (place != NO_ONE).then(|| HooperRef::of(league, id))
}

fn start(start: Start) -> Option<&'static str> {
    match start {
        Start::None => None,
        Start::Transition => Some("transition"),
        Start::CheckBall => Some("check_ball"),
        Start::SecondChance => Some("second_chance"),
    }
}

fn shot(play: &Play, game: &GameView<'_>, n: usize) -> Option<Shot> {
    let zone = match play.zone {
        Zone::None => return None,
        Zone::Rim => "rim",
        Zone::Paint => "paint",
        Zone::Mid => "mid",
        Zone::Arc => "arc",
        Zone::Deep => "deep",
    };
    let style = match play.style {
        Style::None => None,
        Style::Catch => Some("catch"),
        Style::PullUp => Some("pull_up"),
        Style::Drive => Some("drive"),
        Style::PutBack => Some("put_back"),
    };
    let (x_cm, y_cm) = sim::shot_spot(play, shot_salt(game.card.id), n, game.arc_cm);
    Some(Shot { zone, style, made: play.kind == Kind::Made, x_cm, y_cm })
}
