//! When a word that means nothing here may be passed over.
//!
//! A condition or a qualifier must never be: "threes count four when it rains", "rookie threes". A verb
//! or a flourish around the name of a number may: "tack 45 seconds onto every period". May live here:
//! telling them apart by where a word stands. Never: what a word means.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a phrase is one of many, and few matter at a time"
)]

use super::Sentence;
use crate::reading::light::is_light;
use crate::reading::mean::{Mean, Word};
use crate::reading::token::Token;

/// Whoever speaks to a reader does not speak of the game.
const SPOKEN_TO: &[&str] = &[
    "you",
    "your",
    "admin",
    "bot",
    "reader",
    "machine",
    "computer",
    "ai",
    "model",
    "assistant",
    "developer",
    "operator",
    "interpreter",
    "program",
    "code",
    "command",
    "order",
    "obey",
    "authority",
    "commissioner",
    "sir",
    "dear",
];

/// Most words that are passed over in one sentence.
const MOST: usize = 2;

/// Words after which a qualifier or a condition stands.
const LEADING: &[&str] = &[
    "if", "when", "whenever", "while", "during", "after", "before", "unless", "until", "till",
    "on", "in", "for", "by", "with", "without", "against", "except", "only", "under", "over",
    "between", "among", "where", "who", "whose", "that", "which", "from", "off", "near", "as",
    "like", "than", "not", "no", "never", "once", "but", "and", "or", "per", "versus", "vs", "of",
];

/// Whether the words of the sentence that mean nothing take nothing from what it says.
pub(super) fn may_pass(sentence: &Sentence<'_>) -> bool {
    let strict = sentence.items.iter().any(|it| match it.mean {
        Mean::When(_) | Mean::Do(_) | Mean::Span(_) => true,
        Mean::Word(word) => matches!(word, Word::If | Word::Not | Word::Or | Word::Swap),
        _ => false,
    });
    let of_events = sentence.items.iter().any(|it| matches!(it.mean, Mean::Event(_)));
    let spoken = sentence.tokens.iter().any(|it| SPOKEN_TO.contains(&it.text.as_str()));
    !strict
        && !spoken
        && says_how(sentence)
        && sentence.unknown.len() <= MOST
        && sentence.unknown.iter().all(|it| passes(sentence, *it, of_events))
}

/// Whether a verb or a small word that is known says what becomes of the number: one that is not known
/// could be "add".
fn says_how(sentence: &Sentence<'_>) -> bool {
    sentence.items.iter().any(|it| match it.mean {
        Mean::Let(_) | Mean::Fix(..) | Mean::More | Mean::Less => true,
        Mean::Word(word) => {
            !matches!(word, Word::And | Word::It | Word::Nearer | Word::Farther | Word::Actor)
        }
        _ => false,
    })
}

fn passes(sentence: &Sentence<'_>, at: usize, of_events: bool) -> bool {
    let token = &sentence.tokens[at];
    let plain = !token.capital || at == 0;
    let word = token.number.is_none() && token.text.chars().all(|it| it.is_ascii_lowercase());
    let before = at.checked_sub(1).map(|it| &sentence.tokens[it]);
    let led = before.is_some_and(|it| LEADING.contains(&it.text.as_str()));
    let first = sentence.items.first().map_or(0, |it| it.tokens.start);
    plain && word && !led && !qualifies(sentence, at) && (!of_events || at == 0 && at < first)
}

/// Whether it stands right before the name of something, where an adjective would.
fn qualifies(sentence: &Sentence<'_>, at: usize) -> bool {
    let names = |it: &Mean| {
        matches!(it, Mean::Knob(_) | Mean::Topic(_) | Mean::Event(_) | Mean::Let(_) | Mean::Fix(..))
    };
    let begins =
        |start: usize| sentence.items.iter().any(|it| it.tokens.start == start && names(&it.mean));
    let number = |token: &Token| token.number.is_some();
    let next = at + 1;
    // "Tack 45 seconds onto": a number follows a verb, not an adjective.
    sentence.tokens.get(next).is_some_and(|it| !number(it) && !is_light(it)) && begins(next)
}
