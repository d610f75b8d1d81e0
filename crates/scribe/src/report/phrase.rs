//! Small phrases that every report uses.
//!
//! May live here: numbers and lists in words, choosing among templates. Must never live here: facts.

/// One of `all`, always the same for the same salt.
pub(super) fn pick<'a>(all: &[&'a str], salt: usize) -> &'a str {
    all[salt % all.len()]
}

/// `1 point`, `3 points`.
pub(super) fn count(number: u16, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// A sentence's first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_counts_read_as_people_say_them() {
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(
            [list(&items[..1]), list(&items[..2]), list(&items)],
            ["a", "a and b", "a, b and c"]
        );
        assert_eq!([count(1, "point"), count(0, "tie")], ["1 point", "0 ties"]);
        assert_eq!(capital("élan"), "Élan");
    }
}
