//! What becomes of a shot or a foul: block, basket, free throws, rebound, foul limit.
//!
//! May live here: everything from the moment of the shot. Never: why it was taken (`possession`).

use super::game::{End, Live, place, side};
use super::law::Law;
use super::logistic::{logistic, odds};
use super::possession::{basis_points, choose};
use super::purpose;
use super::team::COURT;
use super::tuning::{FOULED, REBOUND_SKILL, THROW, ZONE};
use super::{Ball, Kind, Play, Scheme, Start, Style, Zone};
use crate::dice::{happens, roll};
use crate::rules::Hook;
use crate::rules::action::{Odds, Rate};

/// A shot that has been decided on. The shooter is the holder.
pub(super) struct Shot {
    pub zone: usize,
    pub style: Style,
    pub log_odds: i32,
    /// Place in the defence's lineup.
    pub guard: usize,
}

impl Live<'_> {
    /// Takes the shot.
    pub(super) fn shoot(&mut self, shot: &Shot) -> End {
        if self.floor.is_some() {
            self.begin_shot();
            self.fire(self.of_shot(Hook::ShotAttempt, shot));
        }
        if self.may_foul(shot.guard) {
            let mut chance = self.foul_chance(shot.guard, self.law.shot_foul[shot.zone]);
            if self.floor.is_some() {
                chance = self.moved(chance * self.rate(Rate::Foul) / 100, Odds::Foul, 100);
            }
            let roll = i32::from(self.roll(purpose::SHOT_FOUL));
            if roll < chance {
                return self.fouled_shot(shot, chance, roll);
            }
        }
        self.teams[self.offence].count_shot(self.holder);
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let skill = defence.hoopers[shot.guard].defend - attack.hoopers[self.holder].defend / 4;
        let block = (self.law.block[shot.zone] * (100 + skill * 2).clamp(20, 220) / 100).min(9_000);
        let block = if self.floor.is_some() { self.moved(block, Odds::Block, 100) } else { block };
        let block_roll = self.roll(purpose::BLOCK);
        if i32::from(block_roll) < block {
            let mut blocked = self.shot_play(Kind::Blocked, shot);
            (blocked.chance, blocked.roll) = (basis_points(block), block_roll);
            self.emit(Play { ball: Ball::Nobody, ..blocked });
            if self.floor.is_some() && self.is_ended_by_miss(Hook::Block, shot) {
                return End::Lost(Start::CheckBall);
            }
            return self.rebound(self.holder, ZONE[shot.zone].zone);
        }
        if self.goes_in(shot, 0) {
            if self.won() {
                return End::Over;
            }
            self.dead_ball();
            return End::Lost(Start::Transition);
        }
        if self.floor.is_some() && self.is_ended_by_miss(Hook::ShotMissed, shot) {
            return End::Lost(Start::CheckBall);
        }
        self.rebound(self.holder, ZONE[shot.zone].zone)
    }

    /// A shot's play, before it is known what became of it.
    fn shot_play(&self, kind: Kind, shot: &Shot) -> Play {
        Play {
            actor: place(self.holder),
            other: place(shot.guard),
            zone: ZONE[shot.zone].zone,
            style: shot.style,
            ..self.blank(kind, side(self.offence))
        }
    }

    /// Rolls for the basket and writes down what came of it.
    fn goes_in(&mut self, shot: &Shot, harder: i32) -> bool {
        let mut chance = odds(shot.log_odds - harder);
        let roll = self.roll(purpose::MAKE);
        let mut made = happens(chance, roll);
        if self.floor.is_some() {
            (chance, made) = self.made_by_rule(chance, roll);
        }
        if made {
            let points = self.law.values[shot.zone];
            let helper = self.assist(shot);
            let play = self.shot_play(Kind::Made, shot);
            self.emit(Play {
                helper: helper.map_or(super::NO_ONE, place),
                chance: chance.basis_points(),
                roll,
                points: u8::try_from(points).unwrap_or(0),
                // With a foul on top the shooter's side keeps the ball for the free throw.
                ball: Ball::from(side(if harder > 0 { self.offence } else { 1 - self.offence })),
                ..play
            });
            if self.floor.is_some() {
                self.count_basket(shot, points);
            } else {
                self.teams[self.offence].score += points;
            }
        } else if harder == 0 {
            let play = self.shot_play(Kind::Missed, shot);
            self.emit(Play { chance: chance.basis_points(), roll, ball: Ball::Nobody, ..play });
        }
        made
    }

    /// Who assisted: always the passer of a shot off the catch, sometimes of another.
    fn assist(&self, shot: &Shot) -> Option<usize> {
        let percent = match shot.style {
            Style::Catch => 96,
            Style::Drive => 50,
            Style::PullUp => 20,
            Style::PutBack | Style::None => 0,
        };
        self.passer.filter(|_| self.number(purpose::ASSIST, 0, 100) < percent)
    }

    /// A foul on the shot: the basket may count, free throws follow.
    fn fouled_shot(&mut self, shot: &Shot, chance: i32, roll: i32) -> End {
        let made = self.goes_in(shot, FOULED);
        if made {
            self.teams[self.offence].count_shot(self.holder);
            if self.won() {
                return End::Over;
            }
        }
        let throws = if made { 1 } else { Law::throws_for(self.law.values[shot.zone]) };
        let keep = self.count_foul(shot.guard);
        let bonus = self.teams[1 - self.offence].fouls >= self.law.bonus;
        let throws = if bonus { throws.max(2) } else { throws };
        let foul = self.blank(Kind::ShootingFoul, side(1 - self.offence));
        self.emit(Play {
            actor: place(shot.guard),
            other: place(self.holder),
            zone: ZONE[shot.zone].zone,
            chance: basis_points(chance),
            roll: basis_points(roll),
            value: throws,
            ..foul
        });
        if self.floor.is_some() {
            self.note_foul(shot.guard);
        }
        self.after_foul(shot.guard, throws, keep)
    }

    /// A foul away from a shot.
    pub(super) fn floor_foul(&mut self, guard: usize, chance: i32, roll: i32) -> End {
        let keep = self.count_foul(guard);
        let bonus = self.teams[1 - self.offence].fouls >= self.law.bonus;
        let throws = if bonus { 2 } else { 0 };
        let foul = self.blank(Kind::Foul, side(1 - self.offence));
        self.emit(Play {
            actor: place(guard),
            other: place(self.holder),
            zone: self.spot(guard),
            chance: basis_points(chance),
            roll: basis_points(roll),
            value: throws,
            ..foul
        });
        if self.floor.is_some() {
            self.note_foul(guard);
        }
        self.after_foul(guard, throws, keep)
    }

    /// Whether this hooper of the defence can commit a foul: the last two of a side with a foul
    /// limit hold back from the one that would end their game.
    pub(super) fn may_foul(&self, guard: usize) -> bool {
        let defence = &self.teams[1 - self.offence];
        self.law.foul_limit == 0
            || defence.hoopers[guard].fouls + 1 < self.law.foul_limit
            || defence.can_spare()
    }

    /// The chance of a foul by this hooper, who is careful with few left.
    pub(super) fn foul_chance(&self, guard: usize, base: i32) -> i32 {
        let hooper = &self.teams[1 - self.offence].hoopers[guard];
        let care = match self.law.foul_limit - hooper.fouls {
            1 => 400,
            2 => 750,
            _ => 1_024,
        };
        ((((base * hooper.contact) >> 10) * care) >> 10).min(5_900)
    }

    /// Counts a foul; gives whether the fouled side keeps the ball after its free throws.
    fn count_foul(&mut self, guard: usize) -> bool {
        let defence = &mut self.teams[1 - self.offence];
        defence.fouls += 1;
        defence.hoopers[guard].fouls += 1;
        defence.fouls >= self.law.possession_after
    }

    fn after_foul(&mut self, guard: usize, throws: u16, keep: bool) -> End {
        self.dead_ball();
        let index = 1 - self.offence;
        let limit = self.law.foul_limit;
        // One whom a rule has given a foul may be among the last two: `prepare_possession` sees to it.
        if limit > 0
            && self.teams[index].hoopers[guard].fouls >= limit
            && self.teams[index].can_spare()
        {
            self.foul_out(index, guard);
        }
        if throws > 0 {
            return self.free_throws(throws, keep);
        }
        self.shot_clock = self.law.shot_clock;
        self.substitute();
        End::Kept(Start::CheckBall)
    }

    pub(super) fn foul_out(&mut self, index: usize, guard: usize) {
        self.settle();
        let out = self.blank(Kind::FouledOut, side(index));
        self.emit(Play { actor: place(guard), ..out });
        self.teams[index].hoopers[guard].out = true;
        if let Some(fresh) = self.teams[index].replace(guard) {
            let change = self.blank(Kind::Substitution, side(index));
            self.emit(Play { actor: place(fresh), other: place(guard), ..change });
        }
    }

    fn free_throws(&mut self, throws: u16, keep: bool) -> End {
        let shooter = self.holder;
        self.begin_shot();
        let chance =
            odds(self.law.fit.free_throw + self.teams[self.offence].hoopers[shooter].throw);
        let mut made = false;
        for number in 0..throws {
            self.elapsed += THROW;
            let roll = roll(self.bits(purpose::FREE_THROW, u8::try_from(number).unwrap_or(0)));
            made = happens(chance, roll);
            let last = number + 1 == throws && !keep;
            let (kind, points) = if made {
                (Kind::FreeThrowMade, self.law.free_throw)
            } else {
                (Kind::FreeThrowMissed, 0)
            };
            let ball = match (last, made) {
                (false, _) => Ball::from(side(self.offence)),
                (true, true) => Ball::from(side(1 - self.offence)),
                (true, false) => Ball::Nobody,
            };
            let throw = self.blank(kind, side(self.offence));
            self.emit(Play {
                actor: place(shooter),
                chance: chance.basis_points(),
                roll,
                points: u8::try_from(points).unwrap_or(0),
                ball,
                ..throw
            });
            if self.floor.is_some() {
                self.count_throw(made, points);
            } else {
                self.teams[self.offence].score += points;
            }
            if self.won() {
                return End::Over;
            }
        }
        if keep {
            self.shot_clock = self.law.shot_clock;
            self.substitute();
            return End::Kept(Start::CheckBall);
        }
        if made { End::Lost(Start::Transition) } else { self.rebound(shooter, Zone::None) }
    }

    /// A miss comes off the rim.
    fn rebound(&mut self, shooter: usize, from: Zone) -> End {
        let time = 4 + self.number(purpose::REBOUND, 1, 6);
        if self.timed && self.clock <= time {
            self.advance(self.clock);
            return End::Buzzer;
        }
        self.advance(time);
        let (attack, defence) = (&self.teams[self.offence], &self.teams[1 - self.offence]);
        let boards = attack.average(|it| it.board) - defence.average(|it| it.board);
        let more = i32::try_from(attack.court().len()).unwrap_or(0)
            - i32::try_from(defence.court().len()).unwrap_or(0);
        let scheme = if defence.strategy.scheme == Scheme::Zone { 80 } else { 0 };
        let log_odds = self.law.fit.rebound + REBOUND_SKILL * boards + 250 * more + scheme;
        let chance = (logistic(log_odds) * self.law.rebound / 100).clamp(100, 9_500);
        let chance = if self.floor.is_some() { self.moved(chance, Odds::Orb, 100) } else { chance };
        let won_roll = self.roll(purpose::REBOUND);
        let won = i32::from(won_roll) < chance;
        let index = if won { self.offence } else { 1 - self.offence };
        let taker = self.rebounder(index, won.then_some(shooter));
        let play = Play {
            actor: place(taker),
            other: place(self.opposite(index, taker)),
            zone: from,
            ball: Ball::from(side(index)),
            ..self.blank(Kind::OutOfPlay, side(index))
        };
        let out = i32::from(roll(self.bits(purpose::OUT, 0)));
        let goes_out = out < self.law.fit.rebound_out;
        if goes_out {
            let chance = basis_points(self.law.fit.rebound_out);
            self.emit(Play { chance, roll: basis_points(out), ..play });
            self.dead_ball();
        } else {
            let kind = if won { Kind::OffensiveRebound } else { Kind::DefensiveRebound };
            self.emit(Play { kind, chance: basis_points(chance), roll: won_roll, ..play });
        }
        if won {
            self.holder = taker;
            self.shot_clock = self.law.rebound_clock;
        }
        if self.floor.is_some() && !goes_out && self.is_ended_by_rebound(index, taker) && won {
            return End::Lost(Start::CheckBall);
        }
        match (won, goes_out) {
            (true, true) => {
                self.substitute();
                End::Kept(Start::CheckBall)
            }
            (true, false) => End::Kept(Start::SecondChance),
            (false, true) => End::Lost(Start::CheckBall),
            (false, false) => End::Lost(Start::Transition),
        }
    }

    /// Who of the other side stands against this one of `index`.
    pub(super) fn opposite(&self, index: usize, taker: usize) -> usize {
        let (own, theirs) = (self.teams[index].court(), self.teams[1 - index].court());
        let at = own.iter().position(|it| *it == taker).unwrap_or(0);
        theirs[at % theirs.len()]
    }

    /// Who of a side takes a rebound; the shooter is farther away than the rest.
    fn rebounder(&self, index: usize, shooter: Option<usize>) -> usize {
        let team = &self.teams[index];
        let mut weights = [0; COURT];
        for (weight, place) in weights.iter_mut().zip(team.court()) {
            let full = (75 + team.hoopers[*place].board).unsigned_abs();
            *weight = if shooter == Some(*place) { full / 2 } else { full };
        }
        team.court()[choose(self.bits(purpose::REBOUNDER, 0), &weights, team.court().len())]
    }
}
