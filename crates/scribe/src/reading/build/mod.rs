//! Phrases put together: sentences, what each changes, what is missing.
//!
//! A sentence is one effect, or one or more changes of numbers. Nothing is left over: a phrase that
//! the result does not account for, or a word that means nothing where a rule may hang on it, makes a
//! question of the sentence. May live here: that order. Never: phrases (`lexicon`), bounds (`check`).
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

mod change;
mod effect;
mod loose;
mod points;
mod subject;
mod value;
mod when;

use super::ask::Why;
use super::light::{is_light, is_mark};
use super::mean::{Item, Mean, Word};
use super::token::Token;
use super::{Given, check, lexicon, named};
use league::rules::{Rule, Span};

/// What came of a text.
pub(super) struct Built {
    /// Ways to understand it, or why there is none.
    pub rules: Result<Vec<Vec<Rule>>, Why>,
    /// Tokens that were understood.
    pub used: Vec<usize>,
}

/// A sentence: its phrases, and its words that mean nothing.
pub(super) struct Sentence<'a> {
    pub items: Vec<Item>,
    tokens: &'a [Token],
    /// Tokens that mean nothing here.
    unknown: Vec<usize>,
    pub given: &'a Given,
    pub asks: bool,
    /// Whether it may say when something else holds.
    pub limits: bool,
}

/// Words by which one sentence limits another.
const LIMITING: &[&str] = &[
    "only", "unless", "if", "when", "except", "but", "while", "until", "not", "never", "without",
    "however",
];

/// Puts a text together. `typed`: the tokens before typing errors were mended; names are as they were typed.
pub(super) fn build(tokens: &[Token], typed: &[Token], given: &Given) -> Built {
    let all = || (0..tokens.len()).filter(|it| !is_mark(&tokens[*it])).collect();
    if let Some(named) = named::repeal(typed, given).or_else(|| named::label(typed)) {
        let rules = named.and_then(|rule| {
            check::check(std::slice::from_ref(&rule), given)?;
            Ok(vec![vec![rule]])
        });
        return Built { rules, used: all() };
    }
    let whole = parts(tokens, given, false);
    let has_dash = tokens.iter().any(|it| it.is("--"));
    if whole.rules.is_err() && has_dash {
        let cut = parts(tokens, given, true);
        if cut.rules.is_ok() {
            return cut;
        }
    }
    whole
}

/// Sentence by sentence.
fn parts(tokens: &[Token], given: &Given, dashes: bool) -> Built {
    let (mut rules, mut used, mut why) = (Vec::new(), Vec::new(), None::<Why>);
    let mut span = None;
    for range in sentences(tokens, dashes) {
        let sentence = Sentence::new(&tokens[range.clone()], given);
        let outcome = sentence.rules();
        span = span.or(sentence.span());
        match outcome {
            Ok(found) => {
                used.extend(
                    sentence
                        .items
                        .iter()
                        .flat_map(|it| it.tokens.clone())
                        .map(|it| it + range.start),
                );
                rules.extend(found);
            }
            Err(other) => {
                if why.as_ref().is_none_or(|it| it.rank() < other.rank()) {
                    why = Some(other);
                }
            }
        }
    }
    let rules = finish(rules, span, why, given);
    Built { rules, used }
}

/// A sentence that was not understood spoils the others only where it was about the game.
fn finish(
    rules: Vec<Rule>,
    span: Option<Span>,
    why: Option<Why>,
    given: &Given,
) -> Result<Vec<Vec<Rule>>, Why> {
    match why {
        Some(why) if rules.is_empty() || why.rank() > 2 && !matches!(why, Why::MissingValue(_)) => {
            return Err(why);
        }
        _ if rules.is_empty() => return Err(Why::NoMechanism),
        _ => {}
    }
    let mut lasting = Vec::with_capacity(rules.len());
    for rule in rules {
        let rule = match span {
            Some(span) => check::lasting(rule, span)
                .ok_or_else(|| Why::Unsupported("that cannot be for a time only".to_owned()))?,
            None => rule,
        };
        if !lasting.contains(&rule) {
            lasting.push(rule);
        }
    }
    check::check(&lasting, given)?;
    Ok(vec![lasting])
}

/// "Because …", "so that …": why it is proposed, a sentence of its own.
fn is_reason(tokens: &[Token]) -> bool {
    let pair = |a: &str, b: &str| tokens.len() > 1 && tokens[0].is(a) && tokens[1].is(b);
    tokens.first().is_some_and(|it| matches!(it.text.as_str(), "because" | "cuz" | "coz" | "cos"))
        || pair("so", "that")
        || pair("in", "order")
        || pair("since", "it")
        || pair("since", "they")
        || pair("as", "it")
}

/// Where the sentences of a text are. `dashes`: a dash ends one, too.
fn sentences(tokens: &[Token], dashes: bool) -> Vec<std::ops::Range<usize>> {
    let (mut ranges, mut start) = (Vec::new(), 0);
    for (at, token) in tokens.iter().enumerate() {
        // "Down by ten? Threes count four": the question is a condition.
        if token.ends_sentence() && !token.is(";") && !token.is("?") || dashes && token.is("--") {
            ranges.push(start..at + 1);
            start = at + 1;
        } else if is_reason(&tokens[at..]) && start < at {
            ranges.push(start..at);
            start = at;
        }
    }
    ranges.push(start..tokens.len());
    ranges.retain(|it| tokens[it.clone()].iter().any(|it| !is_mark(it)));
    ranges
}

impl<'a> Sentence<'a> {
    fn new(tokens: &'a [Token], given: &'a Given) -> Self {
        let items = lexicon::phrases(tokens);
        let taken = |at: usize| items.iter().any(|it| it.tokens.contains(&at));
        let unknown = tokens
            .iter()
            .enumerate()
            .filter(|(at, token)| !taken(*at) && !is_light(token))
            .map(|(at, _)| at)
            .collect();
        let asks = tokens.last().is_some_and(|it| it.is("?"));
        let starts =
            |words: &[&str]| tokens.first().is_some_and(|it| words.contains(&it.text.as_str()));
        let asks = starts(&["what", "how", "who", "why", "where"]) && !starts_proposal(tokens)
            || asks && starts(&["is", "are"]);
        let limits = tokens.iter().any(|it| LIMITING.contains(&it.text.as_str()));
        Self { items, tokens, unknown, given, asks, limits }
    }

    /// For how long, if it says so.
    fn span(&self) -> Option<Span> {
        self.items.iter().find_map(|it| match it.mean {
            Mean::Span(of) => of(&it.found),
            _ => None,
        })
    }

    /// Its rules.
    fn rules(&self) -> Result<Vec<Rule>, Why> {
        if !self.is_about_the_game() {
            return Err(match (self.asks, self.limits) {
                (true, _) => Why::Question,
                // It may limit what another sentence says.
                (false, true) if !self.unknown.is_empty() => Why::Unknown(self.unknown_words()),
                (false, _) => Why::NoMechanism,
            });
        }
        if self.asks {
            return Err(Why::Question);
        }
        if self.has(Word::Or) {
            return Err(Why::Choice(self.amounts_in_words()));
        }
        let built = self.built();
        let all_known = self.unknown.is_empty() || built.is_ok() && loose::may_pass(self);
        if !all_known {
            let has_value = self
                .items
                .iter()
                .any(|it| it.amount().is_some() || matches!(it.mean, Mean::Fix(..)));
            let spoils = built.is_ok() || has_value;
            return Err(if spoils {
                Why::Unknown(self.unknown_words())
            } else {
                built.err().unwrap_or(Why::Structure)
            });
        }
        built
    }

    /// Whether the number in a phrase is one that something becomes: "to eight teams".
    fn leads_to(&self, phrase: &Item) -> bool {
        let at = phrase
            .tokens
            .clone()
            .find(|it| self.tokens[*it].number.is_some())
            .unwrap_or(phrase.tokens.start);
        let before = at.checked_sub(1).map(|it| self.tokens[it].text.as_str());
        before.is_some_and(|it| {
            matches!(it, "to" | "at" | "of" | "with" | "=" | ":" | "is" | "than" | "within")
        })
    }

    fn unknown_words(&self) -> Vec<String> {
        self.unknown.iter().map(|it| self.tokens[*it].text.clone()).collect()
    }

    fn built(&self) -> Result<Vec<Rule>, Why> {
        if effect::is_effect(&self.items) { effect::effects(self) } else { change::changes(self) }
    }

    fn is_about_the_game(&self) -> bool {
        self.items.iter().any(|it| {
            matches!(
                it.mean,
                Mean::Knob(_)
                    | Mean::Topic(_)
                    | Mean::Let(_)
                    | Mean::Fix(..)
                    | Mean::Event(_)
                    | Mean::When(_)
                    | Mean::Do(_)
            )
        })
    }

    pub(super) fn has(&self, word: Word) -> bool {
        self.items.iter().any(|it| it.is(word))
    }

    fn amounts_in_words(&self) -> Vec<String> {
        self.items.iter().filter_map(Item::amount).map(super::amount::Amount::in_words).collect()
    }
}

/// "What if", "how about", "why not": a proposal in the form of a question.
fn starts_proposal(tokens: &[Token]) -> bool {
    let pair = |a: &str, b: &str| tokens.len() > 1 && tokens[0].is(a) && tokens[1].is(b);
    pair("what", "if") || pair("how", "about") || pair("why", "not") || pair("what", "about")
}
