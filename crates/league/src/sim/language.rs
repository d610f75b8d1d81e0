//! The words for a play, as a sports page would put it, and the spot on the court it came from.
//!
//! May live here: templates, chosen by the play itself, so that everyone reads the same words.
//! Never says what a basket is worth (the rules do), nor he or she. Never: names (they are asked
//! for), markup, what is not in the play.

use super::{Kind, NO_ONE, Play, Side, Style, Zone};
use crate::dice::{GameKey, below};

/// Who the numbers in a play are.
pub trait Names {
    /// Name of the hooper in this place of a side's lineup.
    fn hooper(&self, side: Side, place: u8) -> &str;
    /// Name of the team.
    fn team(&self, side: Side) -> &str;
}

/// A sentence in two parts, so that a page can set the name apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts<'a> {
    /// Whose play it is; `None` where it is nobody's.
    pub actor: Option<&'a str>,
    /// The rest: begins with a verb after an actor, with a capital without.
    pub rest: String,
}

/// One sentence, without a full stop. `index`: the play's place in its game.
pub fn describe(play: &Play, names: &dyn Names, index: usize) -> String {
    let Parts { actor, rest } = describe_parts(play, names, index, None);
    actor.map_or_else(|| rest.clone(), |actor| format!("{actor} {rest}"))
}

/// The sentence in parts. `foul_number`: which foul of its hooper this is, where that is known.
pub fn describe_parts<'a>(
    play: &Play,
    names: &'a dyn Names,
    index: usize,
    foul_number: Option<u16>,
) -> Parts<'a> {
    let templates = templates(play);
    let other_side = if play.kind == Kind::Substitution { play.side } else { play.side.other() };
    let other = (play.other != NO_ONE).then(|| names.hooper(other_side, play.other));
    let seed = GameKey::trial(u64::try_from(index).unwrap_or(0), u64::from(play.actor));
    let count = u32::try_from(templates.len()).unwrap_or(1);
    let at = below(seed.draw(0, 0, play.kind as u8, 0), count) as usize;
    let template = templates[at];
    // The first template of every list does without the other one's name.
    let template =
        if other.is_none() && template.contains(OTHER) { templates[0] } else { template };
    let mut rest = template.replacen(OTHER, other.unwrap_or_default(), 1);
    if template.contains(TEAM) {
        rest = template.replacen(TEAM, names.team(play.side), 1);
    }
    rest.push_str(&ending(play, names, foul_number));
    let actor = (play.actor != NO_ONE).then(|| names.hooper(play.side, play.actor));
    Parts { actor, rest }
}

const OTHER: &str = "{other}";
const TEAM: &str = "{team}";

/// What is added for an assist, a foul's number, free throws, a basket that does not count.
fn ending(play: &Play, names: &dyn Names, foul_number: Option<u16>) -> String {
    let mut text = String::new();
    match play.kind {
        Kind::Made => {
            if play.helper != NO_ONE {
                text.push_str(", from ");
                text.push_str(names.hooper(play.side, play.helper));
            }
            if play.points == 0 {
                text.push_str("; it counts for nothing");
            }
        }
        Kind::Foul | Kind::ShootingFoul => {
            if let Some(number) = foul_number {
                text.push_str(", ");
                text.push_str(&ordinal(number));
                text.push_str(" foul");
            }
            match play.value {
                0 => {}
                1 => text.push_str("; one free throw"),
                throws => text.push_str(&format!("; {throws} free throws")),
            }
        }
        Kind::PeriodStart => {
            let how = if play.clock == 0 { " without a clock" } else { "" };
            text.push_str(&format!(
                " {} begins{how}, {} with the ball",
                play.period,
                names.team(play.side)
            ));
        }
        Kind::PeriodEnd => text.push_str(&format!(" {} ends", play.period)),
        Kind::TargetSet => text.push_str(&format!(" {} wins", play.value)),
        Kind::Capped if play.points > 0 => {
            text.push_str(&format!(
                "; the lot gives the deciding point to {}",
                names.team(play.side)
            ));
        }
        Kind::Capped => text.push_str(&format!("; {} lead and win", names.team(play.side))),
        Kind::Missed
        | Kind::Blocked
        | Kind::FreeThrowMade
        | Kind::FreeThrowMissed
        | Kind::OffensiveRebound
        | Kind::DefensiveRebound
        | Kind::Turnover
        | Kind::Steal
        | Kind::ShotClock
        | Kind::Substitution
        | Kind::FouledOut
        | Kind::GameEnd => {}
    }
    text
}

fn ordinal(number: u16) -> String {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let word = usize::from(number).checked_sub(1).and_then(|it| WORDS.get(it));
    word.map_or_else(|| format!("foul number {number},"), |it| (*it).to_owned())
}

/// Ways to put a play; never empty, and the first never names the other one.
fn templates(play: &Play) -> &'static [&'static str] {
    match play.kind {
        Kind::PeriodStart | Kind::PeriodEnd => &["Period"],
        Kind::TargetSet => &["The clock is off: first to"],
        Kind::Made => made(play.zone, play.style),
        Kind::Missed => missed(play.zone, play.style),
        Kind::Blocked => blocked(play.zone, play.style),
        Kind::FreeThrowMade => {
            &["makes the free throw", "is good from the line", "sinks the free throw"]
        }
        Kind::FreeThrowMissed => {
            &["misses the free throw", "is off from the line", "leaves the free throw short"]
        }
        Kind::OffensiveRebound => &[
            "takes the offensive rebound",
            "keeps the play alive with an offensive rebound",
            "gets to the loose ball: offensive rebound",
        ],
        Kind::DefensiveRebound => {
            &["takes the rebound", "pulls down the rebound", "secures the defensive rebound"]
        }
        Kind::Turnover => &["loses the ball", "throws the ball away", "turns the ball over"],
        Kind::Steal => &[
            "comes up with a steal",
            "steals the ball from {other}",
            "strips {other}",
            "picks off {other}",
        ],
        Kind::ShotClock => &[
            "Shot-clock violation by {team}",
            "The shot clock runs out on {team}",
            "{team} cannot beat the shot clock",
        ],
        Kind::ShootingFoul => &[
            "commits a shooting foul",
            "fouls {other} on the shot",
            "catches {other} on the arm",
            "sends {other} to the line",
        ],
        Kind::Foul => {
            &["is called for a foul", "fouls {other}", "holds {other}", "reaches in on {other}"]
        }
        Kind::Substitution => &["comes on", "comes on for {other}", "replaces {other}"],
        Kind::FouledOut => &["reaches the foul limit and leaves the game", "has fouled out"],
        Kind::GameEnd => &["Final: {team} win"],
        Kind::Capped => &["The game has reached its limit of possessions"],
    }
}

fn made(zone: Zone, style: Style) -> &'static [&'static str] {
    match (zone, style) {
        (Zone::None, _) => &["scores"],
        (Zone::Rim | Zone::Paint, Style::PutBack) => {
            &["puts the miss back in", "goes straight back up and scores", "follows up and scores"]
        }
        (Zone::Rim, Style::Catch) => &[
            "cuts to the rim and finishes",
            "scores at the rim off the pass",
            "slips behind {other} and lays it in",
        ],
        (Zone::Rim, _) => &[
            "drives and finishes at the rim",
            "gets to the rim and lays it in",
            "beats {other} to the rim and scores",
            "finishes at the rim over {other}",
        ],
        (Zone::Paint, Style::Catch) => {
            &["scores in the paint off the pass", "turns in the paint and scores over {other}"]
        }
        (Zone::Paint, Style::Drive) => &[
            "drives into the paint and floats it in",
            "scores on a runner in the paint",
            "floats it over {other} in the paint",
        ],
        (Zone::Paint, _) => &[
            "stops in the paint and scores",
            "hits a short jumper in the paint",
            "shoots over {other} in the paint and scores",
        ],
        (Zone::Mid, Style::Catch) => &[
            "catches and hits from mid-range",
            "knocks down the open look from mid-range",
            "hits from mid-range over {other}",
        ],
        (Zone::Mid, _) => &[
            "hits a pull-up from mid-range",
            "pulls up from mid-range and scores",
            "stops and pops over {other} from mid-range",
        ],
        (Zone::Arc, Style::Catch) => &[
            "catches and hits from beyond the arc",
            "knocks it down from beyond the arc",
            "hits off the catch from outside",
            "hits from beyond the arc over {other}",
        ],
        (Zone::Arc, _) => &[
            "pulls up from beyond the arc and hits",
            "steps back behind the arc and scores",
            "hits off the dribble from outside",
            "pulls up on {other} from beyond the arc: good",
        ],
        (Zone::Deep, Style::Catch) => {
            &["catches and hits from way downtown", "lets it fly off the catch from deep: good"]
        }
        (Zone::Deep, _) => &[
            "pulls up from deep and hits",
            "hits from way beyond the arc",
            "launches over {other} from deep: good",
        ],
    }
}

fn missed(zone: Zone, style: Style) -> &'static [&'static str] {
    match (zone, style) {
        (Zone::None, _) => &["misses"],
        (Zone::Rim | Zone::Paint, Style::PutBack) => {
            &["misses the put-back", "cannot put the miss back in"]
        }
        (Zone::Rim, Style::Catch) => {
            &["cuts to the rim but misses", "cannot finish the pass at the rim"]
        }
        (Zone::Rim, _) => &[
            "drives but misses at the rim",
            "cannot finish at the rim",
            "misses at the rim over {other}",
        ],
        (Zone::Paint, Style::Catch) => {
            &["misses in the paint off the pass", "turns on {other} in the paint but misses"]
        }
        (Zone::Paint, Style::Drive) => &[
            "misses a runner in the paint",
            "drives into the paint but misses",
            "cannot float it over {other} in the paint",
        ],
        (Zone::Paint, _) => {
            &["misses a short jumper in the paint", "stops in the paint but misses"]
        }
        (Zone::Mid, Style::Catch) => {
            &["misses off the catch from mid-range", "cannot hit from mid-range over {other}"]
        }
        (Zone::Mid, _) => &["misses a pull-up from mid-range", "pulls up from mid-range: no good"],
        (Zone::Arc, Style::Catch) => &[
            "misses off the catch from beyond the arc",
            "catches and fires from beyond the arc: no good",
            "misses from outside over {other}",
        ],
        (Zone::Arc, _) => &[
            "pulls up from beyond the arc: no good",
            "misses off the dribble from outside",
            "cannot shake {other} and misses from beyond the arc",
        ],
        (Zone::Deep, Style::Catch) => &[
            "misses off the catch from deep",
            "lets it fly off the catch from way downtown: no good",
        ],
        (Zone::Deep, _) => &["pulls up from deep: no good", "misses from way beyond the arc"],
    }
}

/// The blocker is always known.
fn blocked(zone: Zone, style: Style) -> &'static [&'static str] {
    match (zone, style) {
        (Zone::None, _) => &["has a shot blocked", "is blocked by {other}"],
        (Zone::Rim | Zone::Paint, Style::PutBack) => {
            &["has the put-back blocked", "has the put-back blocked by {other}"]
        }
        (Zone::Rim, _) => &[
            "has a shot blocked at the rim",
            "is blocked by {other} at the rim",
            "is turned away at the rim by {other}",
        ],
        (Zone::Paint, _) => {
            &["has a shot blocked in the paint", "is blocked by {other} in the paint"]
        }
        (Zone::Mid, _) => {
            &["has a shot blocked from mid-range", "is blocked by {other} from mid-range"]
        }
        (Zone::Arc, _) => {
            &["has a shot blocked beyond the arc", "is blocked by {other} beyond the arc"]
        }
        (Zone::Deep, _) => &["has a shot from deep blocked", "is blocked from deep by {other}"],
    }
}

/// Where a shot was taken, for a shot map: centimetres, the basket at the origin, `x` from -750 to
/// 750 across, `y` from 0 to 1 100 out into the court. The origin for a play that is no shot.
///
/// Chosen by the play itself, like its words; always inside its zone.
pub fn shot_spot(play: &Play, game_salt: u64, index: usize, arc_cm: i32) -> (i32, i32) {
    let (near, far) = match play.zone {
        Zone::None => return (0, 0),
        Zone::Rim => (20, 120),
        Zone::Paint => (135, 290),
        Zone::Mid => (310, arc_cm - 20),
        Zone::Arc => (arc_cm + 12, arc_cm + 120),
        Zone::Deep => (arc_cm + 205, arc_cm + 320),
    };
    let key = GameKey::trial(game_salt, u64::try_from(index).unwrap_or(0));
    let number = |at: u8, n: i32| below(key.draw(0, 0, 0, at), n.unsigned_abs()).cast_signed();
    // No spot of the court is farther than its corners.
    let distance = (near + number(0, (far - near).max(1))).min(1_320);
    let across = (number(1, 2_001) - 1_000) * distance / 1_000;
    let x = across.clamp(-750, 750);
    let y = (distance * distance - x * x).isqrt();
    if y <= 1_100 {
        return (x, y);
    }
    let x = (distance * distance - 1_100 * 1_100).max(0).isqrt().min(750);
    (if across < 0 { -x } else { x }, 1_100)
}
