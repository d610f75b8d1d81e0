//! The model's numbers that give it its shape; those that are fitted are in `fit`.
//!
//! May live here: constants. Log-odds are in thousandths, chances in basis points, times in tenths
//! of a second, energy in `0..=1_000_000`. Never: code that uses them.

use super::law::ZONES;
use super::play::Zone;
use crate::rules::Param;

/// What is known of one zone.
pub(super) struct ZoneFacts {
    pub zone: Zone,
    /// Log-odds that a shot against the last tenths of the clock loses: the way to the basket takes
    /// time.
    pub rush: i32,
    /// Which of the rules says what a basket is worth.
    pub pays: Param,
    /// Whether it lies beyond the arc.
    pub is_far: bool,
    /// How many of a hundred shots off the dribble are drives.
    pub drives: i32,
    /// Whether who rebounds a miss may go straight back up here.
    pub puts_back: bool,
    /// Log-odds per point of skill above 50: finish, mid, long.
    pub skill: [i32; 3],
    /// Log-odds per point of the defender's skill above 50.
    pub defend: i32,
    /// Chance of a foul on the shot.
    pub foul: i32,
    /// Chance of a block.
    pub block: i32,
    /// How many of a hundred passes into the zone are shot without a dribble.
    pub catch: i32,
    /// The share of points from here that a defence expects, thousandths.
    pub expected: i32,
    /// Log-odds lost per centimetre that the arc is farther out, hundredths; beyond the arc the fit
    /// says.
    pub farther: i32,
}

/// Every zone, in the order of `law`'s indices. The only place that tells zones apart.
pub(super) const ZONE: [ZoneFacts; ZONES] = [
    ZoneFacts {
        zone: Zone::Rim,
        rush: 700,
        pays: Param::ScoreInside,
        is_far: false,
        drives: 100,
        puts_back: true,
        skill: [18, 0, 0],
        defend: 10,
        foul: 2350,
        block: 850,
        catch: 38,
        expected: 360,
        farther: 0,
    },
    ZoneFacts {
        zone: Zone::Paint,
        rush: 500,
        pays: Param::ScoreInside,
        is_far: false,
        drives: 50,
        puts_back: false,
        skill: [10, 5, 0],
        defend: 10,
        foul: 1350,
        block: 550,
        catch: 40,
        expected: 120,
        farther: 0,
    },
    ZoneFacts {
        zone: Zone::Mid,
        rush: 200,
        pays: Param::ScoreInside,
        is_far: false,
        drives: 0,
        puts_back: false,
        skill: [0, 18, 0],
        defend: 9,
        foul: 500,
        block: 200,
        catch: 50,
        expected: 100,
        farther: 30,
    },
    ZoneFacts {
        zone: Zone::Arc,
        rush: 100,
        pays: Param::ScoreArc,
        is_far: true,
        drives: 0,
        puts_back: false,
        skill: [0, 0, 18],
        defend: 9,
        foul: 280,
        block: 80,
        catch: 88,
        expected: 430,
        farther: 0,
    },
    ZoneFacts {
        zone: Zone::Deep,
        rush: 100,
        pays: Param::ScoreDeep,
        is_far: true,
        drives: 0,
        puts_back: false,
        skill: [0, 0, 18],
        defend: 6,
        foul: 100,
        block: 40,
        catch: 60,
        expected: 0,
        farther: 0,
    },
];

/// Log-odds that a look costs which no pass has made.
pub(super) const ALONE: i32 = 350;
/// Log-odds per point of the passer's skill above 50, on a look that a pass has made.
pub(super) const FED: i32 = 5;
/// Rounds of offence and defence answering each other before a game.
pub(super) const REACTION_ROUNDS: usize = 3;
/// Looks that a side imagines when it makes its plan.
pub(super) const IMAGINED_LOOKS: usize = 24;

/// How much a point of handle, or of the defender's skill, moves turnovers and steals, thousandths.
pub(super) const HANDLE: i32 = 17;

/// Log-odds per point by which a side's average rebounding is better.
pub(super) const REBOUND_SKILL: i32 = 18;
/// Log-odds that a foul costs the shot it is committed on.
pub(super) const FOULED: i32 = 1100;
/// Chance that a side with the clock against it does not even get a shot off.
pub(super) const TOO_LATE: i32 = 700;

/// Energy lost by an ordinary hooper per tenth of a second of play.
pub(super) const DRAIN: i32 = 125;
/// Energy gained per tenth of a second on the bench.
pub(super) const BENCH_REST: i32 = 110;
/// All of it.
pub(super) const FULL_ENERGY: i32 = 1_000_000;
/// Log-odds lost in defence by a hooper without any energy.
pub(super) const TIRED_DEFENCE: i32 = 130;

/// By how many per cent the home side loses the ball less often, and the visitors more often.
pub(super) const HOME_BALL: i32 = 2;
/// The length of a game that this holds for; in a shorter one a lead weighs more.
pub(super) const AHEAD_TENTHS: i64 = 8_000;
/// The lead, in possessions, beyond which effort falls no further.
pub(super) const AHEAD_MOST: i32 = 14;
/// Log-odds per point of nerve late in a close game.
pub(super) const NERVE: i32 = 5;

/// Possessions of both sides together after which a game is ended.
pub(super) const MOST_POSSESSIONS: u16 = 400;
/// Touches after which a possession is lost, whatever the rules.
pub(super) const MOST_TOUCHES: u16 = 160;
/// Tenths of a second between periods.
pub(super) const BREAK: u32 = 600;
/// Tenths of a second that a free throw takes.
pub(super) const THROW: u32 = 30;
