//! Numbers in words become numbers: forty-one, a dozen, two and a half, the third, minus four.
//!
//! May live here: number words of the languages that are read. Never: what is counted (`slot`).

use super::amount::Ratio;
use super::language::Language;
use super::token::Token;

const ENGLISH: &[(&str, i64)] = &[
    ("zero", 0),
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("dozen", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("hundred", 100),
    ("thousand", 1_000),
];
const SPANISH: &[(&str, i64)] = &[
    ("cero", 0),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("catorce", 14),
    ("quince", 15),
    ("veinte", 20),
    ("veinticuatro", 24),
    ("treinta", 30),
    ("cincuenta", 50),
];
const FRENCH: &[(&str, i64)] = &[
    ("zero", 0),
    ("un", 1),
    ("une", 1),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("six", 6),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("quatorze", 14),
    ("quinze", 15),
    ("vingt", 20),
    ("trente", 30),
    ("cinquante", 50),
];
const GERMAN: &[(&str, i64)] = &[
    ("null", 0),
    ("ein", 1),
    ("eine", 1),
    ("einen", 1),
    ("eins", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("funf", 5),
    ("fuenf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwolf", 12),
    ("zwoelf", 12),
    ("vierzehn", 14),
    ("funfzehn", 15),
    ("zwanzig", 20),
    ("vierundzwanzig", 24),
    ("dreissig", 30),
    ("funfzig", 50),
];
const PORTUGUESE: &[(&str, i64)] = &[
    ("zero", 0),
    ("um", 1),
    ("uma", 1),
    ("dois", 2),
    ("duas", 2),
    ("tres", 3),
    ("quatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("sete", 7),
    ("oito", 8),
    ("nove", 9),
    ("dez", 10),
    ("onze", 11),
    ("doze", 12),
    ("quatorze", 14),
    ("catorze", 14),
    ("quinze", 15),
    ("vinte", 20),
    ("trinta", 30),
    ("cinquenta", 50),
];
const ORDINALS: &[(&str, i64)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("fifth", 5),
    ("sixth", 6),
    ("seventh", 7),
    ("eighth", 8),
    ("ninth", 9),
    ("tenth", 10),
    ("eleventh", 11),
    ("twelfth", 12),
    ("fifteenth", 15),
    ("twentieth", 20),
];

fn words(language: Language) -> &'static [(&'static str, i64)] {
    match language {
        Language::English | Language::Other => ENGLISH,
        Language::Spanish => SPANISH,
        Language::French => FRENCH,
        Language::German => GERMAN,
        Language::Portuguese => PORTUGUESE,
    }
}

fn look_up(list: &[(&str, i64)], word: &str) -> Option<i64> {
    list.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// Whether this is an English number word.
pub(super) fn is_word(word: &str) -> bool {
    look_up(ENGLISH, word).or_else(|| look_up(ORDINALS, word)).is_some()
}

/// Merges number words into numbers; every other token stays as it is.
pub(super) fn merge(tokens: &[Token], language: Language) -> Vec<Token> {
    let list = words(language);
    let mut merged: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let (token, next) = one(tokens, at, list, language == Language::English);
        merged.push(token);
        at = next;
    }
    merged
}

fn one(tokens: &[Token], at: usize, list: &[(&str, i64)], english: bool) -> (Token, usize) {
    let first = &tokens[at];
    if let (true, Some(place)) = (english, look_up(ORDINALS, &first.text)) {
        let token = Token { number: Some(Ratio::whole(place)), ordinal: true, ..first.clone() };
        return (token, at + 1);
    }
    let minus = first.is("-") || english && (first.is("minus") || first.is("negative"));
    let from = at + usize::from(minus);
    let Some((value, to, ordinal)) = value(tokens, from, list) else {
        return (first.clone(), at + 1);
    };
    let (value, to) = with_fraction(tokens, to, value, english && !ordinal);
    let text: Vec<&str> = tokens[at..to].iter().map(|it| it.text.as_str()).collect();
    let token = Token {
        text: text.join(" "),
        number: Some(if minus { value.negative() } else { value }),
        ordinal,
        span: first.span.start..tokens[to - 1].span.end,
        capital: false,
    };
    (token, to)
}

/// A number that begins here, where it ends, and whether it is a place in a row.
fn value(tokens: &[Token], from: usize, list: &[(&str, i64)]) -> Option<(Ratio, usize, bool)> {
    let first = tokens.get(from)?;
    if let Some(value) = first.number {
        return Some((value, from + 1, first.ordinal));
    }
    let (mut sum, mut to) = (look_up(list, &first.text)?, from + 1);
    while let Some(next) = tokens.get(to) {
        if let Some(value) = look_up(list, &next.text) {
            let tens = sum % 100 >= 20 && sum % 10 == 0 && (1..10).contains(&value);
            let scales = (value == 100 && sum < 10 || value == 1_000 && sum < 1_000) && sum > 0;
            let after_hundred = sum >= 100 && sum % 100 == 0 && value < 100;
            if scales {
                sum *= value;
            } else if tens || after_hundred {
                sum += value;
            } else {
                break;
            }
            to += 1;
            continue;
        }
        // "One hundred and twenty", "twenty-first".
        let small = tokens.get(to + 1).and_then(|it| look_up(list, &it.text));
        if next.is("and") && sum >= 100 && sum % 100 == 0 && small.is_some_and(|it| it < 100) {
            to += 1;
            continue;
        }
        let place = look_up(ORDINALS, &next.text).filter(|it| *it < 10);
        if let (Some(place), true) = (place, sum >= 20 && sum % 10 == 0 && !next.is("second")) {
            return Some((Ratio::whole(sum + place), to + 1, true));
        }
        break;
    }
    Some((Ratio::whole(sum), to, false))
}

/// Adds "and a half", "and a quarter" and a fraction in digits.
fn with_fraction(tokens: &[Token], to: usize, value: Ratio, english: bool) -> (Ratio, usize) {
    if !english || value.d != 1 {
        return (value, to);
    }
    let is = |at: usize, word: &str| tokens.get(to + at).is_some_and(|it| it.is(word));
    let part = if is(2, "half") {
        Ratio::new(1, 2)
    } else if is(2, "quarter") {
        Ratio::new(1, 4)
    } else {
        None
    };
    if let (true, true, Some(sum)) = (is(0, "and"), is(1, "a"), part.and_then(|it| value.plus(it)))
    {
        return (sum, to + 3);
    }
    let fraction = tokens.get(to).and_then(|it| it.number).filter(|it| it.d > 1 && it.n < it.d);
    if let (Some(sum), false) = (fraction.and_then(|it| value.plus(it)), value.n < 0)
        && (tokens[to].text.contains('/') || tokens[to].text.contains(' '))
    {
        return (sum, to + 1);
    }
    (value, to)
}

#[cfg(test)]
mod tests {
    use super::super::{normal::plain, token::tokens};
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let merged = merge(&tokens(&plain(text), text), Language::English);
        merged.iter().filter_map(|it| it.number).map(Ratio::in_words).collect()
    }

    #[test]
    fn numbers_in_words_are_numbers() {
        assert_eq!(numbers("forty-one and twenty four"), ["41", "24"]);
        assert_eq!(numbers("one hundred and twenty seconds"), ["120"]);
        assert_eq!(numbers("two and a half, 3½, minus four, -4"), ["2.5", "3.5", "-4", "-4"]);
        assert_eq!(numbers("the third, the 3rd, the twenty-first"), ["3", "3", "21"]);
        assert_eq!(numbers("Threes are four and twos three"), ["4", "3"]);
    }
}
