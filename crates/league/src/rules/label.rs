//! Names for things: a league may call a steal a heist.
//!
//! May live here: what can be renamed, and what a name may be. Never: where names are shown.

use super::fault::Fault;
use super::table::stored_by_id;
use serde::{Deserialize, Serialize};

/// Most characters of a name.
pub const LABEL_MAX: usize = 24;

macro_rules! nouns {
    ($($variant:ident $id:literal $name:literal,)*) => {
        /// A thing that can be given another name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "each is the thing that it is called")]
        pub enum Noun { $($variant,)* }

        impl Noun {
            /// Every one.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Its id: stable, in stored rules.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id,)* }
            }

            /// What it is called while no rule says otherwise.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The one with this id.
            pub fn by_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|it| it.id() == id)
            }
        }
    };
}

nouns! {
    InsideBasket "inside_basket" "basket inside the arc",
    ArcBasket "arc_basket" "basket beyond the arc",
    DeepBasket "deep_basket" "deep basket",
    FreeThrow "free_throw" "free throw",
    Assist "assist" "assist",
    Rebound "rebound" "rebound",
    Steal "steal" "steal",
    Block "block" "block",
    Turnover "turnover" "turnover",
    Foul "foul" "foul",
    Period "period" "period",
    Overtime "overtime" "overtime",
    TargetScore "target_score" "target score",
    Arc "arc" "arc",
    Round "round" "round",
    Season "season" "season",
    Playoffs "playoffs" "playoffs",
    Final "final" "final",
    Champion "champion" "champion",
}

stored_by_id!(Noun);

/// A thing and its other name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The thing.
    pub noun: Noun,
    /// Its name: up to 24 letters, digits, spaces, hyphens and apostrophes; begins with a letter.
    pub text: String,
}

impl Label {
    /// Checks the name.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Fault> {
        let text = &self.text;
        if text.chars().count() > LABEL_MAX {
            let short: String = text.chars().take(LABEL_MAX).collect();
            let fault = Fault::new(format!("a name has at most {LABEL_MAX} characters"));
            return Err(fault.nearest(format!("“{}”", short.trim())));
        }
        let plain = |it: char| it.is_alphanumeric() || " -'’".contains(it);
        if !text.starts_with(char::is_alphabetic) || !text.chars().all(plain) {
            return Err(Fault::new("a name is letters, digits, spaces, hyphens and apostrophes"));
        }
        if text.trim() != text || text.contains("  ") {
            return Err(Fault::new("a name has single spaces between its words"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_short_and_plain() {
        let check = |text: &str| Label { noun: Noun::Steal, text: text.into() }.check();
        assert_eq!(check("heist"), Ok(()));
        assert_eq!(check("Robin's take"), Ok(()));
        for wrong in ["", " heist", "a  b", "<b>", "heist!", "\u{202e}heist", "1st"] {
            assert!(check(wrong).is_err(), "{wrong:?}");
        }
        assert!(check(&"x".repeat(25)).is_err());
    }
}
