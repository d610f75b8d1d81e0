//! The numbers that are followed: each a ratio of two counts of a game.
//!
//! May live here: names, units, and what is above and below the line. Never: counting (`facts`).

use super::Facts;
use crate::sim::Zone;

/// How a metric's value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// A share, shown in per cent.
    Percent,
    /// A plain number.
    Number,
    /// Tenths of a second, shown in minutes.
    Minutes,
}

/// One number that games are compared by.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// Stable, for programs.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// How the value is read.
    pub scale: Scale,
    /// A game's part of what is above and below the line.
    pub of: fn(&Facts) -> [i64; 2],
}

macro_rules! metrics {
    ($($id:literal $name:literal $scale:ident $of:expr;)*) => {
        /// Every metric, in the order in which they are shown.
        pub static METRICS: [Metric; [$($id,)*].len()] = [
            $(Metric { id: $id, name: $name, scale: Scale::$scale, of: $of },)*
        ];
    };
}

metrics! {
    "points" "Points of a side" Number |it| [it.points(), 2];
    "possessions" "Possessions of a side" Number |it| [it.possessions, 2];
    "per_possession" "Points per possession" Number |it| [it.points(), it.possessions];
    "margin" "Margin" Number |it| [it.margin(), 1];
    "by_one" "Decided by one point" Percent |it| [i64::from(it.margin() == 1), 1];
    "by_three" "Decided by three or less" Percent |it| [i64::from(it.margin() <= 3), 1];
    "home_wins" "Home wins" Percent |it| [i64::from(it.score[0] > it.score[1]), 1];
    "home_lead" "Home points less the visitors'" Number |it| [it.score[0] - it.score[1], 1];
    "home_edge" "Points per 100 possessions that home gives" Number
        |it| [(it.score[0] - it.score[1]) * 200, it.possessions];
    "lead_changes" "Lead changes" Number |it| [it.lead_changes, 1];
    "arc_share" "Shots from beyond the arc" Percent |it| [it.far_shots()[0], it.all_shots()[0]];
    "arc_made" "Made from beyond the arc" Percent |it| [it.far_shots()[1], it.far_shots()[0]];
    "inside_made" "Made from inside the arc" Percent
        |it| [it.all_shots()[1] - it.far_shots()[1], it.all_shots()[0] - it.far_shots()[0]];
    "rim_share" "Shots at the rim" Percent |it| [it.shots[Zone::Rim as usize][0], it.all_shots()[0]];
    "rim_made" "Made at the rim" Percent
        |it| [it.shots[Zone::Rim as usize][1], it.shots[Zone::Rim as usize][0]];
    "deep_share" "Deep shots, of those beyond the arc" Percent
        |it| [it.shots[Zone::Deep as usize][0], it.far_shots()[0]];
    "made" "Shots made" Percent |it| [it.all_shots()[1], it.all_shots()[0]];
    "arc_tries" "Shots of a side from beyond the arc" Number |it| [it.far_shots()[0], 2];
    "arc_catches" "Of those, off the catch" Percent |it| it.catches;
    "assisted" "Baskets with an assist" Percent |it| [it.assists, it.all_shots()[1]];
    "free_rate" "Free throws per shot" Number |it| [it.free[0], it.all_shots()[0]];
    "free_made" "Free throws made" Percent |it| [it.free[1], it.free[0]];
    "free_tries" "Free throws of a side" Number |it| [it.free[0], 2];
    "turnovers" "Turnovers per possession" Percent |it| [it.turnovers[0], it.possessions];
    "steals" "Steals per possession" Percent |it| [it.steals, it.possessions];
    "blocks" "Blocks" Number |it| [it.blocks, 1];
    "offensive_rebounds" "Own misses rebounded" Percent
        |it| [it.rebounds[0], it.rebounds[0] + it.rebounds[1]];
    "fouls" "Fouls" Number |it| [it.fouls, 1];
    "fouled_out" "Hoopers fouled out" Number |it| [it.fouled_out, 1];
    "on_purpose" "Games with a foul on purpose" Percent |it| [i64::from(it.on_purpose > 0), 1];
    "transition" "Plays from a live ball" Percent |it| [it.starts[1][0], plays(it)];
    "check_ball" "Plays from a check ball" Percent |it| [it.starts[2][0], plays(it)];
    "second_chance" "Plays from an offensive rebound" Percent |it| [it.starts[3][0], plays(it)];
    "transition_good" "Of those from a live ball, successful" Percent
        |it| [it.starts[1][1], it.starts[1][0]];
    "check_ball_good" "Of those from a check ball, successful" Percent
        |it| [it.starts[2][1], it.starts[2][0]];
    "second_chance_good" "Of those from an offensive rebound, successful" Percent
        |it| [it.starts[3][1], it.starts[3][0]];
    "second_chance_time" "Seconds of a second chance" Number
        |it| [it.second_chance[0], it.second_chance[1] * 10];
    "scores_again" "Side that scored scores next" Percent
        |it| [it.scored_next[1], it.scored_next[0]];
    "ahead" "Points per possession when 8 to 12 ahead" Number |it| it.by_lead[0];
    "behind" "Points per possession when 8 to 12 behind" Number |it| it.by_lead[1];
    "next_wins" "Points per possession when any basket wins" Number |it| it.next_wins;
    "reached_21" "Games in which a side reaches 21" Percent
        |it| [i64::from(it.score[0].max(it.score[1]) >= 21), 1];
    "target" "Games with a target" Percent |it| [it.target[0], 1];
    "target_at" "Minutes until the target is set" Minutes |it| [it.target[1], it.target[0]];
    "scored_last" "Games that end on a score" Percent |it| [i64::from(it.ends_on_a_score), 1];
    "comebacks" "Won after being eight or more behind" Percent
        |it| [i64::from(it.came_back >= 8), 1];
    "overtime" "Games with overtime" Percent |it| [it.overtime[0], 1];
    "overtime_length" "Length of overtime" Minutes |it| [it.overtime[1], it.overtime[0]];
    "substitutions" "Substitutions" Number |it| [it.substitutions, 1];
    "bench" "Time of those who did not start" Percent |it| [it.bench, 2_000];
    "top_minutes" "Longest time on court, of a side's" Percent |it| [it.top_minutes, 2_000];
    "top_share" "Most shots of one hooper, of a side's" Percent |it| [it.top_share, 2_000];
    "first_share" "Shots of the first hooper, of the side's" Percent |it| [it.first[1], it.first[2]];
    "first_value" "Points per shot of the first hooper" Number |it| [it.first[0], it.first[1]];
    "late_chance" "Chance of a shot in the last third" Percent
        |it| [it.late[0], it.late[1] * 10_000];
    "length" "Length of a game" Minutes |it| [it.elapsed, 1];
}

fn plays(it: &Facts) -> i64 {
    it.starts.iter().map(|it| it[0]).sum()
}

/// The metric with this id.
pub fn metric(id: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|it| it.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_own_id() {
        for (at, it) in METRICS.iter().enumerate() {
            assert_eq!(METRICS.iter().position(|other| other.id == it.id), Some(at), "{}", it.id);
        }
    }
}
