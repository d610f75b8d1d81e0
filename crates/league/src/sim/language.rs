//! The words for a play, as a sports page would put it.
//!
//! May live here: choosing a template by the play itself, so that everyone reads the same words,
//! and filling it in. Never: names (they are asked for), markup, what is not in the play.

use super::words::templates;
use super::{Kind, NO_ONE, Play, Side};
use crate::dice::{GameKey, below};
use crate::rules::action::Announcement;

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
    let team = names.team(play.side);
    match play.kind {
        Kind::Made => {
            let from = if play.helper == NO_ONE {
                String::new()
            } else {
                format!(", from {}", names.hooper(play.side, play.helper))
            };
            from + if play.points == 0 { "; it counts for nothing" } else { "" }
        }
        Kind::Foul | Kind::ShootingFoul => {
            let which = foul_number.map_or_else(String::new, ordinal);
            match play.value {
                0 => which,
                1 => which + "; one free throw",
                throws => format!("{which}; {throws} free throws"),
            }
        }
        Kind::PeriodStart if play.clock == 0 => {
            format!(" {} begins without a clock, {team} with the ball", play.period)
        }
        Kind::PeriodStart => format!(" {} begins, {team} with the ball", play.period),
        Kind::PeriodEnd => format!(" {} ends", play.period),
        Kind::TargetSet => format!(" {} wins", play.value),
        Kind::Capped if play.points > 0 => {
            format!("; the lot gives the deciding point to {team}")
        }
        Kind::Capped => format!("; {team} lead and win"),
        Kind::Announcement => {
            let called = Announcement::ALL.get(usize::from(play.value));
            called.map_or_else(String::new, |it| format!(": {}", it.phrase()))
        }
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
        | Kind::OutOfPlay
        | Kind::RulePoints
        | Kind::RulePointsTaken
        | Kind::ExtraPossession
        | Kind::GameEnd => String::new(),
    }
}

fn ordinal(number: u16) -> String {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let word = usize::from(number).checked_sub(1).and_then(|it| WORDS.get(it));
    word.map_or_else(|| format!(", foul number {number}"), |it| format!(", {it} foul"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Ball, Start, Style, Zone};

    struct Cast;

    impl Names for Cast {
        fn hooper(&self, side: Side, place: u8) -> &str {
            let names = [["Amari", "Bo", "Cleo", "Dia"], ["Eli", "Fay", "Gus", "Hana"]];
            names[side as usize][usize::from(place)]
        }

        fn team(&self, side: Side) -> &str {
            ["Thorns", "Breakers"][side as usize]
        }
    }

    fn a(kind: Kind) -> Play {
        Play {
            elapsed: 100,
            period: 1,
            clock: 2_900,
            shot_clock: 80,
            kind,
            side: Side::Home,
            actor: 0,
            other: 1,
            helper: NO_ONE,
            zone: Zone::None,
            style: Style::None,
            start: Start::CheckBall,
            ball: Ball::Home,
            chance: 0,
            roll: 0,
            points: 0,
            value: 0,
        }
    }

    /// Every sentence that a play can become.
    fn sentences(play: &Play) -> Vec<String> {
        let mut all: Vec<_> = (0..60).map(|it| describe(play, &Cast, it)).collect();
        all.sort();
        all.dedup();
        all
    }

    #[test]
    fn every_play_has_words_that_fit_it() {
        const NEVER: [&str; 12] = [
            "{", "  ", "three", "two", "point", " he ", " she ", " his ", " her ", " him ", ", ,",
            ".",
        ];
        for kind in Kind::ALL {
            for zone in Zone::ALL {
                for style in Style::ALL {
                    for other in [1, NO_ONE] {
                        let play =
                            Play { zone: *zone, style: *style, other, points: 2, ..a(*kind) };
                        for text in sentences(&play) {
                            let never = NEVER.iter().find(|it| text.contains(**it));
                            let lot = *kind == Kind::Capped && never == Some(&"point");
                            assert!(never.is_none() || lot, "{kind:?} {zone:?} {style:?}: {text}");
                            assert!(text.starts_with(|it: char| it.is_uppercase()), "{text}");
                            let fits = fits(*kind, *zone, &text);
                            assert!(fits, "{kind:?} {zone:?} {style:?}: {text}");
                        }
                    }
                }
            }
        }
    }

    /// Whether a shot's words place it where it was, and say what became of it.
    fn fits(kind: Kind, zone: Zone, text: &str) -> bool {
        if !matches!(kind, Kind::Made | Kind::Missed | Kind::Blocked) {
            return true;
        }
        let miss = ["miss", "cannot", "no good", "but"].iter().any(|it| text.contains(it));
        let block = text.contains("blocked") || text.contains("turned away");
        // "puts the miss back in" is a basket.
        let outcome = match (kind == Kind::Made, kind == Kind::Missed) {
            (true, _) => !block && (!miss || text.contains("miss back in")),
            (_, true) => miss && !block,
            _ => block,
        };
        let far = ["arc", "outside"].iter().any(|it| text.contains(it));
        let deep = ["deep", "downtown", "way beyond"].iter().any(|it| text.contains(it));
        let place = match zone {
            Zone::None => !far && !deep,
            Zone::Rim => !far && !deep && !text.contains("mid-range") && !text.contains("paint"),
            Zone::Paint => !far && !deep && !text.contains("mid-range") && !text.contains("rim"),
            Zone::Mid => text.contains("mid-range") && !far && !deep,
            Zone::Arc => far && !deep,
            Zone::Deep => deep,
        };
        outcome && place
    }

    #[test]
    fn sentences_say_who_from_whom_and_how_often() {
        let made =
            Play { zone: Zone::Mid, style: Style::Catch, helper: 2, points: 2, ..a(Kind::Made) };
        assert!(describe(&made, &Cast, 7).starts_with("Amari "));
        assert!(describe(&made, &Cast, 7).ends_with(", from Cleo"));
        let worthless = Play { points: 0, ..made };
        assert!(describe(&worthless, &Cast, 7).ends_with("; it counts for nothing"));
        let foul = Play { value: 2, ..a(Kind::ShootingFoul) };
        let parts = describe_parts(&foul, &Cast, 3, Some(3));
        assert_eq!(parts.actor, Some("Amari"));
        assert!(parts.rest.ends_with(", third foul; 2 free throws"), "{}", parts.rest);
        let change = sentences(&a(Kind::Substitution));
        assert!(change.contains(&"Amari comes on for Bo".to_owned()), "{change:?}");
        let nobody = |kind| Play { actor: NO_ONE, other: NO_ONE, ..a(kind) };
        let target = Play { value: 52, ..nobody(Kind::TargetSet) };
        assert_eq!(sentences(&target), ["The clock is off: first to 52 wins"]);
        assert_eq!(sentences(&nobody(Kind::GameEnd)), ["Final: Thorns win"]);
        let starts = sentences(&nobody(Kind::PeriodStart));
        assert_eq!(starts, ["Period 1 begins, Thorns with the ball"]);
    }

    #[test]
    fn frequent_plays_are_put_in_many_ways() {
        for kind in [Kind::Made, Kind::Missed, Kind::DefensiveRebound, Kind::Steal, Kind::Turnover]
        {
            let play = Play { zone: Zone::Rim, style: Style::Drive, points: 2, ..a(kind) };
            assert!(sentences(&play).len() >= 3, "{kind:?}: {:?}", sentences(&play));
        }
        let play = a(Kind::Steal);
        assert_eq!(describe(&play, &Cast, 9), describe(&play, &Cast, 9));
    }
}
