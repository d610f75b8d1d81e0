//! Clocks: the one that counts from boot, and whose boot it is.
//!
//! May live here: reading them. Must never live here: a decision.
//!
//! SQLite has no clock of its own, and the wall clock steps. So a SQLite store is clocked by
//! `CLOCK_BOOTTIME`, which never steps and counts while the machine sleeps, together with the
//! boot's id: a lease of another boot belongs to a process that cannot live any more.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nix::time::{ClockId, clock_gettime};

use crate::error::{Error, Result};

#[cfg(target_os = "linux")]
const BOOT_CLOCK: ClockId = ClockId::CLOCK_BOOTTIME;
// Elsewhere the monotonic clock has to do; the boot is then told apart by the wall clock alone.
#[cfg(not(target_os = "linux"))]
const BOOT_CLOCK: ClockId = ClockId::CLOCK_MONOTONIC;

/// An instant on this machine's boot clock. Comparable within one boot only.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(Duration);

impl Moment {
    /// The instant that many microseconds after the clock's zero.
    pub const fn from_micros(micros: u64) -> Self {
        Self(Duration::from_micros(micros))
    }

    /// Microseconds since the clock's zero.
    pub fn as_micros(self) -> i64 {
        i64::try_from(self.0.as_micros()).unwrap_or(i64::MAX)
    }

    /// The instant that much later; the last one there is when there is none.
    #[must_use]
    pub fn after(self, wait: Duration) -> Self {
        Self(self.0.saturating_add(wait))
    }

    /// The instant that much earlier; zero when there is none.
    #[must_use]
    pub fn before(self, wait: Duration) -> Self {
        Self(self.0.saturating_sub(wait))
    }

    /// How long it is from `earlier` to this; nothing when it is not earlier.
    pub fn since(self, earlier: Self) -> Duration {
        self.0.saturating_sub(earlier.0)
    }
}

/// Reads the boot clock.
///
/// # Panics
/// When the system has none, which no supported system does.
pub fn now() -> Moment {
    #[cfg(test)]
    if let Some(now) = crate::model::now() {
        return now;
    }
    let time = clock_gettime(BOOT_CLOCK).expect("every system has this clock");
    Moment(Duration::from(time))
}

/// The id of this boot; the same for every process until the machine starts again.
///
/// # Errors
/// When the kernel does not tell it.
pub fn boot_id() -> Result<&'static str> {
    static ID: OnceLock<String> = OnceLock::new();
    if let Some(id) = ID.get() {
        return Ok(id);
    }
    let id = read_boot_id().map_err(Error::Clock)?;
    Ok(ID.get_or_init(|| id))
}

#[cfg(target_os = "linux")]
fn read_boot_id() -> std::io::Result<String> {
    Ok(std::fs::read_to_string("/proc/sys/kernel/random/boot_id")?.trim().to_owned())
}

#[cfg(not(target_os = "linux"))]
fn read_boot_id() -> std::io::Result<String> {
    Ok(String::from("unknown"))
}

/// Microseconds since 1970 by the wall clock. Only ever where a step does no harm.
pub(crate) fn wall_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// A duration as the store counts: whole microseconds.
pub(crate) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_boot_clock_goes_forward_and_the_boot_has_a_name() {
        let (before, after) = (now(), now());
        assert!(before <= after);
        assert!(!boot_id().expect("an id").is_empty());
        assert_eq!(after.after(Duration::from_secs(1)).since(after), Duration::from_secs(1));
    }
}
