//! The variables that a condition may ask about: a closed list of whole numbers.
//!
//! May live here: id, phrase, unit, range and hooks of each. Never: how it is found out (`sim`,
//! `season`). Not available, on purpose: names of governors or teams, votes, wall time, text, other
//! games in progress, anything that a model said.

use super::hook::{EVERYWHERE, Hook, Hooks, IN_GAME, OF_SHOT, WITH_BALL};
use super::table::Unit::{self, Choice, Count, Percent, Points, Seconds};
use super::table::stored_by_id;

struct Row {
    id: &'static str,
    phrase: &'static str,
    unit: Unit,
    min: i32,
    max: i32,
    hooks: Hooks,
    about: &'static str,
}

/// Values of a yes-or-no variable.
const YES_NO: Unit = Choice(&["no", "yes"]);
const ZONES: Unit = Choice(&["nowhere", "rim", "paint", "mid", "arc", "deep"]);
const OUTCOMES: Unit = Choice(&["none", "basket", "free throw", "miss", "turnover", "steal"]);
const PHASES: Unit = Choice(&["regular", "tiebreak", "playoffs"]);
const RESULTS: Unit = Choice(&["loss", "win"]);

/// Hooks at which a place on the court is known.
const WITH_ZONE: Hooks =
    OF_SHOT.and(Hooks::of(&[Hook::Rebound, Hook::Steal, Hook::Turnover, Hook::Foul]));
/// Hooks at which a result is known.
const WITH_RESULT: Hooks = Hooks::of(&[Hook::GameEnd, Hook::RoundEnd]);
/// Hooks at which the standings are known.
const WITH_TABLE: Hooks = EVERYWHERE;

macro_rules! vars {
    ($($variant:ident $id:literal $phrase:literal $unit:expr, $min:literal $max:literal $hooks:ident $about:literal;)*) => {
        /// A whole number, or one of a few named values, that a condition may ask about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Var {
            $(#[doc = $about] $variant,)*
        }

        impl Var {
            /// Every variable.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($id,)*].len();
        }

        const ROWS: [Row; Var::COUNT] = [$(Row {
            id: $id, phrase: $phrase, unit: $unit, min: $min, max: $max, hooks: $hooks, about: $about,
        },)*];
    };
}

vars! {
    ScoreDiff "score_diff" "the lead" Points, -300 300 IN_GAME "Points of the side less the other's; below zero behind.";
    AbsMargin "abs_margin" "the gap" Points, 0 300 IN_GAME "How far apart the sides are.";
    OwnScore "own_score" "the side's score" Points, 0 300 IN_GAME "Points of the side.";
    OtherScore "other_score" "the other side's score" Points, 0 300 IN_GAME "Points of the other side.";
    Period "period" "the period" Count, 1 30 IN_GAME "Which period it is, the untimed ending and overtimes counted on.";
    Half "half" "the half" Count, 1 2 IN_GAME "1 up to half time, 2 after it.";
    PeriodClockSecs "period_clock_secs" "the period clock" Seconds, 0 1200 IN_GAME "Seconds left in the period, begun ones counted; unknown while there is no clock.";
    ShotClockSecs "shot_clock_secs" "the shot clock" Seconds, 0 60 WITH_BALL "Seconds left on the shot clock, begun ones counted.";
    PossessionNo "possession_no" "the possession number" Count, 1 400 WITH_BALL "Which possession of the game it is, both sides counted.";
    InTargetPhase "in_target_phase" "a target being set" YES_NO, 0 1 IN_GAME "Whether the first side to reach a score wins.";
    Zone "zone" "the zone" ZONES, 0 5 WITH_ZONE "Where the shot was taken, or where the holder was looking to shoot from.";
    ShotValue "shot_value" "the shot's value" Points, 0 20 OF_SHOT "What the shot is worth by the parameters.";
    Passes "passes_this_poss" "the passes" Count, 0 160 WITH_BALL "Passes in this possession.";
    PrevPossession "prev_possession_result" "the possession before" OUTCOMES, 0 5 WITH_BALL "How the possession before this one ended.";
    StreakTeam "streak_made.team" "the side's baskets in a row" Count, 0 99 IN_GAME "Shots that the side has made since its last miss, this one included.";
    StreakPlayer "streak_made.player" "the hooper's baskets in a row" Count, 0 99 WITH_BALL "Shots that the hooper has made since the last miss, this one included.";
    RunPoints "run_points" "the side's run" Points, 0 300 IN_GAME "Points that the side has scored since the other last did.";
    IsHome "is_home" "being at home" YES_NO, 0 1 IN_GAME "Whether the side is at its own venue.";
    Rank "team.rank" "the side's rank" Count, 1 16 WITH_TABLE "Place in the standings before the round; 1 is first.";
    OtherRank "other.rank" "the other side's rank" Count, 1 16 IN_GAME "The opponent's place in the standings.";
    Teams "league.teams" "the number of teams" Count, 4 16 WITH_TABLE "Teams in the league: the rank of the last.";
    WinStreak "team.win_streak" "the side's winning streak" Count, 0 99 WITH_TABLE "Games that the side has won since it last lost.";
    LossStreak "team.loss_streak" "the side's losing streak" Count, 0 99 WITH_TABLE "Games that the side has lost since it last won.";
    TeamFouls "team.team_fouls" "the side's team fouls" Count, 0 99 IN_GAME "Fouls of the side in this period.";
    Finish "player.finish" "the hooper's finish" Count, 0 100 WITH_BALL "Skill at the rim and in the paint.";
    Mid "player.mid" "the hooper's mid" Count, 0 100 WITH_BALL "Skill between paint and arc.";
    Long "player.long" "the hooper's long" Count, 0 100 WITH_BALL "Skill beyond the arc.";
    Handle "player.handle" "the hooper's handle" Count, 0 100 WITH_BALL "Skill at keeping the ball.";
    Pass "player.pass" "the hooper's pass" Count, 0 100 WITH_BALL "Skill at passing.";
    Defend "player.defend" "the hooper's defend" Count, 0 100 WITH_BALL "Skill at defending.";
    Board "player.board" "the hooper's board" Count, 0 100 WITH_BALL "Skill at rebounding.";
    Endurance "player.endurance" "the hooper's endurance" Count, 0 100 WITH_BALL "Skill at lasting.";
    Decide "player.decide" "the hooper's decide" Count, 0 100 WITH_BALL "Skill at choosing a shot.";
    Nerve "player.nerve" "the hooper's nerve" Count, 0 100 WITH_BALL "Skill at staying calm.";
    Energy "player.energy" "the hooper's energy" Percent, 0 100 WITH_BALL "Energy left.";
    PlayerPoints "player.points" "the hooper's points" Points, 0 300 WITH_BALL "Points that the hooper has scored in this game, before this play.";
    PlayerFouls "player.fouls" "the hooper's fouls" Count, 0 10 WITH_BALL "Fouls of the hooper, this one included.";
    PlayerMinutes "player.minutes" "the hooper's minutes" Count, 0 200 WITH_BALL "Whole minutes that the hooper has played.";
    RoundNo "round_no" "the round" Count, 1 300 WITH_TABLE "Which round of the season it is.";
    SeasonPhase "season_phase" "the season's phase" PHASES, 0 2 WITH_TABLE "Regular season, deciding games or playoffs.";
    Result "self.result" "the result" RESULTS, 0 1 WITH_RESULT "Whether the side has won.";
    CounterA "counter.a" "counter a" Count, 0 99 IN_GAME "The side's counter a: 0 at tip-off, changed by actions only.";
    CounterB "counter.b" "counter b" Count, 0 99 IN_GAME "The side's counter b.";
    CounterC "counter.c" "counter c" Count, 0 99 IN_GAME "The side's counter c.";
    CounterD "counter.d" "counter d" Count, 0 99 IN_GAME "The side's counter d.";
    TimesGame "times.game" "the times in this game" Count, 1 400 IN_GAME "How often the rest of this rule's condition has held for the side in this game, this time included.";
    TimesPeriod "times.period" "the times in this period" Count, 1 400 IN_GAME "The same, in this period.";
}

impl Var {
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The variable with this id, such as `score_diff`.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }

    /// Its id: stable, in stored rules.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// A plain phrase for it: `the period clock`.
    pub fn phrase(self) -> &'static str {
        self.row().phrase
    }

    /// What it counts.
    pub fn unit(self) -> Unit {
        self.row().unit
    }

    /// Smallest and largest value that a condition may compare it with.
    pub fn bounds(self) -> (i32, i32) {
        (self.row().min, self.row().max)
    }

    /// The hooks at which it is known. Elsewhere a rule must not ask; where it is unknown for the
    /// moment, such as the clock of an untimed period, no comparison with it holds.
    pub fn hooks(self) -> Hooks {
        self.row().hooks
    }

    /// One sentence on it.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// Whether it counts how often the rest of the condition has held.
    pub fn counts_times(self) -> bool {
        matches!(self, Self::TimesGame | Self::TimesPeriod)
    }

    /// Whether its values are names, which only "is" can ask about.
    pub fn is_named(self) -> bool {
        matches!(self.unit(), Choice(_))
    }
}

stored_by_id!(Var);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_variable_has_its_own_id_and_phrase_and_is_known_somewhere() {
        for var in Var::ALL {
            assert_eq!(Var::by_id(var.id()), Some(var));
            let same = Var::ALL.into_iter().filter(|it| it.phrase() == var.phrase()).count();
            assert_eq!(same, 1, "{}", var.id());
            assert!(!var.hooks().list().is_empty());
            let (min, max) = var.bounds();
            assert!(min < max, "{}", var.id());
            if let Choice(names) = var.unit() {
                assert_eq!(i32::try_from(names.len()).expect("few"), max + 1, "{}", var.id());
            }
        }
    }
}
