//! A stretch of play with one side in possession: touches, passes, what goes wrong, when to shoot.
//!
//! May live here: everything between getting the ball and the shot. Never: what becomes of a shot
//! (`shot`), periods and targets (`game`).

use super::floor::Outcome;
use super::game::{End, Live, Mood, place, side};
use super::law::ZONES;
use super::plan::{look, openness, shot_value};
use super::play::ON_PURPOSE;
use super::purpose;
use super::shot::Shot;
use super::team::COURT;
use super::tuning::{AHEAD_MOST, ALONE, FED, HANDLE, MOST_TOUCHES, NERVE, TOO_LATE, ZONE};
use super::{Ball, Kind, Play, Scheme, Start, Style, Zone};
use crate::dice::{below, roll};

/// Tenths of play after which hoopers feel them, if nothing has made them before.
const SETTLE: i32 = 150;

/// Tenths before the end from which a side that is behind may foul on purpose.
const LATE: i32 = 300;

/// A side holds the ball for a last shot no longer than this, tenths.
const LONGEST_HOLD: i32 = 200;

/// The best of a touch's looks.
struct Look {
    zone: usize,
    /// What it seems to be worth: ten-thousandths of a point.
    value: i32,
    log_odds: i32,
}

/// How close the clock is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressure {
    /// There is time to keep the ball.
    None,
    /// It is this shot or none.
    Last,
}

/// What the moment does to a look.
#[derive(Clone, Copy)]
enum Haste {
    /// Nothing.
    None,
    /// The ball has just been rebounded.
    PutBack,
    /// The clock is about to run out.
    Rushed,
}

impl Live<'_> {
    /// Plays until the ball changes sides, the play starts anew, or the period or game ends.
    pub(super) fn phase(&mut self) -> End {
        let begins = self.touch == 0 && self.floor.is_some();
        if begins {
            self.prepare_possession();
        }
        if self.start != Start::SecondChance {
            self.holder = self.handler();
        }
        if self.unsettled >= SETTLE {
            self.settle();
        }
        self.passer = None;
        if begins && self.is_ended_at_once() {
            return End::Lost(Start::CheckBall);
        }
        self.mood = self.mood();
        let mut fresh = true;
        loop {
            self.touch += 1;
            if self.touch > MOST_TOUCHES {
                // The whole chance is taken: nothing else can come of it.
                return self.lose_ball(self.guard(self.holder), 10_000, 0);
            }
            // The upper half says how long the touch lasts, the lower what goes wrong in it.
            let bits = self.bits(purpose::TOUCH, 0);
            let pressure = match self.spend(fresh, bits) {
                Ok(pressure) => pressure,
                Err(end) => return end,
            };
            let guard = self.guard(self.holder);
            if let Some(end) = self.hazard(guard, bits) {
                return end;
            }
            if let Some(shot) = self.choose(guard, pressure, fresh) {
                return self.shoot(&shot);
            }
            if pressure == Pressure::Last {
                return self.time_out();
            }
            self.move_ball();
            fresh = false;
        }
    }

    /// Who brings the ball up: rather one who handles it well.
    fn handler(&self) -> usize {
        let team = &self.teams[self.offence];
        let mut weights = [0; COURT];
        for (weight, place) in weights.iter_mut().zip(team.court()) {
            *weight = (70 + team.hoopers[*place].handle).unsigned_abs();
        }
        let bits = self.bits(purpose::HANDLER, u8::from(self.start == Start::CheckBall));
        team.court()[choose(bits, &weights, team.court().len())]
    }

    /// What the score and the clock make of the side with the ball.
    fn mood(&self) -> Mood {
        let plan = &self.plans[self.offence];
        let worth = self.worth_to_the_offence();
        let ordinary = worth == self.law.values;
        let kept = if ordinary { 1_000 } else { plan.left(&self.law.values, &worth) };
        let team = &self.teams[self.offence];
        let (pace, diet) = (i32::from(team.strategy.pace), i32::from(team.strategy.diet));
        let pressed = self.teams[1 - self.offence].strategy.scheme == Scheme::Press;
        let possessions = self.lead() * 10_000 / plan.possession();
        Mood {
            weights: if ordinary { self.law.ordinary } else { self.law.weights(&worth) },
            taste: std::array::from_fn(|it| {
                1_024 + if ZONE[it].is_far { diet } else { -diet } * 10
            }),
            loose: team.loose * if pressed { 1_331 } else { 1_024 } / 100,
            slowness: (100 - 2 * pace) * self.law.fit.slowness * 1_024 / 10_000,
            price: kept * (100 - pace) / 100,
            effort_lost: possessions.clamp(-AHEAD_MOST, AHEAD_MOST) * self.law.ahead / 10,
            late_and_close: self.is_late_and_close(),
        }
    }

    /// What baskets are worth to the side with the ball.
    fn worth_to_the_offence(&self) -> [i32; ZONES] {
        let values = self.law.values;
        if let Some(needed) = self.needed() {
            return values.map(|it| it.min(needed));
        }
        let behind = -self.lead();
        let last = self.last_by_clock() && self.clock <= self.shot_clock.min(80);
        if last && behind > 0 && values.iter().any(|it| *it >= behind) {
            return values.map(|it| if it < behind { 0 } else { it });
        }
        values
    }

    /// Passes that must still be made before a shot. Somebody alone cannot pass.
    fn passes_owed(&self) -> i32 {
        if self.teams[self.offence].court().len() < 2 {
            return 0;
        }
        (self.law.min_passes - self.passes).max(0)
    }

    /// Lets the time of a touch pass, as far as the clocks allow.
    fn spend(&mut self, fresh: bool, bits: u64) -> Result<Pressure, End> {
        let (least, more) = match (fresh, self.start) {
            (false, _) => (14, 22),
            (true, Start::Transition | Start::None) => (28, 22),
            (true, Start::CheckBall) => (14, 18),
            (true, Start::SecondChance) => (3, 9),
        };
        let mut time = ((least + below(bits, more).cast_signed()) * self.mood.slowness) >> 10;
        let left = self.left();
        if fresh && self.holds_for_last_shot() {
            time = time.max(left - 45);
        }
        let owed = self.passes_owed();
        if owed > 0 {
            // Hurried, the passes just about fit into the shot clock.
            time = time.min(left / (owed + 1));
        }
        let time = time.max(1);
        if time < left {
            self.advance(time);
            return Ok(Pressure::None);
        }
        if owed > 0 || i32::from(self.roll(purpose::TOO_LATE)) < TOO_LATE {
            return Err(self.time_out());
        }
        self.advance(left - 1);
        Ok(Pressure::Last)
    }

    /// A side that is not behind lets a last possession's clock run down.
    fn holds_for_last_shot(&self) -> bool {
        self.timed
            && self.clock <= self.shot_clock.min(LONGEST_HOLD)
            && (!self.last_by_clock() || self.lead() >= 0)
    }

    /// The clock runs out without a shot.
    fn time_out(&mut self) -> End {
        self.advance(self.left());
        if self.timed && self.clock == 0 {
            return End::Buzzer;
        }
        let loser = side(self.offence);
        let late = self.blank(Kind::ShotClock, loser);
        self.emit(Play { ball: Ball::from(loser.other()), ..late });
        if self.floor.is_some() {
            self.lost_by(Outcome::Turnover, None, None);
        }
        self.dead_ball();
        End::Lost(Start::CheckBall)
    }

    /// Index in the defence's lineup of who guards the place `of` of the offence.
    pub(super) fn guard(&self, of: usize) -> usize {
        let (attack, defence) =
            (self.teams[self.offence].court(), self.teams[1 - self.offence].court());
        let at = (0..).zip(attack).map(|(at, it)| if *it == of { at } else { 0 }).sum::<usize>();
        // Exchanging or guarding areas, whoever is there guards.
        let at = match self.teams[1 - self.offence].strategy.scheme {
            Scheme::Man | Scheme::Press => at,
            Scheme::Switch | Scheme::Zone => at + usize::from(self.roll(purpose::GUARD)),
        };
        if at < defence.len() { defence[at] } else { defence[at % defence.len()] }
    }

    /// What goes wrong before a shot: a steal, another turnover, a foul.
    fn hazard(&mut self, guard: usize, bits: u64) -> Option<End> {
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let (it, against) = (&attack.hoopers[self.holder], &defence.hoopers[guard]);
        let skill = HANDLE * (against.defend - it.handle) + it.tired[0] - against.tired[1];
        let loose = ((1_024 + skill).clamp(300, 2_500) * self.mood.loose) >> 10;
        let steal = ((self.law.steal * loose) >> 10).min(4_000);
        let other = ((self.law.turnover * loose) >> 10).min(4_000);
        let foul =
            if self.may_foul(guard) { self.foul_chance(guard, self.law.fit.floor_foul) } else { 0 };
        let [steal, other, foul] = match self.floor {
            None => [steal, other, foul],
            Some(_) => self.hazards_by_rule([steal, other, foul]),
        };
        let roll = i32::from(roll(bits << 32));
        if roll >= steal + other + foul + self.law.fit.out_of_play {
            return self.foul_on_purpose(guard);
        }
        Some(if roll < steal {
            self.steal(guard, steal, roll)
        } else if roll < steal + other {
            self.lose_ball(guard, other, roll - steal)
        } else if roll < steal + other + foul {
            self.floor_foul(guard, foul, roll - steal - other)
        } else {
            self.knock_out(guard, roll - steal - other - foul)
        })
    }

    /// Behind, with less time left than the other side may keep the ball: stop the clock.
    fn foul_on_purpose(&mut self, guard: usize) -> Option<End> {
        let possession = self.plans[self.offence].possession();
        let wants = self.last_by_clock()
            && self.clock <= (self.law.shot_clock + 30).min(LATE)
            && (2..=(possession * 8 / 10_000).max(2)).contains(&self.lead())
            && self.may_foul(guard);
        let chance = i32::from(ON_PURPOSE);
        let roll = if wants { i32::from(self.roll(purpose::ON_PURPOSE)) } else { chance };
        (roll < chance).then(|| self.floor_foul(guard, chance, roll))
    }

    /// The defender knocks the ball out of play: the same side has it again, with what is left of
    /// the shot clock.
    fn knock_out(&mut self, guard: usize, roll: i32) -> End {
        let kept = self.blank(Kind::OutOfPlay, side(self.offence));
        self.emit(Play {
            actor: place(self.holder),
            other: place(guard),
            zone: self.spot(guard),
            chance: basis_points(self.law.fit.out_of_play),
            roll: basis_points(roll),
            ..kept
        });
        self.dead_ball();
        self.substitute();
        End::Kept(Start::CheckBall)
    }

    /// Where the holder was looking to shoot from.
    pub(super) fn spot(&self, guard: usize) -> Zone {
        ZONE[self.best_look(self.feel(guard), Haste::None, guard).zone].zone
    }

    fn steal(&mut self, thief: usize, chance: i32, roll: i32) -> End {
        let loser = side(self.offence);
        let steal = self.blank(Kind::Steal, loser.other());
        self.emit(Play {
            actor: place(thief),
            other: place(self.holder),
            zone: self.spot(thief),
            ball: Ball::from(loser.other()),
            chance: basis_points(chance),
            roll: basis_points(roll),
            ..steal
        });
        if self.floor.is_some() {
            self.lost_by(Outcome::Steal, Some(thief), Some(thief));
        }
        End::Lost(Start::Transition)
    }

    fn lose_ball(&mut self, guard: usize, chance: i32, roll: i32) -> End {
        let loser = side(self.offence);
        let turnover = self.blank(Kind::Turnover, loser);
        self.emit(Play {
            actor: place(self.holder),
            other: place(guard),
            zone: self.spot(guard),
            ball: Ball::from(loser.other()),
            chance: basis_points(chance),
            roll: basis_points(roll),
            ..turnover
        });
        if self.floor.is_some() {
            self.lost_by(Outcome::Turnover, Some(guard), None);
        }
        self.dead_ball();
        End::Lost(Start::CheckBall)
    }

    /// Whether the holder has taken as large a share of the side's shots as the rules let one take,
    /// and somebody else on court has taken fewer.
    #[inline]
    fn has_had_its_share(&self, hooper: usize) -> bool {
        let team = &self.teams[self.offence];
        let shots = team.hoopers[hooper].shots;
        self.law.shares_shots
            && shots * 100 >= (team.shots + 1) * self.law.max_share
            && team.court().iter().any(|it| team.hoopers[*it].shots < shots)
    }

    /// The shot that the holder takes now, if any.
    fn choose(&mut self, mut guard: usize, pressure: Pressure, fresh: bool) -> Option<Shot> {
        if self.passes_owed() > 0 {
            return None;
        }
        if self.has_had_its_share(self.holder) {
            if pressure == Pressure::None {
                return None;
            }
            self.hand_off();
            guard = self.guard(self.holder);
        }
        let put_back = fresh && self.start == Start::SecondChance && self.passer.is_none();
        let haste = match (pressure, put_back) {
            (Pressure::Last, _) => Haste::Rushed,
            (Pressure::None, true) => Haste::PutBack,
            (Pressure::None, false) => Haste::None,
        };
        let best = self.best_look(self.feel(guard), haste, guard);
        if pressure == Pressure::None && best.value < self.asking_price() {
            return None;
        }
        let zone = best.zone;
        let style =
            if put_back && ZONE[zone].puts_back { Style::PutBack } else { self.style(zone) };
        Some(Shot { zone, style, log_odds: best.log_odds, guard })
    }

    /// What a look must be worth to be taken: what keeping the ball is worth.
    fn asking_price(&self) -> i32 {
        let kept = i64::from(self.plans[self.offence].keep(self.left()));
        i32::try_from(kept * i64::from(self.mood.price) / 1_000).unwrap_or(i32::MAX)
    }

    /// Log-odds that hold for every zone: the pass, the legs, the score, the nerves.
    fn feel(&self, guard: usize) -> i32 {
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let (it, against) = (&attack.hoopers[self.holder], &defence.hoopers[guard]);
        // From a check ball a play is called.
        let alone = if self.start == Start::CheckBall { ALONE / 2 } else { ALONE };
        let fed = self.passer.map_or(-alone, |it| attack.hoopers[it].passing * FED);
        let nerve = if self.mood.late_and_close { it.nerve * NERVE } else { 0 };
        fed + nerve - it.overused - it.tired[0] + against.tired[1] - self.mood.effort_lost
    }

    /// Whether this possession may decide the game.
    fn is_late_and_close(&self) -> bool {
        let possession = self.plans[self.offence].possession();
        let close = self.lead().abs() * 10_000 <= possession * 5;
        close
            && (self.needed().is_some_and(|it| it * 10_000 <= possession * 5)
                || self.last_by_clock() && self.clock <= 600)
    }

    /// The zone that looks best to the holder, and what it seems to be worth. One who decides well
    /// sees what a shot is worth; one who does not is off by up to a half.
    fn best_look(&self, feel: i32, haste: Haste, guard: usize) -> Look {
        let it = &self.teams[self.offence].hoopers[self.holder];
        let defend = self.teams[1 - self.offence].hoopers[guard].defend;
        let foul_value = &self.plans[self.offence].foul_value;
        let bits = self.bits(purpose::LOOK, 0);
        // Its lower half belongs to the look, its upper half to how the hooper judges it.
        let judgement = self.bits(purpose::JUDGE, 0);
        let feel = feel + openness(judgement, &self.law);
        let hurry = self.hurry(haste);
        let mut all = [0; ZONES];
        // Value and zone in one number: comparing them takes no branch, and nearer wins a tie.
        let mut best = -1;
        for zone in 0..self.law.zones {
            let own = it.shot[zone] - ZONE[zone].defend * defend;
            all[zone] = own + feel + hurry[zone] + look(zone, bits, judgement, &self.law);
            let off = i32::try_from(judgement >> (32 + zone * 6) & 63).unwrap_or(0) * 2 - 63;
            let taste = self.mood.taste[zone] + ((off * it.blur) >> 10);
            let weight = self.mood.weights[zone];
            let value = shot_value(all[zone], weight) + foul_value[zone];
            let value = (value * taste.max(0)) >> 10;
            let number = value << 3 | (7 - i32::try_from(zone).unwrap_or(0));
            best = best.max(if weight == 0 { -1 } else { number });
        }
        if best < 0 {
            return Look { zone: 0, value: -1, log_odds: all[0] };
        }
        let zone = usize::try_from(7 - (best & 7)).unwrap_or(0);
        Look { zone, value: best >> 3, log_odds: all[zone] }
    }

    /// Log-odds that the moment of the shot adds, by zone.
    fn hurry(&self, haste: Haste) -> [i32; ZONES] {
        let back = self.law.fit.put_back;
        match haste {
            Haste::None => [0; ZONES],
            Haste::PutBack => std::array::from_fn(|it| if ZONE[it].puts_back { back } else { 0 }),
            Haste::Rushed => std::array::from_fn(|it| -ZONE[it].rush),
        }
    }

    fn style(&self, zone: usize) -> Style {
        let roll = self.number(purpose::STYLE, 0, 100);
        if self.passer.is_some() && roll < ZONE[zone].catch * self.law.fit.catch / 100 {
            Style::Catch
        } else if self.number(purpose::STYLE, 1, 100) < ZONE[zone].drives {
            Style::Drive
        } else {
            Style::PullUp
        }
    }

    /// Four times out of five the ball is passed, rather to one who shoots well; else its holder
    /// tries again.
    fn move_ball(&mut self) {
        let must = self.passes_owed() > 0 || self.has_had_its_share(self.holder);
        let bits = self.bits(purpose::PASS, 0);
        if !must && below(bits << 32, 100) >= 80 {
            self.passer = None;
            return;
        }
        let team = &self.teams[self.offence];
        let mut weights = [0; COURT];
        for (weight, place) in weights.iter_mut().zip(team.court()) {
            if *place != self.holder {
                let wanted = team.hoopers[*place].wanted;
                *weight = if self.has_had_its_share(*place) { wanted / 10 } else { wanted };
            }
        }
        if team.court().len() < 2 {
            return;
        }
        let at = choose(bits, &weights, team.court().len());
        self.passer = Some(self.holder);
        self.holder = team.court()[at];
        self.passes += 1;
    }

    /// With no time left, one who may not shoot gives the ball to whoever has shot least.
    fn hand_off(&mut self) {
        let team = &self.teams[self.offence];
        let mate = team
            .court()
            .iter()
            .copied()
            .filter(|it| *it != self.holder)
            .min_by_key(|it| team.hoopers[*it].shots);
        if let Some(mate) = mate {
            self.passer = Some(self.holder);
            self.holder = mate;
            self.passes += 1;
        }
    }
}

/// As `dice::pick` among the first `count`, without a branch: who gets the ball is not predictable.
#[inline]
pub(super) fn choose(bits: u64, weights: &[u32; COURT], count: usize) -> usize {
    let left = below(bits, weights.iter().sum());
    let (mut at, mut sum) = (0, 0);
    for weight in weights {
        sum += weight;
        at += usize::from(sum <= left);
    }
    at.min(count - 1)
}

/// A chance or roll for a play.
pub(super) fn basis_points(number: i32) -> u16 {
    u16::try_from(number.clamp(0, 10_000)).unwrap_or(0)
}
