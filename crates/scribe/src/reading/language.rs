//! Which language a text is in, and the commonest phrases of four others in English.
//!
//! May live here: tell-tale words and phrase lists (`foreign`). Never: a grammar of another language:
//! what the lists do not cover stays foreign, and a question follows.

use super::token::Token;
use super::{foreign, lexicon};

/// A language, as far as it matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    Spanish,
    French,
    German,
    Portuguese,
    /// One that is not read.
    Other,
}

/// Words that hardly any other language here has.
const TELL_TALES: &[(Language, &[&str])] = &[
    (
        Language::English,
        &[
            "the", "a", "an", "is", "are", "be", "of", "to", "and", "for", "in", "make", "should",
            "worth", "every", "each", "on", "with", "by", "at", "from", "set", "it", "we",
            "points", "seconds",
        ],
    ),
    (
        Language::Spanish,
        &[
            "los", "las", "el", "la", "valen", "vale", "valgan", "valga", "puntos", "punto", "que",
            "cada", "reloj", "quiero", "segundos", "debe", "deben", "en", "canasta", "canastas",
            "un", "dos", "cuatro", "triple", "triples", "tiros", "libres", "mitad", "doble",
            "posesion", "tiro", "faltas", "periodo", "robo",
        ],
    ),
    (
        Language::French,
        &[
            "les",
            "passe",
            "tirs",
            "chronometre",
            "horloge",
            "le",
            "la",
            "des",
            "du",
            "un",
            "une",
            "vaut",
            "valent",
            "vaille",
            "chaque",
            "deux",
            "que",
            "je",
            "propose",
            "lancer",
            "lancers",
            "franc",
            "francs",
            "fautes",
            "secondes",
            "doivent",
            "devraient",
            "panier",
            "paniers",
            "contre",
            "contres",
            "joueur",
            "sort",
            "apres",
            "pour",
            "est",
            "limite",
            "on",
            "et",
            "quatre",
        ],
    ),
    (
        Language::German,
        &[
            "der",
            "die",
            "das",
            "ein",
            "eine",
            "einen",
            "soll",
            "sollen",
            "jede",
            "jeder",
            "jeden",
            "punkt",
            "punkte",
            "sekunden",
            "minuten",
            "wurfuhr",
            "und",
            "ist",
            "sind",
            "dauert",
            "zahlt",
            "zahlen",
            "auf",
            "pro",
            "fur",
            "korb",
            "korbe",
            "von",
            "bitte",
            "angriffszeit",
            "perioden",
            "freiwurf",
            "freiwurfe",
            "bringt",
            "gibt",
        ],
    ),
    (
        Language::Portuguese,
        &[
            "os",
            "as",
            "uma",
            "um",
            "vale",
            "valem",
            "valer",
            "valha",
            "valham",
            "pontos",
            "ponto",
            "cada",
            "cesta",
            "cestas",
            "quero",
            "devem",
            "deve",
            "que",
            "bola",
            "bolas",
            "quatro",
            "tres",
            "lance",
            "lances",
            "livres",
            "segundos",
            "arremesso",
            "passa",
            "relogio",
            "posse",
            "faltas",
            "da",
            "do",
            "no",
            "na",
        ],
    ),
    (
        Language::Other,
        &[
            "het",
            "een",
            "zijn",
            "waard",
            "voortaan",
            "punten",
            "ik",
            "wil",
            "dat",
            "telt",
            "driepunter",
            "driepunters",
            "il",
            "tiro",
            "vale",
            "quattro",
            "punti",
            "vorrei",
            "che",
            "deve",
            "valere",
            "ora",
            "poi",
            "valesse",
            "rzut",
            "punkty",
            "jest",
            "och",
            "att",
            "ska",
            "vara",
            "poang",
            "er",
            "og",
            "skal",
            "puan",
            "bir",
            "olsun",
        ],
    ),
];

/// The language that most tell-tale words belong to; English when none decides.
pub(super) fn language(tokens: &[Token]) -> Language {
    let letters = |it: &&Token| it.text.chars().next().is_some_and(char::is_alphabetic);
    let words: Vec<&str> = tokens.iter().filter(letters).map(|it| it.text.as_str()).collect();
    let latin = |it: &&&str| it.chars().all(|it| it.is_ascii_alphabetic());
    if words.iter().filter(latin).count() * 2 < words.len() {
        return Language::Other;
    }
    let hits = |list: &[&str]| words.iter().filter(|it| list.contains(it)).count();
    // A word of the lexicon is English here, and one word decides nothing.
    let english =
        words.iter().filter(|it| TELL_TALES[0].1.contains(it) || lexicon::knows(it)).count();
    let mut best = (Language::English, english.max(1));
    for (language, list) in &TELL_TALES[1..] {
        let count = hits(list);
        if count > best.1 {
            best = (*language, count);
        }
    }
    best.0
}

/// Puts English for the phrases of another language that are known; the spans stay where they were.
pub(super) fn to_english(tokens: Vec<Token>, language: Language) -> Vec<Token> {
    let phrases = match language {
        Language::English | Language::Other => return tokens,
        Language::Spanish => foreign::SPANISH,
        Language::French => foreign::FRENCH,
        Language::German => foreign::GERMAN,
        Language::Portuguese => foreign::PORTUGUESE,
    };
    let mut english = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let (words, length) = phrase(phrases, &tokens[at..]);
        let Some(words) = words else {
            english.push(tokens[at].clone());
            at += 1;
            continue;
        };
        let span = tokens[at].span.start..tokens[at + length - 1].span.end;
        english.extend(words.split_whitespace().map(|it| Token {
            text: it.to_owned(),
            number: None,
            ordinal: false,
            span: span.clone(),
            capital: false,
        }));
        at += length;
    }
    english
}

/// The longest phrase that the tokens begin with, in English, and how many tokens it takes.
fn phrase(phrases: &[(&str, &'static str)], tokens: &[Token]) -> (Option<&'static str>, usize) {
    let mut best = (None, 0);
    for (foreign, english) in phrases {
        let length = foreign.split_whitespace().count();
        let fits = length > best.1
            && length <= tokens.len()
            && foreign.split_whitespace().zip(tokens).all(|(word, token)| token.is(word));
        if fits {
            best = (Some(*english), length);
        }
    }
    best
}
