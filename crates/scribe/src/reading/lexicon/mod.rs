//! Phrases and what they mean: the lexicon of the offline reader.
//!
//! May live here: the lists, and finding the phrases of a text. Never: what a sentence makes of them
//! (`build`), other languages (`foreign`).

mod acts;
mod frame;
mod knobs;
mod metas;
mod people;
mod times;
mod whens;
mod words;

use super::light::is_light;
use super::mean::{Item, Mean};
use super::pattern::Pattern;
use super::token::Token;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// A phrase and what it means.
type Entry = (&'static str, Mean);

/// Every phrase, ready to be looked for.
struct Lexicon {
    entries: Vec<(Pattern, Mean)>,
    /// Entries by a word that they can begin with.
    by_word: BTreeMap<&'static str, Vec<usize>>,
    /// Entries that can begin with a number.
    by_number: Vec<usize>,
    /// Every word of every phrase.
    words: BTreeSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);

/// All lists; of two phrases of one length the earlier counts.
fn lists() -> impl Iterator<Item = Entry> {
    [
        knobs::LIST,
        frame::LIST,
        people::LIST,
        metas::LIST,
        whens::LIST,
        times::LIST,
        acts::LIST,
        words::LIST,
    ]
    .into_iter()
    .flatten()
    .copied()
}

impl Lexicon {
    fn new() -> Self {
        let mut lexicon = Self {
            entries: Vec::new(),
            by_word: BTreeMap::new(),
            by_number: Vec::new(),
            words: BTreeSet::new(),
        };
        for (text, mean) in lists() {
            let pattern = Pattern::new(text);
            let at = lexicon.entries.len();
            lexicon.words.extend(pattern.words());
            match pattern.first_words() {
                Some(words) => {
                    for word in words {
                        lexicon.by_word.entry(word).or_default().push(at);
                    }
                }
                None => lexicon.by_number.push(at),
            }
            lexicon.entries.push((pattern, mean));
        }
        lexicon
    }

    /// Entries that may begin with this token.
    fn candidates<'a>(&'a self, token: &'a Token) -> impl Iterator<Item = usize> + 'a {
        let text = token.text.as_str();
        let singular = text.strip_suffix("ies").map(|it| format!("{it}y"));
        let plural = [format!("{text}s"), format!("{text}es")];
        let stems = [
            Some(text),
            text.strip_suffix('s'),
            text.strip_suffix("es"),
            singular.as_deref(),
            Some(plural[0].as_str()),
            Some(plural[1].as_str()),
        ];
        let mut found: Vec<usize> = stems
            .into_iter()
            .flatten()
            .filter_map(|it| self.by_word.get(it))
            .flatten()
            .chain(&self.by_number)
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }
}

/// Whether the word occurs in any phrase.
pub(super) fn knows(word: &str) -> bool {
    let words = &LEXICON.words;
    words.contains(word)
        || word.strip_suffix('s').is_some_and(|it| words.contains(it))
        || word.strip_suffix("es").is_some_and(|it| words.contains(it))
        || word.strip_suffix("ies").is_some_and(|it| words.contains(format!("{it}y").as_str()))
}

/// Every word of every phrase.
pub(super) fn words() -> impl Iterator<Item = &'static str> {
    LEXICON.words.iter().copied()
}

/// The phrases of a text that together explain most of it, in order; no two share a token.
pub(super) fn phrases(tokens: &[Token]) -> Vec<Item> {
    let lexicon = &*LEXICON;
    // The best from each token on: how much is explained, and the phrase that begins here.
    let mut best: Vec<(usize, Option<(usize, Item)>)> = vec![(0, None); tokens.len() + 1];
    for at in (0..tokens.len()).rev() {
        let mut choice = (best[at + 1].0, None);
        for entry in lexicon.candidates(&tokens[at]) {
            let (pattern, mean) = &lexicon.entries[entry];
            let Some((length, found)) = pattern.fits(&tokens[at..]) else { continue };
            let heavy = tokens[at..at + length].iter().filter(|it| !is_light(it)).count();
            // One long phrase explains more than two short ones.
            let worth = 4 * heavy * heavy + length + best[at + length].0;
            if worth > choice.0 {
                let item = Item { mean: *mean, found, tokens: at..at + length };
                choice = (worth, Some((at + length, item)));
            }
        }
        best[at] = choice;
    }
    let (mut at, mut items) = (0, Vec::new());
    while at < tokens.len() {
        match &best[at].1 {
            Some((next, item)) => {
                items.push(item.clone());
                at = *next;
            }
            None => at += 1,
        }
    }
    items
}
