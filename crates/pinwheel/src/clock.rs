//! Time: the one place that reads a clock.
//!
//! On one machine it is the system's. Machines that share a database go by that database's clock, so
//! that all of them show the same second, whatever their own clocks say.

use league::units::UnixMillis;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The database's clock less the boot clock, in microseconds; the smallest number: the system's clock counts.
static SHARED: AtomicI64 = AtomicI64::new(i64::MIN);
/// A sample that was longer under way tells too little.
const ROUND_TRIP_MAX: Duration = Duration::from_millis(250);
/// Smaller differences are the way's, not the clock's.
const KEEP_WITHIN_US: u64 = 20_000;

/// Milliseconds since 1970 UTC.
pub(crate) fn now() -> UnixMillis {
    UnixMillis(i64::try_from(now_ns() / 1_000_000).unwrap_or(i64::MAX))
}

/// What this machine's own clock says, whatever others say.
pub(crate) fn wall() -> UnixMillis {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    UnixMillis(since.map_or(0, |it| i64::try_from(it.as_millis()).unwrap_or(i64::MAX)))
}

/// Nanoseconds since 1970 UTC.
pub(crate) fn now_ns() -> u128 {
    match SHARED.load(Ordering::Relaxed) {
        // A clock before 1970 is as good as 1970: everything that follows is relative.
        i64::MIN => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_nanos()),
        offset => u128::try_from(boot_us().saturating_add(offset)).unwrap_or(0) * 1_000,
    }
}

/// The boot clock, for [`share`]: it never jumps, and goes on while the machine sleeps.
pub(crate) fn boot_us() -> i64 {
    baton::clock::now().as_micros()
}

/// Goes by a database's clock from now on: it said `theirs` (microseconds since 1970) to a question
/// that was asked at `asked`, by the boot clock, and has just been answered.
pub(crate) fn share(theirs: i64, asked: i64) {
    let answered = boot_us();
    let way = answered.saturating_sub(asked);
    if Duration::from_micros(way.unsigned_abs()) > ROUND_TRIP_MAX {
        return;
    }
    let offset = theirs.saturating_sub(asked.saturating_add(way / 2));
    let known = SHARED.load(Ordering::Relaxed);
    if known == i64::MIN || known.abs_diff(offset) > KEEP_WITHIN_US {
        SHARED.store(offset, Ordering::Relaxed);
    }
}
