//! Rust source, as far as the checks need to understand it.
//!
//! May live here: what is a comment, a string, a name, a path, a test. Must never live here: what
//! is allowed.

/// The text with comments and the insides of strings and characters blanked; every byte keeps its
/// place.
pub(super) fn code(text: &str) -> String {
    let mut out = text.as_bytes().to_vec();
    let mut at = 0;
    while at < out.len() {
        let end = at + literal_length(&text.as_bytes()[at..], is_name_before(&out, at));
        for byte in &mut out[at..end] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
        at = end.max(at + 1);
    }
    String::from_utf8(out).unwrap_or_default()
}

fn is_name_before(out: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|it| is_name_byte(out[it]))
}

fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}

/// The length of the comment, string or character that begins here; 0 when none does.
fn literal_length(rest: &[u8], is_inside_name: bool) -> usize {
    match rest {
        [b'/', b'/', ..] => rest.iter().position(|it| *it == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment_length(rest),
        [b'"', ..] => string_length(rest),
        [b'\'', ..] => character_length(rest),
        [b'r', ..] if !is_inside_name => raw_string_length(rest, 1),
        [b'b' | b'c', b'r', ..] if !is_inside_name => raw_string_length(rest, 2),
        _ => 0,
    }
}

fn block_comment_length(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] if depth == 1 => return at + 2,
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
    }
    rest.len()
}

fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// A lifetime is no character: it has no second quote where one would end.
fn character_length(rest: &[u8]) -> usize {
    match rest {
        [_, b'\\', _, more @ ..] => {
            3 + more.iter().position(|it| *it == b'\'').map_or(more.len(), |it| it + 1)
        }
        [_, first, ..] => {
            let width = match first {
                0xf0.. => 4,
                0xe0.. => 3,
                0xc0.. => 2,
                _ => 1,
            };
            if rest.get(1 + width) == Some(&b'\'') { 2 + width } else { 0 }
        }
        _ => 0,
    }
}

/// `prefix`: the letters before the hashes.
fn raw_string_length(rest: &[u8], prefix: usize) -> usize {
    let hashes = rest[prefix..].iter().take_while(|it| **it == b'#').count();
    if rest.get(prefix + hashes) != Some(&b'"') {
        return 0;
    }
    let end = format!("\"{}", "#".repeat(hashes)).into_bytes();
    let content = &rest[prefix + hashes + 1..];
    let found = content.windows(end.len()).position(|it| it == end);
    found.map_or(rest.len(), |it| prefix + hashes + 1 + it + end.len())
}

/// Every place where `word` stands by itself, as an index into `code`. Where an end of the word is
/// no letter, as in `sleep(`, anything may follow or precede it.
pub(super) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = code.as_bytes();
    let ends_open = |end: Option<u8>, beside: Option<&u8>| {
        !end.is_some_and(is_name_byte) || !beside.is_some_and(|it| is_name_byte(*it))
    };
    code.match_indices(word).map(|it| it.0).filter(move |at| {
        let before = at.checked_sub(1).and_then(|it| bytes.get(it));
        ends_open(word.bytes().next(), before)
            && ends_open(word.bytes().last(), bytes.get(at + word.len()))
    })
}

/// Every place where the path `root::name` is written, also inside `use root::{name, …}`.
pub(super) fn path_uses(code: &str, path: &str) -> Vec<usize> {
    let mut found: Vec<usize> = words(code, path).collect();
    let Some((root, name)) = path.split_once("::") else { return found };
    for at in words(code, &format!("{root}::{{")) {
        let from = at + root.len() + 2;
        let group = &code[from..from + group_length(&code[from..])];
        let is_outer = |it: &usize| {
            let open = group[..*it].matches('{').count() - group[..*it].matches('}').count();
            open == 1 && !group[..*it].ends_with("::")
        };
        found.extend(words(group, name).filter(is_outer).map(|it| from + it));
    }
    found
}

/// The length of what is in braces, the braces included.
fn group_length(code: &str) -> usize {
    let mut depth = 0;
    for (at, byte) in code.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 1 => return at + 1,
            b'}' => depth -= 1,
            _ => (),
        }
    }
    code.len()
}

/// Where the tests of a source file begin: they come last (style §2).
pub(super) fn tests_from(code: &str) -> usize {
    let attribute = "#[cfg(test)]";
    let is_module = |at: &usize| code[at + attribute.len()..].trim_start().starts_with("mod ");
    code.match_indices(attribute).map(|it| it.0).find(is_module).unwrap_or(code.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_strings_and_characters_are_blanked_in_place() {
        let check = |text: &str, expected: &str| assert_eq!(code(text), expected, "{text}");
        check("a // f64\nb", "a       \nb");
        check("a /* x /* y */ z */ b", "a                   b");
        check(r#"f("a \" // b", 'x')"#, "f(           ,    )");
        check("f(r#\"a\"b\"#) g", "f(        ) g");
        check("br\"x\" c'\\'' b'\\\\' \"é\"", "      c     b         ");
        check("fn f<'a>(x: &'a str) -> char { 'é' }", "fn f<'a>(x: &'a str) -> char {      }");
        check("for r in bar", "for r in bar");
        check("\"two\nlines\"", "    \n      ");
    }

    #[test]
    fn a_word_stands_by_itself() {
        let check = |code: &str, word: &str| words(code, word).count();
        assert_eq!(check("f64 xf64 f64x (f64) a::f64", "f64"), 3);
        assert_eq!(check("sleep(1) time::sleep(x) my_sleep(y)", "sleep("), 2);
    }

    #[test]
    fn a_path_is_found_inside_a_group() {
        let check = |code: &str| path_uses(code, "std::fs").len();
        assert_eq!(check("std::fs::read(x)"), 1);
        assert_eq!(check("use std::{fmt, fs::{self, File}, io};"), 1);
        assert_eq!(check("use std::{fmt::{fs}, io::fs};"), 0);
        assert_eq!(check("use std::{fmt};\nlet fs = 1;"), 0);
    }

    #[test]
    fn tests_begin_at_their_module() {
        let code = "#[cfg(test)]\nuse x;\nfn f() {}\n#[cfg(test)]\nmod tests {}";
        assert_eq!(&code[tests_from(code)..], "#[cfg(test)]\nmod tests {}");
    }
}
