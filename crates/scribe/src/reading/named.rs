//! Rules in force, by number or title; and new names for things.
//!
//! May live here: repeals and labels. Never: changing a number.

use super::amount::Ratio;
use super::ask::Why;
use super::light::is_light;
use super::token::Token;
use super::{Given, lexicon};
use league::ids::RuleId;
use league::rules::{Label, Noun, Rule};

/// Words that end a rule.
const ENDING: &[&str] = &[
    "repeal", "scrap", "rid", "cancel", "undo", "drop", "abolish", "end", "remove", "kill",
    "revoke", "rescind", "go", "strike", "take", "stop", "delete", "ditch", "axe", "dump", "lose",
    "retire", "off",
];
/// Words about a rule that say nothing about which.
const ABOUT: &[&str] = &[
    "rule", "law", "number", "no", "one", "thing", "effect", "book", "books", "off", "get",
    "should", "vote",
];

/// A repeal, if the text is one.
pub(super) fn repeal(tokens: &[Token], given: &Given) -> Option<Result<Rule, Why>> {
    let ends = tokens.iter().any(|it| ENDING.contains(&it.text.as_str()));
    if !ends || tokens.len() > 30 {
        return None;
    }
    if let Some(number) = number(tokens) {
        return Some(Ok(Rule::Repeal { target: RuleId(number) }));
    }
    let carrying: Vec<&str> = tokens
        .iter()
        .filter(|it| !is_light(it) || it.is("after") || it.is("in"))
        .map(|it| it.text.as_str())
        .filter(|it| {
            !ENDING.contains(it) && !ABOUT.contains(it) && it.chars().any(char::is_alphanumeric)
        })
        .collect();
    let mentions_rule = tokens.iter().any(|it| it.is("rule") || it.is("law"));
    if carrying.is_empty() {
        return mentions_rule.then(|| Err(which(given)));
    }
    let scores: Vec<(usize, &RuleId)> =
        given.active.iter().map(|it| (shared(&carrying, &it.title), &it.id)).collect();
    let best = scores.iter().map(|(score, _)| *score).max().unwrap_or(0);
    let fitting: Vec<&RuleId> =
        scores.iter().filter(|(score, _)| *score == best).map(|(_, id)| *id).collect();
    // At least half of what was said must be in the title.
    if best == 0 || best * 2 < carrying.len() {
        let explicit =
            tokens.iter().any(|it| it.is("repeal") || it.is("revoke") || it.is("rescind"));
        return (explicit || mentions_rule && !carrying.iter().any(|it| lexicon::knows(it)))
            .then(|| Err(which(given)));
    }
    Some(if let [only] = fitting[..] {
        Ok(Rule::Repeal { target: *only })
    } else {
        Err(which(given))
    })
}

fn which(given: &Given) -> Why {
    Why::WhichRule(given.active.iter().map(|it| format!("R{} {}", it.id.0, it.title)).collect())
}

/// "R7", "rule 7", "rule number seven".
fn number(tokens: &[Token]) -> Option<u16> {
    let whole = |token: &Token| {
        token.number.and_then(Ratio::as_whole).and_then(|it| u16::try_from(it).ok())
    };
    tokens.iter().enumerate().find_map(|(at, token)| {
        let next = tokens.get(at + 1)?;
        let joined = matches!(token.text.as_str(), "r" | "e") && next.span.start == token.span.end;
        if joined {
            return whole(next);
        }
        if !token.is("rule") {
            return None;
        }
        let skip = usize::from(matches!(next.text.as_str(), "number" | "no" | "#" | "nr")) + 1;
        tokens.get(at + skip).and_then(whole)
    })
}

/// How many of the words the title has, by their first letters: "blocked" is "block".
fn shared(words: &[&str], title: &str) -> usize {
    let title: Vec<String> = title
        .to_lowercase()
        .split(|it: char| !it.is_alphanumeric())
        .filter(|it| it.len() > 1)
        .map(str::to_owned)
        .collect();
    let like = |a: &str, b: &str| {
        let stem = a.len().min(b.len()).min(5);
        a == b || stem >= 4 && a.get(..stem) == b.get(..stem)
    };
    words.iter().filter(|word| title.iter().any(|it| like(word, it))).count()
}

/// Nouns by what people call them.
const NOUNS: &[(&str, Noun)] = &[
    ("steal", Noun::Steal),
    ("block", Noun::Block),
    ("turnover", Noun::Turnover),
    ("rebound", Noun::Rebound),
    ("assist", Noun::Assist),
    ("foul", Noun::Foul),
    ("free throw", Noun::FreeThrow),
    ("three pointer", Noun::ArcBasket),
    ("threes", Noun::ArcBasket),
    ("three", Noun::ArcBasket),
    ("arc basket", Noun::ArcBasket),
    ("inside basket", Noun::InsideBasket),
    ("twos", Noun::InsideBasket),
    ("deep basket", Noun::DeepBasket),
    ("deep shot", Noun::DeepBasket),
    ("period", Noun::Period),
    ("overtime", Noun::Overtime),
    ("target score", Noun::TargetScore),
    ("arc", Noun::Arc),
    ("round", Noun::Round),
    ("season", Noun::Season),
    ("playoff", Noun::Playoffs),
    ("final", Noun::Final),
    ("champion", Noun::Champion),
];

/// A new name, if the text gives one: "call steals heists", "rename a steal to heist".
pub(super) fn label(tokens: &[Token]) -> Option<Result<Rule, Why>> {
    let words: Vec<&Token> = tokens
        .iter()
        .filter(|it| !matches!(it.text.as_str(), "." | "!" | "\"" | "'" | "?"))
        .collect();
    let verb = words.iter().position(|it| {
        matches!(it.text.as_str(), "call" | "rename" | "called" | "known" | "renamed" | "name")
    })?;
    // "Call fouls tighter", "call 50% more fouls": the whistle, not a name.
    if words.iter().any(|it| {
        it.number.is_some()
            || matches!(it.text.as_str(), "more" | "fewer" | "less" | "ref" | "refs" | "%")
    }) {
        return None;
    }
    let drop = |it: &&&Token| {
        !matches!(
            it.text.as_str(),
            "a" | "an"
                | "the"
                | "to"
                | "as"
                | "be"
                | "is"
                | "are"
                | "shall"
                | "should"
                | "now"
                | "we"
                | "lets"
                | "let"
                | "from"
                | "on"
                | "please"
                | "every"
                | "each"
                | "all"
                | "will"
                | "of"
                | "into"
                | ","
                | "it"
                | "been"
        )
    };
    let (before, after) = words.split_at(verb);
    let before: Vec<&str> = before.iter().filter(drop).map(|it| it.text.as_str()).collect();
    let after: Vec<&str> = after[1..].iter().filter(drop).map(|it| it.text.as_str()).collect();
    let (noun, length, name) = if before.is_empty() {
        let (noun, length) = noun(&after)?;
        (noun, length, after[length..].join(" "))
    } else {
        let (noun, length) = noun(&before)?;
        (noun, length, after.join(" "))
    };
    if name.is_empty() || !before.is_empty() && before.len() != length {
        return None;
    }
    let text = singular(&name);
    Some(Ok(Rule::Label(Label { noun, text })))
}

fn noun(words: &[&str]) -> Option<(Noun, usize)> {
    NOUNS.iter().find_map(|(name, noun)| {
        let length = name.split(' ').count();
        let said = words.get(..length)?.join(" ");
        let fits = said == *name || said.strip_suffix('s') == Some(name);
        fits.then_some((*noun, length))
    })
}

/// A thing's name is kept in the singular.
fn singular(name: &str) -> String {
    match name.strip_suffix('s') {
        Some(one) if one.len() > 2 && !one.ends_with(['s', 'u', 'i']) => one.to_owned(),
        _ => name.to_owned(),
    }
}
