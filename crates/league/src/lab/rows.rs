//! The lines of the calibration table, C1 to C22.
//!
//! May live here: what is measured under which setting, the range, the source. Never: how.

use super::calibration::Evidence::{Fair, Firm, Thin};
use super::calibration::Measure::{Arcsine, Difference, Loss, Metric, Threshold, Usage};
use super::calibration::Reading::{Number, Percent};
use super::calibration::Row;
use super::calibration::Setting::{
    Big3, Fiba, FibaWomen, House, HouseTimed, NeutralTimed, NoBench, NoBenchFresh,
};

macro_rules! rows {
    ($($id:literal $what:literal $measure:expr, $reading:ident $range:expr, $evidence:ident $source:literal;)*) => {
        /// Every line, in the order of the report.
        pub static ROWS: [Row; [$($id,)*].len()] = [$(Row {
            id: $id, what: $what, measure: $measure, reading: $reading, range: $range,
            evidence: $evidence, source: $source,
        },)*];
    };
}

rows! {
    "C1" "Points of a side" Metric(Fiba, "points"), Number [160_000, 190_000], Thin
        "16 men's finals and Olympic games: winners 19.3, losers 15.4 on average";
    "C2" "Margin" Metric(Fiba, "margin"), Number [32_000, 48_000], Thin "the same 16 games: 3.9";
    "C2" "Decided by one point" Metric(Fiba, "by_one"), Percent [1_500, 6_500], Thin
        "the same 16 games: 6 of 16; the range is what six of sixteen allow (95 %)";
    "C2" "Games that reach 21" Metric(Fiba, "reached_21"), Percent [3_500, 6_500], Thin
        "the same 16 games: half";
    "C3" "Shots of a side from beyond the arc, men" Metric(Fiba, "arc_tries"), Number [90_000, 130_000], Fair
        "Madarame, World Cups: 1 195 tries; 12.4 if those were 48 games";
    "C3" "The same, women" Metric(FibaWomen, "arc_tries"), Number [75_000, 110_000], Fair
        "the same: 958 tries, 10.0";
    "C4" "Made from beyond the arc, men" Metric(Fiba, "arc_made"), Percent [2_300, 2_800], Firm
        "Madarame: catch and shoot 24.4 %, pull-up 27.2 %";
    "C4" "The same, women" Metric(FibaWomen, "arc_made"), Percent [1_920, 2_420], Firm
        "Madarame: 24.2 % and 17.7 %";
    "C5" "Shots from beyond the arc off the catch" Metric(Fiba, "arc_catches"), Percent [5_500, 6_600], Firm
        "Madarame, ECSS abstract 1215: 60 %";
    "C6" "Plays from a live ball" Metric(Fiba, "transition"), Percent [5_300, 6_000], Firm
        "Kinesiologia Slovenica 29(2), 191 games: 55 to 57.5 %";
    "C6" "Plays from a check ball" Metric(Fiba, "check_ball"), Percent [2_600, 3_300], Firm
        "the same: 28 to 31 %";
    "C6" "Plays from an offensive rebound" Metric(Fiba, "second_chance"), Percent [1_100, 1_600], Firm
        "the same: 12 to 15 %";
    "C7" "Successful plays from a live ball" Metric(Fiba, "transition_good"), Percent [2_800, 3_600], Firm
        "the same: 28 to 36 %";
    "C7" "Successful plays from a check ball" Metric(Fiba, "check_ball_good"), Percent [2_800, 3_600], Firm
        "the same: 32 to 35 %; a point or two wider, since how a play cut short by a foul was counted is not said";
    "C7" "Successful plays from an offensive rebound" Metric(Fiba, "second_chance_good"), Percent [3_900, 4_900], Firm
        "the same: 39 to 49 %";
    "C8" "Shots from beyond the arc" Metric(Fiba, "arc_share"), Percent [3_800, 5_000], Fair
        "Boros and others 2022: more than in five on five, about 38 % there";
    "C9" "Possessions of a side" Metric(Fiba, "possessions"), Number [320_000, 380_000], Fair
        "C1 with eight to nine seconds a possession";
    "C9" "Points per possession" Metric(Fiba, "per_possession"), Number [4_700, 5_400], Fair "the same";
    "C10" "Points of a side, big3" Metric(Big3, "points"), Number [460_000, 500_000], Fair
        "40 sides' scores of 2017, weeks 1 to 5: 48.1; nothing is fitted to it";
    "C11" "Turnovers per possession" Metric(Fiba, "turnovers"), Percent [1_000, 1_500], Thin
        "full-court basketball; no source for three on three";
    "C11" "Own misses rebounded" Metric(Fiba, "offensive_rebounds"), Percent [2_000, 2_800], Thin
        "full-court basketball";
    "C11" "Free throws per shot" Metric(Fiba, "free_rate"), Number [1_800, 3_000], Thin
        "full-court basketball";
    "C12" "Free throws made" Metric(Fiba, "free_made"), Percent [6_800, 7_800], Fair
        "NBA about 75 % over five decades; three on three a little lower";
    "C13" "Home wins" Metric(House, "home_wins"), Percent [5_500, 5_800], Firm
        "NBA 58.6 % in 2010 to 2020";
    "C13" "Points per 100 possessions that home gives" Metric(HouseTimed, "home_edge"), Number [22_000, 35_000], Firm
        "NBA: 2.2 to 3.5; in a game ended by the clock, as there";
    "C14" "Points per 100 possessions that 10 points ahead cost" Difference(NeutralTimed, "behind", "ahead"), Number [15_000, 50_000], Fair
        "NBA: about what home court gives, which is 2.2 to 3.5 and is measured one line up; how near is not said, so the range is our own";
    "C15" "Side that scored scores next" Metric(NeutralTimed, "scores_again"), Percent [3_000, 4_200], Fair
        "Gabel and Redner 2012 for the shape, full court";
    "C16" "Last lead change, distance from the arcsine law" Arcsine(NeutralTimed), Number [0, 800], Firm
        "Clauset, Kogan and Redner 2015";
    "C17" "Seconds of the shot clock that do not raise the threshold" Threshold(House), Number [0, 0], Firm
        "Goldman and Rao 2011, Skinner 2012: the threshold falls with the clock";
    "C18" "Chance of a late shot lost to tiredness, without a bench" Loss(NoBench, NoBenchFresh, "late_chance"), Percent [300, 800], Fair
        "Ferioli 2023, Montgomery and Maloney 2018 for the direction";
    "C19" "Points per shot lost by ten points more of the shots" Usage, Percent [300, 800], Fair
        "usage curves, Goldman and Rao 2011, for the direction";
    "C20" "Elam games that end on a score" Metric(House, "scored_last"), Percent [10_000, 10_000], Firm
        "the rule";
    "C21" "Elam games with a foul on purpose" Metric(House, "on_purpose"), Percent [0, 200], Firm
        "TBT 2018 to 2019, 134 games: 0 to 2 %";
    "C21" "Timed games with a foul on purpose" Metric(HouseTimed, "on_purpose"), Percent [3_000, 6_500], Fair
        "NBA 44 %, NCAA 58 %, TBT timed 62 %";
    "C22" "Points per possession when any basket wins" Metric(House, "next_wins"), Number [6_500, 9_500], Thin
        "TBT 2018 to 2019, Elam: 0.80 in 134 games, full court; how many possessions is not said, so the range is our own";
}
