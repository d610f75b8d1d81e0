//! When rounds are played: cron expressions.

use jiff::tz::TimeZone;
use league::units::UnixMillis;

/// A cron expression: five fields, or six with seconds first. In UTC.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    cron: croner::Cron,
}

/// The expression does not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text:?} is not a cron expression ({why}); for example `0 * * * *` is every hour, `*/2 * * * *` every two minutes, `*/30 * * * * *` every thirty seconds"
)]
pub(crate) struct BadCron {
    text: String,
    why: String,
}

impl Schedule {
    /// Reads an expression.
    ///
    /// # Errors
    /// What is wrong with it, with examples of good ones.
    pub(crate) fn parse(text: &str) -> Result<Self, BadCron> {
        let bad = |why: String| BadCron { text: text.to_owned(), why };
        let parser = croner::parser::CronParser::builder()
            .seconds(croner::parser::Seconds::Optional)
            .build();
        let cron = parser.parse(text).map_err(|it| bad(it.to_string()))?;
        let schedule = Self { cron };
        if schedule.next_after(UnixMillis(0)).is_none() {
            return Err(bad("it names no time that ever comes".to_owned()));
        }
        Ok(schedule)
    }

    /// The first time after `at`; `None` when there is none.
    pub(crate) fn next_after(&self, at: UnixMillis) -> Option<UnixMillis> {
        let from = jiff::Timestamp::from_millisecond(at.0).ok()?.to_zoned(TimeZone::UTC);
        let next = self.cron.find_next_occurrence(&from, false).ok()?;
        Some(UnixMillis(next.timestamp().as_millisecond()))
    }

    /// In words: `Every hour`.
    pub(crate) fn in_words(&self) -> String {
        self.cron.describe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_and_six_fields_read_and_nonsense_does_not() {
        let next = |text: &str| {
            Schedule::parse(text).expect("good").next_after(UnixMillis(1_000)).expect("some").0
        };
        assert_eq!(next("*/2 * * * *"), 120_000);
        assert_eq!(next("*/5 * * * * *"), 5_000);
        for bad in ["", "* * *", "61 * * * *", "0 0 30 2 *", "hourly"] {
            assert!(Schedule::parse(bad).is_err(), "{bad}");
        }
    }
}
