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

/// How many fields an expression has, when they are too few.
const COUNTS: [&str; 5] = ["none", "one field", "two fields", "three fields", "four fields"];

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
        let fields = text.split_whitespace().count();
        if !text.trim_start().starts_with('@') && ![5, 6].contains(&fields) {
            let has = COUNTS
                .get(fields)
                .map_or_else(|| format!("{fields} fields"), |it| (*it).to_owned());
            return Err(bad(format!(
                "it has {has}; there are five: minute, hour, day, month, weekday; or six with seconds first"
            )));
        }
        // The library names its own parts first.
        let why = |it: String| {
            it.trim_start_matches("Component error: ").trim_end_matches('.').to_owned()
        };
        let cron = parser.parse(text).map_err(|it| bad(why(it.to_string())))?;
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

    /// In words: `every 2 minutes`, `every hour`; what is not as simple as the library says it.
    pub(crate) fn in_words(&self) -> String {
        let text = self.cron.pattern.to_string();
        let fields: Vec<&str> = text.split_whitespace().collect();
        let every = |step: &str, one: &str| match step {
            "*" | "*/1" => Some(format!("every {one}")),
            _ => step.strip_prefix("*/").map(|it| format!("every {it} {one}s")),
        };
        let simple = match fields[..] {
            [seconds, "*", "*", "*", "*", "*"] => every(seconds, "second"),
            ["0", minutes, "*", "*", "*", "*"] | [minutes, "*", "*", "*", "*"]
                if minutes != "0" =>
            {
                every(minutes, "minute")
            }
            ["0", "0", hours, "*", "*", "*"] | ["0", hours, "*", "*", "*"] => every(hours, "hour"),
            _ => None,
        };
        simple.unwrap_or_else(|| {
            let words = self.cron.describe();
            let mut letters = words.trim_end_matches('.').chars();
            let first = letters.next().map(|it| it.to_lowercase().to_string());
            format!("{}{}", first.unwrap_or_default(), letters.as_str())
        })
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

    #[test]
    fn common_schedules_read_as_people_say_them() {
        let words = |text: &str| Schedule::parse(text).expect("good").in_words();
        assert_eq!(words("*/2 * * * *"), "every 2 minutes");
        assert_eq!(words("* * * * *"), "every minute");
        assert_eq!(words("*/30 * * * * *"), "every 30 seconds");
        assert_eq!(words("0 * * * *"), "every hour");
        assert_eq!(words("0 0 */6 * * *"), "every 6 hours");
        assert_eq!(words("30 19 * * *"), "at 19:30");
    }
}
