//! Where a reader stands: a number that only grows and means the same on every machine.

use std::fmt;
use std::str::FromStr;

/// Items that one round may have; a round of 16 teams has about 3 000.
const SPAN: u64 = 1 << 17;

/// A position in the broadcast: everything in the log up to `log`, and the first `shown` items of
/// the latest round at that point.
///
/// Written as one number, `log × 131 072 + shown`, below 2⁵³ for the first 68 billion log entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Log position.
    pub(crate) log: u64,
    /// Items of the latest round.
    pub(crate) shown: u32,
}

impl Position {
    /// As one number.
    pub(crate) fn number(self) -> u64 {
        self.log.saturating_mul(SPAN).saturating_add(u64::from(self.shown))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.number().fmt(f)
    }
}

impl FromStr for Position {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number: u64 = text.trim().parse()?;
        let shown = u32::try_from(number % SPAN).unwrap_or(0);
        Ok(Self { log: number / SPAN, shown })
    }
}

#[cfg(test)]
mod tests {
    use super::Position;

    #[test]
    fn a_position_reads_back_and_orders_as_its_number() {
        let positions = [(0, 0), (0, 1), (1, 0), (1, 130_000), (2, 0), (1 << 36, 7)];
        let positions = positions.map(|(log, shown)| Position { log, shown });
        for pair in positions.windows(2) {
            assert!(pair[0] < pair[1] && pair[0].number() < pair[1].number());
        }
        for it in positions {
            assert_eq!(it.to_string().parse(), Ok(it));
        }
        assert!(
            "-1".parse::<Position>().is_err()
                && "99999999999999999999".parse::<Position>().is_err()
        );
    }
}
