//! Conditions: clocks, scores, streaks, places in the table, energy, chance.
//!
//! May live here: phrases and the condition of each. Never: what happens then (`acts`, `build`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]
#![expect(clippy::unnecessary_wraps, reason = "every phrase has the same form")]

use super::Entry;
use crate::reading::amount::{Amount, Measure};
use crate::reading::mean::Mean::When;
use league::rules::Compare::{self, AtLeast, AtMost, Is, Less, More};
use league::rules::{Cond, Var};

fn whole(found: &[Amount]) -> Option<i32> {
    found.first().and_then(|it| it.whole())
}

fn cmp(var: Var, how: Compare, value: i32) -> Option<Cond> {
    Some(Cond::Cmp(var, how, value))
}

macro_rules! conds {
    ($($name:ident $var:ident $how:ident $of:expr;)*) => {
        $(fn $name(found: &[Amount]) -> Option<Cond> {
            let of: fn(&[Amount]) -> Option<i32> = $of;
            cmp(Var::$var, $how, of(found)?)
        })*
    };
}

conds! {
    clock_most PeriodClockSecs AtMost whole;
    clock_less PeriodClockSecs Less whole;
    ten_behind ScoreDiff AtMost |_| Some(-10);
    ten_ahead ScoreDiff AtLeast |_| Some(10);
    gap_ten AbsMargin AtLeast |_| Some(10);
    shot_clock_most ShotClockSecs AtMost whole;
    one_minute PeriodClockSecs AtMost |_| Some(60);
    one_second PeriodClockSecs AtMost |_| Some(1);
    second_half Half Is |_| Some(2);
    first_half Half Is |_| Some(1);
    in_period Period Is whole;
    target_phase InTargetPhase Is |_| Some(1);
    behind_least ScoreDiff AtMost |it| whole(it).map(|it| -it);
    behind_more ScoreDiff Less |it| whole(it).map(|it| -it);
    ahead_least ScoreDiff AtLeast whole;
    ahead_more ScoreDiff More whole;
    behind ScoreDiff Less |_| Some(0);
    ahead ScoreDiff More |_| Some(0);
    level ScoreDiff Is |_| Some(0);
    gap_least AbsMargin AtLeast whole;
    gap_most AbsMargin AtMost whole;
    gap_less AbsMargin Less whole;
    gap_more AbsMargin More whole;
    home IsHome Is |_| Some(1);
    away IsHome Is |_| Some(0);
    first_place Rank Is |_| Some(1);
    lost_streak LossStreak AtLeast whole;
    won_streak WinStreak AtLeast whole;
    no_pass Passes Is |_| Some(0);
    passes_least Passes AtLeast whole;
    run_least RunPoints AtLeast whole;
    points_least PlayerPoints AtLeast whole;
    points_more PlayerPoints More whole;
    fouls_least PlayerFouls AtLeast whole;
    fouls_are PlayerFouls Is whole;
    team_fouls_least TeamFouls AtLeast whole;
    energy_less Energy Less whole;
    energy_more Energy More whole;
    made_player StreakPlayer AtLeast whole;
    made_team StreakTeam AtLeast whole;
    playoffs SeasonPhase Is |_| Some(2);
    regular SeasonPhase Is |_| Some(0);
    nth_of_game TimesGame Is whole;
}

fn last_place(_: &[Amount]) -> Option<Cond> {
    Some(Cond::CmpVar(Var::Rank, Is, Var::Teams))
}

fn every(found: &[Amount]) -> Option<Cond> {
    Some(Cond::Every(Var::TimesGame, u8::try_from(whole(found)?).ok()?))
}

fn every_other(_: &[Amount]) -> Option<Cond> {
    Some(Cond::Every(Var::TimesGame, 2))
}

fn chance(found: &[Amount]) -> Option<Cond> {
    let amount = *found.first()?;
    let share = match amount.measure {
        Measure::Percent => amount.value.times(10, 1)?,
        _ => league_ratio(amount)?,
    };
    Some(Cond::Chance(u16::try_from(share.rounded()).ok()?))
}

/// "One in n": thousandths.
fn league_ratio(amount: Amount) -> Option<crate::reading::amount::Ratio> {
    crate::reading::amount::Ratio::new(1_000, i64::from(amount.whole()?))
}

pub(super) const LIST: &[Entry] = &[
    // The period's clock.
    (
        "[in|during] [the] (=last|final|closing) {dur} [of|in] [a|the|any|each|every] [period|quarter]",
        When(clock_most),
    ),
    (
        "[in|during] (=last|final|closing) minute [of|in] [a|the|any|each|every] [period|quarter]",
        When(one_minute),
    ),
    (
        "[with] [at most] {dur} [or] [less|fewer] (left|remaining|to go|to play) [in|on] [the|each|a|any] [period|quarter|clock] [clock]",
        When(clock_most),
    ),
    (
        "[with] {dur} or (less|fewer) [left] (in|on) [the|a|each] (period clock|clock|period|quarter)",
        When(clock_most),
    ),
    (
        "[with] a minute or less (to go|left|remaining) [in|on] [the|a|each] [period|quarter|clock]",
        When(one_minute),
    ),
    (
        "(buzzer beater|at the buzzer|beats the buzzer|as time expires|as the clock runs out|as time runs out|with the buzzer)",
        When(one_second),
    ),
    (
        "[with] (under|less than|fewer than) {dur} (left|remaining|to go|to play) [in|on] [the|each|a|any] [period|quarter|clock]",
        When(clock_less),
    ),
    (
        "(inside|within) [the] (=last|final) {dur} [of|in] [a|the|any|each|every] [period|quarter]",
        When(clock_most),
    ),
    // The shot clock.
    ("[in] (=last|final) {dur} (of|on) [the] shot clock", When(shot_clock_most)),
    ("[with] {dur} or (less|fewer) [left] (on|of) [the] shot clock", When(shot_clock_most)),
    ("[with] {n} or fewer seconds [left] on the shot clock", When(shot_clock_most)),
    ("(when|if) [the] shot clock shows {n} or less", When(shot_clock_most)),
    ("shot clock (shows|is at|at|reads) {n} [seconds] or (less|fewer)", When(shot_clock_most)),
    ("beating the shot clock {dur} or (less|fewer)", When(shot_clock_most)),
    // Parts of the game.
    ("[in|during|of] [the] second half", When(second_half)),
    ("(after|from) (half time|halftime) [on]", When(second_half)),
    ("(in|during) the first half", When(first_half)),
    ("before (half time|halftime)", When(first_half)),
    ("first half", When(first_half)),
    ("(in|during) the {ord} (period|quarter)", When(in_period)),
    ("(in|during) [the] (elam ending|target phase|untimed ending|elam)", When(target_phase)),
    // The score.
    ("(behind|down|trail|trails|trailing|losing) by {any} or more", When(behind_least)),
    ("(behind|down|trail|trails|trailing|losing) by at least {any}", When(behind_least)),
    ("(behind|down|trail|trails|trailing|losing) by more than {any}", When(behind_more)),
    ("(behind|down|trail|trails|trailing|losing) by {n} +", When(behind_least)),
    ("(behind|down|trail|trails|trailing|losing) {n} +", When(behind_least)),
    ("(behind|down|trail|trails|trailing|losing) [by] {any} or more", When(behind_least)),
    ("[at least] {any} or more [points] (behind|down)", When(behind_least)),
    ("{n} + [points] (behind|down)", When(behind_least)),
    ("at least {any} [points] (behind|down)", When(behind_least)),
    ("(behind|down|trailing|losing|trails) [by] at least {any}", When(behind_least)),
    ("(ahead|up|lead|leads|leading|winning) by {any} or more", When(ahead_least)),
    ("(ahead|up|lead|leads|leading|winning) by at least {any}", When(ahead_least)),
    ("(ahead|up|lead|leads|leading|winning) by more than {any}", When(ahead_more)),
    ("(ahead|up|lead|leads|leading|winning) by {n} +", When(ahead_least)),
    ("{any} or more [points] (ahead|up)", When(ahead_least)),
    ("(with|has) a lead of {any} or more", When(ahead_least)),
    ("(with|has) a lead of at least {any}", When(ahead_least)),
    (
        "(behind|trailing|trails|losing side|team behind|side behind|trailing team|trailing side|team that trails|side that trails|is losing)",
        When(behind),
    ),
    ("(side|team) (thats|that is|which is) (behind|losing|trailing)", When(behind)),
    ("(whoever is|who is|the one) behind", When(behind)),
    (
        "(leading team|leading side|team ahead|side ahead|side that leads|team that leads|whoever is ahead|is leading)",
        When(ahead),
    ),
    (
        "(level|tied|tie|all square|scores level|score is level|game is tied|tied game|tied score|teams are level|score is tied|at a tied score)",
        When(level),
    ),
    (
        "(gap|margin|difference|lead) (reaches|is|hits|grows to|of) [at least] {any} [or more]",
        When(gap_least),
    ),
    ("(gap|margin|difference) (is|of) more than {any}", When(gap_more)),
    ("(gap|margin|difference) (is|of) (at most) {any}", When(gap_most)),
    ("(gap|margin|difference) (is|of) (less than|under|below) {any}", When(gap_less)),
    ("(behind|down|trail|trails|trailing|losing) [by] double (digits|figures)", When(ten_behind)),
    ("(ahead|up|lead|leads|leading|winning) [by] double (digits|figures)", When(ten_ahead)),
    ("by double (digits|figures)", When(gap_ten)),
    ("(behind|down|trail|trails|trailing|losing) (by) (over|upwards of) {any}", When(behind_more)),
    ("(ahead|up|lead|leads|leading|winning) (by) (over|upwards of) {any}", When(ahead_more)),
    ("(with a|has a|have a) deficit of [at least] {any} [or more]", When(behind_least)),
    ("{n} point deficit", When(behind_least)),
    // How a game went.
    ("by {any} or (fewer|less)", When(gap_most)),
    ("by at most {any}", When(gap_most)),
    ("by no more than {any}", When(gap_most)),
    ("{n} or less", When(gap_most)),
    ("by less than {any}", When(gap_less)),
    ("by {any} or more", When(gap_least)),
    ("by {n} +", When(gap_least)),
    ("by at least {any}", When(gap_least)),
    ("by more than {any}", When(gap_more)),
    ("a {pts} win or bigger", When(gap_least)),
    ("{pts} win or bigger", When(gap_least)),
    // Home and the table.
    ("(home team|home side|at home|home teams|host|hosts)", When(home)),
    (
        "(away team|away side|visitors|visiting team|visiting side|road team|on the road)",
        When(away),
    ),
    (
        "(last place team|last placed team|bottom team|team at the bottom [of the table|of the standings]|bottom of the table|bottom of the standings|last in the table|last in the standings|whoever is last [in the standings|in the table]|last place|worst team|team in last place)",
        When(last_place),
    ),
    (
        "(first place team|first placed team|top team|leaders of the table|league leaders|top of the table|top of the standings|first in the standings|first in the table|first place|team at the top)",
        When(first_place),
    ),
    ("(lost|losing|lose) {n} [games] (in a row|straight|in succession|running)", When(lost_streak)),
    ("[after] {n} (straight|consecutive|successive) (losses|defeats)", When(lost_streak)),
    ("{n} (losses|defeats) (in a row|running)", When(lost_streak)),
    ("[on] [a] {n} game losing streak", When(lost_streak)),
    ("losing streak of [at least] {n} [games] [or more]", When(lost_streak)),
    ("(won|winning|win) {n} [games] (in a row|straight|running)", When(won_streak)),
    ("[after] {n} (straight|consecutive) wins", When(won_streak)),
    ("[on] [a] {n} game winning streak", When(won_streak)),
    ("winning streak of [at least] {n} [games] [or more]", When(won_streak)),
    // The possession.
    (
        "(without [a] pass|no pass|no passes|nobody passed|zero passes|after no passes|with no passes|without passing|no one passed)",
        When(no_pass),
    ),
    (
        "(before the shot|in the possession|at all|of the possession)",
        crate::reading::mean::Mean::Light,
    ),
    (
        "[after|with|comes after|follows|following] [at least] {n} [or more] passes",
        When(passes_least),
    ),
    ("[after|with|follows] {n} + passes", When(passes_least)),
    ("passes {n} times or more", When(passes_least)),
    ("passes at least {n} times", When(passes_least)),
    (
        "[on|during] [a] run of {n} or more [unanswered|straight|consecutive] points",
        When(run_least),
    ),
    ("(behind|trail|trails|trailing|losing) by {n}", When(behind_least)),
    ("(behind|trail|trails|trailing|losing) by {pts}", When(behind_least)),
    ("(ahead|=leads|leading|winning) by {n}", When(ahead_least)),
    ("(ahead|=leads|leading|winning) by {pts}", When(ahead_least)),
    ("(scored|scores|has scored) {n} (unanswered|straight|consecutive) points", When(run_least)),
    ("[after] {n} (unanswered|straight|consecutive) points", When(run_least)),
    ("[on] [a] {n} 0 run", When(run_least)),
    ("[on] [a] run of {n} [points] [or more]", When(run_least)),
    ("[on] [a] run of {pts} [or more]", When(run_least)),
    // The hooper.
    ("(with|has|have|having|once|after) [at least] {pts} [or more]", When(points_least)),
    ("(with|has|have|having|once|after|scored) {n} or more points", When(points_least)),
    ("(with|has|have|by anyone with|anyone with) {n} + points", When(points_least)),
    ("(with|has) more than {pts}", When(points_more)),
    ("(already have|has already) {pts}", When(points_least)),
    ("(with|has|at|picks up|gets) {n} fouls", When(fouls_least)),
    ("{n} fouls and you", When(fouls_least)),
    ("[after|on|picks up] [his|her|their|a|the] {ord} foul", When(fouls_are)),
    ("(from|after) [the] {ord} team foul [on]", When(team_fouls_least)),
    ("[with|at|below|under] (energy) (below|under|less than) {pct}", When(energy_less)),
    (
        "(below|under|less than|with less than|with energy below|whose energy is below) {pct} [energy]",
        When(energy_less),
    ),
    ("energy (is|drops|falls) (below|under) {pct}", When(energy_less)),
    ("(above|over|more than) {pct} energy", When(energy_more)),
    (
        "[after] {n} (makes|made shots|baskets|made baskets|shots|straight makes) [in a row|straight]",
        When(made_player),
    ),
    (
        "[after] {n} (makes|made shots|baskets|made baskets|shots|made) (in a row)",
        When(made_player),
    ),
    ("{n} straight (makes|made shots|baskets|shots)", When(made_player)),
    ("(made|hit|makes|hits) {n} [straight] [shots|baskets] (in a row)", When(made_player)),
    ("(made|hit|makes|hits) {n} straight [shots|baskets]", When(made_player)),
    ("(side|team) (has made|makes|hits) {n} [shots|baskets] in a row", When(made_team)),
    // How often, and when.
    ("(every|each) {ord} [made]", When(every)),
    ("every other", When(every_other)),
    ("[the|its|a|on] {ord} !half !period !quarter !place !team !foul !of", When(nth_of_game)),
    ("[with] at most {dur} [left] (on|of) [the] shot clock", When(shot_clock_most)),
    ("[with] {dur} left (on|of) [the] shot clock", When(shot_clock_most)),
    ("(one|1) in {n}", When(chance)),
    ("{pct} of the time", When(chance)),
    ("(with a|a) {pct} chance", When(chance)),
    ("[in|during] [the] (playoffs|playoff|playoff games|play offs)", When(playoffs)),
    ("(in|during) the regular season", When(regular)),
];
