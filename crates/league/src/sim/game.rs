//! The frame of a game: periods, breaks, targets, overtime, the end; and the record of plays.
//!
//! May live here: what begins and ends, the clocks, who has won. Never: what happens with the ball
//! (`possession`, `shot`).

use super::fit::Fit;
use super::floor::Floor;
use super::law::{Law, ZONES};
use super::occasion::Ruling;
use super::plan::{Plan, plan};
use super::purpose;
use super::team::{Team, edges};
use super::trace::Trace;
use super::tuning::{BREAK, MOST_POSSESSIONS};
use super::{Ball, Game, Kind, Matchup, NO_ONE, Play, Side, Start, Style, Zone};
use crate::dice::{GameKey, below, roll};
use crate::rules::{EndMode, Hook, Rules};

#[cfg(test)]
#[path = "mirror.rs"]
mod mirror;

/// Timed overtimes after which an overtime is played to a target, so that every game ends.
const MOST_OVERTIMES: u8 = 8;

/// Plays that a game is given room for; a longer one grows.
const ROOM: usize = 640;

/// Plays that a possession is given room for: nothing is allocated while one is played.
const ROOM_OF_A_POSSESSION: usize = 64;

/// How a stretch of play with one side in possession ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// The other side has the ball.
    Lost(Start),
    /// The same side has it again.
    Kept(Start),
    /// The period's clock has run out.
    Buzzer,
    /// A score has been reached that ends the game.
    Over,
}

/// What score and clock make of the side with the ball, for one stretch of play.
#[derive(Default)]
pub(super) struct Mood {
    /// What baskets are worth to it, see `Law::weights`: less than their points when fewer points
    /// win, nothing when more are needed and no time is left.
    pub weights: [i32; ZONES],
    /// How much it likes each zone, 1024 is neutral.
    pub taste: [i32; ZONES],
    /// How often it loses the ball, 1024 is ordinary.
    pub loose: i32,
    /// How long its touches last, 1024 is ordinary.
    pub slowness: i32,
    /// What it asks of a look, thousandths of what keeping the ball is worth.
    pub price: i32,
    /// Log-odds that a side ahead does not find; negative for one behind.
    pub effort_lost: i32,
    /// Whether this possession may decide the game.
    pub late_and_close: bool,
}

/// A game being played.
pub(super) struct Live<'a> {
    pub law: Law,
    pub key: GameKey,
    /// Home, then away.
    pub teams: [Team; 2],
    /// What each side intends when it has the ball.
    pub plans: [Plan; 2],
    /// The rules that act in this game, if any.
    pub floor: Option<Box<Floor<'a>>>,
    pub plays: Vec<Play>,
    pub elapsed: u32,
    pub period: u8,
    /// Whether the period has a clock.
    pub timed: bool,
    /// Tenths left in the period, at least 1 while one is played by the clock.
    pub clock: i32,
    pub shot_clock: i32,
    /// Counts up whenever the ball changes sides.
    pub possession: u16,
    /// Counts up with every touch of a possession, over second chances too.
    pub touch: u16,
    /// Index of the side with the ball.
    pub offence: usize,
    pub start: Start,
    /// Who has the ball.
    pub holder: usize,
    /// Who passed to the holder, if the ball came by a pass.
    pub passer: Option<usize>,
    /// Passes in this possession.
    pub passes: i32,
    /// The score that ends the game at once, and by how many.
    target: Option<(i32, i32)>,
    /// What score and clock make of the side with the ball.
    pub mood: Mood,
    /// Tenths of play that have not been added to the hoopers' minutes and tiredness.
    pub unsettled: i32,
    /// Index of the side that had the first ball.
    first: usize,
}

/// The side with this index.
pub(super) fn side(index: usize) -> Side {
    if index == 0 { Side::Home } else { Side::Away }
}

/// A small number for a play; what does not fit is shown as the largest that does.
fn short(number: i32) -> u16 {
    u16::try_from(number.max(0)).unwrap_or(u16::MAX)
}

/// A place for a play.
pub(super) fn place(place: usize) -> u8 {
    u8::try_from(place).unwrap_or(NO_ONE)
}

impl<'a> Live<'a> {
    /// A game before tip-off.
    pub(super) fn new(matchup: &Matchup, rules: &Rules, key: GameKey, fit: &Fit) -> Self {
        let law = Law::read(rules, fit);
        let [home, away] = edges(matchup, &law);
        let mut teams =
            [Team::new(&matchup.home, &law, home), Team::new(&matchup.away, &law, away)];
        let plans = [plan(&teams[0], &teams[1], &law), plan(&teams[1], &teams[0], &law)];
        for (team, plan) in teams.iter_mut().zip(&plans) {
            team.meet(&plan.pressure);
        }
        let first = below(key.draw(0, 0, purpose::FIRST_BALL, 0), 2) as usize;
        Self {
            mood: Mood::default(),
            law,
            key,
            teams,
            plans,
            floor: None,
            plays: Vec::with_capacity(ROOM),
            elapsed: 0,
            period: 0,
            timed: true,
            clock: 0,
            shot_clock: 0,
            possession: 0,
            touch: 0,
            offence: first,
            start: Start::None,
            holder: 0,
            passer: None,
            passes: 0,
            target: None,
            unsettled: 0,
            first,
        }
    }

    /// The same game with rules that act in it.
    pub(super) fn ruled(self, ruling: Ruling<'a>, matchup: &'a Matchup, rules: &Rules) -> Self {
        Self { floor: Floor::new(ruling, matchup, rules), ..self }
    }

    /// What keeping the ball is worth to the home side, by whole seconds left.
    pub(super) fn asking_prices(&self) -> [i32; 60] {
        let tenths = |at: usize| i32::try_from(at).unwrap_or(0) * 10 + 10;
        std::array::from_fn(|at| self.plans[0].keep(tenths(at)))
    }

    /// Plays the game.
    pub(super) fn run(mut self) -> Game {
        self.play_through();
        let winner = usize::from(self.teams[0].score < self.teams[1].score);
        self.start = Start::None;
        if let Some(floor) = &mut self.floor {
            floor.winner = Some(winner);
            self.fire_for_both(Hook::GameEnd);
        }
        self.emit(Play { ball: Ball::Nobody, ..self.blank(Kind::GameEnd, side(winner)) });
        let plays = self.plays.len();
        Game {
            score: [0, 1].map(|it: usize| short(self.teams[it].score)),
            possessions: self.possession,
            trace: self.floor.map_or_else(Trace::default, |it| it.finish(plays)),
            plays: self.plays,
        }
    }

    /// From tip-off to a score that is final.
    fn play_through(&mut self) {
        if self.law.end == EndMode::Target {
            self.target = Some((self.law.target, self.law.win_by));
        }
        for _ in 0..self.law.timed_periods() {
            if self.play_period(Some(self.law.period)) {
                return;
            }
        }
        if self.law.end == EndMode::Elam {
            let leader = self.teams[0].score.max(self.teams[1].score);
            self.target = Some((leader + self.law.elam_margin, 1));
            self.play_period(None);
            return;
        }
        let mut overtimes = 0;
        while self.lead() == 0 {
            let timed = self.law.overtime > 0 && overtimes < MOST_OVERTIMES;
            overtimes += 1;
            if !timed {
                self.target = Some((self.teams[0].score + self.law.overtime_target, 1));
            }
            if self.play_period(timed.then_some(self.law.overtime)) {
                return;
            }
        }
    }

    /// Plays a period by the clock, or without one until the target. Gives whether the game is over.
    fn play_period(&mut self, clock: Option<i32>) -> bool {
        self.begin_period(clock);
        loop {
            if self.possession >= MOST_POSSESSIONS {
                self.cap();
                return true;
            }
            self.plays.reserve(ROOM_OF_A_POSSESSION);
            self.make_room();
            match self.phase() {
                End::Over => return true,
                End::Lost(_) | End::Kept(_) | End::Buzzer if self.is_won_by_rule() => return true,
                End::Lost(_) | End::Kept(_) if self.period_is_won() => {
                    // The ball had changed sides.
                    self.possession += 1;
                    break;
                }
                End::Lost(_) if self.has_extra() => self.keep_by_rule(),
                End::Lost(start) => self.turn_over(start),
                End::Kept(start) => self.start = start,
                End::Buzzer => {
                    self.clock = 0;
                    break;
                }
            }
        }
        self.start = Start::None;
        self.fire_for_both(Hook::PeriodEnd);
        if self.is_won_by_rule() {
            return true;
        }
        let end = self.blank(Kind::PeriodEnd, side(1 - self.offence));
        self.emit(Play { ball: Ball::Nobody, ..end });
        false
    }

    /// Whether a rule has brought a side to the score that ends the game.
    fn is_won_by_rule(&self) -> bool {
        self.floor.is_some() && self.won()
    }

    /// The side that was to lose the ball has it again.
    fn keep_by_rule(&mut self) {
        self.new_possession(Start::CheckBall);
        let again = self.blank(Kind::ExtraPossession, side(self.offence));
        self.emit(again);
        self.substitute();
    }

    /// Whether a side has reached the share of a fixed target that ends this period: half of it ends
    /// the first of two halves.
    fn period_is_won(&self) -> bool {
        let (period, periods) = (i32::from(self.period), i32::from(self.law.periods));
        self.law.end == EndMode::Target
            && period < periods
            && self.teams[0].score.max(self.teams[1].score) * periods >= self.law.target * period
    }

    fn begin_period(&mut self, clock: Option<i32>) {
        if self.period > 0 {
            self.settle();
            self.elapsed += BREAK;
            let half_time = self.law.half_time_after() == Some(self.period);
            let rest = if half_time { self.law.half_rest } else { self.law.break_rest };
            self.teams.iter_mut().for_each(|it| it.rest(rest));
        }
        self.period = self.period.saturating_add(1);
        (self.timed, self.clock) = (clock.is_some(), clock.unwrap_or(0));
        self.teams.iter_mut().for_each(|it| it.fouls = 0);
        // The first ball is drawn by lot; from then on the sides take turns.
        self.offence = (self.first + usize::from(self.period) + 1) % 2;
        self.new_possession(Start::CheckBall);
        let with_ball = side(self.offence);
        self.emit(Play { start: Start::None, ..self.blank(Kind::PeriodStart, with_ball) });
        if let (None, Some((target, _))) = (clock, self.target) {
            let set = self.blank(Kind::TargetSet, with_ball);
            self.emit(Play { start: Start::None, value: short(target), ..set });
        }
        if self.floor.is_some() {
            self.open_period();
        }
        if self.period > 1 {
            self.substitute();
        }
    }

    /// What rules do at the start of a period, and of the game.
    fn open_period(&mut self) {
        if self.period == 1 {
            self.bring();
            self.fire_for_both(Hook::GameStart);
        }
        if let Some(floor) = &mut self.floor {
            floor.clock_added = 0;
            floor.stands.iter_mut().for_each(|it| it.times_period = [0; 2]);
        }
        self.fire_for_both(Hook::PeriodStart);
    }

    fn new_possession(&mut self, start: Start) {
        self.possession += 1;
        self.touch = 0;
        self.passes = 0;
        self.shot_clock = self.law.shot_clock;
        self.start = start;
    }

    fn turn_over(&mut self, start: Start) {
        self.offence = 1 - self.offence;
        self.new_possession(start);
        if start == Start::CheckBall {
            self.substitute();
        }
    }

    /// Ends a game that nothing else ended: the leader wins; level, the dice give one point.
    fn cap(&mut self) {
        let lot = roll(self.key.draw(self.possession, 0, purpose::LOT, 0));
        let home =
            if self.lead() == 0 { lot < 5_000 } else { self.teams[0].score > self.teams[1].score };
        let level = self.lead() == 0;
        let winner = usize::from(!home);
        self.teams[winner].score += i32::from(level);
        let capped = self.blank(Kind::Capped, side(winner));
        let (chance, roll) = match (level, home) {
            (false, _) => (0, 0),
            // The winner's own number, so that below the chance is success for either side.
            (true, true) => (5_000, lot),
            (true, false) => (5_000, 9_999 - lot),
        };
        self.emit(Play { ball: Ball::Nobody, points: u8::from(level), chance, roll, ..capped });
    }

    /// The lead of the side with the ball.
    #[inline]
    pub(super) fn lead(&self) -> i32 {
        self.teams[self.offence].score - self.teams[1 - self.offence].score
    }

    /// Whether a score has been reached that ends the game.
    pub(super) fn won(&self) -> bool {
        let (home, away) = (self.teams[0].score, self.teams[1].score);
        self.target
            .is_some_and(|(target, by)| home.max(away) >= target && (home - away).abs() >= by)
    }

    /// Points that win the game at once for the side with the ball, if a target is set.
    pub(super) fn needed(&self) -> Option<i32> {
        let (own, theirs) = (self.teams[self.offence].score, self.teams[1 - self.offence].score);
        self.target.map(|(target, by)| (target - own).max(theirs + by - own).max(1))
    }

    /// Whether the game may end with this period's clock.
    pub(super) fn last_by_clock(&self) -> bool {
        self.timed && self.law.end != EndMode::Elam && self.period >= self.law.periods
    }

    /// Tenths until the next clock runs out.
    #[inline]
    pub(super) fn left(&self) -> i32 {
        if self.timed { self.shot_clock.min(self.clock) } else { self.shot_clock }
    }

    /// Lets `tenths` of play pass.
    #[inline]
    pub(super) fn advance(&mut self, tenths: i32) {
        self.elapsed += tenths.unsigned_abs();
        self.shot_clock = (self.shot_clock - tenths).max(0);
        if self.timed {
            self.clock = (self.clock - tenths).max(0);
        }
        self.unsettled += tenths;
    }

    /// Lets the hoopers feel the time that has passed.
    pub(super) fn settle(&mut self) {
        let tenths = std::mem::take(&mut self.unsettled);
        self.teams.iter_mut().for_each(|it| it.tire(tenths));
        if self.floor.is_some() {
            self.tire_by_rule(tenths);
        }
    }

    /// The ball is dead: time passes, the period's clock stands.
    pub(super) fn dead_ball(&mut self) {
        self.elapsed += self.law.dead_ball.unsigned_abs();
    }

    /// Both sides may change one hooper.
    pub(super) fn substitute(&mut self) {
        self.settle();
        for index in 0..2 {
            if let Some((on, off)) = self.teams[index].rotate(&self.law) {
                let change = self.blank(Kind::Substitution, side(index));
                self.emit(Play { actor: place(on), other: place(off), ..change });
            }
        }
    }

    /// 64 uniform bits for a decision of this touch.
    #[inline]
    pub(super) fn bits(&self, purpose: u8, index: u8) -> u64 {
        self.key.draw(self.possession, self.touch, purpose, index)
    }

    /// A roll for a decision of this touch, `0..10_000`.
    #[inline]
    pub(super) fn roll(&self, purpose: u8) -> u16 {
        roll(self.bits(purpose, 0))
    }

    /// A number of this touch in `0..n`.
    #[inline]
    pub(super) fn number(&self, purpose: u8, index: u8, n: i32) -> i32 {
        below(self.bits(purpose, index), n.unsigned_abs()).cast_signed()
    }

    /// A play at this moment, with the ball where it is and nobody in it.
    pub(super) fn blank(&self, kind: Kind, side_of: Side) -> Play {
        Play {
            elapsed: self.elapsed,
            period: self.period,
            clock: if self.timed { short(self.clock) } else { 0 },
            shot_clock: short(self.shot_clock),
            kind,
            side: side_of,
            actor: NO_ONE,
            other: NO_ONE,
            helper: NO_ONE,
            zone: Zone::None,
            style: Style::None,
            start: self.start,
            ball: Ball::from(side(self.offence)),
            chance: 0,
            roll: 0,
            points: 0,
            value: 0,
        }
    }

    /// Writes a play down.
    pub(super) fn emit(&mut self, play: Play) {
        self.plays.push(play);
    }
}
