//! What the kernel says about a process: resident memory and processor time.
//!
//! May live here: reading `/proc`. Must never live here: starting or stopping a process.

use std::fs;

/// Microseconds in one tick of `/proc/PID/stat`: Linux reports in hundredths of a second.
const TICK_US: u64 = 10_000;

/// What a process has and has used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Resident memory, in KiB.
    pub rss_kib: u64,
    /// Processor time since its start, user and system, in microseconds.
    pub cpu_us: u64,
}

/// Reads both for the process `pid`; `None` when there is no such process, or no `/proc`.
pub fn usage(pid: u32) -> Option<Usage> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(Usage { rss_kib: rss_kib(&status)?, cpu_us: cpu_us(&stat)? })
}

fn rss_kib(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn cpu_us(stat: &str) -> Option<u64> {
    // The second field is the name in parentheses, and a name may contain anything.
    let fields = stat.rsplit_once(')')?.1;
    let mut ticks = fields.split_whitespace().skip(11).map(str::parse::<u64>);
    Some((ticks.next()?.ok()? + ticks.next()?.ok()?) * TICK_US)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_behind_an_awkward_name() {
        let stat = "42 (a ) b) S 1 42 42 0 -1 4194560 903 0 0 0 117 33 0 0 20 0 4 0 812 1 2";
        assert_eq!(cpu_us(stat), Some(1_500_000));
        assert_eq!(rss_kib("Name:\tx\nVmRSS:\t    1234 kB\nThreads:\t4\n"), Some(1234));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_has_memory() {
        assert!(usage(std::process::id()).is_some_and(|it| it.rss_kib > 100));
    }
}
