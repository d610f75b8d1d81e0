//! Patterns of words with places for numbers, and finding them in a text.
//!
//! A pattern is words in order: `last {dur} (of a|in the) period`. `(a|b c)` is one of, `[a]` may be
//! missing, `{dur}` is a number of a kind (`slot`), `!word` says that this must not follow, `=word` is
//! that form alone. A word fits its plural and its third person as well. Words that carry nothing
//! (`is_light`) may stand between the parts of a pattern.
//!
//! May live here: that little language. Never: what a pattern means (`lexicon`).

use super::amount::Amount;
use super::light::{LIGHT, is_light};
use super::slot::{self, Slot};
use super::token::Token;

/// A part of a pattern.
#[derive(Debug)]
enum Part {
    Word { text: &'static str, exact: bool },
    OneOf(Vec<Vec<Part>>),
    Maybe(Vec<Part>),
    Slot(Slot),
    Not(&'static str),
}

/// A pattern, ready to be looked for.
#[derive(Debug)]
pub(super) struct Pattern {
    parts: Vec<Part>,
}

/// Numbers found in the places of a pattern, in order.
pub(super) type Found = Vec<Amount>;

/// Most words that carry nothing between two parts of a pattern.
const GAP_MOST: usize = 3;

impl Pattern {
    /// Reads a pattern; the lists of patterns are checked by a test.
    pub(super) fn new(text: &'static str) -> Self {
        let mut rest = text;
        let parts = sequence(&mut rest);
        debug_assert!(rest.is_empty(), "{text:?} ends before {rest:?}");
        Self { parts }
    }

    /// Where a match that begins at the first token ends, with the numbers in it.
    pub(super) fn fits(&self, tokens: &[Token]) -> Option<(usize, Found)> {
        let mut found = Vec::new();
        let parts: Vec<&Part> = self.parts.iter().collect();
        run(&parts, tokens, 0, true, &mut found).map(|end| (end, found))
    }

    /// Words that a match can begin with; `None` when it can begin with a number.
    pub(super) fn first_words(&self) -> Option<Vec<&'static str>> {
        let mut words = Vec::new();
        firsts(&self.parts, &mut words).then_some(words)
    }

    /// Every word of the pattern.
    pub(super) fn words(&self) -> Vec<&'static str> {
        let mut words = Vec::new();
        collect(&self.parts, &mut words);
        words
    }
}

fn collect(parts: &[Part], words: &mut Vec<&'static str>) {
    for part in parts {
        match part {
            Part::Word { text, .. } => words.push(text),
            Part::OneOf(ways) => ways.iter().for_each(|it| collect(it, words)),
            Part::Maybe(parts) => collect(parts, words),
            Part::Slot(_) | Part::Not(_) => {}
        }
    }
}

/// Adds the words that `parts` can begin with; whether no number can begin them.
fn firsts(parts: &[Part], words: &mut Vec<&'static str>) -> bool {
    for part in parts {
        match part {
            Part::Word { text, .. } => {
                words.push(text);
                return true;
            }
            Part::OneOf(ways) => return ways.iter().all(|it| firsts(it, words)),
            Part::Maybe(parts) => {
                if !firsts(parts, words) {
                    return false;
                }
            }
            Part::Slot(_) => return false,
            Part::Not(_) => {}
        }
    }
    true
}

fn sequence(rest: &mut &'static str) -> Vec<Part> {
    let mut parts = Vec::new();
    loop {
        *rest = rest.trim_start();
        let Some(first) = rest.chars().next() else { return parts };
        match first {
            ')' | ']' | '|' => return parts,
            '(' => parts.push(Part::OneOf(ways(rest, ')'))),
            '[' => {
                // Words that carry nothing are passed over wherever they stand.
                let ways: Vec<_> = ways(rest, ']').into_iter().filter(|it| !is_idle(it)).collect();
                if !ways.is_empty() {
                    parts.push(Part::Maybe(vec![Part::OneOf(ways)]));
                }
            }
            _ => parts.push(leaf(rest)),
        }
    }
}

/// Whether these are words that carry nothing.
fn is_idle(parts: &[Part]) -> bool {
    parts
        .iter()
        .all(|it| matches!(it, Part::Word { text, .. } if LIGHT.contains(text) && *text != "and"))
}

/// The ways between brackets, of which `rest` begins with the opening one.
fn ways(rest: &mut &'static str, close: char) -> Vec<Vec<Part>> {
    let mut ways = Vec::new();
    while !rest.is_empty() && !rest.starts_with(close) {
        *rest = &rest[1..];
        ways.push(sequence(rest));
    }
    *rest = rest.strip_prefix(close).unwrap_or(rest);
    ways
}

fn leaf(rest: &mut &'static str) -> Part {
    let end = rest.find(|it: char| " ()[]|".contains(it)).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    *rest = after;
    match word.as_bytes().first() {
        Some(b'{') => Part::Slot(Slot::by_name(word.trim_matches(|it| "{}".contains(it)))),
        Some(b'!') => Part::Not(&word[1..]),
        Some(b'=') if word.len() > 1 => Part::Word { text: &word[1..], exact: true },
        _ => Part::Word { text: word, exact: false },
    }
}

/// Whether the token is this word, or its plural or third person.
fn is_form(token: &str, word: &str) -> bool {
    let Some(tail) = token.strip_prefix(word) else {
        let stem = word.strip_suffix('y');
        return stem.is_some_and(|stem| token.strip_prefix(stem) == Some("ies"));
    };
    matches!(tail, "" | "s" | "es")
}

/// The same the other way round: a pattern may name the plural.
fn is_either_form(token: &str, word: &str) -> bool {
    is_form(token, word) || word.len() > 3 && is_form(word, token) && token.len() > 2
}

fn run(
    parts: &[&Part],
    tokens: &[Token],
    at: usize,
    start: bool,
    found: &mut Found,
) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let mark = found.len();
    match part {
        Part::Not(word) => {
            let follows = tokens.get(at).is_some_and(|it| is_form(&it.text, word));
            return if follows { None } else { run(rest, tokens, at, start, found) };
        }
        Part::Maybe(inner) => {
            let with: Vec<&Part> = inner.iter().chain(rest.iter().copied()).collect();
            if let Some(end) = run(&with, tokens, at, start, found) {
                return Some(end);
            }
            found.truncate(mark);
            return run(rest, tokens, at, start, found);
        }
        Part::OneOf(ways) => {
            let mut best = None;
            for way in ways {
                let with: Vec<&Part> = way.iter().chain(rest.iter().copied()).collect();
                let mut own = found.clone();
                if let Some(end) = run(&with, tokens, at, start, &mut own)
                    && best.as_ref().is_none_or(|(most, _)| end > *most)
                {
                    best = Some((end, own));
                }
            }
            let (end, own) = best?;
            *found = own;
            return Some(end);
        }
        Part::Word { .. } | Part::Slot(_) => {}
    }
    let most = if start { 0 } else { GAP_MOST };
    for gap in 0..=most {
        if gap > 0 && !tokens.get(at + gap - 1).is_some_and(may_skip) {
            break;
        }
        let Some(next) = leaf_fits(part, &tokens[(at + gap).min(tokens.len())..], found) else {
            continue;
        };
        if let Some(end) = run(rest, tokens, at + gap + next, false, found) {
            return Some(end);
        }
        found.truncate(mark);
    }
    None
}

/// Inside a pattern a sentence does not end.
fn may_skip(token: &Token) -> bool {
    is_light(token) && !token.ends_sentence() && ![":", "and", ","].contains(&token.text.as_str())
}

/// How many tokens a word or a number takes here.
fn leaf_fits(part: &Part, tokens: &[Token], found: &mut Found) -> Option<usize> {
    match part {
        Part::Word { text, exact } => {
            let token = tokens.first()?;
            let fits = if *exact { token.is(text) } else { is_either_form(&token.text, text) };
            fits.then_some(1)
        }
        Part::Slot(kind) => {
            let (amount, length) = slot::fits(*kind, tokens)?;
            found.push(amount);
            Some(length)
        }
        Part::OneOf(_) | Part::Maybe(_) | Part::Not(_) => None,
    }
}
