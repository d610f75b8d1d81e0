//! A number that a rule can change, of the game or of its government: one face for both tables.
//!
//! May live here: asking the right table. Never: a table (`params`, `meta`).

use super::rule::{Op, Rule};
use super::table::Unit;
use super::{Meta, Param};

/// A number of either table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Number {
    /// Of the game or the season.
    Param(Param),
    /// Of government.
    Meta(Meta),
}

macro_rules! ask {
    ($(#[$doc:meta] $name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        impl Number {
            $(#[$doc]
            pub fn $name(self, $($arg: $kind),*) -> $out {
                match self {
                    Self::Param(it) => it.$name($($arg),*),
                    Self::Meta(it) => it.$name($($arg),*),
                }
            })*
        }
    };
}

ask! {
    /// Its id: stable, in logs and stored rules.
    id() -> &'static str;
    /// Its name for people.
    name() -> &'static str;
    /// The value while no rule says otherwise.
    default_value() -> i32;
    /// Smallest and largest value.
    bounds() -> (i32, i32);
    /// What it counts.
    unit() -> Unit;
    /// One sentence on what it does.
    about() -> &'static str;
    /// Whether the value is legal.
    allows(value: i32) -> bool;
    /// The legal value closest to `value`.
    nearest(value: i32) -> i32;
    /// The bounds in words.
    bounds_in_words() -> String;
    /// A value in words, with the unit.
    in_words(value: i32) -> String;
}

impl Number {
    /// Every number that a rule can change, in the order of the Book: the game's, then government's.
    pub fn all() -> impl Iterator<Item = Self> {
        Param::ALL.into_iter().map(Self::Param).chain(Meta::ALL.into_iter().map(Self::Meta))
    }

    /// The number with this id.
    pub fn by_id(id: &str) -> Option<Self> {
        Self::all().find(|it| it.id() == id)
    }

    /// What a rule does to a number, if it does: which, how, by what.
    pub fn of(rule: &Rule) -> Option<(Self, Op, i32)> {
        match rule {
            Rule::Param { param, op, value, .. } => Some((Self::Param(*param), *op, *value)),
            Rule::Meta { id, op, value } => Some((Self::Meta(*id), *op, *value)),
            Rule::Effect(_) | Rule::Repeal { .. } | Rule::Label(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_by_its_id() {
        for number in Number::all() {
            assert_eq!(Number::by_id(number.id()), Some(number));
        }
        assert_eq!(Number::all().count(), Param::COUNT + Meta::COUNT);
    }
}
