//! Texts that are refused before anybody looks for a rule in them.
//!
//! May live here: tell-tales of what no rule can be (the past, persons, endless loops, the vote itself,
//! the log, secrets), of orders to the reader, and of code. Never: obeying one. A refusal is cheap: the
//! proposer may say it in plain words.

use super::normal::Plain;
use super::pattern::Pattern;
use super::refusals::{No, PHRASES};
use super::token::Token;
use super::{Given, Outcome, lexicon};
use std::sync::LazyLock;

/// Nouns of the past with verbs that would change it: one of each makes a text retroactive.
const PAST: &[&str] = &[
    "yesterday",
    "yesterdays",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const LAST: &[&str] = &["last", "previous", "past", "earlier"];
const PLAYED: &[&str] =
    &["round", "rounds", "game", "games", "week", "weeks", "match", "night", "season", "month"];
const UNDOING: &[&str] = &[
    "undo", "erase", "remove", "delete", "change", "replay", "cancel", "overturn", "reverse",
    "take", "give", "award", "add", "deduct", "annul", "void", "count", "counts", "counted",
    "rescore", "redo", "alter", "fix", "correct", "edit", "grant", "wipe",
];
const RESULTS: &[&str] = &[
    "points",
    "point",
    "score",
    "scores",
    "result",
    "results",
    "win",
    "wins",
    "loss",
    "game",
    "games",
    "final",
    "title",
    "standings",
    "basket",
    "outcome",
];

static PATTERNS: LazyLock<Vec<(No, Pattern)>> =
    LazyLock::new(|| PHRASES.iter().map(|(no, text)| (*no, Pattern::new(text))).collect());

/// The refusal, if the text is one that is refused.
pub(super) fn refuse(plain: &Plain, tokens: &[Token], given: &Given) -> Option<Outcome> {
    let text: String = plain.chars.iter().map(|(it, _)| *it).collect();
    if is_code(&text) {
        return Some(No::Injection.outcome());
    }
    if let Some(no) = phrase(tokens) {
        return Some(no.outcome());
    }
    if is_past(tokens) {
        return Some(No::Retroactive.outcome());
    }
    names_someone(tokens, given).then(|| No::EqualProtection.outcome())
}

fn phrase(tokens: &[Token]) -> Option<No> {
    let fits =
        |pattern: &Pattern| (0..tokens.len()).any(|at| pattern.fits(&tokens[at..]).is_some());
    PATTERNS.iter().find(|(_, it)| fits(it)).map(|(no, _)| *no)
}

/// Markup, JSON, shell, templates, long strings without a space.
fn is_code(text: &str) -> bool {
    let tell_tales = [
        "</",
        "```",
        "${",
        "{{",
        "\":",
        "':",
        "=>",
        "&&",
        "||",
        "();",
        "0x",
        "\\x",
        "\\u",
        "--;",
        "; --",
        "<!",
        "[system",
        "[assistant",
        "[inst",
    ];
    let opens_tag = text.match_indices('<').any(|(at, _)| {
        text[at + 1..].chars().next().is_some_and(|it| it.is_alphabetic() || it == '/')
    });
    let call = ["exec(", "eval(", "system(", "alert(", "print(", "import ", "def ", "function("];
    let blob = text.split_whitespace().any(|it| {
        it.len() >= 14
            && it.chars().all(|it| it.is_ascii_alphanumeric() || "+/=".contains(it))
            && (it.ends_with('=') || it.chars().filter(char::is_ascii_digit).count() >= 3)
    });
    opens_tag
        || blob
        || tell_tales.iter().any(|it| text.contains(it))
        || call.iter().any(|it| text.contains(it))
        || (text.contains('{') && text.contains(':'))
}

fn is_past(tokens: &[Token]) -> bool {
    let has = |list: &[&str]| tokens.iter().any(|it| list.contains(&it.text.as_str()));
    let last = tokens
        .windows(2)
        .any(|it| LAST.contains(&it[0].text.as_str()) && PLAYED.contains(&it[1].text.as_str()));
    let numbered = tokens.windows(2).any(|it| {
        matches!(it[0].text.as_str(), "game" | "round")
            && it[1].number.is_some()
            && it[1].text.len() < 3
    });
    let undone = has(UNDOING) && has(RESULTS);
    (has(PAST) || last) && undone
        || numbered
            && undone
            && has(&["overturned", "overturn", "undo", "result", "replay", "erase"])
}

/// Whether a team or a person is named: one that the league has, or a capital where none belongs.
fn names_someone(tokens: &[Token], given: &Given) -> bool {
    let known = given.names.iter().any(|name| {
        name.split_whitespace().any(|part| {
            let part = part.to_lowercase();
            let part = part.trim_matches(|it: char| !it.is_alphanumeric());
            part.len() > 2
                && !lexicon::knows(part)
                && tokens.iter().any(|it| it.is(part) || it.text.strip_suffix('s') == Some(part))
        })
    });
    known || tokens.iter().enumerate().any(|(at, _)| is_name(tokens, at))
}

/// Words that people write with a capital and that name nobody.
const NO_NAMES: &[&str] = &[
    "i",
    "im",
    "id",
    "ill",
    "nba",
    "ncaa",
    "fiba",
    "big",
    "elam",
    "ot",
    "ft",
    "fts",
    "ok",
    "lol",
    "btw",
    "imho",
    "english",
    "please",
    "thanks",
    "propose",
    "amend",
    "boost",
    "governor",
    "governors",
    "floor",
    "book",
];

fn is_name(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let starts = at == 0
        || tokens[at - 1].ends_sentence()
        || matches!(tokens[at - 1].text.as_str(), ":" | "\"");
    let shouted = tokens.iter().filter(|it| it.capital).count() * 2 > tokens.len();
    if !token.capital
        || starts && !is_possessive(tokens, at)
        || shouted && !is_possessive(tokens, at)
    {
        return false;
    }
    let word = token.text.as_str();
    let english = super::language::language(tokens) == super::language::Language::English;
    english
        && word.len() > 1
        && word.chars().all(|it| it.is_ascii_alphabetic())
        && !NO_NAMES.contains(&word)
        && !super::light::is_light(token)
        && !lexicon::knows(word)
        && !super::number::is_word(word)
}

/// "Jordan's baskets": a gap of an apostrophe and an s before the next word.
fn is_possessive(tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        next.span.start == tokens[at].span.end + 3 || next.span.start == tokens[at].span.end + 5
    })
}
