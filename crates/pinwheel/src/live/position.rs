//! Where a reader stands: a number that only grows and means the same on every machine.

use crate::director::Now;
use league::sim::Play;
use league::units::UnixMillis;
use std::fmt;
use std::str::FromStr;

/// Items that one round may have; a round of 16 teams has about 3 000.
const SPAN: u64 = 1 << 17;

/// A position in the broadcast: everything in the log up to `log`, and the first `shown` items of
/// the round under way at that point. Once a round is completed, all of it has been shown and
/// `shown` is 0.
///
/// Written as one number, `log × 131 072 + shown`, below 2⁵³ for the first 68 billion log entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// Log position.
    pub(crate) log: u64,
    /// Items of the round under way.
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

/// A position, able to tell what a reader who stands there has.
///
/// The number alone cannot: where an entry is stored while a round is shown, one machine may have
/// sent the entry first and another the play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// The position.
    pub(crate) position: Position,
    /// Log position of the tip-off of the round under way; 0 when there is none.
    pub(crate) tip: u64,
}

impl Place {
    /// Whether a reader here has the log entry that `other` tells of.
    pub(crate) fn has_entry(&self, other: &Self) -> bool {
        other.position.log <= self.position.log
    }

    /// Whether a reader here has the item that `other` shows.
    pub(crate) fn has_item(&self, other: &Self) -> bool {
        if self.tip == 0 {
            return other.tip <= self.position.log;
        }
        other.tip < self.tip
            || (other.tip == self.tip && other.position.shown <= self.position.shown)
    }
}

/// Where a reader stands who sees the league as `now` shows it at `at`.
pub(crate) fn position_at(now: &Now, at: UnixMillis) -> Position {
    let log = now.state.position();
    let under_way = now.view().and_then(|it| it.show()).filter(|(_, _, _, completed)| !completed);
    let Some((_, tip_off, pace, _)) = under_way else { return Position { log, shown: 0 } };
    let scale = pace.millis_per_tenth();
    let shown = now.plays.values().map(|plays| {
        let is_shown = |it: &Play| tip_off.plus(i64::from(it.elapsed) * scale) <= at;
        let count = plays.partition_point(is_shown);
        // The end of a game is an item of its own, directly after its last play.
        count + usize::from(count == plays.len() && tip_off <= at)
    });
    Position { log, shown: u32::try_from(shown.sum::<usize>()).unwrap_or(u32::MAX) }
}

#[cfg(test)]
mod tests {
    use super::{Place, Position};

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

    #[test]
    fn a_place_has_what_came_before_it_whichever_way_it_came() {
        let place = |log, shown, tip| Place { position: Position { log, shown }, tip };
        // The entry 15 was sent before the eighth item; elsewhere the item was sent before the entry.
        let reader = place(15, 7, 10);
        assert!(reader.has_entry(&place(15, 8, 10)) && !reader.has_item(&place(14, 8, 10)));
        assert!(reader.has_item(&place(14, 7, 10)) && reader.has_item(&place(9, 900, 5)));
        assert!(!reader.has_entry(&place(16, 7, 10)) && !reader.has_item(&place(25, 1, 20)));
        // Nothing is under way: all of every round so far.
        let reader = place(16, 0, 0);
        assert!(reader.has_item(&place(14, 900, 10)) && !reader.has_item(&place(21, 1, 17)));
    }
}
