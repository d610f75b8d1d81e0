//! Why a text is no rule yet, and the question that follows.
//!
//! May live here: questions and their options. Never: finding out that one is due.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::mean::Knob;
use super::{Given, Outcome};

/// Why no rule came of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Why {
    TooLong,
    /// In no language that is read.
    Language,
    /// Nothing in it that a rule could change.
    NoMechanism,
    /// It asks about the rules.
    Question,
    /// What is to change is clear; to what is not.
    MissingValue(Vec<String>),
    /// A value that is not allowed; the bounds and the nearest legal value in words.
    OutOfBounds {
        what: String,
        nearest: String,
    },
    /// A value that must be whole; the neighbours in words.
    NotWhole(Vec<String>),
    /// The unit is missing; the possibilities in words.
    Unit(Vec<String>),
    /// One of several; in words.
    Choice(Vec<String>),
    /// Words that a rule may hang on and that mean nothing here.
    Unknown(Vec<String>),
    /// Two values for one number.
    Contradiction(String),
    /// Understood piece by piece, but not as a whole.
    Structure,
    /// The algebra of rules has no such thing; why.
    Unsupported(String),
    /// Several rules in force could be meant, or none.
    WhichRule(Vec<String>),
    /// A negation that no phrase explains.
    Negation,
}

impl Why {
    /// How much has been understood: of several questions the best-informed is asked.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::NoMechanism | Self::Language | Self::TooLong => 0,
            Self::Question => 1,
            Self::Structure => 2,
            Self::Unknown(_) | Self::Negation => 3,
            Self::MissingValue(_) => 4,
            _ => 5,
        }
    }

    fn parts(&self) -> (&'static str, String, Vec<String>) {
        let plain = |code, text: &str| (code, text.to_owned(), Vec::new());
        match self {
            Self::TooLong => plain(
                "too_long",
                "That is more than a proposal; what is the one change that you want?",
            ),
            Self::Language => plain(
                "language",
                "I read English, and a little Spanish, French, German and Portuguese. Could you put it so?",
            ),
            Self::NoMechanism => plain(
                "no_mechanism",
                "What should change? Name a number of the game, such as the shot clock, or something that happens in it, such as a steal.",
            ),
            Self::Question => plain(
                "question",
                "Is that a question, or would you like to change something? The Book has every rule.",
            ),
            Self::MissingValue(options) => {
                ("missing_value", "To what, or by how much?".to_owned(), options.clone())
            }
            Self::OutOfBounds { what, nearest } => (
                "out_of_bounds",
                format!("That is not allowed: {what}. Would {nearest} do?"),
                vec![nearest.clone()],
            ),
            Self::NotWhole(options) => {
                ("not_whole", "Only whole numbers are possible; which?".to_owned(), options.clone())
            }
            Self::Unit(options) => ("unit", "Counted in what?".to_owned(), options.clone()),
            Self::Choice(options) => ("choice", "Which of them?".to_owned(), options.clone()),
            Self::Unknown(words) => {
                let list = words.join("”, “");
                (
                    "unknown_words",
                    format!(
                        "I do not know what “{list}” means for a game. Can you say it without?"
                    ),
                    vec![],
                )
            }
            Self::Contradiction(what) => {
                ("contradiction", format!("Two values for {what}: which?"), vec![])
            }
            Self::Structure => plain(
                "structure",
                "I understand the words, but not how they belong together. Can you say it in one short sentence?",
            ),
            Self::Unsupported(why) => (
                "unsupported",
                format!("There is no such rule: {why}. Is there another way to put it?"),
                vec![],
            ),
            Self::WhichRule(options) => {
                ("ambiguous_rule", "Which rule?".to_owned(), options.clone())
            }
            Self::Negation => plain(
                "negation",
                "What is it that should not be? Please say what should be instead.",
            ),
        }
    }

    /// The question. `given` is there so that a question can say how things stand.
    pub(super) fn outcome(&self, _given: &Given) -> Outcome {
        let (reason, question, options) = self.parts();
        Outcome::Ask { reason, question, options }
    }
}

/// A number's value as it stands, in words.
pub(super) fn stands(knob: Knob, given: &Given) -> String {
    match knob {
        Knob::Param(it) => format!("{} is {}", it.name(), it.in_words(given.rules.get(it))),
        Knob::Meta(it) => format!("{} is {}", it.name(), it.in_words(given.government.get(it))),
    }
}
