//! Typed access to a TOML document that collects faults instead of stopping at the first.

use super::Fault;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The document being read, the faults found so far, and where each value stands.
pub(super) struct Reading<'a> {
    text: &'a str,
    faults: Vec<Fault>,
    places: BTreeMap<String, Range<usize>>,
}

/// One table and its path in the document.
pub(super) struct Table<'d, 't> {
    keys: &'d DeTable<'t>,
    pub(super) path: String,
    span: Range<usize>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, faults: Vec::new(), places: BTreeMap::new() }
    }

    /// Notes a fault at a byte range of the text.
    pub(super) fn fault(&mut self, span: &Range<usize>, text: impl Into<String>) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(1, |it| it.chars().count() + 1);
        self.faults.push(Fault { line, column, text: text.into() });
    }

    /// Notes a fault at a path such as `teams[2].code`, or the closest one that the text has.
    pub(super) fn fault_at(&mut self, path: &str, text: &str) {
        let mut closest = path;
        let span = loop {
            if let Some(span) = self.places.get(closest) {
                break span.clone();
            }
            match closest.rfind(['.', '[']) {
                Some(at) => closest = &closest[..at],
                None => break 0..0,
            }
        };
        let text = if path.is_empty() { text.to_owned() } else { format!("{path}: {text}") };
        self.fault(&span, text);
    }

    /// The faults, in the order of the text.
    pub(super) fn faults(mut self) -> Vec<Fault> {
        self.faults.sort();
        self.faults.dedup();
        self.faults
    }

    /// The value of a key, noted as read.
    fn get<'d, 't>(
        &mut self,
        table: &Table<'d, 't>,
        key: &str,
    ) -> Option<&'d Spanned<DeValue<'t>>> {
        let value = table.keys.get(key)?;
        self.places.insert(table.child(key), value.span());
        Some(value)
    }

    fn required<'d, 't>(
        &mut self,
        table: &Table<'d, 't>,
        key: &str,
    ) -> Option<&'d Spanned<DeValue<'t>>> {
        let value = self.get(table, key);
        if value.is_none() {
            let hint = if key == "teams" {
                ": write a [[teams]] for each, an even number from 4 to 16"
            } else {
                ""
            };
            self.fault(&table.span, format!("{} is missing{hint}", table.child(key)));
        }
        value
    }

    fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, path: &str, wanted: &str) {
        self.fault(
            &value.span(),
            format!("{path} must be {wanted}, not {}", value.get_ref().type_str()),
        );
    }

    /// A string; `None` when it is missing or something else, with the fault noted.
    pub(super) fn text(&mut self, table: &Table<'_, '_>, key: &str) -> Option<String> {
        let value = self.required(table, key)?;
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_type(value, &table.child(key), "text in quotes");
        }
        text
    }

    /// A string that may be missing.
    pub(super) fn text_or(&mut self, table: &Table<'_, '_>, key: &str, default: &str) -> String {
        if table.keys.contains_key(key) {
            self.text(table, key).unwrap_or_default()
        } else {
            default.to_owned()
        }
    }

    /// One of a few words.
    pub(super) fn word<T>(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        words: &[&str],
        of: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let text = self.text(table, key)?;
        let found = of(&text);
        if found.is_none() {
            let span = self.places.get(&table.child(key)).cloned().unwrap_or_default();
            self.fault(
                &span,
                format!("{}: {text:?} is not one of {}", table.child(key), words.join(", ")),
            );
        }
        found
    }

    /// A whole number within bounds.
    pub(super) fn number(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        allowed: RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = self.required(table, key)?;
        self.number_of(value, &table.child(key), allowed)
    }

    /// A whole number within bounds that may be missing.
    pub(super) fn number_or(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        allowed: RangeInclusive<i64>,
        default: i64,
    ) -> i64 {
        if table.keys.contains_key(key) {
            self.number(table, key, allowed).unwrap_or(default)
        } else {
            default
        }
    }

    fn number_of(
        &mut self,
        value: &Spanned<DeValue<'_>>,
        path: &str,
        allowed: RangeInclusive<i64>,
    ) -> Option<i64> {
        let Some(number) = value.get_ref().as_integer() else {
            self.wrong_type(value, path, "a whole number");
            return None;
        };
        let digits: String = number.as_str().chars().filter(|it| *it != '_').collect();
        let read =
            i64::from_str_radix(&digits, number.radix()).ok().filter(|it| allowed.contains(it));
        if read.is_none() {
            let (min, max) = (allowed.start(), allowed.end());
            self.fault(
                &value.span(),
                format!("{path} is {}; allowed are {min} to {max}", number.as_str()),
            );
        }
        read
    }

    /// A pair of whole numbers within bounds.
    pub(super) fn pair(
        &mut self,
        table: &Table<'_, '_>,
        key: &str,
        allowed: RangeInclusive<i64>,
    ) -> Option<[i64; 2]> {
        let value = self.get(table, key)?;
        let path = table.child(key);
        if let Some([a, b]) =
            value.get_ref().as_array().map(|it| it.iter().collect::<Vec<_>>()).as_deref()
        {
            Some([self.number_of(a, &path, allowed.clone())?, self.number_of(b, &path, allowed)?])
        } else {
            self.wrong_type(value, &path, "a list of two whole numbers");
            None
        }
    }

    /// A table.
    pub(super) fn table<'d, 't>(
        &mut self,
        table: &Table<'d, 't>,
        key: &str,
    ) -> Option<Table<'d, 't>> {
        let value = self.get(table, key)?;
        let inner = value.get_ref().as_table();
        if inner.is_none() {
            self.wrong_type(value, &table.child(key), "a table");
        }
        Some(Table { keys: inner?, path: table.child(key), span: value.span() })
    }

    /// A list of tables.
    pub(super) fn tables<'d, 't>(
        &mut self,
        table: &Table<'d, 't>,
        key: &str,
    ) -> Vec<Table<'d, 't>> {
        let Some(value) = self.required(table, key) else { return Vec::new() };
        let path = table.child(key);
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(value, &path, "a list of tables");
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (at, entry) in list.iter().enumerate() {
            let path = format!("{path}[{at}]");
            self.places.insert(path.clone(), entry.span());
            match entry.get_ref().as_table() {
                Some(keys) => tables.push(Table { keys, path, span: entry.span() }),
                None => self.wrong_type(entry, &path, "a table"),
            }
        }
        tables
    }

    /// Notes every key that is not one of `known`, with the one that was probably meant.
    pub(super) fn only(&mut self, table: &Table<'_, '_>, known: &[&str]) {
        for (key, _) in table.keys {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                // A word cut short is meant before one that is spelt alike.
                let begun = |it: &&&str| name.len() >= 3 && it.starts_with(name);
                let near = || known.iter().min_by_key(|it| distance(name, it));
                let meant = known
                    .iter()
                    .find(begun)
                    .or_else(|| near().filter(|it| distance(name, it) <= 3));
                let hint = meant.map_or_else(
                    || format!("known here: {}", known.join(", ")),
                    |it| format!("did you mean {it:?}?"),
                );
                self.fault(&key.span(), format!("unknown key {name:?}; {hint}"));
            }
        }
    }
}

impl<'d, 't> Table<'d, 't> {
    /// The document itself.
    pub(super) fn root(table: &'d DeTable<'t>) -> Self {
        Self { keys: table, path: String::new(), span: 0..0 }
    }

    fn child(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// Every value under the table with its dotted path: `score.arc` however it is nested.
    pub(super) fn leaves(&self) -> Vec<(String, &'d Spanned<DeValue<'t>>)> {
        leaves(self.keys, "")
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.keys.contains_key(key)
    }

    /// Where it stands in the text.
    pub(super) fn span(&self) -> &Range<usize> {
        &self.span
    }
}

fn leaves<'d, 't>(keys: &'d DeTable<'t>, prefix: &str) -> Vec<(String, &'d Spanned<DeValue<'t>>)> {
    let mut found = Vec::new();
    for (key, value) in keys {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref().as_table() {
            Some(inner) => found.extend(leaves(inner, &format!("{name}."))),
            None => found.push((name, value)),
        }
    }
    found
}

/// Single-letter changes between two words (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
