//! The model's numbers, fitted to the calibration table of RULEBOOK.md ("How the game behaves").
//!
//! May live here: constants. Log-odds are in thousandths, chances in basis points, times in tenths
//! of a second, energy in `0..=1_000_000`. Never: code that uses them.

use super::law::ZONES;
use super::play::Zone;

/// What is known of one zone.
pub(super) struct ZoneFacts {
    pub zone: Zone,
    /// Log-odds of an ordinary hooper against an ordinary defender, at an ordinary look.
    pub base: i32,
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
    /// Log-odds lost per centimetre that the arc is farther out, hundredths of a thousandth.
    pub farther: i32,
}

/// Every zone, in the order of `law`'s indices. The only place that tells zones apart.
pub(super) const ZONE: [ZoneFacts; ZONES] = [
    ZoneFacts {
        zone: Zone::Rim,
        base: -1455,
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
        base: -1195,
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
        base: -1175,
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
        base: -1705,
        skill: [0, 0, 18],
        defend: 9,
        foul: 280,
        block: 80,
        catch: 88,
        expected: 430,
        farther: 430,
    },
    ZoneFacts {
        zone: Zone::Deep,
        base: -2250,
        skill: [0, 0, 18],
        defend: 6,
        foul: 100,
        block: 40,
        catch: 60,
        expected: 0,
        farther: 430,
    },
];

/// How much more open one touch is than another, for all zones alike: log-odds per unit of the sum
/// of two bytes.
pub(super) const OPEN_SPREAD: i32 = 3;
/// Log-odds that a look costs which no pass has made.
pub(super) const ALONE: i32 = 350;
/// Log-odds per point of the passer's skill above 50, on a look that a pass has made.
pub(super) const FED: i32 = 5;
/// How much one zone's look differs from another's: log-odds per unit of the sum of two bytes.
pub(super) const LOOK_SPREAD: i32 = 5;
/// Log-odds by which a defence guards a zone harder for each thousandth of the points that it
/// expects there beyond the ordinary, hundredths.
pub(super) const REACTION: i32 = 60;
/// The same for each thousandth that it expects there less than the ordinary.
pub(super) const NEGLECT: i32 = 280;
/// Rounds of offence and defence answering each other before a game.
pub(super) const REACTION_ROUNDS: usize = 3;
/// Looks that a side imagines when it makes its plan.
pub(super) const IMAGINED_LOOKS: usize = 24;

/// Chance of a steal per touch.
pub(super) const STEAL: i32 = 195;
/// Chance of another turnover per touch.
pub(super) const TURNOVER: i32 = 185;
/// Chance of a foul away from a shot, per touch.
pub(super) const FOUL: i32 = 150;
/// How much a point of handle, or of the defender's skill, moves turnovers and steals, thousandths.
pub(super) const HANDLE: i32 = 17;

/// Log-odds of an offensive rebound.
pub(super) const REBOUND: i32 = -1_180;
/// Log-odds per point by which a side's average rebounding is better.
pub(super) const REBOUND_SKILL: i32 = 18;
/// Log-odds of a free throw.
pub(super) const FREE_THROW: i32 = 960;
/// Log-odds that a foul costs the shot it is committed on.
pub(super) const FOULED: i32 = 1100;
/// Log-odds that a shot against the last tenths of the clock loses.
pub(super) const RUSH: i32 = 250;
/// Chance that a side with the clock against it does not even get a shot off.
pub(super) const TOO_LATE: i32 = 700;
/// Log-odds gained at the rim by who has just taken the rebound there.
pub(super) const PUT_BACK: i32 = 250;

/// Energy lost by an ordinary hooper per tenth of a second of play.
pub(super) const DRAIN: i32 = 125;
/// Energy gained per tenth of a second on the bench.
pub(super) const BENCH_REST: i32 = 110;
/// All of it.
pub(super) const FULL_ENERGY: i32 = 1_000_000;
/// Log-odds lost on a shot by a hooper without any energy.
pub(super) const TIRED_SHOT: i32 = 330;
/// Log-odds lost in defence by a hooper without any energy.
pub(super) const TIRED_DEFENCE: i32 = 130;

/// Log-odds that the home side gains on every shot, and the visitors lose.
pub(super) const HOME_SHOT: i32 = 39;
/// By how many per cent the home side loses the ball less often, and the visitors more often.
pub(super) const HOME_BALL: i32 = 2;
/// Log-odds that a side ahead loses on every shot for each possession's worth of points.
pub(super) const AHEAD: i32 = 8;
/// The length of a game that this holds for; in a shorter one a lead weighs more.
pub(super) const AHEAD_TENTHS: i32 = 8_000;
/// The lead, in possessions, beyond which effort falls no further.
pub(super) const AHEAD_MOST: i32 = 14;
/// Log-odds lost per per cent of a side's shots that a hooper takes beyond an even share.
pub(super) const USAGE: i32 = 9;
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
