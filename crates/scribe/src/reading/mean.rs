//! What a phrase can mean, before it is known what the sentence does with it.
//!
//! May live here: those meanings. Never: phrases (`lexicon`), putting them together (`build`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::amount::Amount;
use league::rules::{Action, Cond, Hook, Meta, Param, Span};

/// A number that a proposal can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Knob {
    Param(Param),
    Meta(Meta),
}

/// Something whose number depends on what is said of it: periods are counted or measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Period,
    Arc,
    Overtime,
    Elam,
    Semis,
    Final,
    BestOf,
    Halftime,
    Break,
    Energy,
    Tokens,
    Votes,
    Wild,
    Metas,
}

/// What happens in a game, as far as a rule can hang on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A basket from anywhere.
    Basket,
    Inside,
    Arc,
    Deep,
    Rim,
    Paint,
    Mid,
    FreeThrow,
    Miss,
    /// A miss from beyond the arc.
    MissArc,
    Steal,
    Block,
    Turnover,
    Rebound,
    OwnRebound,
    Foul,
    PeriodStart,
    PeriodEnd,
    GameStart,
    GameWon,
    GameLost,
}

impl Event {
    /// The hook at which it happens; a place of a shot is told by its zone.
    pub(super) fn hook(self) -> Hook {
        match self {
            Self::Basket
            | Self::Inside
            | Self::Arc
            | Self::Deep
            | Self::Rim
            | Self::Paint
            | Self::Mid => Hook::ShotMade,
            Self::FreeThrow => Hook::FtMade,
            Self::Miss | Self::MissArc => Hook::ShotMissed,
            Self::Steal => Hook::Steal,
            Self::Block => Hook::Block,
            Self::Turnover => Hook::Turnover,
            Self::Rebound | Self::OwnRebound => Hook::Rebound,
            Self::Foul => Hook::Foul,
            Self::PeriodStart => Hook::PeriodStart,
            Self::PeriodEnd => Hook::PeriodEnd,
            Self::GameStart => Hook::GameStart,
            Self::GameWon | Self::GameLost => Hook::GameEnd,
        }
    }

    /// The zones of a shot, in the engine's numbers; none where any will do.
    pub(super) fn zones(self) -> &'static [i32] {
        match self {
            Self::Rim => &[1],
            Self::Paint => &[2],
            Self::Mid => &[3],
            Self::Inside => &[1, 2, 3],
            Self::Arc | Self::MissArc => &[4],
            Self::Deep => &[5],
            _ => &[],
        }
    }

    /// Whether points are counted for it.
    pub(super) fn scores(self) -> bool {
        matches!(self.hook(), Hook::ShotMade | Hook::FtMade)
    }

    /// The parameter that says what it is worth.
    pub(super) fn value(self) -> Option<Param> {
        match self {
            Self::Inside => Some(Param::ScoreInside),
            Self::Arc => Some(Param::ScoreArc),
            Self::Deep => Some(Param::ScoreDeep),
            Self::FreeThrow => Some(Param::ScoreFt),
            _ => None,
        }
    }

    /// The parameter that says how often it happens.
    pub(super) fn rate(self) -> Option<Param> {
        match self {
            Self::Steal => Some(Param::RateSteal),
            Self::Block => Some(Param::RateBlock),
            Self::Turnover => Some(Param::RateTurnover),
            Self::OwnRebound => Some(Param::RateOrb),
            Self::Foul => Some(Param::FoulCallRate),
            _ => None,
        }
    }
}

/// What a verb or a small word does with the numbers around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Is, counts, is worth.
    Worth,
    Set,
    /// Up or down by, or to.
    Up,
    Down,
    By,
    To,
    More,
    Less,
    Off,
    On,
    Swap,
    Default,
    /// At most; at least.
    Most,
    Least,
    /// Not; no X without Y. Nothing is read over a negation that no phrase explains.
    Not,
    /// Longer, shorter: more and less of time.
    Longer,
    Shorter,
    Nearer,
    Farther,
    Better,
    Worse,
    Cost,
    Gain,
    Double,
    Halve,
    Or,
    And,
    Repeal,
    Rename,
    Behind,
    Ahead,
    /// The opponents of whoever acts.
    OtherSide,
    /// The one who acts.
    Actor,
    If,
    /// It: what was spoken of.
    It,
    /// In one period, in one game: what is counted.
    InPeriod,
    InGame,
}

/// An action of which the number is known.
pub(super) type Act = fn(&[Amount]) -> Option<Action>;
/// A condition of which the number is known.
pub(super) type When = fn(&[Amount]) -> Option<Cond>;
/// A span of which the number is known.
pub(super) type Lasts = fn(&[Amount]) -> Option<Span>;

/// What a phrase means.
#[derive(Clone, Copy)]
pub(super) enum Mean {
    Knob(Knob),
    Topic(Topic),
    /// The number becomes the phrase's amount.
    Let(Knob),
    /// The number becomes this.
    Fix(Knob, i32),
    Event(Event),
    When(When),
    Do(Act),
    Span(Lasts),
    /// An amount by itself.
    Amount,
    /// So much more, so much less.
    More,
    Less,
    /// What the number was, or is not to be; nothing depends on it.
    Old,
    Word(Word),
    /// Understood, and nothing to do with it.
    Light,
}

/// A phrase found in a text.
#[derive(Clone)]
pub(super) struct Item {
    pub mean: Mean,
    pub found: Vec<Amount>,
    /// The tokens it takes.
    pub tokens: std::ops::Range<usize>,
}

impl Item {
    pub(super) fn is(&self, word: Word) -> bool {
        matches!(self.mean, Mean::Word(it) if it == word)
    }

    /// Its only or first amount.
    pub(super) fn amount(&self) -> Option<Amount> {
        self.found.first().copied()
    }
}
