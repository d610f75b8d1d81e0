//! The names that actions are made of: who, which chance, which rate, which counter.
//!
//! May live here: closed lists with a stored id and a plain phrase each. Never: what they do.

use super::table::stored_by_id;

macro_rules! names {
    ($(#[$doc:meta])* $Name:ident { $($(#[$vdoc:meta])* $variant:ident $id:literal $phrase:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $Name { $($(#[$vdoc])* $variant,)* }

        impl $Name {
            /// Every one, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its id: stable, in stored rules.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// A plain phrase for it.
            pub const fn phrase(self) -> &'static str {
                match self { $(Self::$variant => $phrase,)* }
            }

            /// The one with this id.
            pub fn by_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.id() == id)
            }
        }

        stored_by_id!($Name);
    };
}

names! {
    /// Whom an action concerns. No team and no person is ever named: only their part in the play.
    Who {
        /// The hooper of the hook.
        Actor "actor" "the hooper",
        /// The opponent of the hook.
        Opponent "opponent" "the opponent",
        /// The side of the hook; of people, all of it on court.
        Us "us" "the side",
        /// The other side; of people, all of it on court.
        Them "them" "the other side",
    }
}

names! {
    /// A chance that an action can move.
    Odds {
        /// A shot goes in.
        Make "make" "a shot going in",
        /// The ball is lost without a steal, in a possession.
        Turnover "turnover" "a turnover",
        /// A foul is called: on a shot, or in a possession.
        Foul "foul" "a foul",
        /// The ball is stolen, in a possession.
        Steal "steal" "a steal",
        /// A shot is blocked.
        Block "block" "a block",
        /// The shooting side takes the rebound.
        Orb "orb" "an offensive rebound",
    }
}

names! {
    /// A rate that an action can scale, for one possession.
    Rate {
        /// How quickly everyone on court tires.
        EnergyDrain "energy_drain" "tiring",
        /// Fouls.
        Foul "foul" "fouls",
        /// Turnovers, steals included.
        Turnover "turnover" "turnovers",
    }
}

names! {
    /// One of a side's counters.
    Counter {
        /// Counter a.
        A "a" "counter a",
        /// Counter b.
        B "b" "counter b",
        /// Counter c.
        C "c" "counter c",
        /// Counter d.
        D "d" "counter d",
    }
}

names! {
    /// How a counter changes.
    Count {
        /// Becomes this.
        Set "set" "set",
        /// Grows by this.
        Add "add" "add",
    }
}

names! {
    /// Which tokens.
    Token {
        /// To propose.
        Propose "propose" "propose",
        /// To amend.
        Amend "amend" "amend",
        /// To boost.
        Boost "boost" "boost",
    }
}

names! {
    /// What is called out in the hall. A closed list: no text of a proposal is ever shown as play.
    Announcement {
        /// A horn.
        Horn "horn" "the horn sounds",
        /// Drums.
        Drums "drums" "drums in the hall",
        /// A cheer.
        Cheer "cheer" "the crowd is on its feet",
        /// Silence.
        Hush "hush" "the hall falls silent",
        /// Confetti.
        Confetti "confetti" "confetti over the court",
        /// Lights.
        Lights "lights" "the lights go down",
    }
}
