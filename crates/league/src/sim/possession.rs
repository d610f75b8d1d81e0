//! A stretch of play with one side in possession: touches, passes, what goes wrong, when to shoot.
//!
//! May live here: everything between getting the ball and the shot. Never: what becomes of a shot
//! (`shot`), periods and targets (`game`).

use super::game::{End, Live, place, side};
use super::law::{RIM, ZONES};
use super::plan::{look, shot_value};
use super::purpose;
use super::shot::Shot;
use super::tuning::{
    AHEAD, AHEAD_MOST, ALONE, FOUL, HANDLE, MOST_TOUCHES, NERVE, PUT_BACK, RUSH, STEAL, TOO_LATE,
    TURNOVER, USAGE, ZONE,
};
use super::{Ball, Kind, Play, Scheme, Start, Style};
use crate::dice::pick;

/// How close the clock is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pressure {
    /// There is time to keep the ball.
    None,
    /// It is this shot or none.
    Last,
}

impl Live {
    /// Plays until the ball changes sides, the play starts anew, or the period or game ends.
    pub(super) fn phase(&mut self) -> End {
        if self.start != Start::SecondChance {
            self.holder = self.handler();
        }
        self.passer = None;
        self.worth = self.worth_to_the_offence();
        let mut fresh = true;
        loop {
            self.touch += 1;
            if self.touch > MOST_TOUCHES {
                return self.lose_ball(0, 0);
            }
            let pressure = match self.spend(fresh) {
                Ok(pressure) => pressure,
                Err(end) => return end,
            };
            if let Some(end) = self.hazard() {
                return end;
            }
            if let Some(shot) = self.choose(pressure, fresh) {
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
        let mut weights = [0; super::team::COURT];
        for (weight, place) in weights.iter_mut().zip(team.court()) {
            *weight = (70 + team.hoopers[*place].handle).unsigned_abs();
        }
        let at =
            pick(self.bits(purpose::HANDLER, u8::from(self.start == Start::CheckBall)), &weights);
        team.court()[at.unwrap_or(0)]
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
    fn spend(&mut self, fresh: bool) -> Result<Pressure, End> {
        let (least, more) = match (fresh, self.start) {
            (false, _) => (12, 20),
            (true, Start::Transition | Start::None) => (22, 22),
            (true, Start::CheckBall) => (14, 18),
            (true, Start::SecondChance) => (3, 9),
        };
        let pace = i32::from(self.teams[self.offence].strategy.pace);
        let mut time = (least + self.number(purpose::TIME, 0, more)) * (100 - 2 * pace) / 100;
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
        self.timed && self.clock <= self.shot_clock && (!self.last_by_clock() || self.lead() >= 0)
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
        self.dead_ball();
        self.substitute();
        End::Lost(Start::CheckBall)
    }

    /// Index in the defence's lineup of who guards the place `of` of the offence.
    pub(super) fn guard(&self, of: usize) -> usize {
        let (attack, defence) =
            (self.teams[self.offence].court(), self.teams[1 - self.offence].court());
        let at = attack.iter().position(|it| *it == of).unwrap_or(0);
        // Exchanging or guarding areas, whoever is there guards.
        let moved = match self.teams[1 - self.offence].strategy.scheme {
            Scheme::Man | Scheme::Press => 0,
            Scheme::Switch | Scheme::Zone => usize::from(self.roll(purpose::GUARD)),
        };
        defence[(at + moved) % defence.len().max(1)]
    }

    /// What goes wrong before a shot: a steal, another turnover, a foul.
    fn hazard(&mut self) -> Option<End> {
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let (hooper, guard) = (self.holder, self.guard(self.holder));
        let (it, against) = (&attack.hoopers[hooper], &defence.hoopers[guard]);
        let skill =
            HANDLE * (against.defend - it.handle) + it.tired_shot() - against.tired_defence();
        let press = if defence.strategy.scheme == Scheme::Press { 130 } else { 100 };
        let loose = (1_000 + skill).clamp(300, 2_500) * attack.loose / 100 * press / 100;
        let rate = |base: i32| (base * loose / 1_000 * self.law.turnover / 100).min(4_000);
        let steal = rate(STEAL * self.law.steal / 100);
        let other = rate(TURNOVER);
        let foul = if self.may_foul(guard) { self.foul_chance(guard, FOUL) } else { 0 };
        let roll = i32::from(self.roll(purpose::HAZARD));
        if roll < steal {
            return Some(self.steal(guard, steal, roll));
        }
        if roll < steal + other {
            return Some(self.lose_ball(other, roll - steal));
        }
        if roll < steal + other + foul {
            return Some(self.floor_foul(guard, foul, roll - steal - other));
        }
        self.fouls_on_purpose(guard).then(|| self.floor_foul(guard, 0, 0))
    }

    /// Behind, with less time left than the other side may keep the ball: stop the clock.
    fn fouls_on_purpose(&self, guard: usize) -> bool {
        let close = self.plans[self.offence].possession() * 4 / 10_000;
        self.last_by_clock()
            && self.clock <= self.shot_clock
            && (1..=close.max(3)).contains(&self.lead())
            && self.may_foul(guard)
            && self.roll(purpose::ON_PURPOSE) < 6_000
    }

    fn steal(&mut self, thief: usize, chance: i32, roll: i32) -> End {
        let loser = side(self.offence);
        let steal = self.blank(Kind::Steal, loser.other());
        self.emit(Play {
            actor: place(thief),
            other: place(self.holder),
            ball: Ball::from(loser.other()),
            chance: basis_points(chance),
            roll: basis_points(roll),
            ..steal
        });
        End::Lost(Start::Transition)
    }

    fn lose_ball(&mut self, chance: i32, roll: i32) -> End {
        let loser = side(self.offence);
        let turnover = self.blank(Kind::Turnover, loser);
        self.emit(Play {
            actor: place(self.holder),
            ball: Ball::from(loser.other()),
            chance: basis_points(chance),
            roll: basis_points(roll),
            ..turnover
        });
        self.dead_ball();
        self.substitute();
        End::Lost(Start::CheckBall)
    }

    /// Whether the holder has taken as large a share of the side's shots as the rules let one take,
    /// and somebody else on court has taken fewer.
    fn has_had_its_share(&self, hooper: usize) -> bool {
        let team = &self.teams[self.offence];
        let shots = team.hoopers[hooper].shots;
        self.law.max_share < 100
            && shots * 100 >= (team.shots + 1) * self.law.max_share
            && team.court().iter().any(|it| team.hoopers[*it].shots < shots)
    }

    /// The shot that the holder takes now, if any.
    fn choose(&mut self, pressure: Pressure, fresh: bool) -> Option<Shot> {
        if self.passes_owed() > 0 {
            return None;
        }
        if self.has_had_its_share(self.holder) {
            if pressure == Pressure::None {
                return None;
            }
            self.hand_off();
        }
        let guard = self.guard(self.holder);
        let put_back = fresh && self.start == Start::SecondChance && self.passer.is_none();
        let mut log_odds = self.log_odds(guard);
        if put_back {
            log_odds[RIM] += PUT_BACK;
        }
        if pressure == Pressure::Last {
            log_odds = log_odds.map(|it| it - RUSH);
        }
        let (zone, value) = self.judge(&log_odds);
        if pressure == Pressure::None && value < self.asking_price() {
            return None;
        }
        let style = if put_back && zone == RIM { Style::PutBack } else { self.style(zone) };
        Some(Shot { zone, style, log_odds: log_odds[zone], guard })
    }

    /// What a look must be worth to be taken: what keeping the ball is worth.
    fn asking_price(&self) -> i32 {
        let plan = &self.plans[self.offence];
        let pace = i32::from(self.teams[self.offence].strategy.pace);
        let kept = plan.left(&self.law.values, &self.worth);
        let price = i64::from(plan.keep(self.left())) * i64::from(kept * (100 - pace)) / 100_000;
        i32::try_from(price).unwrap_or(i32::MAX)
    }

    /// The holder's log-odds from every zone, at this touch's look.
    fn log_odds(&self, guard: usize) -> [i32; ZONES] {
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let (it, against) = (&attack.hoopers[self.holder], &defence.hoopers[guard]);
        let mates = i32::try_from(attack.court().len()).unwrap_or(1);
        let share = if attack.shots < 8 { 0 } else { it.shots * 100 / attack.shots - 100 / mates };
        let fed = self.passer.map_or(-ALONE, |it| attack.hoopers[it].passing * 3);
        let feel = fed - share.max(0) * USAGE - it.tired_shot() + against.tired_defence()
            - self.effort_lost()
            + if self.is_late_and_close() { it.nerve * NERVE } else { 0 };
        let looks = look(self.bits(purpose::LOOK, 0), self.bits(purpose::LOOK, 1));
        let pressure = &self.plans[self.offence].pressure;
        let mut log_odds = [0; ZONES];
        for zone in 0..ZONES {
            log_odds[zone] = it.shot[zone] - ZONE[zone].defend * against.defend - pressure[zone]
                + looks[zone]
                + feel;
        }
        log_odds
    }

    /// Log-odds that a side ahead does not find, one behind does.
    fn effort_lost(&self) -> i32 {
        let lead = self.lead() * 10_000 / self.plans[self.offence].possession();
        lead.clamp(-AHEAD_MOST, AHEAD_MOST) * AHEAD
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
    /// sees what a shot is worth; one who does not is off by up to a third.
    fn judge(&self, log_odds: &[i32; ZONES]) -> (usize, i32) {
        let team = &self.teams[self.offence];
        let blur = (60 - team.hoopers[self.holder].decide).max(10);
        let diet = i32::from(team.strategy.diet);
        let plan = &self.plans[self.offence];
        let bits = self.bits(purpose::JUDGE, 0);
        let mut best = (RIM, -1);
        for zone in 0..ZONES {
            let worth = self.worth[zone];
            if worth == 0 {
                continue;
            }
            let noise = (i32::try_from(bits >> (zone * 8) & 0xff).unwrap_or(0) - 128) * blur / 50;
            let taste = if worth_far(zone) { diet } else { -diet } * 10;
            let value = shot_value(log_odds[zone], zone, worth, &self.law) + plan.foul_value[zone];
            let seen = value / 100 * (1_000 + noise + taste).max(0) / 10;
            if best.1 < seen {
                best = (zone, seen);
            }
        }
        best
    }

    fn style(&self, zone: usize) -> Style {
        let roll = self.number(purpose::STYLE, 0, 100);
        if self.passer.is_some() && roll < ZONE[zone].catch {
            Style::Catch
        } else if zone == RIM || (!worth_far(zone) && zone == RIM + 1 && roll % 2 == 0) {
            Style::Drive
        } else {
            Style::PullUp
        }
    }

    /// Three times out of four the ball is passed; else its holder tries again.
    fn move_ball(&mut self) {
        let must = self.passes_owed() > 0 || self.has_had_its_share(self.holder);
        if !must && self.number(purpose::PASS, 0, 100) >= 75 {
            self.passer = None;
            return;
        }
        let team = &self.teams[self.offence];
        let mut weights = [0; super::team::COURT];
        for (weight, place) in weights.iter_mut().zip(team.court()) {
            if *place != self.holder {
                let share_taken = self.has_had_its_share(*place);
                *weight = if share_taken { 10 } else { 100 };
            }
        }
        let Some(at) = pick(self.bits(purpose::PASS, 1), &weights) else { return };
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

/// Whether a zone lies beyond the arc.
fn worth_far(zone: usize) -> bool {
    zone >= super::law::ARC
}

/// A chance or roll for a play.
pub(super) fn basis_points(number: i32) -> u16 {
    u16::try_from(number.clamp(0, 10_000)).unwrap_or(0)
}
