//! Which metric each rule of a game is about: what a sweep of it shows.
//!
//! May live here: that table. Never: by how much it must move (`tests/sim_suite/levers.rs`).

use super::{Metric, metric};
use crate::rules::Param;

/// The metric that this rule is about; `None` for a rule of the season.
pub fn own_metric(param: Param) -> Option<&'static Metric> {
    metric(match param {
        Param::ScoreInside | Param::ScoreArc | Param::CourtArcCm => "arc_share",
        Param::ScoreDeep => "deep_share",
        Param::ScoreFt | Param::EndTargetScore => "points",
        Param::ClockPeriods
        | Param::ClockPeriodSecs
        | Param::ClockShotSecs
        | Param::EndElamMargin => "possessions",
        Param::ClockOrbResetSecs => "second_chance_time",
        Param::ClockDeadBallSecs | Param::EndMode => "length",
        Param::EndElamAfterPeriod => "target_at",
        Param::EndWinBy => "by_three",
        Param::OvertimeSecs | Param::OvertimeTarget => "overtime_length",
        Param::FoulPersonalLimit => "fouled_out",
        Param::FoulTeamBonus => "free_tries",
        Param::FoulPossessionAfter => "per_possession",
        Param::FoulCallRate => "fouls",
        Param::UsageMaxShare | Param::RosterOnCourt => "top_share",
        Param::UsageMinPasses => "assisted",
        Param::SubEnergy | Param::EnergyRecoverBreak | Param::EnergyRecoverHalf => "substitutions",
        Param::SubMaxMinutes | Param::RosterSize => "top_minutes",
        Param::RateTurnover => "turnovers",
        Param::RateSteal => "steals",
        Param::RateBlock => "blocks",
        Param::RateOrb => "offensive_rebounds",
        Param::RateEnergyDrain => "late_chance",
        Param::HomeAdvantage => "home_wins",
        Param::LeagueRoundRobins
        | Param::LeaguePlayoffTeams
        | Param::LeagueSemisBestOf
        | Param::LeagueFinalBestOf
        | Param::StandingsWin
        | Param::StandingsLoss => return None,
    })
}

/// Values of a rule worth a point of its curve: all when they are few, else evenly spread over the
/// bounds; always `current`.
pub fn values(param: Param, current: i32) -> Vec<i32> {
    let (min, max) = param.bounds();
    let mut values: Vec<i32> = if max - min <= 20 {
        (min..=max).filter(|it| param.allows(*it)).collect()
    } else {
        (0..=14).map(|at| param.nearest(min + (max - min) * at / 14)).collect()
    };
    values.push(param.nearest(current));
    values.sort_unstable();
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Scope;

    #[test]
    fn every_rule_of_a_game_is_about_something() {
        for param in Param::ALL {
            let about = own_metric(param).is_some();
            assert!(about || param.scope() == Scope::Season, "{}", param.id());
        }
    }

    #[test]
    fn a_curve_has_the_bounds_and_the_current_value() {
        for param in Param::ALL {
            let values = values(param, param.default_value());
            let (min, max) = param.bounds();
            assert!(values.iter().all(|it| param.allows(*it)), "{}", param.id());
            assert!(values.contains(&param.nearest(min)) && values.contains(&param.nearest(max)));
            assert!(values.contains(&param.default_value()) && values.len() <= 22);
        }
    }
}
