//! When rounds are expected to tip off.
//!
//! May live here: slots of the schedule. Must never live here: anything that depends on how long
//! the games under way are, which would tell how they end.

use crate::schedule::Schedule;
use crate::ticker;
use league::League;
use league::units::UnixMillis;
use league::view::View;

/// Expected times worked out at most.
const SLOTS_MAX: usize = 400;

/// When the next round is expected to tip off; `None` when the schedule names no time.
pub(crate) fn next_tip_off(view: &View<'_>) -> Option<UnixMillis> {
    ticker::next_tip_off(view.league, view.now())
}

/// When the next `count` rounds are expected to tip off, one entry per round.
pub(crate) fn next_tip_offs(view: &View<'_>, count: usize) -> Vec<UnixMillis> {
    let Ok(schedule) = Schedule::parse(&view.league.cron) else { return Vec::new() };
    let pause = usual_length_ms(view.league);
    std::iter::successors(next_tip_off(view), |at| schedule.next_after(at.plus(pause)))
        .take(count.min(SLOTS_MAX))
        .collect()
}

/// How long a game of ordinary length is shown, milliseconds.
pub(crate) fn usual_length_ms(league: &League) -> i64 {
    ticker::usual_length(league.pace)
}
