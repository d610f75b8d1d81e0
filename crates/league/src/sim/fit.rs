//! The integers that `cargo xtask calibrate` fits to the calibration table, docs/calibration.md.
//!
//! One line each: name, value, the step that the search takes, what it is. The chore rewrites the
//! values, nothing else. Log-odds are in thousandths, chances in basis points. May live here: that
//! table. Never: constants that shape the model and are not fitted (`tuning`).

macro_rules! fit {
    ($($name:ident $value:literal $step:literal $about:literal;)*) => {
        /// The fitted numbers of the model.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct Fit { $(#[doc = $about] pub $name: i32,)* }

        impl Fit {
            /// The committed fit: what every game of a league is played with.
            pub const COMMITTED: Self = Self { $($name: $value,)* };
            /// Names, in the order of `values`.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($name),)*];
            /// What each is, in the same order.
            pub const ABOUT: &'static [&'static str] = &[$($about,)*];
            /// The smallest change worth trying, in the same order.
            pub const STEPS: &'static [i32] = &[$($step,)*];

            /// The number with this place in `NAMES`.
            pub fn value_mut(&mut self, at: usize) -> Option<&mut i32> {
                [$(&mut self.$name,)*].into_iter().nth(at)
            }
        }
    };
}

fit! {
    rim -1300 30 "Log-odds at the rim of an ordinary hooper against an ordinary defender.";
    paint -1170 30 "The same in the paint.";
    mid -1190 30 "The same from between paint and arc.";
    arc -1622 20 "The same from beyond the arc.";
    deep -2350 40 "The same from two metres or more beyond the arc.";
    shot_foul 97 5 "Fouls on shots, per cent of the table by zone.";
    floor_foul 150 10 "Chance of a foul away from a shot, per touch.";
    steal 185 10 "Chance of a steal, per touch.";
    turnover 215 10 "Chance of another turnover, per touch.";
    out_of_play 840 20 "Chance that a defender knocks the ball out of play, per touch.";
    rebound_out 1150 50 "Chance that a miss goes out of play.";
    rebound -965 25 "Log-odds of an offensive rebound.";
    put_back 1250 50 "Log-odds gained at the rim by who has just taken the rebound there.";
    free_throw 860 25 "Log-odds of a free throw.";
    catch 121 3 "Shots off the catch, per cent of the table by zone.";
    slowness 110 2 "How long touches last, per cent.";
    home_shot 36 2 "Log-odds that the home side gains on every shot, and the visitors lose.";
    ahead 58 3 "Log-odds that a side ahead loses on every shot per possession's worth of points, tenths.";
    open_spread 3 1 "How much more open one touch is than another, for all zones alike: log-odds per unit of the sum of two bytes.";
    look_spread 5 1 "How much one zone's look differs from another's: log-odds per unit of the sum of two bytes.";
    reaction 45 10 "Log-odds by which a defence guards a zone harder for each thousandth of the points that it expects there beyond the ordinary, hundredths.";
    neglect 325 20 "The same for each thousandth that it expects there less than the ordinary.";
    arc_distance 870 30 "Log-odds lost per centimetre that the arc is farther out, hundredths of a thousandth.";
    usage 9 1 "Log-odds lost per per cent of a side's shots that a hooper takes beyond an even share.";
    tired_shot 390 30 "Log-odds lost on a shot by a hooper without any energy.";
}
