//! Where possessions and shots meet the rules: who is in each hook, what chances become.
//!
//! Called only in a game with rules that act, and cold, so that other games pay a comparison alone. May live here: the hooks of the ball. Never: visiting
//! one (`visit`), what happens without rules (`possession`, `shot`).

use super::floor::{Moment, Outcome};
use super::game::Live;
use super::layers::PointLayers;
use super::shot::Shot;
use super::tuning::ZONE;
use crate::dice::happens;
use crate::rules::Hook;
use crate::rules::action::{Odds, Rate};
use crate::units::Chance;

/// Of a hundred parts of what a rule moves in a possession, those that count for each touch.
const EACH_TOUCH: i32 = 33;

impl Live<'_> {
    /// The hook of a possession that begins; gives whether a rule ends it there and then.
    #[cold]
    #[inline(never)]
    pub(super) fn is_ended_at_once(&mut self) -> bool {
        self.fire(Moment::new(Hook::PossessionStart, self.offence).of(self.holder, None));
        self.is_ended()
    }

    /// The chances of a touch after rules. A possession has about three touches: a third of what a
    /// rule moves counts for each.
    #[cold]
    #[inline(never)]
    pub(super) fn hazards_by_rule(&self, [steal, other, foul]: [i32; 3]) -> [i32; 3] {
        let (lost, fouls) = (self.rate(Rate::Turnover), self.rate(Rate::Foul));
        let steal = self.moved(steal * lost / 100, Odds::Steal, EACH_TOUCH);
        let other = self.moved(other * lost / 100, Odds::Turnover, EACH_TOUCH);
        let foul =
            if foul > 0 { self.moved(foul * fouls / 100, Odds::Foul, EACH_TOUCH) } else { 0 };
        [steal.min(4_000), other.min(4_000), foul.min(1_800)]
    }

    /// The hooks of a lost ball: a steal's, and the loss itself.
    #[cold]
    #[inline(never)]
    pub(super) fn lost_by(&mut self, outcome: Outcome, guard: Option<usize>, thief: Option<usize>) {
        self.note_outcome(outcome);
        let (us, play) = (self.offence, Some(self.plays.len() - 1));
        let zone = self.plays.last().map(|it| it.zone);
        if let Some(thief) = thief {
            let steal = Moment::new(Hook::Steal, 1 - us).of(thief, Some(self.holder));
            self.fire(Moment { zone, play, ..steal });
        }
        let actor = guard.map(|_| self.holder);
        let lost = Moment::new(Hook::Turnover, us);
        self.fire(Moment { actor, opponent: guard, zone, play, ..lost });
    }

    /// The moment of a shot, for its hooks.
    #[cold]
    #[inline(never)]
    pub(super) fn of_shot(&self, hook: Hook, shot: &Shot) -> Moment {
        let moment = Moment::new(hook, self.offence).of(self.holder, Some(shot.guard));
        let (zone, value) = (Some(ZONE[shot.zone].zone), Some(self.law.values[shot.zone]));
        Moment { zone, value, ..moment }
    }

    /// The chance of a basket after rules, and whether it goes in; marks what decided it.
    #[cold]
    #[inline(never)]
    pub(super) fn made_by_rule(&mut self, before: Chance, roll: u16) -> (Chance, bool) {
        let chance = Chance::new(self.moved(before.basis_points().into(), Odds::Make, 100));
        let made = happens(chance, roll);
        if made != happens(before, roll) {
            self.mark_decided(Odds::Make);
        }
        (chance, made)
    }

    /// A basket's hook; then it counts what the rules make of it.
    #[cold]
    #[inline(never)]
    pub(super) fn count_basket(&mut self, shot: &Shot, points: i32) {
        let (us, place, play) = (self.offence, self.holder, self.plays.len() - 1);
        if let Some(floor) = &mut self.floor {
            floor.note_shot(us, place, true);
        }
        self.count_points(
            Moment { play: Some(play), ..self.of_shot(Hook::ShotMade, shot) },
            points,
        );
    }

    /// Lets the rules say what a basket or free throw, written down already, counts.
    #[cold]
    #[inline(never)]
    fn count_points(&mut self, moment: Moment, points: i32) {
        let (us, play) = (moment.us, moment.play.unwrap_or(0));
        if let Some(floor) = &mut self.floor {
            floor.layers = PointLayers::default();
        }
        self.fire(moment);
        let Some(floor) = &mut self.floor else { return };
        let points = floor.layers.count(points);
        floor.note_points(us, moment.actor, points);
        self.plays[play].points = u8::try_from(points).unwrap_or(0);
        self.teams[us].score += points;
    }

    /// The hook of a miss or a block; gives whether a rule ends the possession with it.
    #[cold]
    #[inline(never)]
    pub(super) fn is_ended_by_miss(&mut self, hook: Hook, shot: &Shot) -> bool {
        let (us, place) = (self.offence, self.holder);
        if let Some(floor) = &mut self.floor {
            floor.note_shot(us, place, false);
        }
        let play = Some(self.plays.len() - 1);
        let mut moment = Moment { play, ..self.of_shot(hook, shot) };
        if hook == Hook::Block {
            moment = Moment { us: 1 - us, ..moment.of(shot.guard, Some(place)) };
        }
        self.fire(moment);
        let ended = self.is_ended();
        if ended {
            self.dead_ball();
        }
        ended
    }

    /// The hook of a foul by `guard`.
    #[cold]
    #[inline(never)]
    pub(super) fn note_foul(&mut self, guard: usize) {
        let zone = self.plays.last().map(|it| it.zone);
        let play = Some(self.plays.len() - 1);
        let moment = Moment::new(Hook::Foul, 1 - self.offence).of(guard, Some(self.holder));
        self.fire(Moment { zone, play, ..moment });
    }

    /// A free throw's hook; then it counts what the rules make of it.
    #[cold]
    #[inline(never)]
    pub(super) fn count_throw(&mut self, made: bool, points: i32) {
        if made {
            self.note_outcome(Outcome::FreeThrow);
            let moment = Moment::new(Hook::FtMade, self.offence).of(self.holder, None);
            self.count_points(Moment { play: Some(self.plays.len() - 1), ..moment }, points);
        }
    }

    /// The hook of a rebound; gives whether a rule ends the possession with it.
    #[cold]
    #[inline(never)]
    pub(super) fn is_ended_by_rebound(&mut self, index: usize, taker: usize) -> bool {
        let zone = self.plays.last().map(|it| it.zone);
        let play = Some(self.plays.len() - 1);
        let opposite = self.opposite(index, taker);
        let moment = Moment::new(Hook::Rebound, index).of(taker, Some(opposite));
        self.fire(Moment { zone, play, ..moment });
        self.is_ended()
    }
}
