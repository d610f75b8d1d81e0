//! Named sets of rules that a league can start from. Source of each: RULEBOOK.md.

use super::{Param, Rules};

/// A named set of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// Three periods of five minutes, then the leader's score plus eleven. The default.
    House,
    /// The international 3x3 game: ten minutes or first to 21, half the points.
    Fiba3x3,
    /// First to fifty, by two.
    Big3,
    /// Timed periods with a late target of eight.
    Tbt,
    /// Timed periods and a last, untimed one: leader plus twenty-four.
    Allstar,
}

impl Preset {
    /// Every preset, the default first.
    pub const ALL: [Self; 5] = [Self::House, Self::Fiba3x3, Self::Big3, Self::Tbt, Self::Allstar];

    /// Its name in league files.
    pub fn name(self) -> &'static str {
        match self {
            Self::House => "house",
            Self::Fiba3x3 => "fiba3x3",
            Self::Big3 => "big3",
            Self::Tbt => "tbt",
            Self::Allstar => "allstar",
        }
    }

    /// The preset with this name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.name() == name)
    }

    /// What it changes from `house`.
    fn changes(self) -> &'static [(Param, i32)] {
        match self {
            Self::House => &[],
            Self::Fiba3x3 => &[
                (Param::ScoreInside, 1),
                (Param::ScoreArc, 2),
                (Param::ClockPeriods, 1),
                (Param::ClockPeriodSecs, 600),
                (Param::EndMode, 2),
                (Param::EndTargetScore, 21),
                (Param::EndWinBy, 1),
                (Param::EndElamAfterPeriod, 1),
                (Param::FoulPersonalLimit, 0),
                (Param::FoulTeamBonus, 7),
                (Param::FoulPossessionAfter, 10),
            ],
            Self::Big3 => &[
                (Param::ClockPeriods, 2),
                (Param::ClockPeriodSecs, 1200),
                (Param::ClockShotSecs, 14),
                (Param::ClockOrbResetSecs, 14),
                (Param::EndMode, 2),
                (Param::EndTargetScore, 50),
                (Param::EndWinBy, 2),
                (Param::EndElamAfterPeriod, 2),
                (Param::ScoreDeep, 4),
            ],
            Self::Tbt => &[
                (Param::ClockPeriods, 4),
                (Param::ClockPeriodSecs, 240),
                (Param::EndElamAfterPeriod, 4),
                (Param::EndElamMargin, 8),
            ],
            Self::Allstar => &[(Param::EndElamMargin, 24)],
        }
    }

    /// Its rules.
    pub fn rules(self) -> Rules {
        self.changes().iter().fold(Rules::default(), |rules, (param, value)| {
            // Presets are checked by a test; a wrong one keeps the default value.
            rules.with(*param, *value).unwrap_or(rules)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_legal_and_has_its_name() {
        for preset in Preset::ALL {
            assert_eq!(Preset::by_name(preset.name()), Some(preset));
            assert_eq!(preset.rules().contradictions(4), [], "{}", preset.name());
            for (param, value) in preset.changes() {
                assert_eq!(preset.rules().get(*param), *value, "{} {}", preset.name(), param.id());
            }
        }
    }
}
