//! Words and numbers, in order, with the bytes that each came from.
//!
//! May live here: cutting a text into tokens, and numbers in digits. Never: numbers in words
//! (`number`), what a word means (`lexicon`).

use super::amount::Ratio;
use super::normal::Plain;
use std::ops::Range;

/// A word, a number or a mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// In one spelling; a number in words keeps them.
    pub text: String,
    /// The number, if it is one.
    pub number: Option<Ratio>,
    /// Whether it says a place in a row: third, 3rd.
    pub ordinal: bool,
    /// Where it came from, in bytes.
    pub span: Range<usize>,
    /// Whether it began with a capital inside a sentence: a name, perhaps.
    pub capital: bool,
}

impl Token {
    pub(super) fn is(&self, word: &str) -> bool {
        self.text == word
    }

    /// Whether a sentence ends here.
    pub(super) fn ends_sentence(&self) -> bool {
        matches!(self.text.as_str(), "." | "!" | "?" | ";" | "\n")
    }

    fn word(text: String, span: Range<usize>) -> Self {
        Self { text, number: None, ordinal: false, span, capital: false }
    }
}

/// Cuts a text into tokens. `text`: the text as it was typed, for capitals.
pub(super) fn tokens(plain: &Plain, text: &str) -> Vec<Token> {
    let chars = &plain.chars;
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let kind = chars[at].0;
        let (token, next) = if kind.is_ascii_digit() {
            digits(plain, at)
        } else if kind.is_alphabetic() {
            word(plain, at, text)
        } else {
            mark(plain, at, tokens.last())
        };
        tokens.extend(token);
        at = next;
    }
    tokens
}

/// The bytes of the characters `from..to`.
fn span(plain: &Plain, from: usize, to: usize) -> Range<usize> {
    plain.chars[from].1.start..plain.chars[to - 1].1.end
}

fn word(plain: &Plain, from: usize, text: &str) -> (Option<Token>, usize) {
    let chars = &plain.chars;
    let mut to = from;
    while to < chars.len() && chars[to].0.is_alphabetic() {
        to += 1;
    }
    let mut word: String = chars[from..to].iter().map(|(it, _)| *it).collect();
    let mut next = to;
    // "team's" is the team's; "don't" is do not.
    if chars.get(to).is_some_and(|(it, _)| *it == '\'') {
        let tail: String =
            chars[to + 1..].iter().map(|(it, _)| *it).take_while(|it| it.is_alphabetic()).collect();
        if tail == "s" || tail.is_empty() && word.ends_with('s') {
            next = to + 1 + tail.len();
        } else if matches!(tail.as_str(), "t" | "re" | "ll" | "d" | "ve" | "m") {
            next = to + 1 + tail.len();
            word.push_str(&tail);
        }
    }
    let span = span(plain, from, to);
    let capital = text.get(span.clone()).is_some_and(|it| it.starts_with(char::is_uppercase));
    let token = Token { capital, ..Token::word(word, span) };
    (Some(token), next)
}

/// Digits with a decimal point, thousands, a fraction, or an ending such as "rd".
fn digits(plain: &Plain, from: usize) -> (Option<Token>, usize) {
    let at = |index: usize| plain.chars.get(index).map_or(' ', |(it, _)| *it);
    let run = |mut index: usize| {
        let start = index;
        while at(index).is_ascii_digit() {
            index += 1;
        }
        let digits: String = (start..index).map(at).collect();
        (digits, index)
    };
    let (mut whole, mut to) = run(from);
    let (mut number, mut parts) = (None, 1);
    if matches!(at(to), '.' | ',') && at(to + 1).is_ascii_digit() {
        let (more, end) = run(to + 1);
        if at(to) == ',' && more.len() == 3 {
            whole.push_str(&more);
        } else if more.len() <= 3 {
            let scale = 10_i64.pow(u32::try_from(more.len()).unwrap_or(3));
            let both = format!("{whole}{more}").parse().ok();
            number = both.and_then(|it| Ratio::new(it, scale));
            parts = 2;
        }
        to = end;
    } else if at(to) == '/' && at(to + 1).is_ascii_digit() {
        let (below, end) = run(to + 1);
        let both = (whole.parse().ok(), below.parse().ok());
        number = if let (Some(n), Some(d)) = both { Ratio::new(n, d) } else { None };
        (to, parts) = (end, 2);
    }
    if parts == 1 {
        number = whole.parse().ok().and_then(|it| Ratio::new(it, 1));
    }
    let ending: String = (to..to + 2).map(at).collect();
    let ordinal =
        matches!(ending.as_str(), "st" | "nd" | "rd" | "th") && !at(to + 2).is_alphabetic();
    if ordinal {
        to += 2;
    }
    let text: String = (from..to).map(at).collect();
    let token = Token { number, ordinal, ..Token::word(text, span(plain, from, to)) };
    (Some(token), to)
}

/// Marks that mean something; the rest is white space.
fn mark(plain: &Plain, at: usize, before: Option<&Token>) -> (Option<Token>, usize) {
    let (it, span) = &plain.chars[at];
    let digit_next = plain.chars.get(at + 1).is_some_and(|(it, _)| it.is_ascii_digit());
    let kept = match it {
        '.' | '!' | '?' | ';' | '\n' | ',' | ':' | '%' | '+' | '=' | '/' | '<' | '>' | '{'
        | '}' | '[' | ']' | '$' | '"' | '\'' | '(' | ')' | '&' | '#' | '@' | '|' | '\\' | '*'
        | '~' | '^' | '_' => true,
        // Between words a hyphen joins; before a number, and not after one, it is a minus.
        '-' => digit_next && before.is_none_or(|it| it.span.end != span.start),
        _ => !it.is_whitespace() && !it.is_ascii(),
    };
    // A dash between spaces ends a thought.
    let spaced = |at: Option<usize>| {
        at.and_then(|it| plain.chars.get(it)).is_none_or(|(it, _)| it.is_whitespace())
    };
    if *it == '-' && spaced(at.checked_sub(1)) && spaced(Some(at + 1)) {
        return (Some(Token::word("--".to_owned(), span.clone())), at + 1);
    }
    let token = kept.then(|| Token::word(it.to_string(), span.clone()));
    (token, at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::normal::plain;
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        tokens(&plain(text), text).into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        assert_eq!(
            cut("10-second shot-clock, 50cm!"),
            ["10", "second", "shot", "clock", ",", "50", "cm", "!"]
        );
        assert_eq!(cut("don't — the team's 3rd"), ["dont", "--", "the", "team", "3rd"]);
        assert_eq!(cut("-4 and 8-0"), ["-", "4", "and", "8", "0"]);
    }

    #[test]
    fn digits_are_exact() {
        let number = |text: &str| tokens(&plain(text), text)[0].number;
        assert_eq!(number("3.5"), Ratio::new(7, 2));
        assert_eq!(number("1,200"), Ratio::new(1200, 1));
        assert_eq!(number("1/3"), Ratio::new(1, 3));
        assert_eq!(number("7,24"), Ratio::new(181, 25));
        assert_eq!(number("99999999999999999999"), None);
        assert_eq!(number("1/0"), None);
    }
}
