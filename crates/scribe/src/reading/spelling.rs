//! Typing errors: a word that means nothing and is one slip from one that does.
//!
//! May live here: mending. Never: mending a short word, or one that two words could be.

use super::lexicon;
use super::light::is_light;
use super::token::Token;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Shortest word that is mended.
const SHORTEST: usize = 4;

/// Slips that are too short to be found.
const COMMON: &[(&str, &str)] = &[
    ("teh", "the"),
    ("hte", "the"),
    ("adn", "and"),
    ("sett", "set"),
    ("ot", "overtime"),
    ("u", "you"),
    ("ur", "your"),
    ("wort", "worth"),
    ("woth", "worth"),
    ("pionts", "points"),
    ("secounds", "seconds"),
    ("minuts", "minutes"),
];

/// Words that are mended to: all of the lexicon's, and their plurals.
static TARGETS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let long = lexicon::words().filter(|it| it.len() >= SHORTEST);
    let units = [
        "second", "seconds", "minute", "minutes", "point", "points", "percent", "metres", "meters",
    ];
    long.flat_map(|it| [it.to_owned(), format!("{it}s")]).chain(units.map(str::to_owned)).collect()
});

/// Real words that are one slip from a word of the lexicon, and are not a slip.
const REAL: &[&str] = &[
    "rains", "rain", "train", "trains", "start", "stale", "steel", "court", "courts", "bark",
    "black", "blue", "light", "night", "round", "sound", "wound", "ground", "slots", "short",
    "shoot", "shout", "shots", "goal", "coach", "clock", "cloak", "heat", "wind", "snow", "flies",
    "fly", "dunk", "dunks", "trees", "tree", "there", "where", "these", "those", "three", "word",
    "words", "world", "money", "honey", "boots", "coast", "cast", "fouls", "fools", "souls",
    "horse", "house", "mouse", "loose", "moose", "banks", "ranks", "bass", "basic", "basis",
    "races", "faces", "paces", "places", "walk", "walks", "talk", "talks", "wins", "winds",
    "kings", "rings", "wings", "sings", "teal", "deal", "meal", "heal", "hand", "hands", "land",
    "lands", "band", "bands", "sand", "head", "heads", "dead", "lead", "read", "bead", "last",
    "list", "lost", "cost", "post", "host", "most", "must", "best", "rest", "test", "west", "nest",
    "pest",
];

/// Mends the tokens; whether any was.
pub(super) fn mend(tokens: &mut [Token]) -> bool {
    let mut mended = false;
    for token in tokens {
        if token.number.is_some() || is_light(token) || lexicon::knows(&token.text) {
            continue;
        }
        if let Some(word) = mended_word(&token.text) {
            token.text = word;
            mended = true;
        }
    }
    mended
}

fn mended_word(word: &str) -> Option<String> {
    if let Some((_, right)) = COMMON.iter().find(|(slip, _)| *slip == word) {
        return Some((*right).to_owned());
    }
    if word.len() < SHORTEST || REAL.contains(&word) || !word.is_ascii() || TARGETS.contains(word) {
        return None;
    }
    let mut near = TARGETS.iter().filter(|it| is_slip(word.as_bytes(), it.as_bytes()));
    match (near.next(), near.next()) {
        (Some(only), None) => Some(only.clone()),
        // "secods" could be "second" only as a plural of it.
        (Some(one), Some(other)) if *other == format!("{one}s") => {
            Some(if word.ends_with('s') { other } else { one }.clone())
        }
        _ => None,
    }
}

/// Whether one is the other with two neighbours exchanged, or, if it is long enough, with one letter
/// missing, added or wrong. The first letter is right.
fn is_slip(word: &[u8], right: &[u8]) -> bool {
    if word.first() != right.first() || word.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let start = word.iter().zip(right).take_while(|(a, b)| a == b).count();
    let end = word.iter().rev().zip(right.iter().rev()).take_while(|(a, b)| a == b).count();
    let long = word.len() > SHORTEST && right.len() > SHORTEST;
    if word.len() != right.len() {
        return long && start + end >= word.len().min(right.len());
    }
    let wrong = word.len().saturating_sub(start + end);
    match wrong {
        1 => long && word.len() > 5,
        2 => word[start] == right[start + 1] && word[start + 1] == right[start],
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_mended_and_a_word_is_not() {
        assert_eq!(mended_word("shto"), Some("shot".into()));
        assert_eq!(mended_word("clcok"), Some("clock".into()));
        assert_eq!(mended_word("turnoevrs"), Some("turnovers".into()));
        for word in ["rains", "moonlight", "zebra", "dunk", "lasers"] {
            assert_eq!(mended_word(word), None, "{word}");
        }
    }
}
