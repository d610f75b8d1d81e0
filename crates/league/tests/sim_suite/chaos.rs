//! Rules, lineups and venues that a test makes up, the same in every run.
//!
//! `PINWHEEL_SETS` asks for more sets than the ordinary run plays.

use crate::arms::with;
use league::dice::{GameKey, below};
use league::rules::{Param, Rules};
use league::sim::{Ball, Kind, Lineup, Matchup, Play, Scheme, Skills, Strategy, Venue};

/// Numbers that a test makes up, the same in every run.
pub(crate) struct Chaos {
    pub(crate) key: GameKey,
    pub(crate) drawn: u16,
}

impl Chaos {
    pub(crate) fn below(&mut self, n: i32) -> i32 {
        self.drawn += 1;
        below(self.key.draw(self.drawn, 0, 0, 0), n.unsigned_abs()).cast_signed()
    }

    /// Any value a parameter allows, its bounds more often than others.
    pub(crate) fn value(&mut self, param: Param) -> i32 {
        let (min, max) = param.bounds();
        let value = match self.below(4) {
            0 => min,
            1 => max,
            _ => min + self.below(max - min + 1),
        };
        param.nearest(value)
    }

    /// The house rules with some, or all, parameters changed; contradictions included.
    pub(crate) fn rules(&mut self) -> Rules {
        let all = self.below(2) == 0;
        let mut rules = Rules::default();
        for param in Param::ALL {
            if all || self.below(6) == 0 {
                rules = with(&rules, &[(param, self.value(param))]);
            }
        }
        rules
    }

    pub(crate) fn lineup(&mut self) -> Lineup {
        let byte = |it: i32| u8::try_from(it).expect("a byte");
        let size = if self.below(3) == 0 { self.below(11) } else { 4 };
        let skills = (0..size)
            .map(|_| Skills::from_values(std::array::from_fn(|_| byte(self.below(256)))))
            .collect();
        let mut dial = || i8::try_from(self.below(256) - 128).expect("a signed byte");
        let (pace, diet, bench) = (dial(), dial(), dial());
        let schemes = [Scheme::Man, Scheme::Switch, Scheme::Zone, Scheme::Press];
        let scheme = schemes[usize::try_from(self.below(4)).expect("an index")];
        Lineup { skills, strategy: Strategy { pace, diet, scheme, bench } }
    }

    pub(crate) fn matchup(&mut self) -> Matchup {
        let (home, away) = (self.lineup(), self.lineup());
        let venue = Venue {
            capacity: self.below(100_000).unsigned_abs(),
            altitude_m: u16::try_from(self.below(65_536)).expect("two bytes"),
        };
        Matchup {
            home,
            away,
            venue,
            travel_km: u16::try_from(self.below(65_536)).expect("two bytes"),
        }
    }
}

/// How often a side gets the ball from the other, or at the start of a period.
pub(crate) fn possessions(plays: &[Play]) -> i64 {
    let (mut count, mut with) = (0, Ball::Nobody);
    for play in plays {
        if play.kind == Kind::PeriodStart {
            with = Ball::Nobody;
        }
        if play.ball != Ball::Nobody && play.ball != with {
            (count, with) = (count + 1, play.ball);
        }
    }
    count
}
