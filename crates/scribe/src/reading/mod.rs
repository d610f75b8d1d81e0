//! Words into readings: what a proposal would change, a question, or a refusal with its reason.
//!
//! Offline: a lexicon of phrases and a small grammar; no model, no network. The reading is the same
//! type that a model's would be, and what cannot be read with certainty becomes a question. May live
//! here: what a reading is, and the order of the steps. Must never live here: a decision about a
//! proposal, and anything that is done because a text says so.
//!
//! The steps: one spelling (`normal`), tokens, refusals (`guard`), a sentence that the league itself
//! wrote (`strict`), another language's commonest phrases (`language`), numbers (`number`), typing
//! errors (`spelling`), phrases (`lexicon`), rules (`build`), bounds (`check`).

mod amount;
mod ask;
mod build;
mod check;
mod foreign;
mod given;
mod guard;
mod language;
mod lexicon;
mod light;
mod mean;
mod named;
mod normal;
mod number;
mod pattern;
mod refusals;
mod slot;
mod spelling;
mod strict;
mod token;

pub use given::{Active, Given};
pub use normal::TEXT_MAX;

use ask::Why;
use language::Language;
use league::rules::Rule;
use std::ops::Range;
use token::Token;

/// Most readings that are offered for one text.
pub const CANDIDATES_MAX: usize = 3;

/// What a text was read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What it comes to.
    pub outcome: Outcome,
    /// The parts of the text that were understood, in bytes, in order.
    pub used: Vec<Range<usize>>,
    /// Words of it that were not: to be shown greyed.
    pub ignored: Vec<String>,
    /// What voters should know about the text itself.
    pub flags: Vec<Flag>,
}

/// What a reading comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Rules that the proposer may confirm: one to `CANDIDATES_MAX` ways to understand the text, the
    /// likeliest first; each is a whole proposal of at least one rule, and legal.
    Rules(Vec<Vec<Rule>>),
    /// A question, because something is missing or could be meant in several ways.
    Ask {
        /// What it is about: a stable code, such as `missing_value`.
        reason: &'static str,
        /// For the proposer.
        question: String,
        /// Answers to choose from; none when anything may be said.
        options: Vec<String>,
    },
    /// Not a rule that can be made.
    Refuse {
        /// A stable code, such as `equal_protection`.
        reason: &'static str,
        /// For the proposer.
        because: String,
        /// What could be proposed instead.
        alternatives: Vec<String>,
    },
}

/// Something odd about a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// It had characters that cannot be seen or that turn the direction of writing.
    Hidden,
    /// It had letters of another script in the place of Latin ones.
    Disguised,
    /// It was read from another language.
    Translated,
    /// A typing error was mended.
    Mended,
}

impl Flag {
    /// Its name, for programs.
    pub fn id(self) -> &'static str {
        match self {
            Self::Hidden => "hidden",
            Self::Disguised => "disguised",
            Self::Translated => "translated",
            Self::Mended => "mended",
        }
    }
}

/// Reads a proposal. The same text and state give the same reading; nothing is ever enacted by it.
pub fn read(text: &str, given: &Given) -> Reading {
    if text.len() > TEXT_MAX {
        let why = Why::TooLong;
        return Reading {
            outcome: why.outcome(given),
            used: vec![],
            ignored: vec![],
            flags: vec![],
        };
    }
    let plain = normal::plain(text);
    let mut flags = Vec::new();
    flags.extend(plain.hidden.then_some(Flag::Hidden));
    flags.extend(plain.disguised.then_some(Flag::Disguised));
    if let Some(rule) = strict::read(text) {
        let whole = std::iter::once(0..text.len()).collect();
        let outcome = match check::by_itself(&rule) {
            Ok(()) => Outcome::Rules(vec![vec![rule]]),
            Err(why) => why.outcome(given),
        };
        return Reading { outcome, used: whole, ignored: vec![], flags };
    }
    let tokens = token::tokens(&plain, text);
    if let Some(refusal) = guard::refuse(&plain, &tokens, given) {
        return Reading { outcome: refusal, used: vec![], ignored: vec![], flags };
    }
    let language = language::language(&tokens);
    if language == Language::Other {
        let ignored = words(&tokens, &[]);
        return Reading { outcome: Why::Language.outcome(given), used: vec![], ignored, flags };
    }
    flags.extend((language != Language::English).then_some(Flag::Translated));
    let tokens = number::merge(&language::to_english(tokens, language), language);
    let mut tokens = number::merge(&tokens, Language::English);
    let typed = tokens.clone();
    if spelling::mend(&mut tokens) {
        flags.push(Flag::Mended);
    }
    let built = build::build(&tokens, &typed, given);
    let used = merged(built.used.iter().map(|it| tokens[*it].span.clone()));
    let ignored = words(&tokens, &built.used);
    let outcome = match built.rules {
        Ok(rules) => Outcome::Rules(rules),
        Err(why) => why.outcome(given),
    };
    Reading { outcome, used, ignored, flags }
}

/// The words of tokens that were not used and carry something.
fn words(tokens: &[Token], used: &[usize]) -> Vec<String> {
    let heavy = |(at, token): &(usize, &Token)| !used.contains(at) && !light::is_light(token);
    tokens.iter().enumerate().filter(heavy).map(|(_, it)| it.text.clone()).collect()
}

/// Neighbouring spans joined.
fn merged(spans: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut merged: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start <= last.end + 1 => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    merged
}
