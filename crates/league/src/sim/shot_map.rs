//! Where on the court a shot was taken, for a shot map.
//!
//! May live here: spots that fit a play's zone. Never: drawing them.

use super::{Play, Zone};
use crate::dice::{GameKey, below};

/// Where a shot was taken, for a shot map: centimetres, the basket at the origin, `x` from -750 to
/// 750 across, `y` from 0 to 1 100 out into the court. The origin for a play that is no shot.
///
/// Chosen by the play itself, like its words; always inside its zone.
pub fn shot_spot(play: &Play, game_salt: u64, index: usize, arc_cm: i32) -> (i32, i32) {
    let (near, far) = match play.zone {
        Zone::None => return (0, 0),
        Zone::Rim => (20, 120),
        Zone::Paint => (135, 290),
        Zone::Mid => (310, arc_cm - 20),
        Zone::Arc => (arc_cm + 12, arc_cm + 120),
        Zone::Deep => (arc_cm + 205, arc_cm + 320),
    };
    let key = GameKey::trial(game_salt, u64::try_from(index).unwrap_or(0));
    let number = |at: u8, n: i32| below(key.draw(0, 0, 0, at), n.unsigned_abs()).cast_signed();
    // No spot of the court is farther than its corners.
    let distance = (near + number(0, (far - near).max(1))).min(1_320);
    let across = (number(1, 2_001) - 1_000) * distance / 1_000;
    let x = across.clamp(-750, 750);
    let y = (distance * distance - x * x).isqrt();
    if y <= 1_100 {
        return (x, y);
    }
    let x = (distance * distance - 1_100 * 1_100).max(0).isqrt().min(750);
    (if across < 0 { -x } else { x }, 1_100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Ball, Kind, NO_ONE, Side, Start, Style};

    #[test]
    fn spots_are_on_court_and_in_their_zone() {
        for arc in [450, 675, 1_000] {
            for zone in Zone::ALL {
                for index in 0..500 {
                    let (x, y) = shot_spot(&a_shot(*zone), 7, index, arc);
                    assert!((-750..=750).contains(&x) && (0..=1_100).contains(&y), "{x} {y}");
                    let distance = (x * x + y * y).isqrt();
                    let fits = match zone {
                        Zone::None => distance == 0,
                        Zone::Rim => (10..=125).contains(&distance),
                        Zone::Paint => (125..=300).contains(&distance),
                        Zone::Mid => 300 < distance && distance < arc,
                        Zone::Arc => arc < distance && distance < arc + 200,
                        Zone::Deep => arc + 200 <= distance,
                    };
                    assert!(fits, "{zone:?} at {distance}, arc {arc}: {x} {y}");
                }
            }
        }
    }

    #[test]
    fn the_same_shot_is_always_at_the_same_spot() {
        let spot = |salt, index| shot_spot(&a_shot(Zone::Arc), salt, index, 675);
        assert_eq!(spot(1, 1), spot(1, 1));
        assert!(spot(1, 1) != spot(1, 2) && spot(1, 1) != spot(2, 1));
    }

    fn a_shot(zone: Zone) -> Play {
        Play {
            elapsed: 0,
            period: 1,
            clock: 0,
            shot_clock: 0,
            kind: Kind::Made,
            side: Side::Home,
            actor: 0,
            other: NO_ONE,
            helper: NO_ONE,
            zone,
            style: Style::Catch,
            start: Start::Transition,
            ball: Ball::Away,
            chance: 0,
            roll: 0,
            points: 0,
            value: 0,
        }
    }
}
