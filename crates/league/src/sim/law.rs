//! The rules as the engine reads them: plain numbers in the engine's units, made once per game.
//!
//! May live here: units and the taming of values that contradict each other. Never: what happens in
//! a game.

use super::fit::Fit;
use super::tuning::{AHEAD_TENTHS, ZONE};
use crate::rules::{EndMode, Param, Rules};

/// Zones that a shot can be taken from; an index into every table by zone.
pub(super) const ZONES: usize = 5;

/// What every basket of a fixed target counts for in the length of a game, tenths: a little less
/// than it takes, because in a race the end is felt to be near.
const TENTHS_PER_BASKET: i32 = 270;

/// Distance of the arc that the zones' base chances are made for, centimetres.
const ORDINARY_ARC_CM: i32 = 675;

/// The rules in the engine's units: tenths of a second, per cent.
#[derive(Clone, Debug)]
pub(super) struct Law {
    pub fit: Fit,
    /// Log-odds of an ordinary shot, by zone, for the arc where it lies.
    pub base: [i32; ZONES],
    /// Chance of a foul on a shot, by zone, before anything is called; basis points.
    pub shot_foul: [i32; ZONES],
    /// Points for a basket, by zone; the deep zone is 0 when it is off.
    pub values: [i32; ZONES],
    pub free_throw: i32,
    pub periods: u8,
    pub period: i32,
    pub shot_clock: i32,
    pub rebound_clock: i32,
    pub dead_ball: i32,
    pub end: EndMode,
    pub elam_after: u8,
    pub elam_margin: i32,
    pub target: i32,
    pub win_by: i32,
    pub overtime: i32,
    pub overtime_target: i32,
    /// Fouls that end a hooper's game; 0 is off.
    pub foul_limit: i32,
    pub bonus: i32,
    pub possession_after: i32,
    pub call_rate: i32,
    pub max_share: i32,
    pub min_passes: i32,
    pub on_court: usize,
    pub squad: usize,
    pub rest_below: i32,
    pub max_minutes: i32,
    /// Chance per touch of a steal and of another turnover, basis points.
    pub steal: i32,
    pub turnover: i32,
    /// Chance of a block by zone, basis points.
    pub block: [i32; ZONES],
    /// `weights` of what baskets are worth by the rules.
    pub ordinary: [i32; ZONES],
    /// How many of the zones are in use: the last, deep, may be off.
    pub zones: usize,
    /// Whether a hooper's share of the shots is limited.
    pub shares_shots: bool,
    pub rebound: i32,
    pub drain: i32,
    pub break_rest: i32,
    pub half_rest: i32,
    pub home: i32,
    /// Log-odds that a side ahead loses per possession's worth of points, tenths: more in a shorter
    /// game.
    pub ahead: i32,
}

impl Law {
    /// Reads the rules. Contradictions are settled here: the smaller promise gives way.
    pub(super) fn read(rules: &Rules, fit: &Fit) -> Self {
        let get = |it| rules.get(it);
        let tenths = |it| rules.get(it) * 10;
        let count = |it| usize::try_from(rules.get(it)).unwrap_or(0);
        let byte = |it| u8::try_from(rules.get(it)).unwrap_or(1);
        let farther = get(Param::CourtArcCm) - ORDINARY_ARC_CM;
        let base = [fit.rim, fit.paint, fit.mid, fit.arc, fit.deep];
        let shot_clock = tenths(Param::ClockShotSecs);
        let on_court = count(Param::RosterOnCourt);
        let law = Self {
            fit: *fit,
            base: std::array::from_fn(|it| {
                let per_cm = if ZONE[it].is_far { fit.arc_distance } else { ZONE[it].farther };
                base[it] - per_cm * farther / 100
            }),
            shot_foul: std::array::from_fn(|it| ZONE[it].foul * fit.shot_foul / 100),
            values: std::array::from_fn(|it| get(ZONE[it].pays)),
            free_throw: get(Param::ScoreFt),
            periods: byte(Param::ClockPeriods),
            period: tenths(Param::ClockPeriodSecs),
            shot_clock,
            rebound_clock: tenths(Param::ClockOrbResetSecs).min(shot_clock),
            dead_ball: tenths(Param::ClockDeadBallSecs),
            end: rules.end_mode(),
            elam_after: byte(Param::EndElamAfterPeriod).min(byte(Param::ClockPeriods)),
            elam_margin: get(Param::EndElamMargin),
            target: get(Param::EndTargetScore),
            win_by: get(Param::EndWinBy),
            overtime: tenths(Param::OvertimeSecs),
            overtime_target: get(Param::OvertimeTarget),
            foul_limit: get(Param::FoulPersonalLimit),
            bonus: get(Param::FoulTeamBonus),
            possession_after: get(Param::FoulPossessionAfter),
            call_rate: get(Param::FoulCallRate),
            max_share: get(Param::UsageMaxShare),
            shares_shots: get(Param::UsageMaxShare) < 100,
            min_passes: get(Param::UsageMinPasses),
            on_court,
            squad: count(Param::RosterSize).max(on_court),
            rest_below: get(Param::SubEnergy),
            max_minutes: get(Param::SubMaxMinutes),
            steal: fit.steal * get(Param::RateSteal) / 100 * get(Param::RateTurnover) / 100,
            turnover: fit.turnover * get(Param::RateTurnover) / 100,
            block: std::array::from_fn(|it| {
                (ZONE[it].block * get(Param::RateBlock) / 100).min(9_000)
            }),
            rebound: get(Param::RateOrb),
            drain: get(Param::RateEnergyDrain),
            break_rest: get(Param::EnergyRecoverBreak),
            half_rest: get(Param::EnergyRecoverHalf),
            home: get(Param::HomeAdvantage),
            ahead: 0,
            ordinary: [0; ZONES],
            zones: if get(Param::ScoreDeep) > 0 { ZONES } else { ZONES - 1 },
        };
        let ordinary = law.weights(&law.values);
        Self { ahead: law.effort(fit.ahead), ordinary, ..law }
    }

    /// What a lead costs: by the cube of how much shorter than ordinary the game is.
    fn effort(&self, ahead: i32) -> i32 {
        let tenths = i32::from(self.timed_periods()) * self.period;
        // A fixed target ends most games before the clock does.
        let tenths = match self.end {
            EndMode::Target => tenths.min(self.target * TENTHS_PER_BASKET / self.values[0].max(1)),
            EndMode::Timed | EndMode::Elam => tenths,
        };
        let tenths = i64::from(tenths.max(1));
        let cube = |it: i64| it * it * it;
        let effort = i64::from(ahead) * cube(AHEAD_TENTHS) / cube(tenths);
        i32::try_from(effort.clamp(10, 400)).unwrap_or(10)
    }

    /// What a made shot's chance is multiplied by to give its value, by zone, when baskets are worth
    /// `worth`; in units of 1/1024. Blocks are taken off.
    pub(super) fn weights(&self, worth: &[i32; ZONES]) -> [i32; ZONES] {
        std::array::from_fn(|it| worth[it] * ((10_000 - self.block[it]) * 128 / 1_250))
    }

    /// Timed periods before a game that is to be decided by a clock or a target is decided.
    pub(super) fn timed_periods(&self) -> u8 {
        match self.end {
            EndMode::Elam => self.elam_after,
            EndMode::Timed | EndMode::Target => self.periods,
        }
    }

    /// The break that is half time, by the period it follows; `None` for a game of one period.
    pub(super) fn half_time_after(&self) -> Option<u8> {
        (self.periods > 1).then_some(self.periods.div_ceil(2))
    }

    /// Free throws for a foul on a shot worth `value`: as many as the basket's worth, 1 to 3.
    pub(super) fn throws_for(value: i32) -> u16 {
        u16::try_from(value.clamp(1, 3)).unwrap_or(1)
    }
}
