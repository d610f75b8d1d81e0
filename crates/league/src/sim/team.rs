//! One side during a game: its hoopers, who is on court, energy, fouls, minutes, substitutions.
//!
//! May live here: what a side is and how it changes by itself. Never: what happens between sides.

use super::law::{Law, ZONES};
use super::tuning::{BENCH_REST, DRAIN, FULL_ENERGY, HOME_BALL, TIRED_DEFENCE, ZONE};
use super::{Lineup, Matchup, Scheme, Skills, Strategy};

/// The most hoopers of a squad.
pub(super) const PLACES: usize = 8;
/// The most hoopers on court.
pub(super) const COURT: usize = 5;
/// A side keeps this many, whatever is called: the last ones defend without contact.
const KEEP: usize = 2;
/// Hundredths of a second's share that one may play beyond `sub.max_minutes_pct`, tenths.
const MINUTES_GRACE: i32 = 200;

/// Shots of a side before shares of them say anything.
const FEW_SHOTS: i32 = 8;

/// One hooper during a game. Skills are relative to the league average, `-50..=50`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hooper {
    pub handle: i32,
    pub passing: i32,
    pub defend: i32,
    pub board: i32,
    pub nerve: i32,
    /// How far off this one's judgement of a look may be, see `judge`.
    pub blur: i32,
    /// How much this one fouls, 1024 is ordinary.
    pub contact: i32,
    /// Log-odds of a shot by zone: skill, arc, home edge and, once planned, the defence's answer;
    /// without the one defender.
    pub shot: [i32; ZONES],
    /// How readily the ball is passed to this one, 100 is ordinary.
    pub wanted: u32,
    /// What a free throw adds to the ordinary log-odds.
    pub throw: i32,
    /// Energy lost per tenth of a second of play.
    drain: i32,
    /// Log-odds that being without any energy costs on a shot.
    tired_shot: i32,
    /// How much a side would rather have this one on court.
    rating: i32,
    /// `0..=FULL_ENERGY`.
    pub energy: i32,
    /// Possessions for which a rule has this one sit.
    pub sits: u8,
    /// Log-odds that tiredness costs on a shot, and in defence.
    pub tired: [i32; 2],
    /// Log-odds that taking more than an even share of the shots costs.
    pub overused: i32,
    pub fouls: i32,
    /// Has reached the foul limit.
    pub out: bool,
    /// Shots taken.
    pub shots: i32,
    /// Tenths of a second on court while the clock ran.
    pub played: i32,
}

/// What home means to one side of one game.
#[derive(Clone, Copy)]
struct Edge {
    /// Log-odds on every shot.
    shot: i32,
    /// Per cent of ordinary tiring.
    drain: i32,
    /// Energy spent on the way here.
    journey: i32,
}

/// One side during a game.
#[derive(Clone, Debug)]
pub(super) struct Team {
    pub hoopers: [Hooper; PLACES],
    /// How many of `hoopers` exist.
    pub size: usize,
    on: [usize; COURT],
    on_len: usize,
    pub strategy: Strategy,
    pub score: i32,
    /// Fouls in this period.
    pub fouls: i32,
    /// Shots of all hoopers.
    pub shots: i32,
    /// Tenths of a second that the clock has run.
    lived: i32,
    /// How often this side loses the ball, per cent of ordinary.
    pub loose: i32,
    /// Log-odds lost per per cent of the shots beyond an even share.
    usage: i32,
}

fn relative(skill: u8) -> i32 {
    i32::from(skill.min(100)) - 50
}

impl Hooper {
    fn new(skills: &Skills, law: &Law, edge: Edge, scheme: Scheme) -> Self {
        let [finish, mid, long] = [skills.finish, skills.mid, skills.long].map(relative);
        let mut shot = [0; ZONES];
        for ((log_odds, facts), base) in shot.iter_mut().zip(&ZONE).zip(law.base) {
            let [per_finish, per_mid, per_long] = facts.skill;
            *log_odds = base + per_finish * finish + per_mid * mid + per_long * long + edge.shot;
        }
        let effort = if scheme == Scheme::Press { 125 } else { 100 };
        let relative_all: i32 = skills.values().into_iter().map(relative).sum();
        Self {
            handle: relative(skills.handle),
            passing: relative(skills.passing),
            defend: relative(skills.defend),
            board: relative(skills.board),
            nerve: relative(skills.nerve),
            blur: (60 - relative(skills.decide)).max(10) * 70,
            contact: (100 - relative(skills.defend) / 2) * law.call_rate * 1_024 / 10_000,
            shot,
            wanted: (100 + (finish + mid + long) / 3).unsigned_abs(),
            throw: relative(skills.nerve) * 12 + long * 6,
            drain: DRAIN * (100 - relative(skills.endurance) * 3 / 2) / 100 * effort / 100
                * law.drain
                / 100
                * edge.drain
                / 100,
            tired_shot: law.fit.tired_shot,
            rating: relative_all,
            energy: FULL_ENERGY - edge.journey,
            sits: 0,
            tired: [0; 2],
            overused: 0,
            fouls: 0,
            out: false,
            shots: 0,
            played: 0,
        }
    }

    /// Sets the energy and what follows from it.
    fn feel(&mut self, energy: i32) {
        self.energy = energy.clamp(0, FULL_ENERGY);
        let spent = (FULL_ENERGY - self.energy) / 1_000;
        self.tired = [spent * self.tired_shot / 1_000, spent * TIRED_DEFENCE / 1_000];
    }

    /// What this one is worth on court as tired as this: rating points.
    fn worth(&self) -> i32 {
        self.rating - (FULL_ENERGY - self.energy) / 6_000
    }
}

impl Team {
    pub(super) fn new(lineup: &Lineup, law: &Law, edge: Edges) -> Self {
        let size = lineup.skills.len().min(law.squad).min(PLACES);
        let average = Skills::from_values([50; 10]);
        // Without anybody, one average hooper: a game is always played.
        let size = size.max(1);
        let mut hoopers = [Hooper::new(&average, law, edge.edge, lineup.strategy.scheme); PLACES];
        for (hooper, skills) in hoopers.iter_mut().zip(&lineup.skills) {
            *hooper = Hooper::new(skills, law, edge.edge, lineup.strategy.scheme);
        }
        let dial = |it: i8| it.clamp(-10, 10);
        Self {
            hoopers,
            size,
            on: [0, 1, 2, 3, 4],
            on_len: law.on_court.clamp(1, size.min(COURT)),
            strategy: Strategy {
                pace: dial(lineup.strategy.pace),
                diet: dial(lineup.strategy.diet),
                bench: dial(lineup.strategy.bench),
                ..lineup.strategy
            },
            score: 0,
            fouls: 0,
            shots: 0,
            lived: 0,
            loose: edge.loose,
            usage: law.fit.usage,
        }
    }

    /// Takes the defence's answer into account: log-odds that it takes away, by zone.
    pub(super) fn meet(&mut self, pressure: &[i32; ZONES]) {
        for hooper in &mut self.hoopers {
            for (log_odds, less) in hooper.shot.iter_mut().zip(pressure) {
                *log_odds -= less;
            }
        }
    }

    /// Places on court.
    #[inline]
    pub(super) fn court(&self) -> &[usize] {
        &self.on[..self.on_len]
    }

    /// The average over those on court.
    #[inline]
    pub(super) fn average(&self, skill: impl Fn(&Hooper) -> i32) -> i32 {
        let sum: i32 = self.court().iter().map(|it| skill(&self.hoopers[*it])).sum();
        sum / i32::try_from(self.on_len).unwrap_or(1).max(1)
    }

    /// Lets `tenths` of play pass.
    pub(super) fn tire(&mut self, tenths: i32) {
        self.lived += tenths;
        for place in 0..self.size {
            let on = self.court().contains(&place);
            let hooper = &mut self.hoopers[place];
            if on {
                hooper.played += tenths;
                hooper.feel(hooper.energy - hooper.drain * tenths);
            } else {
                hooper.feel(hooper.energy + BENCH_REST * tenths);
            }
        }
    }

    /// Everyone regains `percent` of all energy.
    pub(super) fn rest(&mut self, percent: i32) {
        for hooper in &mut self.hoopers {
            hooper.feel(hooper.energy + FULL_ENERGY / 100 * percent);
        }
    }

    /// Counts a shot of `place`; who takes more than an even share finds it harder.
    pub(super) fn count_shot(&mut self, place: usize) {
        self.shots += 1;
        self.hoopers[place].shots += 1;
        if self.shots < FEW_SHOTS {
            return;
        }
        let even = 100 / i32::try_from(self.on_len).unwrap_or(1).max(1);
        for hooper in &mut self.hoopers[..self.size] {
            hooper.overused = (hooper.shots * 100 / self.shots - even).max(0) * self.usage;
        }
    }

    /// Whether one more hooper may leave: a side keeps two, or all it began with.
    pub(super) fn can_spare(&self) -> bool {
        let left = self.hoopers[..self.size].iter().filter(|it| !it.out).count();
        left > KEEP.min(self.size)
    }

    /// Takes a hooper who fouled out off the court; gives who comes on, if anyone is left.
    pub(super) fn replace(&mut self, place: usize) -> Option<usize> {
        let at = self.court().iter().position(|it| *it == place)?;
        if let Some(fresh) = self.best_on_bench().or_else(|| self.called_back()) {
            self.on[at] = fresh;
            return Some(fresh);
        }
        self.on.copy_within(at + 1..self.on_len, at);
        self.on_len -= 1;
        None
    }

    fn bench(&self) -> impl Iterator<Item = usize> + '_ {
        let free = |it: &usize| !self.hoopers[*it].out && self.hoopers[*it].sits == 0;
        (0..self.size).filter(move |it| free(it) && !self.court().contains(it))
    }

    fn best_on_bench(&self) -> Option<usize> {
        self.bench().max_by_key(|it| (self.hoopers[*it].worth(), std::cmp::Reverse(*it)))
    }

    /// Whoever sits by rule comes back when nobody else is left.
    fn called_back(&mut self) -> Option<usize> {
        let sitting = |it: &usize| !self.hoopers[*it].out && !self.court().contains(it);
        let place = (0..self.size).find(sitting)?;
        self.hoopers[place].sits = 0;
        Some(place)
    }

    /// Whether somebody could come on.
    pub(super) fn has_bench(&self) -> bool {
        self.bench().next().is_some()
    }

    /// Sits a hooper down; gives who comes on. Without anybody to come on nothing happens.
    pub(super) fn sit_down(&mut self, place: usize) -> Option<usize> {
        let at = self.court().iter().position(|it| *it == place)?;
        let Some(fresh) = self.best_on_bench() else {
            self.hoopers[place].sits = 0;
            return None;
        };
        self.on[at] = fresh;
        Some(fresh)
    }

    /// A possession passes for those who sit by rule.
    pub(super) fn sit_on(&mut self) {
        for place in 0..self.size {
            if !self.court().contains(&place) {
                let sits = &mut self.hoopers[place].sits;
                *sits = sits.saturating_sub(1);
            }
        }
    }

    /// Gives or takes energy.
    pub(super) fn refresh(&mut self, place: usize, by: i32) {
        let hooper = &mut self.hoopers[place];
        hooper.feel(hooper.energy + by);
    }

    /// Gives or takes energy of everyone on court.
    pub(super) fn refresh_court(&mut self, by: i32) {
        for at in 0..self.on_len {
            self.refresh(self.on[at], by);
        }
    }

    /// Tires those on court as if `tenths` more had been played; fewer when below zero.
    pub(super) fn tire_more(&mut self, tenths: i32) {
        for at in 0..self.on_len {
            let hooper = &mut self.hoopers[self.on[at]];
            hooper.feel(hooper.energy - hooper.drain * tenths);
        }
    }

    /// One substitution at a dead ball, where there is a reason for one: (on, off).
    pub(super) fn rotate(&mut self, law: &Law) -> Option<(usize, usize)> {
        let (at, fresh) =
            self.over_minutes(law).or_else(|| self.tired(law)).or_else(|| self.better(law))?;
        let off = std::mem::replace(&mut self.on[at], fresh);
        Some((fresh, off))
    }

    /// Whether this one has played more than the rules let him of what was played so far.
    fn too_long(&self, place: usize, law: &Law) -> bool {
        law.max_minutes < 100
            && (self.hoopers[place].played - MINUTES_GRACE) * 100 > self.lived * law.max_minutes
    }

    fn over_minutes(&self, law: &Law) -> Option<(usize, usize)> {
        if law.max_minutes >= 100 {
            return None;
        }
        let (at, place) = self
            .court()
            .iter()
            .enumerate()
            .filter(|(_, it)| self.too_long(**it, law))
            .max_by_key(|(_, it)| self.hoopers[**it].played)?;
        let fresh = self.bench().min_by_key(|it| self.hoopers[*it].played)?;
        (self.hoopers[fresh].played < self.hoopers[*place].played).then_some((at, fresh))
    }

    fn tired(&self, law: &Law) -> Option<(usize, usize)> {
        let limit = (law.rest_below + i32::from(self.strategy.bench) * 3) * (FULL_ENERGY / 100);
        let (at, place) =
            self.court().iter().enumerate().min_by_key(|(_, it)| self.hoopers[**it].energy)?;
        let energy = self.hoopers[*place].energy;
        if energy >= limit {
            return None;
        }
        let fresh = self
            .bench()
            .filter(|it| self.hoopers[*it].energy > energy + FULL_ENERGY / 10)
            .filter(|it| !self.too_long(*it, law))
            .max_by_key(|it| (self.hoopers[*it].worth(), std::cmp::Reverse(*it)))?;
        Some((at, fresh))
    }

    /// A rested hooper comes back for a clearly lesser one.
    fn better(&self, law: &Law) -> Option<(usize, usize)> {
        let (at, place) =
            self.court().iter().enumerate().min_by_key(|(_, it)| self.hoopers[**it].worth())?;
        let fresh = self
            .bench()
            .filter(|it| self.hoopers[*it].energy > FULL_ENERGY / 100 * (law.rest_below + 30))
            .filter(|it| !self.too_long(*it, law))
            .max_by_key(|it| (self.hoopers[*it].worth(), std::cmp::Reverse(*it)))?;
        (self.hoopers[fresh].worth() > self.hoopers[*place].worth() + 40).then_some((at, fresh))
    }
}

/// What home means to one side: see `edges`.
#[derive(Clone, Copy)]
pub(super) struct Edges {
    edge: Edge,
    loose: i32,
}

/// What crowd, altitude and travel mean to the two sides.
pub(super) fn edges(matchup: &Matchup, law: &Law) -> [Edges; 2] {
    let seats = i32::try_from(matchup.venue.capacity.clamp(100, 50_000)).unwrap_or(100);
    // A full small hall is quiet, a full large one loud: 80 to 120 %.
    let crowd = 80 + 40 * seats.min(20_000) / 20_000;
    let shot = law.fit.home_shot * law.home * crowd / 10_000;
    let ball = HOME_BALL * law.home / 100;
    let altitude = i32::from(matchup.venue.altitude_m.min(4_000));
    let journey = i32::from(matchup.travel_km.min(5_000)) * 10 * law.home / 100;
    let home = Edges { edge: Edge { shot, drain: 100, journey: 0 }, loose: 100 - ball };
    let away = Edge { shot: -shot, drain: 100 + altitude * law.home / 20_000, journey };
    [home, Edges { edge: away, loose: 100 + ball }]
}
