//! The one table of parameters: id, default, bounds, unit, scope and description.
//!
//! The Book, the API, validation, the documentation and the league file all read this table.
//! Defaults are the `house` rules; bounds are absolute. Source: RULEBOOK.md.

/// What a parameter's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Points on the scoreboard.
    Points,
    /// Seconds.
    Seconds,
    /// Per cent of the ordinary rate or share.
    Percent,
    /// Centimetres.
    Centimetres,
    /// A plain number of things.
    Count,
    /// One of a few named choices.
    Choice(&'static [&'static str]),
}

/// Where a parameter takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// From the next game.
    Game,
    /// From the next season.
    Season,
}

struct Row {
    id: &'static str,
    name: &'static str,
    default: i32,
    min: i32,
    max: i32,
    unit: Unit,
    scope: Scope,
    /// What the value 0 means, where it is a switch rather than a number.
    zero: Option<&'static str>,
    about: &'static str,
}

macro_rules! params {
    ($($variant:ident $id:literal $name:literal $default:literal $min:literal $max:literal
       $unit:expr, $scope:ident, $zero:expr, $about:literal;)*) => {
        /// One parameter of the rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Param {
            $(#[doc = $about] $variant,)*
        }

        impl Param {
            /// Every parameter, in the order of the Book.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($id,)*].len();
        }

        const ROWS: [Row; Param::COUNT] = [$(Row {
            id: $id, name: $name, default: $default, min: $min, max: $max,
            unit: $unit, scope: Scope::$scope, zero: $zero, about: $about,
        },)*];
    };
}

use Unit::{Centimetres, Choice, Count, Percent, Points, Seconds};

params! {
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
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The parameter with this id, such as `clock.shot_secs`.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }

    /// Its id: stable, in logs and league files.
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// Its name for people.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Its `house` value.
    pub fn default_value(self) -> i32 {
        self.row().default
    }

    /// Smallest and largest value.
    pub fn bounds(self) -> (i32, i32) {
        (self.row().min, self.row().max)
    }

    /// What the number counts.
    pub fn unit(self) -> Unit {
        self.row().unit
    }

    /// From when a change counts.
    pub fn scope(self) -> Scope {
        self.row().scope
    }

    /// One sentence on what it does.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    /// The values inside the bounds that are nevertheless not allowed are left out.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few parameters are special here")]
    fn is_gap(self, value: i32) -> bool {
        match self {
            Self::FoulPersonalLimit => value == 1,
            Self::LeaguePlayoffTeams => ![2, 4, 8].contains(&value),
            Self::LeagueSemisBestOf | Self::LeagueFinalBestOf => value % 2 == 0,
            _ => false,
        }
    }

    /// Whether the value is legal.
    pub fn allows(self, value: i32) -> bool {
        let (min, max) = self.bounds();
        (min..=max).contains(&value) && !self.is_gap(value)
    }

    /// The legal value closest to `value`; of two as close, the smaller.
    pub fn nearest(self, value: i32) -> i32 {
        let (min, max) = self.bounds();
        let distance = |it: &i32| (i64::from(*it) - i64::from(value)).abs();
        (min..=max).filter(|it| self.allows(*it)).min_by_key(distance).unwrap_or(min)
    }

    /// The bounds in words, with the unit: `6 to 60 seconds`, `2, 4 or 8`, `timed, elam or target`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "few parameters are special here")]
    pub fn bounds_in_words(self) -> String {
        let (min, max) = self.bounds();
        match self {
            Self::LeaguePlayoffTeams => "2, 4 or 8".to_owned(),
            Self::LeagueSemisBestOf | Self::LeagueFinalBestOf => "1, 3, 5, 7 or 9".to_owned(),
            Self::FoulPersonalLimit => "2 to 10, or 0 for off".to_owned(),
            _ => match self.unit() {
                Choice(names) => {
                    let (last, first) = names.split_last().unwrap_or((&"", &[]));
                    format!("{} or {last}", first.join(", "))
                }
                Points => format!("{min} to {max} points"),
                Seconds => format!("{min} to {max} seconds"),
                Percent => format!("{min} to {max} %"),
                Centimetres => format!("{min} to {max} cm"),
                Count => format!("{min} to {max}"),
            },
        }
    }

    /// A value in words, with the unit: `12 seconds`, `elam`, `off`.
    pub fn in_words(self, value: i32) -> String {
        if let (0, Some(word)) = (value, self.row().zero) {
            return word.to_owned();
        }
        let plural = |one: &str| if value == 1 { one.to_owned() } else { format!("{one}s") };
        match self.unit() {
            Points => format!("{value} {}", plural("point")),
            Seconds => format!("{value} {}", plural("second")),
            Percent => format!("{value} %"),
            Centimetres => format!("{value} cm"),
            Count => value.to_string(),
            Choice(names) => {
                let name = usize::try_from(value).ok().and_then(|it| names.get(it));
                name.map_or_else(|| value.to_string(), |it| (*it).to_owned())
            }
        }
    }

    /// Reads a value as people write it in a league file: a number, or the name of a choice.
    pub fn from_word(self, word: &str) -> Option<i32> {
        match self.unit() {
            Choice(names) => {
                names.iter().position(|it| *it == word).and_then(|it| i32::try_from(it).ok())
            }
            Points | Seconds | Percent | Centimetres | Count => {
                word.parse().ok().or((Some(word) == self.row().zero).then_some(0))
            }
        }
    }
}
