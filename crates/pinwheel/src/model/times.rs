//! When rounds are expected to tip off.
//!
//! May live here: slots of the schedule. Must never live here: anything that depends on how long
//! the games under way are, which would tell how they end.

use crate::schedule::Schedule;
use crate::ticker;
use league::rules::{Param, Rules};
use league::spec::Pace;
use league::units::UnixMillis;
use league::view::View;

/// Expected times worked out at most.
const SLOTS_MAX: usize = 400;

/// When the next round is expected to tip off; `None` when the schedule names no time.
pub(crate) fn next_tip_off(view: &View<'_>) -> Option<UnixMillis> {
    if !view.is_live() {
        return ticker::next_tip_off(view.league, view.now());
    }
    // A tick that falls while a round is being shown is passed over. When the show ends is not
    // known yet, so the ordinary length of a game stands in for it.
    let (_, tip_off, pace, _) = view.show()?;
    let over = tip_off.plus(ordinary_length_ms(&view.league.rules, pace));
    Schedule::parse(&view.league.cron).ok()?.next_after(over.max(view.now()))
}

/// When the next `count` rounds are expected to tip off, one entry per round.
pub(crate) fn next_tip_offs(view: &View<'_>, count: usize) -> Vec<UnixMillis> {
    let Ok(schedule) = Schedule::parse(&view.league.cron) else { return Vec::new() };
    let pause = ordinary_length_ms(&view.league.rules, view.league.pace);
    let first = next_tip_off(view);
    std::iter::successors(first, |at| schedule.next_after(at.plus(pause)))
        .take(count.min(SLOTS_MAX))
        .collect()
}

/// How long a game takes under these rules, dead balls and breaks included: half as long again as its clock.
pub(crate) fn ordinary_length_ms(rules: &Rules, pace: Pace) -> i64 {
    let seconds = rules.get(Param::ClockPeriods) * rules.get(Param::ClockPeriodSecs);
    i64::from(seconds) * 15 * pace.millis_per_tenth()
}
