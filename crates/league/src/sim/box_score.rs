//! The box score: one fold over the plays of a game, or over as many as are known.
//!
//! May live here: what a play counts as. Never: the engine (it keeps no statistics), how a box
//! score is shown.

use super::{Kind, NO_ONE, Play, Side, Zone};
use serde::{Deserialize, Serialize};

/// What one hooper, or a side, did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Was on court at tip-off.
    pub started: bool,
    /// Tenths of a second on court: by the clock, or in an untimed phase all of it.
    pub time_tenths: u32,
    /// Points.
    pub points: u16,
    /// Baskets from inside the arc.
    pub inside_made: u16,
    /// Shots from inside the arc.
    pub inside_tried: u16,
    /// Baskets from beyond the arc.
    pub arc_made: u16,
    /// Shots from beyond the arc.
    pub arc_tried: u16,
    /// Free throws made.
    pub free_made: u16,
    /// Free throws taken.
    pub free_tried: u16,
    /// Rebounds of the own side's misses.
    pub rebounds_offensive: u16,
    /// Rebounds of the opponent's misses.
    pub rebounds_defensive: u16,
    /// Passes that led to a basket.
    pub assists: u16,
    /// Balls taken from an opponent.
    pub steals: u16,
    /// Shots blocked.
    pub blocks: u16,
    /// Balls lost, steals by the opponent included.
    pub turnovers: u16,
    /// Fouls.
    pub fouls: u16,
    /// Has reached the foul limit.
    pub fouled_out: bool,
    /// Points of the own side less the opponent's while on court; in a total, the lead.
    pub plus_minus: i16,
}

impl Line {
    /// Rebounds at both ends.
    pub fn rebounds(&self) -> u16 {
        self.rebounds_offensive + self.rebounds_defensive
    }

    /// Baskets, free throws not included.
    pub fn made(&self) -> u16 {
        self.inside_made + self.arc_made
    }

    /// Shots, free throws not included.
    pub fn tried(&self) -> u16 {
        self.inside_tried + self.arc_tried
    }

    /// Adds another line to this one. `started`, `fouled_out` and `plus_minus` stay as they are.
    pub fn add(&mut self, other: &Self) {
        self.time_tenths += other.time_tenths;
        self.points += other.points;
        self.inside_made += other.inside_made;
        self.inside_tried += other.inside_tried;
        self.arc_made += other.arc_made;
        self.arc_tried += other.arc_tried;
        self.free_made += other.free_made;
        self.free_tried += other.free_tried;
        self.rebounds_offensive += other.rebounds_offensive;
        self.rebounds_defensive += other.rebounds_defensive;
        self.assists += other.assists;
        self.steals += other.steals;
        self.blocks += other.blocks;
        self.turnovers += other.turnovers;
        self.fouls += other.fouls;
    }
}

/// One side's box score.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamBox {
    /// One entry per place in the lineup.
    pub hoopers: Vec<Line>,
    /// What no hooper did: shot-clock violations (as turnovers), a point given by lot, and the lead.
    pub team: Line,
    /// Points by period, the first period first; grows as periods are played.
    pub by_period: Vec<u16>,
    /// Points that rules took from the side; nobody's in particular.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub taken: u16,
}

impl TeamBox {
    /// The whole side: the sum of its hoopers and of `team`, less what rules took.
    pub fn total(&self) -> Line {
        let mut total = self.team;
        self.hoopers.iter().for_each(|it| total.add(it));
        total.points = total.points.saturating_sub(self.taken);
        total
    }

    /// Takes points away: of this period first, then of those before it.
    fn take(&mut self, points: u16) {
        self.taken += points;
        let mut left = points;
        for period in self.by_period.iter_mut().rev() {
            let taken = left.min(*period);
            (*period, left) = (*period - taken, left - taken);
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_nothing(points: &u16) -> bool {
    *points == 0
}

/// Both sides' box scores, home then away.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoxScore {
    /// Home, then away.
    pub sides: [TeamBox; 2],
}

/// Who is on court, per side and place, while plays are counted.
struct Floor {
    on: [Vec<bool>; 2],
    /// Elapsed time and clock at the play before, within a period.
    before: Option<(u32, u16)>,
    /// Whether the period has no clock.
    untimed: bool,
}

impl BoxScore {
    /// The box score of a game after `plays`, which may be any first part of it.
    ///
    /// `sizes`: hoopers in each lineup. `on_court`: hoopers of one side on court, if it has them.
    pub fn from_plays(sizes: [usize; 2], on_court: usize, plays: &[Play]) -> Self {
        // A side without a lineup is played by one average hooper.
        let sizes = sizes.map(|it| it.clamp(1, super::team::PLACES));
        let mut score = Self { sides: sizes.map(TeamBox::of) };
        for side in &mut score.sides {
            side.hoopers.iter_mut().take(on_court).for_each(|it| it.started = true);
        }
        let on = sizes.map(|size| (0..size).map(|it| it < on_court).collect());
        let mut floor = Floor { on, before: None, untimed: false };
        for play in plays {
            score.pass_time(&mut floor, play);
            score.count(&mut floor, play);
        }
        score
    }

    /// Points of both sides.
    pub fn score(&self) -> [u16; 2] {
        [0, 1].map(|it: usize| self.sides[it].by_period.iter().sum())
    }

    fn pass_time(&mut self, floor: &mut Floor, play: &Play) {
        if play.kind == Kind::PeriodStart {
            floor.untimed = play.clock == 0;
        } else if let Some((elapsed, clock)) = floor.before {
            let passed = if floor.untimed {
                play.elapsed.saturating_sub(elapsed)
            } else {
                u32::from(clock.saturating_sub(play.clock))
            };
            for (side, on) in self.sides.iter_mut().zip(&floor.on) {
                for (line, _) in side.hoopers.iter_mut().zip(on).filter(|(_, on)| **on) {
                    line.time_tenths += passed;
                }
            }
        }
        floor.before = Some((play.elapsed, play.clock));
    }

    fn count(&mut self, floor: &mut Floor, play: &Play) {
        let own = play.side as usize;
        match play.kind {
            Kind::PeriodStart => self.grow(play.period),
            Kind::Made => {
                self.count_shot(play, true);
                self.line(own, play.helper).assists += u16::from(play.helper != NO_ONE);
            }
            Kind::Missed => self.count_shot(play, false),
            Kind::Blocked => {
                self.count_shot(play, false);
                self.line(1 - own, play.other).blocks += 1;
            }
            Kind::FreeThrowMade | Kind::FreeThrowMissed => {
                let line = self.line(own, play.actor);
                line.free_tried += 1;
                line.free_made += u16::from(play.kind == Kind::FreeThrowMade);
            }
            Kind::OffensiveRebound => self.line(own, play.actor).rebounds_offensive += 1,
            Kind::DefensiveRebound => self.line(own, play.actor).rebounds_defensive += 1,
            Kind::Turnover => self.line(own, play.actor).turnovers += 1,
            Kind::Steal => {
                self.line(own, play.actor).steals += 1;
                self.line(1 - own, play.other).turnovers += 1;
            }
            Kind::ShotClock => self.sides[own].team.turnovers += 1,
            Kind::ShootingFoul | Kind::Foul => self.line(own, play.actor).fouls += 1,
            Kind::Substitution => floor.change(play.side, play.actor, play.other),
            Kind::FouledOut => {
                self.line(own, play.actor).fouled_out = true;
                floor.change(play.side, NO_ONE, play.actor);
            }
            Kind::PeriodEnd
            | Kind::TargetSet
            | Kind::GameEnd
            | Kind::Capped
            | Kind::OutOfPlay
            | Kind::RulePoints
            | Kind::RulePointsTaken
            | Kind::ExtraPossession
            | Kind::Announcement => {}
        }
        if play.gain() != 0 {
            self.count_points(floor, play);
        }
    }

    fn count_shot(&mut self, play: &Play, made: bool) {
        let line = self.line(play.side as usize, play.actor);
        let (tried, good) = match play.zone {
            Zone::Arc | Zone::Deep => (&mut line.arc_tried, &mut line.arc_made),
            Zone::None | Zone::Rim | Zone::Paint | Zone::Mid => {
                (&mut line.inside_tried, &mut line.inside_made)
            }
        };
        *tried += 1;
        *good += u16::from(made);
    }

    fn count_points(&mut self, floor: &Floor, play: &Play) {
        let own = play.side as usize;
        self.grow(play.period);
        let points = i16::try_from(play.gain()).unwrap_or(0);
        self.line(own, play.actor).points += u16::from(play.points);
        if let Some(period) = self.sides[own].by_period.last_mut() {
            *period += u16::from(play.points);
        }
        if play.kind == Kind::RulePointsTaken {
            self.sides[own].take(play.value);
        }
        for (index, (side, on)) in self.sides.iter_mut().zip(&floor.on).enumerate() {
            let change = if index == own { points } else { -points };
            side.team.plus_minus += change;
            for (line, _) in side.hoopers.iter_mut().zip(on).filter(|(_, on)| **on) {
                line.plus_minus += change;
            }
        }
    }

    /// Makes room for the points of `period`, from 1.
    fn grow(&mut self, period: u8) {
        for side in &mut self.sides {
            let wanted = side.by_period.len().max(usize::from(period));
            side.by_period.resize(wanted, 0);
        }
    }

    /// A hooper's line; the team's where nobody is named.
    fn line(&mut self, side: usize, place: u8) -> &mut Line {
        let TeamBox { hoopers, team, .. } = &mut self.sides[side];
        hoopers.get_mut(usize::from(place)).unwrap_or(team)
    }
}

impl TeamBox {
    fn of(size: usize) -> Self {
        Self { hoopers: vec![Line::default(); size], ..Self::default() }
    }
}

impl Floor {
    /// `on` comes on for `off`; either may be `NO_ONE`.
    fn change(&mut self, side: Side, on: u8, off: u8) {
        let court = &mut self.on[side as usize];
        for (place, now) in [(off, false), (on, true)] {
            if let Some(it) = court.get_mut(usize::from(place)) {
                *it = now;
            }
        }
    }
}
