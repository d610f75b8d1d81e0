//! The seventeen moments at which an effect can act.
//!
//! May live here: the hooks, who "the side" is at each, which of them stand where. Never: what
//! happens there (`sim`, `season`). Closed: another hook is a change of the code and of the schema.

use super::table::stored_by_id;

/// A set of hooks, one bit each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hooks(u32);

impl Hooks {
    /// The set of these.
    pub const fn of(hooks: &[Hook]) -> Self {
        let (mut bits, mut at) = (0, 0);
        while at < hooks.len() {
            bits |= 1 << hooks[at] as u32;
            at += 1;
        }
        Self(bits)
    }

    /// The hooks in either.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether it holds this one.
    #[inline]
    pub const fn has(self, hook: Hook) -> bool {
        self.0 >> hook as u32 & 1 == 1
    }

    /// Whether it holds all of these.
    pub const fn covers(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Its hooks, in the order of `Hook::ALL`.
    pub fn list(self) -> Vec<Hook> {
        Hook::ALL.into_iter().filter(|it| self.has(*it)).collect()
    }
}

macro_rules! hooks {
    ($($variant:ident $id:literal $phrase:literal $side:literal $about:literal;)*) => {
        /// A moment at which an effect can act.
        ///
        /// Everything is seen from one side, "the side": the acting one where there is one, else
        /// the hook is visited once for each side, home first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Hook {
            $(#[doc = $about] $variant,)*
        }

        impl Hook {
            /// Every hook, in the order in which a season meets them.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($id,)*].len();

            /// Its id: stable, in stored rules.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// When it is, to follow "when": `a basket is made`.
            pub const fn phrase(self) -> &'static str {
                match self { $(Self::$variant => $phrase,)* }
            }

            /// Who "the side" is here.
            pub const fn side(self) -> &'static str {
                match self { $(Self::$variant => $side,)* }
            }

            /// One sentence on it.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

hooks! {
    SeasonStart "season.start" "a season starts" "each side" "Before the first round of a season; visited for every team.";
    RoundStart "round.start" "a round starts" "each side" "Before a round is played; visited for every team that plays in it.";
    GameStart "game.start" "a game starts" "each side" "At tip-off; visited for both sides.";
    PeriodStart "period.start" "a period starts" "each side" "At the start of a period, the untimed ending and overtimes included; visited for both sides.";
    PossessionStart "possession.start" "a possession starts" "the side with the ball" "When a side gets the ball; a second chance is the same possession. The hooper brings the ball up.";
    ShotAttempt "shot.attempt" "a shot is taken" "the shooting side" "Before it is known what becomes of a shot. The opponent is the nearest defender.";
    ShotMade "shot.made" "a basket is made" "the scoring side" "When a shot goes in, before its points are counted.";
    ShotMissed "shot.missed" "a shot misses" "the shooting side" "When a shot does not go in and is not blocked, before the rebound.";
    FtMade "ft.made" "a free throw is made" "the scoring side" "When a free throw goes in, before its points are counted.";
    Rebound "rebound" "a rebound is taken" "the rebounding side" "When a hooper takes a rebound at either end.";
    Steal "steal" "the ball is stolen" "the stealing side" "When a hooper takes the ball from an opponent.";
    Block "block" "a shot is blocked" "the blocking side" "When a shot is blocked; the opponent is the shooter.";
    Turnover "turnover" "the ball is lost" "the side that loses it" "When a side loses the ball without a shot: by a steal, out of bounds, or by the shot clock.";
    Foul "foul" "a foul is called" "the fouling side" "When a hooper fouls; the opponent is who was fouled.";
    PeriodEnd "period.end" "a period ends" "each side" "When a period is over, before the score decides anything; visited for both sides.";
    GameEnd "game.end" "a game ends" "each side" "When a game is decided; visited for both sides.";
    RoundEnd "round.end" "a round ends" "each side" "When a round's games are over; visited for every team that played in it.";
}

impl Hook {
    /// The hook with this id.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }
}

stored_by_id!(Hook);

/// Hooks of the season: nothing of a game is known there.
pub const OF_SEASON: Hooks = Hooks::of(&[Hook::SeasonStart, Hook::RoundStart, Hook::RoundEnd]);

/// Hooks with a ball, a hooper and mostly an opponent.
pub const WITH_BALL: Hooks = Hooks::of(&[
    Hook::PossessionStart,
    Hook::ShotAttempt,
    Hook::ShotMade,
    Hook::ShotMissed,
    Hook::FtMade,
    Hook::Rebound,
    Hook::Steal,
    Hook::Block,
    Hook::Turnover,
    Hook::Foul,
]);

/// Hooks that are visited for both sides of a game.
pub const FOR_BOTH: Hooks =
    Hooks::of(&[Hook::GameStart, Hook::PeriodStart, Hook::PeriodEnd, Hook::GameEnd]);

/// Hooks inside a game.
pub const IN_GAME: Hooks = WITH_BALL.and(FOR_BOTH);

/// Hooks about one shot from the floor.
pub const OF_SHOT: Hooks =
    Hooks::of(&[Hook::ShotAttempt, Hook::ShotMade, Hook::ShotMissed, Hook::Block]);

/// Every hook.
pub const EVERYWHERE: Hooks = IN_GAME.and(OF_SEASON);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seventeen_each_with_its_own_id_and_phrase() {
        assert_eq!(Hook::COUNT, 17);
        assert!(EVERYWHERE.covers(Hooks::of(&Hook::ALL)));
        for hook in Hook::ALL {
            assert_eq!(Hook::by_id(hook.id()), Some(hook));
            let same = Hook::ALL.into_iter().filter(|it| it.phrase() == hook.phrase()).count();
            assert_eq!(same, 1, "{}", hook.id());
        }
    }
}
