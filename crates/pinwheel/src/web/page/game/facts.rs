//! The story column: how the game has gone in facts, what it is about, and the rules it is played by.
//!
//! May live here: which facts are worth telling. Must never live here: the narrator's voice, or
//! anything that has not been shown.

use super::charts::in_words;
use super::log::capital;
use crate::web::page::TimeTag;
use crate::web::page::lines::Lines;
use crate::words;
use league::ids::HooperId;
use league::rules::{EndMode, Param, Rules};
use league::season::GameStage;
use league::sim::{Kind, Play, Side};
use league::view::{Course, GameView, Moment, Run, View};
use std::cmp::Reverse;
use std::fmt::Write as _;

/// A fact with its name.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) text: String,
    /// An instant that the text stands for.
    pub(super) time: Option<TimeTag>,
    /// A play that it points to.
    pub(super) play: Option<usize>,
    /// It was not known at the tip-off: a replay covers it.
    pub(super) late: bool,
}

impl Fact {
    fn new(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, text: text.into(), time: None, play: None, late: false }
    }
}

/// A rule with its value.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    /// Its place in the Book.
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) value: String,
}

/// Fewest points in a row that are worth a line.
const RUN_LEAST: u16 = 5;

/// How the game has gone, for somebody who comes late.
pub(super) fn story(view: &View<'_>, game: &GameView<'_>) -> Vec<Fact> {
    let names = [game.card.home, game.card.away].map(|it| view.league.team(it).nickname.clone());
    let course = Course::of(game.plays);
    let mut facts = vec![Fact::new(if game.over { "Result" } else { "Lead" }, {
        let lead = in_words(&names, course.lead());
        capital(&if game.over { lead.replacen(" by ", " won by ", 1) } else { lead })
    })];
    if course.score == [0, 0] {
        return facts;
    }
    let largest = |at: usize| format!("{} {}", names[at], course.largest[at]);
    facts.push(Fact::new("Largest lead", format!("{}, {}", largest(0), largest(1))));
    facts.push(Fact::new(
        "Lead changes",
        match course.ties {
            0 => course.lead_changes.to_string(),
            1 => format!("{}, level once", course.lead_changes),
            ties => format!("{}, level {ties} times", course.lead_changes),
        },
    ));
    if let Some(run) = course.run.filter(|it| !game.over && it.points >= RUN_LEAST) {
        let text = format!("{} have scored the last {}", names[run.side as usize], run.points);
        facts.push(Fact { play: Some(run.from), ..Fact::new("Run", text) });
    }
    if let Some(run) = course.longest.filter(|it| it.points > RUN_LEAST) {
        facts.push(longest(view, game, &names, run));
    }
    let tops: Vec<String> = (0..2).filter_map(|at| top(view, game, at)).collect();
    if !tops.is_empty() {
        facts.push(Fact::new("Leading", tops.join("; ")));
    }
    if let Some(text) = hot(view, game).filter(|_| !game.over) {
        facts.push(Fact::new("Hot", text));
    }
    facts
}

fn longest(view: &View<'_>, game: &GameView<'_>, names: &[String; 2], run: Run) -> Fact {
    let play = &game.plays[run.from];
    let phase = words::phase_in_words(&view.league.rules, play.period);
    let text = format!("{} {}–0, {phase}", names[run.side as usize], run.points);
    Fact { play: Some(run.from), ..Fact::new("Longest run", text) }
}

/// The side's leading scorer: `Ines Okafor 24 points, 9 rebounds`.
fn top(view: &View<'_>, game: &GameView<'_>, side: usize) -> Option<String> {
    let team = [game.card.home, game.card.away][side];
    let lines = (0_u8..).zip(&game.boxes.sides[side].hoopers);
    // Of equal scorers the one earlier in the lineup.
    let best = lines.max_by_key(|(slot, it)| (it.points, Reverse(*slot)));
    let (slot, line) = best.filter(|(_, it)| it.points > 0)?;
    let name = &words::hooper(view.league, HooperId::new(team, slot))?.name;
    let mut text = format!("{name} {} points", line.points);
    if line.rebounds() >= 5 {
        let _ = write!(text, ", {} rebounds", line.rebounds());
    }
    if line.assists >= 4 {
        let _ = write!(text, ", {} assists", line.assists);
    }
    Some(text)
}

/// Points in the phase under way that make a hooper hot.
const HOT_POINTS: u16 = 6;

/// Who has scored most in the phase under way: `Ines Okafor, 8 points in this period`.
fn hot(view: &View<'_>, game: &GameView<'_>) -> Option<String> {
    let from = game.plays.iter().rposition(|it| it.kind == Kind::PeriodStart)?;
    let (side, slot, points) = hottest(&game.plays[from..])?;
    let team = [game.card.home, game.card.away][side as usize];
    let name = &words::hooper(view.league, HooperId::new(team, slot))?.name;
    let phase = words::phase_in_words(&view.league.rules, game.plays[from].period);
    Some(format!("{name}, {points} points in the {phase}"))
}

/// The hooper with the most points in these plays, if they are many; of equal ones the first to have them.
fn hottest(plays: &[Play]) -> Option<(Side, u8, u16)> {
    let mut points = std::collections::BTreeMap::new();
    let mut best = None;
    for play in plays.iter().filter(|it| it.points > 0) {
        let sum: &mut u16 = points.entry((play.side, play.actor)).or_default();
        *sum += u16::from(play.points);
        if *sum >= HOT_POINTS && best.is_none_or(|(_, _, most)| *sum > most) {
            best = Some((play.side, play.actor, *sum));
        }
    }
    best
}

/// When and where it is played, and what it counts for.
pub(super) fn about(
    view: &View<'_>,
    game: &GameView<'_>,
    lines: &Lines<'_>,
    veiled: bool,
) -> Vec<Fact> {
    let card = &game.card;
    let stage = lines.stage(card.stage);
    let mut round = format!("{} of season {}", card.id.round, card.id.season);
    if card.stage == GameStage::Regular && card.id.season == view.season() {
        round = format!("{} of {}", card.id.round, view.regular_rounds());
    }
    let mut facts = vec![Fact::new("Round", round)];
    if !stage.is_empty() {
        facts.push(Fact::new("Counts as", stage));
    }
    if let Some(at) = card.tip_off {
        facts.push(Fact { time: Some(at.into()), ..Fact::new("Tip-off", "") });
    }
    let venue = &view.league.team(card.home).venue;
    facts.push(Fact::new("Venue", format!("{}, {} seats", venue.name, venue.capacity)));
    // A target says how many points there were.
    if let Some(target) = Moment::after(game.plays).target.filter(|_| !veiled) {
        facts.push(Fact { late: true, ..Fact::new("Target", format!("first to {target}")) });
    }
    facts
}

/// Series per playoff stage of a season that is over.
pub(super) fn past_stages(view: &View<'_>, season: u16) -> Vec<usize> {
    let past = view.league.past.iter().find(|it| it.number == season);
    past.map_or_else(Vec::new, |it| it.bracket.iter().map(Vec::len).collect())
}

/// The rules that one must know to follow a game.
pub(super) fn rules(rules: &Rules) -> Vec<Rule> {
    let get = |it| rules.get(it);
    let rule =
        |param: Param, name: &'static str, value: String| Rule { id: param.id(), name, value };
    let plain = |param: Param| rule(param, param.name(), param.in_words(get(param)));
    let mut told = vec![plain(Param::ScoreInside), plain(Param::ScoreArc)];
    if get(Param::ScoreDeep) > 0 {
        told.push(plain(Param::ScoreDeep));
    }
    let (timed, seconds) = (rules.timed_periods(), get(Param::ClockPeriodSecs));
    let length = if seconds % 60 == 0 {
        format!("{} minutes", seconds / 60)
    } else {
        format!("{seconds} seconds")
    };
    told.push(rule(Param::ClockPeriods, "Periods", format!("{timed} of {length}")));
    told.push(plain(Param::ClockShotSecs));
    let margin = get(Param::EndElamMargin);
    let ending = match rules.end_mode() {
        EndMode::Timed => "by the clock".to_owned(),
        EndMode::Elam => format!("clock off, first to the leader’s score plus {margin}"),
        EndMode::Target => format!("first to {}, or by the clock", get(Param::EndTargetScore)),
    };
    told.push(rule(Param::EndMode, "Ending", ending));
    if rules.end_mode() != EndMode::Elam {
        let overtime = match get(Param::OvertimeSecs) {
            0 => format!("first to score {}", get(Param::OvertimeTarget)),
            seconds => format!("{seconds} seconds"),
        };
        told.push(rule(Param::OvertimeSecs, "Overtime", overtime));
    }
    told.push(plain(Param::FoulPersonalLimit));
    told.push(rule(
        Param::FoulTeamBonus,
        "Bonus",
        format!("from team foul {} in a period", get(Param::FoulTeamBonus)),
    ));
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use league::rules::Preset;

    #[test]
    fn every_preset_tells_how_a_game_ends() {
        for preset in Preset::ALL {
            let told = rules(&preset.rules());
            let ending = told.iter().find(|it| it.name == "Ending").expect("always told");
            assert!(!ending.value.is_empty(), "{preset:?}");
        }
        let periods = |it: Preset| rules(&it.rules()).into_iter().find(|it| it.name == "Periods");
        assert_eq!(periods(Preset::House).expect("told").value, "3 of 5 minutes");
        assert_eq!(periods(Preset::Tbt).expect("told").value, "4 of 4 minutes");
    }
}
