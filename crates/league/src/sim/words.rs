//! The templates of `language`: ways to put a play.
//!
//! May live here: lists of phrases, one choice per kind, zone and style. Never says what a basket is
//! worth, nor he or she. Never: choosing among them.

use super::{Kind, Play, Style, Zone};

/// Ways to put a play; never empty, and the first never names the other one.
pub(super) fn templates(play: &Play) -> &'static [&'static str] {
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
        Kind::Foul if play.is_on_purpose() => {
            &["fouls on purpose to stop the clock", "stops the clock with a foul on {other}"]
        }
        Kind::Foul => {
            &["is called for a foul", "fouls {other}", "holds {other}", "reaches in on {other}"]
        }
        Kind::Substitution => &["comes on", "comes on for {other}", "replaces {other}"],
        Kind::FouledOut => &["reaches the foul limit and leaves the game", "has fouled out"],
        Kind::GameEnd => &["Final: {team} win"],
        Kind::Capped => &["The game has reached its limit of possessions"],
        Kind::RulePoints => &["By rule it counts for {team}", "The Book pays {team}"],
        Kind::RulePointsTaken => &["By rule it costs {team}", "The Book charges {team}"],
        Kind::ExtraPossession => {
            &["By rule {team} have the ball again", "The Book gives {team} the ball again"]
        }
        Kind::Announcement => &["In the hall"],
        Kind::OutOfPlay => &[
            "has a check ball: it went out of play",
            "gets a check ball, out of play off {other}",
            "has it at the check: {other} touched it last",
            "sees it go out of play off {other}",
        ],
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
