//! One spelling for what people type: compatibility forms, accents, look-alikes, invisible characters.
//!
//! May live here: characters, and where each came from. Never: words (`token`).

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Longest text that is read, in bytes; a proposal is a few sentences.
pub const TEXT_MAX: usize = 2_000;

/// A text in one spelling.
pub(super) struct Plain {
    /// Lower case, without accents; one entry per character, with the bytes of the text it came from.
    pub chars: Vec<(char, Range<usize>)>,
    /// Whether characters that cannot be seen, or that turn the direction, were left out.
    pub hidden: bool,
    /// Whether letters of another script stood in for Latin ones.
    pub disguised: bool,
}

/// Invisible characters and marks that change the direction of writing.
fn is_hidden(it: char) -> bool {
    matches!(it,
        '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Cyrillic and Greek letters that look like Latin ones, lower case.
const LOOK_ALIKES: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ё', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ї', 'i'),
    ('ј', 'j'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('т', 't'),
    ('у', 'y'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('η', 'n'),
    ('ι', 'i'),
    ('κ', 'k'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('ı', 'i'),
    ('ɡ', 'g'),
    ('ӏ', 'l'),
];

fn latin_for(it: char) -> Option<char> {
    LOOK_ALIKES.iter().find(|(other, _)| *other == it).map(|(_, latin)| *latin)
}

/// Punctuation that has many shapes and one meaning.
fn simple(it: char) -> char {
    match it {
        '‘' | '’' | '‛' | '′' | 'ʼ' | '`' | '´' => '\'',
        '“' | '”' | '„' | '«' | '»' | '‟' | '″' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' => '-',
        '×' | '✕' => 'x',
        '⁄' | '∕' => '/',
        '\u{a0}' | '\u{2007}' | '\u{202f}' | '\t' => ' ',
        '。' => '.',
        _ => it,
    }
}

/// The text in one spelling.
pub(super) fn plain(text: &str) -> Plain {
    let mut plain =
        Plain { chars: Vec::with_capacity(text.len()), hidden: false, disguised: false };
    let mut from = text.char_indices().peekable();
    while let Some((at, first)) = from.next() {
        if is_hidden(first) {
            plain.hidden = true;
            continue;
        }
        let mut cluster = String::from(first);
        let mut end = at + first.len_utf8();
        while let Some((at, mark)) = from.next_if(|(_, it)| canonical_combining_class(*it) != 0) {
            cluster.push(mark);
            end = at + mark.len_utf8();
        }
        push(&mut plain, &cluster, &(at..end));
    }
    undisguise(&mut plain);
    plain
}

fn push(plain: &mut Plain, cluster: &str, span: &Range<usize>) {
    let before = plain.chars.len();
    // A number typed as one character needs a space before it: "3½".
    if cluster.chars().all(|it| "½⅓⅔¼¾⅕⅖⅗⅘⅙⅛".contains(it)) {
        plain.chars.push((' ', span.clone()));
    }
    for it in cluster.nfkd().filter(|it| canonical_combining_class(*it) == 0) {
        match simple(it) {
            'ß' => plain.chars.extend([('s', span.clone()), ('s', span.clone())]),
            'ø' | 'Ø' => plain.chars.push(('o', span.clone())),
            'æ' | 'Æ' => plain.chars.extend([('a', span.clone()), ('e', span.clone())]),
            it => plain.chars.extend(it.to_lowercase().map(|it| (it, span.clone()))),
        }
    }
    // No single character unfolds into a paragraph.
    plain.chars.truncate(before + 24);
}

/// Writes Latin letters for their look-alikes, in words that have Latin letters as well.
fn undisguise(plain: &mut Plain) {
    let mut start = 0;
    while start < plain.chars.len() {
        let rest = &plain.chars[start..];
        let length = rest.iter().take_while(|(it, _)| it.is_alphabetic()).count();
        let word = &mut plain.chars[start..start + length];
        let mixed = word.iter().any(|(it, _)| it.is_ascii_alphabetic())
            && word.iter().any(|(it, _)| latin_for(*it).is_some());
        if mixed {
            plain.disguised = true;
            for (it, _) in word {
                *it = latin_for(*it).unwrap_or(*it);
            }
        }
        start += length.max(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        plain(text).chars.into_iter().map(|(it, _)| it).collect()
    }

    #[test]
    fn many_shapes_become_one() {
        assert_eq!(read("Ｔｈｒｅｅｓ worth ４"), "threes worth 4");
        assert_eq!(read("posesio\u{301}n Três"), "posesion tres");
        assert_eq!(read("3½ — “x”"), "3 1/2 - \"x\"");
        assert_eq!(read("thr\u{200b}ees \u{202e}worth"), "threes worth");
        assert!(plain("thr\u{200b}ees").hidden && !plain("threes").hidden);
    }

    #[test]
    fn look_alikes_in_a_latin_word_are_found_out() {
        // With a Cyrillic e in it.
        assert_eq!(read("thrеes"), "threes");
        assert!(plain("thrеes").disguised);
        // A word of its own language stays one.
        assert_eq!(read("три очка"), "три очка");
        assert!(!plain("три очка").disguised);
    }

    #[test]
    fn every_character_knows_where_it_came_from() {
        let text = "é½ x";
        for (_, span) in plain(text).chars {
            assert!(text.get(span).is_some());
        }
    }
}
