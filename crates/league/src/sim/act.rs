//! What an effect does to the game. Every action is bounded here too, whatever the rule says.
//!
//! May live here: doing one action. Never: whether it is done (`floor`, `ask`), the order of layers
//! (`layers`).

use super::Kind;
use super::floor::{EXTRA_MOST, Floor, Moment};
use super::game::{Live, side};
use super::layers::scaled;
use super::play::Play;
use super::trace::{Deed, Gift};
use crate::rules::Hook;
use crate::rules::action::{
    Action, Announcement, BENCH_MAX, CHANCE_POINTS_MAX, COUNTER_MAX, Count, Odds, POINTS_MAX, Rate,
    VALUE_MAX, Who,
};

/// Tenths that rules may add to one period's clock.
const CLOCK_ADDED_MOST: i32 = 600;
/// Tenths between which a shot clock that rules move stays.
const SHOT_CLOCK: (i32, i32) = (10, 600);

/// Does one action of the effect `which`.
pub(super) fn act(
    live: &mut Live<'_>,
    floor: &mut Floor<'_>,
    moment: &Moment,
    which: usize,
    action: &Action,
) {
    let play = moment.play.unwrap_or(live.plays.len());
    let us = moment.us;
    match *action {
        Action::AddPoints { who, n } => {
            let n = n.clamp(-POINTS_MAX, POINTS_MAX);
            points(live, floor, moment, (which, who, n));
        }
        Action::SetValue { n } => {
            let n = n.clamp(0, VALUE_MAX);
            floor.layers.set(n);
            floor.mark(play, which, Deed::Set, n);
        }
        Action::MultPoints { percent } => {
            floor.layers.multiply(percent);
            floor.mark(play, which, Deed::Multiplied, percent);
        }
        Action::ModifyProb { target, pp } => {
            modify(
                floor,
                moment.hook,
                which,
                (target, pp.clamp(-CHANCE_POINTS_MAX, CHANCE_POINTS_MAX)),
            );
        }
        Action::ScaleRate { target, percent } => {
            if target == Rate::EnergyDrain {
                // What was played before is felt at the old rate.
                live.settle();
            }
            let rate = &mut floor.mods.rates[target as usize];
            *rate = scaled(*rate, percent);
        }
        Action::Energy { who, n } => {
            energy(live, moment, who, n.clamp(-3_000, 3_000) * 100);
            floor.mark(play, which, Deed::Energy, n);
        }
        Action::Bench { who, possessions } => {
            if bench(live, moment, who, possessions) {
                floor.someone_moves = true;
                floor.mark(play, which, Deed::Benched, possessions);
            }
        }
        Action::GivePossession { who } => {
            if floor.extra_given < EXTRA_MOST {
                floor.extra_given += 1;
                floor.extra[side_of(us, who)] += 1;
                floor.mark(play, which, Deed::Possession, 0);
            }
        }
        Action::EndPossession => {
            floor.ends = true;
            floor.mark(play, which, Deed::Ended, 0);
        }
        Action::Clock { .. }
        | Action::ShotClock { .. }
        | Action::Foul { .. }
        | Action::TeamParamDelta { .. }
        | Action::Counter { .. }
        | Action::Announce { .. }
        | Action::NextGameTeamParam { .. }
        | Action::NextGamePoints { .. }
        | Action::StandingsPoints { .. }
        | Action::GrantTokens { .. }
        | Action::SetHome => act_aside(live, floor, moment, which, action),
    }
}

/// Does an action that is not about points, people or the ball.
fn act_aside(
    live: &mut Live<'_>,
    floor: &mut Floor<'_>,
    moment: &Moment,
    which: usize,
    action: &Action,
) {
    let play = moment.play.unwrap_or(live.plays.len());
    let us = moment.us;
    match *action {
        Action::Clock { secs } => {
            if let Some(moved) = clock(live, floor, secs.clamp(-20, 20)) {
                floor.mark(play, which, Deed::Clock, moved);
            }
        }
        Action::ShotClock { secs } => {
            let wanted = live.shot_clock + secs.clamp(-10, 10) * 10;
            live.shot_clock = wanted.clamp(SHOT_CLOCK.0, SHOT_CLOCK.1);
            floor.mark(play, which, Deed::ShotClock, secs);
        }
        Action::Foul { who, n } => {
            foul(live, floor, moment, (who, n.clamp(-1, 1)));
            floor.mark(play, which, Deed::Foul, n);
        }
        Action::TeamParamDelta { param, n, min, max } => {
            floor.change(us, param, n, (min, max));
            floor.mark(play, which, Deed::Param, n);
        }
        Action::Counter { counter, op, n } => {
            let counter = &mut floor.counters[us][counter as usize];
            let value = if op == Count::Set { n } else { *counter + n };
            *counter = value.clamp(0, COUNTER_MAX);
        }
        Action::Announce { template } => {
            call(live, template);
            floor.mark(live.plays.len() - 1, which, Deed::Called, template as i32);
        }
        Action::NextGameTeamParam { .. }
        | Action::NextGamePoints { .. }
        | Action::StandingsPoints { .. }
        | Action::GrantTokens { .. }
        | Action::SetHome
        | Action::AddPoints { .. }
        | Action::SetValue { .. }
        | Action::MultPoints { .. }
        | Action::ModifyProb { .. }
        | Action::ScaleRate { .. }
        | Action::Energy { .. }
        | Action::Bench { .. }
        | Action::GivePossession { .. }
        | Action::EndPossession => {
            if let Some(gift) = Gift::of(action) {
                floor.give(us, which, gift);
            }
        }
    }
}

/// Index of the side that `who` belongs to.
fn side_of(us: usize, who: Who) -> usize {
    match who {
        Who::Us | Who::Actor => us,
        Who::Them | Who::Opponent => 1 - us,
    }
}

/// Index of the side and place of a person, where there is one.
fn person(moment: &Moment, who: Who) -> Option<(usize, usize)> {
    match who {
        Who::Actor => moment.actor.map(|it| (moment.us, it)),
        Who::Opponent => moment.opponent.map(|it| (1 - moment.us, it)),
        Who::Us | Who::Them => None,
    }
}

/// Points of the scoring side are part of the basket; others are a play of their own.
fn points(
    live: &mut Live<'_>,
    floor: &mut Floor<'_>,
    moment: &Moment,
    (which, who, n): (usize, Who, i32),
) {
    let scores = matches!(moment.hook, Hook::ShotMade | Hook::FtMade);
    let index = side_of(moment.us, who);
    if scores && index == moment.us {
        floor.layers.add(n);
        floor.mark(moment.play.unwrap_or(0), which, Deed::Added, n);
    } else if live.score_by_rule(floor, index, n) {
        floor.mark(live.plays.len() - 1, which, Deed::Gave, n);
    }
}

fn modify(floor: &mut Floor<'_>, hook: Hook, which: usize, (target, pp): (Odds, i32)) {
    let mods = &mut floor.mods;
    let at = target as usize;
    if hook == Hook::PossessionStart {
        mods.pp[at] += pp;
        mods.by[0][at] |= 1 << which;
    } else {
        mods.shot[at] += pp;
        mods.by[1][at] |= 1 << which;
    }
}

/// Has a hooper sit from the next possession on; gives whether somebody can come on.
fn bench(live: &mut Live<'_>, moment: &Moment, who: Who, possessions: i32) -> bool {
    let Some((index, place)) = person(moment, who) else { return false };
    let can = live.teams[index].has_bench();
    if can {
        live.teams[index].hoopers[place].sits =
            u8::try_from(possessions.clamp(1, BENCH_MAX)).unwrap_or(1);
    }
    can
}

fn energy(live: &mut Live<'_>, moment: &Moment, who: Who, by: i32) {
    if let Some((index, place)) = person(moment, who) {
        live.teams[index].refresh(place, by);
    } else if matches!(who, Who::Us | Who::Them) {
        let team = &mut live.teams[side_of(moment.us, who)];
        team.refresh_court(by);
    }
}

/// Moves the period clock; gives the whole seconds that it moved by, if there is a clock.
fn clock(live: &mut Live<'_>, floor: &mut Floor<'_>, secs: i32) -> Option<i32> {
    if !live.timed {
        return None;
    }
    let by = (secs * 10).min(CLOCK_ADDED_MOST - floor.clock_added);
    floor.clock_added += by.max(0);
    // The tenth that is left lets the play under way end.
    live.clock = (live.clock + by).max(1);
    Some(by / 10)
}

fn foul(live: &mut Live<'_>, floor: &mut Floor<'_>, moment: &Moment, (who, n): (Who, i32)) {
    if let Some((index, place)) = person(moment, who) {
        let limit = if live.law.foul_limit == 0 { i32::MAX } else { live.law.foul_limit };
        let hooper = &mut live.teams[index].hoopers[place];
        hooper.fouls = (hooper.fouls + n).clamp(0, limit);
        floor.someone_moves = true;
    } else if matches!(who, Who::Us | Who::Them) {
        let team = &mut live.teams[side_of(moment.us, who)];
        team.fouls = (team.fouls + n).max(0);
    }
}

fn call(live: &mut Live<'_>, template: Announcement) {
    let call = live.blank(Kind::Announcement, side(live.offence));
    live.emit_by_rule(Play { value: template as u16, ..call });
}
