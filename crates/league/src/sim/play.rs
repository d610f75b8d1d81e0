//! One play: the smallest thing that a game consists of, and its stored form.
//!
//! Stored for ever: add kinds and zones at the end, never change or reorder one.

use serde::{Deserialize, Serialize};

/// One of the two sides of a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Side {
    /// The side at its own venue.
    Home = 0,
    /// The visitors.
    Away = 1,
}

impl Side {
    /// The opponent.
    #[inline]
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::Home => Self::Away,
            Self::Away => Self::Home,
        }
    }
}

/// In `actor`, `other` and `helper`: no hooper in this part.
pub const NO_ONE: u8 = 255;

macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[$vdoc])* $variant = $number,)* }

        impl $name {
            /// Every value, in stored order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            pub(super) fn read(number: u32) -> Result<Self, String> {
                match number {
                    $($number => Ok(Self::$variant),)*
                    _ => Err(format!(concat!("no ", stringify!($name), " has the number {}"), number)),
                }
            }
        }
    };
}

stored_enum! {
    /// What happened.
    Kind {
        /// A period begins. `side`: who gets the ball.
        PeriodStart = 0,
        /// A period's clock has run out, or a side has reached the share of a fixed target that ends
        /// it.
        PeriodEnd = 1,
        /// The clock is switched off; `value` is the target score.
        TargetSet = 2,
        /// A basket. `helper`: who passed. `other`: the nearest defender.
        Made = 3,
        /// A missed shot. `other`: the nearest defender.
        Missed = 4,
        /// A shot blocked by `other`.
        Blocked = 5,
        /// A free throw made.
        FreeThrowMade = 6,
        /// A free throw missed.
        FreeThrowMissed = 7,
        /// A rebound of one's own side's miss; `other` is the opponent nearest to it.
        OffensiveRebound = 8,
        /// A rebound of the opponent's miss; `other` is the opponent nearest to it.
        DefensiveRebound = 9,
        /// The ball is lost without a steal (bad pass, out of bounds, travelling); `other` guarded.
        Turnover = 10,
        /// `actor` takes the ball from `other`; counts as a turnover of `other`.
        Steal = 11,
        /// The shot clock has run out on `side`.
        ShotClock = 12,
        /// A foul by `actor` on the shooter `other`; `value` free throws follow.
        ShootingFoul = 13,
        /// Any other foul by `actor` on `other`; `value` free throws follow.
        Foul = 14,
        /// `actor` comes on for `other` of the same side.
        Substitution = 15,
        /// `actor` has reached the foul limit and leaves the game.
        FouledOut = 16,
        /// The game is over. `side`: the winner.
        GameEnd = 17,
        /// The possession cap was reached; the leader wins, level scores by the dice.
        Capped = 18,
        /// The ball goes out of play off `other`; `side` has it at a check ball, `actor` is nearest.
        OutOfPlay = 19,
        /// A rule gives `side` points.
        RulePoints = 20,
        /// A rule takes `value` points from `side`, which had them.
        RulePointsTaken = 21,
        /// A rule gives `side` the ball again.
        ExtraPossession = 22,
        /// A rule has something called out; `value` is its place in `Announcement::ALL`.
        Announcement = 23,
    }
}

stored_enum! {
    /// A part of the court.
    Zone {
        /// Nowhere: a play that no place belongs to.
        None = 0,
        /// At the rim.
        Rim = 1,
        /// In the paint, away from the rim.
        Paint = 2,
        /// Between paint and arc.
        Mid = 3,
        /// Beyond the arc.
        Arc = 4,
        /// Two metres or more beyond the arc.
        Deep = 5,
    }
}

stored_enum! {
    /// How a shot came about.
    Style {
        /// Not a shot.
        None = 0,
        /// Off a pass.
        Catch = 1,
        /// Off the dribble.
        PullUp = 2,
        /// Going to the basket.
        Drive = 3,
        /// Straight from an offensive rebound.
        PutBack = 4,
    }
}

stored_enum! {
    /// How the possession that a play belongs to began.
    Start {
        /// Outside any possession.
        None = 0,
        /// With a live ball: after a rebound, a steal or a made basket.
        Transition = 1,
        /// With a dead ball: after a foul, a violation, the start of a period.
        CheckBall = 2,
        /// Going on after an offensive rebound.
        SecondChance = 3,
    }
}

stored_enum! {
    /// Who has the ball after a play.
    Ball {
        /// Nobody: before a start, after the end.
        Nobody = 0,
        /// The home side.
        Home = 1,
        /// The visitors.
        Away = 2,
    }
}

pub(super) use stored_enum;

impl From<Side> for Ball {
    fn from(side: Side) -> Self {
        match side {
            Side::Home => Self::Home,
            Side::Away => Self::Away,
        }
    }
}

/// One play, with everything needed to explain it.
///
/// Serialised as an array of numbers in the order of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[u32; 17]", into = "[u32; 17]")]
pub struct Play {
    /// Tenths of a second since tip-off, dead balls and breaks included. Never falls.
    pub elapsed: u32,
    /// Period, from 1. The untimed ending is the period after the last timed one; overtimes follow.
    pub period: u8,
    /// Tenths of a second left in the period; in an untimed phase, 0.
    pub clock: u16,
    /// Tenths of a second left on the shot clock.
    pub shot_clock: u16,
    /// What happened.
    pub kind: Kind,
    /// The side of `actor`.
    pub side: Side,
    /// Place in the side's lineup, or `NO_ONE`.
    pub actor: u8,
    /// Place in the *opponent's* lineup (in `Substitution`: in the same side's), or `NO_ONE`.
    pub other: u8,
    /// Place in the same side's lineup of who assisted, or `NO_ONE`.
    pub helper: u8,
    /// Where a shot was taken; for a rebound where it came from; for a foul, a steal, a turnover and
    /// a ball out of play where the holder was looking to shoot from.
    pub zone: Zone,
    /// How a shot came about.
    pub style: Style,
    /// How the possession began.
    pub start: Start,
    /// Who has the ball after this play.
    pub ball: Ball,
    /// The chance that the dice had to beat, basis points; 0 where nothing was rolled.
    pub chance: u16,
    /// What was rolled, `0..10_000`; below `chance` is success.
    pub roll: u16,
    /// Points scored by `side`.
    pub points: u8,
    /// The kind's own number: target score, free throws to come; else 0.
    pub value: u16,
}

/// Chance that a side which is behind fouls on purpose in a touch, where that can help: more than
/// any other foul's.
pub(super) const ON_PURPOSE: u16 = 6_000;

impl Play {
    /// What this play does to the score of `side`.
    pub fn gain(&self) -> i32 {
        let taken = if self.kind == Kind::RulePointsTaken { i32::from(self.value) } else { 0 };
        i32::from(self.points) - taken
    }

    /// Counts the play: home's points, then the visitors'.
    pub fn count(&self, score: &mut [u16; 2]) {
        let own = &mut score[self.side as usize];
        *own = u16::try_from((i32::from(*own) + self.gain()).max(0)).unwrap_or(u16::MAX);
    }

    /// Whether this is a foul to stop the clock.
    pub fn is_on_purpose(&self) -> bool {
        self.kind == Kind::Foul && self.chance == ON_PURPOSE
    }
}

impl From<Play> for [u32; 17] {
    fn from(it: Play) -> Self {
        [
            it.elapsed,
            it.period.into(),
            it.clock.into(),
            it.shot_clock.into(),
            it.kind as u32,
            it.side as u32,
            it.actor.into(),
            it.other.into(),
            it.helper.into(),
            it.zone as u32,
            it.style as u32,
            it.start as u32,
            it.ball as u32,
            it.chance.into(),
            it.roll.into(),
            it.points.into(),
            it.value.into(),
        ]
    }
}

impl TryFrom<[u32; 17]> for Play {
    type Error = String;

    fn try_from(it: [u32; 17]) -> Result<Self, String> {
        let byte = |n: u32| u8::try_from(n).map_err(|_| format!("{n} does not fit one byte"));
        let short = |n: u32| u16::try_from(n).map_err(|_| format!("{n} does not fit two bytes"));
        Ok(Self {
            elapsed: it[0],
            period: byte(it[1])?,
            clock: short(it[2])?,
            shot_clock: short(it[3])?,
            kind: Kind::read(it[4])?,
            side: if it[5] == 0 { Side::Home } else { Side::Away },
            actor: byte(it[6])?,
            other: byte(it[7])?,
            helper: byte(it[8])?,
            zone: Zone::read(it[9])?,
            style: Style::read(it[10])?,
            start: Start::read(it[11])?,
            ball: Ball::read(it[12])?,
            chance: short(it[13])?,
            roll: short(it[14])?,
            points: byte(it[15])?,
            value: short(it[16])?,
        })
    }
}
