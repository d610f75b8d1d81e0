//! What a side intends before a game: what a look is worth, and what keeping the ball is worth.
//!
//! Value comes from expectation: points times the chance of making them, so that whatever the
//! rules say a zone is worth bends the whole game. May live here: the backward recursion over the
//! shot clock and the defence's answer. Never: one possession's events.

use super::Scheme;
use super::law::{Law, ZONES};
use super::logistic::{logistic, roughly};
use super::team::Team;
use super::tuning::{IMAGINED_LOOKS, REACTION_ROUNDS, ZONE};
use crate::dice::GameKey;

/// Tenths of a second per step of the table.
const STEP: i32 = 5;
/// Steps in the longest shot clock.
const STEPS: usize = 121;
/// Steps that a touch takes: each as likely as the others.
const TOUCH_STEPS: [usize; 3] = [3, 5, 7];
/// What a side fears to lose by one more touch beside the ball itself, basis points: nobody waits
/// for the best of all looks, however long the clock.
const IMPATIENCE: i32 = 250;
/// Of a hundred parts of a look, what a hurried one is worth.
const HURRIED: i32 = 80;

/// What one side intends.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Log-odds that the defence takes away, by zone.
    pub pressure: [i32; ZONES],
    /// What a foul on a shot adds to its value, by zone: ten-thousandths of a point.
    pub foul_value: [i32; ZONES],
    /// Of a thousand expected points, how many come from each zone.
    shares: [i32; ZONES],
    /// What keeping the ball is worth, by steps left: ten-thousandths of a point.
    keep: [i32; STEPS],
}

impl Plan {
    /// What keeping the ball is worth with so many tenths left.
    #[inline]
    pub(super) fn keep(&self, tenths: i32) -> i32 {
        self.keep[usize::try_from(tenths / STEP).unwrap_or(0).min(STEPS - 1)]
    }

    /// What a possession is worth from its start.
    pub(super) fn possession(&self) -> i32 {
        self.keep[STEPS - 1].max(1)
    }

    /// How much of a possession's worth is left, in thousandths, when baskets are worth `now`
    /// instead of `before`.
    pub(super) fn left(&self, before: &[i32; ZONES], now: &[i32; ZONES]) -> i32 {
        let kept = |zone: usize| self.shares[zone] * now[zone] / before[zone].max(1);
        (0..ZONES).map(kept).sum::<i32>().clamp(0, 1_000)
    }
}

/// A number around 0 from two bytes, -255 to 255, the middle more often.
#[inline]
fn around(bits: u64) -> i32 {
    i32::try_from((bits & 0xff) + (bits >> 8 & 0xff)).unwrap_or(0) - 255
}

/// How open a touch is, for every zone alike: log-odds from the third and fourth byte of `more`.
#[inline]
pub(super) fn openness(more: u64, law: &Law) -> i32 {
    around(more >> 16) * law.fit.open_spread
}

/// How much better or worse one zone looks: log-odds from two bytes of `bits`, or the first two of
/// `more` for the last zone.
#[inline]
pub(super) fn look(zone: usize, bits: u64, more: u64, law: &Law) -> i32 {
    around(if zone < 4 { bits >> (zone * 16) } else { more }) * law.fit.look_spread
}

/// Log-odds that a defensive scheme takes away or gives, by zone.
fn scheme(scheme: Scheme) -> [i32; ZONES] {
    match scheme {
        Scheme::Man => [0; ZONES],
        Scheme::Switch => [-150, -80, 0, 260, 260],
        Scheme::Zone => [240, 200, -20, -300, -300],
        Scheme::Press => [-110, -60, 0, 30, 30],
    }
}

/// What `offence` intends against `defence`.
pub(super) fn plan(offence: &Team, defence: &Team, law: &Law) -> Plan {
    let base = scheme(defence.strategy.scheme);
    let throw = logistic(law.fit.free_throw + offence.average(|it| it.throw));
    let foul_value = std::array::from_fn(|zone| {
        let called = law.shot_foul[zone] * law.call_rate / 100;
        let throws = i32::from(Law::throws_for(law.values[zone]));
        called * throws / 100 * law.free_throw * throw / 100
    });
    let mut plan = Plan { pressure: base, foul_value, shares: [0; ZONES], keep: [0; STEPS] };
    let mut best = [0; IMAGINED_LOOKS];
    // The same looks in every game: a plan depends on lineups and rules alone.
    let key = GameKey::trial(0, 0);
    let looks: [[i32; ZONES]; IMAGINED_LOOKS] = std::array::from_fn(|it| {
        let number = u16::try_from(it).unwrap_or(0);
        let (bits, more) = (key.draw(number, 0, 0, 0), key.draw(number, 0, 0, 1));
        std::array::from_fn(|zone| openness(more, law) + look(zone, bits, more, law))
    });
    for round in 0..=REACTION_ROUNDS {
        plan.shares = imagine(&plan, (offence, defence), law, &looks, &mut best);
        if round == REACTION_ROUNDS {
            break;
        }
        for zone in 0..ZONES {
            let more = plan.shares[zone] - ZONE[zone].expected;
            // A zone that is seldom used is left open more readily than a busy one is closed.
            let answer = if more < 0 { law.fit.neglect } else { law.fit.reaction };
            let wanted = base[zone] + more * answer / 100;
            plan.pressure[zone] = i32::midpoint(plan.pressure[zone], wanted);
        }
    }
    let lost = (law.steal + law.turnover + IMPATIENCE).min(9_000);
    plan.keep = recursion(&best, lost, law.shot_clock);
    plan
}

/// Fills `best` with what the best shot of each imagined look is worth; gives the zones' shares of
/// the points expected from those worth taking.
fn imagine(
    plan: &Plan,
    (offence, defence): (&Team, &Team),
    law: &Law,
    looks: &[[i32; ZONES]; IMAGINED_LOOKS],
    best: &mut [i32; IMAGINED_LOOKS],
) -> [i32; ZONES] {
    let guard = defence.average(|it| it.defend);
    let mut sums = [0; ZONES];
    let court = offence.court().iter().cycle();
    for ((best, looks), place) in best.iter_mut().zip(looks).zip(court) {
        let hooper = &offence.hoopers[*place];
        let mut values = [0; ZONES];
        for zone in 0..law.zones {
            if law.values[zone] > 0 {
                let log_odds = hooper.shot[zone] - ZONE[zone].defend * guard - plan.pressure[zone]
                    + looks[zone];
                values[zone] = shot_value(log_odds, law.ordinary[zone]) + plan.foul_value[zone];
            }
        }
        *best = values.into_iter().max().unwrap_or(0);
        for (sum, value) in sums.iter_mut().zip(values) {
            // What is nearly the best counts too: judgement is not exact.
            *sum += (value * 5 - *best * 4).max(0) / 16;
        }
    }
    let total = sums.iter().sum::<i32>().max(1);
    sums.map(|it| i32::try_from(i64::from(it) * 1_000 / i64::from(total)).unwrap_or(0))
}

/// What a shot is worth, without fouls: ten-thousandths of a point. `weight`: see `Law::weights`.
#[inline]
pub(super) fn shot_value(log_odds: i32, weight: i32) -> i32 {
    (roughly(log_odds) * weight) >> 10
}

/// What keeping the ball is worth, backwards from an empty shot clock: after one more touch, the
/// better of the look that comes and of keeping on, unless the ball is lost (`lost` basis points per
/// touch) before.
fn recursion(best: &[i32; IMAGINED_LOOKS], lost: i32, shot_clock: i32) -> [i32; STEPS] {
    let looks = i32::try_from(IMAGINED_LOOKS).unwrap_or(1);
    let mean = |later: i32| best.iter().map(|it| later.max(*it)).sum::<i32>() / looks;
    // A touch that the clock cuts short is a hurried look, or none.
    let hurried = mean(0) / 100 * HURRIED;
    let (mut keep, mut choice) = ([0; STEPS], [hurried; STEPS]);
    let last = usize::try_from(shot_clock / STEP).unwrap_or(0).min(STEPS - 1);
    for step in 1..=last {
        let after = |touch: usize| step.checked_sub(touch + 1).map_or(hurried, |it| choice[it + 1]);
        let touches = TOUCH_STEPS.map(after).iter().sum::<i32>();
        // Three touches, ten thousand parts.
        let kept = i64::from(touches) * i64::from(10_000 - lost) / 30_000;
        let kept = i32::try_from(kept).unwrap_or(i32::MAX);
        keep[step] = kept.max(keep[step - 1]);
        choice[step] = mean(keep[step]);
    }
    // Nobody ever has more time than the shot clock.
    let most = keep[last];
    keep[last..].fill(most);
    keep
}
