//! Time: the one place that reads the system's clock.

use league::units::UnixMillis;
use std::time::{SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 UTC.
pub(crate) fn now() -> UnixMillis {
    UnixMillis(i64::try_from(now_ns() / 1_000_000).unwrap_or(i64::MAX))
}

/// Nanoseconds since 1970 UTC.
pub(crate) fn now_ns() -> u128 {
    // A clock before 1970 is as good as 1970: everything that follows is relative.
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| it.as_nanos())
}
