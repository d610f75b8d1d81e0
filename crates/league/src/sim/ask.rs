//! What is known at a hook: the value of every variable, and the dice of a condition.
//!
//! May live here: answering a condition. Never: what follows from it (`act`).

use super::floor::{Floor, Moment};
use super::game::Live;
use super::purpose;
use super::tuning::FULL_ENERGY;
use crate::dice::below;
use crate::rules::{Answers, Known, Var};

/// Tenths of a second in a minute.
const MINUTE: i32 = 600;

/// One effect's condition being answered.
pub(super) struct Asking<'g, 'a> {
    live: &'g Live<'a>,
    floor: &'g Floor<'a>,
    moment: &'g Moment,
    which: usize,
    /// Whether times are left out of account.
    without_times: bool,
    /// Rolls so far.
    rolls: u8,
}

/// Whether the condition of the effect `which` holds; counts how often it has.
pub(super) fn holds(live: &Live<'_>, floor: &mut Floor<'_>, moment: &Moment, which: usize) -> bool {
    floor.stands[which].asked = floor.stands[which].asked.wrapping_add(1);
    let cond = &floor.ruling.effects[which].effect.when;
    if floor.counts_times >> which & 1 == 1 {
        if !cond.holds(&mut Asking::new(live, floor, moment, which).without_times()) {
            return false;
        }
        let stand = &mut floor.stands[which];
        for times in [&mut stand.times, &mut stand.times_period] {
            times[moment.us] = times[moment.us].saturating_add(1);
        }
    }
    cond.holds(&mut Asking::new(live, floor, moment, which))
}

impl<'g, 'a> Asking<'g, 'a> {
    fn new(live: &'g Live<'a>, floor: &'g Floor<'a>, moment: &'g Moment, which: usize) -> Self {
        Self { live, floor, moment, which, without_times: false, rolls: 0 }
    }

    fn without_times(self) -> Self {
        Self { without_times: true, ..self }
    }
}

impl Answers for Asking<'_, '_> {
    fn value(&mut self, var: Var) -> Known {
        if self.without_times && var.counts_times() {
            return Known::LeftOut;
        }
        let value = match var {
            Var::PeriodClockSecs
            | Var::ShotClockSecs
            | Var::PossessionNo
            | Var::InTargetPhase
            | Var::Period
            | Var::Half
            | Var::Zone
            | Var::ShotValue
            | Var::Passes
            | Var::PrevPossession => self.of_play(var),
            Var::Rank
            | Var::OtherRank
            | Var::Teams
            | Var::WinStreak
            | Var::LossStreak
            | Var::RoundNo
            | Var::SeasonPhase
            | Var::Result => self.of_season(var),
            Var::Finish
            | Var::Mid
            | Var::Long
            | Var::Handle
            | Var::Pass
            | Var::Defend
            | Var::Board
            | Var::Endurance
            | Var::Decide
            | Var::Nerve
            | Var::Energy
            | Var::PlayerPoints
            | Var::PlayerFouls
            | Var::PlayerMinutes
            | Var::StreakPlayer => self.of_hooper(var),
            Var::ScoreDiff
            | Var::AbsMargin
            | Var::OwnScore
            | Var::OtherScore
            | Var::StreakTeam
            | Var::RunPoints
            | Var::IsHome
            | Var::TeamFouls
            | Var::CounterA
            | Var::CounterB
            | Var::CounterC
            | Var::CounterD
            | Var::TimesGame
            | Var::TimesPeriod => Some(self.of_side(var)),
        };
        value.map_or(Known::Unknown, Known::Is)
    }

    /// Keyed by the rule and by how often it has been asked, so that no rule shifts another's dice.
    fn roll(&mut self) -> u16 {
        let rule = self.floor.ruling.effects[self.which].id.0;
        let asked = self.floor.stands[self.which].asked;
        let bits = self.live.key.draw(asked, rule, purpose::RULE, self.rolls);
        self.rolls = self.rolls.wrapping_add(1);
        u16::try_from(below(bits, 1_000)).unwrap_or(0)
    }
}

/// Begun seconds.
fn seconds(tenths: i32) -> i32 {
    (tenths + 9) / 10
}

impl Asking<'_, '_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "`value` sends nothing else here")]
    fn of_play(&self, var: Var) -> Option<i32> {
        let live = self.live;
        let half_time = live.law.half_time_after().unwrap_or(u8::MAX);
        Some(match var {
            Var::PeriodClockSecs => return live.timed.then(|| seconds(live.clock)),
            Var::ShotClockSecs => seconds(live.shot_clock),
            Var::PossessionNo => live.possession.into(),
            Var::InTargetPhase => live.needed().is_some().into(),
            Var::Period => live.period.into(),
            Var::Half => 1 + i32::from(half_time < live.period),
            Var::Zone => return self.moment.zone.map(|it| it as i32),
            Var::ShotValue => return self.moment.value,
            Var::Passes => live.passes,
            _ => self.floor.outcomes[0] as i32,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`value` sends nothing else here")]
    fn of_side(&self, var: Var) -> i32 {
        let (floor, us) = (self.floor, self.moment.us);
        let score = |it: usize| self.live.teams[it].score;
        let stand = &floor.stands[self.which];
        match var {
            Var::ScoreDiff => score(us) - score(1 - us),
            Var::AbsMargin => (score(us) - score(1 - us)).abs(),
            Var::OwnScore => score(us),
            Var::OtherScore => score(1 - us),
            Var::StreakTeam => floor.streaks[us],
            Var::RunPoints => floor.runs[us],
            Var::IsHome => i32::from(us == 0),
            Var::TeamFouls => self.live.teams[us].fouls,
            Var::CounterA => floor.counters[us][0],
            Var::CounterB => floor.counters[us][1],
            Var::CounterC => floor.counters[us][2],
            Var::CounterD => floor.counters[us][3],
            Var::TimesGame => stand.times[us].into(),
            _ => stand.times_period[us].into(),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`value` sends nothing else here")]
    fn of_season(&self, var: Var) -> Option<i32> {
        let (occasion, us) = (self.floor.ruling.occasion, self.moment.us);
        let form = &occasion.sides[us];
        Some(match var {
            Var::Rank => form.rank.into(),
            Var::OtherRank => occasion.sides[1 - us].rank.into(),
            Var::Teams => occasion.teams.into(),
            Var::WinStreak => form.win_streak.into(),
            Var::LossStreak => form.loss_streak.into(),
            Var::RoundNo => occasion.round.into(),
            Var::SeasonPhase => occasion.phase as i32,
            _ => return self.floor.winner.map(|it| i32::from(it == us)),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "`value` sends nothing else here")]
    fn of_hooper(&self, var: Var) -> Option<i32> {
        let (us, place) = (self.moment.us, self.moment.actor?);
        let hooper = &self.live.teams[us].hoopers[place];
        let skill = |at: usize| {
            let matchup = self.floor.matchup;
            let lineup = if us == 0 { &matchup.home } else { &matchup.away };
            // A side without anybody is played by one average hooper.
            lineup.skills.get(place).map_or(50, |it| i32::from(it.values()[at].min(100)))
        };
        Some(match var {
            Var::Finish => skill(0),
            Var::Mid => skill(1),
            Var::Long => skill(2),
            Var::Handle => skill(3),
            Var::Pass => skill(4),
            Var::Defend => skill(5),
            Var::Board => skill(6),
            Var::Endurance => skill(7),
            Var::Decide => skill(8),
            Var::Nerve => skill(9),
            Var::Energy => hooper.energy / (FULL_ENERGY / 100),
            Var::PlayerPoints => self.floor.points_of[us][place],
            Var::PlayerFouls => hooper.fouls,
            Var::PlayerMinutes => hooper.played / MINUTE,
            _ => self.floor.streaks_of[us][place],
        })
    }
}
