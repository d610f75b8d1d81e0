//! What one row of a table of numbers says, and the words that follow from it.
//!
//! May live here: units, rows, and the macro that makes a table an enum. Never: a number of the
//! game (`params`) or of its government (`meta`).

/// What a parameter's number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Points on the scoreboard.
    Points,
    /// Seconds.
    Seconds,
    /// Per cent of the ordinary rate or share.
    Percent,
    /// Centimetres.
    Centimetres,
    /// A plain number of things.
    Count,
    /// One of a few named choices; the value is the place in the list.
    Choice(&'static [&'static str]),
}

impl Unit {
    /// A range in words: `6 to 60 seconds`, `timed, elam or target`.
    pub fn range_in_words(self, min: i32, max: i32) -> String {
        match self {
            Self::Choice(names) => {
                let (last, first) = names.split_last().unwrap_or((&"", &[]));
                format!("{} or {last}", first.join(", "))
            }
            Self::Points => format!("{min} to {max} points"),
            Self::Seconds => format!("{min} to {max} seconds"),
            Self::Percent => format!("{min} to {max} %"),
            Self::Centimetres => format!("{min} to {max} cm"),
            Self::Count => format!("{min} to {max}"),
        }
    }

    /// A value in words: `12 seconds`, `1 point`, `elam`.
    pub fn value_in_words(self, value: i32) -> String {
        let plural = |one: &str| if value.abs() == 1 { one.to_owned() } else { format!("{one}s") };
        match self {
            Self::Points => format!("{value} {}", plural("point")),
            Self::Seconds => format!("{value} {}", plural("second")),
            Self::Percent => format!("{value} %"),
            Self::Centimetres => format!("{value} cm"),
            Self::Count => value.to_string(),
            Self::Choice(names) => {
                let name = usize::try_from(value).ok().and_then(|it| names.get(it));
                name.map_or_else(|| value.to_string(), |it| (*it).to_owned())
            }
        }
    }

    /// Reads a number, or the name of a choice.
    pub fn read(self, word: &str) -> Option<i32> {
        match self {
            Self::Choice(names) => {
                names.iter().position(|it| *it == word).and_then(|it| i32::try_from(it).ok())
            }
            Self::Points | Self::Seconds | Self::Percent | Self::Centimetres | Self::Count => {
                word.parse().ok()
            }
        }
    }
}

/// Where a parameter takes effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// From the next game.
    Game,
    /// From the next season.
    Season,
}

/// One number of a table.
pub(super) struct Row {
    pub id: &'static str,
    pub name: &'static str,
    pub default: i32,
    pub min: i32,
    pub max: i32,
    pub unit: Unit,
    pub scope: Scope,
    /// What the value 0 means, where it is a switch rather than a number.
    pub zero: Option<&'static str>,
    pub about: &'static str,
}

impl Row {
    pub(super) fn in_words(&self, value: i32) -> String {
        match (value, self.zero) {
            (0, Some(word)) => word.to_owned(),
            _ => self.unit.value_in_words(value),
        }
    }

    pub(super) fn read(&self, word: &str) -> Option<i32> {
        self.unit.read(word).or((Some(word) == self.zero).then_some(0))
    }
}

/// Makes a table an enum: one variant a row, its methods, and its id as stored form. The enum must
/// have `is_gap` and `gaps_in_words` beside it.
macro_rules! numbers {
    ($(#[$doc:meta])* $Name:ident
     $($variant:ident $id:literal $name:literal $default:literal $min:literal $max:literal
       $unit:expr, $scope:ident, $zero:expr, $about:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $Name {
            $(#[doc = $about] $variant,)*
        }

        const ROWS: [$crate::rules::table::Row; $Name::COUNT] = [$($crate::rules::table::Row {
            id: $id, name: $name, default: $default, min: $min, max: $max,
            unit: $unit, scope: $crate::rules::table::Scope::$scope, zero: $zero, about: $about,
        },)*];

        impl $Name {
            /// Every one, in the order of the Book.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$variant,)*];
            /// How many there are.
            pub const COUNT: usize = [$($id,)*].len();

            fn row(self) -> &'static $crate::rules::table::Row {
                &ROWS[self as usize]
            }

            /// The one with this id.
            pub fn by_id(id: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|it| it.id() == id)
            }

            /// Its id: stable, in logs and league files.
            pub fn id(self) -> &'static str {
                self.row().id
            }

            /// Its name for people.
            pub fn name(self) -> &'static str {
                self.row().name
            }

            /// The value while no rule says otherwise.
            pub fn default_value(self) -> i32 {
                self.row().default
            }

            /// Smallest and largest value.
            pub fn bounds(self) -> (i32, i32) {
                (self.row().min, self.row().max)
            }

            /// What the number counts.
            pub fn unit(self) -> $crate::rules::table::Unit {
                self.row().unit
            }

            /// From when a change counts.
            pub fn scope(self) -> $crate::rules::table::Scope {
                self.row().scope
            }

            /// One sentence on what it does.
            pub fn about(self) -> &'static str {
                self.row().about
            }

            /// Whether the value is legal.
            pub fn allows(self, value: i32) -> bool {
                let (min, max) = self.bounds();
                (min..=max).contains(&value) && !self.is_gap(value)
            }

            /// The legal value closest to `value`; of two as close, the smaller.
            pub fn nearest(self, value: i32) -> i32 {
                let (min, max) = self.bounds();
                let distance = |it: &i32| (i64::from(*it) - i64::from(value)).abs();
                (min..=max).filter(|it| self.allows(*it)).min_by_key(distance).unwrap_or(min)
            }

            /// The bounds in words, with the unit: `6 to 60 seconds`, `timed, elam or target`.
            pub fn bounds_in_words(self) -> String {
                let (min, max) = self.bounds();
                self.gaps_in_words()
                    .map_or_else(|| self.unit().range_in_words(min, max), str::to_owned)
            }

            /// A value in words, with the unit: `12 seconds`, `elam`, `off`.
            pub fn in_words(self, value: i32) -> String {
                self.row().in_words(value)
            }

            /// Reads a value as people write it in a league file: a number, or the name of a choice.
            pub fn from_word(self, word: &str) -> Option<i32> {
                self.row().read(word)
            }
        }

        $crate::rules::table::stored_by_id!($Name);
    };
}

/// Stores an enum as its id.
macro_rules! stored_by_id {
    ($Name:ident) => {
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.id())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let id = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::by_id(&id)
                    .ok_or_else(|| serde::de::Error::custom(format!("there is no `{id}` here")))
            }
        }
    };
}

pub(super) use {numbers, stored_by_id};
