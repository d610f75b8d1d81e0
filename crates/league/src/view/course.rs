//! How a game has gone: leads, runs, turning points, shots by zone. Over as many plays as are shown.
//!
//! May live here: what can be counted in the plays. Must never live here: the plays to come, or how
//! it is told.

use crate::sim::{Kind, Play, Side, Zone};

/// How a game has gone so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Points, home then away.
    pub score: [u16; 2],
    /// How often a side has taken the lead that the other had held last.
    pub lead_changes: u16,
    /// How often the score has been made level.
    pub ties: u16,
    /// The largest lead of each side, home then away.
    pub largest: [u16; 2],
    /// The points scored last, all by one side; `None` before the first.
    pub run: Option<Run>,
    /// The longest such run; of equal ones the first.
    pub longest: Option<Run>,
    /// Who held the lead last.
    leader: Option<Side>,
}

/// Points scored in a row by one side, none by the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Whose.
    pub side: Side,
    /// How many.
    pub points: u16,
    /// Index of the play that began it.
    pub from: usize,
    /// Index of its last basket or free throw.
    pub to: usize,
}

impl Course {
    /// How the game has gone after `plays`, the first of the game first.
    pub fn of(plays: &[Play]) -> Self {
        let mut course = Self::default();
        for (index, play) in plays.iter().enumerate() {
            course.step(index, play);
        }
        course
    }

    /// Home's points less the visitors'.
    pub fn lead(&self) -> i32 {
        i32::from(self.score[0]) - i32::from(self.score[1])
    }

    /// Takes in one play. Answers whether the game turned on it.
    fn step(&mut self, index: usize, play: &Play) -> bool {
        let marks =
            matches!(play.kind, Kind::PeriodEnd | Kind::TargetSet | Kind::GameEnd | Kind::Capped);
        if play.gain() == 0 {
            return marks;
        }
        let points = u16::from(play.points);
        play.count(&mut self.score);
        self.run = match self.run {
            // Points that a rule takes away end nobody's run.
            run if points == 0 => run,
            Some(run) if run.side == play.side => {
                Some(Run { points: run.points + points, to: index, ..run })
            }
            _ => Some(Run { side: play.side, points, from: index, to: index }),
        };
        if self.run.map(|it| it.points) > self.longest.map(|it| it.points) {
            self.longest = self.run;
        }
        let ahead = match self.lead() {
            0 => {
                self.ties += 1;
                return true;
            }
            it if it > 0 => Side::Home,
            _ => Side::Away,
        };
        let lead = self.score[0].abs_diff(self.score[1]);
        self.largest[ahead as usize] = self.largest[ahead as usize].max(lead);
        let changed = self.leader.is_some_and(|it| it != ahead);
        self.leader = Some(ahead);
        self.lead_changes += u16::from(changed);
        marks || changed
    }
}

/// Which plays the game turned on: one entry per play. A change of the lead, a score made level, the
/// target set, the end of a period or of the game.
pub fn turning_points(plays: &[Play]) -> Vec<bool> {
    let mut course = Course::default();
    plays.iter().enumerate().map(|(index, play)| course.step(index, play)).collect()
}

/// Whether the game turned on the last of these plays.
pub fn is_turning_point(plays: &[Play]) -> bool {
    turning_points(plays).last().copied().unwrap_or(false)
}

/// Shots from one zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// That went in.
    pub made: u16,
    /// In all.
    pub tried: u16,
}

/// Both sides' shots by zone, home then away; zones as in `Zone::ALL` without `None`.
pub fn by_zone(plays: &[Play]) -> [[Tries; 5]; 2] {
    let mut table = [[Tries::default(); 5]; 2];
    for play in plays {
        if !matches!(play.kind, Kind::Made | Kind::Missed | Kind::Blocked) {
            continue;
        }
        let Some(at) = (play.zone as usize).checked_sub(Zone::Rim as usize) else { continue };
        let tries = &mut table[play.side as usize][at];
        tries.made += u16::from(play.kind == Kind::Made);
        tries.tried += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Ball, NO_ONE, Start, Style};

    fn play(kind: Kind, side: Side, points: u8) -> Play {
        Play {
            elapsed: 0,
            period: 1,
            clock: 0,
            shot_clock: 0,
            kind,
            side,
            actor: 0,
            other: NO_ONE,
            helper: NO_ONE,
            zone: if points == 3 { Zone::Arc } else { Zone::Rim },
            style: Style::Drive,
            start: Start::None,
            ball: Ball::Nobody,
            chance: 0,
            roll: 0,
            points,
            value: 0,
        }
    }

    fn basket(side: Side, points: u8) -> Play {
        play(Kind::Made, side, points)
    }

    #[test]
    fn the_lead_changes_when_the_other_side_takes_it_also_by_way_of_a_tie() {
        use Side::{Away, Home};
        // 2–0, 2–2, 4–2 (same leader), 4–7 (change), 7–7, 9–7 (change).
        let plays = [
            basket(Home, 2),
            basket(Away, 2),
            basket(Home, 2),
            play(Kind::Missed, Home, 0),
            basket(Away, 3),
            basket(Away, 2),
            basket(Home, 3),
            basket(Home, 2),
        ];
        let course = Course::of(&plays);
        assert_eq!((course.lead_changes, course.ties, course.largest), (2, 2, [2, 3]));
        assert_eq!(turning_points(&plays), [false, true, false, false, true, false, true, true]);
        assert_eq!(course.run, Some(Run { side: Home, points: 5, from: 6, to: 7 }));
        assert_eq!(course.longest, Some(Run { side: Away, points: 5, from: 4, to: 5 }));
        assert!(is_turning_point(&plays[..2]) && !is_turning_point(&plays[..1]));
    }

    #[test]
    fn periods_the_target_and_the_end_are_turning_points_and_nothing_is_one_of_nothing() {
        let kinds =
            [Kind::PeriodStart, Kind::PeriodEnd, Kind::TargetSet, Kind::Foul, Kind::GameEnd];
        let plays = kinds.map(|it| play(it, Side::Home, 0));
        assert_eq!(turning_points(&plays), [false, true, true, false, true]);
        assert!(!is_turning_point(&[]));
        assert_eq!(Course::of(&[]), Course::default());
    }

    #[test]
    fn shots_are_counted_where_they_were_taken_blocked_ones_too() {
        let plays = [
            basket(Side::Home, 3),
            basket(Side::Home, 2),
            play(Kind::Blocked, Side::Home, 0),
            play(Kind::FreeThrowMade, Side::Home, 1),
            play(Kind::Missed, Side::Away, 0),
        ];
        let table = by_zone(&plays);
        assert_eq!(table[0][0], Tries { made: 1, tried: 2 });
        assert_eq!(table[0][3], Tries { made: 1, tried: 1 });
        assert_eq!(table[1][0], Tries { made: 0, tried: 1 });
    }
}
