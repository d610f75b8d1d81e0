//! Hooks being visited: whose effects act, and what a possession begins with under rules.
//!
//! A hook takes the floor out of the game while its effects act, so that nothing they do can reach a
//! hook again: that is why every game ends. May live here: visiting, and what rules leave for the
//! next possession. Never: what is known (`ask`), what is done (`act`), the order of layers (`layers`).

use super::act::act;
use super::ask::holds;
use super::floor::Mods;
use super::floor::{EFFECTS, Floor, Moment, Outcome};
use super::game::{Live, side};
use super::law::Law;
use super::plan::plan;
use super::trace::{Deed, Mark};
use super::{Kind, Play};
use crate::rules::Hook;
use crate::rules::action::{Action, Odds, Rate};

/// Marks that a possession is given room for.
const ROOM_OF_MARKS: usize = 512;
/// Plays that rules may add to a possession before room must be made.
const ROOM_OF_PLAYS: usize = 256;

impl Live<'_> {
    /// Lets the effects of a hook act, in the order of enactment.
    #[cold]
    #[inline(never)]
    pub(super) fn fire(&mut self, moment: Moment) {
        // Without a floor there is no hook: what an effect does can reach none.
        let Some(mut floor) = self.floor.take() else { return };
        for at in floor.at(moment.hook) {
            let which = usize::from(floor.order[at]);
            let effect = &floor.ruling.effects[which].effect;
            if floor.stands[which].used >= effect.cap_per_game {
                continue;
            }
            if holds(self, &mut floor, &moment, which) {
                floor.stands[which].used += 1;
                for action in &effect.actions {
                    act(self, &mut floor, &moment, which, action);
                }
            }
        }
        self.floor = Some(floor);
        if self.floor.as_ref().is_some_and(|it| it.replan) {
            self.replan();
        }
    }

    /// Lets the effects of a hook act that is visited for both sides, home first.
    pub(super) fn fire_for_both(&mut self, hook: Hook) {
        for us in 0..2 {
            let play = if hook == Hook::GameEnd { None } else { Some(self.plays.len() - 1) };
            self.fire(Moment { play, ..Moment::new(hook, us) });
        }
    }

    /// What the season brought: points, and numbers that differ.
    #[cold]
    #[inline(never)]
    pub(super) fn bring(&mut self) {
        let Some(mut floor) = self.floor.take() else { return };
        let occasion = floor.ruling.occasion;
        for (us, form) in occasion.sides.iter().enumerate() {
            for (rule, param, n) in &form.changes {
                floor.change(us, *param, *n, param.bounds());
                let play = 0;
                let n = i16::try_from(*n).unwrap_or(0);
                floor.trace.marks.push(Mark { play, rule: *rule, deed: Deed::Param, n });
            }
            for (rule, points) in &form.head_start {
                let points = (*points).clamp(0, 100);
                self.score_by_rule(&mut floor, us, points);
                let play = u16::try_from(self.plays.len() - 1).unwrap_or(0);
                let n = i16::try_from(points).unwrap_or(0);
                floor.trace.marks.push(Mark { play, rule: *rule, deed: Deed::HeadStart, n });
            }
        }
        self.floor = Some(floor);
        if self.floor.as_ref().is_some_and(|it| it.replan) {
            self.replan();
        }
    }

    /// Gives or takes points; gives whether there were any.
    pub(super) fn score_by_rule(&mut self, floor: &mut Floor, us: usize, points: i32) -> bool {
        let points = points.max(-self.teams[us].score);
        if points == 0 {
            return false;
        }
        self.teams[us].score += points;
        floor.note_points(us, None, points);
        let kind = if points > 0 { Kind::RulePoints } else { Kind::RulePointsTaken };
        let value = u16::try_from(-points).unwrap_or(0);
        self.emit_by_rule(Play {
            points: u8::try_from(points).unwrap_or(0),
            value,
            ..self.blank(kind, side(us))
        });
        true
    }

    /// Writes down a play that a rule made: the ball stays where it is.
    pub(super) fn emit_by_rule(&mut self, play: Play) {
        let ball = self.plays.last().map_or(play.ball, |it| it.ball);
        self.emit(Play { ball, ..play });
    }

    /// Numbers differ between the sides: reads them anew, and lets both sides make other plans.
    #[cold]
    #[inline(never)]
    fn replan(&mut self) {
        let Some(mut floor) = self.floor.take() else { return };
        floor.replan = false;
        let fit = self.law.fit;
        let laws = [0, 1].map(|it: usize| Law::read(&floor.rules[it], &fit));
        for (team, plan) in self.teams.iter_mut().zip(&self.plans) {
            team.meet(&plan.pressure.map(|it| -it));
        }
        self.plans = [
            plan(&self.teams[0], &self.teams[1], &laws[0]),
            plan(&self.teams[1], &self.teams[0], &laws[1]),
        ];
        for (team, plan) in self.teams.iter_mut().zip(&self.plans) {
            team.meet(&plan.pressure);
        }
        floor.laws = Some(Box::new(laws));
        self.floor = Some(floor);
    }

    /// Makes room before a possession: nothing is allocated while one is played.
    pub(super) fn make_room(&mut self) {
        if let Some(floor) = &mut self.floor {
            self.plays.reserve(ROOM_OF_PLAYS);
            floor.trace.marks.reserve(ROOM_OF_MARKS);
        }
    }

    /// A possession begins: whose numbers hold, who must sit or leave, nothing is moved.
    #[cold]
    #[inline(never)]
    pub(super) fn prepare_possession(&mut self) {
        let Some(floor) = &mut self.floor else { return };
        let must_settle = floor.mods.rates[Rate::EnergyDrain as usize] != 100;
        let moves = floor.someone_moves;
        floor.outcomes = [floor.outcomes[1], Outcome::None];
        floor.ends = false;
        if let Some(laws) = &floor.laws {
            self.law = laws[self.offence].clone();
            self.shot_clock = self.law.shot_clock;
        }
        if must_settle {
            self.settle();
        }
        if let Some(floor) = &mut self.floor {
            floor.mods = Mods::default();
        }
        if moves {
            self.leave_by_rule();
            self.sit_by_rule();
        }
    }

    /// Whoever has fouled out by rule leaves; the last two of a side hold one back.
    fn leave_by_rule(&mut self) {
        let limit = self.law.foul_limit;
        for index in 0..2 {
            for place in 0..self.teams[index].size {
                let hooper = &self.teams[index].hoopers[place];
                if limit == 0 || hooper.out || hooper.fouls < limit {
                    continue;
                }
                if self.teams[index].can_spare() {
                    self.foul_out(index, place);
                } else {
                    self.teams[index].hoopers[place].fouls = limit - 1;
                }
            }
        }
    }

    /// Whoever must sit does, if somebody can come on; whoever has sat long enough may come back.
    fn sit_by_rule(&mut self) {
        self.settle();
        let mut any = false;
        for index in 0..2 {
            self.teams[index].sit_on();
            for place in 0..self.teams[index].size {
                if self.teams[index].hoopers[place].sits == 0 {
                    continue;
                }
                if self.teams[index].court().contains(&place) {
                    self.bench(index, place);
                }
                any |= self.teams[index].hoopers[place].sits > 0;
            }
        }
        if let Some(floor) = &mut self.floor {
            floor.someone_moves = any;
        }
    }

    /// Sits a hooper down, if somebody can come on.
    fn bench(&mut self, index: usize, place: usize) {
        if let Some(fresh) = self.teams[index].sit_down(place) {
            let change = self.blank(Kind::Substitution, side(index));
            let (actor, other) = (super::game::place(fresh), super::game::place(place));
            self.emit_by_rule(Play { actor, other, ..change });
        }
    }

    /// Whether a rule has ended the possession.
    pub(super) fn is_ended(&mut self) -> bool {
        self.floor.as_mut().is_some_and(|it| std::mem::take(&mut it.ends))
    }

    /// Whether the side that is to lose the ball has an extra possession; uses it.
    pub(super) fn has_extra(&mut self) -> bool {
        let offence = self.offence;
        let Some(floor) = &mut self.floor else { return false };
        let has = floor.extra[offence] > 0;
        floor.extra[offence] -= u8::from(has);
        has
    }

    /// How the possession ended, for the next one's hooks.
    pub(super) fn note_outcome(&mut self, outcome: Outcome) {
        if let Some(floor) = &mut self.floor {
            floor.outcomes[1] = outcome;
        }
    }

    /// A rate in per cent.
    pub(super) fn rate(&self, rate: Rate) -> i32 {
        self.floor.as_ref().map_or(100, |it| it.mods.rates[rate as usize])
    }

    /// Tires everyone on court by what a rule has changed.
    #[cold]
    #[inline(never)]
    pub(super) fn tire_by_rule(&mut self, tenths: i32) {
        let more = tenths * (self.rate(Rate::EnergyDrain) - 100) / 100;
        self.teams.iter_mut().for_each(|it| it.tire_more(more));
    }

    /// A chance of this possession, or of this shot, after rules.
    #[cold]
    #[inline(never)]
    pub(super) fn moved(&self, chance: i32, odds: Odds, share: i32) -> i32 {
        let Some(floor) = &self.floor else { return chance };
        let mods = &floor.mods;
        let pp = if share == 100 { mods.shot } else { mods.pp };
        super::layers::moved(chance, pp[odds as usize], share)
    }

    /// A shot or a rebound begins: what was moved for the possession holds for it.
    pub(super) fn begin_shot(&mut self) {
        if let Some(floor) = &mut self.floor {
            floor.mods.shot = floor.mods.pp;
            floor.mods.by[1] = floor.mods.by[0];
        }
    }

    /// Marks the rules that decided the play to come by moving a chance.
    #[cold]
    #[inline(never)]
    pub(super) fn mark_decided(&mut self, odds: Odds) {
        let play = self.plays.len();
        let Some(floor) = &mut self.floor else { return };
        let by = floor.mods.by[1][odds as usize];
        for which in (0..EFFECTS).filter(|it| by >> it & 1 == 1) {
            let actions = &floor.ruling.effects[which].effect.actions;
            let mut moved = 0;
            for action in actions {
                if let Action::ModifyProb { target, pp } = action
                    && *target == odds
                {
                    moved += pp;
                }
            }
            floor.mark(play, which, Deed::Decided, moved);
        }
    }
}
