//! What each draw decides. Frozen: a number used once is never given another meaning.
//!
//! May live here: names for the `purpose` of a draw. Never: the draw.

/// Who gets the first ball.
pub(super) const FIRST_BALL: u8 = 1;
/// Who brings the ball up.
pub(super) const HANDLER: u8 = 2;
/// How long a touch lasts, and whether the ball is lost, stolen, or a foul is called.
pub(super) const TOUCH: u8 = 3;
/// How good the look is, by zone.
pub(super) const LOOK: u8 = 5;
/// How the hooper judges it.
pub(super) const JUDGE: u8 = 6;
/// Whether and to whom the ball is passed.
pub(super) const PASS: u8 = 7;
/// Whether the next look comes off the catch or the dribble.
pub(super) const STYLE: u8 = 8;
/// Whether a foul is called on a shot.
pub(super) const SHOT_FOUL: u8 = 9;
/// Whether a shot is blocked.
pub(super) const BLOCK: u8 = 10;
/// Whether a shot goes in.
pub(super) const MAKE: u8 = 11;
/// Whether the pass before a basket was an assist.
pub(super) const ASSIST: u8 = 12;
/// Which side takes a rebound.
pub(super) const REBOUND: u8 = 13;
/// Who of that side.
pub(super) const REBOUNDER: u8 = 14;
/// Whether a free throw goes in; the index is the number of the throw.
pub(super) const FREE_THROW: u8 = 15;
/// Whether the clock runs out before a shot.
pub(super) const TOO_LATE: u8 = 16;
/// Whether a side that is behind fouls on purpose.
pub(super) const ON_PURPOSE: u8 = 17;
/// Who wins a level game that nothing else could end.
pub(super) const LOT: u8 = 18;
/// Who guards the ball.
pub(super) const GUARD: u8 = 19;
/// Whether a miss goes out of play, and who touched it last.
pub(super) const OUT: u8 = 20;
/// Whether a rule's chance comes up: by rule and by how often it was asked, not by touch.
pub(super) const RULE: u8 = 21;
