//! The one table of the game's parameters: id, default, bounds, unit, scope and description.
//!
//! The Book, the API, validation, the documentation and the league file all read this table.
//! Defaults are the `house` rules; bounds are absolute. Source: RULEBOOK.md. Never here: numbers of
//! government (`meta`), words for numbers (`table`).

use super::table::Unit::{Centimetres, Choice, Count, Percent, Points, Seconds};
use super::table::numbers as params;

params! {
    /// One parameter of the rules of a game or a season.
    Param
    ScoreInside "score.inside" "Basket inside the arc" 2 0 20 Points, Game, None, "Points for a basket from inside the arc.";
    ScoreArc "score.arc" "Basket beyond the arc" 3 0 20 Points, Game, None, "Points for a basket from beyond the arc.";
    ScoreDeep "score.deep" "Deep basket" 0 0 20 Points, Game, Some("off"), "Points for a basket from two metres or more beyond the arc; when off, such a shot counts as one from the arc.";
    ScoreFt "score.ft" "Free throw" 1 0 10 Points, Game, None, "Points for a free throw.";
    ClockPeriods "clock.periods" "Periods" 3 1 8 Count, Game, None, "How many timed periods a game has.";
    ClockPeriodSecs "clock.period_secs" "Period length" 300 60 1200 Seconds, Game, None, "How long a period lasts.";
    ClockShotSecs "clock.shot_secs" "Shot clock" 12 6 60 Seconds, Game, None, "How long a side may keep the ball before it must shoot.";
    ClockOrbResetSecs "clock.orb_reset_secs" "Shot clock after an offensive rebound" 12 4 60 Seconds, Game, None, "What the shot clock shows after a side rebounds its own miss; never more than the shot clock.";
    ClockDeadBallSecs "clock.dead_ball_secs" "Dead ball" 6 0 20 Seconds, Game, None, "How long the ball is dead after a basket, a foul or a ball out of play; the period clock stands still.";
    EndMode "end.mode" "How a game ends" 1 0 2 Choice(&["timed", "elam", "target"]), Game, None, "Timed: by the clock. Elam: the clock is switched off and a target score is set. Target: first to a fixed score, or by the clock.";
    EndElamAfterPeriod "end.elam_after_period" "Elam ending after period" 3 1 8 Count, Game, None, "The period after which the clock is switched off.";
    EndElamMargin "end.elam_margin" "Elam margin" 11 1 60 Points, Game, None, "The target is the leader's score plus this.";
    EndTargetScore "end.target_score" "Target score" 21 5 150 Points, Game, None, "First to this many points wins, when games end by target.";
    EndWinBy "end.win_by" "Win by" 1 1 5 Points, Game, None, "The lead that a side needs to win at the target.";
    OvertimeSecs "overtime.secs" "Overtime" 0 0 600 Seconds, Game, Some("to a target instead"), "How long an overtime period lasts.";
    OvertimeTarget "overtime.target" "Overtime target" 2 1 20 Points, Game, None, "First side to score this many points in overtime wins, when overtime is not timed.";
    FoulPersonalLimit "foul.personal_limit" "Foul limit" 5 0 10 Count, Game, Some("off"), "A hooper with this many fouls leaves the game.";
    FoulTeamBonus "foul.team_bonus" "Team fouls to the bonus" 7 1 20 Count, Game, None, "From this team foul in a period on, every foul gives two free throws.";
    FoulPossessionAfter "foul.possession_after" "Team fouls to bonus and ball" 10 2 30 Count, Game, None, "From this team foul in a period on, the fouled side also keeps the ball.";
    FoulCallRate "foul.call_rate_pct" "How much is called" 100 20 300 Percent, Game, None, "How often contact is called a foul, against the ordinary.";
    UsageMaxShare "usage.max_share_pct" "Largest share of shots" 100 25 100 Percent, Game, None, "The largest share of a side's shots that one hooper may take.";
    UsageMinPasses "usage.min_passes" "Passes before a shot" 0 0 6 Count, Game, None, "Passes that a possession needs before a shot.";
    RosterOnCourt "roster.on_court" "Hoopers on court" 3 2 5 Count, Season, None, "Hoopers of one side on court.";
    RosterSize "roster.size" "Hoopers in a squad" 4 3 8 Count, Season, None, "Hoopers of one side who may play, bench included.";
    SubEnergy "sub.energy_pct" "Rest below" 35 5 90 Percent, Game, None, "A hooper whose energy falls below this is replaced at the next dead ball, if someone fresher is on the bench.";
    SubMaxMinutes "sub.max_minutes_pct" "Most minutes" 100 40 100 Percent, Game, None, "The largest share of the game that one hooper may play.";
    RateTurnover "rate.turnover_pct" "Turnovers" 100 20 300 Percent, Game, None, "How often the ball is lost, against the ordinary.";
    RateSteal "rate.steal_pct" "Steals" 100 20 300 Percent, Game, None, "How often the ball is stolen, against the ordinary.";
    RateBlock "rate.block_pct" "Blocks" 100 20 300 Percent, Game, None, "How often a shot is blocked, against the ordinary.";
    RateOrb "rate.orb_pct" "Offensive rebounds" 100 20 300 Percent, Game, None, "How often a side rebounds its own miss, against the ordinary.";
    RateEnergyDrain "rate.energy_drain_pct" "Tiring" 100 0 400 Percent, Game, None, "How quickly hoopers tire, against the ordinary.";
    EnergyRecoverBreak "energy.recover_break_pct" "Rest at a break" 15 0 100 Percent, Game, None, "Energy that everyone regains between periods.";
    EnergyRecoverHalf "energy.recover_half_pct" "Rest at half time" 30 0 100 Percent, Game, None, "Energy that everyone regains at half time.";
    CourtArcCm "court.arc_cm" "Distance of the arc" 675 450 1000 Centimetres, Game, None, "Distance of the arc from the basket.";
    HomeAdvantage "home.adv_pct" "Home advantage" 100 0 300 Percent, Game, None, "How much the home side gains from crowd, altitude and travel, against the ordinary.";
    LeagueRoundRobins "league.round_robins" "Round robins" 3 1 6 Count, Season, None, "How often every team meets every other in the regular season.";
    LeaguePlayoffTeams "league.playoff_teams" "Teams in the playoffs" 4 2 8 Count, Season, None, "How many teams reach the playoffs: 2, 4 or 8.";
    LeagueSemisBestOf "league.semis_best_of" "Earlier series, best of" 3 1 9 Count, Season, None, "Games in every playoff series before the final; odd.";
    LeagueFinalBestOf "league.final_best_of" "Final, best of" 5 1 9 Count, Season, None, "Games in the final; odd.";
    StandingsWin "standings.win_points" "Points for a win" 2 -3 5 Count, Season, None, "Points in the standings for a win.";
    StandingsLoss "standings.loss_points" "Points for a loss" 0 -3 5 Count, Season, None, "Points in the standings for a loss.";
}

impl Param {
    /// The values inside the bounds that are nevertheless not allowed.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few parameters are special here")]
    fn is_gap(self, value: i32) -> bool {
        match self {
            Self::FoulPersonalLimit => value == 1,
            Self::LeaguePlayoffTeams => ![2, 4, 8].contains(&value),
            Self::LeagueSemisBestOf | Self::LeagueFinalBestOf => value % 2 == 0,
            _ => false,
        }
    }

    /// The bounds in words where there are gaps in them.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few parameters are special here")]
    fn gaps_in_words(self) -> Option<&'static str> {
        match self {
            Self::LeaguePlayoffTeams => Some("2, 4 or 8"),
            Self::LeagueSemisBestOf | Self::LeagueFinalBestOf => Some("1, 3, 5, 7 or 9"),
            Self::FoulPersonalLimit => Some("2 to 10, or 0 for off"),
            _ => None,
        }
    }
}
